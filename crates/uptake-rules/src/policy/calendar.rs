//! How time is cut into periods.

use jiff::civil::Weekday;

/// The length of a period.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PeriodKind {
    /// A day.
    Day,
    /// Seven days from the calendar's first day of the week.
    #[default]
    Week,
    /// A month of the calendar.
    Month,
}

/// The calendar of a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Calendar {
    /// The length of a period.
    pub period: PeriodKind,
    /// The day on which a week starts; Monday makes ISO weeks.
    pub week_starts: Weekday,
    /// The IANA zone in which days begin and end.
    pub time_zone: String,
    /// The days on which people work.
    pub working_days: Vec<Weekday>,
}

impl Default for Calendar {
    fn default() -> Self {
        Self {
            period: PeriodKind::Week,
            week_starts: Weekday::Monday,
            time_zone: "UTC".to_owned(),
            working_days: vec![
                Weekday::Monday,
                Weekday::Tuesday,
                Weekday::Wednesday,
                Weekday::Thursday,
                Weekday::Friday,
            ],
        }
    }
}
