//! What is too much to be added up.

use crate::calendar::{Day, date};
use crate::error::Error;
use crate::names::{Kind, Private, Sentence};
use uptake_codes::RunCode;

/// The most events of an entity in a period that a count holds.
pub const MOST_EVENTS: u32 = u32::MAX;

/// That events span more than any history.
pub(super) fn too_long(low: Day, high: Day) -> Error {
    let message = format!(
        "the events span from {} to {}, more than twenty years",
        date(low),
        date(high)
    );
    Error::new(RunCode::TooManyPeriods, message)
        .help("check the times in the source; to set earlier rows aside, add `covers: { from: … }` to the source")
}

/// That an entity has more events in a period than a count holds; `with` says where they come from, if that is known.
pub(crate) fn too_many_events(name: &str, with: &str) -> Error {
    let message = Sentence::from("`")
        .quoting(Private::new(Kind::Name, name.to_owned()))
        .then(format!("` has more than {MOST_EVENTS} events in a period{with}"));
    Error::new(RunCode::TooManyEvents, message).help("check the column that `weight` names")
}

/// That parts can't be added up, so that all rows have to be read to tell which of them is at fault.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TooMany {
    /// This entity has more events in a period than a count holds.
    Events(u32),
    /// Days from the first to the last of these are more than any history.
    Days(Day, Day),
}

impl TooMany {
    /// As an error, given the names of entities.
    pub(crate) fn error<'n>(self, name: impl FnOnce(u32) -> &'n str) -> Error {
        match self {
            TooMany::Events(entity) => too_many_events(name(entity), ""),
            TooMany::Days(low, high) => too_long(low, high),
        }
    }
}
