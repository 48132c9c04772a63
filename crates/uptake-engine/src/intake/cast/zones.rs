//! What a cast has to know of a source.

use crate::calendar::ZoneClock;
use uptake_rules::project::Reading;

/// The zones that a cast needs.
pub struct Zones<'a> {
    /// The zone in which days begin.
    pub calendar: &'a ZoneClock,
    /// The zone of times that come without one, if the source states it.
    pub source: Option<&'a ZoneClock>,
    /// How numbers and days are written in its texts.
    pub reading: &'a Reading,
}
