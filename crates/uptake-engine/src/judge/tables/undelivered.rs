//! The datasets that no source delivers, behind rows and behind single columns: what reads none of them is known.

use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::formula::Formula;

/// What isn't delivered behind rows.
#[derive(Clone, Default)]
pub(crate) struct Undelivered {
    /// Behind the rows themselves: which there are isn't known.
    pub(crate) rows: BTreeSet<String>,
    /// Behind the values of columns.
    columns: BTreeMap<String, BTreeSet<String>>,
}

impl Undelivered {
    /// Rows of a dataset that isn't there.
    pub(super) fn dataset(name: &str) -> Self {
        Self {
            rows: BTreeSet::from([name.to_owned()]),
            columns: BTreeMap::new(),
        }
    }

    /// What is behind a column, beside what is behind the rows.
    pub(crate) fn behind(&self, column: &str) -> BTreeSet<String> {
        // A path into a register begins with the column.
        let column = column.split_once('.').map_or(column, |(column, _)| column);
        self.columns.get(column).cloned().unwrap_or_default()
    }

    /// What is behind the columns that expressions read.
    pub(super) fn behind_all<'a>(&self, formulas: impl IntoIterator<Item = &'a Formula>) -> BTreeSet<String> {
        let read = formulas.into_iter().flat_map(|formula| formula.columns());
        read.flat_map(|column| self.behind(column)).collect()
    }

    /// Notes what is behind a column.
    pub(super) fn note(&mut self, column: &str, datasets: BTreeSet<String>) {
        if !datasets.is_empty() {
            self.columns.insert(column.to_owned(), datasets);
        }
    }

    /// The same of these columns only.
    pub(super) fn of<'a>(&self, columns: impl IntoIterator<Item = &'a str>) -> Self {
        let mut kept = Self {
            rows: self.rows.clone(),
            columns: BTreeMap::new(),
        };
        for column in columns {
            kept.note(column, self.behind(column));
        }
        kept
    }
}
