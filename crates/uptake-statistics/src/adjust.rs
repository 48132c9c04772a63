//! p-values of many tests at once.

use crate::entry::Entry;
use crate::input::number;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "benjamini_hochberg",
        arguments: "p_values",
        gives: "adjusted p-values, in the order given",
        about: "Keeps the expected share of false finds among the finds below a level, for tests that are independent or go the same way.",
        edges: "unknown where any p is no number from 0 to 1; of none there are none; equal p stay equal",
        source: "Y. Benjamini, Y. Hochberg, J. Royal Statistical Society B 57 (1995), 289–300",
        compared: "statsmodels multipletests, fdr_bh",
    },
    Entry {
        name: "benjamini_yekutieli",
        arguments: "p_values",
        gives: "adjusted p-values, in the order given",
        about: "The same for tests that depend on each other in any way.",
        edges: "as benjamini_hochberg",
        source: "Y. Benjamini, D. Yekutieli, Annals of Statistics 29 (2001), 1165–1188",
        compared: "statsmodels multipletests, fdr_by",
    },
    Entry {
        name: "holm",
        arguments: "p_values",
        gives: "adjusted p-values, in the order given",
        about: "Keeps the chance of even one false find below a level.",
        edges: "as benjamini_hochberg",
        source: "S. Holm, Scandinavian J. of Statistics 6 (1979), 65–70",
        compared: "statsmodels multipletests, holm",
    },
];

/// Adjusted for the rate of false finds: the least of p·m/rank over this and all larger p.
#[must_use]
pub fn benjamini_hochberg(p_values: &[f64]) -> Option<Vec<f64>> {
    step_up(p_values, 1.0)
}

/// As [`benjamini_hochberg`], times 1 + 1/2 + … + 1/m.
#[must_use]
pub fn benjamini_yekutieli(p_values: &[f64]) -> Option<Vec<f64>> {
    let factor = crate::sum::sum((1..=p_values.len()).map(|k| 1.0 / number(k)));
    step_up(p_values, factor)
}

/// Adjusted for the chance of any false find: the most of p·(m − rank + 1) over this and all smaller p.
#[must_use]
pub fn holm(p_values: &[f64]) -> Option<Vec<f64>> {
    let order = order(p_values)?;
    let mut most: f64 = 0.0;
    let adjusted = order.iter().enumerate().map(|(place, (at, p))| {
        most = most.max(p * number(p_values.len() - place)).min(1.0);
        (*at, most)
    });
    Some(back(adjusted.collect()))
}

fn step_up(p_values: &[f64], factor: f64) -> Option<Vec<f64>> {
    let order = order(p_values)?;
    let tests = number(p_values.len());
    let mut least: f64 = 1.0;
    let adjusted = order.iter().enumerate().rev().map(|(place, (at, p))| {
        // The factor first: it is never below 1, so no rounding leaves the adjusted p below the raw one.
        least = least.min(p * (tests / number(place + 1)) * factor);
        (*at, least)
    });
    Some(back(adjusted.collect()))
}

/// The p-values in ascending order, each with its place in the list.
fn order(p_values: &[f64]) -> Option<Vec<(usize, f64)>> {
    if !p_values.iter().all(|p| (0.0..=1.0).contains(p)) {
        return None;
    }
    let mut order: Vec<(usize, f64)> = p_values.iter().copied().enumerate().collect();
    order.sort_by(|a, b| a.1.total_cmp(&b.1));
    Some(order)
}

/// The values in the order of the list again.
fn back(mut values: Vec<(usize, f64)>) -> Vec<f64> {
    values.sort_by_key(|(at, _)| *at);
    values.into_iter().map(|(_, value)| value).collect()
}
