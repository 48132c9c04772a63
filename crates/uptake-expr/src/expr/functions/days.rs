//! Days, and how far apart they are. Where an instant is given, its day in the calendar's zone counts.

use super::entry::{COMMON, Entry, Gives, Meaning, Parameter, Wrong, any_constants};
use crate::expr::scalar;
use crate::lookalikes;
use crate::value::{Literal, Type};

pub(super) const DATE: Entry = Entry {
    name: "date",
    parameters: &[("x", Parameter::DayOrText)],
    takes: "an instant, a day, or text such as `\"2026-02-15\"`",
    about: "date: the day of the instant in the calendar's time zone, or the day in the text",
    gives: Gives::Always(Type::Date),
    meaning: Meaning::Known(|a| {
        let day = match a.value(0)? {
            Literal::Text(text) => scalar::parse_day(text),
            _ => a.day(0),
        };
        day.map(Literal::Date)
    }),
    constants: |constants| match constants {
        [Some(Literal::Text(text))] => match text.parse() {
            Ok(day) => Ok(Some(Literal::Date(day))),
            Err(_) => Err(Wrong {
                argument: 0,
                message: format!("`{text}` isn't a valid date"),
                help: match lookalikes::day(text) {
                    Some(day) => format!("write it as `{day}`").into(),
                    None => "write it as `2026-02-15`".into(),
                },
            }),
        },
        _ => Ok(None),
    },
    examples: &[("date(instant(0))", "date(\"1970-01-01\")")],
    ..COMMON
};

pub(super) const BUCKET_START: Entry = Entry {
    name: "bucket_start",
    parameters: &[("from", Parameter::Day), ("until", Parameter::Day)],
    takes: "two instants or days",
    about: "instant: where a [bucket](#buckets) counts that begins at `from` and ends before `until`. Of a day or more, where its first day in UTC begins in the calendar's time zone; of less, `from` itself. Unknown if it ends before it begins",
    gives: Gives::Always(Type::Datetime),
    meaning: Meaning::Known(|a| {
        let (from, until) = (a.instant(0)?, a.instant(1)?);
        match until.checked_sub(from)? {
            ..0 => None,
            0..DAY => Some(Literal::Datetime(from)),
            DAY.. => a.start_of_day(scalar::day_of(from, "UTC")?).map(Literal::Datetime),
        }
    }),
    examples: &[
        ("date(bucket_start(instant(0), instant(86400)))", "date(\"1970-01-01\")"),
        ("date(bucket_start(instant(86400), instant(0)))", "()"),
    ],
    ..COMMON
};

/// The microseconds of a day in UTC.
const DAY: i64 = 86_400_000_000;

/// A vendor's bucket of a day begins at midnight in UTC and is that day, whatever the calendar's zone is.
pub(super) const UTC_DAY: Entry = Entry {
    name: "utc_day",
    parameters: &[("x", Parameter::Day)],
    takes: "an instant or a day",
    about: "date: the day of the instant in UTC, whatever the calendar's time zone is. For [buckets](#buckets) of a day",
    meaning: Meaning::Known(|a| {
        let day = match a.value(0)? {
            Literal::Datetime(micros) => scalar::day_of(*micros, "UTC"),
            _ => a.day(0),
        };
        day.map(Literal::Date)
    }),
    constants: any_constants,
    examples: &[("utc_day(instant(86400))", "date(\"1970-01-02\")")],
    ..DATE
};

pub(super) const WEEKDAY: Entry = Entry {
    name: "weekday",
    parameters: &[("day", Parameter::Day)],
    takes: "a day or an instant",
    about: "int: 1 for Monday to 7 for Sunday",
    gives: Gives::Always(Type::Int),
    meaning: Meaning::Known(|a| a.day(0).map(scalar::weekday).map(Literal::Int)),
    examples: &[("weekday(date(\"2026-02-15\"))", "7")],
    ..COMMON
};

