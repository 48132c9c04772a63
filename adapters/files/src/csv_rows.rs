//! CSV: strict about the number of fields, every value as text. The contract gives the types.

use crate::{File, open};
use polars::prelude::*;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Batches, ErrorCode};

/// Rows per batch.
const BATCH: usize = 65_536;

/// The separator of a setting: one ASCII character, or `tab`.
pub(crate) fn separator(setting: Option<&str>) -> Result<u8, AdapterError> {
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

/// Reads a file. A row with more or fewer fields than the header stops the reading: what it meant can't be known.
pub(crate) fn scan(file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(file.separator)
        .flexible(true)
        .from_reader(open::reader(file)?);
    let header = reader.headers().map_err(|error| fault(file, &error))?.clone();
    let names: Vec<String> = header
        .iter()
        .map(|name| name.trim_start_matches('\u{feff}').trim().to_owned())
        .collect();
    if names.iter().all(String::is_empty) {
        return Err(
            AdapterError::new(ErrorCode::Source, format!("`{}` is empty", file.shown))
                .help("a CSV file starts with a line that names its columns")
                .setting("path"),
        );
    }
    check_header(file, &names)?;
    let wanted: Vec<(usize, String)> = names
        .iter()
        .enumerate()
        .filter(|(_, name)| columns.is_none_or(|columns| columns.contains(name)))
        .map(|(index, name)| (index, name.clone()))
        .collect();
    let rows = Rows {
        file: file.clone(),
        reader,
        width: names.len(),
        wanted,
        next_row: 1,
        done: false,
    };
    Ok(Box::new(rows))
}

/// A name that stands twice, and a header that another separator parts: what a column is called must be plain.
fn check_header(file: &File, names: &[String]) -> Result<(), AdapterError> {
    let fault =
        |message: String, help: String| Err(AdapterError::new(ErrorCode::Source, message).help(help).setting("path"));
    for (index, name) in names.iter().enumerate() {
        if names.iter().take(index).any(|earlier| earlier == name) {
            let message = format!("`{}` has two columns `{name}`", file.shown);
            return fault(message, "rename or remove one of them".to_owned());
        }
    }
    if let [one] = names
        && let Some(other) = one.chars().find(|letter| [';', '\t', '|', ','].contains(letter))
    {
        let shown = if other == '\t' {
            "tab".to_owned()
        } else {
            format!("'{other}'")
        };
        let message = format!("the header of `{}` is a single column, `{one}`", file.shown);
        return fault(
            message,
            format!("another character parts the fields: state `separator: {shown}`"),
        );
    }
    Ok(())
}

struct Rows<R> {
    file: File,
    reader: csv::Reader<R>,
    width: usize,
    wanted: Vec<(usize, String)>,
    next_row: u64,
    done: bool,
}

impl<R: std::io::Read> Iterator for Rows<R> {
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

impl<R: std::io::Read> Rows<R> {
    /// The next rows. An empty file still gives one batch without rows, so that its columns are known.
    fn batch(&mut self) -> Result<Option<Batch>, AdapterError> {
        let first_row = self.next_row;
        let mut builders: Vec<StringChunkedBuilder> = self
            .wanted
            .iter()
            .map(|(_, name)| StringChunkedBuilder::new(name.as_str().into(), BATCH.min(1024)))
            .collect();
        let mut record = csv::StringRecord::new();
        let mut count = 0;
        while count < BATCH {
            let more = self
                .reader
                .read_record(&mut record)
                .map_err(|error| fault(&self.file, &error))?;
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
        let frame = DataFrame::new(count, columns).map_err(|error| open::unreadable(&self.file, &error))?;
        Ok(Some(Batch {
            frame,
            part: Arc::clone(&self.file.shown),
            first_row,
        }))
    }

    fn ragged(&self, line: u64, found: usize) -> AdapterError {
        AdapterError::new(
            ErrorCode::Source,
            format!(
                "line {line} of `{}` has {found} field{} where the header has {}",
                self.file.shown,
                if found == 1 { "" } else { "s" },
                self.width
            ),
        )
        .help("quote a field that holds the separator, or state the `separator`")
        .setting("path")
    }
}

fn fault(file: &File, error: &csv::Error) -> AdapterError {
    let line = error.position().map(csv::Position::line);
    let (said, help) = match error.kind() {
        csv::ErrorKind::Utf8 { .. } => (
            "a field is no UTF-8 text".to_owned(),
            Some("save or export the file as UTF-8"),
        ),
        csv::ErrorKind::Io(error) => (error.to_string(), None),
        _ => (error.to_string(), None),
    };
    let place = line.map_or(String::new(), |line| format!("line {line} of "));
    let message = format!("{place}`{}` can't be read: {said}", file.shown);
    let fault = AdapterError::new(ErrorCode::Source, message).setting("path");
    help.into_iter().fold(fault, AdapterError::help)
}
