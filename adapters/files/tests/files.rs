//! Workbooks and object stores, well and badly made, on both roads: built in and through the ABI.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a test stops on a surprise, and says what it left out"
)]

/// The same tests through the ABI.
#[path = "../../../tests/roads.rs"]
mod roads;
/// A service that answers as a test says.
#[path = "../../http/tests/server/mod.rs"]
mod server;

mod csv;
mod cuts;
mod fuzz;
#[cfg(unix)]
mod held;
mod lines;
mod odd_books;
mod odd_types;
#[cfg(unix)]
mod patterns;
mod sheets;
mod stores;
mod web;
mod workbook;

use polars::prelude::*;
use std::path::Path;
use uptake_adapter::{AdapterError, Batch, Fingerprint, ScanRequest, Settings};
use uptake_files::Files;

#[test]
fn every_test_here_passes_through_the_abi_too() {
    roads::again("uptake_files", "every_test_here_passes_through_the_abi_too");
}

/// What a source brings, and what it consists of afterwards.
type Read = (Result<Vec<Batch>, AdapterError>, Vec<Fingerprint>);

fn settings(folder: &Path, values: &[(&str, &str)]) -> Settings {
    let values = values
        .iter()
        .map(|(key, value)| ((*key).to_owned(), (*value).to_owned()));
    Settings::new(folder, values.collect())
}

fn read(settings: &Settings) -> Read {
    let mut source = match roads::adapter(Files).open(settings) {
        Ok(source) => source,
        Err(error) => return (Err(error), Vec::new()),
    };
    let batches = source.scan(&ScanRequest::default()).and_then(Iterator::collect);
    (batches, source.fingerprints().unwrap())
}

/// All rows under each other.
fn rows(settings: &Settings) -> DataFrame {
    let mut frames = read(settings).0.unwrap().into_iter().map(|batch| batch.frame);
    let first = frames.next().unwrap();
    frames.fold(first, |all, next| all.vstack(&next).unwrap())
}

/// Code, message and help as one text.
fn told(settings: &Settings) -> String {
    let fault = read(settings)
        .0
        .map(|rows| format!("{} batches", rows.len()))
        .unwrap_err();
    let help = fault.help.as_deref().unwrap_or("-");
    format!("{}: {} ({help})", fault.code.as_str(), fault.message)
}

/// A column as texts.
fn column(frame: &DataFrame, name: &str) -> Vec<String> {
    let column = frame.column(name).unwrap().cast(&DataType::String).unwrap();
    let texts = column.str().unwrap();
    texts.iter().map(|text| text.unwrap_or("unknown").to_owned()).collect()
}
