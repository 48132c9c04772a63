//! Whole numbers as floats, and the other way round.

/// A whole number as a float: the nearest one.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    reason = "the nearest float is what the language asks for"
)]
pub fn to_float(a: i64) -> f64 {
    a as f64
}

/// A float cut toward zero; unknown for NaN and for what lies outside 64 bits.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "checked right before")]
pub fn to_int(a: f64) -> Option<i64> {
    const END: f64 = 9_223_372_036_854_775_808.0;
    (-END..END).contains(&a).then(|| a.trunc() as i64)
}
