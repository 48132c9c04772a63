//! What a function is called with, for single values.

use crate::expr::number::to_float;
use crate::expr::scalar::day_of;
use crate::value::Literal;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// Single values, and the zone in which days begin.
#[derive(Clone, Copy, Debug)]
pub struct Arguments<'a> {
    values: &'a [Literal],
    zone: &'a str,
}

impl<'a> Arguments<'a> {
    /// The arguments of a call.
    #[must_use]
    pub fn new(values: &'a [Literal], zone: &'a str) -> Self {
        Self { values, zone }
    }

    /// An argument, from 0; `None` if it is unknown.
    #[must_use]
    pub fn value(&self, index: usize) -> Option<&'a Literal> {
        self.values.get(index).filter(|value| **value != Literal::Unknown)
    }

    /// One that is a number, as a float.
    #[must_use]
    pub fn number(&self, index: usize) -> Option<f64> {
        match self.value(index)? {
            Literal::Int(number) => Some(to_float(*number)),
            Literal::Float(number) => Some(*number),
            _ => None,
        }
    }

    /// One that is text.
    #[must_use]
    pub fn text(&self, index: usize) -> Option<&'a str> {
        match self.value(index)? {
            Literal::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The instant that one is, or at which the day that it is begins in UTC, in microseconds after 1970 began there.
    #[must_use]
    pub fn instant(&self, index: usize) -> Option<i64> {
        match self.value(index)? {
            Literal::Date(day) => start_of(*day, &TimeZone::UTC),
            Literal::Datetime(micros) => Some(*micros),
            _ => None,
        }
    }

    /// The instant at which a day begins where days are those of the calendar.
    #[must_use]
    pub fn start_of_day(&self, day: Date) -> Option<i64> {
        start_of(day, &TimeZone::get(self.zone).unwrap_or(TimeZone::UTC))
    }

    /// The day that one is, or of the instant that it is.
    #[must_use]
    pub fn day(&self, index: usize) -> Option<Date> {
        match self.value(index)? {
            Literal::Date(day) => Some(*day),
            Literal::Datetime(micros) => day_of(*micros, self.zone),
            _ => None,
        }
    }
}

fn start_of(day: Date, zone: &TimeZone) -> Option<i64> {
    let start = day.to_zoned(zone.clone()).ok()?;
    Some(start.timestamp().as_microsecond())
}
