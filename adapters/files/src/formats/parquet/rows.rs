//! The batches of a file, row group by row group.

use super::column::Typed;
use super::fault::Fault;
use super::footer::{Footer, Group};
use super::group::Opened;
use crate::file::File;
use polars::prelude::{Column as Values, DataFrame};
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Lines};
use uptake_formats::BATCH_ROWS;
use uptake_formats::arrow::Limits;

/// The batches of a file.
pub(super) struct Rows {
    file: File,
    opened: std::fs::File,
    limits: Limits,
    columns: Vec<Typed>,
    groups: std::vec::IntoIter<Group>,
    group: Option<Opened>,
    /// Decoded rows that are handed over piece by piece, and how many of them were.
    frame: Option<(DataFrame, usize)>,
    next_row: u64,
    done: bool,
}

impl Rows {
    pub(super) fn new(opened: std::fs::File, footer: Footer, file: &File, limits: Limits) -> Result<Self, Fault> {
        let arrow = footer.arrow.as_deref();
        let columns = footer.columns.into_iter();
        let columns = columns.map(|column| Typed::new(column, arrow, limits.levels));
        Ok(Self {
            file: file.clone(),
            opened,
            limits,
            columns: columns.collect::<Result<Vec<Typed>, Fault>>()?,
            groups: footer.groups.into_iter(),
            group: None,
            frame: None,
            next_row: 1,
            done: false,
        })
    }

    /// The next rows, `None` after the last row group.
    fn frame(&mut self) -> Result<Option<DataFrame>, Fault> {
        loop {
            if let Some((frame, given)) = &mut self.frame {
                let piece = frame.slice(i64::try_from(*given).unwrap_or(i64::MAX), BATCH_ROWS);
                if piece.height() > 0 {
                    *given += piece.height();
                    return Ok(Some(piece));
                }
                self.frame = None;
            }
            if let Some(group) = &mut self.group {
                match group.piece()? {
                    Some(frame) => self.frame = Some((frame, 0)),
                    None => self.group = None,
                }
                continue;
            }
            match self.groups.next() {
                Some(group) => {
                    self.group = Some(Opened::new(
                        &mut self.opened,
                        &group,
                        &self.columns,
                        self.limits.largest,
                    )?);
                }
                None => return Ok(None),
            }
        }
    }

    /// The columns without rows.
    fn empty(&self) -> Result<DataFrame, Fault> {
        let columns: Vec<Values> = self.columns.iter().map(|typed| typed.empty.clone()).collect();
        DataFrame::new(0, columns).map_err(|error| Fault::Undecodable(error.to_string()))
    }
}

impl Iterator for Rows {
    type Item = Result<Batch, AdapterError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let frame = match self.frame() {
            Ok(Some(frame)) => Ok(frame),
            // A file without rows still says which columns it has.
            Ok(None) if self.next_row == 1 => {
                self.done = true;
                self.empty()
            }
            Ok(None) => return None,
            Err(fault) => Err(fault),
        };
        Some(match frame {
            Ok(frame) => {
                let first_row = self.next_row;
                self.next_row += frame.height() as u64;
                Ok(Batch {
                    frame,
                    part: Arc::clone(&self.file.shown),
                    first_row,
                    lines: Lines::none(),
                })
            }
            Err(fault) => {
                self.done = true;
                Err(fault.error(&self.file, self.limits))
            }
        })
    }
}
