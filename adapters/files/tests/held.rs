//! A file that changes while it is read is an error, in every format and however it changes; else its digest is that of what
//! was read.

use crate::workbook::{texts, xlsx};
use crate::{roads, settings};
use polars::prelude::*;
use sha2::{Digest, Sha256};
use std::fs::{File, rename, write};
use std::io::Write;
use std::path::Path;
use tempfile::TempDir;
use uptake_adapter::{AdapterError, Batch, ScanRequest, Source};
use uptake_files::Files;

/// A way to change a file.
type Change = (&'static str, fn(&Path));

const CHANGES: [Change; 6] = [
    ("appended", |path| {
        File::options()
            .append(true)
            .open(path)
            .unwrap()
            .write_all(b"\n")
            .unwrap();
    }),
    ("cut off", |path| {
        let file = File::options().write(true).open(path).unwrap();
        file.set_len(file.metadata().unwrap().len() - 1).unwrap();
    }),
    ("overwritten", |path| write(path, std::fs::read(path).unwrap()).unwrap()),
    ("renamed over", |path| {
        let other = path.with_file_name("other");
        std::fs::copy(path, &other).unwrap();
        rename(other, path).unwrap();
    }),
    ("removed", |path| std::fs::remove_file(path).unwrap()),
    ("replaced by a link", |path| {
        let other = path.with_file_name("other");
        rename(path, &other).unwrap();
        std::os::unix::fs::symlink(other, path).unwrap();
    }),
];

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).unwrap();
    packer.finish().unwrap()
}

/// Files of all formats with 3,000 people, by name.
fn files() -> Vec<(&'static str, Vec<u8>)> {
    let ids: Vec<String> = (0..3000).map(|number| format!("person-{number}")).collect();
    let mut frame = df!("id" => &ids).unwrap();
    let csv = format!("id\n{}\n", ids.join("\n"));
    let lines: String = ids.iter().map(|id| format!("{{\"id\": \"{id}\"}}\n")).collect();
    let document = format!("[{}]", lines.trim_end().replace('\n', ","));
    let (mut parquet, mut ipc) = (Vec::new(), Vec::new());
    ParquetWriter::new(&mut parquet)
        .with_row_group_size(Some(1000))
        .finish(&mut frame)
        .unwrap();
    IpcWriter::new(&mut ipc).finish(&mut frame).unwrap();
    let sheet = xlsx(&[("People", |sheet| {
        texts(sheet, 0, &["id"]);
        for row in 1..3001 {
            texts(sheet, row, &[&format!("person-{}", row - 1)]);
        }
    })]);
    vec![
        ("people.csv", csv.clone().into_bytes()),
        ("people.csv.gz", packed(csv.as_bytes())),
        ("people.ndjson", lines.clone().into_bytes()),
        ("people.ndjson.gz", packed(lines.as_bytes())),
        ("people.json", document.into_bytes()),
        ("people.parquet", parquet),
        ("people.arrow", ipc),
        ("people.xlsx", sheet),
    ]
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn opened(folder: &Path, name: &str) -> Box<dyn Source> {
    roads::adapter(Files)
        .open(&settings(folder, &[("path", name)]))
        .unwrap()
}

/// A folder with a file.
fn folder(name: &str, content: &[u8]) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    write(folder.path().join(name), content).unwrap();
    folder
}

fn rows(batches: &[Batch]) -> usize {
    batches.iter().map(|batch| batch.frame.height()).sum()
}

fn is_changed(error: &AdapterError, name: &str) {
    let said = (error.code.as_str(), error.message.as_str());
    let wanted = format!("`{name}` was changed while it was being read");
    assert_eq!(said, ("source-unreadable", wanted.as_str()));
}

#[test]
fn a_file_that_is_changed_behind_its_first_rows_is_an_error_in_every_format() {
    for (name, content) in files() {
        for (how, change) in CHANGES {
            let folder = folder(name, &content);
            let mut source = opened(folder.path(), name);
            let mut batches = source.scan(&ScanRequest::default()).unwrap();
            assert!(batches.next().unwrap().is_ok(), "{name}");
            change(&folder.path().join(name));
            let rest: Result<Vec<Batch>, AdapterError> = batches.collect();
            match rest {
                Err(error) => is_changed(&error, name),
                Ok(_) => panic!("{name} that was {how} came as if it hadn't been"),
            }
        }
    }
}

#[test]
fn a_file_that_is_changed_between_two_readings_is_an_error() {
    for (name, content) in files() {
        let folder = folder(name, &content);
        let mut source = opened(folder.path(), name);
        let all: Vec<Batch> = source
            .scan(&ScanRequest::default())
            .unwrap()
            .map(Result::unwrap)
            .collect();
        assert_eq!(rows(&all), 3000, "{name}");
        let parts = source.fingerprints().unwrap();
        assert_eq!(parts[0].sha256, sha256(&content), "{name}");
        write(folder.path().join(name), &content).unwrap();
        // Through the ABI the first rows are asked for as the scan begins.
        let again: Result<Vec<Batch>, AdapterError> = source.scan(&ScanRequest::default()).and_then(Iterator::collect);
        is_changed(&again.unwrap_err(), name);
    }
}

#[test]
fn digests_are_taken_of_what_is_read_as_it_is_read() {
    for (name, content) in files() {
        let folder = folder(name, &content);
        let mut source = opened(folder.path(), name);
        source.witness();
        for _ in 0..2 {
            let all: Vec<Batch> = source
                .scan(&ScanRequest::default())
                .unwrap()
                .map(Result::unwrap)
                .collect();
            assert_eq!(rows(&all), 3000, "{name}");
            let parts = source.fingerprints().unwrap();
            let told = (parts[0].part.as_str(), parts[0].bytes, parts[0].sha256.clone());
            let wanted = sha256(&content);
            assert_eq!(told, (name, content.len() as u64, wanted), "{name}");
        }
    }
}

#[test]
fn a_source_that_was_not_read_has_the_digest_of_what_lies_there() {
    let folder = folder("people.csv", b"id\nana\n");
    let source = opened(folder.path(), "people.csv");
    let parts = source.fingerprints().unwrap();
    assert_eq!(parts[0].sha256, sha256(b"id\nana\n"));
}
