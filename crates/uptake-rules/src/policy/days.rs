//! The days on which something is in force.

use crate::expr::{Binary, Expr, ExprKind};
use crate::source::Span;
use crate::value::{Literal, Type};
use jiff::civil::Date;
use std::fmt;

/// From a first day to the day before `until`; without one of them there is no such bound.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Days {
    /// The first day.
    pub from: Option<Date>,
    /// The first day on which it no longer holds.
    pub until: Option<Date>,
}

impl Days {
    /// Every day.
    pub const ALL: Self = Self {
        from: None,
        until: None,
    };

    /// Whether a day is one of them.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day < until)
    }

    /// The days of both; `None` if there is none.
    #[must_use]
    pub fn meet(self, other: Self) -> Option<Self> {
        let from = self.from.max(other.from);
        let until = match (self.until, other.until) {
            (Some(one), Some(two)) => Some(one.min(two)),
            (one, two) => one.or(two),
        };
        match (from, until) {
            (Some(from), Some(until)) if from >= until => None,
            _ => Some(Self { from, until }),
        }
    }

    /// Whether each of its days is one of `other`.
    #[must_use]
    pub fn within(self, other: Self) -> bool {
        self.meet(other) == Some(self)
    }

    /// The conditions that the first day of a period is one of them.
    pub(crate) fn conditions(self, span: Span) -> Vec<Expr> {
        let bound = |op, day| Expr {
            kind: ExprKind::Binary(
                op,
                Box::new(Expr {
                    kind: ExprKind::Column("period".to_owned()),
                    ty: Type::Date,
                    span,
                }),
                Box::new(Expr {
                    kind: ExprKind::Literal(Literal::Date(day)),
                    ty: Type::Date,
                    span,
                }),
            ),
            ty: Type::Bool,
            span,
        };
        let from = self.from.map(|day| bound(Binary::GreaterEqual, day));
        let until = self.until.map(|day| bound(Binary::Less, day));
        from.into_iter().chain(until).collect()
    }
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.until) {
            (Some(from), Some(until)) => write!(f, "from {from} until {until}"),
            (Some(from), None) => write!(f, "from {from}"),
            (None, Some(until)) => write!(f, "until {until}"),
            (None, None) => write!(f, "always"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days(from: Option<i8>, until: Option<i8>) -> Days {
        let day = |day| Date::constant(2026, 7, day);
        Days {
            from: from.map(day),
            until: until.map(day),
        }
    }

    #[test]
    fn days_meet_where_both_are_in_force_and_the_last_day_is_left_out() {
        assert_eq!(days(Some(1), Some(5)).meet(days(Some(5), None)), None);
        assert_eq!(
            days(Some(1), Some(5)).meet(days(Some(4), None)),
            Some(days(Some(4), Some(5)))
        );
        assert_eq!(days(None, None).meet(days(None, Some(3))), Some(days(None, Some(3))));
        assert!(!days(None, Some(3)).contains(Date::constant(2026, 7, 3)));
        assert!(days(Some(3), None).contains(Date::constant(2026, 7, 3)));
    }

    #[test]
    fn days_lie_within_others_only_if_no_day_is_outside() {
        assert!(days(Some(2), Some(4)).within(days(Some(2), None)));
        assert!(!days(Some(2), None).within(days(Some(2), Some(4))));
        assert!(days(None, None).within(Days::ALL));
    }
}
