//! Tables of counts.

use crate::entry::Entry;
use crate::found::Test;
use crate::input::{all_amounts, known, number};
use crate::sum::{Sum, sum};
use crate::tails::chi_squared_upper;

/// What the catalogue says about this family.
pub const ENTRIES: &[Entry] = &[Entry {
    name: "chi_square",
    arguments: "counts (row by row), columns, correct",
    gives: "chi-squared, p, and the degrees of freedom",
    about: "The test that rows and columns of a table are independent. With `correct`, and only in a table of two rows and two columns, Yates' correction: each count moves towards its expectation by a half, never past it.",
    edges: "unknown for one row or column, rows of unequal length, a negative count, a row or column that is all zero",
    source: "K. Pearson, Philosophical Magazine 50 (1900), 157–175; F. Yates, Supplement to the J. Royal Statistical Society 1 (1934), 217–235",
    compared: "SciPy chi2_contingency",
}];

/// What [`chi_square`] found.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Independence {
    /// Chi-squared and its p.
    pub test: Test,
    /// (rows − 1) · (columns − 1).
    pub degrees: f64,
}

/// Whether the rows and columns of a table are independent: Σ (count − expected)² / expected.
#[must_use]
pub fn chi_square(counts: &[f64], columns: usize, correct: bool) -> Option<Independence> {
    if columns < 2 || counts.len() < 2 * columns || !counts.len().is_multiple_of(columns) || !all_amounts(counts) {
        return None;
    }
    let rows: Vec<f64> = counts.chunks(columns).map(|row| sum(row.iter().copied())).collect();
    let mut across = vec![Sum::default(); columns];
    for row in counts.chunks(columns) {
        for (column, count) in across.iter_mut().zip(row) {
            column.add(*count);
        }
    }
    let across: Vec<f64> = across.into_iter().map(Sum::total).collect();
    let total = known(sum(rows.iter().copied()))?;
    if rows.iter().chain(&across).any(|margin| *margin <= 0.0) {
        return None;
    }
    let degrees = (number(rows.len()) - 1.0) * (number(columns) - 1.0);
    let shift = if correct && degrees == 1.0 { 0.5 } else { 0.0 };
    let statistic = sum(counts.chunks(columns).zip(&rows).flat_map(|(row, margin)| {
        row.iter().zip(&across).map(move |(count, column)| {
            let expected = margin * (column / total);
            let away = ((count - expected).abs() - shift).max(0.0);
            away * away / expected
        })
    }));
    let test = Test::known(statistic, chi_squared_upper(statistic, degrees))?;
    Some(Independence { test, degrees })
}
