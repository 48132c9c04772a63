//! Why nothing is known of a period.

use crate::calendar::{Day, day};
use jiff::civil::Date;

/// What a source says about a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It has rows in it, or is trusted to have had nothing to say.
    Known,
    /// It has no row in it, and there was nothing: the project states that the source covers the days.
    Silent,
    /// Nothing is known.
    Unknown(Gap),
}

/// Why nothing is known of a period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// The source has no usable row at all.
    NoUsableRows,
    /// Rows came, and none of them can be used.
    NoneUsable,
    /// The source's rows begin later.
    NotBegun {
        /// The first day with a row.
        first: Date,
    },
    /// The source's rows end earlier.
    Stopped {
        /// The last day with a row.
        last: Date,
    },
    /// There is no row for a week or longer, though there are rows before and after, and no `covers` says what that means.
    NoRows,
    /// The stated days don't reach it.
    Uncovered {
        /// The first stated day.
        from: Option<Date>,
        /// The last stated day.
        through: Option<Date>,
    },
    /// The stated days have a part of it.
    Cut {
        /// The first stated day.
        from: Option<Date>,
        /// The last stated day.
        through: Option<Date>,
    },
}

impl Gap {
    /// Whether a period that begins on `start` lies before what the source tells.
    #[must_use]
    pub fn is_before(&self, start: Day) -> bool {
        match self {
            Gap::NotBegun { .. } => true,
            Gap::Uncovered { from, .. } | Gap::Cut { from, .. } => from.is_some_and(|from| day(from) > start),
            Gap::NoUsableRows | Gap::NoneUsable | Gap::Stopped { .. } | Gap::NoRows => false,
        }
    }

    /// The stable name of the reason.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Gap::NoUsableRows => "no-usable-rows",
            Gap::NoneUsable => "none-usable",
            Gap::NotBegun { .. } => "not-begun",
            Gap::Stopped { .. } => "stopped",
            Gap::NoRows => "no-rows",
            Gap::Uncovered { .. } => "uncovered",
            Gap::Cut { .. } => "cut",
        }
    }
}
