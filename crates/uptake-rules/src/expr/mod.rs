//! The one expression language: Rhai's syntax, typed, as a small tree that every reader walks.
//!
//! [`lower`] and [`crate::script`] are the only places that know Rhai. The engine reads [`Expr`] as Polars expressions.
//!
//! # What an expression means
//!
//! Every reader gives the same answer, null for null. The rules are Rhai's, with *unknown* in place of its errors:
//!
//! - **Whole numbers** have 64 bits. `+ - *`, negation and `abs` that overflow are unknown; `/` cuts toward zero, `%` has the
//!   sign of the dividend; both are unknown for a divisor of 0, and for the least whole number by -1.
//! - **Floats** follow IEEE 754 in their arithmetic: `1.0 / 0.0` is infinite, `0.0 / 0.0` is NaN, `%` has the sign of the
//!   dividend. They are *compared* as Rhai compares them: what differs by no more than 2^-52 of the greater one is equal
//!   ([`scalar::compare_floats`] has the details), so `0.1 + 0.2 == 0.3` holds. No comparison holds with an infinite value,
//!   and none with NaN, not even `!=`; only beside zero NaN counts as equal.
//! - **Across types**: a whole number beside a float becomes a float first. Nothing else mixes.
//! - **`min(a, b)`** is `a` if `a <= b`, else `b`; **`max(a, b)`** is `a` if `a >= b`, else `b`,
//!   here by IEEE 754: the second wins beside NaN.
//! - **`to_int`** cuts toward zero; NaN and what lies outside 64 bits is unknown. `round` takes halves away from zero.
//! - **Text** is compared by its bytes (UTF-8), measured in characters, changed by Unicode's rules as Rust's `str` has them.
//! - **`date(text)`** reads exactly `YYYY-MM-DD`; anything else is unknown.
//! - **`json`, `iso` and `instant`** are what [`written`] says.

pub mod constant;
pub mod evaluate;
mod fault;
pub mod function;
pub mod group;
pub mod limits;
pub(crate) mod lower;
mod number;
mod outline;
pub mod scalar;
pub mod scope;
mod token;
pub(crate) mod typing;
pub(crate) mod unit;
pub mod window;
pub mod written;

pub use evaluate::evaluate;
pub use function::Function;
pub use group::GroupFunction;
pub use lower::lower;
pub use scope::Scope;
pub use unit::{Function as ScriptFunction, Library, is_name};
pub use window::{Last, Take, Window};

use crate::script::Script;
use crate::source::Span;
use crate::value::{Literal, Type};
use std::collections::BTreeSet;
use std::sync::Arc;

/// A typed expression. Every expression may also be *unknown*, whatever its type.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

