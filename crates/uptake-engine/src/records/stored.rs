//! A column of records.

use super::codes::{Codes, NO_VALUE};
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
