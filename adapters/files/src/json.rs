//! NDJSON and JSON documents, nested values kept as lists and structs.

use crate::{File, open};
use polars::prelude::*;
use std::io::Cursor;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Batches, ErrorCode};
use uptake_formats::ndjson::{Frames, bad_line, is_blank};
use uptake_formats::{BATCH_ROWS, keep};

/// One object a line. Types are inferred from all lines, so that a late text doesn't break an early number.
pub(crate) fn scan_lines(file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
    let content = open::bytes(file)?;
    if is_blank(&content) {
        return Ok(Box::new(std::iter::empty()));
    }
    let frame = Frames::default()
        .frame(&content)
        .map_err(|error| match bad_line(&content, 0, &file.origin()) {
            Some(fault) => {
                fault.help("each line of an NDJSON file is one object; for a whole document say `format: json`")
            }
            None => open::unreadable(file, &error),
        })?;
    batches(file, &frame, columns)
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
    let frame = JsonReader::new(Cursor::new(content))
        .with_json_format(JsonFormat::Json)
        .infer_schema_len(None)
        .finish()
        .map_err(|error| open::unreadable(file, &error))?;
    batches(file, &frame, columns)
}

fn batches(file: &File, frame: &DataFrame, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
    let frame = keep(frame, columns).map_err(|error| open::unreadable(file, &error))?;
    let part = Arc::clone(&file.shown);
    let height = frame.height();
    let starts = (0..height).step_by(BATCH_ROWS).collect::<Vec<_>>();
    Ok(Box::new(starts.into_iter().map(move |start| {
        Ok(Batch {
            frame: frame.slice(i64::try_from(start).unwrap_or(i64::MAX), BATCH_ROWS),
            part: Arc::clone(&part),
            first_row: start as u64 + 1,
        })
    })))
}
