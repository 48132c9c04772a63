//! Columns of numbers as they are added up: whole numbers never pass through floats.

use crate::error::Error;
use crate::outcome::Number;
use polars::prelude::*;

/// The numbers of a column, row by row; unknown is `None`.
#[derive(Debug)]
pub(crate) enum Numbers {
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Finite floats, without a sign of zero.
    Float(Vec<Option<f64>>),
}

/// A number of a column.
pub(crate) trait Plain: Copy + PartialOrd {
    /// Zero.
    const ZERO: Self;

    /// The number as it is added up.
    fn number(self) -> Number;
}

impl Plain for i64 {
    const ZERO: Self = 0;

    fn number(self) -> Number {
        Number::Whole(self)
    }
}

impl Plain for f64 {
    const ZERO: Self = 0.0;

    fn number(self) -> Number {
        Number::Float(self)
    }
}

impl Numbers {
    /// Those of a column of numbers or truths. What isn't finite is unknown.
    ///
    /// # Errors
    /// When it has other values.
    pub(crate) fn of(column: &Column) -> Result<Self, Error> {
        Ok(match column.dtype() {
            DataType::Boolean => Self::Whole(column.bool()?.iter().map(|truth| truth.map(i64::from)).collect()),
            dtype if dtype.is_integer() => Self::Whole(column.cast(&DataType::Int64)?.i64()?.iter().collect()),
            _ => {
                let floats = column.cast(&DataType::Float64)?;
                let finite = |number: f64| number.is_finite().then_some(number + 0.0);
                Self::Float(floats.f64()?.iter().map(|number| number.and_then(finite)).collect())
            }
        })
    }

    /// The number of a row.
    pub(crate) fn get(&self, row: usize) -> Option<Number> {
        match self {
            Self::Whole(numbers) => numbers.get(row).copied().flatten().map(Number::Whole),
            Self::Float(numbers) => numbers.get(row).copied().flatten().map(Number::Float),
        }
    }

    /// As a column of floats: a whole number that no float is, is unknown there.
    pub(crate) fn floats(self) -> Vec<Option<f64>> {
        match self {
            Self::Whole(numbers) => {
                let exact = |number: i64| Number::whole(number).exact();
                numbers.into_iter().map(|number| number.and_then(exact)).collect()
            }
            Self::Float(numbers) => numbers,
        }
    }
}
