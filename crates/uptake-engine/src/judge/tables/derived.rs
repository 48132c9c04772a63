//! Derived tables with their rows.

use super::kept::Made;
use super::undelivered::Undelivered;
use polars::prelude::DataFrame;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::table::Table;

/// A derived table with its rows.
pub(crate) struct Derived<'a> {
    /// The rule.
    pub(crate) table: &'a Table,
    /// Its rows, ordered by what they are shown by.
    pub(crate) frame: DataFrame,
    /// How many rows of its source, and related ones, there are of which it isn't known whether they count.
    pub(crate) undecided: u64,
    /// What no source delivers of what it reads, itself or by other tables.
    pub(crate) undelivered: Undelivered,
    /// Its columns that name somebody.
    pub(crate) private: BTreeSet<String>,
    /// The digest of all that decides what is in it, besides the data; `None` where that can't be told by the rules alone.
    pub(crate) meaning: Option<u128>,
}

impl Made {
    /// The table, by the rule that says the same.
    pub(super) fn of(self, table: &Table, meaning: Option<u128>) -> Derived<'_> {
        Derived {
            table,
            meaning,
            frame: self.frame,
            undecided: self.undecided,
            undelivered: self.undelivered,
            private: self.private,
        }
    }
}

impl From<&Derived<'_>> for Made {
    fn from(derived: &Derived<'_>) -> Self {
        Self {
            frame: derived.frame.clone(),
            undecided: derived.undecided,
            undelivered: derived.undelivered.clone(),
            private: derived.private.clone(),
        }
    }
}

/// All tables that are there so far, by name.
pub(crate) type Tables<'a> = BTreeMap<&'a str, Derived<'a>>;
