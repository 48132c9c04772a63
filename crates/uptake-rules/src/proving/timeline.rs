//! The periods of a case: the judged one and those before it, as days of the calendar.

use crate::policy::calendar::{Calendar, PeriodKind};
use jiff::civil::{Date, Weekday};
use jiff::{SignedDuration, ToSpan};

/// The day whose period is judged where a case says none.
pub(super) const DAY: Date = Date::constant(2026, 2, 2);

/// The period whose rows are made.
#[derive(Clone, Copy)]
pub(super) struct When<'a> {
    pub(super) timeline: &'a Timeline,
    /// How many periods before the judged one.
    pub(super) back: i64,
    pub(super) zone: &'a str,
    /// Whether each number is that of this period alone, though it is counted over several.
    pub(super) of_history: bool,
}

/// Periods, counted backwards from the judged one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Timeline {
    kind: PeriodKind,
    week_starts: Weekday,
    judged: Date,
}

impl Timeline {
    /// The one whose judged period holds a day.
    pub(super) fn judging(calendar: &Calendar, day: Date) -> Self {
        let mut timeline = Self {
            kind: calendar.period,
            week_starts: calendar.week_starts,
            judged: day,
        };
        timeline.judged = timeline.start(day);
        timeline
    }

    /// The first day of the period that holds a day.
    fn start(&self, day: Date) -> Date {
        match self.kind {
            PeriodKind::Day => day,
            PeriodKind::Week => {
                let passed = i64::from(day.weekday().since(self.week_starts));
                day.saturating_sub(SignedDuration::from_hours(24 * passed))
            }
            PeriodKind::Month => day.first_of_month(),
        }
    }

    /// The first day of the period so many before the judged one; of the next one with -1.
    pub(super) fn first(&self, back: i64) -> Date {
        match self.kind {
            PeriodKind::Day => self.judged.saturating_sub(back.days()),
            PeriodKind::Week => self.judged.saturating_sub((7 * back).days()),
            PeriodKind::Month => self.judged.saturating_sub(back.months()),
        }
    }

    /// The last day of it.
    pub(super) fn last(&self, back: i64) -> Date {
        self.first(back - 1).saturating_sub(1.day())
    }

    /// How many days it has.
    pub(super) fn days(&self, back: i64) -> i64 {
        days_between(self.first(back), self.first(back - 1))
    }

    /// How many days of the week among some it has.
    pub(super) fn days_on(&self, back: i64, on: &[Weekday]) -> i64 {
        let first = self.first(back);
        let days = (0..self.days(back)).map(|day| first.saturating_add(day.days()));
        let counted = days.filter(|day| on.contains(&day.weekday())).count();
        i64::try_from(counted).unwrap_or(i64::MAX)
    }

    /// How many days lie between the first day of the judged period and that of an earlier one.
    pub(super) fn offset(&self, back: i64) -> i64 {
        days_between(self.judged, self.first(back))
    }
}

fn days_between(from: Date, to: Date) -> i64 {
    from.duration_until(to).as_hours() / 24
}

/// The fewest and the most days of a week's days that a period has, whichever it is.
pub(super) fn fewest_and_most(kind: PeriodKind, on: &[Weekday]) -> (i64, i64) {
    let all = i64::try_from(on.len()).unwrap_or(7).min(7);
    match kind {
        PeriodKind::Day => (i64::from(all == 7), i64::from(all > 0)),
        PeriodKind::Week => (all, all),
        PeriodKind::Month => {
            // Four years have every length of a month beside nearly every day to begin on; ten have all.
            let calendar = Calendar {
                period: kind,
                ..Calendar::default()
            };
            let timeline = Timeline::judging(&calendar, DAY);
            let counts: Vec<i64> = (0..400).map(|back| timeline.days_on(back, on)).collect();
            let least = counts.iter().min().copied().unwrap_or(0);
            (least, counts.iter().max().copied().unwrap_or(31))
        }
    }
}
