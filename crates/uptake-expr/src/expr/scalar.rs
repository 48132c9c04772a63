//! What each operator makes of single values: the one place that says so. What functions make of them stands in their
//! entries ([`super::functions`]), for which the calendar and the arithmetic are here.
//!
//! Unknown in, unknown out. What Rhai answers with an error is unknown here.

pub use super::number::{to_float, to_int};
use super::operator::Binary;
use crate::value::{Literal, Type};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::cmp::Ordering;

/// `a + b`, unknown where it overflows.
#[must_use]
pub fn add(a: i64, b: i64) -> Option<i64> {
    a.checked_add(b)
}

/// `a - b`, unknown where it overflows.
#[must_use]
pub fn subtract(a: i64, b: i64) -> Option<i64> {
    a.checked_sub(b)
}

/// `a * b`, unknown where it overflows.
#[must_use]
pub fn multiply(a: i64, b: i64) -> Option<i64> {
    a.checked_mul(b)
}

/// `a / b` cut toward zero; unknown for a divisor of 0, and for the least whole number by -1.
#[must_use]
pub fn divide(a: i64, b: i64) -> Option<i64> {
    a.checked_div(b)
}

/// `a % b` with the sign of `a`; unknown where [`divide`] is.
#[must_use]
pub fn remainder(a: i64, b: i64) -> Option<i64> {
    a.checked_rem(b)
}

/// `-a`, unknown for the least whole number.
#[must_use]
pub fn negate(a: i64) -> Option<i64> {
    a.checked_neg()
}

/// `abs(a)`, unknown for the least whole number.
#[must_use]
pub fn abs(a: i64) -> Option<i64> {
    a.checked_abs()
}

/// Arithmetic of floats, which is never unknown. `None` for an operator that compares.
#[must_use]
pub fn float_arithmetic(op: Binary, a: f64, b: f64) -> Option<f64> {
    Some(match op {
        Binary::Add => a + b,
        Binary::Subtract => a - b,
        Binary::Multiply => a * b,
        Binary::Divide => a / b,
        Binary::Remainder => a % b,
        _ => return None,
    })
}

/// Arithmetic of whole numbers. `None` where it is unknown, and for an operator that compares.
#[must_use]
pub fn int_arithmetic(op: Binary, a: i64, b: i64) -> Option<i64> {
    match op {
        Binary::Add => add(a, b),
        Binary::Subtract => subtract(a, b),
        Binary::Multiply => multiply(a, b),
        Binary::Divide => divide(a, b),
        Binary::Remainder => remainder(a, b),
        _ => None,
    }
}

/// Whether an order of two values meets `op`; false for an operator that doesn't compare.
#[inline]
#[must_use]
pub fn meets(op: Binary, order: Ordering) -> bool {
    match op {
        Binary::Equal => order.is_eq(),
        Binary::NotEqual => order.is_ne(),
        Binary::Less => order.is_lt(),
        Binary::LessEqual => order.is_le(),
        Binary::Greater => order.is_gt(),
        Binary::GreaterEqual => order.is_ge(),
        _ => false,
    }
}

/// Compares floats as Rhai does: by their distance relative to the greater of them, or by the distance itself where their
/// product is zero, and what lies within [`f64::EPSILON`] is equal.
///
/// So `0.1 + 0.2 == 0.3` holds. It follows too that no comparison holds beside an infinite value, and that NaN meets none,
/// not even `!=`, except that beside zero it counts as equal.
#[inline]
#[must_use]
pub fn compare_floats(op: Binary, a: f64, b: f64) -> bool {
    let scale = if a * b == 0.0 { 1.0 } else { a.abs().max(b.abs()) };
    if scale == 0.0 {
        return meets(op, Ordering::Equal); // NaN beside zero
    }
    match op {
        Binary::Equal => (a - b).abs() / scale <= f64::EPSILON,
        Binary::NotEqual => (a - b).abs() / scale > f64::EPSILON,
        Binary::Less => (b - a) / scale > f64::EPSILON,
        Binary::LessEqual => (b - a) / scale > -f64::EPSILON,
        Binary::Greater => (a - b) / scale > f64::EPSILON,
        Binary::GreaterEqual => (a - b) / scale > -f64::EPSILON,
        _ => false,
    }
}

