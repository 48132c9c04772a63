//! Comparing two samples.

use crate::entry::Entry;
use crate::found::Test;
use crate::input::{all_finite, length};
use crate::order::ranks;
use crate::sum::sum;
use crate::tails::normal_two_sided;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[Entry {
    name: "mann_whitney",
    arguments: "values, other_values",
    gives: "U (in how many pairs the first is larger, ties as a half) and two-sided p",
    about: "Whether values of one sample tend to be larger than those of the other. By the normal approximation, with correction for ties and continuity.",
    edges: "unknown for an empty sample and where all values are equal",
    source: "H. B. Mann, D. R. Whitney, Annals of Mathematical Statistics 18 (1947), 50–60; ties: E. L. Lehmann, Nonparametrics (1975), 1.4",
    compared: "SciPy mannwhitneyu, method asymptotic",
}];

/// U of the first sample, and the chance of one as far from what is expected.
#[must_use]
pub fn mann_whitney(values: &[f64], other_values: &[f64]) -> Option<Test> {
    if !all_finite(values) || !all_finite(other_values) {
        return None;
    }
    let (size, other, both) = (
        length(values),
        length(other_values),
        length(values) + length(other_values),
    );
    let pooled: Vec<f64> = values.iter().chain(other_values).copied().collect();
    let (ranks, ties) = ranks(&pooled);
    let statistic = sum(ranks.into_iter().take(values.len())) - size * (size + 1.0) / 2.0;
    let tied = sum(ties.iter().map(|t| t * (t * t - 1.0))) / (both * (both - 1.0));
    let spread = (size * other / 12.0 * (both + 1.0 - tied)).sqrt();
    if spread.is_nan() || spread <= 0.0 {
        return None;
    }
    let away = ((statistic - size * other / 2.0).abs() - 0.5).max(0.0);
    Test::known(statistic, normal_two_sided(away / spread))
}
