//! Whether a density jumps at a threshold.

use crate::entry::Entry;
use crate::input::{all_finite, known, length, number};
use crate::order::sorted;
use crate::sum::sum;
use crate::tails::normal_two_sided;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[Entry {
    name: "density_jump",
    arguments: "values, at (a threshold; a value on it counts as above)",
    gives: "the density just above less the one just below, and two-sided p",
    about: "Whether values pile up on one side of a threshold: polynomials of degree 3 through the distribution function near it, one for each side, with a triangular kernel. Bandwidths are those of degree 2 with the least mean squared error, the median of those for the side, the difference and the sum; the variance is the jackknife's. For whole numbers use bunching.",
    edges: "unknown for fewer than six different values on a side; equal values count as one place with their weight",
    source: "M. D. Cattaneo, M. Jansson, X. Ma, J. of the American Statistical Association 115 (2020), 1449–1455; on manipulation: J. McCrary, J. of Econometrics 142 (2008), 698–714",
    compared: "rddensity, with its defaults",
}];

/// A jump of a density.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Jump {
    /// The density just above less the one just below, per unit of the values.
    pub difference: f64,
    /// The chance of a difference at least as far from 0 if there is none.
    pub p: f64,
}

/// The degree of which the bandwidths are the best; the test takes one more.
const DEGREE: usize = 2;
/// A window has at least so many values on each side, if there are as many.
const LEAST: usize = 20 + DEGREE + 1;
/// For the curvature that bandwidths need, a fit takes two degrees and two values more.
const LEAST_FOR_CURVATURE: usize = LEAST + 2;
/// Different values that the fit of the highest degree needs, and one to spare.
const LEAST_DIFFERENT: usize = DEGREE + 4;

/// Values on one side, the nearest to the threshold first: how far each is away, and its place in the distribution function.
struct Side {
    /// 1 above the threshold, −1 below: what turns a distance into a place.
    sign: f64,
    places: Vec<(f64, f64)>,
    /// The different distances.
    different: Vec<f64>,
}

/// What a fit finds of a coefficient.
struct Fit {
    value: f64,
    variance: f64,
}

/// Solves a small set of equations by elimination; the last column is the right side.
fn solve(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let size = rows.len();
    for column in 0..size {
        let largest = |row: &usize, other: &usize| {
            let of = |row: usize| {
                rows.get(row)
                    .and_then(|row| row.get(column))
                    .map_or(0.0, |cell| cell.abs())
            };
            of(*row).total_cmp(&of(*other))
        };
        let pivot = (column..size).max_by(largest)?;
        rows.swap(column, pivot);
        let first = rows.get(column)?.clone();
        let leading = *first.get(column)?;
        for (at, row) in rows.iter_mut().enumerate() {
            let factor = *row.get(column)? / leading;
            if at != column {
                row.iter_mut()
                    .zip(&first)
                    .for_each(|(cell, other)| *cell -= factor * other);
            }
        }
    }
    let answers = rows.iter().enumerate();
    answers.map(|(at, row)| known(row.get(size)? / row.get(at)?)).collect()
}

/// The number of powers and their number, as an exponent.
fn exponent(power: usize) -> i32 {
    i32::try_from(power).unwrap_or(i32::MAX)
}

impl Side {
    /// Values within the bandwidth, as parts of it with their places and kernel weights.
    fn within(&self, bandwidth: f64) -> Vec<(f64, f64, f64)> {
        let near = self.places.iter().take_while(|(away, _)| *away <= bandwidth);
        near.map(|(away, place)| (self.sign * away / bandwidth, *place, 1.0 - away / bandwidth))
            .collect()
    }

