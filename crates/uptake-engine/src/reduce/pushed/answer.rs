//! The columns of an answer as plain values.

use crate::error::Error;
use polars::prelude::*;
use uptake_codes::RunCode;

/// An answer with its rows, if it has any.
pub(super) struct Answer(Option<DataFrame>);

impl Answer {
    pub(super) fn of(frame: Option<DataFrame>) -> Self {
        Self(frame)
    }

    fn column(&self, name: &str, ty: &DataType) -> Result<Option<Series>, Error> {
        let Some(frame) = &self.0 else { return Ok(None) };
        // Some engines write names that aren't quoted in capitals. No two of ours differ in that alone.
        let mut names = frame.get_column_names().into_iter();
        let own = names.find(|own| own.eq_ignore_ascii_case(name));
        let column = frame.column(own.map_or(name, PlSmallStr::as_str))?;
        Ok(Some(column.as_materialized_series().strict_cast(ty)?))
    }

    /// A column of whole numbers; unknown ones are zero.
    pub(super) fn wholes(&self, name: &str) -> Result<Vec<i64>, Error> {
        match self.column(name, &DataType::Int64)? {
            Some(series) => Ok(series.i64()?.iter().map(|number| number.unwrap_or(0)).collect()),
            None => Ok(Vec::new()),
        }
    }

    /// A column of whole numbers, some of which aren't there.
    pub(super) fn some_wholes(&self, name: &str) -> Result<Vec<Option<i64>>, Error> {
        match self.column(name, &DataType::Int64)? {
            Some(series) => Ok(series.i64()?.iter().collect()),
            None => Ok(Vec::new()),
        }
    }

    /// The same of numbers that aren't negative.
    pub(super) fn counts(&self, name: &str) -> Result<Vec<u64>, Error> {
        let counts = self
            .wholes(name)?
            .into_iter()
            .map(|count| u64::try_from(count).unwrap_or(0));
        Ok(counts.collect())
    }

    /// A column of floats.
    pub(super) fn floats(&self, name: &str) -> Result<Vec<Option<f64>>, Error> {
        match self.column(name, &DataType::Float64)? {
            Some(series) => Ok(series.f64()?.iter().collect()),
            None => Ok(Vec::new()),
        }
    }

    /// A column of texts.
    pub(super) fn texts(&self, name: &str) -> Result<StringChunked, Error> {
        match self.column(name, &DataType::String)? {
            Some(series) => Ok(series.str()?.clone()),
            None => Ok(StringChunked::full_null(PlSmallStr::EMPTY, 0)),
        }
    }

    /// A column of sums, written out since they may be larger than 64 bits.
    pub(super) fn sums(&self, name: &str) -> Result<Vec<i128>, Error> {
        let texts = self.texts(name)?;
        let sum = |text: Option<&str>| match text {
            None => Ok(0),
            Some(text) => text.parse::<i128>().map_err(|_| {
                let message = "internal error: the engine's sum is no whole number";
                Error::new(RunCode::Engine, message)
            }),
        };
        texts.iter().map(sum).collect()
    }

    /// The only number of a column in an answer of one row.
    pub(super) fn number(&self, name: &str) -> Result<u64, Error> {
        Ok(self.counts(name)?.first().copied().unwrap_or(0))
    }
}
