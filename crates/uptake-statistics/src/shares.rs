//! Shares: hits of trials.

use crate::entry::Entry;
use crate::found::{Interval, Test};
use crate::input::{is_level, is_share, known_interval};
use crate::tails::{normal_two_sided, normal_width};

/// The confidence of intervals where nothing else is said.
pub const CONFIDENCE: f64 = 0.95;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "wilson",
        arguments: "hits, trials, confidence",
        gives: "low and high end, each between 0 and 1",
        about: "The interval of Wilson for a share, without correction for continuity: honest for small groups and near the ends.",
        edges: "unknown for no trials, more hits than trials, a confidence outside 0 to 1; no hit gives exactly 0 as the low end, all hits exactly 1 as the high end",
        source: "E. B. Wilson, JASA 22 (1927), 209–212",
        compared: "statsmodels proportion_confint, method wilson",
    },
    Entry {
        name: "newcombe",
        arguments: "hits, trials, other_hits, other_trials, confidence",
        gives: "low and high end of the difference, each between −1 and 1",
        about: "The interval of a difference of two shares, first less second, from the two intervals of Wilson.",
        edges: "unknown where either interval of Wilson is",
        source: "R. G. Newcombe, Statistics in Medicine 17 (1998), 873–890, method 10",
        compared: "statsmodels confint_proportions_2indep, method newcomb",
    },
    Entry {
        name: "two_proportions",
        arguments: "hits, trials, other_hits, other_trials",
        gives: "z (above 0 where the first share is larger) and two-sided p",
        about: "The test that two shares are the same, with the pooled variance.",
        edges: "unknown for no trials on a side, and where all or none of both sides are hits: there is no spread to measure against",
        source: "J. L. Fleiss, Statistical Methods for Rates and Proportions, 3rd ed. (2003), 3.1, without correction",
        compared: "statsmodels proportions_ztest",
    },
];

/// The interval of Wilson for a share: `hits` of `trials`, as shares between 0 and 1; `None` for no trials.
///
/// Unlike the plain normal interval it stays within 0 and 1 and is honest for small groups and for shares near the ends.
/// Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", JASA 22 (1927), 209–212;
/// without correction for continuity.
#[must_use]
pub fn wilson(hits: f64, trials: f64, confidence: f64) -> Option<Interval> {
    if !is_share(hits, trials) || !is_level(confidence) {
        return None;
    }
    let z = normal_width(confidence);
    let share = hits / trials;
    let z2 = z * z;
    let scale = 1.0 + z2 / trials;
    let centre = (share + z2 / (2.0 * trials)) / scale;
    let half = z / scale * (share * (1.0 - share) / trials + z2 / (4.0 * trials * trials)).sqrt();
    // At the ends the bound is the end itself; rounding must not leave a trace of it.
    let low = if hits <= 0.0 { 0.0 } else { (centre - half).max(0.0) };
    let high = if hits >= trials { 1.0 } else { (centre + half).min(1.0) };
    known_interval((low, high))
}

/// The interval of the difference of two shares, the first less the second.
///
/// From the intervals l₁…u₁ and l₂…u₂ of Wilson: d − √((p₁−l₁)² + (u₂−p₂)²) to d + √((u₁−p₁)² + (p₂−l₂)²).
#[must_use]
pub fn newcombe(hits: f64, trials: f64, other_hits: f64, other_trials: f64, confidence: f64) -> Option<Interval> {
    let (low, high) = wilson(hits, trials, confidence)?;
    let (other_low, other_high) = wilson(other_hits, other_trials, confidence)?;
    let (share, other) = (hits / trials, other_hits / other_trials);
    let difference = share - other;
    known_interval((
        difference - (share - low).hypot(other_high - other),
        difference + (high - share).hypot(other - other_low),
    ))
}

/// Whether two shares differ: z and two-sided p.
///
/// z = (p₁ − p₂) / √(p(1−p)(1/n₁ + 1/n₂)) with the pooled share p.
#[must_use]
pub fn two_proportions(hits: f64, trials: f64, other_hits: f64, other_trials: f64) -> Option<Test> {
    if !is_share(hits, trials) || !is_share(other_hits, other_trials) {
        return None;
    }
    let pooled = (hits + other_hits) / (trials + other_trials);
    let variance = pooled * (1.0 - pooled) * (1.0 / trials + 1.0 / other_trials);
    if variance <= 0.0 {
        return None;
    }
    let z = (hits / trials - other_hits / other_trials) / variance.sqrt();
    Test::known(z, normal_two_sided(z))
}
