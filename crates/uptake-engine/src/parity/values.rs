//! When two values are the same.

use polars::prelude::AnyValue;

/// Whether two values are the same. Unknown equals unknown and nothing else.
pub(super) fn equal(a: &AnyValue<'_>, b: &AnyValue<'_>, tolerance: f64) -> bool {
    match (a, b) {
        (AnyValue::Null, AnyValue::Null) => true,
        (AnyValue::Null, _) | (_, AnyValue::Null) => false,
        (AnyValue::Float64(a), AnyValue::Float64(b)) => near(*a, *b, tolerance),
        (a, b) => a == b,
    }
}

/// Whether two numbers differ by no more than a part of the larger one. Without tolerance they have to be the same.
#[allow(clippy::float_cmp, reason = "the same number is meant")]
pub(super) fn near(a: f64, b: f64, tolerance: f64) -> bool {
    a == b
        || (a.is_nan() && b.is_nan())
        || (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1.0) && tolerance > 0.0
}
