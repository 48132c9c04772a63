//! Derived tables that were made before, of the same data by the same rules: whoever judges the data by many rules, one after the other,
//! has them made once.

use super::undelivered::Undelivered;
use polars::prelude::DataFrame;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// So many tables are kept; then it begins anew.
const MOST: usize = 256;

/// What is kept of a derived table.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) frame: DataFrame,
    pub(super) undecided: u64,
    pub(super) undelivered: Undelivered,
    pub(super) private: BTreeSet<String>,
}

/// Derived tables of some data, by what the rules say of them.
#[derive(Default)]
pub struct KeptTables(Mutex<BTreeMap<u128, Made>>);

impl KeptTables {
    /// The table that rules of this digest made.
    pub(super) fn get(&self, meaning: u128) -> Option<Made> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&meaning).cloned()
    }

    /// Keeps a table.
    pub(super) fn keep(&self, meaning: u128, made: Made) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= MOST {
            all.clear();
        }
        all.insert(meaning, made);
    }
}
