//! A column of records.

use super::codes::{Codes, NO_VALUE};
use crate::binary::{Binary, Bytes, Damaged};
use polars::prelude::*;
use std::ops::Range;

/// A column of records.
pub(crate) enum Stored {
    /// Texts by number.
    Texts {
        /// The number of each row's text; [`NO_VALUE`] is none.
        codes: Codes,
        /// The texts.
        names: Vec<Box<str>>,
    },
    /// Numbers with a fraction, of which few differ, by number.
    Few {
        /// The number of each row's value; [`NO_VALUE`] is none.
        codes: Codes,
        /// The values.
        values: Vec<f64>,
    },
    /// Anything else, in one piece.
    Other(Series),
}

impl Stored {
    /// Whether any row has a value.
    pub(crate) fn any_known(&self) -> bool {
        match self {
            // What no row has was never given a number.
            Stored::Texts { names, .. } => !names.is_empty(),
            Stored::Few { values, .. } => !values.is_empty(),
            Stored::Other(series) => series.null_count() < series.len(),
        }
    }

    /// Some of its rows, as expressions read them.
    pub(crate) fn slice(&self, name: &str, rows: Range<usize>) -> Column {
        let own = |code: u32| (code != NO_VALUE).then_some(code as usize);
        match self {
            Stored::Texts { codes, names } => {
                let texts = rows.map(|row| names.get(own(codes.get(row))?).map(|text| &**text));
                let texts: StringChunked = texts.collect();
                texts.with_name(name.into()).into_column()
            }
            Stored::Few { codes, values } => {
                let floats = rows.map(|row| values.get(own(codes.get(row))?).copied());
                Float64Chunked::from_iter_options(name.into(), floats).into_column()
            }
            Stored::Other(series) => {
                let start = i64::try_from(rows.start).unwrap_or(i64::MAX);
                series.slice(start, rows.len()).with_name(name.into()).into_column()
            }
        }
    }
}

impl Binary for Stored {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Stored::Texts { codes, names } => {
                0u8.put(out);
                codes.put(out);
                names.put(out);
            }
            Stored::Few { codes, values } => {
                1u8.put(out);
                codes.put(out);
                values.put(out);
            }
            Stored::Other(series) => {
                2u8.put(out);
                series.clone().into_frame().put(out);
            }
        }
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        Ok(match u8::get(from)? {
            0 => Stored::Texts {
                codes: <Codes as Binary>::get(from)?,
                names: Vec::get(from)?,
            },
            1 => Stored::Few {
                codes: <Codes as Binary>::get(from)?,
                values: Vec::get(from)?,
            },
            2 => {
                let columns = <DataFrame as Binary>::get(from)?.into_columns();
                let column = columns.into_iter().next().ok_or(Damaged)?;
                Stored::Other(column.take_materialized_series())
            }
            _ => return Err(Damaged),
        })
    }
}
