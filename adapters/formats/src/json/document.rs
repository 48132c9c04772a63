//! JSON documents: a list of objects, or one object that is the only row.

use super::fault::{Fault, Why, syntax};
use super::frames::{Frames, RowFault};
use super::walk::{Scratch, Walk};
use super::{Limits, checked_text};
use crate::{BATCH_ROWS, Delivered, Origin};
use jiter::Peek;
use std::ops::Range;
use uptake_adapter::{AdapterError, Batches, ErrorCode};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Bytes of rows that one thread reads in one go, and how many such pieces make a window.
const PIECE: usize = 2 << 20;
const PIECES: usize = 8;

/// The rows of a document, a batch at a time. An empty list has none, and no batch.
///
/// # Errors
/// When the text isn't JSON, a row isn't an object, or rows don't go together.
pub fn document(mut text: Vec<u8>, origin: &Origin, mut frames: Frames) -> Result<Batches, AdapterError> {
    if text.starts_with(BYTE_ORDER_MARK) {
        text.drain(..BYTE_ORDER_MARK.len());
    }
    let rows = rows(&text, frames.limits()).map_err(|fault| unreadable(&text, origin, &fault))?;
    frames
        .learn(&pieces(&text, &rows))
        .map_err(|fault| row_fault(&text, &rows, origin, fault))?;
    let mut document = Document {
        text,
        rows,
        frames,
        origin: origin.clone(),
        delivered: Delivered::new(origin),
        read: 0,
    };
    let mut failed = false;
    Ok(Box::new(std::iter::from_fn(move || {
        if failed {
            return None;
        }
        let batch = document.next().transpose();
        failed = matches!(batch, Some(Err(_)));
        batch
    })))
}

struct Document {
    text: Vec<u8>,
    rows: Vec<Range<usize>>,
    frames: Frames,
    origin: Origin,
    delivered: Delivered,
    /// Rows that have become frames.
    read: usize,
}

impl Document {
    fn next(&mut self) -> Result<Option<uptake_adapter::Batch>, AdapterError> {
        loop {
            if let Some(batch) = self.delivered.pop() {
                return Ok(Some(batch));
            }
            let rest = self.rows.get(self.read..).unwrap_or_default();
            let window: Vec<Vec<&[u8]>> = pieces(&self.text, rest).into_iter().take(PIECES).collect();
            if window.is_empty() {
                return Ok(None);
            }
            let read: usize = window.iter().map(Vec::len).sum();
            let frames = self.frames.pieces(&window);
            let frames = frames.map_err(|fault| row_fault(&self.text, rest, &self.origin, fault))?;
            self.read += read;
            self.delivered.add(frames.into_iter().flatten());
        }
    }
}

/// Where the rows are in a text.
fn rows(text: &[u8], limits: Limits) -> Result<Vec<Range<usize>>, Fault> {
    checked_text(text)?;
    let mut scratch = Scratch::default();
    let mut walk = Walk::new(text, limits, &mut scratch);
    let first = walk.peek()?;
    let start = walk.jiter.current_index();
    if first != Peek::Array {
        walk.whole()?;
        return match first {
            Peek::Object => {
                let length = text.get(start..).unwrap_or_default().trim_ascii().len();
                Ok(std::iter::once(start..start + length).collect())
            }
            _ => Err(Fault::new(start, Why::NoRows)),
        };
    }
    let mut rows = Vec::new();
    let mut next = walk.jiter.known_array().map_err(syntax)?;
    while let Some(peek) = next {
        let start = walk.jiter.current_index();
        walk.skip(peek, limits.levels)?;
        if peek != Peek::Object {
            return Err(Fault::new(start, Why::NotAnObject));
        }
        rows.push(start..walk.jiter.current_index());
        next = walk.jiter.array_step().map_err(syntax)?;
    }
    walk.jiter.finish().map_err(syntax)?;
    Ok(rows)
}

