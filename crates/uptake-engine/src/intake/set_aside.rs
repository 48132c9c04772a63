//! Rows that can't be used, kept with their reason.

use crate::binary::{Binary, Bytes, Damaged, binary};
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
    /// The line of the text or row of the sheet where its document begins, as an editor or a spreadsheet shows it; elsewhere the
    /// number of its document within the part, from 1.
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

    /// A mark that [`SetAsideSink::rewind`] goes back to.
    ///
    /// # Errors
    /// When what was kept can't be written down.
    fn mark(&mut self) -> Result<u64, crate::Error>;

    /// Forgets the rows that were kept since a mark: their source is read anew.
    ///
    /// # Errors
    /// When that isn't possible.
    fn rewind(&mut self, mark: u64) -> Result<(), crate::Error>;
}

/// Keeps no row.
pub(crate) struct Forgotten;

impl SetAsideSink for Forgotten {
    fn keep(&mut self, _: SetAsideRow) -> Result<(), crate::Error> {
        Ok(())
    }

    fn mark(&mut self) -> Result<u64, crate::Error> {
        Ok(0)
    }

    fn rewind(&mut self, _: u64) -> Result<(), crate::Error> {
        Ok(())
    }
}

impl SetAsideSink for Vec<SetAsideRow> {
    fn keep(&mut self, row: SetAsideRow) -> Result<(), crate::Error> {
        self.push(row);
        Ok(())
    }

    fn mark(&mut self) -> Result<u64, crate::Error> {
        Ok(self.len() as u64)
    }

    fn rewind(&mut self, mark: u64) -> Result<(), crate::Error> {
        self.truncate(usize::try_from(mark).unwrap_or(usize::MAX));
        Ok(())
    }
}

binary!(SetAsideRow {
    dataset,
    part,
    row,
    element,
    reason,
    column,
    value,
    record
});

impl Binary for Reason {
    fn put(&self, out: &mut Vec<u8>) {
        self.as_str().to_owned().put(out);
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        let text = String::get(from)?;
        let known = Self::ALL.iter().find(|reason| reason.as_str() == text);
        known.copied().ok_or(Damaged)
    }
}
