//! The typed tree: what every reader of expressions walks.

use super::functions::Function;
use super::group::{GroupFunction, NamedRule};
use super::interpreted::Interpreted;
use super::operator::Binary;
use super::window::Window;
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
    Script(Arc<Interpreted>, Vec<Expr>),
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

    /// The rule that it asks for by a constant name: of which kind, and the name.
    #[must_use]
    pub fn named_rule(&self) -> Option<(NamedRule, &str)> {
        let ExprKind::Group(function, arguments) = &self.kind else {
            return None;
        };
        match arguments.first().map(|argument| &argument.kind) {
            Some(ExprKind::Literal(Literal::Text(name))) => Some((function.names_a_rule()?, name)),
            _ => None,
        }
    }
}
