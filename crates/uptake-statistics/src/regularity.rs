//! What people seldom do: stop at a threshold, or do exactly as much every time.

use crate::entry::Entry;
use crate::found::Test;
use crate::input::{all_amounts, all_finite, in_units, is_count, is_positive, length, number};
use crate::special::{beta_tails, gamma_tails};
use crate::sum::sum;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "bunching",
        arguments: "values (whole numbers), at (a whole number), curvature (0 to below 1)",
        gives: "the share that is exactly there, of those there or one beside it, and p for too many",
        about: "The exact test that no more values are at a threshold than a smooth distribution allows. A straight one has at most a third of those beside it there; curvature K allows (1 + K) / (3 + K).",
        edges: "unknown where no value is there or beside it, a value isn't whole or is above 10⁹, or for a curvature outside 0 to 1",
        source: "B. R. Frandsen, Advances in Econometrics 38 (2017), 281–315, one-sided",
        compared: "SciPy binomtest, greater",
    },
    Entry {
        name: "underdispersion",
        arguments: "values (0 or more)",
        gives: "Fisher's index of dispersion, and p for values that are too much alike",
        about: "Whether counts differ less from one another than independent events would let them: one-sided, by the lower tail of chi-squared.",
        edges: "unknown for fewer than two values, a negative one, and where all are 0",
        source: "R. A. Fisher, Statistical Methods for Research Workers (1925), 16; W. G. Cochran, Biometrics 10 (1954), 417–451",
        compared: "SciPy chi2.cdf of the formula",
    },
];

/// Whether more values are at a threshold than a smooth distribution of bounded curvature allows.
#[must_use]
pub fn bunching(values: &[f64], at: f64, curvature: f64) -> Option<Test> {
    let whole = |value: &f64| is_count(value.abs());
    if !values.iter().all(whole) || !whole(&at) || !(0.0..1.0).contains(&curvature) {
        return None;
    }
    let on = |place: f64| number(values.iter().filter(|value| **value == place).count());
    let there = on(at);
    let around = there + on(at - 1.0) + on(at + 1.0);
    let most = (1.0 + curvature) / (3.0 + curvature);
    let p = match there {
        0.0 => 1.0,
        _ => beta_tails(there, around - there + 1.0, most, 1.0 - most).0,
    };
    Test::known(there / around, p)
}

/// Whether counts are more alike than chance allows.
#[must_use]
pub fn underdispersion(values: &[f64]) -> Option<Test> {
    if !all_finite(values) || !all_amounts(values) || values.len() < 2 {
        return None;
    }
    let (scaled, unit) = in_units(values);
    let mean = sum(scaled.iter().copied()) / length(&scaled);
    if !is_positive(mean) {
        return None;
    }
    let index = unit * sum(scaled.iter().map(|value| (value - mean) * (value - mean))) / mean;
    Test::known(index, gamma_tails((length(values) - 1.0) / 2.0, index / 2.0).0)
}