pub(super) const DAYS_BETWEEN: Entry = Entry {
    name: "days_between",
    parameters: &[("a", Parameter::Day), ("b", Parameter::Day)],
    takes: "days or instants",
    about: "int: days from `a` to `b`, negative if `b` is earlier",
    meaning: Meaning::Known(|a| Some(Literal::Int(scalar::days_between(a.day(0)?, a.day(1)?)))),
    examples: &[("days_between(date(\"2026-02-15\"), date(\"2026-03-01\"))", "14")],
    ..WEEKDAY
};

pub(super) const MONTHS_BETWEEN: Entry = Entry {
    name: "months_between",
    about: "int: whole months from `a` to `b`; a month is over on the same day of the next one. Rounded down where `b` is earlier: -1 for the day before",
    meaning: Meaning::Known(|a| Some(Literal::Int(scalar::months_between(a.day(0)?, a.day(1)?)))),
    examples: &[("months_between(date(\"2026-01-31\"), date(\"2026-02-28\"))", "0")],
    ..DAYS_BETWEEN
};

pub(super) const ADD_DAYS: Entry = Entry {
    name: "add_days",
    parameters: &[("day", Parameter::Day), ("n", Parameter::Number)],
    takes: "a day or an instant, and a number of days",
    about: "date: the day `n` days later, or earlier if `n` is negative. Unknown if `n` isn't whole, and beyond the years 1 to 9999",
    gives: Gives::Always(Type::Date),
    meaning: Meaning::Known(|a| scalar::add_days(a.day(0)?, whole(a.value(1)?)?).map(Literal::Date)),
    examples: &[("add_days(date(\"2026-02-15\"), -15)", "date(\"2026-01-31\")")],
    ..COMMON
};

pub(super) const ADD_MONTHS: Entry = Entry {
    name: "add_months",
    takes: "a day or an instant, and a number of months",
    about: "date: the same day `n` months later, or earlier if `n` is negative; where that month is shorter, its last day. Unknown if `n` isn't whole, and beyond the years 1 to 9999",
    meaning: Meaning::Known(|a| scalar::add_months(a.day(0)?, whole(a.value(1)?)?).map(Literal::Date)),
    examples: &[("add_months(date(\"2026-01-31\"), 1)", "date(\"2026-02-28\")")],
    ..ADD_DAYS
};

pub(super) const YEAR: Entry = Entry {
    name: "year",
    about: "int: its year",
    meaning: Meaning::Known(|a| a.day(0).map(|day| Literal::Int(day.year().into()))),
    examples: &[("year(date(\"2026-02-15\"))", "2026")],
    ..WEEKDAY
};

pub(super) const MONTH: Entry = Entry {
    name: "month",
    about: "int: its month, 1 to 12",
    meaning: Meaning::Known(|a| a.day(0).map(|day| Literal::Int(day.month().into()))),
    examples: &[("month(date(\"2026-02-15\"))", "2")],
    ..WEEKDAY
};

/// Where the span of the calendar begins that a day is in.
pub(super) const FIRST_OF: Entry = Entry {
    name: "first_of",
    parameters: &[("span", Parameter::Text), ("day", Parameter::Day)],
    takes: "`\"month\"`, `\"quarter\"` or `\"year\"`, and a day or an instant",
    about: "date: the first day of the month, the quarter or the year in which the day is. Unknown for another word",
    gives: Gives::Always(Type::Date),
    meaning: Meaning::Known(|a| scalar::first_of(a.text(0)?, a.day(1)?).map(Literal::Date)),
    constants: |constants| match constants {
        [Some(Literal::Text(span)), _] if !["month", "quarter", "year"].contains(&span.as_str()) => Err(Wrong {
            argument: 0,
            message: format!("there is no span `{span}`"),
            help: "write \"month\", \"quarter\" or \"year\"".into(),
        }),
        _ => Ok(None),
    },
    examples: &[("first_of(\"quarter\", date(\"2026-02-15\"))", "date(\"2026-01-01\")")],
    ..COMMON
};

/// A number that is whole.
fn whole(value: &Literal) -> Option<i64> {
    match value {
        Literal::Int(number) => Some(*number),
        Literal::Float(number) if number.fract() == 0.0 => scalar::to_int(*number),
        _ => None,
    }
}
