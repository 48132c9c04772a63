//! What a program writes.

use uptake_adapter::{AdapterError, ErrorCode, Settings};
use uptake_formats::csv_rows::CsvForm;
use uptake_formats::json::Limits;

/// What the program writes.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Format {
    /// Comma-separated values with a header, and how they are written.
    Csv(CsvForm),
    /// One JSON object a line, and how far it may nest.
    Ndjson(Limits),
    /// The stream form of Arrow IPC.
    Ipc,
}

impl Format {
    /// The format that the settings state.
    ///
    /// # Errors
    /// When a program can't write it.
    pub(crate) fn named(settings: &Settings) -> Result<Self, AdapterError> {
        match settings.get("format").unwrap_or_default() {
            "csv" => CsvForm::of(settings).map(Format::Csv),
            "ndjson" => Limits::new(settings).map(Format::Ndjson),
            "ipc" => Ok(Format::Ipc),
            other => Err(
                AdapterError::new(ErrorCode::Config, format!("unknown output format `{other}`"))
                    .help("valid values: `csv`, `ndjson`, `ipc`")
                    .setting("format"),
            ),
        }
    }
}
