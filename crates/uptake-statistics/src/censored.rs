//! How well a score tells how soon, where some have not been seen to the end.

use crate::entry::Entry;
use crate::input::{all_amounts, all_finite, known, length, number};
use crate::order::sorted;
use crate::sum::sum;
use crate::survival::{Step, steps};

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "concordance",
        arguments: "scores, durations (0 or more), happened (true: it happened then; false: not seen any longer)",
        gives: "0 to 1 (a half: no better than chance)",
        about: "Harrell's index: of the pairs of which it is known to whom it happened first, in how many that one has the higher score, ties as a half.",
        edges: "unknown where no pair can be compared; to whom it happens at a duration comes before those last seen at it; two to whom it happens at once aren't compared",
        source: "F. E. Harrell et al., J. of the American Medical Association 247 (1982), 2543–2546",
        compared: "scikit-survival concordance_index_censored",
    },
    Entry {
        name: "roc_auc_at",
        arguments: "scores, durations, happened (as concordance), at (a duration)",
        gives: "0 to 1 (a half: no better than chance)",
        about: "The area under the ROC curve for it having happened by a duration (cumulative, dynamic). Those not seen that long are made up for by weights: one over the chance of being seen so long.",
        edges: "unknown where it hasn't happened to anybody by then, or nobody is seen longer",
        source: "H. Uno, T. Cai, L. Tian, L. J. Wei, J. of the American Statistical Association 102 (2007), 527–537; H. Hung, C.-T. Chiang, Canadian J. of Statistics 38 (2010), 8–26",
        compared: "scikit-survival cumulative_dynamic_auc",
    },
    Entry {
        name: "brier_at",
        arguments: "probabilities (0 to 1, that it happens by then), durations, happened (as concordance), at (a duration)",
        gives: "0 (always certain and right) upwards",
        about: "The mean squared distance of a probability from what happened by a duration, with the same weights.",
        edges: "unknown for a probability outside 0 to 1, and where nobody is seen longer",
        source: "E. Graf, C. Schmoor, W. Sauerbrei, M. Schumacher, Statistics in Medicine 18 (1999), 2529–2545",
        compared: "scikit-survival brier_score, of 1 less the probability",
    },
];

/// How many values are at or below each place, kept so that both adding and asking are quick.
struct Below(Vec<f64>);

impl Below {
    fn add(&mut self, place: usize) {
        let mut at = place + 1;
        while let Some(count) = self.0.get_mut(at) {
            *count += 1.0;
            at += at & at.wrapping_neg();
        }
    }

    /// How many have been added at places below this one.
    fn before(&self, place: usize) -> f64 {
        let (mut at, mut found) = (place, 0.0);
        while at > 0 {
            found += self.0.get(at).copied().unwrap_or(0.0);
            at &= at - 1;
        }
        found
    }
}

/// Harrell's index of concordance.
#[must_use]
pub fn concordance(scores: &[f64], durations: &[f64], happened: &[bool]) -> Option<f64> {
    if scores.len() != durations.len() || scores.len() != happened.len() {
        return None;
    }
    if !all_finite(scores) || !all_amounts(durations) {
        return None;
    }
    let mut different = sorted(scores);
    different.dedup();
    let place = |score: f64| different.partition_point(|other| *other < score);
    let mut order: Vec<(f64, bool, usize)> = durations
        .iter()
        .zip(happened)
        .zip(scores)
        .map(|((time, happened), score)| (time + 0.0, *happened, place(score + 0.0)))
        .collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut later = Below(vec![0.0; different.len() + 1]);
    let (mut seen, mut pairs, mut right) = (0.0, 0.0, 0.0);
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        for (_, _, place) in group.iter().filter(|(_, happened, _)| !happened) {
            later.add(*place);
            seen += 1.0;
        }
        for (_, _, place) in group.iter().filter(|(_, happened, _)| *happened) {
            let (below, at_most) = (later.before(*place), later.before(place + 1));
            pairs += seen;
            right += f64::midpoint(below, at_most);
        }
        for (_, _, place) in group.iter().filter(|(_, happened, _)| *happened) {
            later.add(*place);
            seen += 1.0;
        }
    }
    known(right / pairs)
}

/// The chance of being seen for longer than each duration: the curve of those who are gone. Who is gone at a duration at which
/// it happens to others is gone after it.
fn still_seen(steps: &[Step]) -> Vec<(f64, f64)> {
    let mut left = 1.0;
    let next = |step: &Step| {
        if step.gone > 0.0 {
            left *= 1.0 - step.gone / (step.at_risk - step.events);
        }
        (step.time, left)
    };
    steps.iter().map(next).collect()
}

/// The curve at a duration.
fn at_time(curve: &[(f64, f64)], time: f64) -> f64 {
    let until = curve.partition_point(|(known, _)| *known <= time);
    until
        .checked_sub(1)
        .and_then(|last| curve.get(last))
        .map_or(1.0, |(_, left)| *left)
}

/// One of those who are looked at: its score, its weight where it happened by then, and whether it is seen longer.
struct Weighed {
    score: f64,
    case: f64,
    control: f64,
}

/// All with their weights, and the chance of being seen up to `at`; `None` where nobody is seen longer.
fn weighed(scores: &[f64], durations: &[f64], happened: &[bool], at: f64) -> Option<(Vec<Weighed>, f64)> {
    if scores.len() != durations.len() || !all_finite(scores) || !all_amounts(&[at]) {
        return None;
    }
    let steps = steps(durations, happened)?;
    let seen = still_seen(&steps);
    let rows = scores.iter().zip(durations).zip(happened);
    let rows = rows.map(|((score, time), happened)| Weighed {
        score: score + 0.0,
        case: if *happened && *time <= at {
            1.0 / at_time(&seen, *time)
        } else {
            0.0
        },
        control: f64::from(u8::from(*time > at)),
    });
    let longer = steps.last().is_some_and(|last| last.time > at);
    longer.then(|| (rows.collect(), at_time(&seen, at)))
}

/// The area under the ROC curve at a duration.
#[must_use]
pub fn roc_auc_at(scores: &[f64], durations: &[f64], happened: &[bool], at: f64) -> Option<f64> {
    let (mut rows, _) = weighed(scores, durations, happened, at)?;
    rows.sort_by(|a, b| a.score.total_cmp(&b.score));
    let mut below = 0.0;
    let won = rows.chunk_by(|a, b| a.score == b.score).map(|group| {
        let controls = sum(group.iter().map(|row| row.control));
        let cases = sum(group.iter().map(|row| row.case));
        let share = cases * (below + controls / 2.0);
        below += controls;
        share
    });
    let won = sum(won.collect::<Vec<_>>());
    known(won / (sum(rows.iter().map(|row| row.case)) * sum(rows.iter().map(|row| row.control))))
}

/// The score of Brier at a duration.
#[must_use]
pub fn brier_at(probabilities: &[f64], durations: &[f64], happened: &[bool], at: f64) -> Option<f64> {
    if !probabilities.iter().all(|p| (0.0..=1.0).contains(p)) {
        return None;
    }
    let (rows, seen) = weighed(probabilities, durations, happened, at)?;
    let squares = rows.iter().map(|row| {
        let (hit, miss) = (1.0 - row.score, row.score);
        hit * hit * row.case + miss * miss * row.control / seen
    });
    known(sum(squares) / number(rows.len())).filter(|_| length(&rows) > 0.0)
}
