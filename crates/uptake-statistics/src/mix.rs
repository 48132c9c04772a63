//! Whether what a whole is made of changes from one period to the next, for the same units.

use crate::entry::Entry;
use crate::input::{all_amounts, is_count, is_positive, known, number, position};
use crate::sum::sum;
use crate::tails::normal_two_sided;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[Entry {
    name: "mix_shift",
    arguments: "parts, wholes (a list per unit, with an amount per period each), window (periods, a whole number)",
    gives: "the first period after the shift, the change of share, the share of units that moved its way, and p",
    about: "The largest jump of the share of a part in the whole, between `window` periods and the next, over all places where it could be. Only units with some of the whole on both sides count, so that newcomers shift nothing. The change is the weighted mean of the units' own changes; p is that of the score test whose variance comes from the units, times the number of places (Bonferroni).",
    edges: "unknown for lists of unequal length, a negative amount, a part larger than its whole, a window of 0, fewer than two windows of periods, and where the share of nobody changes",
    source: "weights: N. Mantel, W. Haenszel, J. National Cancer Institute 22 (1959), 719–748; variance: D. D. Boos, The American Statistician 46 (1992), 327–333; O. J. Dunn, J. of the American Statistical Association 56 (1961), 52–64",
    compared: "the formula by Python, with SciPy norm",
}];

/// A jump of a mix.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// The number of the first period after it.
    pub period: f64,
    /// By how much the share changes: −1 to 1.
    pub change: f64,
    /// The share of the units that moved its way, of those on both sides.
    pub moved: f64,
    /// The chance of such a jump somewhere if nothing changed.
    pub p: f64,
}

/// What one place says.
struct Place {
    score: f64,
    spread: f64,
    weight: f64,
    rising: f64,
    falling: f64,
    units: f64,
}

/// The sums of `window` amounts before a period and from it on.
fn around(amounts: &[f64], period: usize, window: usize) -> (f64, f64) {
    let of = |first: usize| sum(amounts.iter().skip(first).take(window).copied());
    (of(period - window), of(period))
}

fn place(parts: &[Vec<f64>], wholes: &[Vec<f64>], period: usize, window: usize) -> Place {
    let mut found = (Vec::new(), Vec::new());
    for (part, whole) in parts.iter().zip(wholes) {
        let (before, after) = around(whole, period, window);
        if before > 0.0 && after > 0.0 {
            let (part_before, part_after) = around(part, period, window);
            let weight = after * (before / (before + after));
            found.0.push(weight * (part_after / after - part_before / before));
            found.1.push(weight);
        }
    }
    let (scores, weights) = found;
    let many = |of: fn(&f64) -> bool| number(scores.iter().filter(|score| of(score)).count());
    Place {
        score: sum(scores.iter().copied()),
        spread: sum(scores.iter().map(|score| score * score)),
        weight: sum(weights.iter().copied()),
        rising: many(|score| *score > 0.0),
        falling: many(|score| *score < 0.0),
        units: number(scores.len()),
    }
}

/// The largest jump of the share of a part in the whole.
#[must_use]
pub fn mix_shift(parts: &[Vec<f64>], wholes: &[Vec<f64>], window: f64) -> Option<Shift> {
    let width = wholes.first()?.len();
    let fits = |rows: &[Vec<f64>]| rows.iter().all(|row| row.len() == width && all_amounts(row));
    if parts.len() != wholes.len() || !fits(parts) || !fits(wholes) || !is_count(window) || window < 1.0 {
        return None;
    }
    let within = |(part, whole): (&Vec<f64>, &Vec<f64>)| part.iter().zip(whole).all(|(part, whole)| part <= whole);
    let window = position(window);
    if !parts.iter().zip(wholes).all(within) || width < 2 * window {
        return None;
    }
    let places: Vec<(usize, Place)> = (window..=width - window)
        .map(|period| (period, place(parts, wholes, period, window)))
        .filter(|(_, place)| is_positive(place.spread) && place.score.is_finite())
        .collect();
    let most = |one: &(usize, Place), other: &(usize, Place)| other.1.score.abs() > one.1.score.abs();
    let (period, best) = places
        .iter()
        .reduce(|one, other| if most(one, other) { other } else { one })?;
    let p = normal_two_sided(best.score / best.spread.sqrt()) * number(places.len());
    let moved = if best.score >= 0.0 { best.rising } else { best.falling };
    Some(Shift {
        period: number(*period),
        change: known(best.score / best.weight)?.clamp(-1.0, 1.0),
        moved: known(moved / best.units)?,
        p: known(p)?.min(1.0),
    })
}
