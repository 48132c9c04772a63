//! CSV: strict about the number of fields and about quotes, every value as text. The contract gives the types.
//!
//! Lines are numbered as an editor shows them: `\r\n`, `\n` and a lone `\r` end one each, also within quotes and in what stands
//! above the header. What can't be known of a file that was cut off: that rows are missing where it ends with a whole row, or
//! within the last field of one.

mod decoded;
mod form;
mod gap;
mod header;
mod lines;
mod many;
mod pieces;
mod record;
mod records;
mod rows;
mod tail;

pub use form::{CsvForm, HEADER_ROW, SETTINGS};
pub use records::{CsvRecord, CsvRecords, beginning};

use crate::{BATCH_BYTES, BATCH_ROWS, Origin, Remarks};
use gap::Gap;
use header::{Header, value};
use lines::Lines;
use pieces::Pieces;
use polars::prelude::*;
use rows::Rows;
use std::io::Read;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Batches, Codes, Lines as Places};

/// Reads rows under a header. A row with more or fewer fields than the header stops the reading: what it meant can't be
/// known. Empty fields are unknown, blank lines no rows. Lines below the table that aren't rows are passed
/// over where a blank line parts them from it, and that is told.
///
/// # Errors
/// When the header can't be read or understood. A fault further down comes as the last item.
pub fn scan(
    rows: impl Read + Send + 'static,
    origin: &Origin,
    form: &CsvForm,
    columns: Option<&[String]>,
    remarks: &Remarks,
) -> Result<Batches, AdapterError> {
    Ok(Box::new(opened(rows, origin, form, columns, remarks, Pieces::never())?))
}

/// The same of text that is there as a whole, such as a file's: much of it is read at once, and its pieces in parallel. Rows, their
/// lines and faults are the same; batches may be cut elsewhere.
///
/// # Errors
/// As [`scan`].
pub fn scan_whole(
    rows: impl Read + Send + 'static,
    origin: &Origin,
    form: &CsvForm,
    columns: Option<&[String]>,
    remarks: &Remarks,
) -> Result<Batches, AdapterError> {
    Ok(Box::new(opened(
        rows,
        origin,
        form,
        columns,
        remarks,
        Pieces::of(pieces::PIECE),
    )?))
}

fn opened<R: Read>(
    rows: R,
    origin: &Origin,
    form: &CsvForm,
    columns: Option<&[String]>,
    remarks: &Remarks,
    pieces: Pieces,
) -> Result<Rows<R>, AdapterError> {
    let mut lines = Lines::new(rows, origin, form);
    let header = Header::read(&mut lines, form, origin)?;
    Ok(Rows {
        origin: origin.clone(),
        remarks: remarks.clone(),
        wanted: header.wanted(columns, origin)?,
        gap: Gap::default(),
        footer_rows: form.footer_rows,
        lines,
        header,
        next_row: 1,
        pieces,
        done: false,
    })
}

impl<R: Read> Iterator for Rows<R> {
    type Item = Result<Batch, AdapterError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        match self.batch() {
            Ok(Some(batch)) => Some(Ok(batch)),
            Ok(None) => {
                self.done = true;
                None
            }
            Err(error) => {
                self.done = true;
                Some(Err(error))
            }
        }
    }
}

impl<R: Read> Rows<R> {
    /// The next rows. An empty file still gives one batch without rows, so that its columns are known.
    fn batch(&mut self) -> Result<Option<Batch>, AdapterError> {
        if let Some(batch) = self.piece()? {
            return Ok(Some(batch));
        }
        let first_row = self.next_row;
        let mut builders: Vec<StringChunkedBuilder> = self
            .wanted
            .iter()
            .map(|(_, name)| StringChunkedBuilder::new(name.as_str().into(), 1024))
            .collect();
        let (mut count, mut bytes) = (0, 0);
        let mut lines = Vec::new();
        while count < BATCH_ROWS && bytes < BATCH_BYTES {
            let Some(line) = self.row()? else { break };
            lines.push(line);
            for (builder, (index, _)) in builders.iter_mut().zip(&self.wanted) {
                let value = value(&self.lines, *index, self.header.marks);
                bytes += value.len() + 1;
                match value.is_empty() {
                    true => builder.append_null(),
                    false => builder.append_value(value),
                }
            }
            count += 1;
        }
        if count == 0 && first_row > 1 {
            return Ok(None);
        }
        self.next_row += count as u64;
        self.done = count == 0;
        let columns = builders
            .into_iter()
            .map(|builder| builder.finish().into_column())
            .collect();
        let frame = DataFrame::new(count, columns).map_err(|error| self.origin.unreadable(&error))?;
        Ok(Some(Batch {
            frame,
            part: Arc::clone(&self.origin.shown),
            first_row,
            codes: Codes::default(),
            lines: lines.into_iter().collect::<Places>(),
        }))
    }

    /// Goes on to the next row, if there is one: its line.
    fn row(&mut self) -> Result<Option<u64>, AdapterError> {
        let width = self.header.names.len();
        while let Some(record) = self.lines.record(self.header.marks)? {
            if record.fields == 1 && self.lines.blank() {
                self.gap.blank(record.line);
            } else if record.fields == width {
                self.gap.row();
                return Ok(Some(record.line));
            } else {
                tail::read(self, record)?;
                break;
            }
        }
        self.tell();
        Ok(None)
    }

    /// What is to be known of lines that are no rows.
    fn tell(&mut self) {
        let part = &self.origin.shown;
        match std::mem::take(&mut self.footer_rows) {
            0 => {}
            1 => self
                .remarks
                .add(part, "1 line at the end passed over, as `footer_rows` says"),
            rows => self.remarks.add(
                part,
                format!("{rows} lines at the end passed over, as `footer_rows` says"),
            ),
        }
    }
}
