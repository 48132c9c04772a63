//! A column of related rows: which of its values are known to whoever looks from a day, and their order.

use super::keys::Compared;
use super::late::is_known;
use super::theirs::Theirs;
use crate::calendar::Day;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::outcome::Number;
use crate::records::{Codes, DayColumn, NO_VALUE, Stored};
use polars::prelude::*;
use polars_arrow::array::{PrimitiveArray, StaticArray};
use std::cmp::Ordering;

/// A column of theirs.
pub(super) struct Values<'a> {
    kind: Kind<'a>,
    /// Since when each is known, where they are late.
    late: Option<DayColumn>,
}

enum Kind<'a> {
    /// Texts of records.
    Stored(&'a Stored),
    /// Texts of a frame.
    Texts(StringChunked),
    Floats(PrimitiveArray<f64>),
    /// Numbers with a fraction of records, of which few differ.
    Few(&'a Codes, &'a [f64]),
    /// Truths, whole numbers, days and instants, as whole numbers; with the column that they are of.
    Wholes(Wholes, Series),
}

/// Whole numbers of one width.
enum Wholes {
    /// Of days.
    Narrow(PrimitiveArray<i32>),
    Wide(PrimitiveArray<i64>),
}

impl Wholes {
    fn get(&self, row: u32) -> Option<i64> {
        match self {
            Wholes::Narrow(numbers) => numbers.get(row as usize).map(i64::from),
            Wholes::Wide(numbers) => numbers.get(row as usize),
        }
    }
}

impl<'a> Kind<'a> {
    fn of(series: &Series) -> Result<Self, Error> {
        let series = series.rechunk();
        let physical = series.to_physical_repr();
        Ok(match physical.dtype() {
            DataType::String => Kind::Texts(series.str()?.clone()),
            DataType::Float64 => Kind::Floats(physical.f64()?.downcast_as_array().clone()),
            DataType::Int32 => {
                let numbers = physical.i32()?.downcast_as_array().clone();
                Kind::Wholes(Wholes::Narrow(numbers), series)
            }
            _ => {
                let numbers = physical.cast(&DataType::Int64)?.i64()?.downcast_as_array().clone();
                Kind::Wholes(Wholes::Wide(numbers), series)
            }
        })
    }
}

impl<'a> Values<'a> {
    /// The values of a column.
    pub(super) fn of(theirs: &Theirs<'a>, column: &str, cube: &Cube<'_>) -> Result<Self, Error> {
        let kind = match theirs.compared(column)? {
            Compared::Stored(stored @ Stored::Texts { .. }) => Kind::Stored(stored),
            Compared::Stored(Stored::Few { codes, values }) => Kind::Few(codes, values),
            Compared::Stored(Stored::Other(series)) => Kind::of(series)?,
            Compared::Series(series) => Kind::of(&series)?,
        };
        let late = theirs.late_days(column, cube)?;
        Ok(Self { kind, late })
    }

    /// Whether the value of a row is known to whoever knows what was known up to a day.
    pub(super) fn is_known(&self, row: u32, limit: Day) -> bool {
        let known_by_then = |days| is_known(days, row as usize, limit);
        if !self.late.as_ref().is_none_or(known_by_then) {
            return false;
        }
        match &self.kind {
            Kind::Stored(Stored::Texts { codes, .. }) => codes.get(row as usize) != NO_VALUE,
            Kind::Stored(_) | Kind::Texts(_) => self.text(row).is_some(),
            Kind::Floats(_) | Kind::Few(..) => self.finite(row).is_some(),
            Kind::Wholes(wholes, _) => wholes.get(row).is_some(),
        }
    }

    /// The rows whose value is known.
    pub(super) fn known<'r>(&'r self, rows: &'r [u32], limit: Day) -> impl Iterator<Item = u32> + Clone + 'r {
        rows.iter().copied().filter(move |row| self.is_known(*row, limit))
    }

    /// The row with the least value, of equal ones the first; none if none is known.
    pub(super) fn least(&self, rows: &[u32], limit: Day) -> Option<u32> {
        self.farthest(rows, limit, Ordering::is_lt)
    }

    /// The row with the greatest value, of equal ones the last; none if none is known.
    pub(super) fn greatest(&self, rows: &[u32], limit: Day) -> Option<u32> {
        self.farthest(rows, limit, Ordering::is_ge)
    }

    /// The row whose value is `farther` than that of the farthest before it, in the order of its kind. Where an equal one is, the last of
    /// them is found, else the first.
    fn farthest(&self, rows: &[u32], limit: Day, farther: impl Fn(Ordering) -> bool) -> Option<u32> {
        let rows = rows.iter().copied();
        match (&self.kind, &self.late) {
            (Kind::Few(..) | Kind::Floats(_), None) => {
                // Both zeros are the same number.
                let known = rows.filter_map(|row| Some((row, self.finite(row)? + 0.0)));
                farthest(known, |a, b| farther(a.total_cmp(b)))
            }
            (Kind::Wholes(wholes, _), None) => {
                let known = rows.filter_map(|row| Some((row, wholes.get(row)?)));
                farthest(known, |a, b| farther(a.cmp(b)))
            }
            _ => {
                let known = rows.filter(|row| self.is_known(*row, limit)).map(|row| (row, row));
                farthest(known, |a, b| farther(self.order(*a, *b)))
            }
        }
    }

