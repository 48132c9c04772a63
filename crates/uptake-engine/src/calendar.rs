//! Days and periods as numbers, and instants as days.

use crate::error::Error;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use uptake_codes::RunCode;
use uptake_rules::policy::calendar::{Calendar, PeriodKind};

/// A span of more days than this (twenty years) is no history but a mistake in the data or in the question.
pub(crate) const MOST_DAYS: i64 = 20 * 366;

/// A day, counted from 1970-01-01.
pub type Day = i32;

/// A period, counted from the one with 1970-01-01.
pub type PeriodIndex = i32;

const MICROS_PER_DAY: i64 = 86_400_000_000;
const EPOCH: Date = Date::constant(1970, 1, 1);

/// The date of a day.
#[must_use]
pub fn date(day: Day) -> Date {
    // From the first to the last day that a date can be: years -9999 to 9999.
    EPOCH.saturating_add(Span::new().days(day.clamp(-4_371_587, 2_932_896)))
}

/// The day of a date.
#[must_use]
pub fn day(date: Date) -> Day {
    EPOCH.until(date).map_or(0, |span| span.get_days())
}

/// Days from 1 March of the year 0 to 1970-01-01.
const MARCH_OF_ZERO: i64 = 719_468;

/// The first day of a month, counted from January 1970; also beyond the dates that there are.
///
/// Months are counted from March, so that a leap day is the last day of a year (H. Hinnant, "chrono-compatible low-level date
/// algorithms").
fn first_of_month(index: PeriodIndex) -> Day {
    let from_march = i64::from(index) + 1970 * 12 - 2;
    let (year, month) = (from_march.div_euclid(12), from_march.rem_euclid(12));
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    let days = year * 365 + leap_days + (153 * month + 2) / 5 - MARCH_OF_ZERO;
    Day::try_from(days).unwrap_or(if days < 0 { Day::MIN } else { Day::MAX })
}

/// The month of a day, counted from January 1970; also beyond the dates that there are.
fn month_of(day: Day) -> PeriodIndex {
    // No month is longer than 31 days or shorter than 28, so the guess is at or a little before the month.
    let guess = i64::from(day) * 4800 / 146_097;
    // Of 32 bits of days there are at most 27 of months.
    let mut month = PeriodIndex::try_from(guess).unwrap_or(0);
    while first_of_month(month) > day {
        month -= 1;
    }
    while first_of_month(month + 1) <= day && first_of_month(month + 1) > first_of_month(month) {
        month += 1;
    }
    month
}

/// Cuts days into periods.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Periods {
    kind: PeriodKind,
    /// Days from Monday to the first day of the week.
    shift: i32,
}

impl Periods {
    /// The periods of a calendar.
    #[must_use]
    pub fn new(calendar: &Calendar) -> Self {
        Self {
            kind: calendar.period,
            shift: i32::from(calendar.week_starts.to_monday_zero_offset()),
        }
    }

    /// What the periods are, and the days from Monday to the first day of the week.
    pub(crate) fn kind(&self) -> (PeriodKind, i32) {
        (self.kind, self.shift)
    }

    /// The period of a day.
    #[must_use]
    pub fn of(&self, day: Day) -> PeriodIndex {
        match self.kind {
            PeriodKind::Day => day,
            // 1970-01-01 was a Thursday, three days after a Monday.
            PeriodKind::Week => (day + 3 - self.shift).div_euclid(7),
            PeriodKind::Month => month_of(day),
        }
    }

    /// The first day of a period.
    #[must_use]
    pub fn first_day(&self, index: PeriodIndex) -> Day {
        match self.kind {
            PeriodKind::Day => index,
            PeriodKind::Week => index * 7 - 3 + self.shift,
            PeriodKind::Month => first_of_month(index),
        }
    }

    /// The last day of a period.
    #[must_use]
    pub fn last_day(&self, index: PeriodIndex) -> Day {
        self.first_day(index + 1) - 1
    }

    /// The first and the last day of a period.
    #[must_use]
    pub fn span(&self, index: PeriodIndex) -> (Day, Day) {
        (self.first_day(index), self.last_day(index))
    }

