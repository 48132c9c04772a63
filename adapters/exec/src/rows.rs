//! The rows of a run. The last word is the program's: rows without a good end are a fault.

use crate::format::Format;
use crate::run::Run;
use std::io::Read;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uptake_adapter::{AdapterError, Batch, Batches};
use uptake_formats::json::Frames;
use uptake_formats::{LastScan, Origin, Remarks, arrow, csv_rows, ndjson};

/// The batches of a program's output.
pub(crate) struct Rows {
    batches: Option<Batches>,
    run: Shared,
    last: LastScan,
}

impl Rows {
    /// Reads the output of a run.
    ///
    /// # Errors
    /// When the output doesn't even begin as it should.
    pub(crate) fn read(
        run: Run,
        format: Format,
        columns: Option<&[String]>,
        last: LastScan,
        remarks: &Remarks,
    ) -> Result<Self, AdapterError> {
        let origin = Origin {
            shown: run.shown(),
            setting: "command",
        };
        let run = Shared(Arc::new(Mutex::new(run)));
        let output = Output {
            run: run.clone(),
            piece: Vec::new(),
            at: 0,
        };
        let batches = match format {
            Format::Csv(form) => csv_rows::scan(output, &origin, &form, columns, remarks),
            Format::Ndjson(limits) => {
                let frames = Frames::new(columns, limits);
                Ok(ndjson::scan(output, &origin, frames, None))
            }
            Format::Ipc => Ok(arrow::scan(output, &origin, columns, arrow::Limits::default())),
        };
        let batches = batches.map_err(|error| run.lock().explain(error))?;
        Ok(Self {
            batches: Some(batches),
            run,
            last,
        })
    }
}

impl Iterator for Rows {
    type Item = Result<Batch, AdapterError>;

    fn next(&mut self) -> Option<Self::Item> {
        let end = match self.batches.as_mut()?.next() {
            Some(Ok(batch)) => return Some(Ok(batch)),
            Some(Err(error)) => Err(self.run.lock().explain(error)),
            None => self.run.lock().end(),
        };
        self.batches = None;
        match end {
            Ok(()) => {
                let fingerprint = self.run.lock().fingerprint();
                self.last.end(vec![fingerprint]);
                None
            }
            Err(error) => Some(Err(error)),
        }
    }
}

/// A run that its reader and its rows share.
#[derive(Clone)]
struct Shared(Arc<Mutex<Run>>);

impl Shared {
    fn lock(&self) -> MutexGuard<'_, Run> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The output as a reader.
struct Output {
    run: Shared,
    piece: Vec<u8>,
    at: usize,
}

impl Read for Output {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.at == self.piece.len() {
            match self.run.lock().piece()? {
                Some(piece) => (self.piece, self.at) = (piece, 0),
                None => return Ok(0),
            }
        }
        let rest = self.piece.get(self.at..).unwrap_or_default();
        let read = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..read), rest.get(..read)) {
            to.copy_from_slice(from);
        }
        self.at += read;
        Ok(read)
    }
}
