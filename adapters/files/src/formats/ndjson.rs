//! NDJSON: one object a line, nested values kept as lists and structs. Types are inferred from all lines, so that a late
//! text doesn't break an early number.

use crate::file::File;
use crate::format::{Format, Reader};
use crate::open;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches, ScanRequest};
use uptake_formats::ahead;
use uptake_formats::json::{Frames, Limits, MOST_COLUMNS, MOST_LEVELS};
use uptake_formats::ndjson::{Again, scan};

pub(super) static NDJSON: Format = Format {
    name: "ndjson",
    endings: &["jsonl"],
    settings: &[MOST_LEVELS, MOST_COLUMNS],
    owner: None,
    reader: |settings| {
        let limits = Limits::new(settings)?;
        Ok(Arc::new(Ndjson { limits }))
    },
};

#[derive(Debug)]
struct Ndjson {
    limits: Limits,
}

impl Reader for Ndjson {
    fn scan(&self, file: &File, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let columns = request.columns.as_deref();
        let origin = file.origin();
        let rows = open::reader(file)?;
        // What comes through a pipe comes once.
        let lasts = std::fs::metadata(&file.path).is_ok_and(|about| about.is_file());
        let again = lasts.then(|| {
            let file = file.clone();
            Box::new(move || open::reader(&file)) as Again
        });
        let frames = Frames::new(columns, self.limits);
        Ok(ahead(scan(rows, &origin, frames, again), &origin))
    }
}
