//! Rows without a key that say the same as another one. Each may be a use of its own, or one that an export has twice: nobody can
//! tell, so all of them count, and that is told. Two exports that have the same row to the minute overlap; of rows that state
//! but a day that isn't sure.

use crate::binary::binary;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// So many different rows are kept in mind, in some 40 MB. Rows that repeat later ones aren't found.
const MOST: usize = 2_000_000;

/// The rows without a key of a source, by what they say.
#[derive(Default)]
pub(super) struct Twins {
    /// The part from which each came first, and whether it states a time of day.
    first: FxHashMap<u64, (u32, bool)>,
    parts: Vec<Arc<str>>,
    /// How many repeat a row of another part, and state a time of day.
    across: u64,
    /// How many repeat another row in any other way.
    within: u64,
    /// Whether there was room for no more when the rows were counted that these go on from.
    closed: bool,
    /// The rows of the part that is read, batch by batch, while they are written down.
    log: Option<TwinLog>,
}

impl TwinLog {
    /// Whether batches followed that weren't looked at.
    pub(crate) fn is_cut(&self) -> bool {
        self.cut
    }
}

/// The rows of a part that were compared, to be compared again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct TwinLog {
    /// By batch: the digest of each row's values, and whether it states a time of day.
    batches: Vec<Vec<(u64, bool)>>,
    /// Whether batches followed that weren't looked at.
    cut: bool,
}

binary!(TwinLog { batches, cut });

impl Twins {
    /// Whether new rows are kept in mind.
    pub(super) fn has_room(&self) -> bool {
        !self.closed && self.first.len() < MOST
    }

    /// Goes on from rows that were counted, after which there was no room.
    pub(super) fn closed((within, across): (u64, u64)) -> Self {
        Self {
            within,
            across,
            closed: true,
            ..Self::default()
        }
    }

    /// Writes down the rows that are compared from now on.
    pub(super) fn write_down(&mut self) {
        self.log = Some(TwinLog::default());
    }

    /// What was written down.
    pub(super) fn written_down(&mut self) -> TwinLog {
        self.log.take().unwrap_or_default()
    }

    /// A batch begins; whether its rows are compared.
    pub(super) fn begin(&mut self, looks: bool) {
        match &mut self.log {
            Some(log) if looks => log.batches.push(Vec::new()),
            Some(log) => log.cut = true,
            None => {}
        }
    }

    /// Compares rows of a part that were written down. Whether that could be done: of some it isn't known what they say.
    pub(super) fn again(&mut self, part: &Arc<str>, log: &TwinLog) -> bool {
        let part = self.part(part);
        for batch in &log.batches {
            if !self.has_room() {
                return true;
            }
            for (values, timed) in batch {
                self.take(*values, part, *timed);
            }
        }
        !(log.cut && self.has_room())
    }

    /// The number of a part. The parts of a source come one after the other.
    pub(super) fn part(&mut self, part: &Arc<str>) -> u32 {
        if self.parts.last() != Some(part) {
            match self.parts.iter().position(|known| known == part) {
                Some(at) => return u32::try_from(at).unwrap_or(u32::MAX),
                None => self.parts.push(Arc::clone(part)),
            }
        }
        u32::try_from(self.parts.len() - 1).unwrap_or(u32::MAX)
    }

    /// Takes note of a row of a part, by the digest of its values, and whether it states a time of day.
    pub(super) fn take(&mut self, values: u64, part: u32, timed: bool) {
        if let Some(batch) = self.log.as_mut().and_then(|log| log.batches.last_mut()) {
            batch.push((values, timed));
        }
        match self.first.get(&values) {
            Some((first, _)) if timed && *first != part => self.across += 1,
            Some(_) => self.within += 1,
            None if self.has_room() => {
                self.first.insert(values, (part, timed));
            }
            None => {}
        }
    }

    /// How many rows repeat another one in a way that may be meant, and how many repeat one of another part to the minute.
    pub(super) fn counts(&self) -> (u64, u64) {
        (self.within, self.across)
    }

    /// How many different rows that state a time of day another source has, too.
    pub(super) fn shared(&self, other: &Self) -> u64 {
        let timed = self.first.iter().filter(|(_, (_, timed))| *timed);
        timed.filter(|(values, _)| other.first.contains_key(values)).count() as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_another_part_are_told_from_those_of_the_same_one_and_from_those_that_state_a_day() {
        let (one, two): (Arc<str>, Arc<str>) = ("one.csv".into(), "two.csv".into());
        let mut twins = Twins::default();
        let rows = [
            (&one, 1, true),
            (&one, 2, true),
            (&one, 4, false),
            (&one, 1, true),
            (&two, 2, true),
            (&two, 3, true),
            (&two, 4, false),
            (&one, 3, true),
        ];
        for (part, values, timed) in rows {
            let number = twins.part(part);
            twins.take(values, number, timed);
        }
        assert_eq!(twins.counts(), (2, 2));
        let mut other = Twins::default();
        let number = other.part(&one);
        for (values, timed) in [(3, true), (3, true), (4, false), (5, true)] {
            other.take(values, number, timed);
        }
        assert_eq!(other.shared(&twins), 1);
    }
}
