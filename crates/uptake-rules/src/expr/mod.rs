//! The one expression language: Rhai's syntax, typed, as a small tree that every reader walks.
//!
//! [`lower`] is the only place that knows Rhai. The engine reads [`Expr`] as Polars expressions.

mod fault;
pub mod function;
mod lower;
pub mod scope;
mod token;
mod typing;

pub use function::Function;
pub use lower::{is_name, lower};
pub use scope::Scope;

use crate::source::Span;
use crate::value::{Literal, Type};
use std::collections::BTreeSet;

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
        match &self.kind {
            ExprKind::Literal(_) | ExprKind::Column(_) => {}
            ExprKind::Not(inner) | ExprKind::Negate(inner) | ExprKind::In(inner, _) => inner.visit(see),
            ExprKind::Binary(_, left, right) => {
                left.visit(see);
                right.visit(see);
            }
            ExprKind::And(parts) | ExprKind::Or(parts) | ExprKind::Coalesce(parts) | ExprKind::Call(_, parts) => {
                for part in parts {
                    part.visit(see);
                }
            }
            ExprKind::If(condition, then, otherwise) => {
                condition.visit(see);
                then.visit(see);
                otherwise.visit(see);
            }
        }
    }
}
