//! What was added up of a dataset.

use super::accumulate::Accumulator;
use super::entities::EntityIndex;
use super::plan::DatasetPlan;
use crate::coverage::{Coverage, Refused};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Events of a dataset, added up.
pub struct Reduced {
    /// The plan they were added by.
    pub plan: DatasetPlan,
    /// Whether a source delivers the dataset at all. Else there is nothing, and it is unknown.
    pub delivered: bool,
    /// The numbers.
    pub accumulator: Accumulator,
    /// Which periods are known.
    pub coverage: Coverage,
    /// Entities with rows that came and can't be used.
    pub refused: FxHashMap<u32, Refused>,
    /// For each slot: rows whose condition was unknown, which therefore don't count.
    pub undecided: Vec<u64>,
    /// For each condition of the plan: whether it was true, false and unknown for some row, of the rows that were read last.
    pub met: Vec<[bool; 3]>,
}

impl Reduced {
    /// Gives the entities with refused rows their numbers, once everybody is known who ever will be. Others aren't judged.
    pub(crate) fn settle(&mut self, entities: &EntityIndex) {
        let evidence = self
            .coverage
            .sources
            .iter_mut()
            .filter_map(|source| source.evidence.as_mut());
        let mut refused: BTreeMap<Box<str>, Refused> = BTreeMap::new();
        for (name, rows) in evidence.flat_map(|evidence| std::mem::take(&mut evidence.refused)) {
            refused.entry(name).or_default().add(rows);
        }
        if refused.is_empty() {
            return;
        }
        for (code, name) in (0u32..).zip(entities.names()) {
            if let Some(rows) = refused.remove(name) {
                self.refused.insert(code, rows);
            }
        }
    }
}
