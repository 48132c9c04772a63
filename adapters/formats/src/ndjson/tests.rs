//! What lines become, and what is said of wrong ones.
#![allow(clippy::unwrap_used, reason = "a test stops on a surprise")]

use super::*;
use crate::json::Limits;
use crate::{BATCH_ROWS, LARGEST};
use polars::prelude::DataType;
use std::io::Cursor;

fn origin() -> Origin {
    Origin {
        shown: "rows".into(),
        setting: "path",
    }
}

fn all(text: impl Into<Vec<u8>>) -> Result<Vec<Batch>, AdapterError> {
    let frames = Frames::new(None, Limits::default());
    scan(Cursor::new(text.into()), &origin(), frames, None).collect()
}

fn error(text: impl Into<Vec<u8>>) -> String {
    all(text).unwrap_err().message
}

fn texts(frame: &DataFrame, column: &str) -> Vec<Option<String>> {
    let text = frame.column(column).unwrap().cast(&DataType::String).unwrap();
    text.str().unwrap().iter().map(|text| text.map(str::to_owned)).collect()
}

#[test]
fn later_frames_keep_the_columns_of_earlier_ones() {
    let mut frames = Frames::default();
    let mut frame = |lines: &[u8]| frames_of(lines, &origin(), &mut frames).map(|mut frames| frames.remove(0));
    let first = frame(b"{\"id\":1,\"who\":{\"a\":1},\"tags\":[]}\n").unwrap();
    assert_eq!(first.get_column_names(), ["id", "who", "tags"]);
    let second = frame(b"{\"id\":\"x\",\"who\":{\"b\":\"y\"},\"tags\":[1],\"new\":true}\n{\"id\":7}\n").unwrap();
    assert_eq!(second.get_column_names(), ["id", "who", "tags", "new"]);
    assert_eq!(second.column("id").unwrap().str().unwrap().get(1), Some("7"));
    let third = frame(b"{\"id\":2}\n").unwrap();
    assert_eq!(third.width(), 4);
    assert_eq!(third.column("who").unwrap().null_count(), 1);
    let who = third
        .column("who")
        .unwrap()
        .as_materialized_series()
        .struct_()
        .unwrap()
        .clone();
    assert_eq!(who.fields_as_series().len(), 2);
}

#[test]
fn a_column_that_is_nested_in_one_row_only_is_an_error_that_has_the_line() {
    let expected = "line 2 of `rows` can't be read: `id` has a nested value in one row and a plain one in another";
    assert_eq!(error("{\"id\":{\"a\":1}}\n{\"id\":1}\n"), expected);
    assert_eq!(error("{\"id\":1}\n{\"id\":[1]}\n"), expected);
    let mut frames = Frames::default();
    frames_of(b"{\"id\":{\"a\":1}}\n", &origin(), &mut frames).unwrap();
    let error = frames_of(b"{}\n{\"id\":1}\n", &origin(), &mut frames).unwrap_err();
    assert_eq!(error.message, expected);
}

#[test]
fn a_number_beyond_64_bits_breaks_nothing_around_it() {
    let mut frames = Frames::default();
    let mut frame = |lines: &[u8]| frames_of(lines, &origin(), &mut frames).unwrap().remove(0);
    let first = frame(b"{\"id\":18446744073709551615}\n{\"id\":1}\n");
    assert_eq!(
        texts(&first, "id"),
        [Some("18446744073709551615".into()), Some("1".into())]
    );
    let second = frame(b"{\"id\":2}\n");
    assert!(second.column("id").unwrap().dtype().is_integer());
    let third = frame(b"{\"id\":18446744073709551616}\n{\"id\":-7}\n");
    assert_eq!(
        texts(&third, "id"),
        [Some("18446744073709551616".into()), Some("-7".into())]
    );
}

#[test]
fn whole_numbers_beside_fractions_and_texts_keep_their_digits() {
    let column = |lines: &str| {
        let batches = all(lines).unwrap();
        let column = batches[0].frame.column("n").unwrap().clone();
        (column.dtype().clone(), texts(&batches[0].frame, "n"))
    };
    let some = |text: &str| Some(text.to_owned());
    assert_eq!(column("{\"n\":1}\n{\"n\":0.5}").0, DataType::Float64);
    let (data_type, values) = column("{\"n\":9007199254740993}\n{\"n\":0.50}");
    assert_eq!(data_type, DataType::String);
    assert_eq!(values, [some("9007199254740993"), some("0.50")]);
    assert_eq!(
        column("{\"n\":1.10}\n{\"n\":\"1.2.3\"}\n{\"n\":true}").1,
        [some("1.10"), some("1.2.3"), some("true")]
    );
    assert_eq!(
        column("{\"n\":-9223372036854775808}\n{\"n\":null}").1,
        [some("-9223372036854775808"), None]
    );
}

