//! Sheets of Excel and OpenDocument workbooks: typed cells under a header.
//!
//! A workbook has at most a million rows a sheet, so one sheet is held in memory, cell by cell, empty ones left out.

mod book;
mod columns;
mod value;

use crate::File;
use columns::Grid;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Batches, ErrorCode};
use uptake_formats::{BATCH_ROWS, keep};

/// How a workbook is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Office Open XML: `.xlsx`, `.xlsm`.
    Xlsx,
    /// Excel 97 to 2003.
    Xls,
    /// The binary form of `.xlsx`.
    Xlsb,
    /// OpenDocument.
    Ods,
}

/// Where in a workbook the rows are.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    /// The sheet's name or number; the only one if absent.
    pub(crate) sheet: Option<Arc<str>>,
    /// The row with the names of the columns, as the program numbers it.
    pub(crate) header_row: u32,
}

impl Place {
    /// Reads the settings.
    pub(crate) fn new(sheet: Option<&str>, header_row: Option<&str>) -> Result<Self, AdapterError> {
        let header_row = match header_row.map(str::parse::<u32>) {
            None => 1,
            Some(Ok(row @ 1..)) => row,
            Some(_) => {
                return Err(AdapterError::new(
                    ErrorCode::Config,
                    format!(
                        "`header_row` should be the number of a row, not `{}`",
                        header_row.unwrap_or_default()
                    ),
                )
                .help("rows count from 1, as at the edge of the sheet")
                .setting("header_row"));
            }
        };
        Ok(Self {
            sheet: sheet.map(Arc::from),
            header_row,
        })
    }
}

/// Reads the rows of a sheet.
pub(crate) fn scan(file: &File, kind: Kind, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
    let content = crate::open::bytes(file)?;
    // A workbook that is damaged in an unforeseen way may break its reader: that is a fault of the file, no more.
    let read = catch_unwind(AssertUnwindSafe(|| -> Result<Grid, AdapterError> {
        let mut book = book::Book::open(file, kind, content)?;
        let sheet = book.choose(file)?;
        book.cells(file, sheet)
    }));
    let grid = match read {
        Ok(grid) => grid?,
        Err(_) => return Err(file.origin().fault(format!("`{}` is a damaged workbook", file.shown))),
    };
    let part: Arc<str> = format!("{}: {}", file.shown, grid.sheet()).into();
    let frame = grid.frame(file, columns)?;
    let frame = keep(&frame, columns).map_err(|error| file.origin().unreadable(&error))?;
    let height = frame.height();
    // A sheet without rows still says which columns it has.
    let starts: Vec<usize> = (0..height.max(1)).step_by(BATCH_ROWS).collect();
    Ok(Box::new(starts.into_iter().map(move |start| {
        Ok(Batch {
            frame: frame.slice(i64::try_from(start).unwrap_or(i64::MAX), BATCH_ROWS),
            part: Arc::clone(&part),
            first_row: start as u64 + 1,
        })
    })))
}
