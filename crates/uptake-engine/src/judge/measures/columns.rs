//! Numbers as columns of the cube.

use crate::numbers::Numbers;
use polars::prelude::*;
use uptake_rules::expr::scalar::to_int;
use uptake_rules::value::Type;

/// Numbers as a column of the measure's type. A whole number that no float is, is unknown in a column of floats.
///
/// What isn't finite is among no [`Numbers`]: within an expression `1.0 / 0.0` may stand and be compared, but a measure is
/// counted, summed and shown, and one NaN would make a whole team's mean NaN.
pub(super) fn column(name: &str, ty: Type, numbers: Numbers) -> Column {
    match (ty, numbers) {
        (Type::Int, Numbers::Whole(numbers)) => {
            Int64Chunked::from_iter_options(name.into(), numbers.into_iter()).into_column()
        }
        (Type::Int, Numbers::Float(numbers)) => {
            let whole = numbers.into_iter().map(|number| number.and_then(to_int));
            Int64Chunked::from_iter_options(name.into(), whole).into_column()
        }
        (_, numbers) => Float64Chunked::from_iter_options(name.into(), numbers.floats().into_iter()).into_column(),
    }
}
