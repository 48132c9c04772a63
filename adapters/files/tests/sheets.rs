//! Sheets of workbooks: types, headers, blank rows, errors, and how a sheet is chosen.

use crate::workbook::{formula, ods, patched, seats, texts, time, xlsx};
use crate::{column, read, roads, rows, settings, told};
use polars::prelude::*;
use std::path::Path;
use tempfile::TempDir;
use uptake_adapter::{ScanRequest, Settings};
use uptake_files::Files;

/// A folder with a file.
fn folder(name: &str, content: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    folder
}

fn of(folder: &Path, values: &[(&str, &str)]) -> Settings {
    settings(folder, &[&[("path", "book.xlsx")], values].concat())
}

#[test]
fn cells_have_the_types_of_their_columns() {
    let folder = folder("book.xlsx", &xlsx(&[("Seats", seats)]));
    let settings = of(folder.path(), &[]);
    let frame = rows(&settings);
    let types: Vec<(&str, DataType)> = frame
        .columns()
        .iter()
        .map(|column| (column.name().as_str(), column.dtype().clone()))
        .collect();
    let milli = TimeUnit::Milliseconds;
    assert_eq!(
        types,
        [
            ("person", DataType::String),
            ("seats", DataType::Int64),
            ("share", DataType::Float64),
            ("active", DataType::Boolean),
            ("since", DataType::Date),
            ("seen", DataType::Datetime(milli, None)),
            ("spent", DataType::Duration(milli)),
            ("code", DataType::String),
            ("empty", DataType::String),
        ]
    );
    assert_eq!(column(&frame, "person"), ["ana", "ben", "cleo"]);
    // `#N/A` says that nothing is known; a formula is what was made of it.
    assert_eq!(column(&frame, "seats"), ["3", "unknown", "7"]);
    assert_eq!(column(&frame, "active"), ["true", "unknown", "false"]);
    assert_eq!(column(&frame, "since"), ["2026-02-09", "unknown", "2025-12-31"]);
    assert_eq!(
        column(&frame, "seen"),
        ["2026-02-09 14:30:00.000", "unknown", "2025-12-31 00:00:00.000"]
    );
    let spent = frame
        .column("spent")
        .unwrap()
        .to_physical_repr()
        .cast(&DataType::Int64)
        .unwrap();
    assert_eq!(
        column(&spent.into_frame(), "spent"),
        ["108000000", "unknown", "43200000"]
    );
    // A column of texts and numbers is text, each as it is shown.
    assert_eq!(column(&frame, "code"), ["007", "unknown", "7"]);
    let (batches, parts) = read(&settings);
    assert_eq!(&*batches.unwrap()[0].part, "book.xlsx: Seats");
    assert_eq!((parts.len(), parts[0].part.as_str()), (1, "book.xlsx"));
    roads::keeps_the_contract(&*roads::adapter(Files), &settings);
}

#[test]
fn both_calendars_of_excel_give_the_same_days() {
    let book = xlsx(&[("Seats", |sheet| {
        texts(sheet, 0, &["since"]);
        time(sheet, 1, 0, "2026-02-09", "yyyy-mm-dd");
    })]);
    let by_1904 = patched(&book, "xl/workbook.xml", "<workbookPr ", "<workbookPr date1904=\"1\" ");
    let folder = folder("book.xlsx", &by_1904);
    // The same number of days, counted from 1904: four years and a day later.
    assert_eq!(column(&rows(&of(folder.path(), &[])), "since"), ["2030-02-10"]);
}

