//! Whether what a whole is made of changes from one period to the next, for the same units.

use crate::entry::Entry;
use crate::input::{all_amounts, is_count, is_positive, known, number, position};
use crate::sum::Sum;
use crate::tails::normal_two_sided;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[Entry {
    name: "mix_shift",
    arguments: "parts, wholes (unit by unit, an amount for each period), periods (how many each unit has), window (periods, a whole number)",
    gives: "the first period after the shift, the change of share, the share of units that moved its way, and p",
    about: "The largest jump of the share of a part in the whole, between `window` periods and the next, over all places where it could be. Only units with some of the whole on both sides count, so that newcomers shift nothing. The change is the weighted mean of the units' own changes; p is that of the score test whose variance comes from the units, times the number of places (Bonferroni).",
    edges: "unknown for lists of unequal length or of units with fewer periods, a negative amount, a part larger than its whole, a window of 0, fewer than two windows of periods, and where the share of nobody changes",
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
#[derive(Clone, Copy, Default)]
struct Place {
    score: Sum,
    spread: Sum,
    weight: Sum,
    rising: f64,
    falling: f64,
    units: f64,
}

impl Place {
    /// Counts a unit with a share of its own on both sides.
    fn add(&mut self, weight: f64, change: f64) {
        let score = weight * change;
        self.score.add(score);
        self.spread.add(score * score);
        self.weight.add(weight);
        self.rising += f64::from(u8::from(score > 0.0));
        self.falling += f64::from(u8::from(score < 0.0));
        self.units += 1.0;
    }
}

/// The sums of amounts before a place and after it, `window` periods each.
fn around(amounts: &[f64], window: usize) -> (f64, f64) {
    let of = |first: usize| amounts.iter().skip(first).take(window).sum::<f64>();
    (of(0), of(window))
}

/// All places at which the jump could be, from the first on.
fn places(parts: &[f64], wholes: &[f64], periods: usize, window: usize) -> Vec<Place> {
    let mut places = vec![Place::default(); (periods + 1).saturating_sub(2 * window)];
    for (part, whole) in parts.chunks(periods).zip(wholes.chunks(periods)) {
        let windows = part.windows(2 * window).zip(whole.windows(2 * window));
        for (place, (part, whole)) in places.iter_mut().zip(windows) {
            let (before, after) = around(whole, window);
            if before > 0.0 && after > 0.0 {
                let (part_before, part_after) = around(part, window);
                let weight = after * (before / (before + after));
                place.add(weight, part_after / after - part_before / before);
            }
        }
    }
    places
}

/// The largest jump of the share of a part in the whole; both have `periods` amounts of each unit, unit by unit.
#[must_use]
pub fn mix_shift(parts: &[f64], wholes: &[f64], periods: usize, window: f64) -> Option<Shift> {
    let whole_units = periods > 0 && !wholes.is_empty() && wholes.len().is_multiple_of(periods);
    if parts.len() != wholes.len()
        || !whole_units
        || !all_amounts(parts)
        || !all_amounts(wholes)
        || !is_count(window)
        || window < 1.0
    {
        return None;
    }
    let window = position(window);
    if parts.iter().zip(wholes).any(|(part, whole)| part > whole) || periods / 2 < window {
        return None;
    }
    let places: Vec<(usize, Place)> = (window..)
        .zip(places(parts, wholes, periods, window))
        .filter(|(_, place)| is_positive(place.spread.total()) && place.score.total().is_finite())
        .collect();
    let score = |place: &Place| place.score.total();
    let (period, best) = places.iter().reduce(|one, other| {
        let more = score(&other.1).abs() > score(&one.1).abs();
        if more { other } else { one }
    })?;
    let p = normal_two_sided(score(best) / best.spread.total().sqrt()) * number(places.len());
    let moved = if score(best) >= 0.0 { best.rising } else { best.falling };
    Some(Shift {
        period: number(*period),
        change: known(score(best) / best.weight.total())?.clamp(-1.0, 1.0),
        moved: known(moved / best.units)?,
        p: known(p)?.min(1.0),
    })
}
