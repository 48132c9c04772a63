//! Whether two things go together.

use crate::entry::Entry;
use crate::input::{all_finite, in_units, length, number};
use crate::order::{ranks, ties};
use crate::sum::sum;
use crate::tails::{correlation_two_sided, normal_two_sided};

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[
    Entry {
        name: "pearson",
        arguments: "x, y (of equal length)",
        gives: "r from −1 to 1, and two-sided p",
        about: "How nearly the points lie on a straight line.",
        edges: "unknown for fewer than two points or where all x or all y are equal; p is unknown for two points",
        source: "K. Pearson, Philosophical Transactions A 187 (1896), 253–318; p by Student's t with n − 2 degrees of freedom",
        compared: "SciPy pearsonr",
    },
    Entry {
        name: "spearman",
        arguments: "x, y (of equal length)",
        gives: "rho from −1 to 1, and two-sided p",
        about: "How nearly y rises wherever x does: Pearson's r of the ranks, where equal values share the mean of their ranks.",
        edges: "as pearson",
        source: "C. Spearman, American J. of Psychology 15 (1904), 72–101; p by Student's t with n − 2 degrees of freedom",
        compared: "SciPy spearmanr",
    },
    Entry {
        name: "kendall",
        arguments: "x, y (of equal length)",
        gives: "tau-b from −1 to 1, and two-sided p",
        about: "How many more pairs of points agree in order than disagree, of all that could.",
        edges: "as pearson; p by the normal approximation, with correction for ties",
        source: "M. G. Kendall, Rank Correlation Methods, 4th ed. (1970), 3.4 and 4.9; W. R. Knight, J. of the American Statistical Association 61 (1966), 436–439",
        compared: "SciPy kendalltau, method asymptotic",
    },
];

/// A correlation.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Correlation {
    /// From −1 to 1.
    pub value: f64,
    /// The chance of a value at least as far from 0 if nothing goes together; `None` for two points.
    pub p: Option<f64>,
}

/// Both are of one length and finite.
pub(crate) fn are_points(x: &[f64], y: &[f64]) -> bool {
    x.len() == y.len() && x.len() >= 2 && all_finite(x) && all_finite(y)
}

/// The distances from the mean, in units of the largest: their squares neither overflow nor vanish. `None` if all are equal.
pub(crate) fn centred(values: &[f64]) -> Option<(Vec<f64>, f64)> {
    let first = *values.first()?;
    if values.iter().all(|value| *value == first) {
        return None;
    }
    let (values, unit) = in_units(values);
    let mean = crate::centre::mean(&values)?;
    let away: Vec<f64> = values.iter().map(|value| value - mean).collect();
    let scale = away.iter().fold(0.0_f64, |most, value| most.max(value.abs()));
    (scale.is_finite() && scale > 0.0).then(|| (away.iter().map(|value| value / scale).collect(), scale * unit))
}

pub(crate) fn product(a: &[f64], b: &[f64]) -> f64 {
    sum(a.iter().zip(b).map(|(a, b)| a * b))
}

/// Pearson's correlation.
#[must_use]
pub fn pearson(x: &[f64], y: &[f64]) -> Option<Correlation> {
    if !are_points(x, y) {
        return None;
    }
    let (dx, _) = centred(x)?;
    let (dy, _) = centred(y)?;
    let value = product(&dx, &dy) / (product(&dx, &dx) * product(&dy, &dy)).sqrt();
    let value = value.clamp(-1.0, 1.0);
    let degrees = length(x) - 2.0;
    let p = (degrees > 0.0).then(|| correlation_two_sided(value, degrees));
    value.is_finite().then_some(Correlation { value, p })
}

/// Spearman's rank correlation.
#[must_use]
pub fn spearman(x: &[f64], y: &[f64]) -> Option<Correlation> {
    if !are_points(x, y) {
        return None;
    }
    pearson(&ranks(x).0, &ranks(y).0)
}

/// Kendall's tau-b: (agreeing − disagreeing pairs) ÷ √(pairs not tied in x · pairs not tied in y).
#[must_use]
pub fn kendall(x: &[f64], y: &[f64]) -> Option<Correlation> {
    if !are_points(x, y) {
        return None;
    }
    let points = length(x);
    let pairs = points * (points - 1.0) / 2.0;
    let (x_ties, y_ties) = (ties(x), ties(y));
    let tied = |sizes: &[f64]| sum(sizes.iter().map(|t| t * (t - 1.0) / 2.0));
    let (in_x, in_y) = (tied(&x_ties), tied(&y_ties));
    if in_x >= pairs || in_y >= pairs {
        return None;
    }
    let excess = excess(x, y);
    let value = (excess / (pairs - in_x).sqrt() / (pairs - in_y).sqrt()).clamp(-1.0, 1.0);
    let p = (points > 2.0).then(|| {
        let second = |sizes: &[f64]| sum(sizes.iter().map(|t| t * (t - 1.0) * (t - 2.0)));
        let third = |sizes: &[f64]| sum(sizes.iter().map(|t| t * (t - 1.0) * (2.0 * t + 5.0)));
        let variance = (2.0 * pairs * (2.0 * points + 5.0) - third(&x_ties) - third(&y_ties)) / 18.0
            + in_x * in_y / pairs
            + second(&x_ties) * second(&y_ties) / (18.0 * pairs * (points - 2.0));
        normal_two_sided(excess / variance.sqrt())
    });
    Some(Correlation { value, p })
}

/// Pairs that agree in order less pairs that don't; a pair tied in either is neither.
pub(crate) fn excess(x: &[f64], y: &[f64]) -> f64 {
    // Adding 0 makes −0 the same as 0.
    let mut points: Vec<(f64, f64)> = x.iter().zip(y).map(|(x, y)| (x + 0.0, y + 0.0)).collect();
    points.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
    let tied = |sizes: Vec<f64>| sum(sizes.iter().map(|t| t * (t - 1.0) / 2.0));
    let in_both = tied(points.chunk_by(|a, b| a == b).map(length).collect());
    let pairs = length(x) * (length(x) - 1.0) / 2.0;
    let mut order: Vec<f64> = points.into_iter().map(|(_, y)| y).collect();
    let mut spare = order.clone();
    // Sorted by x, and by y where x is equal: what is left to swap are the pairs that disagree.
    let disagree = swaps(&mut order, &mut spare);
    pairs - tied(ties(x)) - tied(ties(y)) + in_both - 2.0 * disagree
}

/// Sorts by merging, and counts the pairs that stood the wrong way round.
fn swaps(values: &mut [f64], spare: &mut [f64]) -> f64 {
    if values.len() < 2 {
        return 0.0;
    }
    let middle = values.len() / 2;
    let mut count = {
        let (left, right) = values.split_at_mut(middle);
        let (spare_left, spare_right) = spare.split_at_mut(middle);
        swaps(left, spare_left) + swaps(right, spare_right)
    };
    let (left, right) = values.split_at(middle);
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    let mut waiting = middle;
    for slot in spare.iter_mut() {
        let take_right = match (left.peek(), right.peek()) {
            (Some(l), Some(r)) => r < l,
            (None, _) => true,
            (_, None) => false,
        };
        if take_right {
            count += number(waiting);
        } else {
            waiting -= 1;
        }
        let next = if take_right { right.next() } else { left.next() };
        *slot = next.copied().unwrap_or_default();
    }
    values.copy_from_slice(spare);
    count
}
