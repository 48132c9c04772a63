//! The rows of many pieces at once, as far as they are plain.

use super::pieces::{AT_ONCE, MOST_PATIENCE, Piece, cut, rows};
use super::rows::Rows;
use crate::BATCH_ROWS;
use crate::json::{each, internal};
use std::io::Read;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Codes, Lines as Places};

impl<R: Read> Rows<R> {
    /// The next rows from a piece; none where they are to be read row by row.
    pub(super) fn piece(&mut self) -> Result<Option<Batch>, AdapterError> {
        if let Some(batch) = self.pieces.waiting.pop_front() {
            return Ok(Some(batch));
        }
        if self.pieces.size == 0 {
            return Ok(None);
        }
        if self.pieces.patience > 0 {
            self.pieces.patience -= 1;
            return Ok(None);
        }
        let (marks, width) = (self.header.marks, self.header.names.len());
        let (text, ended) = self.lines.ahead(self.pieces.size * AT_ONCE);
        let pieces = cut(text, self.pieces.size, marks);
        if ended && pieces.is_empty() {
            // What is left is less than a piece.
            self.pieces.size = 0;
            return Ok(None);
        }
        let wanted = &self.wanted;
        let read = each(&pieces, |piece| rows(piece, width, wanted, marks));
        let read = read.map_err(|panicked| internal(&self.origin, panicked))?;
        let count = read.len();
        let read: Vec<Piece> = read.into_iter().map_while(|piece| piece).collect();
        self.pieces.lost = match read.len() == count && count > 0 {
            true => 0,
            false => (self.pieces.lost * 2).clamp(1, MOST_PATIENCE),
        };
        self.pieces.patience = self.pieces.lost;
        for piece in read {
            self.take(piece);
        }
        Ok(self.pieces.waiting.pop_front())
    }

    fn take(&mut self, piece: Piece) {
        let first = self.lines.line();
        let places: Places = piece.lines.iter().map(|line| first + u64::from(*line)).collect();
        self.lines.pass(piece.bytes, piece.ended);
        self.gap.row();
        let height = piece.frame.height();
        for offset in (0..height).step_by(BATCH_ROWS) {
            let rows = BATCH_ROWS.min(height - offset);
            self.pieces.waiting.push_back(Batch {
                frame: piece.frame.slice(i64::try_from(offset).unwrap_or(i64::MAX), rows),
                part: Arc::clone(&self.origin.shown),
                first_row: self.next_row,
                codes: Codes::default(),
                lines: places.behind(offset as u64),
            });
            self.next_row += rows as u64;
        }
    }
}
