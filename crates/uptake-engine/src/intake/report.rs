//! What happened at the door.

use super::set_aside::Reason;
use crate::reduce::identities::IdentityReport;
use crate::reduce::unlisted::UnlistedName;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::dataset::Dataset;

/// What happened to the rows of a dataset.
#[derive(Clone, Debug, Default, Serialize)]
pub struct IntakeReport {
    /// The dataset.
    pub dataset: String,
    /// Rows that came.
    pub rows: u64,
    /// Rows that are used.
    pub used: u64,
    /// Rows that the mapping leaves out on purpose.
    pub left_out: u64,
    /// Rows that stand for no event.
    pub without_event: u64,
    /// Rows set aside, by reason.
    pub set_aside: BTreeMap<Reason, u64>,
    /// The columns whose values couldn't be read in rows that were therefore set aside.
    #[serde(skip)]
    pub unreadable: BTreeSet<String>,
    /// Rows that stay although a value is missing that the contract reports, by column.
    pub missing: BTreeMap<String, u64>,
    /// Values that the contract doesn't list, by column and value.
    pub unexpected: BTreeMap<String, BTreeMap<String, u64>>,
    /// Names that no register lists, for the columns that rules read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unlisted: Vec<UnlistedName>,
    /// What became of the entities' names, where other names of theirs are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identities: Option<IdentityReport>,
    /// First and last day with a row, or as the source states it.
    pub covers: Option<(jiff::civil::Date, jiff::civil::Date)>,
    /// Whether a source delivers it at all.
    pub delivered: bool,
}

impl IntakeReport {
    /// That no source delivers a dataset.
    #[must_use]
    pub fn undelivered(dataset: &Dataset) -> Self {
        Self {
            dataset: dataset.name.text.clone(),
            ..Self::default()
        }
    }

    /// How many rows were set aside.
    #[must_use]
    pub fn set_aside_rows(&self) -> u64 {
        self.set_aside.values().sum()
    }
}
