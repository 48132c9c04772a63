//! Truths that nobody wrote.

use crate::expr::{Expr, ExprKind};
use crate::source::Span;
use crate::value::Type;

/// A truth of a kind, at the place that it is about.
pub(super) fn truth(kind: ExprKind, span: Span) -> Expr {
    Expr {
        kind,
        ty: Type::Bool,
        span,
    }
}
