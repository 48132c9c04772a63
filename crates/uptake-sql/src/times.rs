//! Days and periods, from whole numbers alone: the zone's changes are told, so that no engine's own idea of zones is asked.

use crate::dialect::{Dialect, fill, fill_two};
use uptake_rules::policy::calendar::PeriodKind;

/// The microseconds of a day.
pub(crate) const DAY: i64 = 86_400_000_000;

/// What there is to know of time.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Times {
    /// The days that are added up, from the first to the day after the last. The first isn't before 1970.
    pub days: (i32, i32),
    /// The instants at which they begin and end, in microseconds.
    pub instants: (i64, i64),
    /// The zone's offsets in microseconds, the latest first, each with the instant from which it holds; the last one holds before,
    /// too.
    pub offsets: Vec<(i64, i64)>,
    /// The periods.
    pub period: PeriodKind,
    /// Days from Monday to the first day of the week.
    pub shift: i32,
    /// Whether times without a zone are of UTC.
    pub walls_in_utc: bool,
}

impl Times {
    /// The day of an instant among those that are added up.
    pub(crate) fn day(&self, dialect: Dialect, instant: &str) -> String {
        let local = match self.offsets.as_slice() {
            [] => instant.to_owned(),
            [(_, 0)] => instant.to_owned(),
            [(_, offset)] => format!("({instant} + {offset})"),
            [later @ .., (_, first)] => {
                let later = later.iter();
                let later: Vec<String> = later
                    .map(|(from, offset)| format!("WHEN {instant} >= {from} THEN {offset}"))
                    .collect();
                format!("({instant} + CASE {} ELSE {first} END)", later.join(" "))
            }
        };
        fill_two(dialect.says().divided, &local, &DAY.to_string())
    }

    /// The number of the period of a day, and which of its days it is, from zero.
    pub(crate) fn period(&self, dialect: Dialect, day: &str) -> (String, String) {
        let says = dialect.says();
        match self.period {
            PeriodKind::Day => (day.to_owned(), "0".to_owned()),
            PeriodKind::Week => {
                // A week more, so that nothing is negative.
                let day = format!("({day} + {})", 3 - self.shift + 7);
                let week = fill_two(says.divided, &day, "7");
                (format!("({week} - 1)"), fill_two(says.rest, &day, "7"))
            }
            PeriodKind::Month => {
                // Months are counted from March, so that a leap day is the last day of a year (H. Hinnant, "chrono-compatible
                // low-level date algorithms").
                let div = |a: &str, b: &str| fill_two(says.divided, a, b);
                let from_march = format!("({day} + 719468)");
                let era = div(&from_march, "146097");
                let of_era = format!("({from_march} - 146097 * {era})");
                let leaps = [("-", "1460"), ("+", "36524"), ("-", "146096")];
                let leaps: Vec<String> = leaps
                    .iter()
                    .map(|(sign, b)| format!("{sign} {}", div(&of_era, b)))
                    .collect();
                let year = div(&format!("({of_era} {})", leaps.join(" ")), "365");
                let before = format!("(365 * {year} + {} - {})", div(&year, "4"), div(&year, "100"));
                let of_year = format!("({of_era} - {before})");
                let month = div(&format!("(5 * {of_year} + 2)"), "153");
                let index = format!("(({year} + 400 * {era}) * 12 + {month} - {})", 1970 * 12 - 2);
                let first = div(&format!("(153 * {month} + 2)"), "5");
                (index, format!("({of_year} - {first})"))
            }
        }
    }

    /// The bit of a day within its period.
    pub(crate) fn bit(dialect: Dialect, place: &str) -> String {
        fill(dialect.says().bit, place)
    }
}