    /// What people call a period: `2026-02-15`, `2026-W07`, `2026-02`.
    /// A week that doesn't start on Monday has the number of the ISO week in which most of its days lie.
    #[must_use]
    pub fn label(&self, index: PeriodIndex) -> String {
        let first = self.first_day(index);
        match self.kind {
            PeriodKind::Day => date(first).to_string(),
            PeriodKind::Week => {
                let iso = date(first + 3).iso_week_date();
                format!("{:04}-W{:02}", iso.year(), iso.week())
            }
            PeriodKind::Month => {
                let date = date(first);
                format!("{:04}-{:02}", date.year(), date.month())
            }
        }
    }

    /// The period that people call `label`, or in which the day lies that it is.
    ///
    /// # Errors
    /// When the label isn't one of this calendar.
    pub fn parse(&self, label: &str) -> Result<PeriodIndex, Error> {
        let found = match self.kind {
            PeriodKind::Day => label.parse().ok().map(day),
            PeriodKind::Week => label.split_once("-W").and_then(|(year, week)| {
                let (year, week) = (year.parse().ok()?, week.parse().ok()?);
                let iso = jiff::civil::ISOWeekDate::new(year, week, Weekday::Thursday).ok()?;
                Some(day(iso.date()))
            }),
            PeriodKind::Month => format!("{label}-01").parse().ok().map(day),
        };
        let found = found.or_else(|| label.parse().ok().map(day));
        found.map(|day| self.of(day)).ok_or_else(|| {
            let like = match self.kind {
                PeriodKind::Day => "2026-02-15",
                PeriodKind::Week => "2026-W07",
                PeriodKind::Month => "2026-02",
            };
            Error::new(RunCode::UnknownPeriod, format!("unknown period `{label}`"))
                .help(format!("the calendar of these rules expects a period such as `{like}`"))
        })
    }

    /// One period, in words.
    #[must_use]
    pub fn unit(&self) -> &'static str {
        match self.kind {
            PeriodKind::Day => "day",
            PeriodKind::Week => "week",
            PeriodKind::Month => "month",
        }
    }
}

/// Turns instants into days of a zone. It remembers the last stretch without a change of offset and the last day within it, so
/// that rows in the order of time cost a comparison.
#[derive(Clone, Debug)]
pub struct ZoneClock {
    zone: TimeZone,
    from: i64,
    until: i64,
    offset: i64,
    /// The day that was asked for last, and the instants that are known to be of it.
    last: (std::ops::Range<i64>, Day),
}

impl ZoneClock {
    /// The clock of a zone of the IANA database.
    ///
    /// # Errors
    /// When there is no such zone.
    pub fn new(name: &str) -> Result<Self, Error> {
        let zone = TimeZone::get(name)
            .map_err(|_| Error::new(RunCode::UnknownTimeZone, format!("unknown time zone `{name}`")))?;
        let always = zone.iana_name() == Some("UTC");
        let (from, until) = if always { (i64::MIN, i64::MAX) } else { (0, 0) };
        Ok(Self {
            zone,
            from,
            until,
            offset: 0,
            last: (0..0, 0),
        })
    }

    /// The day on which an instant, in microseconds, falls.
    #[inline]
    pub fn day_of(&mut self, micros: i64) -> Day {
        match self.last.0.contains(&micros) {
            true => self.last.1,
            false => self.another_day(micros),
        }
    }

