//! Rhai's syntax tree → the typed tree.
//!
//! Scripts are lowered without state: `let` names an expression, functions are put in where they are called, `if`, `switch`
//! and early `return` become one expression. What has no such form (loops, assignment, closures over lists) makes the whole
//! script one for the interpreter, where the place allows that; it is looked through all the same.

mod branch;
mod call;
mod effects;
mod expression;
mod group;
mod statement;
mod window;

pub use effects::{changed_variable, closure_at};

use super::interpreted::{Interpreted, Learnt, Place};
use super::library::Library;
use super::limits::{MAX_HEIGHT, MAX_NESTING, MAX_PARTS};
use super::scope::Scope;
use super::tree::{Expr, ExprKind};
use super::unit::Unit;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Span;
use crate::text::Condition;
use crate::value::{Literal, Type};
use rhai::{Position, Stmt};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Stands for a value that only the interpreter can know. It never leaves this module.
const DYNAMIC: &str = "\0dynamic";

/// Reads `condition` as an expression over the names of `scope`. Faults are reported; then the answer is `None`.
pub fn lower(condition: &Condition, scope: &Scope, cx: &mut Context<'_>) -> Option<Expr> {
    let before = errors(cx);
    let (unit, function) = find(condition, scope, cx)?;
    let mut lowering = Lowering::new(Arc::clone(&unit), scope, cx);
    lowering.imports(&unit);
    let value = match &function {
        None => {
            lowering.mutated = effects::mutated(&unit.statements);
            let statements: Vec<_> = unit.statements.iter().collect();
            lowering.block(&statements)
        }
        Some(name) => lowering.enter(name),
    };
    let Lowering {
        cause,
        reads,
        learnt,
        windows,
        cx,
        ..
    } = lowering;
    if errors(cx) > before {
        return None;
    }
    let value = value?;
    let Some(cause) = cause else {
        super::constant::report(&value, cx);
        return Some(value);
    };
    cx.diagnostics.push(
        Diagnostic::error(
            Code::Interpreted,
            cause.1,
            format!(
                "{} can't be computed by columns: the script runs in the interpreter, on the reduced rows only",
                cause.0
            ),
        )
        .severity(Severity::Note),
    );
    let span = condition.span;
    let column = |(name, ty): (String, Type)| Expr {
        kind: ExprKind::Column(name),
        ty,
        span,
    };
    let mut names: Vec<String> = reads.keys().cloned().collect();
    names.extend((0..windows.len()).map(window::hoisted));
    let script = Interpreted {
        ty: Type::Unknown,
        span,
        cause,
        inputs: names,
        unit,
        function,
        library: Arc::clone(scope.library()),
        learnt,
    };
    let inputs: Vec<Expr> = reads.into_iter().map(column).chain(windows).collect();
    Some(Expr {
        kind: ExprKind::Script(Arc::new(script), inputs),
        ty: Type::Unknown,
        span,
    })
}

/// The text of a condition, and the function in it that is the condition, unless it is what stands outside of functions.
fn find(condition: &Condition, scope: &Scope, cx: &mut Context<'_>) -> Option<(Arc<Unit>, Option<String>)> {
    let reference = condition.script.as_ref();
    if let Some(reference) = reference
        && let Some(file) = &reference.file
    {
        let beside = cx
            .sources
            .get(condition.span.file)
            .map_or_else(String::new, |file| file.path.clone());
        let unit = scope.library().file(&beside, &file.text, file.span, cx)?;
        let function = call::entry(&unit, reference, condition.span, cx)?;
        return Some((unit, Some(function)));
    }
    let unit = Unit::parse(condition.clone(), cx)?;
    if !unit.functions.is_empty() {
        check_functions(&unit, scope, cx);
    }
    let empty = unit
        .statements
        .iter()
        .all(|statement| matches!(statement, Stmt::Noop(_)));
    let stated = reference.filter(|reference| reference.function.is_some() || empty);
    let function = match stated {
        Some(reference) if !unit.functions.is_empty() => Some(call::entry(&unit, reference, condition.span, cx)?),
        _ => None,
    };
    Some((unit, function))
}

/// Looks through the functions of all script files, as far as that goes without knowing its arguments.
pub fn check(library: &Library, scope: &Scope, cx: &mut Context<'_>) {
    for unit in library.scripts.values().flatten() {
        check_functions(unit, scope, cx);
    }
}

/// Looks through every function of a text.
fn check_functions(unit: &Arc<Unit>, scope: &Scope, cx: &mut Context<'_>) {
    call::report_names(unit, cx);
    for function in &unit.functions {
        let mut lowering = Lowering::new(Arc::clone(unit), scope, cx);
        lowering.alone = true;
        lowering.imports(unit);
        lowering.calls.push(call::full_name(unit, &function.name));
        lowering.in_function = true;
        lowering.mutated = effects::mutated(&function.statements);
        let any = lowering.dynamic(function.span);
        for parameter in &function.parameters {
            lowering.bindings.push((parameter.clone(), Bound::Value(any.clone())));
        }
        if function.statements.is_empty() {
            lowering.report_empty(function);
            continue;
        }
        let statements: Vec<_> = function.statements.iter().collect();
        lowering.block(&statements);
    }
}

fn errors(cx: &Context<'_>) -> usize {
    cx.diagnostics.errors()
}

/// What a local name stands for.
#[derive(Clone, Debug)]
enum Bound {
    /// An expression.
    Value(Expr),
    /// The row: its properties are the names of the scope.
    Row,
}