/// Compares a whole number with a float. One without a fraction is a whole number, too: then both are compared exactly, however
/// large they are. Else as [`compare_floats`] does.
#[inline]
#[must_use]
pub fn compare_whole(op: Binary, a: i64, b: f64) -> bool {
    match order_whole(a, b) {
        Some(order) if b.is_finite() && b.fract() == 0.0 => meets(op, order),
        _ => compare_floats(op, to_float(a), b),
    }
}

/// The exact order of a whole number and a float; `None` beside NaN.
#[inline]
#[must_use]
pub fn order_whole(a: i64, b: f64) -> Option<Ordering> {
    match to_int(b) {
        Some(whole) => Some(
            a.cmp(&whole)
                .then_with(|| 0.0.partial_cmp(&b.fract()).unwrap_or(Ordering::Equal)),
        ),
        None => 0.0.partial_cmp(&b),
    }
}

/// The exact order of two numbers, however large they are; `None` beside NaN, and of what is no number.
#[must_use]
pub fn order_numbers(a: &Literal, b: &Literal) -> Option<Ordering> {
    match (a, b) {
        (Literal::Int(a), Literal::Int(b)) => Some(a.cmp(b)),
        (Literal::Int(a), Literal::Float(b)) => order_whole(*a, *b),
        (Literal::Float(a), Literal::Int(b)) => order_whole(*b, *a).map(Ordering::reverse),
        (Literal::Float(a), Literal::Float(b)) => a.partial_cmp(b),
        _ => None,
    }
}

/// Compares two values. Unknown if one of them is, or if their types don't go together.
#[must_use]
pub fn compare(op: Binary, a: &Literal, b: &Literal) -> Option<bool> {
    let order = match (a, b) {
        (Literal::Bool(a), Literal::Bool(b)) => a.cmp(b),
        (Literal::Int(a), Literal::Int(b)) => a.cmp(b),
        (Literal::Text(a), Literal::Text(b)) => a.cmp(b),
        (Literal::Date(a), Literal::Date(b)) => a.cmp(b),
        (Literal::Datetime(a), Literal::Datetime(b)) => a.cmp(b),
        (Literal::Int(a), Literal::Float(b)) => return op.compares().then(|| compare_whole(op, *a, *b)),
        (Literal::Float(a), Literal::Int(b)) => return op.compares().then(|| compare_whole(op.turned(), *b, *a)),
        _ => return Some(compare_floats(op, number(a)?, number(b)?)),
    };
    op.compares().then(|| meets(op, order))
}

/// The lesser of two floats: `a` if `a <= b` by IEEE 754, else `b`. So the second wins beside NaN.
#[must_use]
pub fn min(a: f64, b: f64) -> f64 {
    if a <= b { a } else { b }
}

/// The greater of two floats: `a` if `a >= b` by IEEE 754, else `b`. So the second wins beside NaN.
#[must_use]
pub fn max(a: f64, b: f64) -> f64 {
    if a >= b { a } else { b }
}

/// How many characters `text` has.
#[must_use]
pub fn len(text: &str) -> i64 {
    i64::try_from(text.chars().count()).unwrap_or(i64::MAX)
}

/// The day that stands as `YYYY-MM-DD`; `None` for all else, blanks around it included.
#[must_use]
pub fn parse_day(text: &str) -> Option<Date> {
    let bytes = text.as_bytes();
    let shaped = bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shaped {
        return None;
    }
    let part = |from: usize, until: usize| text.get(from..until);
    Date::new(
        part(0, 4)?.parse().ok()?,
        part(5, 7)?.parse().ok()?,
        part(8, 10)?.parse().ok()?,
    )
    .ok()
}

