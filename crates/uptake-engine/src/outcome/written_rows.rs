//! The rows of entities and periods as they are written, made some at a time.

use crate::along::Along;
use crate::error::Error;
use crate::narrow::wide;
use crate::panel::Panel;
use polars::prelude::*;
use std::ops::Range;

/// The rows as they are written. Texts that many rows share stay numbers until rows are asked for.
pub struct WrittenRows {
    frame: Panel,
    /// Columns of numbers, with the texts that they number.
    numbered: Vec<(String, StringChunked)>,
}

/// A column of all rows, as it is kept: what an entity has in all periods is there once.
pub struct WrittenColumn<'r> {
    /// What it has a value for.
    pub along: Along,
    /// How many periods each entity has.
    pub periods: usize,
    /// Its values.
    pub values: WrittenValues<'r>,
}

/// The values of a column.
pub enum WrittenValues<'r> {
    /// For each value the number of its text, and the texts by their numbers. One without a number is unknown.
    Numbered(&'r UInt32Chunked, &'r StringChunked),
    /// The values.
    Plain(&'r Series),
}

impl WrittenRows {
    /// Rows of which the columns `numbered` have numbers of texts.
    pub(super) fn new(frame: Panel, numbered: Vec<(String, StringChunked)>) -> Self {
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
        self.frame.names().collect()
    }

    /// A column of all rows.
    ///
    /// # Errors
    /// When there is none of that name.
    pub fn column(&self, name: &str) -> Result<WrittenColumn<'_>, Error> {
        let (along, column) = self.frame.held(name)?;
        let values = match self.numbered.iter().find(|(numbered, _)| numbered == name) {
            Some((_, texts)) => WrittenValues::Numbered(column.u32()?, texts),
            None => WrittenValues::Plain(column.as_materialized_series()),
        };
        Ok(WrittenColumn {
            along,
            periods: self.frame.periods(),
            values,
        })
    }

    /// Whether two columns say the same in each row. A column of numbers is like no other.
    ///
    /// # Errors
    /// When there is none of a name.
    pub fn are_same(&self, one: &str, other: &str) -> Result<bool, Error> {
        if self.numbered.iter().any(|(name, _)| name == one || name == other) {
            return Ok(false);
        }
        let [one, other] = [self.frame.column(one)?, self.frame.column(other)?];
        let other = other.as_materialized_series();
        Ok(one.as_materialized_series().equals_missing(other))
    }

    /// Some of the rows.
    ///
    /// # Errors
    /// When a column isn't what it was made as.
    pub fn rows(&self, rows: Range<usize>) -> Result<DataFrame, Error> {
        let mut frame = wide(self.frame.rows(rows)?)?;
        for (name, texts) in &self.numbered {
            let own = texts.take(frame.column(name)?.u32()?)?;
            frame.with_column(own.with_name(name.as_str().into()).into_column())?;
        }
        Ok(frame)
    }
}
