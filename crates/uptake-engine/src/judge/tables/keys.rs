//! Values that are compared for equality, as small numbers: the same value has the same number on both sides.

use crate::error::Error;
use crate::records::Stored;
use polars::prelude::*;
use rustc_hash::FxHashMap;

/// What stands for a value that is unknown.
pub(super) const UNKNOWN: u32 = u32::MAX;

/// Numbers for the values of a column.
enum Known {
    Texts(FxHashMap<Box<str>, u32>),
    Wholes(FxHashMap<i64, u32>),
}

/// Numbers for combinations of values of several columns.
pub(super) struct Keys {
    columns: Vec<Known>,
    /// From the second column on: the number of what came before and of the value make a new one.
    pairs: Vec<FxHashMap<(u32, u32), u32>>,
    count: u32,
}

/// A column whose values are compared.
pub(super) enum Compared<'a> {
    /// Of a frame.
    Series(Series),
    /// Of records.
    Stored(&'a Stored),
}

impl Keys {
    /// Numbers the rows of `columns`, of which there are `rows`: [`UNKNOWN`] where a value is unknown.
    pub(super) fn number(columns: &[Compared<'_>], rows: usize) -> Result<(Self, Vec<u32>), Error> {
        let mut keys = Self {
            columns: Vec::new(),
            pairs: Vec::new(),
            count: 1,
        };
        let mut whole: Option<Vec<u32>> = None;
        for column in columns {
            let (known, own) = match column {
                Compared::Stored(Stored::Texts { codes, names }) => {
                    let mut known = FxHashMap::default();
                    for (number, name) in names.iter().enumerate() {
                        known.insert(name.clone(), u32::try_from(number).unwrap_or(UNKNOWN));
                    }
                    (Known::Texts(known), (0..rows).map(|row| codes.get(row)).collect())
                }
                Compared::Stored(Stored::Other(series)) => numbered(series)?,
                Compared::Series(series) => numbered(series)?,
            };
            keys.columns.push(known);
            whole = Some(match whole {
                None => own,
                Some(before) => {
                    let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
                    let joined = before.iter().zip(&own).map(|pair| match pair {
                        (&UNKNOWN, _) | (_, &UNKNOWN) => UNKNOWN,
                        (before, own) => {
                            let next = u32::try_from(pairs.len()).unwrap_or(UNKNOWN);
                            *pairs.entry((*before, *own)).or_insert(next)
                        }
                    });
                    let joined = joined.collect();
                    keys.pairs.push(pairs);
                    joined
                }
            });
        }
        let whole = whole.unwrap_or_else(|| vec![0; rows]);
        keys.count = whole
            .iter()
            .filter(|number| **number != UNKNOWN)
            .max()
            .map_or(0, |most| most + 1);
        Ok((keys, whole))
    }

    /// How many numbers there are.
    pub(super) fn count(&self) -> u32 {
        self.count
    }

    /// The numbers of other rows: `Some(None)` where no row has these values, `None` where a value is unknown.
    #[allow(clippy::option_option, reason = "unknown isn't the same as none")]
    pub(super) fn find(&self, columns: &[Series], rows: usize) -> Result<Vec<Option<Option<u32>>>, Error> {
        let mut whole: Vec<Option<Option<u32>>> = vec![Some(Some(0)); rows];
        for (at, (known, column)) in self.columns.iter().zip(columns).enumerate() {
            let own: Vec<Option<Option<u32>>> = match known {
                Known::Texts(known) => {
                    let texts = column.cast(&DataType::String)?;
                    texts
                        .str()?
                        .iter()
                        .map(|text| text.map(|text| known.get(text).copied()))
                        .collect()
                }
                Known::Wholes(known) => {
                    let wholes = whole_numbers(column)?;
                    wholes
                        .iter()
                        .map(|number| number.map(|number| known.get(&number).copied()))
                        .collect()
                }
            };
            let pairs = at.checked_sub(1).and_then(|before| self.pairs.get(before));
            for (whole, own) in whole.iter_mut().zip(own) {
                *whole = match (*whole, own) {
                    (None, _) | (_, None) => None,
                    (Some(None), Some(_)) | (Some(_), Some(None)) => Some(None),
                    (Some(Some(before)), Some(Some(own))) => Some(match pairs {
                        None => Some(own),
                        Some(pairs) => pairs.get(&(before, own)).copied(),
                    }),
                };
            }
        }
        Ok(whole)
    }
}

fn numbered(series: &Series) -> Result<(Known, Vec<u32>), Error> {
    if *series.dtype() == DataType::String {
        let mut known: FxHashMap<Box<str>, u32> = FxHashMap::default();
        let numbers = series.str()?.iter().map(|text| match text {
            None => UNKNOWN,
            Some(text) => match known.get(text) {
                Some(number) => *number,
                None => {
                    let next = u32::try_from(known.len()).unwrap_or(UNKNOWN);
                    known.insert(text.into(), next);
                    next
                }
            },
        });
        let numbers = numbers.collect();
        return Ok((Known::Texts(known), numbers));
    }
    let mut known: FxHashMap<i64, u32> = FxHashMap::default();
    let wholes = whole_numbers(series)?;
    let numbers = wholes.iter().map(|number| match number {
        None => UNKNOWN,
        Some(number) => {
            let next = u32::try_from(known.len()).unwrap_or(UNKNOWN);
            *known.entry(number).or_insert(next)
        }
    });
    let numbers = numbers.collect();
    Ok((Known::Wholes(known), numbers))
}

/// Truths, whole numbers, days and instants as whole numbers. Floats by their bits, both zeros alike.
fn whole_numbers(series: &Series) -> Result<Int64Chunked, Error> {
    if *series.dtype() == DataType::Float64 {
        #[allow(clippy::cast_possible_wrap, reason = "bits are compared, not sizes")]
        let bits = series
            .f64()?
            .iter()
            .map(|number| number.map(|number| (number + 0.0).to_bits() as i64));
        return Ok(bits.collect());
    }
    Ok(series.to_physical_repr().cast(&DataType::Int64)?.i64()?.clone())
}