#[test]
fn rows_come_in_batches_and_a_bad_line_is_told_by_its_number() {
    let good: String = (0..70_000).map(|n| format!("{{\"n\":{n}}}\n")).collect();
    let batches = all(good.clone()).unwrap();
    let sizes: Vec<(u64, usize)> = batches
        .iter()
        .map(|batch| (batch.first_row, batch.frame.height()))
        .collect();
    assert_eq!(sizes, [(1, BATCH_ROWS), (BATCH_ROWS as u64 + 1, 70_000 - BATCH_ROWS)]);
    let bad = format!("\u{feff}{good}\n[1]\n");
    assert_eq!(
        error(bad),
        "line 70002 of `rows` isn't a JSON object: it isn't an object"
    );
}

#[test]
fn what_is_in_far_lines_is_in_its_place_whatever_window_and_piece_it_is_in() {
    let line = |n: usize| format!("{{\"n\":{n},\"pad\":\"{}\"}}\n", "x".repeat(n % 90));
    let mut text: String = (0..600_000).map(line).collect();
    assert!(text.len() > 2 * WINDOW);
    let batches = all(text.clone()).unwrap();
    let numbers = batches.iter().flat_map(|batch| {
        let numbers = batch.frame.column("n").unwrap().i64().unwrap();
        numbers
            .iter()
            .map(Option::unwrap)
            .zip(batch.first_row as i64 - 1..)
            .collect::<Vec<_>>()
    });
    assert_eq!(numbers.filter(|(number, row)| number == row).count(), 600_000);
    text.push_str("\n\n{\"n\":1,\"n\":2}");
    assert_eq!(error(text), "line 600003 of `rows` can't be read: duplicate key `n`");
}

#[test]
fn a_source_that_can_be_opened_again_is_looked_through_for_columns_first() {
    let mut text: String = (0..400_000)
        .map(|n| format!("{{\"n\":{n},\"pad\":\"{}\"}}\n", "x".repeat(40)))
        .collect();
    text.push_str("{\"n\":\"last\",\"late\":{\"a\":[1]}}\n");
    assert!(text.len() > WINDOW);
    let again = text.clone().into_bytes();
    let again: Again = Box::new(move || Ok(Box::new(Cursor::new(again))));
    let batches: Vec<Batch> = scan(Cursor::new(text), &origin(), Frames::default(), Some(again))
        .map(Result::unwrap)
        .collect();
    assert!(batches.len() > 2);
    for batch in batches {
        assert_eq!(batch.frame.get_column_names(), ["n", "pad", "late"]);
        assert_eq!(batch.frame.column("n").unwrap().dtype(), &DataType::String);
    }
}

#[test]
fn a_file_whose_asked_columns_are_texts_is_read_once_and_says_what_one_that_is_read_twice_says() {
    let rows = (0..400_000).map(|n| {
        format!(
            "{{\"id\":\"p-{n}\",\"yes\":true,\"n\":{n},\"pad\":\"{}\"}}\n",
            "x".repeat(60)
        )
    });
    let text = rows.collect::<String>() + "{\"yes\":\"no\",\"late\":1,\"id\":1.10,\"n\":\"x\"}\n";
    assert!(text.len() > 2 * WINDOW);
    let read = |asked: &[&str], again: Option<Again>| {
        let asked: Vec<String> = asked.iter().map(|name| (*name).to_owned()).collect();
        let frames = Frames::new(Some(&asked), Limits::default());
        let batches = scan(Cursor::new(text.clone()), &origin(), frames, again);
        batches.map(Result::unwrap).collect::<Vec<Batch>>()
    };
    let never: Again = Box::new(|| panic!("it is read a second time"));
    let once = read(&["id", "yes"], Some(never));
    let last = once.last().unwrap();
    let end = last.frame.tail(Some(1));
    assert_eq!(texts(&end, "id"), [Some("1.10".to_owned())]);
    assert_eq!(texts(&end, "yes"), [Some("no".to_owned())]);
    assert_eq!(last.lines.of(last.frame.height() as u64 - 1), Some(400_001));
    assert_eq!(once[0].frame.column("yes").unwrap().dtype(), &DataType::Boolean);
    // A number may turn out to be a text, and a column may come late: then everything is looked through before.
    for asked in [&["id", "n"][..], &["id", "late"]] {
        let again = text.clone();
        let twice = read(asked, Some(Box::new(move || Ok(Box::new(Cursor::new(again))))));
        // And what says that an id is a number.
        assert_eq!(twice[0].frame.width(), 3, "{asked:?}");
        let types = |batch: &Batch| batch.frame.dtypes();
        assert!(twice.iter().all(|batch| types(batch) == types(&twice[0])), "{asked:?}");
    }
}

