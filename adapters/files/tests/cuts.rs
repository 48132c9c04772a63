//! Files that were cut off, in every format and packing: the whole, or an error; never a part that passes for the whole.

use super::{read, settings};
use polars::prelude::{
    DataFrame, IpcCompression, IpcStreamWriter, IpcWriter, ParquetCompression, ParquetWriter, SerWriter, df,
};
use std::io::Write;
use std::path::Path;

fn lines(rows: usize) -> Vec<u8> {
    let row = |n: usize| format!("{{\"id\":\"person {n}\",\"n\":{n},\"tags\":[{{\"ä\":{n}.5}}],\"none\":null}}\n");
    (0..rows).map(row).collect::<String>().into_bytes()
}

fn document(rows: usize) -> Vec<u8> {
    let lines = String::from_utf8(lines(rows)).unwrap();
    format!("[{}]", lines.trim_end().replace('\n', ",\n")).into_bytes()
}

fn table(rows: usize) -> Vec<u8> {
    let row = |n: usize| format!("person {n},{n},\"one, {n}\"\n");
    format!("id,n,note\n{}", (0..rows).map(row).collect::<String>()).into_bytes()
}

fn frame(rows: usize) -> DataFrame {
    let ids: Vec<String> = (0..rows).map(|n| format!("person {n}")).collect();
    let numbers: Vec<i64> = (0..rows).map(|n| i64::try_from(n * n).unwrap()).collect();
    df!["id" => ids, "n" => numbers].unwrap()
}

fn parquet(rows: usize, compression: ParquetCompression) -> Vec<u8> {
    let mut bytes = Vec::new();
    let writer = ParquetWriter::new(&mut bytes).with_compression(compression);
    writer.with_row_group_size(Some(100)).finish(&mut frame(rows)).unwrap();
    bytes
}

fn arrow(rows: usize, compression: Option<IpcCompression>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = IpcWriter::new(&mut bytes).with_compression(compression);
    writer.finish(&mut frame(rows)).unwrap();
    bytes
}

fn arrow_stream(rows: usize) -> Vec<u8> {
    let mut bytes = Vec::new();
    IpcStreamWriter::new(&mut bytes).finish(&mut frame(rows)).unwrap();
    bytes
}

fn xlsx(rows: usize) -> Vec<u8> {
    let fill: super::workbook::Fill = match rows {
        3 => |sheet| sheet_of(sheet, 3),
        _ => |sheet| sheet_of(sheet, 300),
    };
    super::workbook::xlsx(&[("Rows", fill)])
}

fn sheet_of(sheet: &mut rust_xlsxwriter::Worksheet, rows: u32) {
    super::workbook::texts(sheet, 0, &["id", "n"]);
    for row in 1..=rows {
        super::workbook::texts(sheet, row, &["person", "1"]);
    }
}

fn ods(rows: usize) -> Vec<u8> {
    let row = |cells: [&str; 2]| {
        let cell =
            |text| format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>");
        format!("<table:table-row>{}</table:table-row>", cells.map(cell).concat())
    };
    super::workbook::ods(&format!("{}{}", row(["id", "n"]), row(["person", "1"]).repeat(rows)))
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 3).unwrap()
}

/// A file of every format and packing, with so many rows.
fn every_format(rows: usize) -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("x.csv", table(rows)),
        ("x.csv.gz", gzip(&table(rows))),
        ("x.csv.zst", zstd(&table(rows))),
        ("x.ndjson", lines(rows)),
        ("x.ndjson.gz", gzip(&lines(rows))),
        ("x.ndjson.zst", zstd(&lines(rows))),
        ("x.json", document(rows)),
        ("x.json.gz", gzip(&document(rows))),
        ("x.json.zst", zstd(&document(rows))),
        ("x.parquet", parquet(rows, ParquetCompression::Uncompressed)),
        ("x.zstd.parquet", parquet(rows, ParquetCompression::Zstd(None))),
        ("x.arrow", arrow(rows, None)),
        ("x.lz4.arrow", arrow(rows, Some(IpcCompression::LZ4))),
        ("x.arrows", arrow_stream(rows)),
        ("x.arrows.gz", gzip(&arrow_stream(rows))),
        ("x.arrows.zst", zstd(&arrow_stream(rows))),
        ("x.arrow.gz", gzip(&arrow(rows, None))),
        ("x.xlsx", xlsx(rows)),
        ("x.xlsx.gz", gzip(&xlsx(rows))),
        ("x.ods", ods(rows)),
        ("x.ods.zst", zstd(&ods(rows))),
    ]
}

