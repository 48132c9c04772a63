//! Days of the calendar.

use super::kernel::{binary, each, pairs, unary};
use crate::calendar::{Day, ZoneClock, date, day};
use jiff::Timestamp;
use jiff::civil::Date;
use polars::prelude::*;
use uptake_rules::expr::scalar;
use uptake_rules::value::Type;

/// The day of an instant in a zone; unknown for an instant that no calendar reaches. The same database of zones as
/// everywhere else in the engine answers, not Polars'.
pub(super) fn of_instant(instant: Expr, zone: &str) -> Expr {
    // The rules were checked to name a zone that there is.
    let clock = ZoneClock::new(zone).or_else(|_| ZoneClock::new("UTC"));
    unary(instant, Type::Date, move |instants| {
        let Ok(clock) = &clock else {
            return Ok(Series::full_null(
                instants.name().clone(),
                instants.len(),
                &DataType::Date,
            ));
        };
        let mut clock = clock.clone();
        let days: Int32Chunked = arity::unary_elementwise(instants.datetime()?.physical(), |instant: Option<i64>| {
            let reached = instant.filter(|instant| Timestamp::from_microsecond(*instant).is_ok());
            reached.map(|instant| clock.day_of(instant))
        });
        Ok(days.into_date().into_series())
    })
}

/// The day that a text names, which is exactly `YYYY-MM-DD`; unknown for any other text.
pub(super) fn of_text(text: Expr) -> Expr {
    unary(text, Type::Date, |texts| {
        let days: Int32Chunked = arity::unary_elementwise(texts.str()?, |text: Option<&str>| text.and_then(named_day));
        Ok(days.into_date().into_series())
    })
}

fn named_day(text: &str) -> Option<Day> {
    let [y1, y2, y3, y4, b'-', m1, m2, b'-', d1, d2] = *text.as_bytes() else {
        return None;
    };
    let digit = |byte: u8| byte.is_ascii_digit().then(|| byte - b'0');
    let two = |tens: u8, ones: u8| i8::try_from(digit(tens)? * 10 + digit(ones)?).ok();
    let year = i16::from(two(y1, y2)?) * 100 + i16::from(two(y3, y4)?);
    Date::new(year, two(m1, m2)?, two(d1, d2)?).ok().map(day)
}

/// 1 for Monday to 7 for Sunday.
pub(super) fn weekday(on: Expr) -> Expr {
    unary(on, Type::Int, |days| {
        // 1970-01-01 was a Thursday, three days after a Monday.
        let weekdays: Int64Chunked = each(days.date()?.physical(), |day| {
            Some((i64::from(day) + 3).rem_euclid(7) + 1)
        });
        Ok(weekdays.into_series())
    })
}

/// Days from `a` to `b`.
pub(super) fn days_between(a: Expr, b: Expr) -> Expr {
    binary(a, b, Type::Int, |a, b| {
        let days: Int64Chunked = pairs(a.date()?.physical(), b.date()?.physical(), |a: i32, b: i32| {
            Some(i64::from(b) - i64::from(a))
        });
        Ok(days.into_series())
    })
}

/// Whole months from `a` to `b`.
pub(super) fn months_between(a: Expr, b: Expr) -> Expr {
    binary(a, b, Type::Int, |a, b| {
        let months: Int64Chunked = pairs(a.date()?.physical(), b.date()?.physical(), |a, b| {
            Some(whole_months(date(a), date(b)))
        });
        Ok(months.into_series())
    })
}

/// The day so many days later; unknown beyond the years 1 to 9999.
pub(super) fn add_days(on: Expr, days: Expr) -> Expr {
    const FIRST: i64 = -719_162;
    const LAST: i64 = 2_932_896;
    binary(on, days, Type::Date, |on, days| {
        let later: Int32Chunked = pairs(on.date()?.physical(), days.i64()?, |on: Day, days: i64| {
            let later = i64::from(on).checked_add(days)?;
            let known = (FIRST..=LAST).contains(&later);
            known.then_some(later).and_then(|later| Day::try_from(later).ok())
        });
        Ok(later.into_date().into_series())
    })
}

/// The same day so many months later, or the last day of a shorter month; unknown beyond the years 1 to 9999.
pub(super) fn add_months(on: Expr, months: Expr) -> Expr {
    binary(on, months, Type::Date, |on, months| {
        let later: Int32Chunked = pairs(on.date()?.physical(), months.i64()?, |on: Day, months: i64| {
            scalar::add_months(date(on), months).map(day)
        });
        Ok(later.into_date().into_series())
    })
}

fn whole_months(a: Date, b: Date) -> i64 {
    let months = |date: Date| i64::from(date.year()) * 12 + i64::from(date.month());
    // A month is over on the same day of the next one.
    months(b) - months(a) - i64::from(b.day() < a.day())
}
