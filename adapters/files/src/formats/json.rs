//! JSON documents: a list of objects, or one object, nested values kept as lists and structs.

use super::slices::slices;
use crate::file::File;
use crate::format::{Format, Reader};
use crate::open;
use polars::prelude::*;
use std::io::Cursor;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches, ErrorCode};
use uptake_formats::keep;

pub(super) static JSON: Format = Format {
    name: "json",
    endings: &[],
    settings: &[],
    owner: None,
    reader: |_| Ok(Arc::new(Json)),
};

#[derive(Debug)]
struct Json;

impl Reader for Json {
    fn scan(&self, file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
        let content = open::bytes(file)?;
        // Polars' reader names no place, so the document is checked by one that does.
        let checked = serde_json::from_slice::<serde::de::IgnoredAny>(&content);
        if let Err(error) = checked {
            return Err(AdapterError::new(
                ErrorCode::Source,
                format!("line {} of `{}` isn't JSON: {error}", error.line(), file.shown),
            )
            .help("for a file with one object per line, set `format: ndjson`")
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
            .map_err(|error| open::undecodable(file, &error))?;
        let frame = keep(&frame, columns).map_err(|error| open::undecodable(file, &error))?;
        Ok(slices(frame, Arc::clone(&file.shown)))
    }
}
