//! Decimals as they come → the nearest floats, rounded once.

use super::Unreadable;
use super::finite::finite;
use crate::error::Error;
use polars::prelude::*;

/// The decimals of a column as floats.
pub(super) fn floats(series: &Series) -> Result<(Column, Vec<Unreadable>), Error> {
    // By their digits: dividing a rounded number by a power of ten would round twice.
    let texts = series.cast(&DataType::String)?;
    let numbers = texts
        .str()?
        .iter()
        .map(|text| text.and_then(|text| text.parse::<f64>().ok()));
    let floats = Float64Chunked::from_iter_options(series.name().clone(), numbers);
    finite(&floats.into_series())
}
