//! NDJSON and JSON documents, nested values kept as lists and structs.

use crate::{File, columnar, faults, open};
use polars::prelude::*;
use std::io::Cursor;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Batches, ErrorCode};

/// Rows per batch.
const BATCH: usize = 65_536;

/// One object a line. Types are inferred from all lines, so that a late text doesn't break an early number.
pub(crate) fn scan_lines(file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
    let content = open::bytes(file)?;
    if content.iter().all(u8::is_ascii_whitespace) {
        return Ok(Box::new(std::iter::empty()));
    }
    read(file, content, JsonFormat::JsonLines, columns, |error| {
        faults::bad_json_line(file).unwrap_or_else(|| open::unreadable(file, &error))
    })
}

/// A list of objects, or one object.
pub(crate) fn scan_document(file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
    let content = open::bytes(file)?;
    // Polars' reader names no place, so the document is checked by one that does.
    let checked = serde_json::from_slice::<serde::de::IgnoredAny>(&content);
    if let Err(error) = checked {
        return Err(AdapterError::new(
            ErrorCode::Source,
            format!("line {} of `{}` is no JSON: {error}", error.line(), file.shown),
        )
        .help("for a file with one object a line say `format: ndjson`")
        .setting("path"));
    }
    if content
        .iter()
        .filter(|byte| !byte.is_ascii_whitespace())
        .take(3)
        .eq(b"[]")
    {
        return Ok(Box::new(std::iter::empty()));
    }
    read(file, content, JsonFormat::Json, columns, |error| {
        open::unreadable(file, &error)
    })
}

fn read(
    file: &File,
    content: Vec<u8>,
    format: JsonFormat,
    columns: Option<&[String]>,
    fault: impl Fn(PolarsError) -> AdapterError,
) -> Result<Batches, AdapterError> {
    let frame = JsonReader::new(Cursor::new(content))
        .with_json_format(format)
        .infer_schema_len(None)
        .finish()
        .map_err(fault)?;
    let frame = columnar::keep(&frame, columns).map_err(|error| open::unreadable(file, &error))?;
    let part = Arc::clone(&file.shown);
    let height = frame.height();
    let starts = (0..height).step_by(BATCH).collect::<Vec<_>>();
    Ok(Box::new(starts.into_iter().map(move |start| {
        Ok(Batch {
            frame: frame.slice(i64::try_from(start).unwrap_or(i64::MAX), BATCH),
            part: Arc::clone(&part),
            first_row: start as u64 + 1,
        })
    })))
}
