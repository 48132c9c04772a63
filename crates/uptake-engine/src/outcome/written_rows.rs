//! The rows of entities and periods as they are written, made some at a time.

use crate::error::Error;
use crate::narrow::wide;
use polars::prelude::*;
use std::ops::Range;

/// The rows as they are written. Texts that many rows share stay numbers until rows are asked for.
pub struct WrittenRows {
    frame: DataFrame,
    /// Columns of numbers, with the texts that they number.
    numbered: Vec<(String, StringChunked)>,
}

/// A column of all rows.
pub enum WrittenColumn<'r> {
    /// For each row the number of its text, and the texts by their numbers. A row without a number is unknown.
    Numbered(&'r UInt32Chunked, &'r StringChunked),
    /// The values.
    Values(&'r Series),
}

impl WrittenRows {
    /// Rows of which the columns `numbered` have numbers of texts.
    pub(super) fn new(frame: DataFrame, numbered: Vec<(String, StringChunked)>) -> Self {
        Self { frame, numbered }
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.frame.height() == 0
    }

    /// The names of the columns, in their order.
    #[must_use]
    pub fn columns(&self) -> Vec<&str> {
        self.frame
            .get_column_names()
            .into_iter()
            .map(PlSmallStr::as_str)
            .collect()
    }

    /// A column of all rows.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn column(&self, name: &str) -> Result<WrittenColumn<'_>, Error> {
        let column = self.frame.column(name)?;
        Ok(match self.numbered.iter().find(|(numbered, _)| numbered == name) {
            Some((_, texts)) => WrittenColumn::Numbered(column.u32()?, texts),
            None => WrittenColumn::Values(column.as_materialized_series()),
        })
    }

    /// Some of the rows.
    ///
    /// # Errors
    /// When a column isn't what it was made as.
    pub fn rows(&self, rows: Range<usize>) -> Result<DataFrame, Error> {
        let first = i64::try_from(rows.start).unwrap_or(i64::MAX);
        let mut frame = wide(self.frame.slice(first, rows.len()))?;
        for (name, texts) in &self.numbered {
            let own = texts.take(frame.column(name)?.u32()?)?;
            frame.with_column(own.with_name(name.as_str().into()).into_column())?;
        }
        Ok(frame)
    }
}