#[test]
fn blank_lines_aren_t_rows_and_ends_of_lines_may_be_mixed() {
    assert!(all("\n \n").unwrap().is_empty());
    assert!(all("").unwrap().is_empty());
    for text in [
        "\n{\"a\":1}\n\n{\"a\":2}",
        "\u{feff}{\"a\":1}\r\n   \n{\"a\":2}\n",
        "{\"a\":1}\n{\"a\":2}\r\n \t\r\n",
        "{ }\n{\"a\":[]}",
    ] {
        let rows: usize = all(text).unwrap().iter().map(|batch| batch.frame.height()).sum();
        assert_eq!(rows, 2, "{text}");
    }
    // Rows without a field are rows.
    assert_eq!(all("{}\n{}\n{}").unwrap()[0].frame.height(), 3);
}

#[test]
fn what_is_wrong_with_a_line_is_said_with_its_number() {
    let isnt = |why: &str| format!("line 2 of `rows` isn't a JSON object: {why}");
    let cant = |why: &str| format!("line 2 of `rows` can't be read: {why}");
    for (line, expected) in [
        ("null", isnt("it isn't an object")),
        ("7", isnt("it isn't an object")),
        ("{\"a\":1} {\"a\":2}", isnt("trailing characters at column 9")),
        ("{\"a\":1,}", isnt("trailing comma at column 8")),
        ("{\"a\":\"\\ud800\"}", isnt("unexpected end of hex escape at column 13")),
        ("{\"a\":01}", isnt("invalid number at column 7")),
        ("{\"a\":NaN}", isnt("expected value at column 6")),
        ("{'a':1}", isnt("key must be a string at column 2")),
        ("{\"a\":1e400}", cant("the number `1e400` is too large")),
        ("{\"a\":1,\"a\":1}", cant("duplicate key `a`")),
        ("{\"a\":{\"b\":1,\"\\u0062\":1}}", cant("duplicate key `b`")),
    ] {
        assert_eq!(error(format!("{{}}\n{line}\n{{}}")), expected, "{line}");
    }
    let bytes = [b"{}\n{\"a\":\"".as_slice(), b"\xff\"}\n"].concat();
    assert_eq!(error(bytes), isnt("it isn't UTF-8 text"));
}

#[test]
fn what_nobody_reads_is_looked_at_all_the_same() {
    let read = |line: &str| {
        let frames = Frames::new(Some(&["a".to_owned()]), Limits::default());
        let mut batches = scan(Cursor::new(line.to_owned()), &origin(), frames, None);
        batches
            .next()
            .unwrap()
            .map(|batch| batch.frame)
            .map_err(|error| error.message)
    };
    let frame = read("{\"x\":{\"deep\":[1,{}]},\"a\":1}").unwrap();
    assert_eq!(frame.get_column_names(), ["a"]);
    for unread in ["{\"k\":1,\"k\":2}", "1e999", "tru", "\"\\udead\"", "[1,]", "nul"] {
        read(&format!("{{\"a\":1,\"x\":{unread}}}")).unwrap_err();
    }
    assert_eq!(
        read("{\"a\":1,\"x\":1,\"x\":2}"),
        Err("line 1 of `rows` can't be read: duplicate key `x`".into())
    );
    // What one row has nested and another plain matters only where it is read.
    assert_eq!(read("{\"a\":1,\"x\":1}\n{\"a\":1,\"x\":[1]}").unwrap().height(), 2);
}

#[test]
fn levels_keys_and_sparse_tables_are_limited() {
    let nested = |levels: usize| format!("{{\"x\":{}{}}}", "[".repeat(levels - 1), "]".repeat(levels - 1));
    assert_eq!(all(nested(64)).unwrap()[0].frame.height(), 1);
    for levels in [65, 300, 10_000, 1_000_000] {
        assert_eq!(
            error(nested(levels)),
            "line 1 of `rows` can't be read: it has more than 64 nested levels"
        );
    }
    let keys: String = (0..5000).map(|n| format!("{{\"x\":{{\"k{n}\":1}}}}\n")).collect();
    assert_eq!(
        error(keys),
        "line 4096 of `rows` can't be read: it has more than 4096 different keys"
    );
    let sparse: Vec<String> = (0..40_000).map(|n| format!("{{\"k{}\":1}}", n % 4000)).collect();
    let sparse = format!("{{\"x\":[{}]}}", sparse.join(","));
    assert_eq!(
        error(sparse),
        "line 1 of `rows` can't be read: its objects have too many different keys"
    );
}

#[test]
fn a_line_without_end_is_an_error() {
    let endless = std::io::repeat(b'x').take(LARGEST as u64 * 2);
    let error = scan(endless, &origin(), Frames::default(), None)
        .next()
        .unwrap()
        .unwrap_err();
    assert_eq!(error.message, "line 1 of `rows` is longer than 64 MiB");
    let blank = std::io::repeat(b'\n').take(LARGEST as u64 * 2);
    let error = scan(blank, &origin(), Frames::default(), None)
        .next()
        .unwrap()
        .unwrap_err();
    assert!(error.message.starts_with("`rows` has more than 64 MiB of blank lines"));
}
