//! NDJSON: one object a line, nested values kept as lists and structs. Types are inferred from all lines, so that a late
//! text doesn't break an early number.

use super::slices::slices;
use crate::file::File;
use crate::format::{Format, Reader};
use crate::open;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches};
use uptake_formats::keep;
use uptake_formats::ndjson::{Frames, bad_line, is_blank};

pub(super) static NDJSON: Format = Format {
    name: "ndjson",
    endings: &["jsonl"],
    settings: &[],
    owner: None,
    reader: |_| Ok(Arc::new(Ndjson)),
};

#[derive(Debug)]
struct Ndjson;

impl Reader for Ndjson {
    fn scan(&self, file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
        let content = open::bytes(file)?;
        if is_blank(&content) {
            return Ok(Box::new(std::iter::empty()));
        }
        let frame = Frames::default()
            .frame(&content)
            .map_err(|error| match bad_line(&content, 0, &file.origin()) {
                Some(fault) => {
                    fault.help("each line of an NDJSON file is one object; for a single document, set `format: json`")
                }
                None => open::undecodable(file, &error),
            })?;
        let frame = keep(&frame, columns).map_err(|error| open::undecodable(file, &error))?;
        Ok(slices(frame, Arc::clone(&file.shown)))
    }
}
