//! Workbooks for tests: XLSX by a writer, OpenDocument and odd cases by hand.

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook, Worksheet};
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{ZipArchive, ZipWriter};

/// Writes the cells of a sheet.
pub(crate) type Fill = fn(&mut Worksheet);

/// A workbook whose sheets `fill` writes.
pub(crate) fn xlsx(sheets: &[(&str, Fill)]) -> Vec<u8> {
    let mut book = Workbook::new();
    for (name, fill) in sheets {
        let sheet = book.add_worksheet();
        sheet.set_name(*name).unwrap();
        fill(sheet);
    }
    book.save_to_buffer().unwrap()
}

/// Writes a row of texts.
pub(crate) fn texts(sheet: &mut Worksheet, row: u32, texts: &[&str]) {
    for (column, text) in (0_u16..).zip(texts) {
        sheet.write_string(row, column, *text).unwrap();
    }
}

/// Writes a date, a time or both, shown by `format`.
pub(crate) fn time(sheet: &mut Worksheet, row: u32, column: u16, value: &str, format: &str) {
    let value = ExcelDateTime::parse_from_str(value).unwrap();
    let format = Format::new().set_num_format(format);
    sheet.write_datetime_with_format(row, column, &value, &format).unwrap();
}

/// Writes a formula with what the program that saved it made of it.
pub(crate) fn formula(sheet: &mut Worksheet, row: u32, column: u16, formula: &str, result: &str) {
    sheet
        .write_formula(row, column, Formula::new(formula).set_result(result))
        .unwrap();
}

/// One row with a value of every kind, one of unknown values, one of others; blank rows below and in between.
pub(crate) fn seats(sheet: &mut Worksheet) {
    texts(
        sheet,
        0,
        &[
            "person", "seats", "share", "active", "since", "seen", "spent", "code", "empty",
        ],
    );
    texts(sheet, 1, &["ana"]);
    sheet.write_number(1, 1, 3).unwrap();
    sheet.write_number(1, 2, 0.5).unwrap();
    sheet.write_boolean(1, 3, true).unwrap();
    time(sheet, 1, 4, "2026-02-09", "yyyy-mm-dd");
    time(sheet, 1, 5, "2026-02-09T14:30:00", "yyyy-mm-dd hh:mm");
    sheet
        .write_number_with_format(1, 6, 1.25, &Format::new().set_num_format("[h]:mm:ss"))
        .unwrap();
    sheet.write_string(1, 7, "007").unwrap();
    texts(sheet, 3, &["ben"]);
    formula(sheet, 3, 1, "=NA()", "#N/A");
    texts(sheet, 4, &["cleo"]);
    formula(sheet, 4, 1, "=3+4", "7");
    sheet.write_number(4, 2, 1).unwrap();
    sheet.write_boolean(4, 3, false).unwrap();
    time(sheet, 4, 4, "2025-12-31", "yyyy-mm-dd");
    time(sheet, 4, 5, "2025-12-31", "yyyy-mm-dd hh:mm");
    sheet
        .write_number_with_format(4, 6, 0.5, &Format::new().set_num_format("[h]:mm:ss"))
        .unwrap();
    sheet.write_number(4, 7, 7).unwrap();
    // A cell without a value, but with a look: no row.
    sheet.write_blank(9, 0, &Format::new().set_bold()).unwrap();
}

/// The same workbook with another text somewhere in one of its files.
pub(crate) fn patched(book: &[u8], file: &str, from: &str, to: &str) -> Vec<u8> {
    let mut old = ZipArchive::new(Cursor::new(book)).unwrap();
    let mut new = ZipWriter::new(Cursor::new(Vec::new()));
    for index in 0..old.len() {
        let mut entry = old.by_index(index).unwrap();
        let (name, mut content) = (entry.name().unwrap().into_owned(), Vec::new());
        entry.read_to_end(&mut content).unwrap();
        if name == file {
            let text = String::from_utf8(content).unwrap();
            assert!(text.contains(from), "{text}");
            content = text.replace(from, to).into_bytes();
        }
        new.start_file(name, stored()).unwrap();
        new.write_all(&content).unwrap();
    }
    new.finish().unwrap().into_inner()
}

const MANIFEST: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<manifest:manifest xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\" manifest:version=\"1.2\">
<manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>";

/// An OpenDocument workbook of one sheet, `Seats`, with these rows of cells.
pub(crate) fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>
<office:document-content xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\"
  xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\"
  xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\" office:version=\"1.2\">
<office:body><office:spreadsheet><table:table table:name=\"Seats\">{rows}</table:table></office:spreadsheet></office:body>
</office:document-content>"
    );
    let mut file = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet"),
        ("META-INF/manifest.xml", MANIFEST),
        ("content.xml", content.as_str()),
    ] {
        file.start_file(name, stored()).unwrap();
        file.write_all(text.as_bytes()).unwrap();
    }
    file.finish().unwrap().into_inner()
}

fn stored() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored)
}
