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

#[cfg(test)]
mod tests {
    use super::*;

    /// Hits, trials, and the interval that both SciPy 1.16 (`binomtest(…).proportion_ci(method="wilson")`) and statsmodels
    /// 0.14 (`proportion_confint(…, method="wilson")`) give.
    const REFERENCE: [(f64, f64, f64, f64); 9] = [
        (9.0, 12.0, 0.467_694_665_066_434_26, 0.911_058_331_605_945_4),
        (0.0, 10.0, 0.0, 0.277_532_799_862_889_26),
        (10.0, 10.0, 0.722_467_200_137_110_9, 1.0),
        (1.0, 1.0, 0.206_549_314_377_237_45, 1.0),
        (0.0, 1.0, 0.0, 0.793_450_685_622_762_6),
        (66.0, 105.0, 0.533_145_345_231_067_7, 0.714_921_892_130_018_2),
        (320.0, 800.0, 0.366_608_156_798_783_1, 0.434_347_618_442_352_15),
        (14_521.0, 20_000.0, 0.719_826_127_132_886_6, 0.732_187_053_366_148_4),
        (3.0, 1_000_000.0, 1.020_271_240_968_122_3e-6, 8.821_149_774_312_435e-6),
    ];

    #[test]
    fn the_interval_of_wilson_agrees_with_scipy_and_statsmodels() {
        for (hits, trials, low, high) in REFERENCE {
            let found = wilson(hits, trials, CONFIDENCE).unwrap_or((f64::NAN, f64::NAN));
            let near = |a: f64, b: f64| (a - b).abs() <= 1e-9 * b.abs().max(1e-9);
            assert!(
                near(found.0, low) && near(found.1, high),
                "{hits} of {trials}: {found:?}"
            );
        }
    }

    #[test]
    fn of_nobody_there_is_no_interval() {
        assert_eq!(wilson(0.0, 0.0, CONFIDENCE), None);
    }
}
