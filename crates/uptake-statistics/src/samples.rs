//! Comparing two samples.

use crate::correlation::pearson;
use crate::entry::Entry;
use crate::found::Test;
use crate::input::{all_finite, length};
use crate::order::ranks;
use crate::sum::sum;
use crate::tails::normal_two_sided;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[MANN_WHITNEY, COCHRAN_ARMITAGE];

const COCHRAN_ARMITAGE: Entry = Entry {
    name: "cochran_armitage",
    arguments: "values (such as the number of a step), outcomes (true or false, one per value)",
    gives: "z (above 0 where outcomes are true the more, the larger the value) and two-sided p",
    about: "Whether a share rises or falls with a value.",
    edges: "unknown for none, and where all values or all outcomes are the same",
    source: "W. G. Cochran, Biometrics 10 (1954), 417–451; P. Armitage, Biometrics 11 (1955), 375–386",
    compared: "SciPy pearsonr: z² is n·r²",
};

const MANN_WHITNEY: Entry = Entry {
    name: "mann_whitney",
    arguments: "values, other_values",
    gives: "U (in how many pairs the first is larger, ties as a half) and two-sided p",
    about: "Whether values of one sample tend to be larger than those of the other. By the normal approximation, with correction for ties and continuity.",
    edges: "unknown for an empty sample and where all values are equal",
    source: "H. B. Mann, D. R. Whitney, Annals of Mathematical Statistics 18 (1947), 50–60; ties: E. L. Lehmann, Nonparametrics (1975), 1.4",
    compared: "SciPy mannwhitneyu, method asymptotic",
};

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

/// Whether a share goes with a value: z = r·√n, by the variance that the share has as a whole.
#[must_use]
pub fn cochran_armitage(values: &[f64], outcomes: &[bool]) -> Option<Test> {
    let truths: Vec<f64> = outcomes.iter().map(|outcome| f64::from(u8::from(*outcome))).collect();
    let z = pearson(values, &truths)?.value * length(values).sqrt();
    Test::known(z, normal_two_sided(z))
}
