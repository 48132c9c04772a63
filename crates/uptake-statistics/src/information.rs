//! How much one thing tells about another.

use std::collections::BTreeMap;

use crate::entry::Entry;
use crate::input::{all_amounts, in_units, is_positive, known, length};
use crate::sum::sum;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "entropy",
        arguments: "amounts, base (above 1: 2 for bits, e for nats)",
        gives: "0 (one has all) to the logarithm of n (all have the same)",
        about: "How evenly a total is spread: Shannon's entropy of the shares.",
        edges: "an amount of 0 adds nothing; unknown for no amounts, a negative one, a total of 0, or a base of 1 or less",
        source: "C. E. Shannon, Bell System Technical J. 27 (1948), 379–423",
        compared: "SciPy entropy",
    },
    Entry {
        name: "mutual_information",
        arguments: "labels, other_labels (of equal length)",
        gives: "0 (nothing) to 1 (all)",
        about: "How much two labellings of the same things tell about each other: mutual information by the mean of the two entropies.",
        edges: "unknown for no labels, and where each labelling has one label only (scikit-learn says 1): neither can tell anything; 0 where one has",
        source: "N. X. Vinh, J. Epps, J. Bailey, J. of Machine Learning Research 11 (2010), 2837–2854, NMI sum",
        compared: "scikit-learn normalized_mutual_info_score, arithmetic",
    },
];

/// Shannon's entropy of amounts: −Σ share·log(share).
#[must_use]
pub fn entropy(amounts: &[f64], base: f64) -> Option<f64> {
    let (amounts, _) = in_units(amounts);
    let total = sum(amounts.iter().copied());
    if !all_amounts(&amounts) || !is_positive(total) || !is_positive(base - 1.0) {
        return None;
    }
    let shares = amounts.iter().map(|amount| amount / total).filter(|share| *share > 0.0);
    known((sum(shares.map(|share| -share * share.ln())) / base.ln()).max(0.0))
}

/// Mutual information of two labellings, by the arithmetic mean of their entropies.
#[must_use]
pub fn mutual_information<A: Ord, B: Ord>(labels: &[A], other_labels: &[B]) -> Option<f64> {
    if labels.len() != other_labels.len() || labels.is_empty() {
        return None;
    }
    let things = length(labels);
    let mut pairs = BTreeMap::new();
    let (mut ones, mut others) = (BTreeMap::new(), BTreeMap::new());
    for (one, other) in labels.iter().zip(other_labels) {
        *pairs.entry((one, other)).or_insert(0.0) += 1.0;
        *ones.entry(one).or_insert(0.0) += 1.0;
        *others.entry(other).or_insert(0.0) += 1.0;
    }
    let spread = |counts: Vec<f64>| sum(counts.iter().map(|count| -(count / things) * (count / things).ln()));
    let mean = f64::midpoint(
        spread(ones.values().copied().collect()),
        spread(others.values().copied().collect()),
    );
    if ones.len() == 1 && others.len() == 1 {
        return None;
    }
    if ones.len() == 1 || others.len() == 1 {
        return Some(0.0);
    }
    let told = sum(pairs.iter().filter_map(|((one, other), count)| {
        let (alone, apart) = (ones.get(one)?, others.get(other)?);
        let ratio: f64 = count * things / (alone * apart);
        Some(count / things * ratio.ln())
    }));
    known((told / mean).clamp(0.0, 1.0))
}
