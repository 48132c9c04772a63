//! On which days rows of a period can lie.

use super::timeline::When;
use crate::expr::proof::Witness;
use crate::expr::{Expr, evaluate};
use crate::value::{Literal, Type};
use jiff::ToSpan;
use jiff::civil::{Date, time};

/// The days of the period, counted from its first, on which a row of a kind is counted by the very conditions that it stands for. A
/// condition that doesn't read the day counts it on all of them.
pub(super) fn that_fit(
    filters: &[Option<Expr>],
    mask: u32,
    row: &Witness,
    time: Option<&(String, Type)>,
    when: When<'_>,
) -> Vec<i64> {
    let all = 0..when.timeline.days(when.back);
    let Some((time, ty)) = time.filter(|(name, _)| row.0.iter().any(|(column, _)| column == name)) else {
        return all.collect();
    };
    let first = when.timeline.first(when.back);
    let fits = |day: &i64| {
        let at = moment(first.saturating_add(day.days()), *ty, when.zone);
        filters.iter().enumerate().all(|(number, filter)| {
            let counts = filter.as_ref().is_none_or(|filter| {
                let mut value = |name: &str| match name == time {
                    true => at.clone(),
                    false => {
                        let found = row.0.iter().find(|(column, _)| column == name);
                        found.map_or(Literal::Unknown, |(_, value)| value.clone())
                    }
                };
                evaluate(filter, when.zone, &mut value) == Literal::Bool(true)
            });
            counts == (mask & (1 << number) != 0)
        })
    };
    all.filter(fits).collect()
}

/// A moment in the morning of a day, as a column of the type has it.
fn moment(day: Date, ty: Type, zone: &str) -> Literal {
    if ty == Type::Date {
        return Literal::Date(day);
    }
    let at = day.to_datetime(time(9, 0, 0, 0)).in_tz(zone);
    at.map_or(Literal::Unknown, |at| {
        Literal::Datetime(at.timestamp().as_microsecond())
    })
}
