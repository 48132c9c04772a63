//! Where values lie, and how far apart.

use crate::entry::Entry;
use crate::exact_sum::ExactSum;
use crate::input::{all_amounts, all_finite, in_units, known, length, position};
use crate::order::sorted;
use crate::sum::{Sum, sum};

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "mean",
        arguments: "values",
        gives: "a value",
        about: "The sum divided by the number.",
        edges: "unknown for no values",
        source: "by definition",
        compared: "NumPy mean",
    },
    Entry {
        name: "median",
        arguments: "values",
        gives: "a value",
        about: "The middle value; of an even number, halfway between the two in the middle.",
        edges: "unknown for no values",
        source: "R. J. Hyndman, Y. Fan, American Statistician 50 (1996), 361–365, type 7 at one half",
        compared: "NumPy median",
    },
    Entry {
        name: "quantile",
        arguments: "values, part (0 to 1)",
        gives: "a value, or one between two",
        about: "Below it lies the given part of the values, interpolated between neighbours.",
        edges: "unknown for no values, or a part outside 0 to 1",
        source: "R. J. Hyndman, Y. Fan, American Statistician 50 (1996), 361–365, type 7",
        compared: "NumPy quantile, method linear",
    },
    Entry {
        name: "quantile_of_values",
        arguments: "values, part (0 to 1)",
        gives: "one of the values",
        about: "The smallest value with at least the given part of the values at or below it.",
        edges: "as quantile; a part within 10⁻¹² of a step is on it",
        source: "R. J. Hyndman, Y. Fan, American Statistician 50 (1996), 361–365, type 1",
        compared: "NumPy quantile, method inverted_cdf",
    },
    Entry {
        name: "standard_deviation",
        arguments: "values",
        gives: "in the unit of the values",
        about: "The sample's: with n − 1.",
        edges: "unknown for fewer than two values; equal values give 0",
        source: "by definition; in two passes, T. F. Chan, G. H. Golub, R. J. LeVeque, American Statistician 37 (1983), 242–247",
        compared: "NumPy std, ddof 1",
    },
    Entry {
        name: "variation",
        arguments: "values",
        gives: "a ratio, with the sign of the mean",
        about: "The coefficient of variation: the sample's standard deviation by the mean.",
        edges: "unknown for fewer than two values or a mean of 0",
        source: "K. Pearson, Philosophical Transactions A 187 (1896), 253–318",
        compared: "SciPy variation, ddof 1",
    },
    Entry {
        name: "median_deviation",
        arguments: "values",
        gives: "in the unit of the values",
        about: "The median distance from the median, not scaled.",
        edges: "unknown for no values",
        source: "F. R. Hampel, J. of the American Statistical Association 69 (1974), 383–393",
        compared: "SciPy median_abs_deviation",
    },
    Entry {
        name: "weighted_median",
        arguments: "values, weights (0 or more, one per value)",
        gives: "a value",
        about: "The value with half of the weight at or below it. Where just half is, the mean of it and the next one.",
        edges: "a value of weight 0 counts for nothing; unknown where all weights are 0, one is negative, or the lists are of unequal length",
        source: "F. Y. Edgeworth, Philosophical Magazine 25 (1888), 184–191; as the median where all weights are equal",
        compared: "statsmodels DescrStatsW.quantile",
    },
];

/// The mean.
#[must_use]
pub fn mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() || !all_finite(values) {
        return None;
    }
    values.iter().copied().collect::<ExactSum>().over(length(values))
}

/// The median.
#[must_use]
pub fn median(values: &[f64]) -> Option<f64> {
    quantile(values, 0.5)
}

/// The quantile with interpolation: at (n − 1)·part in the sorted values, counted from 0.
#[must_use]
pub fn quantile(values: &[f64], part: f64) -> Option<f64> {
    if !all_finite(values) {
        return None;
    }
    quantile_of_sorted(&sorted(values), part)
}

/// The same of values that are sorted already and all finite.
fn quantile_of_sorted(sorted: &[f64], part: f64) -> Option<f64> {
    if !(0.0..=1.0).contains(&part) {
        return None;
    }
    let place = (length(sorted) - 1.0) * part;
    let low = *sorted.get(position(place.floor()))?;
    let high = sorted.get(position(place.floor()) + 1).copied().unwrap_or(low);
    let fraction = place - place.floor();
    // Both products stay finite where the difference of the two would not.
    let between = if (high - low).is_finite() {
        low + (high - low) * fraction
    } else {
        low * (1.0 - fraction) + high * fraction
    };
    known(between)
}

/// The quantile that is one of the values: the one in place ⌈n·part⌉, counted from 1.
#[must_use]
pub fn quantile_of_values(values: &[f64], part: f64) -> Option<f64> {
    if !all_finite(values) || !(0.0..=1.0).contains(&part) {
        return None;
    }
    let steps = length(values) * part;
    let place = (steps * (1.0 - 1e-12)).ceil().max(1.0);
    sorted(values).get(position(place) - 1).copied()
}

/// The standard deviation of the sample: √(Σ (x − mean)² ÷ (n − 1)).
#[must_use]
pub fn standard_deviation(values: &[f64]) -> Option<f64> {
    let (values, unit) = in_units(values);
    known(deviation(&values)? * unit)
}

/// The same of values near 1.
fn deviation(values: &[f64]) -> Option<f64> {
    let mean = mean(values)?;
    if values.len() < 2 {
        return None;
    }
    let squares = sum(values.iter().map(|value| (value - mean) * (value - mean)));
    // What the mean's own rounding added is taken off again.
    let drift = sum(values.iter().map(|value| value - mean));
    let variance = (squares - drift * drift / length(values)) / (length(values) - 1.0);
    known(variance.max(0.0).sqrt())
}

/// The coefficient of variation.
#[must_use]
pub fn variation(values: &[f64]) -> Option<f64> {
    let (values, _) = in_units(values);
    known(deviation(&values)? / mean(&values)?)
}

/// The median distance from the median.
#[must_use]
pub fn median_deviation(values: &[f64]) -> Option<f64> {
    let (values, unit) = in_units(values);
    let centre = median(&values)?;
    let away: Vec<f64> = values.iter().map(|value| (value - centre).abs()).collect();
    known(median(&away)? * unit)
}

/// The value with half of the weight at or below it.
#[must_use]
pub fn weighted_median(values: &[f64], weights: &[f64]) -> Option<f64> {
    if values.len() != weights.len() || !all_finite(values) || !all_amounts(weights) {
        return None;
    }
    let (weights, _) = in_units(weights);
    let half = sum(weights.iter().copied()) / 2.0;
    let mut pairs: Vec<(f64, f64)> = values
        .iter()
        .copied()
        .zip(weights)
        .filter(|(_, weight)| *weight > 0.0)
        .collect();
    pairs.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut below = Sum::default();
    let mut pairs = pairs.into_iter();
    while let Some((value, weight)) = pairs.next() {
        below.add(weight);
        if (below.total() - half).abs() <= half * 1e-12 {
            return pairs.next().and_then(|(next, _)| known(f64::midpoint(value, next)));
        }
        if below.total() > half {
            return known(value);
        }
    }
    None
}
