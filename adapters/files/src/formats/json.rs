//! JSON documents: a list of objects, or one object, nested values kept as lists and structs.

use crate::file::File;
use crate::format::{Format, Reader};
use crate::open;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches, ScanRequest};
use uptake_formats::ahead;
use uptake_formats::json::{Frames, LARGEST_DOCUMENT, Limits, MOST_COLUMNS, MOST_LEVELS, document, largest_document};

pub(super) static JSON: Format = Format {
    name: "json",
    endings: &[],
    settings: &[MOST_LEVELS, MOST_COLUMNS, LARGEST_DOCUMENT],
    owner: None,
    reader: |settings| {
        Ok(Arc::new(Json {
            limits: Limits::new(settings)?,
            largest: largest_document(settings)?,
        }))
    },
};

#[derive(Debug)]
struct Json {
    limits: Limits,
    largest: u64,
}

impl Reader for Json {
    fn scan(&self, file: &File, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let columns = request.columns.as_deref();
        let content = open::document(file, self.largest)?;
        let origin = file.origin();
        Ok(ahead(
            document(content, &origin, Frames::new(columns, self.limits))?,
            &origin,
        ))
    }
}
