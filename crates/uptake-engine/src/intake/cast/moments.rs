//! Days and times written as text, by the patterns that a source states, else by ISO 8601.
//!
//! A time of day zero without a zone is a day: workbooks and frames can't tell the two apart, so no format does.

use super::instants::usual;
use super::zones::Zones;
use crate::calendar::{Day, ZoneClock, day};
use crate::intake::set_aside::Reason;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::fmt::temporal::Pieces;
use std::str::FromStr;
use uptake_rules::expr::written;
use uptake_rules::project::Reading;

/// What a text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    Day(Date),
    Wall(DateTime),
    Instant(Timestamp),
}

/// The day that a text names.
pub(super) fn day_of_text(text: &str, clock: &mut ZoneClock, reading: &Reading) -> Result<Day, Reason> {
    Ok(match said(text, reading).ok_or(Reason::WrongType)? {
        Said::Day(date) => day(date),
        // A wall time names its day, whatever the zone.
        Said::Wall(wall) => day(wall.date()),
        Said::Instant(instant) => clock.day_of(instant.as_microsecond()),
    })
}

/// The instant that a text names: with a zone or offset, on the wall of the source's zone, or the start of a day.
pub(super) fn instant_of_text(text: &str, zones: &Zones<'_>) -> Result<i64, Reason> {
    if zones.reading.dates.is_empty()
        && let Some(micros) = usual(text)
    {
        return Ok(micros);
    }
    match said(text, zones.reading).ok_or(Reason::WrongType)? {
        Said::Day(date) => Ok(zones.calendar.start_of(day(date))),
        Said::Wall(wall) => match zones.source {
            Some(zone) => Ok(zone.instant_of(wall)),
            None => Err(Reason::NoTimeZone),
        },
        Said::Instant(instant) => Ok(instant.as_microsecond()),
    }
}

fn said(text: &str, reading: &Reading) -> Option<Said> {
    if reading.dates.is_empty() {
        return iso(text);
    }
    let mut all = reading
        .dates
        .iter()
        .filter_map(|pattern| by_pattern(text, &pattern.text));
    if let Some(first) = all.next() {
        // Patterns that read a text differently don't say what it means.
        return all.all(|other| other == first).then_some(first);
    }
    // A frame or a workbook has days and times of its own kind, which stand as ISO 8601 among texts. A pattern that begins with
    // the year and goes on with the day would make a guess of it.
    let year_and_day = |pattern: &str| pattern.starts_with("%Y-%d") || pattern.starts_with("%Y-%e");
    match reading.dates.iter().any(|pattern| year_and_day(&pattern.text)) {
        true => None,
        false => iso(text),
    }
}

fn iso(text: &str) -> Option<Said> {
    if text.len() <= 10 {
        return Date::from_str(text).ok().map(Said::Day);
    }
    match Timestamp::from_str(text) {
        Ok(instant) => Some(Said::Instant(instant)),
        Err(_) => last_day(text).or_else(|| DateTime::from_str(text).ok().map(on_the_wall)),
    }
}

/// The last day that there is, with a zone: programs write it for what has no end, and no instant is that late.
fn last_day(text: &str) -> Option<Said> {
    let pieces = Pieces::parse(text).ok()?;
    let last = pieces.date() == Date::MAX && (pieces.offset().is_some() || pieces.time_zone_annotation().is_some());
    last.then_some(Said::Day(Date::MAX))
}

/// What a text says by a pattern.
fn by_pattern(text: &str, pattern: &str) -> Option<Said> {
    // The reader of patterns tells a year of four digits from one of two.
    let iso = written::iso(text, pattern)?;
    match iso.len() {
        0..=10 => Date::from_str(&iso).ok().map(Said::Day),
        _ => match Timestamp::from_str(&iso) {
            Ok(instant) => Some(Said::Instant(instant)),
            Err(_) => last_day(&iso).or_else(|| DateTime::from_str(&iso).ok().map(on_the_wall)),
        },
    }
}

fn on_the_wall(wall: DateTime) -> Said {
    match wall.time() == Time::midnight() {
        true => Said::Day(wall.date()),
        false => Said::Wall(wall),
    }
}

