//! The days that rows tell of, whether or not the rows can be used.

use crate::binary::binary;
use crate::calendar::Day;
use std::collections::{BTreeMap, BTreeSet};

/// What the rows of a source show, besides their content. Names in it are of entities: it has no text form.
#[derive(Clone, Default)]
pub struct Evidence {
    /// Days with a well-formed row: used, of an entity that others have told of already, or left out on purpose.
    pub days: BTreeSet<Day>,
    /// First and last day with a row that is used.
    pub used: Option<(Day, Day)>,
    /// Days with rows that came and can't be used.
    pub unusable: BTreeSet<Day>,
    /// Rows of which neither the day nor the entity is known, so that they may belong anywhere.
    pub adrift: u64,
    /// Whether rows that aren't used are dated after the day of the figures, so that they tell nothing as of it.
    pub later: bool,
    /// Entities with rows that can't be used, by name.
    pub refused: BTreeMap<Box<str>, Refused>,
}

/// An entity's rows that can't be used.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Refused {
    /// Their days.
    pub days: BTreeSet<Day>,
    /// Whether there are some whose day can't be read.
    pub without_day: bool,
}

impl Evidence {
    /// First and last day with a well-formed row.
    #[must_use]
    pub fn bounds(&self) -> Option<(Day, Day)> {
        Some((*self.days.first()?, *self.days.last()?))
    }

    /// Adds what later rows of the source show.
    pub(crate) fn absorb(&mut self, behind: Self) {
        let Self {
            days,
            used,
            unusable,
            adrift,
            later,
            refused,
        } = behind;
        self.days.extend(days);
        if let Some((low, high)) = used {
            let (first, last) = self.used.unwrap_or((low, high));
            self.used = Some((first.min(low), last.max(high)));
        }
        self.unusable.extend(unusable);
        self.adrift += adrift;
        self.later |= later;
        for (name, rows) in refused {
            self.refused.entry(name).or_default().add(rows);
        }
    }

    /// Takes note of a row that is used.
    pub(crate) fn uses(&mut self, day: Day) {
        self.days.insert(day);
        let (low, high) = self.used.unwrap_or((day, day));
        self.used = Some((low.min(day), high.max(day)));
    }
}

impl Refused {
    /// Adds what another one has.
    pub(crate) fn add(&mut self, other: Refused) {
        self.days.extend(other.days);
        self.without_day |= other.without_day;
    }

    /// Whether any of the rows may belong to these days.
    #[must_use]
    pub fn may_be_in(&self, (start, end): (Day, Day)) -> bool {
        self.without_day || self.days.range(start..=end).next().is_some()
    }
}

binary!(Evidence {
    days,
    used,
    unusable,
    adrift,
    later,
    refused
});
binary!(Refused { days, without_day });
