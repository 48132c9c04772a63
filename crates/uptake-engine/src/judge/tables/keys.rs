//! Values that are compared for equality, as small numbers: the same value has the same number on both sides.

use crate::error::Error;
use crate::records::{Codes, NO_VALUE, Stored, whole_numbers};
use polars::prelude::*;
use rustc_hash::FxHashMap;

/// What stands for a value that is unknown.
pub(super) const UNKNOWN: u32 = NO_VALUE;

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

/// The number of each row: [`UNKNOWN`] where a value is unknown.
pub(super) enum Numbers<'a> {
    Own(Vec<u32>),
    /// Those of one column of records: they aren't copied.
    Lent(&'a Codes, usize),
    /// All of so many rows have the first one.
    Same(usize),
}

impl Numbers<'_> {
    /// The number of a row.
    pub(super) fn get(&self, row: usize) -> u32 {
        match self {
            Numbers::Own(numbers) => numbers.get(row).copied().unwrap_or(UNKNOWN),
            Numbers::Lent(codes, _) => codes.get(row),
            Numbers::Same(_) => 0,
        }
    }

    /// The numbers in the order of the rows.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let rows = match self {
            Numbers::Own(numbers) => numbers.len(),
            Numbers::Lent(_, rows) | Numbers::Same(rows) => *rows,
        };
        (0..rows).map(|row| self.get(row))
    }
}

impl Keys {
    /// Numbers the rows of `columns`, of which there are `rows`.
    pub(super) fn number<'a>(columns: &[Compared<'a>], rows: usize) -> Result<(Self, Numbers<'a>), Error> {
        let mut keys = Self {
            columns: Vec::new(),
            pairs: Vec::new(),
            count: 1,
        };
        let mut whole: Option<Numbers<'a>> = None;
        for column in columns {
            let (known, own) = match column {
                Compared::Stored(Stored::Texts { codes, names }) => {
                    let mut known = FxHashMap::default();
                    for (number, name) in names.iter().enumerate() {
                        known.insert(name.clone(), u32::try_from(number).unwrap_or(UNKNOWN));
                    }
                    (Known::Texts(known), Numbers::Lent(codes, rows))
                }
                Compared::Stored(stored @ (Stored::Few { .. } | Stored::Other(_))) => {
                    let series = stored.slice("values", 0..rows).take_materialized_series();
                    numbered(&series)?
                }
                Compared::Series(series) => numbered(series)?,
            };
            keys.columns.push(known);
            whole = Some(match whole {
                None => own,
                Some(before) => {
                    let mut pairs: FxHashMap<(u32, u32), u32> = FxHashMap::default();
                    let joined = before.iter().zip(own.iter()).map(|pair| match pair {
                        (UNKNOWN, _) | (_, UNKNOWN) => UNKNOWN,
                        pair => {
                            let next = u32::try_from(pairs.len()).unwrap_or(UNKNOWN);
                            *pairs.entry(pair).or_insert(next)
                        }
                    });
                    let joined = joined.collect();
                    keys.pairs.push(pairs);
                    Numbers::Own(joined)
                }
            });
        }
        let whole = whole.unwrap_or(Numbers::Same(rows));
        keys.count = whole
            .iter()
            .filter(|number| *number != UNKNOWN)
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
        let mut whole: Option<Vec<Option<Option<u32>>>> = None;
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
            let (Some(before), Some(pairs)) = (&mut whole, pairs) else {
                whole = Some(own);
                continue;
            };
            for (before, own) in before.iter_mut().zip(own) {
                *before = match (*before, own) {
                    (None, _) | (_, None) => None,
                    (Some(None), Some(_)) | (Some(_), Some(None)) => Some(None),
                    (Some(Some(before)), Some(Some(own))) => Some(pairs.get(&(before, own)).copied()),
                };
            }
        }
        Ok(whole.unwrap_or_else(|| vec![Some(Some(0)); rows]))
    }
}

fn numbered<'a>(series: &Series) -> Result<(Known, Numbers<'a>), Error> {
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
        return Ok((Known::Texts(known), Numbers::Own(numbers)));
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
    Ok((Known::Wholes(known), Numbers::Own(numbers)))
}
