//! Comparing groups whose make-up differs.

use crate::entry::Entry;
use crate::found::Interval;
use crate::input::{all_amounts, is_count, is_level, is_positive, is_share, known, known_interval};
use crate::intervals::poisson_rate;
use crate::sum::sum;
use crate::tails::normal_width;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "direct_standardisation",
        arguments: "hits, trials, weights (one per stratum each), confidence",
        gives: "the share, and its low and high end",
        about: "The share that a group would have if its strata had the given weights. The interval is the normal one of a weighted sum of shares, kept within 0 and 1.",
        edges: "weights need not add up to 1; a stratum of weight 0 is left out; unknown where a stratum with weight has no trials, where all weights are 0, or for lists of unequal length",
        source: "J. L. Fleiss, Statistical Methods for Rates and Proportions, 3rd ed. (2003), 19.2",
        compared: "the formula in exact fractions, by Python",
    },
    Entry {
        name: "pooled_weights",
        arguments: "trials, other_trials (one per stratum each)",
        gives: "weights, one per stratum, that add up to 1",
        about: "The make-up of both groups together: the reference for a fair comparison where none is given.",
        edges: "unknown for lists of unequal length or nothing in them",
        source: "J. L. Fleiss, Statistical Methods for Rates and Proportions, 3rd ed. (2003), 19.2",
        compared: "the formula in exact fractions, by Python",
    },
    Entry {
        name: "indirect_standardisation",
        arguments: "events, trials, reference_rates (trials and rates one per stratum), confidence",
        gives: "events over expected events, and its low and high end",
        about: "How many times as many events a group has as it would with the reference's rates. The interval is the exact one of Poisson.",
        edges: "a whole number of events; unknown where no event is expected",
        source: "N. E. Breslow, N. E. Day, Statistical Methods in Cancer Research 2 (IARC, 1987), 2.3",
        compared: "SciPy chi2.ppf",
    },
    Entry {
        name: "simpson",
        arguments: "strata (each hits, trials, other_hits, other_trials)",
        gives: "the crude difference of shares, that of each stratum, and whether the crude one is reversed",
        about: "Simpson's paradox: reversed where the crude difference points one way and that of every stratum the other.",
        edges: "a stratum in which a side has no trials has no difference, and counts in the crude one only; whether it is reversed is unknown with fewer than two differences; a difference of 0, crude or in a stratum, reverses nothing",
        source: "E. H. Simpson, J. Royal Statistical Society B 13 (1951), 238–241",
        compared: "the formula in exact fractions, by Python",
    },
];

/// A standardised figure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Standardised {
    /// The share, or the ratio.
    pub value: f64,
    /// Its interval.
    pub interval: Interval,
}

/// The share with the weights of a reference: Σ w·hits/trials ÷ Σ w, with variance Σ w²·p(1−p)/trials ÷ (Σ w)².
#[must_use]
pub fn direct_standardisation(hits: &[f64], trials: &[f64], weights: &[f64], confidence: f64) -> Option<Standardised> {
    if hits.len() != trials.len() || hits.len() != weights.len() || !is_level(confidence) {
        return None;
    }
    if ![hits, trials, weights].iter().all(|list| all_amounts(list)) {
        return None;
    }
    let mut strata = Vec::with_capacity(hits.len());
    for ((hits, trials), weight) in hits.iter().zip(trials).zip(weights) {
        if *weight > 0.0 {
            if !is_share(*hits, *trials) {
                return None;
            }
            strata.push((hits / trials, *trials, *weight));
        }
    }
    let whole = sum(strata.iter().map(|(_, _, weight)| *weight));
    if !is_positive(whole) {
        return None;
    }
    let value = known(sum(strata.iter().map(|(share, _, weight)| share * (weight / whole))))?;
    let variance = sum(strata.iter().map(|(share, trials, weight)| {
        let part = weight / whole;
        part * part * share * (1.0 - share) / trials
    }));
    let half = normal_width(confidence) * variance.sqrt();
    let interval = known_interval(((value - half).max(0.0), (value + half).min(1.0)))?;
    Some(Standardised { value, interval })
}

/// Each stratum's part of all trials of both groups.
#[must_use]
pub fn pooled_weights(trials: &[f64], other_trials: &[f64]) -> Option<Vec<f64>> {
    if trials.len() != other_trials.len() || !all_amounts(trials) || !all_amounts(other_trials) {
        return None;
    }
    let whole = sum(trials.iter().chain(other_trials).copied());
    if !is_positive(whole) {
        return None;
    }
    Some(
        trials
            .iter()
            .zip(other_trials)
            .map(|(one, other)| (one + other) / whole)
            .collect(),
    )
}

/// Events over Σ trials·rate, with the exact interval of Poisson.
#[must_use]
pub fn indirect_standardisation(
    events: f64,
    trials: &[f64],
    reference_rates: &[f64],
    confidence: f64,
) -> Option<Standardised> {
    if trials.len() != reference_rates.len() || !all_amounts(trials) || !all_amounts(reference_rates) {
        return None;
    }
    let expected = sum(trials.iter().zip(reference_rates).map(|(trials, rate)| trials * rate));
    if !is_count(events) || !is_positive(expected) {
        return None;
    }
    let interval = poisson_rate(events, expected, confidence)?;
    let value = known(events / expected)?;
    Some(Standardised { value, interval })
}

/// What [`simpson`] found.
#[derive(Debug, Clone, PartialEq)]
pub struct Simpson {
    /// The first side's share less the other's, over all strata.
    pub crude: f64,
    /// The same in each stratum, where both sides have trials.
    pub strata: Vec<Option<f64>>,
    /// Whether every stratum points the other way than the crude difference; `None` with fewer than two.
    pub reversed: Option<bool>,
}

/// Whether the crude difference of two shares is reversed in every stratum `[hits, trials, other_hits, other_trials]`.
#[must_use]
pub fn simpson(strata: &[[f64; 4]]) -> Option<Simpson> {
    let fits = |hits: f64, trials: f64| (hits == 0.0 && trials == 0.0) || is_share(hits, trials);
    if !strata
        .iter()
        .all(|&[hits, trials, other_hits, other_trials]| fits(hits, trials) && fits(other_hits, other_trials))
    {
        return None;
    }
    let difference = |[hits, trials, other_hits, other_trials]: [f64; 4]| {
        // Over a common denominator, so that equal shares differ by exactly nothing.
        (trials > 0.0 && other_trials > 0.0)
            .then(|| (hits * other_trials - other_hits * trials) / (trials * other_trials))
            .and_then(known)
    };
    let all = [0, 1, 2, 3].map(|at| sum(strata.iter().filter_map(|counts| counts.get(at).copied())));
    let crude = difference(all)?;
    let strata: Vec<Option<f64>> = strata.iter().map(|counts| difference(*counts)).collect();
    let mut compared = strata.iter().flatten().peekable();
    let enough = strata.iter().flatten().nth(1).is_some();
    let reversed = compared.peek().is_some() && compared.all(|within| within * crude.signum() < 0.0) && crude != 0.0;
    Some(Simpson {
        crude,
        strata,
        reversed: enough.then_some(reversed),
    })
}
