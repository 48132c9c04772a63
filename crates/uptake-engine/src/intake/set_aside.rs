//! Rows that can't be used, kept with their reason.

use crate::names::Private;
use serde::Serialize;
use std::sync::Arc;

/// Why a row was set aside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// A value can't be read as the type of its column.
    WrongType,
    /// A time comes without a zone, and the source states none.
    NoTimeZone,
    /// The entity, the time or a part of the key is missing.
    MissingKey,
    /// A value is missing that the contract asks for.
    MissingValue,
    /// Another row has the same key.
    Duplicate,
    /// The row is dated after the day of the figures.
    FromTheFuture,
    /// The row is dated before the first day that the source is said to cover.
    BeforeCoverage,
    /// The entity isn't on the list.
    UnknownEntity,
    /// Several entities have the name that the row bears.
    AmbiguousIdentity,
}

impl Reason {
    /// The code as users see it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Reason::WrongType => "wrong-type",
            Reason::NoTimeZone => "no-time-zone",
            Reason::MissingKey => "missing-key",
            Reason::MissingValue => "missing-value",
            Reason::Duplicate => "duplicate",
            Reason::FromTheFuture => "from-the-future",
            Reason::BeforeCoverage => "before-coverage",
            Reason::UnknownEntity => "unknown-entity",
            Reason::AmbiguousIdentity => "ambiguous-identity",
        }
    }
}

/// A row that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAsideRow {
    /// The dataset it was meant for.
    pub dataset: String,
    /// The part of the source it comes from.
    pub part: Arc<str>,
    /// Its number within the part, from 1.
    pub row: u64,
    /// Why.
    pub reason: Reason,
    /// The column at fault, if it is one.
    pub column: String,
    /// The value at fault, as it was delivered.
    pub value: Private,
    /// The row's delivered values as a JSON object.
    pub record: Private,
}

/// Where rows go that were set aside.
pub trait SetAsideSink {
    /// Keeps a row.
    ///
    /// # Errors
    /// When it can't be kept; the run stops then, since nothing may be dropped in silence.
    fn keep(&mut self, row: SetAsideRow) -> Result<(), crate::Error>;
}

impl SetAsideSink for Vec<SetAsideRow> {
    fn keep(&mut self, row: SetAsideRow) -> Result<(), crate::Error> {
        self.push(row);
        Ok(())
    }
}
