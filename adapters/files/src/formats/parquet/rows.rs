//! The batches of a file, row group by row group.

use super::column::Typed;
use super::fault::Fault;
use super::footer::{Footer, Group};
use super::group::{Opened, Piece};
use crate::file::File;
use polars::prelude::{Column as Values, DataFrame};
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Codes, Lines};
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
    piece: Option<(Piece, usize)>,
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
            piece: None,
            next_row: 1,
            done: false,
        })
    }

    /// The next rows, `None` after the last row group.
    fn piece(&mut self) -> Result<Option<Piece>, Fault> {
        loop {
            if let Some((whole, given)) = &mut self.piece {
                let piece = whole.slice(*given, BATCH_ROWS);
                if piece.frame.height() > 0 {
                    *given += piece.frame.height();
                    return Ok(Some(piece));
                }
                self.piece = None;
            }
            if let Some(group) = &mut self.group {
                match group.piece()? {
                    Some(piece) => self.piece = Some((piece, 0)),
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
    fn empty(&self) -> Result<Piece, Fault> {
        let columns: Vec<Values> = self.columns.iter().map(|typed| typed.empty.clone()).collect();
        let frame = DataFrame::new(0, columns).map_err(|error| Fault::Undecodable(error.to_string()))?;
        Ok(Piece {
            frame,
            codes: Codes::default(),
        })
    }
}

impl Iterator for Rows {
    type Item = Result<Batch, AdapterError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let piece = match self.piece() {
            Ok(Some(piece)) => Ok(piece),
            // A file without rows still says which columns it has.
            Ok(None) if self.next_row == 1 => {
                self.done = true;
                self.empty()
            }
            Ok(None) => return None,
            Err(fault) => Err(fault),
        };
        Some(match piece {
            Ok(Piece { frame, codes }) => {
                let first_row = self.next_row;
                self.next_row += frame.height() as u64;
                Ok(Batch {
                    frame,
                    part: Arc::clone(&self.file.shown),
                    first_row,
                    codes,
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
