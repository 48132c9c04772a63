//! Which values something over several periods has for somebody, where some history makes them for certain.

use crate::expr::scalar::to_float;
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
    /// Whether somebody has this value. One without a history has none.
    pub(super) fn has(self, value: &Literal) -> bool {
        match (self, value) {
            (Reach::Unsure, _) => false,
            (_, Literal::Unknown) => true,
            (Reach::Count(last), Literal::Int(number)) => (0..=last).contains(number),
            (Reach::Sum, Literal::Int(number)) => *number >= 0,
            (Reach::Mean(last), Literal::Float(mean)) => {
                let all = mean * to_float(last);
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