    /// The coefficient of a power in the polynomial through the distribution function, with the jackknife's variance for `n`
    /// values in all.
    fn fit(&self, bandwidth: f64, degree: usize, power: usize, n: f64) -> Option<Fit> {
        let near = self.within(bandwidth);
        let moments: Vec<f64> = (0..=2 * degree)
            .map(|power| sum(near.iter().map(|(x, _, weight)| weight * x.powi(exponent(power)))))
            .collect();
        let row = |at: usize| {
            let cells = (0..=degree).map(|column| moments.get(at + column).copied());
            let right = if at == power { 1.0 } else { 0.0 };
            cells.chain([Some(right)]).collect::<Option<Vec<f64>>>()
        };
        let taken = solve((0..=degree).map(row).collect::<Option<_>>()?)?;
        let scale = bandwidth.powi(exponent(power));
        let pull = |(x, _, weight): &(f64, f64, f64)| {
            let powers = taken.iter().enumerate();
            weight * powers.map(|(power, part)| part * x.powi(exponent(power))).sum::<f64>() / scale
        };
        let pulls: Vec<f64> = near.iter().map(pull).collect();
        let value = sum(pulls.iter().zip(&near).map(|(pull, (_, place, _))| pull * place));
        let variance = sum(self.tails(&near, &pulls).into_iter().map(|tail| tail * tail)) / ((n - 1.0) * (n - 1.0));
        Some(Fit {
            value: known(value)?,
            variance: known(variance)?,
        })
    }

    /// For each value the pulls of those after it in ascending order; equal values have that of the first of them.
    fn tails(&self, near: &[(f64, f64, f64)], pulls: &[f64]) -> Vec<f64> {
        let mut ascending: Vec<(f64, f64)> = near.iter().map(|(x, _, _)| *x).zip(pulls.iter().copied()).collect();
        if self.sign < 0.0 {
            ascending.reverse();
        }
        let mut after = sum(pulls.iter().copied());
        let tails = ascending.chunk_by(|one, other| one.0 == other.0).flat_map(|group| {
            let first = group.first().map_or(0.0, |(_, pull)| *pull);
            let tail = after - first;
            after -= sum(group.iter().map(|(_, pull)| *pull));
            std::iter::repeat_n(tail, group.len())
        });
        tails.collect()
    }

    /// How far the value is away that is the nth nearest; the last where there are fewer.
    fn nth(&self, least: usize) -> f64 {
        let of = |away: &[f64]| {
            away.get(least.min(away.len()).saturating_sub(1))
                .copied()
                .unwrap_or(0.0)
        };
        let all: Vec<f64> = self.places.iter().map(|(away, _)| *away).collect();
        of(&all).max(of(&self.different))
    }

    fn farthest(&self) -> f64 {
        self.different.last().copied().unwrap_or(0.0)
    }
}

/// Both sides of a threshold, each with places in the distribution function of all: (rank − 1) ÷ (n − 1), where equal values
/// have the last of their ranks.
fn sides(values: &[f64], at: f64) -> Option<(Side, Side)> {
    let sorted = sorted(values);
    let last = length(&sorted) - 1.0;
    let mut placed = Vec::with_capacity(sorted.len());
    for group in sorted.chunk_by(|one, other| one == other) {
        let place = (number(placed.len() + group.len()) - 1.0) / last;
        placed.extend(group.iter().map(|value| (value - at, place)));
    }
    let side = |sign: f64, mut places: Vec<(f64, f64)>| {
        if sign < 0.0 {
            places.reverse();
        }
        let mut different: Vec<f64> = places.iter().map(|(away, _)| *away).collect();
        different.dedup();
        Side {
            sign,
            places,
            different,
        }
    };
    let (below, above): (Vec<_>, Vec<_>) = placed.into_iter().partition(|(away, _)| *away < 0.0);
    let below = below.into_iter().map(|(away, place)| (-away, place)).collect();
    let (left, right) = (side(-1.0, below), side(1.0, above));
    let enough = |side: &Side| side.different.len() >= LEAST_DIFFERENT;
    (enough(&left) && enough(&right)).then_some((left, right))
}

