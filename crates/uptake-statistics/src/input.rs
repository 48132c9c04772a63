//! What is asked of arguments, and of results.

/// The number, if it is one.
pub(crate) fn known(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

/// Both ends, if both are numbers.
pub(crate) fn known_interval((low, high): (f64, f64)) -> Option<(f64, f64)> {
    (low.is_finite() && high.is_finite()).then_some((low, high))
}

pub(crate) fn all_finite(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite())
}

/// All are finite and none is below zero.
pub(crate) fn all_amounts(values: &[f64]) -> bool {
    values.iter().all(|value| value.is_finite() && *value >= 0.0)
}

/// A confidence strictly between 0 and 1.
pub(crate) fn is_level(confidence: f64) -> bool {
    confidence > 0.0 && confidence < 1.0
}

/// A finite number above 0.
pub(crate) fn is_positive(value: f64) -> bool {
    value.is_finite() && value > 0.0
}

/// A part above 0, up to all.
pub(crate) fn is_some_part(part: f64) -> bool {
    part > 0.0 && part <= 1.0
}

/// `hits` of `trials`: at least one trial, no more hits than trials. Counts need not be whole.
pub(crate) fn is_share(hits: f64, trials: f64) -> bool {
    trials.is_finite() && trials > 0.0 && hits >= 0.0 && hits <= trials
}

/// A whole number from 0 to the largest that the exact walks take, a thousand million.
pub(crate) fn is_count(value: f64) -> bool {
    (0.0..=1e9).contains(&value) && value.fract() == 0.0
}

/// A number of values as a number.
pub(crate) fn length<T>(values: &[T]) -> f64 {
    number(values.len())
}

/// A count of things in memory: far below the 2^53 up to which every whole number has its own `f64`.
#[allow(clippy::cast_precision_loss, reason = "no list has 2^53 elements")]
pub(crate) fn number(count: usize) -> f64 {
    count as f64
}

/// A position in a list; below zero is zero.
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "the caller gives a whole number; the cast keeps to the range"
)]
pub(crate) fn position(value: f64) -> usize {
    value as usize
}

/// The values in units of a power of two near the largest of them, and that unit: their squares and sums neither overflow nor
/// vanish, and no digit changes.
pub(crate) fn in_units(values: &[f64]) -> (Vec<f64>, f64) {
    const EXPONENT: u64 = 0x7ff << 52;
    let most = values.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    let unit = match most {
        0.0 => 1.0,
        _ => f64::from_bits(most.to_bits() & EXPONENT).max(f64::MIN_POSITIVE),
    };
    if !unit.is_finite() {
        return (values.to_vec(), 1.0);
    }
    (values.iter().map(|value| value / unit).collect(), unit)
}
