//! Opening a workbook, choosing a sheet, walking its cells.

use super::columns::Grid;
use super::kind::Kind;
use super::place::Place;
use crate::file::File;
use calamine::{Data, Ods, Reader, SheetType, SheetVisible, Xls, Xlsb, Xlsx, open_workbook_from_rs};
use std::collections::BTreeSet;
use std::fmt::Display;
use std::io::Cursor;
use uptake_adapter::{AdapterError, ErrorCode};

type Content = Cursor<Vec<u8>>;

/// An open workbook.
pub(super) enum Book {
    Xlsx(Box<Xlsx<Content>>),
    Xls(Box<Xls<Content>>),
    Xlsb(Box<Xlsb<Content>>),
    Ods(Box<Ods<Content>>),
}

impl Book {
    /// Opens what a file holds.
    pub(super) fn open(file: &File, kind: Kind, content: Vec<u8>) -> Result<Self, AdapterError> {
        let content = Cursor::new(content);
        match kind {
            Kind::Xlsx => open_workbook_from_rs(content)
                .map(|book| Book::Xlsx(Box::new(book)))
                .map_err(|error| none(file, "XLSX", &error)),
            Kind::Xls => open_workbook_from_rs(content)
                .map(|book| Book::Xls(Box::new(book)))
                .map_err(|error| none(file, "XLS", &error)),
            Kind::Xlsb => open_workbook_from_rs(content)
                .map(|book| Book::Xlsb(Box::new(book)))
                .map_err(|error| none(file, "XLSB", &error)),
            Kind::Ods => open_workbook_from_rs(content)
                .map(|book| Book::Ods(Box::new(book)))
                .map_err(|error| none(file, "ODS", &error)),
        }
    }

    /// The sheets that hold cells, with whether they are shown. Charts and macros are no sheets here.
    fn sheets(&self) -> Vec<(String, bool)> {
        let metadata = match self {
            Book::Xlsx(book) => book.sheets_metadata(),
            Book::Xls(book) => book.sheets_metadata(),
            Book::Xlsb(book) => book.sheets_metadata(),
            Book::Ods(book) => book.sheets_metadata(),
        };
        metadata
            .iter()
            .filter(|sheet| sheet.typ == SheetType::WorkSheet)
            .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
            .collect()
    }

    /// The sheet that is meant: the named one, else the one with this number, and without a setting the only one that is
    /// shown. Several are a fault: which one was meant can't be known.
    pub(super) fn choose(&self, file: &File, place: &Place) -> Result<String, AdapterError> {
        let sheets = self.sheets();
        let fault = |code, message: String| AdapterError::new(code, message).setting("sheet");
        let names: Vec<&str> = sheets.iter().map(|(name, _)| name.as_str()).collect();
        let listed = || format!("available: {}", quoted(&names));
        let shown = &file.shown;
        if names.is_empty() {
            return Err(file.origin().fault(format!("`{shown}` has no sheet with cells")));
        }
        if let Some(wanted) = place.sheet.as_deref() {
            let numbered = wanted.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            return names
                .iter()
                .find(|name| **name == wanted)
                .or_else(|| names.get(numbered?))
                .map(|name| (*name).to_owned())
                .ok_or_else(|| fault(ErrorCode::Source, format!("`{shown}` has no sheet `{wanted}`")).help(listed()));
        }
        let visible: Vec<&str> = sheets
            .iter()
            .filter(|(_, visible)| *visible)
            .map(|(name, _)| name.as_str())
            .collect();
        match (visible.as_slice(), names.as_slice()) {
            ([one], _) | ([], [one]) => Ok((*one).to_owned()),
            _ => Err(fault(
                ErrorCode::Config,
                format!("`{shown}` has {} sheets, and `sheet` isn't set", names.len()),
            )
            .help(format!("set `sheet`; {}", listed()))),
        }
    }

    /// Every cell of a sheet that isn't empty.
    ///
    /// # Errors
    /// When there are more than `most`, or it can't be read.
    pub(super) fn cells(&mut self, file: &File, place: &Place, sheet: String, most: u64) -> Result<Grid, AdapterError> {
        let header = place.header_row - 1;
        let mut grid = Grid::new(sheet.clone(), header, most);
        let damaged = |error: &dyn Display| {
            let message = format!("the sheet `{sheet}` of `{}` can't be read: {error}", file.shown);
            file.origin().fault(message)
        };
        match self {
            // Cell by cell: a sheet may have one cell in its first row and one in its last, and little memory is needed.
            Book::Xlsx(book) => {
                let mut cells = book.worksheet_cells_reader(&sheet).map_err(|error| damaged(&error))?;
                let mut bare = BTreeSet::new();
                while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
                    let value = Data::from(cell.get_value().clone());
                    if value == Data::Empty {
                        bare.insert(cell.get_position());
                    }
                    grid.add(cell.get_position(), value).map_err(|said| damaged(&said))?;
                }
                drop(cells);
                if !bare.is_empty() {
                    let mut formulas = book.worksheet_cells_reader(&sheet).map_err(|error| damaged(&error))?;
                    while let Some(cell) = formulas.next_formula().map_err(|error| damaged(&error))? {
                        if bare.contains(&cell.get_position()) && !cell.get_value().is_empty() {
                            grid.without_result(cell.get_position());
                        }
                    }
                }
            }
            Book::Xlsb(book) => {
                let mut cells = book.worksheet_cells_reader(&sheet).map_err(|error| damaged(&error))?;
                while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
                    let value = Data::from(cell.get_value().clone());
                    grid.add(cell.get_position(), value).map_err(|said| damaged(&said))?;
                }
            }
            Book::Xls(book) => {
                let range = book.worksheet_range(&sheet).map_err(|error| damaged(&error))?;
                grid.add_range(&range).map_err(|said| damaged(&said))?;
            }
            Book::Ods(book) => {
                let range = book.worksheet_range(&sheet).map_err(|error| damaged(&error))?;
                grid.add_range(&range).map_err(|said| damaged(&said))?;
            }
        }
        Ok(grid)
    }
}

fn none(file: &File, name: &str, error: &dyn Display) -> AdapterError {
    file.origin()
        .fault(format!("`{}` isn't an {name} workbook: {error}", file.shown))
        .help("set its `format`, or save it again without a password")
}

fn quoted(names: &[&str]) -> String {
    let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
