//! Rounded numbers.

/// The nearest whole number, of amounts far below 2⁵³.
#[allow(
    clippy::cast_possible_truncation,
    reason = "no amount, count or day of an organisation is that large"
)]
pub(super) fn whole(value: f64) -> i64 {
    value.round() as i64
}
