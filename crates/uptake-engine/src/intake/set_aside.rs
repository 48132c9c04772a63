//! Rows that can't be used, kept with their reason.

use crate::names::Private;
use std::sync::Arc;

pub use uptake_codes::RowCode as Reason;

/// A row that was set aside.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SetAsideRow {
    /// The dataset it was meant for, and its source where there is a list of them, as in `dataset/source`.
    pub dataset: String,
    /// The part of the source it comes from.
    pub part: Arc<str>,
    /// The number of its document within the part, from 1.
    pub row: u64,
    /// Where it stands in the document, as a path that counts from 0; empty where the document is the row.
    pub element: String,
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
