//! Rows have the numbers that an editor or a spreadsheet shows.

use crate::workbook::{seats, xlsx};
use crate::{read, settings};

/// The line of every row, after how many rows each batch begins; none where the source states none.
fn lines(name: &str, content: impl AsRef<[u8]>, more: &[(&str, &str)]) -> Vec<Option<u64>> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join(name), content).unwrap();
    let settings = settings(folder.path(), &[&[("path", name)], more].concat());
    let batches = read(&settings).0.unwrap();
    let of = |batch: &uptake_adapter::Batch| {
        let rows = 0..batch.frame.height() as u64;
        rows.map(|row| batch.lines.of(row)).collect::<Vec<_>>()
    };
    batches.iter().flat_map(of).collect()
}

fn some(lines: &[u64]) -> Vec<Option<u64>> {
    lines.iter().map(|line| Some(*line)).collect()
}

#[test]
fn a_row_of_csv_has_the_line_in_which_it_begins() {
    assert_eq!(lines("t.csv", "a,b\n1,2\n3,4\n", &[]), some(&[2, 3]));
    let text = "Seats of May\n\na,b\n1,\"two\nlines\"\n\n3,4\n5,6\n";
    assert_eq!(lines("t.csv", text, &[("header_row", "3")]), some(&[4, 7, 8]));
    assert_eq!(lines("t.csv", "a,b\r\n1,2\r\n3,4\r\n", &[]), some(&[2, 3]));
    let many: String = (0..70_000).map(|row| format!("{row}\n")).collect();
    let numbers = lines("t.csv", format!("a\n{many}"), &[]);
    assert_eq!(numbers, (2..70_002).map(Some).collect::<Vec<_>>());
}

#[test]
fn a_row_of_ndjson_has_its_line() {
    assert_eq!(
        lines("t.ndjson", "{\"a\":1}\n\n{\"a\":2}\n{\"a\":3}\n", &[]),
        some(&[1, 3, 4])
    );
    let many: String = (0..70_000).map(|row| format!("{{\"a\":{row}}}\n")).collect();
    let numbers = lines("t.ndjson", format!("\n{many}"), &[]);
    assert_eq!(numbers, (2..70_002).map(Some).collect::<Vec<_>>());
}

#[test]
fn a_row_of_a_sheet_has_the_number_at_its_edge() {
    assert_eq!(lines("t.xlsx", xlsx(&[("Seats", seats)]), &[]), some(&[2, 4, 5]));
}

#[test]
fn where_nothing_shows_lines_there_are_none() {
    assert_eq!(lines("t.json", "[{\"a\":1},\n{\"a\":2}]", &[]), [None, None]);
}