/// The day of an instant in `zone`, or in UTC if there is no such zone. `None` for instants beyond the calendar.
#[must_use]
pub fn day_of(micros: i64, zone: &str) -> Option<Date> {
    day_in(micros, &TimeZone::get(zone).unwrap_or(TimeZone::UTC))
}

/// The same for a zone that was looked up before, as readers of many rows do.
#[must_use]
pub fn day_in(micros: i64, zone: &TimeZone) -> Option<Date> {
    let instant = jiff::Timestamp::from_microsecond(micros).ok()?;
    Some(zone.to_datetime(instant).date())
}

/// 1 for Monday to 7 for Sunday.
#[must_use]
pub fn weekday(day: Date) -> i64 {
    i64::from(day.weekday().to_monday_one_offset())
}

/// Days from `a` to `b`, negative if `b` is earlier.
#[must_use]
pub fn days_between(a: Date, b: Date) -> i64 {
    ordinal(b) - ordinal(a)
}

/// Days since 1970 began.
fn ordinal(day: Date) -> i64 {
    let midnight = day.to_datetime(jiff::civil::Time::midnight());
    let epoch = jiff::civil::DateTime::constant(1970, 1, 1, 0, 0, 0, 0);
    midnight.duration_since(epoch).as_hours() / 24
}

/// Whole months from `a` to `b`: those between their names, less one if the day of the month of `b` comes before that of
/// `a`. So from 31 January to 28 February no month is over.
#[must_use]
pub fn months_between(a: Date, b: Date) -> i64 {
    let months = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
    months(b) - months(a) - i64::from(b.day() < a.day())
}

/// The day so many days later; `None` beyond the calendar.
#[must_use]
pub fn add_days(day: Date, days: i64) -> Option<Date> {
    let days = jiff::Span::new().try_days(days).ok()?;
    in_calendar(day.checked_add(days).ok()?)
}

/// The same day so many months later, or the last day of that month if it is shorter; `None` beyond the calendar.
#[must_use]
pub fn add_months(day: Date, months: i64) -> Option<Date> {
    let months = jiff::Span::new().try_months(months).ok()?;
    in_calendar(day.checked_add(months).ok()?)
}

/// Days before the year 1 can't be written.
fn in_calendar(day: Date) -> Option<Date> {
    (day.year() >= 1).then_some(day)
}

/// The first day of the month, the quarter or the year in which a day is; `None` for another word.
#[must_use]
pub fn first_of(span: &str, day: Date) -> Option<Date> {
    match span {
        "month" => Some(day.first_of_month()),
        "quarter" => Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1).ok(),
        "year" => Some(day.first_of_year()),
        _ => None,
    }
}

/// What an operator makes of two values.
#[must_use]
pub fn binary(op: Binary, a: &Literal, b: &Literal) -> Literal {
    if op.compares() {
        return compare(op, a, b).map_or(Literal::Unknown, Literal::Bool);
    }
    match (a, b) {
        (Literal::Int(a), Literal::Int(b)) => int_arithmetic(op, *a, *b).map_or(Literal::Unknown, Literal::Int),
        (Literal::Text(a), Literal::Text(b)) if op == Binary::Add => Literal::Text(format!("{a}{b}")),
        _ => match (number(a), number(b)) {
            (Some(a), Some(b)) => float_arithmetic(op, a, b).map_or(Literal::Unknown, Literal::Float),
            _ => Literal::Unknown,
        },
    }
}

/// A number as a float.
fn number(value: &Literal) -> Option<f64> {
    match value {
        Literal::Int(a) => Some(to_float(*a)),
        Literal::Float(a) => Some(*a),
        _ => None,
    }
}

/// `value` as one of type `ty`: a whole number becomes a float where a float is asked for.
#[must_use]
pub fn fit(value: Literal, ty: Type) -> Literal {
    match (value, ty) {
        (Literal::Int(value), Type::Float) => Literal::Float(to_float(value)),
        (value, _) => value,
    }
}
