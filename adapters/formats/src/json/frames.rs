//! Rows of one source → frames that agree with each other.

use super::build::{Build, Stop};
use super::fault::Fault;
use super::infer::Infer;
use super::limits::Limits;
use super::parallel::{Panicked, each};
use super::shape::{Fields, Shape};
use crate::BATCH_ROWS;
use polars::prelude::DataFrame;
use std::collections::BTreeSet;

/// Fields of one frame, at most, at its top.
const FIELDS: usize = 1 << 22;

/// Makes frames of rows. Frames of one source agree: a column that was seen once is in every later frame, and a text in a
/// later frame doesn't break a number in an earlier one, because each frame says its own type and the contract casts.
#[derive(Clone, Debug, Default)]
pub struct Frames {
    asked: Option<BTreeSet<String>>,
    limits: Limits,
    known: Fields,
    /// Whether all rows are left to the parser.
    parser_alone: bool,
}

/// Why rows don't become frames.
#[derive(Debug)]
pub enum RowFault {
    /// A row is wrong: its number, from 0 on, and what is wrong with it.
    Row(usize, Fault),
    /// It isn't a row's fault.
    Internal(String),
}

/// Rows that are read in one go by one thread: each the text of an object.
pub(crate) type Rows<'t> = Vec<&'t [u8]>;

impl Frames {
    /// For the asked columns; for all if `None`.
    #[must_use]
    pub fn new(columns: Option<&[String]>, limits: Limits) -> Self {
        Self {
            asked: columns.map(|columns| columns.iter().cloned().collect()),
            limits,
            known: Fields::default(),
            parser_alone: false,
        }
    }

    /// The same without the shorter way for rows that are written like those before them.
    #[cfg(test)]
    pub(super) fn without_places(self) -> Self {
        Self {
            parser_alone: true,
            ..self
        }
    }

    /// Whether later rows can't change how the ones so far are read: every asked column was met, and is text, which holds whatever
    /// a value may be and says which of them were numbers, or truth values, which say the same as text and as what they are.
    pub(crate) fn settled(&self) -> bool {
        self.asked.as_ref().is_some_and(|asked| {
            asked.iter().all(|name| {
                let shape = self.known.place(name, 0).and_then(|place| self.known.shape(place));
                matches!(shape, Some(Shape::Text | Shape::Mixed | Shape::Bool))
            })
        })
    }

    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// The frames of rows, each the text of an object, in order. Texts are known to be UTF-8.
    ///
    /// # Errors
    /// For the first row that is wrong, or doesn't go with those before it.
    pub fn of(&mut self, rows: &[&[u8]]) -> Result<Vec<DataFrame>, RowFault> {
        let mut frames = Vec::new();
        for part in self.pieces(&[rows.to_vec()])? {
            frames.extend(part);
        }
        Ok(frames)
    }

    /// The same for several pieces at once, which are read in parallel. All their frames have the same columns. Rows are
    /// numbered through.
    pub(crate) fn pieces(&mut self, pieces: &[Rows<'_>]) -> Result<Vec<Vec<DataFrame>>, RowFault> {
        if self.known.len() > 0 {
            let built = each(pieces, |rows| self.build(rows))?;
            let outgrown = built.iter().any(|built| matches!(built, Err((_, Stop::Outgrown))));
            if !outgrown {
                return gathered(pieces, built);
            }
        }
        self.learn(pieces)?;
        gathered(pieces, each(pieces, |rows| self.build(rows))?)
    }

    /// Finds the shape of rows, on top of what is known.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub(crate) fn learn(&mut self, pieces: &[Rows<'_>]) -> Result<(), RowFault> {
        let found = each(pieces, |rows: &Rows<'_>| {
            let mut fields = Fields::default();
            self.infer(rows, &mut fields).map(|()| fields)
        })?;
        let mut before = 0;
        for (found, rows) in found.into_iter().zip(pieces) {
            let at = |(row, fault)| RowFault::Row(before + row, fault);
            let found = found.map_err(at)?;
            let mut met = self.known.clone();
            if met.meet(found).is_ok() && met.count() <= self.limits.columns {
                self.known = met;
            } else {
                // Read again on top of the others, the row says itself what doesn't fit.
                let mut known = std::mem::take(&mut self.known);
                let read = self.infer(rows, &mut known);
                self.known = known;
                read.map_err(at)?;
            }
            before += rows.len();
        }
        Ok(())
    }

    fn infer(&self, rows: &[&[u8]], fields: &mut Fields) -> Result<(), (usize, Fault)> {
        let mut infer = Infer::new(self.asked.as_ref(), self.limits, fields);
        infer.parser_alone = self.parser_alone;
        for (number, row) in rows.iter().enumerate() {
            infer.row(row, fields).map_err(|fault| (number, fault))?;
        }
        Ok(())
    }

    fn build(&self, rows: &[&[u8]]) -> Result<Vec<DataFrame>, (usize, Stop)> {
        let most = (FIELDS / self.known.len().max(1)).clamp(1, BATCH_ROWS);
        let mut build = Build::new(&self.known, self.limits);
        build.parser_alone = self.parser_alone;
        let mut frames = Vec::new();
        for (chunk, rows) in rows.chunks(most).enumerate() {
            let first = chunk * most;
            for (number, row) in rows.iter().enumerate() {
                build.row(row).map_err(|stop| (first + number, stop))?;
            }
            frames.push(build.frame().map_err(|error| (first, Stop::Frame(error.to_string())))?);
        }
        Ok(frames)
    }
}

impl From<Panicked> for RowFault {
    fn from(panicked: Panicked) -> Self {
        RowFault::Internal(panicked.to_string())
    }
}

/// The frames of all pieces, or the first fault.
fn gathered(
    pieces: &[Rows<'_>],
    built: Vec<Result<Vec<DataFrame>, (usize, Stop)>>,
) -> Result<Vec<Vec<DataFrame>>, RowFault> {
    let mut before = 0;
    let mut all = Vec::with_capacity(built.len());
    for (built, rows) in built.into_iter().zip(pieces) {
        all.push(built.map_err(|(row, stop)| match stop {
            Stop::Fault(fault) => RowFault::Row(before + row, fault),
            Stop::Frame(error) => RowFault::Internal(error),
            Stop::Outgrown => RowFault::Internal("a row has another shape than it had".to_owned()),
        })?);
        before += rows.len();
    }
    Ok(all)
}