/// Rows in pieces that are worth a thread.
fn pieces<'t>(text: &'t [u8], rows: &[Range<usize>]) -> Vec<Vec<&'t [u8]>> {
    let mut pieces = Vec::new();
    let (mut piece, mut size) = (Vec::new(), 0);
    for row in rows {
        size += row.len();
        piece.push(text.get(row.clone()).unwrap_or_default());
        if size >= PIECE || piece.len() >= BATCH_ROWS {
            pieces.push(std::mem::take(&mut piece));
            size = 0;
        }
    }
    pieces.extend(Some(piece).filter(|piece| !piece.is_empty()));
    pieces
}

fn row_fault(text: &[u8], rows: &[Range<usize>], origin: &Origin, fault: RowFault) -> AdapterError {
    match fault {
        RowFault::Row(row, fault) => {
            let start = rows.get(row).map_or(0, |row| row.start);
            unreadable(text, origin, &Fault::new(start + fault.at, fault.why))
        }
        RowFault::Internal(error) => internal(origin, error),
    }
}

/// Something that isn't the fault of any row.
pub(crate) fn internal(origin: &Origin, error: impl std::fmt::Display) -> AdapterError {
    let message = format!("internal error: reading `{}` failed: {error}", origin.shown);
    AdapterError::new(ErrorCode::Panic, message).setting(origin.setting)
}

fn unreadable(text: &[u8], origin: &Origin, fault: &Fault) -> AdapterError {
    let (line, column) = fault.place(text);
    let shown = &origin.shown;
    let error = match fault.of_form() {
        true => origin
            .fault(format!("line {line}, column {column} of `{shown}` isn't JSON: {fault}"))
            .help("for a file with one object per line, set `format: ndjson`"),
        false => origin.fault(format!(
            "line {line}, column {column} of `{shown}` can't be read: {fault}"
        )),
    };
    let error = fault.help().into_iter().fold(error, AdapterError::help);
    match fault.in_own_words() {
        true => error.in_own_words(),
        false => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<usize, String> {
        let origin = Origin {
            shown: "x".into(),
            setting: "path",
        };
        let batches = document(text.as_bytes().to_vec(), &origin, Frames::default());
        let rows = batches.and_then(|batches| batches.map(|batch| Ok(batch?.frame.height())).sum::<Result<usize, _>>());
        rows.map_err(|error| error.message)
    }

    #[test]
    fn a_document_is_a_list_of_objects_or_one_object() {
        for (text, rows) in [
            ("[]", 0),
            ("\u{feff} [ ] \n", 0),
            ("{}", 1),
            (" {\"a\": [1]}\n", 1),
            ("[{}, {\"a\": 1},\n{\"b\": null}]", 3),
        ] {
            assert_eq!(read(text), Ok(rows), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_with_line_and_column() {
        let isnt = |place: &str, why: &str| Err(format!("{place} of `x` isn't JSON: {why}"));
        let cant = |place: &str, why: &str| Err(format!("{place} of `x` can't be read: {why}"));
        let nested = "`a` has a nested value in one row and a plain one in another";
        for (text, expected) in [
            ("", isnt("line 1, column 0", "EOF while parsing a value")),
            ("[{}\n, 7]", isnt("line 2, column 3", "it isn't an object")),
            (
                "\"x\"",
                isnt("line 1, column 1", "it is neither a list of objects nor an object"),
            ),
            ("[{}", isnt("line 1, column 3", "EOF while parsing a list")),
            ("[{}]\n[", isnt("line 2, column 1", "trailing characters")),
            ("{}\n{}", isnt("line 2, column 1", "trailing characters")),
            ("[{\"a\":1},\n {\"a\":[]}]", cant("line 2, column 7", nested)),
            (
                "[{\"a\":1e999}]",
                cant("line 1, column 7", "the number `1e999` is too large"),
            ),
        ] {
            assert_eq!(read(text), expected, "{text}");
        }
        for levels in [63, 100_000] {
            let text = format!("[{{\"a\":{}", "[".repeat(levels));
            assert!(read(&text).is_err());
        }
        let text = format!("[{{\"a\":{}1{}}}]", "[".repeat(70), "]".repeat(70));
        assert_eq!(
            read(&text),
            cant("line 1, column 70", "it has more than 64 nested levels")
        );
    }
}
