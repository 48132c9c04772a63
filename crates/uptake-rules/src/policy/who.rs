//! Whom something is for, and when.

pub use super::days::Days;
pub use super::selector::Selector;
use crate::expr::{Expr, ExprKind};
use crate::source::Span;
use crate::value::{Literal, Type};

/// A group of entities on some days.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Who {
    /// The entities.
    pub selector: Selector,
    /// The days; a period belongs to them if its first day does.
    pub days: Days,
    /// Where that is said.
    pub span: Span,
}

impl Who {
    /// Those who are in both; `None` if nobody can be.
    #[must_use]
    pub fn meet(&self, other: &Self) -> Option<Self> {
        Some(Self {
            selector: self.selector.meet(&other.selector)?,
            days: self.days.meet(other.days)?,
            span: self.span,
        })
    }

    /// Whether everybody in it is in `other` too.
    #[must_use]
    pub fn within(&self, other: &Self) -> bool {
        self.selector.within(&other.selector) && self.days.within(other.days)
    }

    /// Whether it is everybody, always.
    #[must_use]
    pub fn is_always(&self) -> bool {
        self.selector.is_everybody() && self.days == Days::ALL
    }

    /// The condition that an entity in a period is one of them. It is never unknown: an entity without a team is in no team.
    #[must_use]
    pub fn condition(&self) -> Expr {
        let of = |kind| Expr {
            kind,
            ty: Type::Bool,
            span: self.span,
        };
        let parts = self.selector.conditions(self.span);
        let mut parts: Vec<Expr> = parts
            .into_iter()
            .map(|part| {
                of(ExprKind::Coalesce(vec![
                    part,
                    of(ExprKind::Literal(Literal::Bool(false))),
                ]))
            })
            .collect();
        parts.extend(self.days.conditions(self.span));
        match parts.len() {
            0 => of(ExprKind::Literal(Literal::Bool(true))),
            1 => parts.remove(0),
            _ => of(ExprKind::And(parts)),
        }
    }
}
