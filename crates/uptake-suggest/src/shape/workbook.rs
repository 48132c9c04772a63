//! A workbook: which sheet has the table, where its headings are, and its rows.

use super::around::{end, header};
use crate::table::{Cell, GridRow, Table};
use calamine::{Data, Range, Reader, SheetType, SheetVisible, Sheets, open_workbook_auto_from_rs};
use std::io::Cursor;
use uptake_rules::value::Type;

/// A sheet with its table.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Its name.
    pub name: String,
    /// Whether people see it.
    pub shown: bool,
    /// The row with the headings, as it is numbered at the sheet's edge.
    pub header_row: u64,
    /// Rows below the table that aren't blank, such as sums.
    pub rows_below: u64,
    /// Its table.
    pub table: Table,
}

/// The sheets that have a table, in their order; `known` are words that occur as headings.
///
/// # Errors
/// When the bytes aren't a workbook: the reader's words.
pub fn sheets(bytes: &[u8], known: &dyn Fn(&str) -> bool) -> Result<Vec<Sheet>, String> {
    let mut book: Sheets<Cursor<&[u8]>> =
        open_workbook_auto_from_rs(Cursor::new(bytes)).map_err(|error| error.to_string())?;
    let names: Vec<(String, bool)> = book
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| (sheet.name.clone(), sheet.visible == SheetVisible::Visible))
        .collect();
    let mut found = Vec::new();
    for (name, shown) in names {
        let range = book.worksheet_range(&name).map_err(|error| error.to_string())?;
        found.extend(sheet(name, shown, &range, known));
    }
    Ok(found)
}

fn sheet(name: String, shown: bool, range: &Range<Data>, known: &dyn Fn(&str) -> bool) -> Option<Sheet> {
    let top = u64::from(range.start()?.0);
    let mut rows: Vec<GridRow> = Vec::new();
    for (number, cells) in (top + 1..).zip(range.rows()) {
        rows.push(GridRow {
            first: number,
            last: number,
            cells: cells.iter().map(cell).collect(),
        });
    }
    let at = header(&rows, known)?;
    let headings = rows.get(at)?.clone();
    let mut table = rows.split_off(at + 1);
    let end = end(&table, &headings, 0);
    let below = table.split_off(end);
    let rows_below = below.iter().filter(|row| !row.is_blank()).count();
    table.retain(|row| !row.is_blank());
    Some(Sheet {
        name,
        shown,
        header_row: headings.first,
        rows_below: u64::try_from(rows_below).unwrap_or(u64::MAX),
        table: Table::under(&headings, &table),
    })
}

/// A cell; days and times as ISO 8601 writes them.
fn cell(data: &Data) -> Cell {
    let typed = |text: String, ty| Cell { text, ty: Some(ty) };
    match data {
        Data::Empty | Data::Error(_) => Cell::default(),
        Data::Int(number) => typed(number.to_string(), Type::Int),
        Data::Float(number) if number.fract() == 0.0 => typed(number.to_string(), Type::Int),
        Data::Float(number) => typed(number.to_string(), Type::Float),
        Data::Bool(truth) => typed(truth.to_string(), Type::Bool),
        Data::DateTime(serial) => {
            let (year, month, day, hour, minute, second, _) = serial.to_ymd_hms_milli();
            match (hour, minute, second) {
                (0, 0, 0) => typed(format!("{year:04}-{month:02}-{day:02}"), Type::Date),
                _ => typed(
                    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}"),
                    Type::Datetime,
                ),
            }
        }
        Data::String(text) => Cell {
            text: text.trim().to_owned(),
            ty: None,
        },
        other => Cell {
            text: other.to_string().trim().to_owned(),
            ty: None,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::{Format, Workbook};

    #[test]
    fn the_table_of_a_sheet_is_found_below_its_title_and_above_its_sum() {
        let mut book = Workbook::new();
        let day = Format::new().set_num_format("dd.mm.yyyy");
        let sheet = book.add_worksheet().set_name("Nutzung").unwrap();
        sheet.write(0, 0, "Nutzung im Februar").unwrap();
        for (column, heading) in ["Wer", "Wann", "Menge"].iter().enumerate() {
            sheet.write(2, u16::try_from(column).unwrap(), *heading).unwrap();
        }
        for (row, (who, serial, many)) in [("ana", 46_062, 4), ("ben", 46_063, 1)].into_iter().enumerate() {
            let row = u32::try_from(row).unwrap() + 3;
            sheet.write(row, 0, who).unwrap();
            sheet.write_with_format(row, 1, serial, &day).unwrap();
            sheet.write(row, 2, many).unwrap();
        }
        sheet.write(5, 0, "Summe").unwrap();
        sheet.write(5, 2, 5).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let sheets = sheets(&bytes, &|_| false).unwrap();
        let found = &sheets[0];
        assert_eq!(
            (found.name.as_str(), found.header_row, found.rows_below),
            ("Nutzung", 3, 1)
        );
        let wann = found.table.column("Wann").unwrap();
        assert_eq!(
            (wann.values.as_slice(), wann.ty),
            (
                &["2026-02-09".to_owned(), "2026-02-10".to_owned()][..],
                Some(Type::Date)
            )
        );
        assert_eq!(found.table.column("Menge").unwrap().ty, Some(Type::Int));
    }
}
