//! Parquet and Arrow files that are damaged anywhere, through the program: figures that hold, or an error with a code.

use crate::support::{Answer, Project};
use polars::prelude::*;

fn rows() -> DataFrame {
    df![
        "id" => ["ana", "ben", "ana", "ben", "ana", "ana"],
        "at" => ["2026-02-02T09:00:00Z"; 6],
        "minutes" => [Some(1.0), None, Some(2.5), Some(0.0), None, Some(4.0)],
    ]
    .unwrap()
}

fn parquet() -> Vec<u8> {
    let mut bytes = Vec::new();
    let writer = ParquetWriter::new(&mut bytes).with_row_group_size(Some(3));
    writer.finish(&mut rows()).unwrap();
    bytes
}

fn arrow() -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = IpcWriter::new(&mut bytes).with_compression(Some(IpcCompression::LZ4));
    writer.finish(&mut rows()).unwrap();
    bytes
}

fn reading(name: &str, content: &[u8]) -> Answer {
    let line = "  uses: { adapter: files, path: uses.csv }";
    Project::small()
        .edit(
            "uptake.yaml",
            line,
            &format!("  uses: {{ adapter: files, path: {name} }}"),
        )
        .file(name, content)
        .run(&["--verbose"])
}

#[test]
fn a_byte_that_was_changed_anywhere_gives_all_rows_or_an_error() {
    for (name, whole) in [("uses.parquet", parquet()), ("uses.arrow", arrow())] {
        let good = reading(name, &whole);
        assert_eq!(good.code, 0, "{}", good.stderr);
        assert!(good.stdout.contains("uses: 6 of 6 rows used"), "{}", good.stdout);
        for at in (0..whole.len()).step_by(whole.len() / 40) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x55;
            let answer = reading(name, &bytes);
            match answer.code {
                0 => assert!(
                    answer.stdout.contains("of 6 rows used"),
                    "{name} at {at}: {}",
                    answer.stdout
                ),
                2 => assert!(answer.stderr.starts_with("error["), "{name} at {at}: {}", answer.stderr),
                code => panic!("{name} at {at}: exit {code}: {}", answer.stderr),
            }
            assert!(!answer.stderr.contains("panicked"), "{name} at {at}: {}", answer.stderr);
        }
    }
}

#[test]
fn half_of_a_columnar_file_is_an_error() {
    for (name, whole) in [("uses.parquet", parquet()), ("uses.arrow", arrow())] {
        let answer = reading(name, &whole[..whole.len() / 2]);
        assert_eq!(answer.code, 2);
        assert!(answer.stderr.contains("is cut off"), "{}", answer.stderr);
    }
}
