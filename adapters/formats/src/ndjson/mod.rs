//! NDJSON: one object a line, nested values kept as lists and structs.
//!
//! Lines are read a window at a time, each window in pieces that are read in parallel. Windows and pieces are of a fixed size,
//! so what comes out doesn't depend on the machine.

mod windows;

use crate::json::{Fault, Frames, RowFault, checked_text, each, internal};
use crate::{Delivered, Origin};
use polars::prelude::DataFrame;
use std::io::Read;
use uptake_adapter::{AdapterError, Batch, Batches, Lines as Places};
use windows::{Window, Windows};

/// Bytes of a window, and of a piece of it, about.
const WINDOW: usize = 16 << 20;
const PIECE: usize = 2 << 20;

/// Bytes of a window of what comes only once, such as a program's output: what it says is looked at soon.
const STREAMED: usize = 1 << 20;

/// Opens a source a second time, at its start.
pub type Again = Box<dyn FnOnce() -> Result<Box<dyn Read + Send>, AdapterError> + Send>;

/// Reads lines as they come, a batch at a time. A column that is missing from the first lines is only there from the batch
/// in which it is first seen; unless the source can be opened `again`: then all its lines are looked through for columns and
/// their types before the first batch, if there is more than one window of them, and the first one doesn't settle that.
pub fn scan(rows: impl Read + Send + 'static, origin: &Origin, frames: Frames, again: Option<Again>) -> Batches {
    let mut lines = Lines {
        windows: Windows::new(rows, origin, if again.is_some() { WINDOW } else { STREAMED }),
        frames,
        again,
        delivered: Delivered::new(origin),
    };
    let mut done = false;
    Box::new(std::iter::from_fn(move || {
        if done {
            return None;
        }
        let batch = lines.batch().transpose();
        done = !matches!(batch, Some(Ok(_)));
        batch
    }))
}

/// The frames of lines that are there as a whole, such as a page of a service.
///
/// # Errors
/// For the first line that isn't an object, or doesn't go with those before it.
pub fn frames_of(lines: &[u8], origin: &Origin, frames: &mut Frames) -> Result<Vec<DataFrame>, AdapterError> {
    let mut windows = Windows::new(lines, origin, WINDOW);
    let mut all = Vec::new();
    while windows.advance()? {
        all.extend(windows.window().frames(frames)?.0);
    }
    Ok(all)
}

struct Lines<R> {
    windows: Windows<R>,
    frames: Frames,
    again: Option<Again>,
    delivered: Delivered,
}

impl<R: Read> Lines<R> {
    fn batch(&mut self) -> Result<Option<Batch>, AdapterError> {
        loop {
            if let Some(batch) = self.delivered.pop() {
                return Ok(Some(batch));
            }
            if !self.windows.advance()? {
                return Ok(None);
            }
            if let Some(again) = self.again.take()
                && !self.windows.ended
            {
                self.windows.window().learn(&mut self.frames)?;
                if !self.frames.settled() {
                    self.look_through(again)?;
                }
            }
            let (frames, lines) = self.windows.window().frames(&mut self.frames)?;
            self.delivered.add_at(frames, &lines);
        }
    }
}

impl<R: Read> Lines<R> {
    /// Learns of all lines which columns there are, and of which type.
    fn look_through(&mut self, again: Again) -> Result<(), AdapterError> {
        let mut all = Windows::new(again()?, &self.windows.origin, WINDOW);
        while all.advance()? {
            // What is learned twice is learned once.
            all.window().learn(&mut self.frames)?;
        }
        Ok(())
    }
}

/// The lines of a piece that aren't blank, the number of each within the piece, and how many lines there are.
struct Piece<'t> {
    rows: Vec<&'t [u8]>,
    numbers: Vec<u32>,
    lines: u64,
}

impl<'t> Window<'t> {
    /// The rows as frames, and the line of each.
    fn frames(&self, frames: &mut Frames) -> Result<(Vec<DataFrame>, Places), AdapterError> {
        self.read(|rows| frames.pieces(rows).map(|pieces| pieces.into_iter().flatten().collect()))
    }

    fn learn(&self, frames: &mut Frames) -> Result<(), AdapterError> {
        self.read(|rows| frames.learn(rows)).map(|((), _)| ())
    }

    /// What becomes of the rows, and the line of each.
    fn read<T>(&self, read: impl FnOnce(&[Vec<&'t [u8]>]) -> Result<T, RowFault>) -> Result<(T, Places), AdapterError> {
        let pieces = each(&cut(self.text), |piece| Piece::of(piece)).map_err(|fault| internal(self.origin, fault))?;
        let mut before = self.before;
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        for piece in pieces {
            let piece = piece.map_err(|(line, fault)| self.unreadable(before + line, &fault))?;
            numbers.extend(piece.numbers.into_iter().map(|number| before + u64::from(number)));
            before += piece.lines;
            rows.push(piece.rows);
        }
        let done = read(&rows).map_err(|fault| match fault {
            RowFault::Row(row, fault) => self.unreadable(numbers.get(row).copied().unwrap_or(0), &fault),
            RowFault::Internal(error) => internal(self.origin, error),
        })?;
        Ok((done, numbers.into_iter().collect()))
    }

    fn unreadable(&self, line: u64, fault: &Fault) -> AdapterError {
        let place = format!("line {line} of `{}`", self.origin.shown);
        let error = self.origin.fault(match (fault.of_form(), fault.column()) {
            (false, _) => format!("{place} can't be read: {fault}"),
            (true, None) => format!("{place} isn't a JSON object: {fault}"),
            (true, Some(column)) => format!("{place} isn't a JSON object: {fault} at column {column}"),
        });
        let help = fault.help().or_else(|| {
            let help = "each line of an NDJSON file is one object; for a single document, set `format: json`";
            fault.of_form().then_some(help)
        });
        let error = help.into_iter().fold(error, AdapterError::help);
        if fault.in_own_words() {
            error.in_own_words()
        } else {
            error
        }
    }
}

impl<'t> Piece<'t> {
    /// # Errors
    /// With the line that isn't UTF-8.
    fn of(text: &'t [u8]) -> Result<Self, (u64, Fault)> {
        checked_text(text).map_err(|fault| (fault.place(text).0 as u64, fault))?;
        let (mut rows, mut numbers) = (Vec::new(), Vec::new());
        let mut lines = 0;
        let mut start = 0;
        let ends = memchr::memchr_iter(b'\n', text).chain(Some(text.len()));
        for end in ends.filter(|end| *end < text.len() || !text.ends_with(b"\n")) {
            let line = text.get(start..end).unwrap_or_default().trim_ascii();
            start = end + 1;
            lines += 1;
            if !line.is_empty() {
                rows.push(line);
                numbers.push(lines);
            }
        }
        let lines = u64::from(lines);
        Ok(Self { rows, numbers, lines })
    }
}

/// Pieces of whole lines.
fn cut(text: &[u8]) -> Vec<&[u8]> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let end = rest.get(PIECE..).and_then(|behind| memchr::memchr(b'\n', behind));
        let (piece, behind) = rest.split_at(end.map_or(rest.len(), |end| PIECE + end + 1));
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

#[cfg(test)]
mod tests;
