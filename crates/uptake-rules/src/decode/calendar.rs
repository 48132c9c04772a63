//! `calendar:` — how time is cut into periods.

use crate::codes::Code;
use crate::context::Context;
use crate::policy::calendar::{Calendar, PeriodKind};
use crate::syntax::Fields;
use crate::syntax::Node;
use crate::syntax::fields::choice_of;
use crate::zones;
use jiff::civil::Weekday;

/// The days of the week in rule files.
pub const WEEKDAYS: &[(&str, Weekday)] = &[
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

const PERIODS: &[(&str, PeriodKind)] = &[
    ("day", PeriodKind::Day),
    ("week", PeriodKind::Week),
    ("month", PeriodKind::Month),
];

/// Reads the section.
pub fn decode(node: &Node, cx: &mut Context<'_>) -> Calendar {
    let mut calendar = Calendar::default();
    let Some(mut fields) = Fields::open(node, "calendar", cx) else {
        return calendar;
    };
    if let Some(period) = fields.choice("period", PERIODS, cx) {
        calendar.period = period;
    }
    if let Some(day) = fields.choice("week_starts", WEEKDAYS, cx) {
        calendar.week_starts = day;
    }
    if let Some(zone) = fields.name("time_zone", cx) {
        match zones::unknown(&zone) {
            None => calendar.time_zone = zone.text,
            Some(unknown) => cx.diagnostics.push(unknown),
        }
    }
    let days = fields.names("working_days", cx);
    if let Some(key) = fields.key("working_days").filter(|_| days.is_empty()) {
        let help = "name at least one, such as `[monday, tuesday, wednesday, thursday, friday]`, or remove the key";
        cx.error_help(Code::WrongValue, key.span, "no day is a working day", help);
    }
    if !days.is_empty() {
        calendar.working_days = days
            .iter()
            .filter_map(|day| choice_of(day, "working_days", WEEKDAYS, cx))
            .collect();
    }
    fields.finish(cx);
    calendar
}
