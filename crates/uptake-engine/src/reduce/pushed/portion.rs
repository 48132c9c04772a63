//! What an engine added up of a source.

use crate::binary::{Binary, Bytes, Damaged};
use crate::calendar::Periods;
use crate::coverage::Evidence;
use crate::intake::Elsewhere;
use crate::reduce::accumulate::Accumulator;
use crate::reduce::plan::DatasetPlan;
use std::collections::BTreeMap;

/// What an engine added up of a source, or of some periods of it.
pub(in crate::reduce) struct Portion {
    /// The names of those who have rows.
    pub(super) names: Vec<Box<str>>,
    /// What was added up, by the places of `names`.
    pub(super) accumulator: Accumulator,
    /// For each slot what is counted under each number.
    pub(super) counted: Vec<Vec<String>>,
    /// The rows of each name that no register lists, by column.
    pub(super) unlisted: BTreeMap<String, BTreeMap<String, u64>>,
    /// By condition, how many rows were undecided.
    pub(super) undecided: Vec<u64>,
    /// By condition, whether it was true, false and unknown for some row.
    pub(super) met: Vec<[bool; 3]>,
    pub(super) evidence: Evidence,
    pub(super) told: Elsewhere,
}

/// What engines added up, by the place of their source.
pub(in crate::reduce) type Portions = BTreeMap<usize, Vec<Portion>>;

impl Portion {
    /// Adds it to bytes.
    pub(super) fn put(&self, slots: usize, out: &mut Vec<u8>) {
        self.names.put(out);
        self.counted.put(out);
        self.unlisted.put(out);
        self.undecided.put(out);
        self.met.put(out);
        self.evidence.put(out);
        self.told.put(out);
        self.accumulator.put_base(out);
        (0..slots).for_each(|slot| self.accumulator.put_slot(slot, out));
    }

    /// Takes it from bytes.
    pub(super) fn get(plan: &DatasetPlan, periods: &Periods, from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        let mut portion = Self {
            names: Binary::get(from)?,
            counted: Binary::get(from)?,
            unlisted: Binary::get(from)?,
            undecided: Binary::get(from)?,
            met: Binary::get(from)?,
            evidence: Binary::get(from)?,
            told: Binary::get(from)?,
            accumulator: Accumulator::get_base(plan, periods.clone(), from)?,
        };
        for slot in 0..plan.slots.len() {
            portion.accumulator.get_slot(slot, from)?;
        }
        Ok(portion)
    }
}
