//! Statistics, each with its source.

use statrs::distribution::{ContinuousCDF, Normal};

/// The share of confidence of intervals.
pub const CONFIDENCE: f64 = 0.95;

/// The interval of Wilson for a share: `hits` of `trials`, as shares between 0 and 1; `None` for no trials.
///
/// Unlike the plain normal interval it stays within 0 and 1 and is honest for small groups and for shares near the ends.
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209–212;
/// without correction for continuity.
#[must_use]
pub fn wilson(hits: f64, trials: f64, confidence: f64) -> Option<(f64, f64)> {
    if trials <= 0.0 {
        return None;
    }
    let z = Normal::standard().inverse_cdf(0.5 + confidence / 2.0);
    let share = hits / trials;
    let z2 = z * z;
    let scale = 1.0 + z2 / trials;
    let centre = (share + z2 / (2.0 * trials)) / scale;
    let half = z / scale * (share * (1.0 - share) / trials + z2 / (4.0 * trials * trials)).sqrt();
    // At the ends the bound is the end itself; rounding must not leave a trace of it.
    let low = if hits <= 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if hits >= trials { 1.0 } else { (centre + half).min(1.0) };
    Some((low, high))
}
