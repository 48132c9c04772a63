//! How well a score tells who will and who won't.

use crate::entry::Entry;
use crate::found::Interval;
use crate::input::{all_finite, is_level, is_some_part, known, length, number};
use crate::order::ranks;
use crate::sum::sum;
use crate::tails::normal_width;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "roc_auc",
        arguments: "scores, outcomes (true or false, one per score), confidence",
        gives: "0 to 1 (a half: no better than chance), and its low and high end",
        about: "How often one that did has a higher score than one that didn't, ties as a half. The interval is DeLong's, kept within 0 and 1.",
        edges: "unknown where all outcomes are the same; the interval is unknown with fewer than two on a side, and where its variance is 0, as with perfect separation: the method then says nothing",
        source: "E. R. DeLong, D. M. DeLong, D. L. Clarke-Pearson, Biometrics 44 (1988), 837–845; by ranks: X. Sun, W. Xu, IEEE Signal Processing Letters 21 (2014), 1389–1393",
        compared: "scikit-learn roc_auc_score; the interval with the definition by pairs, by Python",
    },
    Entry {
        name: "average_precision",
        arguments: "scores, outcomes",
        gives: "0 to 1 (chance gives the share of outcomes that are true)",
        about: "The area under precision against recall, without interpolation; equal scores are one step.",
        edges: "unknown where no outcome is true",
        source: "C. D. Manning, P. Raghavan, H. Schütze, Introduction to Information Retrieval (2008), 8.4",
        compared: "scikit-learn average_precision_score",
    },
    Entry {
        name: "pr_auc",
        arguments: "scores, outcomes",
        gives: "0 to 1 (chance gives about the share of outcomes that are true)",
        about: "The area under the straight lines between the points of precision against recall. Between points it is kinder than average_precision, which draws steps.",
        edges: "unknown where no outcome is true; the curve starts at the precision 1 of no recall",
        source: "J. Davis, M. Goadrich, Proceedings of ICML 23 (2006), 233–240, on how the two differ",
        compared: "scikit-learn precision_recall_curve with auc",
    },
    Entry {
        name: "top_lift",
        arguments: "scores, outcomes, part (above 0 to 1)",
        gives: "a ratio; 1 is no better than chance",
        about: "How many times as many true outcomes the highest-scored part holds as the whole does. Units on the edge with equal scores, and fractions of a unit, count in proportion.",
        edges: "unknown where no outcome is true, or for a part of 0 or less or above 1",
        source: "M. J. A. Berry, G. S. Linoff, Data Mining Techniques, 2nd ed. (2004), 3: lift; ties in expectation",
        compared: "the formula in exact fractions, by Python",
    },
    Entry {
        name: "brier",
        arguments: "probabilities (0 to 1), outcomes",
        gives: "0 (always certain and right) to 1 (always certain and wrong)",
        about: "The mean squared distance of a probability from what happened.",
        edges: "unknown for none, or a probability outside 0 to 1",
        source: "G. W. Brier, Monthly Weather Review 78 (1950), 1–3, the half for two classes",
        compared: "scikit-learn brier_score_loss",
    },
];

/// The area under the curve of a score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Area {
    /// From 0 to 1.
    pub value: f64,
    /// DeLong's interval, where it says something.
    pub interval: Option<Interval>,
}

/// The scores of true and of false outcomes.
fn split(scores: &[f64], outcomes: &[bool]) -> (Vec<f64>, Vec<f64>) {
    let of = |wanted: bool| {
        let pairs = scores.iter().zip(outcomes);
        pairs
            .filter(|(_, outcome)| **outcome == wanted)
            .map(|(score, _)| *score)
            .collect()
    };
    (of(true), of(false))
}

fn fits(scores: &[f64], outcomes: &[bool]) -> bool {
    scores.len() == outcomes.len() && all_finite(scores)
}