#[test]
fn the_header_may_stand_lower_and_what_is_above_it_is_passed_over() {
    let book = xlsx(&[("Seats", |sheet| {
        sheet
            .merge_range(0, 0, 0, 2, "Seats of February", &rust_xlsxwriter::Format::new())
            .unwrap();
        texts(sheet, 2, &["person", " seats "]);
        texts(sheet, 3, &["ana"]);
        sheet.write_number(3, 1, 3).unwrap();
        sheet
            .merge_range(4, 0, 5, 0, "ben", &rust_xlsxwriter::Format::new())
            .unwrap();
    })]);
    let folder = folder("book.xlsx", &book);
    let frame = rows(&of(folder.path(), &[("header_row", "3")]));
    assert_eq!(frame.get_column_names(), ["person", "seats"]);
    // Of merged cells the first has the value; a row with nothing else is none.
    assert_eq!(column(&frame, "person"), ["ana", "ben"]);
    // A column without a name is no matter: nobody can ask for it.
    assert_eq!(rows(&of(folder.path(), &[])).get_column_names(), ["Seats of February"]);
    assert_eq!(
        told(&of(folder.path(), &[("header_row", "2")])),
        "source-unreadable: row 2 of the sheet `Seats` of `book.xlsx` names no columns (set `header_row` to the row that does)"
    );
    assert_eq!(
        told(&of(folder.path(), &[("header_row", "first")])),
        "source-settings: `header_row` should be the number of a row, not `first` (lines of a file and rows of a sheet count from 1)"
    );
}

#[test]
fn a_sheet_is_chosen_by_name_or_number_and_never_by_chance() {
    let book = xlsx(&[
        ("Notes", |sheet| texts(sheet, 0, &["text"])),
        ("2", |sheet| {
            texts(sheet, 0, &["id"]);
            texts(sheet, 1, &["named"]);
        }),
        ("Hidden", |sheet| {
            texts(sheet, 0, &["id"]);
            texts(sheet, 1, &["hidden"]);
            sheet.set_hidden(true);
        }),
    ]);
    let folder = folder("book.xlsx", &book);
    let ids = |sheet: &str| column(&rows(&of(folder.path(), &[("sheet", sheet)])), "id");
    // A name goes before a number.
    assert_eq!(ids("2"), ["named"]);
    assert_eq!(ids("3"), ["hidden"]);
    assert_eq!(ids("Hidden"), ["hidden"]);
    assert_eq!(
        told(&of(folder.path(), &[])),
        "source-settings: `book.xlsx` has 3 sheets, and `sheet` isn't set (set `sheet`; available: `Notes`, `2`, `Hidden`)"
    );
    assert_eq!(
        told(&of(folder.path(), &[("sheet", "Seats")])),
        "source-unreadable: `book.xlsx` has no sheet `Seats` (available: `Notes`, `2`, `Hidden`)"
    );
    assert!(told(&of(folder.path(), &[("sheet", "0")])).contains("has no sheet `0`"));
}

#[test]
fn the_only_sheet_that_is_shown_needs_no_name() {
    let book = xlsx(&[
        ("Seats", seats),
        ("Lists", |sheet| {
            sheet.set_hidden(true);
        }),
    ]);
    let folder = folder("book.xlsx", &book);
    assert_eq!(rows(&of(folder.path(), &[])).height(), 3);
}

#[test]
fn an_error_is_no_value_but_where_nobody_asks_it_does_no_harm() {
    let book = xlsx(&[("Seats", |sheet| {
        texts(sheet, 0, &["person", "share"]);
        texts(sheet, 1, &["ana"]);
        texts(sheet, 2, &["ben"]);
        formula(sheet, 2, 1, "=1/0", "#DIV/0!");
    })]);
    let folder = folder("book.xlsx", &book);
    let settings = of(folder.path(), &[]);
    assert_eq!(
        told(&settings),
        "source-unreadable: row 3 of the sheet `Seats` of `book.xlsx` has #DIV/0! in `share`, which isn't a value (fix cell B3, or let it be #N/A or empty: both mean unknown)"
    );
    let mut source = roads::adapter(Files).open(&settings).unwrap();
    let request = ScanRequest {
        columns: Some(vec!["person".to_owned()]),
        spare: None,
    };
    let batches: Vec<_> = source.scan(&request).unwrap().map(Result::unwrap).collect();
    assert_eq!(column(&batches[0].frame, "person"), ["ana", "ben"]);
}