/// The bandwidths to begin with, by a normal distribution with the values' mean and spread: for the curvature, and for the
/// density.
fn first_bandwidths(values: &[f64], at: f64, left: &Side, right: &Side) -> Option<(f64, f64)> {
    /// Of the kernel, for degree 2: the variance of the fourth degree's third coefficient over its squared bias, and that of the
    /// second degree's first.
    const CURVATURE: f64 = 3_430_865.455_123_618;
    const DENSITY: f64 = 548.571_428_571_555;
    let n = length(values);
    let spread = crate::centre::standard_deviation(values)?;
    let x = (crate::centre::mean(values)? - at) / spread;
    let normal = (-x * x / 2.0).exp() / std::f64::consts::TAU.sqrt();
    let (second, fourth) = (x * x - 1.0, x * x * (x * x - 6.0) + 3.0);
    let power = 2.0 * number(DEGREE);
    let curvature = ((power + 1.0) / 4.0 * CURVATURE / (fourth * fourth * normal) / n).powf(1.0 / (power + 5.0));
    let density = (DENSITY / (power * second * second * normal) / n).powf(1.0 / (power + 1.0));
    let widest = left.farthest().max(right.farthest());
    let bound = |bandwidth: f64, least: usize| {
        let bounded = (bandwidth * spread)
            .min(widest)
            .max(left.nth(least))
            .max(right.nth(least));
        known(bounded)
    };
    Some((bound(curvature, LEAST_FOR_CURVATURE)?, bound(density, LEAST)?))
}

/// The bias of the density's estimate by degree 2, in units of the third coefficient: of the triangular kernel on one side.
fn bias_of_degree_two() -> Option<f64> {
    let moment = |power: usize| 1.0 / (number(power + 1) * number(power + 2));
    let row = |at: usize| {
        let cells = (0..=DEGREE).map(|column| moment(at + column));
        cells.chain([moment(at + DEGREE + 1)]).collect()
    };
    solve((0..=DEGREE).map(row).collect())?.get(1).copied()
}

/// The bandwidths below and above.
fn bandwidths(values: &[f64], at: f64, left: &Side, right: &Side) -> Option<(f64, f64)> {
    let n = length(values);
    let power = 2.0 * number(DEGREE);
    let (wide, narrow) = first_bandwidths(values, at, left, right)?;
    let third = |side: &Side| Some(side.fit(wide, DEGREE + 2, DEGREE + 1, n)?.value);
    let variance = |side: &Side| Some(n * narrow * side.fit(narrow, DEGREE, 1, n)?.variance);
    let constant = bias_of_degree_two()?;
    let (below, above) = (third(left)? * constant, third(right)? * constant);
    let (noise_below, noise_above) = (variance(left)?, variance(right)?);
    let widest = left.farthest().max(right.farthest());
    let (least_left, least_right) = (left.nth(LEAST), right.nth(LEAST));
    let best = |noise: f64, bias: f64, most: f64, least: f64| {
        let bandwidth = (noise / (power * bias * bias) / n).powf(1.0 / (power + 1.0));
        // No bias at all asks for all values.
        if bandwidth.is_nan() {
            least
        } else {
            bandwidth.min(most).max(least)
        }
    };
    let both = noise_below + noise_above;
    let least = least_left.max(least_right);
    let (difference, together) = (
        best(both, above - below, widest, least),
        best(both, above + below, widest, least),
    );
    let middle = |own: f64| {
        let mut three = [own, difference, together];
        three.sort_by(f64::total_cmp);
        let [_, middle, _] = three;
        middle
    };
    Some((
        middle(best(noise_below, below, left.farthest(), least_left)),
        middle(best(noise_above, above, right.farthest(), least_right)),
    ))
}

/// Whether the density of values jumps at a threshold.
#[must_use]
pub fn density_jump(values: &[f64], at: f64) -> Option<Jump> {
    if !all_finite(values) || !at.is_finite() || values.len() < 2 * LEAST_DIFFERENT {
        return None;
    }
    let (left, right) = sides(values, at)?;
    let (below, above) = bandwidths(values, at, &left, &right)?;
    let n = length(values);
    let below = left.fit(below, DEGREE + 1, 1, n)?;
    let above = right.fit(above, DEGREE + 1, 1, n)?;
    let difference = known(above.value - below.value)?;
    let p = known(normal_two_sided(difference / (below.variance + above.variance).sqrt()))?;
    Some(Jump { difference, p })
}
