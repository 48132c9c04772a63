//! Derived tables that were made before, of the same data by the same rules, and what checks found in them: whoever judges the data by many
//! rules, one after the other, has them made once, and asked once.

use super::undelivered::Undelivered;
use crate::outcome::CheckOutcome;
use polars::prelude::DataFrame;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

/// So many tables are kept, and so many answers; then it begins anew.
const MOST: usize = 256;

/// What is kept of a derived table.
#[derive(Clone)]
pub(super) struct Made {
    pub(super) frame: DataFrame,
    pub(super) undecided: u64,
    pub(super) undelivered: Undelivered,
    pub(super) private: BTreeSet<String>,
}

/// Derived tables of some data, and what checks found in them, by what the rules say of them.
#[derive(Default)]
pub struct KeptTables {
    made: Mutex<BTreeMap<u128, Made>>,
    found: Mutex<BTreeMap<u128, CheckOutcome>>,
}

impl KeptTables {
    /// The table that rules of this digest made.
    pub(super) fn get(&self, meaning: u128) -> Option<Made> {
        get(&self.made, meaning)
    }

    /// Keeps a table.
    pub(super) fn keep(&self, meaning: u128, made: Made) {
        keep(&self.made, meaning, made);
    }

    /// What a check of this digest found.
    pub(in crate::judge) fn found(&self, meaning: u128) -> Option<CheckOutcome> {
        get(&self.found, meaning)
    }

    /// Keeps what a check found.
    pub(in crate::judge) fn keep_found(&self, meaning: u128, found: CheckOutcome) {
        keep(&self.found, meaning, found);
    }
}

fn get<T: Clone>(all: &Mutex<BTreeMap<u128, T>>, meaning: u128) -> Option<T> {
    let all = all.lock().unwrap_or_else(PoisonError::into_inner);
    all.get(&meaning).cloned()
}

fn keep<T>(all: &Mutex<BTreeMap<u128, T>>, meaning: u128, one: T) {
    let mut all = all.lock().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= MOST {
        all.clear();
    }
    all.insert(meaning, one);
}
