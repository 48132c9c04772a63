//! How much labels tell, beyond what as many labels would tell by chance.

use std::collections::BTreeMap;

use crate::entry::Entry;
use crate::information::{entropy, labelled, told};
use crate::input::{is_positive, known, length, number, position};
use crate::sum::sum;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "label_entropy",
        arguments: "labels, base (above 1: as the number of possible labels it makes the answer go from 0 to 1)",
        gives: "0 (all the same) upwards",
        about: "How evenly things are spread over labels: Shannon's entropy of the labels' shares.",
        edges: "unknown for no labels, or a base of 1 or less",
        source: "C. E. Shannon, Bell System Technical J. 27 (1948), 379–423",
        compared: "SciPy entropy",
    },
    Entry {
        name: "evenness",
        arguments: "labels",
        gives: "0 to 1 (all labels that occur are equally frequent)",
        about: "The entropy of labels over the largest that so many different labels can have.",
        edges: "unknown where fewer than two different labels occur",
        source: "E. C. Pielou, J. of Theoretical Biology 13 (1966), 131–144",
        compared: "SciPy entropy",
    },
    Entry {
        name: "theils_u",
        arguments: "labels, other_labels (of equal length)",
        gives: "0 (nothing) to 1 (all)",
        about: "The coefficient of uncertainty: which part of the first labels' entropy the others tell.",
        edges: "unknown where fewer than two different first labels occur",
        source: "H. Theil, American J. of Sociology 76 (1970), 103–154",
        compared: "scikit-learn mutual_info_score over SciPy entropy",
    },
    Entry {
        name: "adjusted_mutual_information",
        arguments: "labels, other_labels (of equal length)",
        gives: "up to 1 (all); 0 is what chance gives",
        about: "Mutual information less what is expected of labels that are dealt out at random, by the mean of the two entropies less the same. Unlike mutual_information it doesn't grow with the number of labels.",
        edges: "unknown for no labels, where each labelling has one label only, and where all labels are different in both: chance alone then tells all; 0 where one has one label only",
        source: "N. X. Vinh, J. Epps, J. Bailey, J. of Machine Learning Research 11 (2010), 2837–2854, AMI sum",
        compared: "scikit-learn adjusted_mutual_info_score, arithmetic",
    },
];

/// How often each label occurs.
fn counts<A: Ord>(labels: &[A]) -> Vec<f64> {
    let mut counts: BTreeMap<&A, f64> = BTreeMap::new();
    for label in labels {
        *counts.entry(label).or_default() += 1.0;
    }
    counts.into_values().collect()
}

/// The entropy of labels.
#[must_use]
pub fn label_entropy<A: Ord>(labels: &[A], base: f64) -> Option<f64> {
    entropy(&counts(labels), base)
}

/// The entropy of labels over the largest that so many of them can have.
#[must_use]
pub fn evenness<A: Ord>(labels: &[A]) -> Option<f64> {
    let counts = counts(labels);
    let many = length(&counts);
    if many < 2.0 {
        return None;
    }
    entropy(&counts, many).map(|found| found.min(1.0))
}

/// The part of the first labels' entropy that the others tell.
#[must_use]
pub fn theils_u<A: Ord, B: Ord>(labels: &[A], other_labels: &[B]) -> Option<f64> {
    let found = labelled(labels, other_labels)?;
    known((told(&found) / found.entropy).clamp(0.0, 1.0)).filter(|_| found.ones.len() > 1)
}

/// What labels of these sizes are expected to tell each other when dealt out at random.
fn expected(ones: &[f64], others: &[f64], things: f64) -> f64 {
    // Labels of equal size expect the same: each pair of sizes is computed once.
    let sizes = |counts: &[f64]| {
        let mut sizes: BTreeMap<usize, f64> = BTreeMap::new();
        for count in counts {
            *sizes.entry(position(*count)).or_default() += 1.0;
        }
        sizes
    };
    let (ones, others) = (sizes(ones), sizes(others));
    let pairs = ones.iter().flat_map(|(a, times)| {
        let of = move |(b, others): (&usize, &f64)| times * others * shared(number(*a), number(*b), things);
        others.iter().map(of)
    });
    sum(pairs.collect::<Vec<_>>())
}

/// The expected share of two labels of sizes a and b in mutual information: the things that have both follow the
/// hypergeometric distribution, walked from its peak until nothing more is added.
fn shared(a: f64, b: f64, things: f64) -> f64 {
    let peak = ((a + 1.0) * (b + 1.0) / (things + 2.0)).floor().min(a).min(b);
    let (mut total, mut found) = (Vec::new(), Vec::new());
    let mut take = |both: f64, weight: f64| {
        total.push(weight);
        if both > 0.0 {
            found.push(weight * both / things * (things * both / (a * b)).ln());
        }
    };
    take(peak, 1.0);
    let (mut both, mut weight) = (peak, 1.0);
    while both < a.min(b) && weight > 1e-25 {
        weight *= (a - both) * (b - both) / ((both + 1.0) * (things - a - b + both + 1.0));
        both += 1.0;
        take(both, weight);
    }
    (both, weight) = (peak, 1.0);
    while both > (a + b - things).max(0.0) && weight > 1e-25 {
        weight *= both * (things - a - b + both) / ((a - both + 1.0) * (b - both + 1.0));
        both -= 1.0;
        take(both, weight);
    }
    sum(found) / sum(total)
}

/// Mutual information less what chance gives, by the mean entropy less the same.
#[must_use]
pub fn adjusted_mutual_information<A: Ord, B: Ord>(labels: &[A], other_labels: &[B]) -> Option<f64> {
    let found = labelled(labels, other_labels)?;
    match (found.ones.len(), found.others.len()) {
        (1, 1) => return None,
        (1, _) | (_, 1) => return Some(0.0),
        _ => {}
    }
    let chance = expected(&found.ones, &found.others, found.things);
    let left = f64::midpoint(found.entropy, found.other_entropy) - chance;
    known((told(&found) - chance) / left).filter(|_| is_positive(left - 1e-12))
}
