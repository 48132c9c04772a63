//! Numbers as columns of the cube.

use crate::compile::data_type;
use crate::error::Error;
use polars::prelude::*;
use uptake_rules::value::Type;

/// What isn't a number is unknown. Within an expression `1.0 / 0.0` may stand and be compared, but a measure is counted,
/// summed and shown, and one NaN would make a whole team's mean NaN.
pub(super) fn finite(values: &Column) -> Result<Column, Error> {
    let numbers = values.f64()?;
    if numbers.iter().flatten().all(f64::is_finite) {
        return Ok(values.clone());
    }
    let numbers = numbers.iter().map(|number| number.filter(|number| number.is_finite()));
    Ok(Float64Chunked::from_iter_options(values.name().clone(), numbers).into_column())
}

/// Numbers as a column of the measure's type.
pub(super) fn column(name: &str, ty: Type, values: Vec<Option<f64>>) -> Result<Column, Error> {
    if ty == Type::Int {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "counts, and sums of whole numbers, which floats hold to 2^53"
        )]
        let whole = values.into_iter().map(|value| value.map(|value| value as i64));
        return Ok(Int64Chunked::from_iter_options(name.into(), whole).into_column());
    }
    let floats = Float64Chunked::from_iter_options(name.into(), values.into_iter()).into_series();
    Ok(floats.cast(&data_type(ty))?.into_column())
}
