//! What a given number of the largest have, and what is left without them.

use crate::entry::Entry;
use crate::input::{all_amounts, all_finite, in_units, is_count, is_positive, known, length};
use crate::sum::sum;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "share_of_top",
        arguments: "amounts, units (a whole number)",
        gives: "a share of the total",
        about: "How much of the total so many units with the largest amounts have.",
        edges: "as herfindahl; more units than there are have all; unknown for a number that isn't whole or is above 10⁹",
        source: "M. O. Lorenz, Publications of the American Statistical Association 9 (1905), 209–219; the concentration ratio of L. Hannah, J. A. Kay, Concentration in Modern Industry (1977), 4",
        compared: "the formula in exact fractions, by Python",
    },
    Entry {
        name: "sum_without_top",
        arguments: "amounts, keys (one per amount), units (a whole number)",
        gives: "a sum of amounts",
        about: "The sum of the amounts without those of so many units with the largest keys. Units on the edge with equal keys count in proportion.",
        edges: "of more units than there are nothing is left, 0; unknown for lists of unequal length, for none, and for a number that isn't whole or is above 10⁹",
        source: "by definition; ties in expectation",
        compared: "the formula in exact fractions, by Python",
    },
];

/// The share of the total that so many of the largest have.
#[must_use]
pub fn share_of_top(amounts: &[f64], units: f64) -> Option<f64> {
    let (amounts, _) = in_units(amounts);
    let total = sum(amounts.iter().copied());
    if !all_amounts(&amounts) || !is_positive(total) {
        return None;
    }
    let left = sum_without_top(&amounts, &amounts, units)?;
    known((1.0 - left / total).clamp(0.0, 1.0))
}

/// The sum of amounts without those of so many units with the largest keys.
#[must_use]
pub fn sum_without_top(amounts: &[f64], keys: &[f64], units: f64) -> Option<f64> {
    if amounts.len() != keys.len() || amounts.is_empty() || !is_count(units) {
        return None;
    }
    if !all_finite(amounts) || !all_finite(keys) {
        return None;
    }
    let mut order: Vec<(f64, f64)> = keys.iter().map(|key| key + 0.0).zip(amounts.iter().copied()).collect();
    order.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut out = units;
    let mut kept = Vec::with_capacity(amounts.len());
    for group in order.chunk_by(|a, b| a.0 == b.0) {
        let size = length(group);
        let stays = (1.0 - out / size).clamp(0.0, 1.0);
        kept.extend(group.iter().map(|(_, amount)| amount * stays));
        out = (out - size).max(0.0);
    }
    known(sum(kept))
}
