//! Fisher's exact test.

use crate::entry::Entry;
use crate::input::{is_count, known};
use crate::sum::Sum;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[Entry {
    name: "fisher",
    arguments: "a, b, c, d, side (two_sided, less or greater)",
    gives: "p",
    about: "The exact test of a table of two rows, a b and c d: the chance, with its margins, of a table at least as far out. Two-sided adds all tables that are no likelier than this one; less and greater look at a.",
    edges: "whole counts of up to 10⁹ together, else unknown; unknown too where a row or column is empty: there is only one such table; tables within 10⁻⁹ of this one's chance count as equally likely; below 10⁻³⁰⁰ p may be 0",
    source: "R. A. Fisher, J. Royal Statistical Society 98 (1935), 39–82; sides as in A. Agresti, Categorical Data Analysis, 3rd ed. (2013), 3.5.3",
    compared: "SciPy fisher_exact",
}];

/// Which tables are at least as far out as the one at hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Those that are no likelier.
    TwoSided,
    /// Those whose first cell is no larger.
    Less,
    /// Those whose first cell is no smaller.
    Greater,
}

/// The p of Fisher's exact test for the table `a b / c d`.
///
/// Chances are walked outwards from the likeliest table by their ratios, so nothing overflows, however large the table.
#[must_use]
pub fn fisher(a: f64, b: f64, c: f64, d: f64, side: Side) -> Option<f64> {
    let (row, column, total) = (a + b, a + c, a + b + c + d);
    if ![a, b, c, d, total].iter().all(|count| is_count(*count)) {
        return None;
    }
    if [row, column, total - row, total - column].contains(&0.0) {
        return None;
    }
    let mode = ((row + 1.0) * (column + 1.0) / (total + 2.0)).floor();
    let rest = total - row - column;
    let up = |k: f64| (row - k) * (column - k) / ((k + 1.0) * (rest + k + 1.0));
    let down = |k: f64| k * (rest + k) / ((row - k + 1.0) * (column - k + 1.0));
    // Where no walk reaches it, its weight is below the smallest number.
    let mut observed = if a == mode { 1.0 } else { 0.0 };
    let mut find = |k: f64, weight: f64| {
        if k == a {
            observed = weight;
        }
    };
    walk(mode, 1.0, up, &mut find);
    walk(mode, -1.0, down, &mut find);
    let counts = |k: f64, weight: f64| match side {
        Side::TwoSided => weight <= observed * (1.0 + 1e-9),
        Side::Less => k <= a,
        Side::Greater => k >= a,
    };
    let (mut all, mut out) = (Sum::default(), Sum::default());
    let mut take = |k: f64, weight: f64| {
        all.add(weight);
        if counts(k, weight) {
            out.add(weight);
        }
    };
    take(mode, 1.0);
    walk(mode, 1.0, up, &mut take);
    walk(mode, -1.0, down, &mut take);
    known((out.total() / all.total()).min(1.0))
}

/// Goes from the mode in steps of `by` and shows each first cell with its weight relative to the mode's, until it no longer counts.
fn walk(mode: f64, by: f64, ratio: impl Fn(f64) -> f64, mut show: impl FnMut(f64, f64)) {
    let (mut k, mut weight) = (mode, 1.0);
    loop {
        weight *= ratio(k);
        // Not until zero: the smallest number times nearly 1 stays itself, and the walk would go on for ever.
        if weight.is_nan() || weight < f64::MIN_POSITIVE {
            return;
        }
        k += by;
        show(k, weight);
    }
}
