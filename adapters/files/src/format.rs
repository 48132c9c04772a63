//! Which format a file has.

use crate::sheets::Kind;
use std::path::Path;
use uptake_adapter::{AdapterError, ErrorCode};

/// How the rows of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    /// Comma-separated values with a header.
    Csv,
    /// One JSON object a line.
    Ndjson,
    /// A JSON document: a list of objects, or one object.
    Json,
    /// Apache Parquet.
    Parquet,
    /// Arrow IPC, file form.
    Ipc,
    /// A sheet of a workbook.
    Sheet(Kind),
}

const NAMES: &[(&str, Format)] = &[
    ("csv", Format::Csv),
    ("tsv", Format::Csv),
    ("ndjson", Format::Ndjson),
    ("jsonl", Format::Ndjson),
    ("json", Format::Json),
    ("parquet", Format::Parquet),
    ("ipc", Format::Ipc),
    ("arrow", Format::Ipc),
    ("feather", Format::Ipc),
    ("xlsx", Format::Sheet(Kind::Xlsx)),
    ("xlsm", Format::Sheet(Kind::Xlsx)),
    ("xls", Format::Sheet(Kind::Xls)),
    ("xlsb", Format::Sheet(Kind::Xlsb)),
    ("ods", Format::Sheet(Kind::Ods)),
];

impl Format {
    /// The format of a name, as `format:` states it.
    pub(crate) fn named(name: &str) -> Result<Self, AdapterError> {
        NAMES
            .iter()
            .find(|(known, _)| *known == name)
            .map(|(_, format)| *format)
            .ok_or_else(|| {
                AdapterError::new(ErrorCode::Config, format!("there is no file format `{name}`"))
                    .help("it may be `csv`, `ndjson`, `json`, `parquet`, `ipc`, `xlsx`, `xls`, `xlsb` or `ods`")
                    .setting("format")
            })
    }

    /// The format that a file's name tells; endings of compression are passed over.
    pub(crate) fn of(path: &Path, shown: &str) -> Result<Self, AdapterError> {
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().to_lowercase())
            .unwrap_or_default();
        name.rsplit('.')
            .find(|part| !["gz", "zst", "zstd"].contains(part))
            .and_then(|ending| NAMES.iter().find(|(known, _)| *known == ending))
            .map(|(_, format)| *format)
            .ok_or_else(|| {
                AdapterError::new(
                    ErrorCode::Config,
                    format!("the name of `{shown}` doesn't tell its format"),
                )
                .help("add `format: csv` (or `ndjson`, `json`, `parquet`, `ipc`, `xlsx`, `xls`, `xlsb`, `ods`)")
                .setting("path")
            })
    }
}