#[test]
fn a_name_that_stands_twice_is_a_fault_for_who_asks_for_it() {
    let book = xlsx(&[("Seats", |sheet| texts(sheet, 0, &["id", "name", "id"]))]);
    let folder = folder("book.xlsx", &book);
    let settings = of(folder.path(), &[]);
    assert_eq!(rows(&settings).get_column_names(), ["name"]);
    let mut source = roads::adapter(Files).open(&settings).unwrap();
    let asking = |name: &str| ScanRequest {
        columns: Some(vec![name.to_owned()]),
        spare: None,
    };
    assert!(source.scan(&asking("name")).is_ok());
    let fault = source
        .scan(&asking("id"))
        .and_then(Iterator::collect::<Result<Vec<_>, _>>)
        .unwrap_err();
    assert_eq!(fault.message, "the sheet `Seats` of `book.xlsx` has two columns `id`");
}

#[test]
fn a_cell_in_the_last_corner_needs_no_room_for_all_between() {
    let book = xlsx(&[("Seats", |sheet| {
        texts(sheet, 0, &["id"]);
        sheet.write_string(0, 16_383, "last").unwrap();
        sheet.write_number(1_048_575, 16_383, 1).unwrap();
    })]);
    let folder = folder("book.xlsx", &book);
    let frame = rows(&of(folder.path(), &[]));
    assert_eq!((frame.height(), column(&frame, "last")), (1, vec!["1".to_owned()]));
}

#[test]
fn a_sheet_without_rows_still_has_columns() {
    let book = xlsx(&[("Seats", |sheet| texts(sheet, 0, &["id", "at"]))]);
    let folder = folder("book.xlsx", &book);
    let frame = rows(&of(folder.path(), &[]));
    assert_eq!((frame.height(), frame.width()), (0, 2));
}

#[test]
fn workbooks_are_read_by_pattern_and_packed() {
    let folder = tempfile::tempdir().unwrap();
    let book = xlsx(&[("Seats", seats)]);
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    std::io::Write::write_all(&mut packer, &book).unwrap();
    std::fs::write(folder.path().join("a.xlsx"), &book).unwrap();
    std::fs::write(folder.path().join("b.xlsx.gz"), packer.finish().unwrap()).unwrap();
    let batches = read(&settings(folder.path(), &[("path", "*.xlsx*")])).0.unwrap();
    let parts: Vec<(&str, u64, usize)> = batches
        .iter()
        .map(|batch| (&*batch.part, batch.first_row, batch.frame.height()))
        .collect();
    assert_eq!(parts, [("a.xlsx: Seats", 1, 3), ("b.xlsx.gz: Seats", 1, 3)]);
}

#[test]
fn an_opendocument_workbook_is_read_too() {
    let cell = |ty: &str, value: &str| format!("<table:table-cell office:value-type=\"{ty}\" {value}/>");
    let text = |text: &str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let row = |cells: &[String]| format!("<table:table-row>{}</table:table-row>", cells.concat());
    let names = ["id", "n", "active", "since", "seen", "spent"];
    let rows_of = [
        row(&names.map(text)),
        row(&[
            text("ana"),
            cell("float", "office:value=\"3\""),
            cell("boolean", "office:boolean-value=\"true\""),
            cell("date", "office:date-value=\"2026-02-09\""),
            cell("date", "office:date-value=\"2026-02-09T14:30:00\""),
            cell("time", "office:time-value=\"PT02H30M00S\""),
        ]),
        "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>".to_owned(),
    ];
    let folder = folder("book.ods", &ods(&rows_of.concat()));
    let settings = settings(folder.path(), &[("path", "book.ods")]);
    let frame = rows(&settings);
    let found: Vec<String> = names[..5].iter().flat_map(|name| column(&frame, name)).collect();
    assert_eq!(found, ["ana", "3", "true", "2026-02-09", "2026-02-09 14:30:00.000"]);
    assert_eq!(
        frame.column("spent").unwrap().dtype(),
        &DataType::Duration(TimeUnit::Milliseconds)
    );
    roads::keeps_the_contract(&*roads::adapter(Files), &settings);
}

