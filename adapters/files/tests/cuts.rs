//! Files that were cut off: the whole, or an error; never a part that passes for the whole.

use super::{read, settings};
use std::io::Write;
use std::path::Path;

const ROWS: usize = 300;

fn lines() -> Vec<u8> {
    let row = |n: usize| format!("{{\"id\":\"person {n}\",\"n\":{n},\"tags\":[{{\"ä\":{n}.5}}],\"none\":null}}\n");
    (0..ROWS).map(row).collect::<String>().into_bytes()
}

fn document() -> Vec<u8> {
    let lines = String::from_utf8(lines()).unwrap();
    format!("[{}]", lines.trim_end().replace('\n', ",\n")).into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

/// Rows of a file of these bytes, or the code of its error.
fn rows(folder: &Path, name: &str, bytes: &[u8]) -> Result<usize, &'static str> {
    std::fs::write(folder.join(name), bytes).unwrap();
    let (batches, _) = read(&settings(folder, &[("path", name)]));
    let batches = batches.map_err(|error| error.code.as_str())?;
    Ok(batches.iter().map(|batch| batch.frame.height()).sum())
}

#[test]
fn a_file_that_is_cut_at_any_tenth_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("x.ndjson", lines()),
        ("x.json", document()),
        ("x.ndjson.gz", gzip(&lines())),
        ("x.json.gz", gzip(&document())),
        ("x.ndjson.zst", zstd::encode_all(lines().as_slice(), 3).unwrap()),
        ("x.json.zst", zstd::encode_all(document().as_slice(), 3).unwrap()),
    ] {
        assert_eq!(rows(folder.path(), name, &bytes), Ok(ROWS));
        let tenths = (1..10).map(|tenth| bytes.len() * tenth / 10);
        for size in tenths.chain([bytes.len() - 1, bytes.len() - 2]) {
            let read = rows(folder.path(), name, &bytes[..size]);
            // Nothing tells lines that end where a line ends from a whole file, nor whether there is an end behind the last.
            let at_a_line = name == "x.ndjson" && (bytes[size] == b'\n' || bytes[size - 1] == b'\n');
            match at_a_line {
                true => assert_eq!(read, Ok(bytes[..=size].iter().filter(|byte| **byte == b'\n').count())),
                false => assert_eq!(read, Err("source-unreadable"), "{name} at {size}"),
            }
        }
    }
}

#[test]
fn a_flipped_byte_gives_rows_or_an_error_and_never_stops_the_program() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in [
        ("x.ndjson", lines()),
        ("x.json", document()),
        ("x.json.gz", gzip(&document())),
    ] {
        for at in (0..bytes.len()).step_by(bytes.len() / 60) {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x10;
            let read = rows(folder.path(), name, &bytes);
            assert!(
                matches!(read, Ok(_) | Err("source-unreadable")),
                "{name} at {at}: {read:?}"
            );
        }
    }
}

#[test]
fn a_few_bytes_that_unpack_to_gigabytes_are_an_error_not_a_full_memory() {
    let folder = tempfile::tempdir().unwrap();
    let member = gzip(&vec![b'\n'; 32 << 20]);
    for (name, setting) in [("x.ndjson.gz", "most_levels"), ("x.json.gz", "largest_document")] {
        std::fs::write(folder.path().join(name), member.repeat(8)).unwrap();
        let value = if setting == "most_levels" { "10" } else { "40MiB" };
        let (batches, _) = read(&settings(folder.path(), &[("path", name), (setting, value)]));
        let error = batches.map(|batches| batches.len()).unwrap_err();
        assert_eq!(error.code.as_str(), "source-unreadable");
        let expected = match name {
            "x.json.gz" => "`x.json.gz` is larger than 40 MiB, unpacked",
            _ => "`x.ndjson.gz` has more than 64 MiB of blank lines",
        };
        assert!(error.message.starts_with(expected), "{}", error.message);
    }
}

fn table() -> String {
    let row = |n: usize| format!("person {n},{n},\"one, {n}\"\n");
    format!("id,n,note\n{}", (0..ROWS).map(row).collect::<String>())
}

fn columnar(write: impl Fn(&mut Vec<u8>, &mut polars::prelude::DataFrame)) -> Vec<u8> {
    let ids: Vec<String> = (0..ROWS).map(|n| format!("person {n}")).collect();
    let numbers: Vec<i64> = (0..ROWS).map(|n| i64::try_from(n * n).unwrap()).collect();
    let mut frame = polars::prelude::df!["id" => ids, "n" => numbers].unwrap();
    let mut bytes = Vec::new();
    write(&mut bytes, &mut frame);
    bytes
}

#[test]
fn a_packed_columnar_or_workbook_file_that_is_cut_at_any_tenth_is_an_error() {
    use polars::prelude::{IpcWriter, ParquetWriter, SerWriter};
    let folder = tempfile::tempdir().unwrap();
    let book = super::workbook::xlsx(&[("Rows", |sheet| {
        super::workbook::texts(sheet, 0, &["id", "n"]);
        for row in 1..=300 {
            super::workbook::texts(sheet, row, &["person", "1"]);
        }
    })]);
    for (name, bytes) in [
        ("x.csv.gz", gzip(table().as_bytes())),
        ("x.csv.zst", zstd::encode_all(table().as_bytes(), 3).unwrap()),
        (
            "x.parquet",
            columnar(|bytes, frame| {
                ParquetWriter::new(bytes).finish(frame).unwrap();
            }),
        ),
        (
            "x.arrow",
            columnar(|bytes, frame| IpcWriter::new(bytes).finish(frame).unwrap()),
        ),
        ("x.xlsx", book),
    ] {
        assert_eq!(rows(folder.path(), name, &bytes), Ok(ROWS), "{name}");
        for tenth in 1..10 {
            let size = bytes.len() * tenth / 10;
            assert_eq!(
                rows(folder.path(), name, &bytes[..size]),
                Err("source-unreadable"),
                "{name} at {size}"
            );
        }
    }
}
