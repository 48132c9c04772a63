//! Sheets of Excel and OpenDocument workbooks: typed cells under a header.
//!
//! A workbook has at most a million rows a sheet, so one sheet is held in memory, cell by cell, empty ones left out.

mod book;
mod columns;
mod kind;
mod packed;
mod place;
mod room;
mod tags;
mod value;

use crate::file::File;
use crate::format::{Format, Reader};
use crate::open;
use book::Book;
use columns::Grid;
use kind::Kind;
use place::Place;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Batches, Codes, ScanRequest, SettingAbout, SettingKind, Settings};
use uptake_formats::csv_rows::HEADER_ROW;
use uptake_formats::json::{LARGEST_DOCUMENT, largest_document};
use uptake_formats::{BATCH_ROWS, keep};

/// Office Open XML.
pub(super) static XLSX: Format = workbook("xlsx", &["xlsm"], |settings| reader(Kind::Xlsx, settings));
/// Excel 97 to 2003.
pub(super) static XLS: Format = workbook("xls", &[], |settings| reader(Kind::Xls, settings));
/// The binary form of Office Open XML.
pub(super) static XLSB: Format = workbook("xlsb", &[], |settings| reader(Kind::Xlsb, settings));
/// OpenDocument.
pub(super) static ODS: Format = workbook("ods", &[], |settings| reader(Kind::Ods, settings));

const fn workbook(
    name: &'static str,
    endings: &'static [&'static str],
    reader: fn(&Settings) -> Result<Arc<dyn Reader>, AdapterError>,
) -> Format {
    Format {
        name,
        endings,
        settings: SETTINGS,
        owner: Some("a workbook"),
        reader,
    }
}

const SETTINGS: &[SettingAbout] = &[
    SettingAbout::new("sheet", SettingKind::Text, "the name or number of a workbook's sheet").or("the only one"),
    HEADER_ROW,
    LARGEST_DOCUMENT,
];

#[derive(Debug)]
struct Workbook {
    kind: Kind,
    place: Place,
    /// Bytes of a workbook, unpacked, at most.
    largest: u64,
}

fn reader(kind: Kind, settings: &Settings) -> Result<Arc<dyn Reader>, AdapterError> {
    let place = Place::new(settings.get("sheet"), settings.get("header_row"))?;
    let largest = largest_document(settings)?;
    Ok(Arc::new(Workbook { kind, place, largest }))
}

impl Reader for Workbook {
    fn scan(&self, file: &File, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let columns = request.columns.as_deref();
        let content = open::document(file, self.largest)?;
        packed::fits(file, &content, self.largest)?;
        // A workbook that is damaged in an unforeseen way may break its reader: that is a fault of the file, no more.
        let read = catch_unwind(AssertUnwindSafe(|| -> Result<Grid, AdapterError> {
            let mut book = Book::open(file, self.kind, content)?;
            let sheet = book.choose(file, &self.place)?;
            book.cells(file, &self.place, sheet, packed::most_cells(self.largest))
        }));
        let grid = match read {
            Ok(grid) => grid?,
            Err(_) => return Err(file.origin().fault(format!("`{}` is a damaged workbook", file.shown))),
        };
        let part: Arc<str> = format!("{}: {}", file.shown, grid.sheet()).into();
        let lines = grid.lines();
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
                codes: Codes::default(),
                lines: lines.behind(start as u64),
            })
        })))
    }
}
