//! How often an alarm is right, and how many of what happened it foretold.

use crate::entry::Entry;
use crate::found::Interval;
use crate::input::number;
use crate::shares::wilson;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "precision",
        arguments: "alarms, outcomes (true or false, one each), confidence",
        gives: "0 to 1, and the low and high end of Wilson's interval",
        about: "The share of alarms after which it happened.",
        edges: "unknown for no alarm, lists of unequal length, a confidence outside 0 to 1",
        source: "C. J. van Rijsbergen, Information Retrieval, 2nd ed. (1979), 7",
        compared: "scikit-learn precision_score; the interval with statsmodels proportion_confint, method wilson",
    },
    Entry {
        name: "recall",
        arguments: "alarms, outcomes (true or false, one each), confidence",
        gives: "0 to 1, and the low and high end of Wilson's interval",
        about: "The share of what happened that had an alarm before.",
        edges: "unknown where it never happened, for lists of unequal length, a confidence outside 0 to 1",
        source: "C. J. van Rijsbergen, Information Retrieval, 2nd ed. (1979), 7",
        compared: "scikit-learn recall_score; the interval with statsmodels proportion_confint, method wilson",
    },
    Entry {
        name: "f1",
        arguments: "alarms, outcomes (true or false, one each), confidence",
        gives: "0 to 1, and the low and high end of its interval",
        about: "The harmonic mean of precision and recall. Its interval is that of Wilson for the share of hits among all that was an alarm or happened, J, by F = 2J / (1 + J), which is exact.",
        edges: "unknown where nothing was an alarm and nothing happened, for lists of unequal length, a confidence outside 0 to 1",
        source: "C. J. van Rijsbergen, Information Retrieval, 2nd ed. (1979), 7; P. Jaccard, New Phytologist 11 (1912), 37–50",
        compared: "scikit-learn f1_score; the interval with statsmodels proportion_confint of J",
    },
];

/// A figure with its interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rated {
    /// From 0 to 1.
    pub value: f64,
    /// Its low and high end.
    pub interval: Interval,
}

/// How often an alarm and what it foretells come together: hits, false alarms, and what had no alarm.
fn counts(alarms: &[bool], outcomes: &[bool]) -> Option<(f64, f64, f64)> {
    let of = |alarm: bool, outcome: bool| {
        let pairs = alarms.iter().zip(outcomes);
        number(pairs.filter(|(a, o)| **a == alarm && **o == outcome).count())
    };
    (alarms.len() == outcomes.len()).then(|| (of(true, true), of(true, false), of(false, true)))
}

fn rated(hits: f64, trials: f64, confidence: f64) -> Option<Rated> {
    let interval = wilson(hits, trials, confidence)?;
    let value = hits / trials;
    Some(Rated { value, interval })
}

/// The share of alarms that were right.
#[must_use]
pub fn precision(alarms: &[bool], outcomes: &[bool], confidence: f64) -> Option<Rated> {
    let (hits, false_alarms, _) = counts(alarms, outcomes)?;
    rated(hits, hits + false_alarms, confidence)
}

/// The share of what happened that was foretold.
#[must_use]
pub fn recall(alarms: &[bool], outcomes: &[bool], confidence: f64) -> Option<Rated> {
    let (hits, _, missed) = counts(alarms, outcomes)?;
    rated(hits, hits + missed, confidence)
}

/// The harmonic mean of the two: 2·hits ÷ (2·hits + false alarms + missed).
#[must_use]
pub fn f1(alarms: &[bool], outcomes: &[bool], confidence: f64) -> Option<Rated> {
    let (hits, false_alarms, missed) = counts(alarms, outcomes)?;
    let both = rated(hits, hits + false_alarms + missed, confidence)?;
    let of = |share: f64| 2.0 * share / (1.0 + share);
    let (low, high) = both.interval;
    Some(Rated {
        value: of(both.value),
        interval: (of(low), of(high)),
    })
}
