//! What is carried along while a text is lowered: the frame at hand, limits, and what was learnt for the interpreter.

use crate::codes::Code;
use crate::context::Context;
use crate::expr::interpreted::{Learnt, Place};
use crate::expr::limits::{MAX_HEIGHT, MAX_NESTING, MAX_PARTS};
use crate::expr::scope::Scope;
use crate::expr::tree::{Expr, ExprKind};
use crate::expr::unit::Unit;
use crate::source::Span;
use crate::value::{Literal, Type};
use rhai::Position;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Stands for a value that only the interpreter can know. It never leaves this module.
const DYNAMIC: &str = crate::hidden_name!("dynamic");

/// What a local name stands for.
#[derive(Clone, Debug)]
pub(super) enum Bound {
    /// An expression.
    Value(Expr),
    /// The row: its properties are the names of the scope.
    Row,
}

/// What belongs to the text that is being read: a condition, or the body of a function that is put in where it is called.
///
/// A body sees its own parameters and nothing of its caller: not the names of the caller's `let`, not what the caller assigns
/// to, not whether a `return` there would end the whole. And its places are those of its own text, which may be another
/// file. So a call changes all of it at once ([`Lowering::within`]) and puts all of it back; what isn't here, such as how
/// deeply it nests and how many parts were copied, counts over all frames together, since that is what takes room.
#[derive(Debug)]
pub(super) struct Frame {
    /// The text.
    pub(super) unit: Arc<Unit>,
    /// Local names.
    pub(super) bindings: Vec<(String, Bound)>,
    /// Names that are assigned to somewhere in it. Only the interpreter knows what they stand for at a place.
    pub(super) mutated: BTreeSet<String>,
    /// Whether `return` may stand here: it then ends the frame.
    pub(super) tail: bool,
    /// Whether it is the body of a function, which sees its parameters only.
    pub(super) in_function: bool,
    /// The calls that lead to it.
    pub(super) path: Place,
}

impl Frame {
    /// That of a condition's own text.
    pub(super) fn new(unit: Arc<Unit>) -> Self {
        Self {
            unit,
            bindings: Vec::new(),
            mutated: BTreeSet::new(),
            tail: true,
            in_function: false,
            path: Place::top(),
        }
    }
}

/// A condition on its way into the typed tree.
pub(super) struct Lowering<'a, 'b> {
    pub(super) frame: Frame,
    pub(super) scope: &'a Scope,
    pub(super) cx: &'a mut Context<'b>,
    /// How many parts were copied so far.
    pub(super) parts: usize,
    /// How deeply what we look at nests.
    pub(super) depth: usize,
    /// Whether it was said that it nests too deeply.
    pub(super) too_deep: bool,
    /// Whether a function is looked through by itself, without the arguments of a call. What depends on those is left for
    /// the rules that call it.
    pub(super) alone: bool,
    /// How many functions were put in so far: two that call each other's callers twice would grow without bounds.
    pub(super) inlined: usize,
    /// The functions whose bodies we are in, the outermost first.
    pub(super) calls: Vec<String>,
    /// The modules that each unit imports, by the unit's address and the alias.
    pub(super) modules: BTreeMap<(usize, String), Arc<Unit>>,
    /// What has no columnar form, and where: the first such place.
    pub(super) cause: Option<(String, Span)>,
    /// The names of the scope that are read.
    pub(super) reads: BTreeMap<String, Type>,
    /// What the interpreter needs to know.
    pub(super) learnt: Learnt,
    /// The windows whose values the interpreter gets, in the order of their names.
    pub(super) windows: Vec<Expr>,
}

impl<'a, 'b> Lowering<'a, 'b> {
    pub(super) fn new(unit: Arc<Unit>, scope: &'a Scope, cx: &'a mut Context<'b>) -> Self {
        Self {
            frame: Frame::new(unit),
            scope,
            cx,
            parts: 0,
            depth: 0,
            too_deep: false,
            alone: false,
            inlined: 0,
            calls: Vec::new(),
            modules: BTreeMap::new(),
            cause: None,
            reads: BTreeMap::new(),
            learnt: Learnt::default(),
            windows: Vec::new(),
        }
    }

    /// The token at a position.
    pub(super) fn token(&self, position: Position) -> Span {
        self.frame.unit.token(position)
    }

