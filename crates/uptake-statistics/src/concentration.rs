//! How much of a total comes from how few.

use crate::entry::Entry;
use crate::input::{all_amounts, in_units, is_positive, is_some_part, known, length, number};
use crate::order::sorted;
use crate::sum::{Sum, sum};

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "gini",
        arguments: "amounts",
        gives: "0 (all have the same) to 1 − 1/n (one has all)",
        about: "The coefficient of Gini, without correction for small n.",
        edges: "unknown for no amounts, a negative one, or a total of 0; one amount gives 0",
        source: "C. Gini, Variabilità e mutabilità (1912); by sorting: A. Sen, On Economic Inequality (1973), 2.2",
        compared: "the mean difference of all pairs in exact fractions, by Python",
    },
    Entry {
        name: "weighted_gini",
        arguments: "amounts, weights (one per amount)",
        gives: "0 to 1",
        about: "The same where an amount stands for as many units as its weight says, fractions of one included.",
        edges: "as gini; an amount of weight 0 counts for nothing; unknown where all weights are 0 or one is negative",
        source: "R. I. Lerman, S. Yitzhaki, J. of Econometrics 42 (1989), 43–47",
        compared: "the mean difference of all pairs in exact fractions, by Python",
    },
    Entry {
        name: "herfindahl",
        arguments: "amounts",
        gives: "1/n (all have the same) to 1 (one has all)",
        about: "The index of Herfindahl and Hirschman: the sum of squared shares of the total.",
        edges: "unknown for no amounts, a negative one, or a total of 0",
        source: "A. O. Hirschman, American Economic Review 54 (1964), 761–762",
        compared: "the formula in exact fractions, by Python",
    },
    Entry {
        name: "normalised_herfindahl",
        arguments: "amounts",
        gives: "0 (all have the same) to 1 (one has all)",
        about: "(H − 1/n) / (1 − 1/n): comparable between groups of different size.",
        edges: "as herfindahl, and unknown for one amount",
        source: "M. A. Adelman, Review of Economics and Statistics 51 (1969), 99–101",
        compared: "the formula in exact fractions, by Python",
    },
    Entry {
        name: "top_share",
        arguments: "amounts, part (of the units, 0 to 1)",
        gives: "a share of the total",
        about: "How much of the total the units with the largest amounts have. Where the part is no whole number of units, the last one counts with the fraction that is left: a tenth of 25 units is the two largest and half of the third.",
        edges: "as herfindahl; unknown for a part outside 0 to 1",
        source: "M. O. Lorenz, Publications of the American Statistical Association 9 (1905), 209–219: the curve, interpolated",
        compared: "the formula in exact fractions, by Python",
    },
    Entry {
        name: "suppliers",
        arguments: "amounts, part (of the total, above 0 to 1)",
        gives: "a whole number of units",
        about: "How few units have at least this part of the total between them.",
        edges: "as herfindahl; unknown for a part of 0 or less or above 1; a sum within 10⁻¹² of the part reaches it, but a part of 1 takes all who have any",
        source: "the inverse of top_share, in whole units",
        compared: "the formula in exact fractions, by Python",
    },
];

/// The amounts in ascending order and their sum, if that is above zero; both in a unit in which no sum overflows.
fn distribution(amounts: &[f64]) -> Option<(Vec<f64>, f64)> {
    if !all_amounts(amounts) {
        return None;
    }
    let (amounts, _) = in_units(amounts);
    let total = sum(amounts.iter().copied());
    (total.is_finite() && total > 0.0).then(|| (sorted(&amounts), total))
}

/// The coefficient of Gini: Σ (2i − n − 1)·xᵢ ÷ n·Σ xᵢ over the amounts in ascending order.
#[must_use]
pub fn gini(amounts: &[f64]) -> Option<f64> {
    let (sorted, total) = distribution(amounts)?;
    let units = length(amounts);
    let weighed = sum(sorted
        .iter()
        .enumerate()
        .map(|(at, amount)| (2.0 * number(at) + 1.0 - units) * (amount / total)));
    known((weighed / units).max(0.0))
}

/// The coefficient of Gini of amounts that stand for `weights` units each: 1 − Σ wᵢ·(Sᵢ₋₁ + Sᵢ) ÷ S·W.
#[must_use]
pub fn weighted_gini(amounts: &[f64], weights: &[f64]) -> Option<f64> {
    if amounts.len() != weights.len() || !all_amounts(amounts) || !all_amounts(weights) {
        return None;
    }
    let ((amounts, _), (weights, _)) = (in_units(amounts), in_units(weights));
    let mut pairs: Vec<(f64, f64)> = amounts.into_iter().zip(weights.iter().copied()).collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let whole = sum(weights.iter().copied());
    let total = sum(pairs.iter().map(|(amount, weight)| amount * weight));
    if !is_positive(whole) || !is_positive(total) {
        return None;
    }
    let mut below = Sum::default();
    let mut area = Sum::default();
    for (amount, weight) in pairs {
        let part = amount * weight / total;
        area.add(weight / whole * (2.0 * below.total() + part));
        below.add(part);
    }
    known((1.0 - area.total()).max(0.0))
}

/// The sum of squared shares of the total.
#[must_use]
pub fn herfindahl(amounts: &[f64]) -> Option<f64> {
    let (sorted, total) = distribution(amounts)?;
    known(sum(sorted.iter().map(|amount| (amount / total) * (amount / total))).min(1.0))
}

/// The index of Herfindahl on a scale from 0 to 1: (H − 1/n) / (1 − 1/n).
#[must_use]
pub fn normalised_herfindahl(amounts: &[f64]) -> Option<f64> {
    let least = 1.0 / length(amounts);
    let index = herfindahl(amounts)?;
    (amounts.len() > 1).then(|| ((index - least) / (1.0 - least)).max(0.0))
}

/// The share of the total that the largest `part` of the units has; the last unit counts by the fraction of it that is in.
#[must_use]
pub fn top_share(amounts: &[f64], part: f64) -> Option<f64> {
    let (sorted, total) = distribution(amounts)?;
    if !(0.0..=1.0).contains(&part) {
        return None;
    }
    let mut left = part * length(amounts);
    let mut top = Sum::default();
    for amount in sorted.iter().rev() {
        if left <= 0.0 {
            break;
        }
        top.add(amount / total * left.min(1.0));
        left -= 1.0;
    }
    known(top.total().min(1.0))
}

/// The least number of units that have at least `part` of the total between them.
#[must_use]
pub fn suppliers(amounts: &[f64], part: f64) -> Option<f64> {
    let (sorted, total) = distribution(amounts)?;
    if !is_some_part(part) {
        return None;
    }
    if part >= 1.0 {
        // However little one adds, all of it takes all who have any.
        return Some(number(amounts.iter().filter(|amount| **amount > 0.0).count()));
    }
    let goal = part * (1.0 - 1e-12);
    let mut top = Sum::default();
    for (before, amount) in sorted.iter().rev().enumerate() {
        top.add(amount / total);
        if top.total() >= goal {
            return Some(number(before + 1));
        }
    }
    Some(length(amounts))
}