    fn another_day(&mut self, micros: i64) -> Day {
        if micros < self.from || micros >= self.until {
            self.refill(micros);
        }
        let days = micros.saturating_add(self.offset).div_euclid(MICROS_PER_DAY);
        let day = i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX });
        let start = days.saturating_mul(MICROS_PER_DAY).saturating_sub(self.offset);
        let end = start.saturating_add(MICROS_PER_DAY);
        self.last = (start.max(self.from)..end.min(self.until), day);
        day
    }

    fn refill(&mut self, micros: i64) {
        let Ok(instant) = Timestamp::from_microsecond(micros) else {
            (self.from, self.until) = (micros, micros.saturating_add(1));
            return;
        };
        self.offset = i64::from(self.zone.to_offset(instant).seconds()) * 1_000_000;
        self.until = self
            .zone
            .following(instant)
            .next()
            .map_or(i64::MAX, |next| next.timestamp().as_microsecond());
        // `preceding` is exclusive, so ask from just after: a change at this very instant starts the stretch.
        let after = instant
            .checked_add(jiff::SignedDuration::from_micros(1))
            .unwrap_or(instant);
        self.from = self
            .zone
            .preceding(after)
            .next()
            .map_or(i64::MIN, |last| last.timestamp().as_microsecond());
    }

    /// The instant, in microseconds, at which a day starts.
    #[must_use]
    pub fn start_of(&self, day: Day) -> i64 {
        self.instant_of(date(day).at(0, 0, 0, 0))
    }

    /// The instant, in microseconds, of a time on the wall. Of two the earlier one; in a gap the time after it. The last day that there is
    /// ends later than any instant, and in some zones the first one begins earlier: then it is the last instant, or the first.
    #[must_use]
    pub fn instant_of(&self, wall: jiff::civil::DateTime) -> i64 {
        let zoned = self.zone.to_ambiguous_zoned(wall).compatible();
        let instant = match zoned {
            Ok(zoned) => zoned.timestamp(),
            Err(_) if wall.year() < 0 => Timestamp::MIN,
            Err(_) => Timestamp::MAX,
        };
        instant.as_microsecond()
    }

    /// The instant, in microseconds, that is so many days of the calendar before another one, at the same time on the wall.
    #[must_use]
    pub fn days_before(&self, instant: Timestamp, days: u32) -> i64 {
        let span = jiff::Span::new().try_days(i64::from(days));
        let earlier = span.and_then(|span| instant.to_zoned(self.zone.clone()).checked_sub(span));
        earlier.map_or(i64::MIN, |earlier| earlier.timestamp().as_microsecond())
    }

    /// The offsets of the zone in microseconds between two instants, the latest first, each with the instant from which it holds.
    pub(crate) fn offsets(&self, first: i64, end: i64) -> Vec<(i64, i64)> {
        let micros = |offset: jiff::tz::Offset| i64::from(offset.seconds()) * 1_000_000;
        let mut offsets = Vec::new();
        if let Ok(end) = Timestamp::from_microsecond(end) {
            let changes = self.zone.preceding(end);
            let changes = changes.map(|change| (change.timestamp().as_microsecond(), micros(change.offset())));
            offsets.extend(changes.take_while(|(from, _)| *from > first));
        }
        if let Ok(instant) = Timestamp::from_microsecond(first) {
            offsets.push((first, micros(self.zone.to_offset(instant))));
        }
        // A change of the name alone changes nothing.
        let mut told: Vec<(i64, i64)> = Vec::with_capacity(offsets.len());
        for (from, offset) in offsets {
            match told.last_mut() {
                Some(last) if last.1 == offset => last.0 = from,
                _ => told.push((from, offset)),
            }
        }
        told
    }

    /// The name of the zone.
    #[must_use]
    pub fn name(&self) -> &str {
        self.zone.iana_name().unwrap_or("UTC")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weeks_from(first: Weekday) -> Periods {
        Periods::new(&Calendar {
            week_starts: first,
            ..Calendar::default()
        })
    }

    #[test]
    fn iso_weeks_cross_the_year_and_their_labels_come_back() {
        let weeks = weeks_from(Weekday::Monday);
        for (date, label) in [
            ("2026-01-01", "2026-W01"),
            ("2025-12-29", "2026-W01"),
            ("2021-01-03", "2020-W53"),
            ("1969-12-31", "1970-W01"),
        ] {
            let index = weeks.of(day(date.parse().unwrap_or(EPOCH)));
            assert_eq!(weeks.label(index), label);
            assert_eq!(weeks.parse(label).ok(), Some(index));
        }
        assert!(weeks.parse("2026-W54").is_err());
        assert!(weeks.parse("2026-02").is_err());
    }

    #[test]
    fn a_week_from_sunday_starts_a_day_earlier() {
        let weeks = weeks_from(Weekday::Sunday);
        let index = weeks.of(day(Date::constant(2024, 3, 31)));
        assert_eq!(date(weeks.first_day(index)), Date::constant(2024, 3, 31));
        assert_eq!(date(weeks.last_day(index)), Date::constant(2024, 4, 6));
    }

    #[test]
    fn months_have_their_own_lengths() {
        let months = Periods::new(&Calendar {
            period: PeriodKind::Month,
            ..Calendar::default()
        });
        let february = months.parse("2024-02").unwrap_or(0);
        assert_eq!(months.last_day(february) - months.first_day(february) + 1, 29);
        assert_eq!(months.label(february - 2), "2023-12");
    }

    #[test]
    fn months_are_those_of_the_calendar_from_its_first_to_its_last_day_and_one_beyond() {
        let months = Periods::new(&Calendar {
            period: PeriodKind::Month,
            ..Calendar::default()
        });
        let mut first = Date::MIN;
        loop {
            let index = (i32::from(first.year()) - 1970) * 12 + i32::from(first.month()) - 1;
            assert_eq!(
                (months.first_day(index), months.of(day(first))),
                (day(first), index),
                "{first}"
            );
            assert_eq!(months.of(day(first) - 1), index - 1, "{first}");
            assert_eq!(date(months.last_day(index)), first.last_of_month());
            match first.checked_add(Span::new().months(1)) {
                Ok(next) => first = next,
                Err(_) => break,
            }
        }
        assert_eq!(months.of(day(Date::MAX) + 1), months.of(day(Date::MAX)) + 1);
    }

    #[test]
    fn an_instant_falls_on_the_day_of_its_zone_also_around_a_change_of_the_clock() {
        let mut berlin = ZoneClock::new("Europe/Berlin").unwrap_or_else(|_| unreachable_clock());
        let at = |text: &str| text.parse::<Timestamp>().map_or(0, |instant| instant.as_microsecond());
        for (instant, date) in [
            ("2026-03-28T23:30:00Z", Date::constant(2026, 3, 29)),
            ("2026-03-29T21:59:59Z", Date::constant(2026, 3, 29)),
            ("2026-03-29T22:00:00Z", Date::constant(2026, 3, 30)),
            ("2026-01-05T22:59:59Z", Date::constant(2026, 1, 5)),
            ("2026-10-25T22:59:59Z", Date::constant(2026, 10, 25)),
        ] {
            assert_eq!(super::date(berlin.day_of(at(instant))), date, "{instant}");
        }
        assert_eq!(
            berlin.start_of(day(Date::constant(2026, 7, 1))),
            at("2026-06-30T22:00:00Z")
        );
    }

    #[test]
    fn offsets_say_the_day_of_every_instant() {
        for zone in [
            "Europe/Berlin",
            "America/New_York",
            "Asia/Kathmandu",
            "Australia/Lord_Howe",
            "UTC",
            "Africa/Casablanca",
        ] {
            let mut clock = ZoneClock::new(zone).unwrap_or_else(|_| unreachable_clock());
            let (first, end) = (clock.start_of(12_000), clock.start_of(20_800));
            let offsets = clock.offsets(first, end);
            assert!(offsets.is_sorted_by(|one, other| one.0 > other.0), "{offsets:?}");
            for hour in 0..(20_800 - 12_000) * 24 {
                let at = first + hour * 3_600_000_000 - 1;
                let offset = offsets.iter().find(|(from, _)| at >= *from).or(offsets.last());
                let day = at
                    .saturating_add(offset.map_or(0, |(_, offset)| *offset))
                    .div_euclid(MICROS_PER_DAY);
                if at >= first {
                    assert_eq!(i64::from(clock.day_of(at)), day, "{zone} {at}");
                }
            }
        }
    }

    fn unreachable_clock() -> ZoneClock {
        ZoneClock {
            zone: TimeZone::UTC,
            from: 0,
            until: 0,
            offset: 0,
            last: (0..0, 0),
        }
    }
}
