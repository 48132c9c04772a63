//! Pieces and row by row say the same.
#![allow(clippy::unwrap_used, reason = "a test stops on a surprise")]

use super::super::{CsvForm, opened};
use super::*;
use crate::{Origin, Remarks};
use proptest::prelude::*;
use uptake_adapter::AdapterError;

fn origin() -> Origin {
    Origin {
        shown: "rows".into(),
        setting: "path",
    }
}

type Row = (u64, Option<u64>, Vec<Option<String>>);

/// The rows with their numbers and lines, the fault that ends them, and what was remarked.
fn read(
    text: &[u8],
    form: &CsvForm,
    columns: Option<&[String]>,
    pieces: Pieces,
) -> (Vec<Row>, Option<AdapterError>, String) {
    let remarks = Remarks::default();
    let mut all = Vec::new();
    let batches = match opened(text, &origin(), form, columns, &remarks, pieces) {
        Ok(batches) => batches,
        Err(error) => return (all, Some(error), String::new()),
    };
    let mut fault = None;
    for batch in batches {
        match batch {
            Ok(batch) => {
                for row in 0..batch.frame.height() {
                    let values = batch.frame.columns().iter();
                    let values = values.map(|column| column.str().unwrap().get(row).map(str::to_owned));
                    let row = row as u64;
                    all.push((batch.first_row + row, batch.lines.of(row), values.collect()));
                }
            }
            Err(error) => fault = Some(error),
        }
    }
    (all, fault, format!("{:?}", remarks.all()))
}

/// The rows before a fault that were delivered may be more or fewer; everything else is the same.
fn same(text: &[u8], form: &CsvForm, columns: Option<&[String]>, size: usize) -> Result<usize, TestCaseError> {
    let (expected, fault, told) = read(text, form, columns, Pieces::never());
    let (found, same_fault, same_told) = read(text, form, columns, Pieces::of(size));
    prop_assert_eq!(&same_fault, &fault);
    prop_assert_eq!(same_told, told);
    let common = match fault {
        None => expected.len().max(found.len()),
        Some(_) => expected.len().min(found.len()),
    };
    prop_assert_eq!(found.get(..common), expected.get(..common));
    Ok(found.len())
}

/// Lines that are rows, mostly.
fn lines() -> impl Strategy<Value = String> {
    let field = prop_oneof![
        6 => "[a-z0-9ü ]{0,9}",
        2 => "\"([a-z,;\n]|\r\n|\"\"){0,12}\"",
        1 => " ?\"[a-z\n]{0,3}\" ?",
        1 => "[a-z\"]{0,4}",
    ];
    let row = proptest::collection::vec(field, 3).prop_map(|fields| fields.join(","));
    let line = prop_oneof![
        60 => row,
        1 => Just(String::new()),
        1 => Just("  ".to_owned()),
        1 => "[a-z,\"]{0,9}",
    ];
    let end = prop_oneof![8 => Just("\n"), 1 => Just("\r\n"), 1 => Just("\r")];
    proptest::collection::vec((line, end), 0..120)
        .prop_map(|lines| lines.into_iter().map(|(line, end)| line + end).collect::<String>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    #[test]
    fn pieces_give_the_rows_the_lines_and_the_faults_of_a_reading_row_by_row(
        rows in lines(), size in 1_usize..200, footer_rows in prop_oneof![4 => Just(0_usize), 1 => 1_usize..4],
        quote in prop_oneof![4 => Just(Some(b'"')), 1 => Just(None)], damage in prop_oneof![6 => Just(None), 1 => any::<(usize, u8)>().prop_map(Some)],
        few in any::<bool>(),
    ) {
        let mut text = format!("a,b,c\n{rows}").into_bytes();
        if let Some((at, byte)) = damage {
            let at = at % text.len();
            text[at] = byte;
        }
        let form = CsvForm { quote, footer_rows, ..CsvForm::default() };
        let columns = ["c".to_owned(), "a".to_owned()];
        same(&text, &form, few.then_some(&columns), size)?;
    }

    #[test]
    fn pieces_of_one_column_give_the_same(rows in "([a-c]{0,3}|\"[a\n]{0,3}\"| {0,2})(\n([a-c]{1,3}|\"[a\n]{1,3}\")){0,40}\n? ?\n?", size in 1_usize..40) {
        same(format!("a\n{rows}").as_bytes(), &CsvForm::default(), None, size)?;
    }
}

#[test]
fn line_breaks_within_quotes_fall_into_every_place_of_a_piece() {
    let row = |number: usize| format!("{number},\"first\nsecond, \"\"quoted\"\"\r\nthird\",x\n");
    let text = format!("a,b,c\n{}", (0..200).map(row).collect::<String>());
    for size in 1..150 {
        let count = same(text.as_bytes(), &CsvForm::default(), None, size).unwrap();
        assert_eq!(count, 200);
    }
}

#[test]
fn pieces_are_read_where_there_is_nothing_but_rows() {
    let text = format!("a,b\n{}", "x,\"y\nz\"\n".repeat(10_000));
    let mut rows = opened(
        text.as_bytes(),
        &origin(),
        &CsvForm::default(),
        None,
        &Remarks::default(),
        Pieces::of(1000),
    )
    .unwrap();
    let first = rows.next().unwrap().unwrap();
    assert!((100..200).contains(&first.frame.height()), "{}", first.frame.height());
    assert_eq!(rows.pieces.lost, 0);
}
