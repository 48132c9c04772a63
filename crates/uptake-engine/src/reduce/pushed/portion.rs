//! What an engine added up of a source.

use crate::coverage::Evidence;
use crate::intake::Elsewhere;
use crate::reduce::accumulate::Accumulator;
use std::collections::BTreeMap;

/// What an engine added up of a source.
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
pub(in crate::reduce) type Portions = BTreeMap<usize, Portion>;
