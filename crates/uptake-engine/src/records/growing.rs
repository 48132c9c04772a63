//! A column of records that is still growing.

use super::codes::{Codes, NO_VALUE};
use super::stored::Stored;
use crate::compile::data_type;
use crate::error::Error;
use crate::reduce::intern::Interner;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use uptake_rules::value::Type;

/// With more different values than this their numbers need more than two bytes.
const FEW: usize = u16::MAX as usize - 1;

/// How often each of few values occurs on average at least, where it pays to number them.
const OFTEN: usize = 8;

/// A column that is still growing.
pub(super) enum Growing {
    Texts { interner: Interner, codes: Codes },
    Few(Few),
    Floats(PrimitiveChunkedBuilder<Float64Type>),
    Other(Vec<Series>),
}

/// Numbers with a fraction, as long as few of them differ: scores and shares mostly do.
#[derive(Default)]
pub(super) struct Few {
    /// The number of each value, by its [`key`].
    known: FxHashMap<u64, u32>,
    codes: Codes,
    values: Vec<f64>,
    rows: usize,
}

impl Growing {
    pub(super) fn new(ty: Type) -> Self {
        match ty {
            Type::Text => Growing::Texts {
                interner: Interner::default(),
                codes: Codes::default(),
            },
            Type::Float => Growing::Few(Few::default()),
            Type::Int | Type::Bool | Type::Date | Type::Datetime | Type::Unknown => Growing::Other(Vec::new()),
        }
    }

    pub(super) fn add(&mut self, column: &Series) -> Result<(), Error> {
        match self {
            Growing::Texts { interner, codes } => {
                let mut numbers = Vec::new();
                interner.codes(column.str()?, true, NO_VALUE, &mut numbers);
                codes.extend(&numbers);
            }
            Growing::Few(few) => {
                few.add(column.f64()?);
                if few.values.len() > FEW {
                    *self = Growing::Floats(few.all());
                }
            }
            Growing::Floats(floats) => column.f64()?.iter().for_each(|value| floats.append_option(value)),
            Growing::Other(parts) => parts.push(column.clone()),
        }
        Ok(())
    }

    /// The whole.
    pub(super) fn done(self, ty: Type) -> Result<Stored, Error> {
        Ok(match self {
            Growing::Texts { interner, mut codes } => {
                codes.shrink();
                Stored::Texts {
                    codes,
                    names: interner.into_texts(),
                }
            }
            Growing::Few(few) if few.rows < OFTEN * few.values.len() => Stored::Other(few.all().finish().into_series()),
            Growing::Few(Few { mut codes, values, .. }) => {
                codes.shrink();
                Stored::Few { codes, values }
            }
            Growing::Floats(floats) => Stored::Other(floats.finish().into_series()),
            Growing::Other(parts) => {
                let mut parts = parts.into_iter();
                let mut whole = parts
                    .next()
                    .unwrap_or_else(|| Series::new_empty(PlSmallStr::EMPTY, &data_type(ty)));
                for part in parts {
                    whole.append_owned(part)?;
                }
                Stored::Other(whole.rechunk())
            }
        })
    }
}

/// The bits of a value, those that differ among round numbers last: the map spreads keys by their last bits.
fn key(value: f64) -> u64 {
    value.to_bits().rotate_left(20)
}

impl Few {
    fn add(&mut self, column: &Float64Chunked) {
        let mut numbers = Vec::with_capacity(column.len());
        let mut number = |value: f64| {
            let next = u32::try_from(self.values.len()).unwrap_or(NO_VALUE);
            *self.known.entry(key(value)).or_insert_with(|| {
                self.values.push(value);
                next
            })
        };
        for part in column.downcast_iter() {
            match part.validity() {
                None => numbers.extend(part.values().iter().map(|value| number(*value))),
                Some(_) => numbers.extend(part.iter().map(|value| value.map_or(NO_VALUE, |value| number(*value)))),
            }
        }
        self.rows += numbers.len();
        self.codes.extend(&numbers);
    }

    /// Each row's own value.
    fn all(&self) -> PrimitiveChunkedBuilder<Float64Type> {
        let mut floats = PrimitiveChunkedBuilder::new(PlSmallStr::EMPTY, self.rows);
        for row in 0..self.rows {
            let code = Some(self.codes.get(row)).filter(|code| *code != NO_VALUE);
            floats.append_option(code.and_then(|code| self.values.get(code as usize).copied()));
        }
        floats
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn stored(values: &[Option<f64>]) -> Result<Stored, Error> {
        let mut growing = Growing::new(Type::Float);
        for part in values.chunks(20_000) {
            let part = Float64Chunked::from_iter_options("x".into(), part.iter().copied());
            growing.add(&part.into_series())?;
        }
        growing.done(Type::Float)
    }

    fn back(stored: &Stored, rows: usize) -> Result<Vec<Option<f64>>, PolarsError> {
        let column = stored.slice("x", 0..rows);
        Ok(column.f64()?.iter().collect())
    }

    #[test]
    fn numbers_come_back_as_they_went_in_whether_few_or_many_of_them_differ() -> Result<(), Box<dyn std::error::Error>>
    {
        let few: Vec<Option<f64>> = (0..40_000)
            .map(|row| (row % 7 != 0).then(|| f64::from(row % 300) / 10.0))
            .collect();
        let many: Vec<Option<f64>> = (0..90_000)
            .map(|row| (row % 7 != 0).then(|| f64::from(row) / 10.0))
            .collect();
        let rare: Vec<Option<f64>> = vec![Some(0.5), None, Some(-0.0), Some(0.0)];
        for (values, numbered) in [(few, true), (many, false), (rare, false)] {
            let stored = stored(&values)?;
            assert_eq!(matches!(stored, Stored::Few { .. }), numbered);
            let found = back(&stored, values.len())?;
            let bits = |values: &[Option<f64>]| -> Vec<Option<u64>> {
                values.iter().map(|value| value.map(f64::to_bits)).collect()
            };
            assert_eq!(bits(&found), bits(&values));
        }
        Ok(())
    }
}