    /// A value that only the interpreter can know.
    pub(super) fn dynamic(&self, span: Span) -> Expr {
        Expr {
            kind: ExprKind::Column(DYNAMIC.to_owned()),
            ty: Type::Unknown,
            span,
        }
    }

    /// Something without a columnar form: a value for the interpreter where it may run, else a fault.
    pub(super) fn fallback(&mut self, position: Position, what: &str) -> Option<Expr> {
        let span = self.token(position);
        if self.scope.interprets() {
            self.cause.get_or_insert_with(|| (what.to_owned(), span));
            return Some(self.dynamic(span));
        }
        self.unsupported(position, what)
    }

    pub(super) fn unsupported(&mut self, position: Position, what: &str) -> Option<Expr> {
        let help = "a condition is an expression; it may use `let`, `if`, `switch`, `return` and functions";
        self.unsupported_help(position, what, help)
    }

    pub(super) fn unsupported_help(&mut self, position: Position, what: &str, help: &str) -> Option<Expr> {
        let span = self.token(position);
        let message = format!("{what} isn't allowed in a condition");
        self.cx.error_help(Code::UnsupportedExpression, span, message, help);
        None
    }

    /// A copy of an expression, as long as there is room for it.
    pub(super) fn copy(&mut self, original: &Expr, span: Span) -> Option<Expr> {
        if self.parts > MAX_PARTS {
            return None; // said already
        }
        original.visit(&mut |_| self.parts += 1);
        if self.depth + original.height() > MAX_HEIGHT {
            self.report_depth(span);
            return None;
        }
        if self.parts <= MAX_PARTS {
            return Some(Expr {
                span,
                ..original.clone()
            });
        }
        if self.alone {
            return None;
        }
        self.cx.error_help(
            Code::ExpressionSize,
            span,
            format!("the expression expands to more than {MAX_PARTS} parts here"),
            "every `let` counts as often as it is used; move it into a measure or definition of its own",
        );
        None
    }

    /// Runs `within` one level deeper, unless that is too deep.
    pub(super) fn deeper<T>(&mut self, position: Position, within: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        if self.depth >= MAX_NESTING {
            let span = self.token(position);
            self.report_depth(span);
            return None;
        }
        self.depth += 1;
        let value = within(self);
        self.depth -= 1;
        value
    }

    pub(super) fn has_room(&mut self, span: Span) -> bool {
        let room = self.depth < MAX_NESTING;
        if !room {
            self.report_depth(span);
        }
        room
    }

    /// Says once that it nests too deeply.
    pub(super) fn report_depth(&mut self, span: Span) {
        if std::mem::replace(&mut self.too_deep, true) || self.alone {
            return;
        }
        self.cx.error_help(
            Code::ExpressionDepth,
            span,
            "the expression is nested too deeply here, with every function and `let` expanded",
            "move a part of it into a measure or definition of its own",
        );
    }

    /// The same expression; the interpreter learns where whole numbers become floats.
    pub(super) fn learn(&mut self, value: Option<Expr>, position: Position) -> Option<Expr> {
        if value.as_ref().is_some_and(|value| value.ty == Type::Float) {
            let place = Place::new(&self.frame.path, &self.frame.unit, position);
            self.learnt.floats.insert(place);
        }
        value
    }

    /// Runs `within` in another frame, and comes back to this one.
    pub(super) fn within<T>(&mut self, frame: Frame, within: impl FnOnce(&mut Self) -> T) -> T {
        let outer = std::mem::replace(&mut self.frame, frame);
        let value = within(self);
        self.frame = outer;
        value
    }

    /// Runs `within` where `return` doesn't end the whole.
    pub(super) fn inside<T>(&mut self, within: impl FnOnce(&mut Self) -> T) -> T {
        let tail = std::mem::replace(&mut self.frame.tail, false);
        let value = within(self);
        self.frame.tail = tail;
        value
    }
}

/// Whether only the interpreter can know a part of it.
pub(super) fn is_dynamic(expr: &Expr) -> bool {
    let mut found = false;
    expr.visit(&mut |part| found |= matches!(&part.kind, ExprKind::Column(name) if name == DYNAMIC));
    found
}

pub(super) fn literal(value: Literal, span: Span) -> Expr {
    Expr {
        ty: value.ty(),
        kind: ExprKind::Literal(value),
        span,
    }
}