/// Rows of a file of these bytes, or the code of its error.
fn rows(folder: &Path, name: &str, bytes: &[u8]) -> Result<usize, &'static str> {
    std::fs::write(folder.join(name), bytes).unwrap();
    rows_of(folder, name)
}

/// The same of a file that is there.
fn rows_of(folder: &Path, name: &str) -> Result<usize, &'static str> {
    let (batches, _) = read(&settings(folder, &[("path", name)]));
    let batches = batches.map_err(|error| error.code.as_str())?;
    Ok(batches.iter().map(|batch| batch.frame.height()).sum())
}

/// What a file that was cut to `size` bytes has to give. Nothing tells plain lines that end where a line ends from a whole file, nor
/// whether there was a line end behind the last of them.
fn expected(name: &str, bytes: &[u8], size: usize) -> Result<usize, &'static str> {
    let whole = bytes[size] == b'\n' || size > 0 && bytes[size - 1] == b'\n';
    let ends = bytes[..=size].iter().filter(|byte| **byte == b'\n').count();
    match name {
        "x.ndjson" if whole || size == 0 => Ok(ends),
        "x.csv" if whole => Ok(ends - 1),
        // Within the last field of a row, which is empty then.
        "x.csv" if is_third_field(&bytes[..size]) => Ok(ends),
        _ => Err("source-unreadable"),
    }
}

/// Whether a table ends right where the third field of a row begins.
fn is_third_field(table: &[u8]) -> bool {
    let last = table.rsplit(|byte| *byte == b'\n').next().unwrap_or_default();
    last.ends_with(b",") && last.iter().filter(|byte| **byte == b',').count() == 2
}

#[test]
fn a_file_that_is_cut_at_any_tenth_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in every_format(300) {
        assert_eq!(rows(folder.path(), name, &bytes), Ok(300), "{name}");
        let tenths = (1..10).map(|tenth| bytes.len() * tenth / 10);
        for size in tenths.chain([bytes.len() - 1, bytes.len() - 2]) {
            let read = rows(folder.path(), name, &bytes[..size]);
            assert_eq!(
                read,
                expected(name, &bytes, size),
                "{name} at {size} of {}",
                bytes.len()
            );
        }
    }
}

#[test]
fn a_small_file_that_is_cut_at_any_byte_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in every_format(3) {
        assert_eq!(rows(folder.path(), name, &bytes), Ok(3), "{name}");
        // A workbook isn't small, even with three rows.
        let step = match (crate::roads::through_the_abi(), bytes.len()) {
            (true, size) => size / 20,
            (false, ..2500) => 1,
            (false, _) => 7,
        };
        let sizes: Vec<usize> = (0..bytes.len()).step_by(step).collect();
        // All are written before the first is read: a file that was just written is waited for.
        let place = |size: usize| folder.path().join(format!("{name}-{size}"));
        for size in &sizes {
            std::fs::create_dir(place(*size)).unwrap();
            std::fs::write(place(*size).join(name), &bytes[..*size]).unwrap();
        }
        for size in sizes {
            let read = rows_of(&place(size), name);
            // A heading that was cut is one with another name: whoever asks for the column is told that it isn't there.
            if name == "x.csv" && !bytes[..size].contains(&b'\n') && read == Ok(0) {
                continue;
            }
            assert_eq!(
                read,
                expected(name, &bytes, size),
                "{name} at {size} of {}",
                bytes.len()
            );
        }
    }
}

#[test]
fn a_flipped_byte_gives_rows_or_an_error_and_never_stops_the_program() {
    let folder = tempfile::tempdir().unwrap();
    for (name, bytes) in every_format(40) {
        if name.starts_with("x.xlsx") {
            continue;
        }
        let parts = if crate::roads::through_the_abi() { 10 } else { 60 };
        for at in (0..bytes.len()).step_by(bytes.len() / parts) {
            let mut bytes = bytes.clone();
            bytes[at] ^= 0x10;
            let read = rows(folder.path(), name, &bytes);
            assert!(
                matches!(read, Ok(_) | Err("source-unreadable" | "source-unsupported")),
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
