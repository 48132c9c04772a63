//! Values as whole numbers that are equal where the values are.

use crate::error::Error;
use polars::prelude::*;

/// Truths, whole numbers, days and instants as whole numbers. Floats by their bits, both zeros alike.
pub(crate) fn whole_numbers(series: &Series) -> Result<Int64Chunked, Error> {
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
