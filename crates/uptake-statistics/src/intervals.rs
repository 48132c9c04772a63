//! Intervals and limits that hold exactly, by the binomial and the Poisson distribution.

use crate::entry::Entry;
use crate::found::Interval;
use crate::input::{is_count, is_level, is_positive, known_interval};
use crate::sum::{Sum, sum};
use crate::tails::{beta_lower, beta_upper, gamma_lower, gamma_upper};

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "clopper_pearson",
        arguments: "hits, trials, confidence",
        gives: "low and high end, each between 0 and 1",
        about: "The exact interval for a share: it covers the true share at least as often as it says.",
        edges: "whole counts up to 10⁹, else unknown; no hit gives 0 as the low end, all hits 1 as the high end",
        source: "C. J. Clopper, E. S. Pearson, Biometrika 26 (1934), 404–413",
        compared: "statsmodels proportion_confint, method beta",
    },
    Entry {
        name: "poisson_rate",
        arguments: "events, exposure, confidence",
        gives: "low and high end, in events per unit of exposure",
        about: "The exact interval for a rate of events that come one by one.",
        edges: "a whole number of events up to 10⁹, exposure above 0, else unknown; no event gives 0 as the low end",
        source: "F. Garwood, Biometrika 28 (1936), 437–442",
        compared: "SciPy gamma.ppf and gamma.isf",
    },
    Entry {
        name: "funnel_limits",
        arguments: "share, trials, confidence",
        gives: "low and high limit, as shares of the trials",
        about: "Between which shares a group of so many trials stays if its true share is the given one: the limits of a funnel plot. A group on a limit is within.",
        edges: "whole trials from 1 to 10⁹, a share from 0 to 1, else unknown; a share of 0 or 1 has itself as both limits; a count whose chance is within 10⁻¹² of the tail's is on the limit",
        source: "D. J. Spiegelhalter, Statistics in Medicine 24 (2005), 1185–1202, A.1.1, without interpolation",
        compared: "SciPy binom.ppf",
    },
];

/// The exact interval for a share, by quantiles of the beta distribution.
///
/// Low: the share at which `hits` or more has the chance (1 − confidence)/2; high: the same for `hits` or fewer.
#[must_use]
pub fn clopper_pearson(hits: f64, trials: f64, confidence: f64) -> Option<Interval> {
    if !is_count(hits) || !is_count(trials) || trials < 1.0 || hits > trials || !is_level(confidence) {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let misses = trials - hits;
    let low = if hits <= 0.0 {
        0.0
    } else {
        beta_lower(hits, misses + 1.0, tail)
    };
    let high = if misses <= 0.0 {
        1.0
    } else {
        beta_upper(hits + 1.0, misses, tail)
    };
    known_interval((low, high))
}

/// The exact interval for a rate: `events` in an `exposure` of any unit, per that unit.
#[must_use]
pub fn poisson_rate(events: f64, exposure: f64, confidence: f64) -> Option<Interval> {
    if !is_count(events) || !is_positive(exposure) || !is_level(confidence) {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let low = if events <= 0.0 { 0.0 } else { gamma_lower(events, tail) };
    known_interval((low / exposure, gamma_upper(events + 1.0, tail) / exposure))
}

/// A step that is this near to the tail, relatively, is on it: rounding must not move a limit.
const SLACK: f64 = 1e-12;

/// The limits of a funnel plot: the smallest counts k with at least (1 − confidence)/2, and (1 + confidence)/2, of the
/// binomial distribution at or below them, divided by the trials.
#[must_use]
pub fn funnel_limits(share: f64, trials: f64, confidence: f64) -> Option<Interval> {
    if !is_count(trials) || trials < 1.0 || !(0.0..=1.0).contains(&share) || !is_level(confidence) {
        return None;
    }
    if share <= 0.0 || share >= 1.0 {
        return Some((share, share));
    }
    let tail = (1.0 - confidence) / 2.0;
    let mode = ((trials + 1.0) * share).floor().min(trials);
    let odds = share / (1.0 - share);
    // Weights relative to the mode's, outwards: no factorial is needed, and none overflows.
    let up = outwards(|k| (trials - mode - k) / (mode + k + 1.0) * odds);
    let down = outwards(|k| (mode - k) / (trials - mode + k + 1.0) / odds);
    let total = sum(up.iter().chain(&down).copied()) + 1.0;
    let low = mode + climb(&down, &up, tail * total, |passed, mass| passed >= mass * (1.0 - SLACK));
    // From above: the last count that still has no more than the tail above it.
    let high = mode - climb(&up, &down, tail * total, |passed, mass| passed > mass * (1.0 + SLACK));
    known_interval((low / trials, high / trials))
}

/// The products of the ratios, until they no longer count.
fn outwards(ratio: impl Fn(f64) -> f64) -> Vec<f64> {
    let mut weights = Vec::new();
    let mut weight = 1.0;
    let mut step = 0.0;
    loop {
        weight *= ratio(step).max(0.0);
        // Not until zero: the smallest number times nearly 1 stays itself, and the walk would go on for ever.
        if weight < f64::MIN_POSITIVE {
            return weights;
        }
        weights.push(weight);
        step += 1.0;
    }
}

/// Adds weights from the far end of `near` through the mode to the far end of `far`, and says how far from the mode (below
/// zero: on the near side) the sum is first `enough`.
fn climb(near: &[f64], far: &[f64], mass: f64, enough: impl Fn(f64, f64) -> bool) -> f64 {
    let mut passed = Sum::default();
    let mut at = -crate::input::length(near);
    for weight in near.iter().rev().chain(std::iter::once(&1.0)).chain(far) {
        passed.add(*weight);
        if enough(passed.total(), mass) {
            break;
        }
        at += 1.0;
    }
    at
}
