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

/// Two labellings of the same things, counted.
pub(crate) struct Labelled {
    /// How many things there are.
    pub(crate) things: f64,
    /// How often each label occurs, and each of the others.
    pub(crate) ones: Vec<f64>,
    pub(crate) others: Vec<f64>,
    /// The entropy of the one, and of the other, in nats.
    pub(crate) entropy: f64,
    pub(crate) other_entropy: f64,
    /// For each pair of labels that occurs: how often, and how often each of the two.
    pairs: Vec<(f64, f64, f64)>,
}

/// Counts two labellings; `None` for none, or lists of unequal length.
pub(crate) fn labelled<A: Ord, B: Ord>(labels: &[A], other_labels: &[B]) -> Option<Labelled> {
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
    let counted = pairs.iter().filter_map(|((one, other), count)| {
        let (alone, apart) = (ones.get(one)?, others.get(other)?);
        Some((*count, *alone, *apart))
    });
    let pairs = counted.collect();
    let spread = |counts: &[f64]| sum(counts.iter().map(|count| -(count / things) * (count / things).ln()));
    let (ones, others): (Vec<f64>, Vec<f64>) = (ones.into_values().collect(), others.into_values().collect());
    let (entropy, other_entropy) = (spread(&ones), spread(&others));
    Some(Labelled {
        things,
        ones,
        others,
        entropy,
        other_entropy,
        pairs,
    })
}

/// Mutual information in nats.
pub(crate) fn told(labelled: &Labelled) -> f64 {
    let things = labelled.things;
    sum(labelled.pairs.iter().map(|(count, alone, apart)| {
        let ratio: f64 = count * things / (alone * apart);
        count / things * ratio.ln()
    }))
}

/// Mutual information of two labellings, by the arithmetic mean of their entropies.
#[must_use]
pub fn mutual_information<A: Ord, B: Ord>(labels: &[A], other_labels: &[B]) -> Option<f64> {
    let found = labelled(labels, other_labels)?;
    match (found.ones.len(), found.others.len()) {
        (1, 1) => None,
        (1, _) | (_, 1) => Some(0.0),
        _ => {
            let mean = f64::midpoint(found.entropy, found.other_entropy);
            known((told(&found) / mean).clamp(0.0, 1.0))
        }
    }
}
