//! Rows that are set aside, noted on their way.

use uptake_engine::Error;
use uptake_engine::intake::{SetAsideRow, SetAsideSink};

/// So many rows are noted. Where more are set aside, something is wrong that is to be mended first.
const MOST: usize = 1_000_000;

/// Hands rows on, and notes them.
pub(super) struct Recording<'a> {
    sink: &'a mut dyn SetAsideSink,
    /// Nothing once they were too many.
    rows: Option<Vec<SetAsideRow>>,
    /// For each mark of the sink, how many rows there were.
    marks: Vec<(u64, usize)>,
}

impl<'a> Recording<'a> {
    pub(super) fn over(sink: &'a mut dyn SetAsideSink) -> Self {
        Self {
            sink,
            rows: Some(Vec::new()),
            marks: Vec::new(),
        }
    }

    /// The rows, in their order, unless they are too many.
    pub(super) fn rows(self) -> Option<Vec<SetAsideRow>> {
        self.rows
    }
}

impl SetAsideSink for Recording<'_> {
    fn keep(&mut self, row: SetAsideRow) -> Result<(), Error> {
        match &mut self.rows {
            Some(rows) if rows.len() < MOST => rows.push(row.clone()),
            Some(_) => self.rows = None,
            None => {}
        }
        self.sink.keep(row)
    }

    fn mark(&mut self) -> Result<u64, Error> {
        let mark = self.sink.mark()?;
        let rows = self.rows.as_ref().map_or(0, Vec::len);
        self.marks.push((mark, rows));
        Ok(mark)
    }

    fn rewind(&mut self, mark: u64) -> Result<(), Error> {
        // The last one that was given: a sink that keeps nothing gives the same again and again.
        let known = self.marks.iter().rev().find(|(known, _)| *known == mark);
        if let (Some(rows), Some((_, length))) = (&mut self.rows, known) {
            rows.truncate(*length);
        }
        self.sink.rewind(mark)
    }
}
