//! The records of a text as they stand, for whoever looks at a file without knowing its columns.

use super::decoded::{Decoded, in_pairs};
use super::form::CsvForm;
use super::header::value;
use super::lines::Lines;
use super::record::Marks;
use crate::{LARGEST, Origin};
use std::io::Read;
use uptake_adapter::AdapterError;

/// A record: the number of its line, as an editor shows it, and its fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CsvRecord {
    /// The line in which it begins, from 1.
    pub line: u64,
    /// Its fields, without the quotes around them; one empty field of a blank line.
    pub fields: Vec<String>,
}

/// The records of a text, blank lines and what stands above or below a table included. `separator`, `quote`, `footer_rows` and
/// `encoding` of the form are heeded, `header_row` isn't.
pub struct CsvRecords<R> {
    lines: Lines<R>,
    marks: Marks,
    failed: bool,
}

impl<R: Read> CsvRecords<R> {
    /// The records of what `rows` holds.
    pub fn new(rows: R, origin: &Origin, form: &CsvForm) -> Self {
        let marks = Marks {
            separator: form.separator.unwrap_or(b','),
            quote: form.quote,
        };
        Self {
            lines: Lines::new(rows, origin, form),
            marks,
            failed: false,
        }
    }
}

impl<R: Read> Iterator for CsvRecords<R> {
    type Item = Result<CsvRecord, AdapterError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.failed {
            return None;
        }
        let record = match self.lines.record(self.marks) {
            Ok(record) => record?,
            Err(error) => {
                self.failed = true;
                return Some(Err(error));
            }
        };
        let fields = (0..record.fields).map(|index| value(&self.lines, index, self.marks).into_owned());
        Some(Ok(CsvRecord {
            line: record.line,
            fields: fields.collect(),
        }))
    }
}

/// The text of the first bytes of a file, as far as they mean something in the encoding; a mark at their beginning wins over
/// what is stated. Whether bytes were left that mean nothing, or zeros, is the second answer.
#[must_use]
pub fn beginning(bytes: &[u8], form: &CsvForm) -> (String, bool) {
    let bytes = bytes.get(..bytes.len().min(LARGEST)).unwrap_or_default();
    // A letter that is cut at the end of the bytes is no fault of theirs.
    let even = bytes.len() - usize::from(in_pairs(form.encoding) && bytes.len() % 2 == 1);
    let mut decoded = Decoded::new(bytes.get(..even).unwrap_or_default(), form.encoding);
    let mut text = String::new();
    loop {
        match decoded.more(&mut text, bytes.len()) {
            Ok(true) => return (text, true),
            Ok(false) => {}
            Err(_) => return (text, false),
        }
    }
}