/// The area under the ROC curve, with DeLong's interval.
#[must_use]
pub fn roc_auc(scores: &[f64], outcomes: &[bool], confidence: f64) -> Option<Area> {
    if !fits(scores, outcomes) || !is_level(confidence) {
        return None;
    }
    let (hits, misses) = split(scores, outcomes);
    if hits.is_empty() || misses.is_empty() {
        return None;
    }
    let all: Vec<f64> = hits.iter().chain(&misses).copied().collect();
    let among_all = ranks(&all).0;
    // A value's rank among all less its rank among its own kind counts those of the other kind below it.
    let place = |group: &[f64], skip: usize, other: f64| -> Vec<f64> {
        let own = ranks(group).0;
        among_all
            .iter()
            .skip(skip)
            .zip(own)
            .map(|(all, own)| (all - own) / other)
            .collect()
    };
    let above = place(&hits, 0, length(&misses));
    let below = place(&misses, hits.len(), length(&hits));
    let value = known(sum(above.iter().copied()) / length(&above))?;
    let variance = spread(&above).zip(spread(&below)).map(|(one, other)| one + other);
    let interval = variance.filter(|variance| *variance > 0.0).map(|variance| {
        let half = normal_width(confidence) * variance.sqrt();
        ((value - half).max(0.0), (value + half).min(1.0))
    });
    Some(Area { value, interval })
}

/// The variance of the mean of the placements.
fn spread(places: &[f64]) -> Option<f64> {
    let first = *places.first()?;
    if places.len() > 1 && places.iter().all(|place| *place == first) {
        return Some(0.0);
    }
    let deviation = crate::centre::standard_deviation(places)?;
    Some(deviation * deviation / length(places))
}

/// The groups of equal scores from the highest down: how many are in each, and how many of them are true.
fn steps(scores: &[f64], outcomes: &[bool]) -> Vec<(f64, f64)> {
    let mut order: Vec<(f64, bool)> = scores
        .iter()
        .map(|score| score + 0.0)
        .zip(outcomes.iter().copied())
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    order
        .chunk_by(|a, b| a.0 == b.0)
        .map(|group| {
            (
                length(group),
                number(group.iter().filter(|(_, outcome)| *outcome).count()),
            )
        })
        .collect()
}

/// Average precision: Σ (recall gained at a step) · (precision after it), from the highest score down.
#[must_use]
pub fn average_precision(scores: &[f64], outcomes: &[bool]) -> Option<f64> {
    if !fits(scores, outcomes) {
        return None;
    }
    let all = number(outcomes.iter().filter(|outcome| **outcome).count());
    let (mut seen, mut found) = (0.0, 0.0);
    let gained = steps(scores, outcomes).into_iter().map(|(size, hits)| {
        seen += size;
        found += hits;
        hits / all * (found / seen)
    });
    known(sum(gained)).filter(|_| all > 0.0)
}

/// The area under precision against recall, by trapezia.
#[must_use]
pub fn pr_auc(scores: &[f64], outcomes: &[bool]) -> Option<f64> {
    if !fits(scores, outcomes) {
        return None;
    }
    let all = number(outcomes.iter().filter(|outcome| **outcome).count());
    let (mut seen, mut found, mut before) = (0.0, 0.0, 1.0);
    let areas = steps(scores, outcomes).into_iter().map(|(size, hits)| {
        seen += size;
        found += hits;
        let precision = found / seen;
        let area = hits / all * f64::midpoint(before, precision);
        before = precision;
        area
    });
    known(sum(areas)).filter(|_| all > 0.0)
}

/// The share of true outcomes in the highest-scored `part`, by their share in the whole.
#[must_use]
pub fn top_lift(scores: &[f64], outcomes: &[bool], part: f64) -> Option<f64> {
    if !fits(scores, outcomes) || !is_some_part(part) {
        return None;
    }
    let all = number(outcomes.iter().filter(|outcome| **outcome).count());
    let top = part * length(scores);
    let mut left = top;
    let found = sum(steps(scores, outcomes).into_iter().map(|(size, hits)| {
        let taken = left.clamp(0.0, size);
        left -= size;
        hits * taken / size
    }));
    known(found / top / (all / length(scores)))
}

/// The mean squared distance of probabilities from outcomes.
#[must_use]
pub fn brier(probabilities: &[f64], outcomes: &[bool]) -> Option<f64> {
    if !fits(probabilities, outcomes) || !probabilities.iter().all(|p| (0.0..=1.0).contains(p)) {
        return None;
    }
    let squares = probabilities.iter().zip(outcomes).map(|(probability, outcome)| {
        let away = probability - f64::from(u8::from(*outcome));
        away * away
    });
    known(sum(squares) / length(probabilities))
}
