//! What over several periods some history makes for certain: each period of it is free.

use super::leaves::{LeafKind, Leaves};
use crate::expr::{Binary, Expr, ExprKind, Take};
use crate::policy::measure::Aggregate;
use crate::value::Literal;

/// Which values something over several periods has for somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// That can't be told.
    Unsure,
    /// From 0 to so many periods.
    Count(i64),
    /// Any number from 0 on.
    Sum,
    /// A number from 0 on, divided by so many periods.
    Mean(i64),
}

impl Reach {
    /// Of what is taken of the last periods.
    pub(super) fn of(take: Take, of: &Expr, last: u32, leaves: &Leaves) -> Self {
        let last = i64::from(last);
        match take {
            Take::Count if free(of, leaves) => Reach::Count(last),
            Take::Sum if counts(of, leaves) => Reach::Sum,
            Take::Mean if counts(of, leaves) => Reach::Mean(last),
            Take::Count | Take::Sum | Take::Mean | Take::Min | Take::Max | Take::Known => Reach::Unsure,
        }
    }

    /// Whether somebody has this value. One without a history has none.
    pub(super) fn has(self, value: &Literal) -> bool {
        match (self, value) {
            (Reach::Unsure, _) => false,
            (_, Literal::Unknown) => true,
            (Reach::Count(last), Literal::Int(number)) => (0..=last).contains(number),
            (Reach::Sum, Literal::Int(number)) => *number >= 0,
            (Reach::Mean(last), Literal::Float(mean)) => {
                let all = mean * crate::expr::scalar::to_float(last);
                (0.0..1e9).contains(&all) && all.fract() == 0.0
            }
            _ => false,
        }
    }

    /// The least and the greatest value, of whole numbers.
    pub(super) fn range(self) -> Option<std::ops::RangeInclusive<i64>> {
        match self {
            Reach::Count(last) => Some(0..=last),
            Reach::Sum => Some(0..=i64::MAX),
            Reach::Unsure | Reach::Mean(_) => None,
        }
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
