//! Much of a text at once: its pieces are read in parallel, each as if it began with a record.
//!
//! Whether it does is known once the piece before it has been read: that one has to end with a record. By that, and by the first
//! piece, which begins where the reading is, every piece that is used begins with one. So where a cut is made decides what can be
//! read in parallel, never what is read. Anything but rows as the header has them (blank lines, other numbers of fields, faults) is
//! left to the reading row by row, which goes on from the piece that has it.

use super::header::single;
use super::record::{Field, Found, Marks, record};
use polars::prelude::*;
use std::collections::VecDeque;
use uptake_adapter::Batch;

/// Bytes of a piece, about.
pub(super) const PIECE: usize = 2 << 20;

/// Pieces that are read at once.
pub(super) const AT_ONCE: usize = 8;

/// After pieces that weren't rows alone, so many batches are read row by row at most before pieces are tried again.
pub(super) const MOST_PATIENCE: u32 = 64;

/// The pieces of a text that were read, and whether there are more.
pub(super) struct Pieces {
    /// Bytes of a piece; none where the text comes as it is made, and is read row by row.
    pub(super) size: usize,
    pub(super) waiting: VecDeque<Batch>,
    /// Batches that are to be read row by row before pieces are tried again.
    pub(super) patience: u32,
    /// How many it was the last time.
    pub(super) lost: u32,
}

impl Pieces {
    /// None at all.
    pub(super) fn never() -> Self {
        Self::of(0)
    }

    /// Of so many bytes.
    pub(super) fn of(size: usize) -> Self {
        Self {
            size,
            waiting: VecDeque::new(),
            patience: 0,
            lost: 0,
        }
    }
}

/// The rows of a piece.
pub(super) struct Piece {
    pub(super) frame: DataFrame,
    /// The line of each row, from 0 at the piece's beginning.
    pub(super) lines: Vec<u32>,
    /// How many lines it has.
    pub(super) ended: u64,
    pub(super) bytes: usize,
}

/// Pieces that end with a line, outside of quotes as far as their number tells. What is left at the end belongs to none.
pub(super) fn cut(text: &str, size: usize, marks: Marks) -> Vec<&str> {
    let bytes = text.as_bytes();
    let (mut pieces, mut start, mut looked) = (Vec::new(), 0, 0);
    let mut within = false;
    let mut at = size;
    while let Some(feed) = bytes.get(at..).and_then(|rest| memchr::memchr(b'\n', rest)) {
        let end = at + feed + 1;
        if let Some(quote) = marks.quote {
            let quotes = memchr::memchr_iter(quote, bytes.get(looked..end).unwrap_or_default()).count();
            within ^= quotes % 2 == 1;
            looked = end;
        }
        at = end;
        if !within && let Some(piece) = text.get(start..end) {
            pieces.push(piece);
            start = end;
            at = end + size;
        }
    }
    pieces
}

/// The rows of a piece, if there is nothing else in it, and it ends with one.
pub(super) fn rows(text: &str, width: usize, wanted: &[(usize, String)], marks: Marks) -> Option<Piece> {
    // The piece ends with a line: what is left open there isn't the end of the text.
    let bytes = text.as_bytes();
    let likely = bytes.len() / 32;
    let mut columns: Vec<StringChunkedBuilder> = wanted
        .iter()
        .map(|(_, name)| StringChunkedBuilder::new(name.as_str().into(), likely))
        .collect();
    let mut fields: Vec<Field> = Vec::with_capacity(width);
    let (mut lines, mut line, mut at) = (Vec::with_capacity(likely), 0_u64, 0);
    while at < bytes.len() {
        let (next, breaks) = match record(bytes, at, false, marks, &mut fields) {
            Found::Record {
                next,
                fields: found,
                breaks,
            } if found == width => (next, breaks),
            _ => return None,
        };
        let mut filled = width > 1;
        for (column, (index, _)) in columns.iter_mut().zip(wanted) {
            let field = fields.get(*index)?;
            let value = single(text.get(field.start..field.end)?, field.doubled, marks);
            match value.is_empty() {
                true => column.append_null(),
                false => column.append_value(&*value),
            }
        }
        if !filled {
            // A line that is blank is no row; which of these it is, the reading row by row says.
            let field = fields.first()?;
            filled = text
                .get(field.start..field.end)?
                .chars()
                .any(|letter| !letter.is_whitespace());
        }
        if !filled {
            return None;
        }
        lines.push(u32::try_from(line).ok()?);
        line += breaks;
        at = next;
    }
    let columns = columns
        .into_iter()
        .map(|column| column.finish().into_column())
        .collect();
    Some(Piece {
        frame: DataFrame::new(lines.len(), columns).ok()?,
        lines,
        ended: line,
        bytes: bytes.len(),
    })
}

#[cfg(test)]
mod tests;
