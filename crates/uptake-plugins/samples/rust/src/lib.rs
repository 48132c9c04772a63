//! A plugin in Rust, for the tests: rows that it makes up, and on request panics wherever it can.

use std::sync::Arc;
use uptake_abi::sdk::{Column, Piece, Pieces, Plugin, PluginSource, Table};
use uptake_adapter::{AdapterError, Description, ErrorCode, Fingerprint, Lines, ScanRequest, SettingAbout, SettingKind as Kind, Settings};

#[derive(Default)]
struct Sample;

const SETTINGS: &[SettingAbout] = &[
    SettingAbout::new("fault", Kind::Text, "what to do wrong"),
    SettingAbout::new("token", Kind::Text, "a secret").required(),
];

impl Plugin for Sample {
    fn describe(&self) -> Description {
        Description {
            name: "rust-sample",
            version: env!("CARGO_PKG_VERSION"),
            about: "rows by a rule",
            settings: SETTINGS,
        }
    }

    fn secrets(&self) -> &'static [&'static str] {
        &["token"]
    }

    fn open(&self, settings: &Settings) -> Result<Box<dyn PluginSource>, AdapterError> {
        settings.check("rust-sample", SETTINGS)?;
        let fault = settings.get("fault").unwrap_or_default().to_owned();
        if fault == "panic-open" {
            panic!("in open");
        }
        if fault == "token" {
            let token = settings.get("token").unwrap_or_default();
            return Err(AdapterError::new(ErrorCode::Auth, format!("`{token}` is wrong")).setting("token"));
        }
        Ok(Box::new(Source { fault }))
    }
}

struct Source {
    fault: String,
}

impl PluginSource for Source {
    fn scan(&mut self, request: &ScanRequest) -> Result<Pieces, AdapterError> {
        match self.fault.as_str() {
            "panic-scan" => panic!("in scan"),
            "empty" => return Ok(Box::new(std::iter::empty())),
            _ => {}
        }
        let fault = self.fault.clone();
        let columns = request.columns.clone();
        Ok(Box::new((0..4).map(move |number| piece(number, &fault, columns.as_deref()))))
    }

    fn fingerprints(&self) -> Result<Vec<Fingerprint>, AdapterError> {
        match self.fault.as_str() {
            "panic-discover" => panic!("in discover"),
            _ => Ok(vec![Fingerprint {
                part: "first".to_owned(),
                bytes: 3,
                sha256: "0f".repeat(32),
                read: None,
            }]),
        }
    }
}

impl Drop for Source {
    fn drop(&mut self) {
        if self.fault == "panic-close" {
            panic!("in close");
        }
    }
}

/// Two parts of two pieces each, of three rows.
fn piece(number: i64, fault: &str, columns: Option<&[String]>) -> Result<Piece, AdapterError> {
    match (fault, number) {
        ("panic-first", 0) => panic!("in the first batch"),
        ("panic-stream", 2) => panic!("in the stream"),
        ("panic-payload", 2) => std::panic::panic_any(Bomb),
        ("error", 2) => {
            return Err(AdapterError::new(ErrorCode::Retryable, "the \0 peer\nhung up").help("wait"));
        }
        _ => {}
    }
    let row = |index: i64| number * 3 + index;
    let table = Table::new()
        .with("id", Column::Int((0..3).map(|index| Some(row(index))).collect()))
        .with("even", Column::Bool((0..3).map(|index| Some(row(index) % 2 == 0)).collect()))
        .with(
            "name",
            Column::Text((0..3).map(|index| (index > 0).then(|| format!("größe {}", row(index)))).collect()),
        )
        .with("share", Column::Float(vec![Some(0.5), None, Some(f64::NAN)]))
        .with("day", Column::Date(vec![Some(0), Some(20_000), None]))
        .with("at", Column::Time(vec![Some(0), None, Some(1_700_000_000_000_000)]));
    let table = match (fault, number) {
        // From the third piece on there is a column more, as where a later file has one.
        ("more-columns", 2..) => table.with("late", Column::Int(vec![None, Some(7), None])),
        _ => table,
    };
    let part: Arc<str> = if number < 2 { "first" } else { "second" }.into();
    let first_row = if number % 2 == 0 { 1 } else { 4 };
    let piece = table.keep(columns).piece(part, first_row);
    // The second part is a text with a header, and a blank line before the last row of each piece.
    let line = if first_row == 1 { 2 } else { 6 };
    let lines = Lines::of_runs([(0, line), (2, line + 3)]).unwrap_or_default();
    Ok(if number < 2 { piece } else { piece.at(lines) })
}

/// Panics again when it is dropped.
struct Bomb;

impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("twice");
    }
}

uptake_abi::export_adapter!(Sample);