#[test]
fn what_is_no_workbook_is_told() {
    let whole = xlsx(&[("Seats", seats)]);
    for content in [b"id,at\n".as_slice(), b"", &whole[..whole.len() / 2]] {
        let folder = folder("book.xlsx", content);
        let told = told(&of(folder.path(), &[]));
        assert!(
            told.starts_with("source-unreadable: `book.xlsx` isn't an XLSX workbook: "),
            "{told}"
        );
        assert!(told.contains("set its `format`"), "{told}");
    }
    let folder = folder("book.xlsx", &patched(&whole, "xl/worksheets/sheet1.xml", "</row>", "<"));
    let told = told(&of(folder.path(), &[]));
    assert!(
        told.starts_with("source-unreadable: the sheet `Seats` of `book.xlsx` can't be read: "),
        "{told}"
    );
}

#[test]
fn a_setting_of_workbooks_is_refused_for_other_files() {
    let folder = folder("rows.csv", b"id\nana\n");
    let settings = settings(folder.path(), &[("path", "rows.csv"), ("sheet", "Seats")]);
    assert_eq!(
        told(&settings),
        "source-settings: only a workbook has a `sheet` (if the file's name doesn't show its format, set `format`, such as `xlsx`)"
    );
}

#[test]
fn a_workbook_that_unpacks_to_more_than_the_limit_is_told_before_it_is_read() {
    let book = xlsx(&[("Seats", |sheet| {
        texts(sheet, 0, &["id"]);
        for row in 1..20_000 {
            texts(sheet, row, &["somebody with a name that packs well"]);
        }
    })]);
    let folder = folder("book.xlsx", &book);
    assert!(read(&of(folder.path(), &[("largest_document", "100MiB")])).0.is_ok());
    assert_eq!(
        told(&of(folder.path(), &[("largest_document", "1MiB")])),
        "source-unreadable: `book.xlsx` is larger than 1 MiB, unpacked (raise `largest_document`, or export the sheet as CSV, which isn't held in memory as a whole)"
    );
}

#[test]
fn a_whole_number_with_more_digits_than_a_sheet_keeps_is_no_whole_number() {
    let large = |sheet: &mut rust_xlsxwriter::Worksheet| {
        texts(sheet, 0, &["id", "other", "both"]);
        sheet.write_number(1, 0, 9_007_199_254_740_992.0).unwrap();
        sheet.write_number(1, 1, 9_007_199_254_740_991.0).unwrap();
        sheet.write_number(1, 2, 9_007_199_254_740_992.0).unwrap();
        texts(sheet, 2, &["", "", "x-1"]);
        sheet.write_number(2, 0, 1.0).unwrap();
    };
    let folder = folder("book.xlsx", &xlsx(&[("Large", large)]));
    let settings = of(folder.path(), &[]);
    let asking = |names: &[&str]| {
        let columns = Some(names.iter().map(|name| (*name).to_owned()).collect());
        let mut source = roads::adapter(Files).open(&settings).unwrap();
        source
            .scan(&ScanRequest { columns, spare: None })
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
    };
    let frame = asking(&["id", "other"]).unwrap().remove(0).frame;
    assert_eq!(frame.column("id").unwrap().dtype(), &DataType::Float64);
    assert_eq!(frame.column("other").unwrap().dtype(), &DataType::Int64);
    let error = asking(&["both"]).unwrap_err();
    assert_eq!(
        error.message,
        "row 2 of the sheet `Large` of `book.xlsx` has the number 9007199254740992 in `both` beside texts, \
         and a sheet doesn't keep so many digits"
    );
    assert_eq!(error.help.as_deref(), Some("write cell C2 as text"));
}
