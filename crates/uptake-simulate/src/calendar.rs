//! Arithmetic on civil dates, in whole days and UTC.

use jiff::SignedDuration;
use jiff::civil::Date;

const SECONDS_PER_DAY: i64 = 86_400;

/// The date `days` later (earlier when negative); stops at the calendar's ends.
pub(crate) fn plus_days(date: Date, days: i64) -> Date {
    // Most steps stay within a month, and there are many million of them.
    let day = i64::from(date.day()).saturating_add(days);
    if let Ok(day @ 1..=28) = i8::try_from(day)
        && let Ok(date) = Date::new(date.year(), date.month(), day)
    {
        return date;
    }
    date.saturating_add(SignedDuration::from_secs(days.saturating_mul(SECONDS_PER_DAY)))
}

/// The date `weeks` later.
pub(crate) fn plus_weeks(date: Date, weeks: usize) -> Date {
    plus_days(date, i64::try_from(weeks).unwrap_or(i64::MAX).saturating_mul(7))
}

/// Days from `from` to `to`; negative when `to` lies before.
pub(crate) fn days_between(from: Date, to: Date) -> i64 {
    if let (Some(from), Some(to)) = (since_1970(from), since_1970(to)) {
        return to - from;
    }
    to.duration_since(from).as_secs() / SECONDS_PER_DAY
}

/// Days since 1 January 1970; none for a date before it.
fn since_1970(date: Date) -> Option<i64> {
    let year = i64::from(date.year());
    let leap_days = (year - 1969) / 4 - (year - 1901) / 100 + (year - 1601) / 400;
    (year >= 1970).then(|| (year - 1970) * 365 + leap_days + i64::from(date.day_of_year()) - 1)
}

/// The Monday of the date's week.
pub(crate) fn monday_of(date: Date) -> Date {
    plus_days(date, -i64::from(date.weekday().to_monday_zero_offset()))
}

/// Monday to Friday.
pub(crate) fn is_working_day(date: Date) -> bool {
    date.weekday().to_monday_zero_offset() < 5
}

/// The date, or the Monday after when it falls on a weekend.
pub(crate) fn working_day_from(date: Date) -> Date {
    if is_working_day(date) {
        date
    } else {
        plus_days(monday_of(date), 7)
    }
}

/// The date, or the Friday before when it falls on a weekend.
pub(crate) fn working_day_until(date: Date) -> Date {
    if is_working_day(date) {
        date
    } else {
        plus_days(monday_of(date), 4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_monday_of_a_sunday_is_six_days_before() {
        assert_eq!(monday_of(date(2026, 2, 15)), date(2026, 2, 9));
    }

    #[test]
    fn a_saturday_moves_to_monday_or_back_to_friday() {
        assert_eq!(working_day_from(date(2026, 2, 14)), date(2026, 2, 16));
        assert_eq!(working_day_until(date(2026, 2, 14)), date(2026, 2, 13));
    }

    #[test]
    fn days_are_counted_as_the_calendar_has_them() {
        let (mut day, mut before) = (date(1968, 12, 30), None);
        while day < date(2402, 3, 2) {
            if let Some(before) = before {
                assert_eq!(days_between(before, day), 1, "{day}");
                assert_eq!((plus_days(before, 1), plus_days(day, -1)), (day, before));
            }
            assert_eq!(
                days_between(date(1970, 1, 1), day),
                day.duration_since(date(1970, 1, 1)).as_secs() / 86_400
            );
            before = Some(day);
            day = day.tomorrow().expect("a day after it");
        }
    }

    #[test]
    fn fifty_two_weeks_from_the_first_monday_end_on_the_demo_s_last_sunday() {
        let after = plus_weeks(date(2025, 2, 17), 52);
        assert_eq!(plus_days(after, -1), date(2026, 2, 15));
        assert_eq!(days_between(date(2025, 2, 17), after), 364);
    }
}
