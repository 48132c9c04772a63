//! What an expression looks like to its author, where the tree has another shape.

use crate::expr::{Expr, ExprKind};
use crate::source::Sources;
use crate::value::Literal;

/// A condition that is known to hold, or not to.
pub(super) type Fact<'a> = (&'a Expr, bool);

/// Whether it is `x !in …`, which is lowered as `!` of `x in …`.
pub(super) fn is_not_in(expr: &Expr, sources: &Sources) -> bool {
    match &expr.kind {
        ExprKind::Not(inner) if is_range(inner) || matches!(inner.kind, ExprKind::In(..)) => {
            // A `!` that was written by itself comes first.
            inner.span.start == expr.span.start || sources.text(inner.span).contains("!in")
        }
        _ => false,
    }
}

/// Whether it is `x in a..b`: two comparisons of one operand, which both begin at it.
pub(super) fn is_range(expr: &Expr) -> bool {
    match &expr.kind {
        ExprKind::And(parts) => match parts.as_slice() {
            [low, high] => low.span.file == high.span.file && low.span.start == high.span.start,
            _ => false,
        },
        _ => false,
    }
}

/// Whether it is `()`: a `switch` without a last case ends in an unknown value that nobody wrote.
pub(super) fn is_written_unknown(expr: &Expr, sources: &Sources) -> bool {
    expr.kind == ExprKind::Literal(Literal::Unknown) && sources.text(expr.span).starts_with('(')
}

/// Whether it is an `if` or a `switch` with a branch, however deep, that is `()`.
pub(super) fn may_be_left_open(expr: &Expr, sources: &Sources) -> bool {
    match &expr.kind {
        ExprKind::If(_, then, otherwise) => [then, otherwise]
            .into_iter()
            .any(|branch| is_written_unknown(branch, sources) || may_be_left_open(branch, sources)),
        _ => false,
    }
}
