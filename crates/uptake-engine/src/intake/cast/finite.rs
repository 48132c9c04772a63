//! Floats as they come → finite ones. NaN stands for a gap; what is infinite is no number, and its row is set aside.

use super::Unreadable;
use crate::error::Error;
use crate::intake::set_aside::Reason;
use polars::prelude::*;

/// The floats of a column, zero without a sign, and the rows of which one is infinite.
pub(super) fn finite(series: &Series) -> Result<(Column, Vec<Unreadable>), Error> {
    let floats = series.f64()?;
    let is_plain = |number: f64| number.is_finite() && (number != 0.0 || number.is_sign_positive());
    if floats.iter().flatten().all(is_plain) {
        return Ok((series.clone().into_column(), Vec::new()));
    }
    let numbers = floats
        .iter()
        .map(|number| number.filter(|number| number.is_finite()).map(|number| number + 0.0));
    let numbers = Float64Chunked::from_iter_options(series.name().clone(), numbers);
    let infinite = floats.iter().enumerate();
    let infinite = infinite.filter(|(_, number)| number.is_some_and(f64::is_infinite));
    let lost = infinite.map(|(row, _)| Unreadable {
        row,
        reason: Reason::WrongType,
    });
    Ok((numbers.into_column(), lost.collect()))
}