    /// How many different values are known.
    pub(super) fn different(&self, rows: &[u32], limit: Day) -> usize {
        if let Kind::Stored(Stored::Texts { codes, .. }) = &self.kind {
            // Each text has one number.
            let mut numbers: Vec<u32> = self.known(rows, limit).map(|row| codes.get(row as usize)).collect();
            numbers.sort_unstable();
            numbers.dedup();
            return numbers.len();
        }
        let mut rows: Vec<u32> = self.known(rows, limit).collect();
        rows.sort_by(|a, b| self.order(*a, *b));
        rows.dedup_by(|a, b| self.same(*a, *b));
        rows.len()
    }

    /// The known numbers of rows.
    pub(super) fn numbers<'r>(&'r self, rows: &'r [u32], limit: Day) -> impl Iterator<Item = Number> + 'r {
        self.known(rows, limit).filter_map(|row| match &self.kind {
            Kind::Floats(_) | Kind::Few(..) => self.float(row).and_then(Number::float),
            Kind::Wholes(wholes, _) => wholes.get(row).map(Number::Whole),
            Kind::Stored(_) | Kind::Texts(_) => None,
        })
    }

    /// A zero of its kind of number.
    pub(super) fn zero(&self) -> Number {
        match &self.kind {
            Kind::Wholes(..) => Number::Whole(0),
            Kind::Stored(_) | Kind::Texts(_) | Kind::Floats(_) | Kind::Few(..) => Number::Float(0.0),
        }
    }

    /// Whether two rows have the same value.
    pub(super) fn same(&self, a: u32, b: u32) -> bool {
        match &self.kind {
            // Each text has one number.
            Kind::Stored(Stored::Texts { codes, .. }) => codes.get(a as usize) == codes.get(b as usize),
            _ => self.order(a, b).is_eq(),
        }
    }

    /// Which of two rows has the greater value.
    pub(super) fn order(&self, a: u32, b: u32) -> Ordering {
        match &self.kind {
            Kind::Stored(_) | Kind::Texts(_) => self.text(a).cmp(&self.text(b)),
            Kind::Floats(_) | Kind::Few(..) => {
                let of = |row: u32| self.float(row).map_or(f64::NEG_INFINITY, |number| number + 0.0);
                of(a).total_cmp(&of(b))
            }
            Kind::Wholes(wholes, _) => wholes.get(a).cmp(&wholes.get(b)),
        }
    }

    /// The values of rows as a column.
    pub(super) fn picked(&self, name: &str, rows: &[Option<u32>]) -> Result<Column, Error> {
        let series = match &self.kind {
            Kind::Stored(_) | Kind::Texts(_) => {
                let texts: StringChunked = rows.iter().map(|row| row.and_then(|row| self.text(row))).collect();
                return Ok(texts.with_name(name.into()).into_column());
            }
            Kind::Few(..) | Kind::Floats(_) => {
                let floats = rows.iter().map(|row| row.and_then(|row| self.float(row)));
                return Ok(Float64Chunked::from_iter_options(name.into(), floats).into_column());
            }
            Kind::Wholes(_, series) => series,
        };
        let places: IdxCa = rows.iter().copied().collect();
        Ok(series.take(&places)?.with_name(name.into()).into_column())
    }

    fn text(&self, row: u32) -> Option<&str> {
        match &self.kind {
            Kind::Stored(Stored::Texts { codes, names }) => {
                names.get(codes.get(row as usize) as usize).map(|text| &**text)
            }
            Kind::Texts(texts) => texts.get(row as usize),
            Kind::Stored(Stored::Few { .. } | Stored::Other(_))
            | Kind::Floats(_)
            | Kind::Few(..)
            | Kind::Wholes(..) => None,
        }
    }

    fn float(&self, row: u32) -> Option<f64> {
        match &self.kind {
            Kind::Floats(floats) => floats.get(row as usize),
            Kind::Few(codes, values) => values.get(codes.get(row as usize) as usize).copied(),
            Kind::Stored(_) | Kind::Texts(_) | Kind::Wholes(..) => None,
        }
    }

    /// A number that is one.
    fn finite(&self, row: u32) -> Option<f64> {
        self.float(row).filter(|number| number.is_finite())
    }
}

/// The row whose value is `farther` than the farthest before it.
fn farthest<T>(known: impl Iterator<Item = (u32, T)>, farther: impl Fn(&T, &T) -> bool) -> Option<u32> {
    let farthest = known.reduce(|best, next| if farther(&next.1, &best.1) { next } else { best });
    farthest.map(|(row, _)| row)
}
