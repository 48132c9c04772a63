//! What over several periods some history makes for certain: each period of it is free.

use super::leaves::{LeafKind, Leaves};
use super::reach::Reach;
use crate::expr::{Binary, Expr, ExprKind, Take};
use crate::policy::measure::Aggregate;
use crate::value::Literal;

/// What can be made of the last periods.
pub(super) fn reach(take: Take, of: &Expr, last: u32, leaves: &Leaves) -> Reach {
    let last = i64::from(last);
    match take {
        Take::Count if free(of, leaves) => Reach::Count(last),
        Take::Sum if counts(of, leaves) => Reach::Sum,
        Take::Mean if counts(of, leaves) => Reach::Mean(last),
        Take::Count | Take::Sum | Take::Mean | Take::Min | Take::Max | Take::Known => Reach::Unsure,
    }
}

/// Whether it is a number of events of the period.
fn counts(expr: &Expr, leaves: &Leaves) -> bool {
    let ExprKind::Column(name) = &expr.kind else {
        return false;
    };
    let kind = leaves.of(name).map(|leaf| &leaf.kind);
    matches!(kind, Some(LeafKind::Rows(counted)) if counted.aggregate == Aggregate::Count && counted.zero)
}

/// Whether a condition holds in some periods and not in others, whoever it is: a least number of events.
fn free(of: &Expr, leaves: &Leaves) -> bool {
    let ExprKind::Binary(op, left, right) = &of.kind else {
        return false;
    };
    let ExprKind::Literal(Literal::Int(least)) = right.kind else {
        return false;
    };
    let fits = match op {
        Binary::GreaterEqual => least >= 1,
        Binary::Greater => least >= 0,
        _ => false,
    };
    fits && counts(left, leaves)
}