/// A constant of the rule files.
#[derive(Clone, Debug, PartialEq)]
pub enum Constant {
    /// One value.
    Value(Literal),
    /// A set of values of one type, to look for others in.
    Set(Vec<Literal>),
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq)]
pub enum ExprKind {
    /// A constant.
    Literal(Literal),
    /// A column, a measure, a definition, a ladder, or `column.field` of a register.
    Column(String),
    /// `!x`: unknown for unknown.
    Not(Box<Expr>),
    /// `-x`: unknown for unknown.
    Negate(Box<Expr>),
    /// Two operands: unknown if one of them is.
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `a && b`: false if one is false, else unknown if one is unknown.
    And(Vec<Expr>),
    /// `a || b`: true if one is true, else unknown if one is unknown.
    Or(Vec<Expr>),
    /// `a ?? b`: the first that is known.
    Coalesce(Vec<Expr>),
    /// `x in [a, b]`: unknown if `x` is.
    In(Box<Expr>, Vec<Literal>),
    /// `if c { a } else { b }`: unknown if `c` is.
    If(Box<Expr>, Box<Expr>, Box<Expr>),
    /// A function of the language.
    Call(Function, Vec<Expr>),
    /// A function of groups of rows, with arguments over these rows or over the group. Stands only in checks, where
    /// everything around it is of the group.
    Group(&'static GroupFunction, Vec<Expr>),
    /// A function over the periods of the entity. Stands only where an entity is judged in a period.
    Window(Window, Box<Expr>),
    /// A script that is interpreted on the values of its inputs. Stands only where an entity is judged in a period, and
    /// only as a whole condition.
    Script(Arc<Script>, Vec<Expr>),
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Binary {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`: of whole numbers it is cut toward zero; by zero it is unknown.
    Divide,
    /// `%`: with the sign of the dividend; by zero it is unknown.
    Remainder,
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterEqual,
}

impl Binary {
    /// Whether it compares.
    #[must_use]
    pub fn compares(self) -> bool {
        !matches!(
            self,
            Binary::Add | Binary::Subtract | Binary::Multiply | Binary::Divide | Binary::Remainder
        )
    }

    /// How it is written.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        match self {
            Binary::Add => "+",
            Binary::Subtract => "-",
            Binary::Multiply => "*",
            Binary::Divide => "/",
            Binary::Remainder => "%",
            Binary::Equal => "==",
            Binary::NotEqual => "!=",
            Binary::Less => "<",
            Binary::LessEqual => "<=",
            Binary::Greater => ">",
            Binary::GreaterEqual => ">=",
        }
    }
}

impl Expr {
    /// The names it reads, in order.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.visit(&mut |expr| {
            if let ExprKind::Column(name) = &expr.kind {
                names.insert(name.as_str());
            }
        });
        names
    }

    /// Calls `see` for this expression and all within it.
    pub fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Expr)) {
        see(self);
        self.parts(&mut |part| part.visit(see));
    }

    /// Calls `change` for this expression and all within it, the outer ones first.
    pub fn visit_mut(&mut self, change: &mut dyn FnMut(&mut Expr)) {
        change(self);
        match &mut self.kind {
            ExprKind::Literal(_) | ExprKind::Column(_) => {}
            ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::In(inner, _) | ExprKind::Window(_, inner) => {
                inner.visit_mut(change);
            }
            ExprKind::Binary(_, left, right) => {
                left.visit_mut(change);
                right.visit_mut(change);
            }
            ExprKind::And(parts)
            | ExprKind::Or(parts)
            | ExprKind::Coalesce(parts)
            | ExprKind::Call(_, parts)
            | ExprKind::Group(_, parts)
            | ExprKind::Script(_, parts) => {
                for part in parts {
                    part.visit_mut(change);
                }
            }
            ExprKind::If(condition, then, otherwise) => {
                condition.visit_mut(change);
                then.visit_mut(change);
                otherwise.visit_mut(change);
            }
        }
    }

    /// A copy without places: two expressions say the same if these are equal.
    #[must_use]
    pub fn without_spans(&self) -> Self {
        let mut bare = self.clone();
        bare.visit_mut(&mut |part| part.span = Span::new(crate::source::FileId(0), 0, 0));
        bare
    }

    /// How many levels it has; 1 for a constant or a name.
    #[must_use]
    pub fn height(&self) -> usize {
        let mut below = 0;
        self.parts(&mut |part| below = below.max(part.height()));
        below + 1
    }

    /// Calls `see` for each expression right within it.
    fn parts<'a>(&'a self, see: &mut dyn FnMut(&'a Expr)) {
        match &self.kind {
            ExprKind::Literal(_) | ExprKind::Column(_) => {}
            ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::In(inner, _) | ExprKind::Window(_, inner) => {
                see(inner);
            }
            ExprKind::Binary(_, left, right) => {
                see(left);
                see(right);
            }
            ExprKind::And(parts)
            | ExprKind::Or(parts)
            | ExprKind::Coalesce(parts)
            | ExprKind::Call(_, parts)
            | ExprKind::Group(_, parts)
            | ExprKind::Script(_, parts) => {
                for part in parts {
                    see(part);
                }
            }
            ExprKind::If(condition, then, otherwise) => {
                see(condition);
                see(then);
                see(otherwise);
            }
        }
    }
}