struct Lowering<'a, 'b> {
    unit: Arc<Unit>,
    scope: &'a Scope,
    cx: &'a mut Context<'b>,
    bindings: Vec<(String, Bound)>,
    /// Names that are assigned to somewhere in the text that is looked at.
    mutated: BTreeSet<String>,
    /// How many parts were copied so far.
    parts: usize,
    /// How deeply what we look at nests.
    depth: usize,
    /// Whether it was said that it nests too deeply.
    too_deep: bool,
    /// Whether a function is looked through by itself, without the arguments of a call. What depends on those is left for
    /// the rules that call it.
    alone: bool,
    /// How many functions were put in so far: two that call each other's callers twice would grow without bounds.
    inlined: usize,
    /// The functions whose bodies we are in, the outermost first.
    calls: Vec<String>,
    /// The modules that each unit imports, by the unit's address and the alias.
    modules: BTreeMap<(usize, String), Arc<Unit>>,
    /// Whether `return` may stand here: it then ends the whole.
    tail: bool,
    /// Whether we are in the body of a function, which sees its parameters only.
    in_function: bool,
    /// What has no columnar form, and where: the first such place.
    cause: Option<(String, Span)>,
    /// The names of the scope that are read.
    reads: BTreeMap<String, Type>,
    /// What the interpreter needs to know.
    learnt: Learnt,
    /// The windows whose values the interpreter gets, in the order of their names.
    windows: Vec<Expr>,
    /// The calls that we are inside of.
    path: Place,
}

impl<'a, 'b> Lowering<'a, 'b> {
    fn new(unit: Arc<Unit>, scope: &'a Scope, cx: &'a mut Context<'b>) -> Self {
        Self {
            unit,
            scope,
            cx,
            bindings: Vec::new(),
            mutated: BTreeSet::new(),
            parts: 0,
            depth: 0,
            too_deep: false,
            alone: false,
            inlined: 0,
            calls: Vec::new(),
            modules: BTreeMap::new(),
            tail: true,
            in_function: false,
            cause: None,
            reads: BTreeMap::new(),
            learnt: Learnt::default(),
            windows: Vec::new(),
            path: Place::top(),
        }
    }

    /// The token at a position.
    fn token(&self, position: Position) -> Span {
        self.unit.token(position)
    }

    /// A value that only the interpreter can know.
    fn dynamic(&self, span: Span) -> Expr {
        Expr {
            kind: ExprKind::Column(DYNAMIC.to_owned()),
            ty: Type::Unknown,
            span,
        }
    }

    /// Something without a columnar form: a value for the interpreter where it may run, else a fault.
    fn fallback(&mut self, position: Position, what: &str) -> Option<Expr> {
        let span = self.token(position);
        if self.scope.interprets() {
            self.cause.get_or_insert_with(|| (what.to_owned(), span));
            return Some(self.dynamic(span));
        }
        self.unsupported(position, what)
    }

    fn unsupported(&mut self, position: Position, what: &str) -> Option<Expr> {
        let help = "a condition is an expression; it may use `let`, `if`, `switch`, `return` and functions";
        self.unsupported_help(position, what, help)
    }

    fn unsupported_help(&mut self, position: Position, what: &str, help: &str) -> Option<Expr> {
        let span = self.token(position);
        let message = format!("{what} can't stand in a condition");
        self.cx.error_help(Code::UnsupportedExpression, span, message, help);
        None
    }

    /// A copy of an expression, as long as there is room for it.
    fn copy(&mut self, original: &Expr, span: Span) -> Option<Expr> {
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
            format!("the expression grows beyond {MAX_PARTS} parts here"),
            "every `let` counts as often as it is used; make it a measure or a definition of its own",
        );
        None
    }

    /// Runs `within` one level deeper, unless that is too deep.
    fn deeper<T>(&mut self, position: Position, within: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
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

    fn has_room(&mut self, span: Span) -> bool {
        let room = self.depth < MAX_NESTING;
        if !room {
            self.report_depth(span);
        }
        room
    }

    /// Says once that it nests too deeply.
    fn report_depth(&mut self, span: Span) {
        if std::mem::replace(&mut self.too_deep, true) || self.alone {
            return;
        }
        self.cx.error_help(
            Code::ExpressionDepth,
            span,
            "it nests too deeply here, with every function and `let` where it is used",
            "make a part of it a measure or a definition of its own",
        );
    }

    /// The same expression; the interpreter learns where whole numbers become floats.
    fn learn(&mut self, value: Option<Expr>, position: Position) -> Option<Expr> {
        if value.as_ref().is_some_and(|value| value.ty == Type::Float) {
            let place = Place::new(&self.path, &self.unit, position);
            self.learnt.floats.insert(place);
        }
        value
    }

    /// Runs `within` where `return` doesn't end the whole.
    fn inside<T>(&mut self, within: impl FnOnce(&mut Self) -> T) -> T {
        let tail = std::mem::replace(&mut self.tail, false);
        let value = within(self);
        self.tail = tail;
        value
    }
}

/// Whether only the interpreter can know a part of it.
fn is_dynamic(expr: &Expr) -> bool {
    let mut found = false;
    expr.visit(&mut |part| found |= matches!(&part.kind, ExprKind::Column(name) if name == DYNAMIC));
    found
}

fn literal(value: Literal, span: Span) -> Expr {
    Expr {
        ty: value.ty(),
        kind: ExprKind::Literal(value),
        span,
    }
}
