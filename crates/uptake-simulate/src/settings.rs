//! What an organisation is made from.

use jiff::civil::{Date, date};

use crate::calendar;
use crate::teams::TEAMS;

/// How far a team reaches at the least where all are levelled.
const LEVEL: f64 = 0.66;

/// What an organisation is made from. [`Settings::default`] is the demo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Where chance starts: the same settings give the same organisation, byte for byte.
    pub seed: u64,
    /// How many people are ever on the roster; ten of eleven are CSMs.
    pub people: usize,
    /// How many weeks, Monday to Sunday in UTC, the interactions span.
    pub weeks: usize,
    /// The Monday of the first week; another weekday stands for the Monday before it.
    pub first_week: Date,
    /// Whether the team that lags by design keeps up with the others.
    pub levelled: bool,
    /// Whether CSMs join teams of all segments in turn, so that a dozen of them has some of each.
    pub mixed_teams: bool,
}

impl Default for Settings {
    /// 132 people, 120 of them CSMs, over the 52 weeks from Monday 2025-02-17 to Sunday 2026-02-15.
    fn default() -> Self {
        Self {
            seed: 2025,
            people: 132,
            weeks: 52,
            first_week: date(2025, 2, 17),
            levelled: false,
            mixed_teams: false,
        }
    }
}

impl Settings {
    /// The Monday of week `index`, counted from 0.
    pub fn monday(&self, index: usize) -> Date {
        calendar::plus_weeks(calendar::monday_of(self.first_week), index)
    }

    /// The share of a team's CSMs with a habit of using AI tools at the end of the weeks.
    pub(crate) fn reach(&self, team: &str) -> f64 {
        let reach = TEAMS
            .iter()
            .find(|known| known.name == team)
            .map_or(0.0, |team| team.reach);
        if self.levelled { reach.max(LEVEL) } else { reach }
    }

    /// The first day after the last week. Only dirt is dated on or after it.
    pub fn end(&self) -> Date {
        self.monday(self.weeks)
    }

    /// The day `percent` of the way from the first day (0) to the end (100).
    pub(crate) fn day_at(&self, percent: i64) -> Date {
        let first = self.monday(0);
        let days = calendar::days_between(first, self.end());
        calendar::plus_days(first, days.saturating_mul(percent) / 100)
    }
}