/// The patterns that are in use, by which a cure is proposed: each reads some text that no other reads alike.
pub(in crate::intake) const KNOWN: [&str; 20] = [
    "%d/%m/%Y",
    "%m/%d/%Y",
    "%d.%m.%Y",
    "%d-%m-%Y",
    "%m-%d-%Y",
    "%Y/%m/%d",
    "%Y.%m.%d",
    "%Y%m%d",
    "%d/%m/%y",
    "%m/%d/%y",
    "%d.%m.%y",
    "%d %b %Y",
    "%d %B %Y",
    "%b %d, %Y",
    "%B %d, %Y",
    "%d-%b-%Y",
    "%d/%m/%Y %H:%M",
    "%m/%d/%Y, %I:%M %p",
    "%d.%m.%Y %H:%M",
    "%m/%d/%Y %H:%M",
];

/// Whether a text can be read by a pattern.
pub(in crate::intake) fn fits(text: &str, pattern: &str) -> bool {
    by_pattern(text, pattern).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;
    use uptake_rules::text::Name;
    use uptake_rules::{FileId, Span};

    fn read(text: &str, patterns: &[&str]) -> String {
        let span = Span {
            file: FileId(0),
            start: 0,
            end: 0,
        };
        let name = |pattern: &&str| Name {
            text: (*pattern).to_owned(),
            span,
        };
        let reading = Reading {
            dates: patterns.iter().map(name).collect(),
            ..Reading::default()
        };
        match said(text, &reading) {
            Some(Said::Day(day)) => day.to_string(),
            Some(Said::Wall(wall)) => wall.to_string(),
            Some(Said::Instant(instant)) => instant.to_string(),
            None => "nothing".to_owned(),
        }
    }

    #[test]
    fn a_text_is_read_by_the_stated_patterns_and_never_by_a_guess() {
        assert_eq!(read("15.02.2026", &["%d.%m.%Y"]), "2026-02-15");
        assert_eq!(read("5.2.2026", &["%d.%m.%Y"]), "2026-02-05");
        assert_eq!(read("15.02.26", &["%d.%m.%Y"]), "nothing");
        assert_eq!(read("15.02.26", &["%d.%m.%y"]), "2026-02-15");
        assert_eq!(
            read("2/15/2026, 4:15 PM", &["%m/%d/%Y, %I:%M %p"]),
            "2026-02-15T16:15:00"
        );
        assert_eq!(
            read("15.02.2026 10:00 +0200", &["%d.%m.%Y %H:%M %z"]),
            "2026-02-15T08:00:00Z"
        );
        let both = ["%d/%m/%Y", "%m/%d/%Y"];
        assert_eq!(read("15/02/2026", &both), "2026-02-15");
        assert_eq!(read("04/03/2026", &both), "nothing");
        assert_eq!(read("04/04/2026", &both), "2026-04-04");
        // What a workbook's own day becomes among texts is read besides, unless that were a guess.
        assert_eq!(read("2026-02-03", &["%d.%m.%Y"]), "2026-02-03");
        assert_eq!(read("2026-02-13", &["%Y-%d-%m"]), "nothing");
        assert_eq!(read("15/02/2026", &[]), "nothing");
    }

    #[test]
    fn midnight_without_a_zone_is_a_day() {
        assert_eq!(read("2026-02-15T00:00:00", &[]), "2026-02-15");
        assert_eq!(read("15.02.2026 00:00", &["%d.%m.%Y %H:%M"]), "2026-02-15");
        assert_eq!(read("2026-02-15T00:00:00Z", &[]), "2026-02-15T00:00:00Z");
        assert_eq!(read("2026-02-15 08:00", &[]), "2026-02-15T08:00:00");
    }

    #[test]
    fn the_last_day_that_there_is_may_have_a_time_and_a_zone() {
        for text in [
            "9999-12-31T23:59:59Z",
            "9999-12-31 00:00:00+00:00",
            "9999-12-31T23:59:59.999999-05:00",
            "9999-12-31T00:00:00",
        ] {
            assert_eq!(read(text, &[]), "9999-12-31", "{text}");
        }
        assert_eq!(read("31.12.9999 23:59 +0000", &["%d.%m.%Y %H:%M %z"]), "9999-12-31");
        assert_eq!(read("9999-12-32T23:59:59Z", &[]), "nothing");
    }
}
