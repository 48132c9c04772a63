//! Where rows stand in their source, as people find them there.

use polars::prelude::UInt32Chunked;
use std::sync::Arc;
use uptake_adapter::{Batch, Lines};

/// Where the rows of a batch come from.
#[derive(Clone, Debug, Default)]
pub(super) struct Origin {
    /// The part of the source.
    pub(super) part: Arc<str>,
    /// The number of the batch's first row within it.
    first_row: u64,
    /// Where its rows stand as an editor or a spreadsheet shows them.
    lines: Lines,
}

impl Origin {
    /// Where the rows of a batch come from.
    pub(super) fn of(batch: &Batch) -> Self {
        Self {
            part: Arc::clone(&batch.part),
            first_row: batch.first_row,
            lines: batch.lines.clone(),
        }
    }

    /// The number of a row of the batch, counted from 0, as people find it in the part: its line of a text or row of a sheet,
    /// else its place among the rows, from 1.
    pub(super) fn number(&self, row: u64) -> u64 {
        self.lines.of(row).unwrap_or(self.first_row.saturating_add(row))
    }
}

/// Where the rows of a batch that came through stand in their source.
#[derive(Default)]
pub struct Places {
    pub(super) origin: Origin,
    /// The place of each row in its batch.
    pub(super) rows: UInt32Chunked,
}

impl Places {
    /// The part of the source.
    pub(crate) fn part(&self) -> Arc<str> {
        Arc::clone(&self.origin.part)
    }

    /// The part of the source, and the number of a row within it.
    #[must_use]
    pub fn of(&self, row: usize) -> (&str, u64) {
        let row = self.rows.get(row).unwrap_or(0);
        (&self.origin.part, self.origin.number(u64::from(row)))
    }
}
