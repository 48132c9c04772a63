//! CSV: strict about the number of fields, every value as text. The contract gives the types.

use crate::bounded::Bounded;
use crate::{BATCH_BYTES, BATCH_ROWS, LARGEST, Origin};
use polars::prelude::*;
use std::io::Read;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Batches, ErrorCode};

/// The separator of a setting: one ASCII character, or `tab`; a comma if there is no setting.
///
/// # Errors
/// When it is anything else.
pub fn separator(setting: Option<&str>) -> Result<u8, AdapterError> {
    match setting.map(str::as_bytes) {
        None => Ok(b','),
        Some(b"tab" | b"\\t" | b"\t") => Ok(b'\t'),
        Some([one]) if one.is_ascii() => Ok(*one),
        Some(_) => Err(
            AdapterError::new(ErrorCode::Config, "`separator` should be one character")
                .help("such as `;`, or `tab`")
                .setting("separator"),
        ),
    }
}

/// Reads rows under a header. A row with more or fewer fields than the header stops the reading: what it meant can't be
/// known. Empty fields are unknown.
///
/// # Errors
/// When the header can't be read or understood. A fault further down comes as the last item.
pub fn scan(
    rows: impl Read + Send + 'static,
    origin: &Origin,
    separator: u8,
    columns: Option<&[String]>,
) -> Result<Batches, AdapterError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .flexible(true)
        .from_reader(Bounded::new(rows, LARGEST));
    let header = reader.headers().map_err(|error| fault(origin, &error))?.clone();
    let names: Vec<String> = header
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').trim().to_owned())
        .collect();
    if names.iter().all(String::is_empty) {
        return Err(origin
            .fault(format!("`{}` is empty", origin.shown))
            .help("a CSV file starts with a line that names its columns"));
    }
    check_header(origin, &names)?;
    let wanted: Vec<(usize, String)> = names
        .iter()
        .enumerate()
        .filter(|(_, name)| columns.is_none_or(|columns| columns.contains(name)))
        .map(|(index, name)| (index, name.clone()))
        .collect();
    let rows = Rows {
        origin: origin.clone(),
        reader,
        width: names.len(),
        wanted,
        next_row: 1,
        done: false,
    };
    Ok(Box::new(rows))
}

/// A name that stands twice, and a header that another separator parts: what a column is called must be plain.
fn check_header(origin: &Origin, names: &[String]) -> Result<(), AdapterError> {
    let fault = |message: String, help: String| Err(origin.fault(message).help(help));
    for (index, name) in names.iter().enumerate() {
        if names.iter().take(index).any(|earlier| earlier == name) {
            let message = format!("`{}` has two columns `{name}`", origin.shown);
            return fault(message, "rename or remove one of them".to_owned());
        }
    }
    if let [one] = names
        && let Some(other) = one.chars().find(|letter| [';', '\t', '|', ','].contains(letter))
    {
        let (mark, shown) = match other {
            '\t' => ("tabs".to_owned(), "tab".to_owned()),
            other => (format!("`{other}`"), format!("'{other}'")),
        };
        let message = format!("the header of `{}` is a single column, `{one}`", origin.shown);
        return fault(
            message,
            format!("the fields are separated by {mark}: add `separator: {shown}`"),
        );
    }
    Ok(())
}

struct Rows<R> {
    origin: Origin,
    reader: csv::Reader<Bounded<R>>,
    width: usize,
    wanted: Vec<(usize, String)>,
    next_row: u64,
    done: bool,
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
        let first_row = self.next_row;
        let mut builders: Vec<StringChunkedBuilder> = self
            .wanted
            .iter()
            .map(|(_, name)| StringChunkedBuilder::new(name.as_str().into(), 1024))
            .collect();
        let mut record = csv::StringRecord::new();
        let (mut count, mut bytes) = (0, 0);
        while count < BATCH_ROWS && bytes < BATCH_BYTES {
            let more = self
                .reader
                .read_record(&mut record)
                .map_err(|error| fault(&self.origin, &error))?;
            self.reader.get_mut().complete();
            if !more {
                break;
            }
            if record.len() != self.width {
                let line = record.position().map_or(0, csv::Position::line);
                return Err(self.ragged(line, record.len()));
            }
            for (builder, (index, _)) in builders.iter_mut().zip(&self.wanted) {
                match record.get(*index).map(str::trim) {
                    None | Some("") => builder.append_null(),
                    Some(value) => builder.append_value(value),
                }
            }
            count += 1;
            bytes += record.as_slice().len();
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
        }))
    }

    fn ragged(&self, line: u64, found: usize) -> AdapterError {
        self.origin
            .fault(format!(
                "line {line} of `{}` has {found} field{}, but the header has {}",
                self.origin.shown,
                if found == 1 { "" } else { "s" },
                self.width
            ))
            .help("quote a field that holds the separator, or set the `separator`")
            .in_own_words()
    }
}

fn fault(origin: &Origin, error: &csv::Error) -> AdapterError {
    let line = error.position().map(csv::Position::line);
    let (said, help) = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => (
            "a field isn't UTF-8 text".to_owned(),
            Some("save or export the file as UTF-8"),
        ),
        csv::ErrorKind::Io(error) => (error.to_string(), None),
        _ => (error.to_string(), None),
    };
    let place = line.map_or(String::new(), |line| format!("line {line} of "));
    let fault = origin.fault(format!("{place}`{}` can't be read: {said}", origin.shown));
    // What the reader of CSV says tells lines, fields and bytes by their numbers.
    help.into_iter().fold(fault, AdapterError::help).in_own_words()
}
