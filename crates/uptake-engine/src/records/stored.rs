//! A column of records.

use crate::error::Error;
use crate::reduce::intern::Interner;
use polars::prelude::*;
use std::ops::Range;

/// What stands for a missing text.
pub(crate) const NO_TEXT: u32 = u32::MAX;

/// A column of records.
pub(crate) enum Stored {
    /// Texts by number; [`NO_TEXT`] is none.
    Texts {
        /// The number of each row's text.
        codes: Codes,
        /// The texts.
        names: Vec<Box<str>>,
    },
    /// Anything else, in one piece.
    Other(Series),
}

/// Numbers of texts, as narrow as they can be.
pub(crate) enum Codes {
    /// Fewer than 255 texts; 255 is none.
    Narrow(Vec<u8>),
    /// More; [`NO_TEXT`] is none.
    Wide(Vec<u32>),
}

impl Codes {
    /// The number of a row's text; [`NO_TEXT`] is none.
    pub(crate) fn get(&self, row: usize) -> u32 {
        match self {
            Codes::Narrow(codes) => match codes.get(row) {
                Some(&u8::MAX) | None => NO_TEXT,
                Some(code) => u32::from(*code),
            },
            Codes::Wide(codes) => codes.get(row).copied().unwrap_or(NO_TEXT),
        }
    }

    /// Gives back room that isn't needed.
    fn shrink(&mut self) {
        match self {
            Codes::Narrow(codes) => codes.shrink_to_fit(),
            Codes::Wide(codes) => codes.shrink_to_fit(),
        }
    }

    fn push(&mut self, code: u32) {
        if let Codes::Narrow(codes) = self {
            match u8::try_from(code) {
                Ok(narrow) if narrow < u8::MAX => return codes.push(narrow),
                _ if code == NO_TEXT => return codes.push(u8::MAX),
                _ => {}
            }
            let wide = codes.iter().map(|code| match code {
                &u8::MAX => NO_TEXT,
                code => u32::from(*code),
            });
            *self = Codes::Wide(wide.collect());
        }
        if let Codes::Wide(codes) = self {
            codes.push(code);
        }
    }
}

impl Stored {
    /// Some of its rows, as expressions read them.
    pub(crate) fn slice(&self, name: &str, rows: Range<usize>) -> Result<Column, Error> {
        Ok(match self {
            Stored::Texts { codes, names } => {
                let texts = rows.map(|row| names.get(codes.get(row) as usize).map(|text| &**text));
                let texts: StringChunked = texts.collect();
                texts.with_name(name.into()).into_column()
            }
            Stored::Other(series) => {
                let start = i64::try_from(rows.start).unwrap_or(i64::MAX);
                series.slice(start, rows.len()).with_name(name.into()).into_column()
            }
        })
    }
}

/// A column that is still growing.
pub(super) enum Growing {
    Texts { interner: Interner, codes: Codes },
    Other(Vec<Series>),
}

impl Growing {
    pub(super) fn new(texts: bool) -> Self {
        match texts {
            true => Growing::Texts {
                interner: Interner::default(),
                codes: Codes::Narrow(Vec::new()),
            },
            false => Growing::Other(Vec::new()),
        }
    }

    pub(super) fn add(&mut self, column: &Series) -> Result<(), Error> {
        match self {
            Growing::Texts { interner, codes } => {
                let mut numbers = Vec::new();
                interner.codes(column.str()?, true, NO_TEXT, &mut numbers);
                numbers.into_iter().for_each(|number| codes.push(number));
            }
            Growing::Other(parts) => parts.push(column.clone()),
        }
        Ok(())
    }

    /// The whole; `empty` if nothing came.
    pub(super) fn done(self, empty: &Series) -> Result<Stored, Error> {
        Ok(match self {
            Growing::Texts { interner, mut codes } => {
                codes.shrink();
                Stored::Texts {
                    codes,
                    names: interner.into_texts(),
                }
            }
            Growing::Other(parts) if *empty.dtype() == DataType::Float64 => Stored::Other(floats(parts, empty.name())?),
            Growing::Other(parts) => {
                let mut parts = parts.into_iter();
                let mut whole = parts.next().unwrap_or_else(|| empty.clone());
                for part in parts {
                    whole.append_owned(part)?;
                }
                Stored::Other(whole.rechunk())
            }
        })
    }
}

/// Floats in one piece. Each part is given back once it is copied, so that both are never in memory as a whole.
fn floats(parts: Vec<Series>, name: &PlSmallStr) -> Result<Series, Error> {
    let rows = parts.iter().map(|part| part.len()).sum();
    let whole = parts.iter().all(|part| part.null_count() == 0);
    let mut values: Vec<f64> = Vec::with_capacity(rows);
    if whole {
        for part in parts {
            for array in part.f64()?.downcast_iter() {
                values.extend_from_slice(array.values());
            }
        }
        return Ok(Float64Chunked::from_vec(name.clone(), values).into_series());
    }
    let mut floats = PrimitiveChunkedBuilder::<Float64Type>::new(name.clone(), rows);
    for part in parts {
        part.f64()?.iter().for_each(|value| floats.append_option(value));
    }
    Ok(floats.finish().into_series())
}
