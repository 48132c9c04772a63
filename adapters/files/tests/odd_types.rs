//! Columnar files with types that few programs know, written by another library.

use super::{column, roads, settings};
use polars::prelude::*;
use std::path::{Path, PathBuf};
use uptake_adapter::{AdapterError, Batch, ScanRequest};
use uptake_files::Files;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/odd")
}

fn read(name: &str, columns: &[&str]) -> Result<DataFrame, AdapterError> {
    let columns = Some(columns.iter().map(|name| (*name).to_owned()).collect());
    let mut source = roads::adapter(Files).open(&settings(&folder(), &[("path", name)]))?;
    let batches = source
        .scan(&ScanRequest { columns, spare: None })?
        .collect::<Result<Vec<Batch>, AdapterError>>()?;
    let frames: Vec<DataFrame> = batches.into_iter().map(|batch| batch.frame).collect();
    Ok(frames
        .iter()
        .skip(1)
        .fold(frames[0].clone(), |all, next| all.vstack(next).unwrap()))
}

/// The names of all files.
fn files() -> Vec<String> {
    let entries = std::fs::read_dir(folder()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut names: Vec<String> = names.filter(|name| !name.ends_with(".md")).collect();
    names.sort();
    names
}

#[test]
fn a_type_in_a_column_that_nobody_reads_is_no_matter() {
    let files = files();
    assert!(files.len() > 40, "{files:?}");
    for name in files {
        assert_eq!(
            column(&read(&name, &["id"]).unwrap(), "id"),
            ["ana", "ben", "cleo"],
            "{name}"
        );
    }
}

#[test]
fn a_type_that_cant_be_read_is_told_with_its_column() {
    let mut unknown = Vec::new();
    for name in files() {
        match read(&name, &["x", "id"]) {
            Ok(frame) => assert_eq!((frame.height(), frame.width()), (3, 2), "{name}"),
            Err(error) => {
                let told = format!("the column `x` of `{name}` has a type that can't be read");
                match error.message == told && error.code.as_str() == "source-unsupported" {
                    true => unknown.push(name),
                    false => unknown.push(format!("{name}: {}", error.message)),
                }
            }
        }
    }
    // Days that no calendar has don't come through the ABI: the host refuses them, since Polars would panic where it shows one.
    if crate::roads::through_the_abi() {
        let (far, others): (Vec<String>, Vec<String>) = unknown.into_iter().partition(|name| name.starts_with("far-"));
        assert_eq!(far.len(), 4, "{far:?}");
        assert!(
            far.iter()
                .all(|said| said.ends_with("outside of the years -9999 to 9999")),
            "{far:?}"
        );
        unknown = others;
    }
    assert_eq!(unknown, UNKNOWN);
}

/// All others are read.
const UNKNOWN: [&str; 14] = [
    "dec256.arrow",
    "dec256.parquet",
    "f16.arrow",
    "f16.parquet",
    "fsl.arrow",
    "fsl.parquet",
    "interval.arrow",
    "llview.arrow",
    "llview.parquet",
    "lview.arrow",
    "lview.parquet",
    "ree.arrow",
    "union-d.arrow",
    "union-s.arrow",
];

#[test]
fn what_is_read_has_the_right_values() {
    for (name, values) in [
        ("dec128.arrow", "1.25"),
        ("dec128.parquet", "1.25"),
        ("dict-int8.arrow", "v"),
        ("dict-int8.parquet", "v"),
        ("view.arrow", "a long long long long value"),
        ("view.parquet", "a long long long long value"),
        ("null.arrow", "unknown"),
        ("null.parquet", "unknown"),
        ("json.arrow", "{}"),
    ] {
        let frame = read(name, &["x"]).unwrap_or_else(|error| panic!("{name}: {}", error.message));
        assert_eq!(column(&frame, "x"), [values; 3], "{name}");
    }
}
