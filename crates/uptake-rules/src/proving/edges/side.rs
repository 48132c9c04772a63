//! The sides of an edge.

use crate::expr::{Expr, ExprKind};
use crate::proving::questions::truth;

/// The part of an edge that a case is on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Right below the number.
    Below,
    /// The number, or a value that the condition names.
    At,
    /// Right above the number.
    Above,
    /// A value that the condition doesn't name.
    Other,
    /// Not known.
    Unknown,
    /// What is asked is so.
    Holds,
    /// It isn't.
    Fails,
}

/// That a condition isn't so.
pub(super) fn not(condition: Expr) -> Expr {
    truth(ExprKind::Not(Box::new(condition)))
}
