//! What the door knows besides the contract.

use crate::calendar::{Day, ZoneClock};
use crate::input::KnownThrough;
use uptake_rules::project::Reading;

/// What the door knows besides the contract.
#[derive(Clone)]
pub struct Known {
    /// The clock of the calendar.
    pub clock: ZoneClock,
    /// The zone of times without one.
    pub source_zone: Option<ZoneClock>,
    /// How numbers and days are written in its texts.
    pub reading: Reading,
    /// The last day of the figures; later rows are from the future.
    pub as_of: Day,
    /// The first day that the source covers, if it is stated; earlier rows don't belong to it.
    pub not_before: Option<Day>,
    /// The last day that the source covers, if it is stated; later rows don't belong to it.
    pub not_after: Option<Day>,
    /// Up to when rows were known that are read, if not all are.
    pub through: Option<KnownThrough>,
}

impl Known {
    /// Whether a day is among those that are measured.
    pub(super) fn covers(&self, day: Day) -> bool {
        let last = self.not_after.map_or(self.as_of, |last| last.min(self.as_of));
        self.not_before.is_none_or(|first| day >= first) && day <= last
    }
}
