//! Workbooks that lie, or hold what few do.

use super::workbook::{ods, patched, texts, xlsx};
use super::{column, read, rows, settings};
use std::path::Path;
use tempfile::TempDir;
use uptake_adapter::Settings;

const SHEET: &str = "xl/worksheets/sheet1.xml";

fn folder(name: &str, content: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    folder
}

/// Code and message of an error.
fn told(settings: &Settings) -> String {
    match read(settings).0 {
        Ok(batches) => format!("{} batches", batches.len()),
        Err(error) => format!("{}: {}", error.code.as_str(), error.message),
    }
}

fn book() -> Vec<u8> {
    xlsx(&[("Seats", |sheet| {
        texts(sheet, 0, &["id", "note"]);
        texts(sheet, 1, &["ana", "x"]);
        texts(sheet, 2, &["ben", "y"]);
        sheet
            .write_formula(3, 1, rust_xlsxwriter::Formula::new("1+1").set_result("2"))
            .unwrap();
        sheet.write_string(3, 0, "cleo").unwrap();
        sheet.write_string(4, 0, "dan").unwrap();
    })])
}

/// What is told of the workbook with another text in one of its parts.
fn of(part: &str, from: &str, to: &str) -> String {
    let folder = folder("x.xlsx", &patched(&book(), part, from, to));
    told(&settings(folder.path(), &[("path", "x.xlsx")]))
}

#[test]
fn a_workbook_that_lies_is_told() {
    const BAD: &str = "source-unreadable: the sheet `Seats` of `x.xlsx` can't be read: ";
    let begins = |told: String, said: &str| assert!(told.starts_with(said), "{told}");
    begins(
        of(
            "xl/sharedStrings.xml",
            "uniqueCount=\"",
            "uniqueCount=\"4294967295\" other=\"",
        ),
        "source-unreadable: `x.xlsx` is damaged: it states more texts than it has",
    );
    begins(of(SHEET, "<v>0</v>", "<v>999</v>"), BAD);
    begins(
        of(SHEET, "r=\"A2\"", "r=\"A1048577\""),
        &format!("{BAD}a cell is outside of any sheet"),
    );
    begins(
        of(SHEET, "r=\"B2\"", "r=\"XFE2\""),
        &format!("{BAD}a cell is outside of any sheet"),
    );
    begins(of(SHEET, "r=\"B2\"", "r=\"ZZZZZZZ2\""), BAD);
    begins(of(SHEET, "r=\"B2\"", "r=\"?\""), BAD);
    begins(of(SHEET, "</sheetData>", ""), BAD);
    begins(
        of(SHEET, "r=\"B3\"", "r=\"A3\""),
        "source-unreadable: row 3 of the sheet `Seats` of `x.xlsx` has two values in `id`",
    );
    begins(
        of(SHEET, "<f>1+1</f><v>2</v>", "<f>1+1</f>"),
        "source-unreadable: row 4 of the sheet `Seats` of `x.xlsx` has a formula without its result in `note`",
    );
    let bomb = "<!DOCTYPE a [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\">]><worksheet ";
    let entity = patched(&book(), SHEET, "<worksheet ", bomb);
    let entity = patched(&entity, "xl/sharedStrings.xml", "<t>ana</t>", "<t>&b;</t>");
    let folder = folder("x.xlsx", &entity);
    begins(
        told(&settings(folder.path(), &[("path", "x.xlsx")])),
        "source-unreadable",
    );
}

#[test]
fn hidden_rows_and_sheets_that_are_hidden_alone_count() {
    let hidden = patched(&book(), SHEET, "<row r=\"3\"", "<row r=\"3\" hidden=\"1\"");
    let folder = folder("x.xlsx", &hidden);
    let frame = rows(&settings(folder.path(), &[("path", "x.xlsx")]));
    assert_eq!(column(&frame, "id"), ["ana", "ben", "cleo", "dan"]);
}

fn of_ods(rows: &str) -> String {
    let folder = folder("x.ods", &ods(rows));
    told(&settings(Path::new(folder.path()), &[("path", "x.ods")]))
}

#[test]
fn few_bytes_of_a_workbook_that_stand_for_gigabytes_are_told() {
    const CELL: &str = "<table:table-cell office:value-type=\"string\"><text:p>id</text:p></table:table-cell>";
    let row = |attributes: &str, cells: &str| format!("<table:table-row{attributes}>{cells}</table:table-row>");
    let head = row("", CELL);
    let far = format!("<table:table-cell table:number-columns-repeated=\"16000\"/>{CELL}");
    let large = "source-unreadable: `x.ods` has a sheet with more than 8388608 cells";
    for rows in [
        row(" table:number-rows-repeated=\"6000\"", "<table:table-cell/>") + &row("", &far),
        row(
            " table:number-rows-repeated=\"6000\"",
            &CELL.replace("table-cell o", "table-cell table:number-columns-repeated=\"16000\" o"),
        ),
    ] {
        assert!(of_ods(&(head.clone() + &rows)).starts_with(large), "{rows}");
    }
    let below = row(" table:number-rows-repeated=\"4000000000\"", &far);
    let said = of_ods(&(head.clone() + &below));
    assert!(
        said.starts_with("source-unreadable: `x.ods` has a sheet with values below row 1048576"),
        "{said}"
    );
    // Its reader would wait for the end of the sheet forever.
    let whole = ods(&head);
    for (from, to) in [("</table:table>", ""), ("</table:table-row>", "")] {
        let folder = folder("x.ods", &patched(&whole, "content.xml", from, to));
        let told = told(&settings(folder.path(), &[("path", "x.ods")]));
        assert!(
            told.starts_with("source-unreadable: `x.ods` is damaged: a sheet has no end"),
            "{told}"
        );
    }
}
