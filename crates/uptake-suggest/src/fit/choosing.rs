//! Which dataset a file is.

use super::headings::words;
use super::matching::{Fit, Known, Looked, fit};

/// How much the name of the file counts.
const BY_NAME: f64 = 0.08;

/// The fits of a file, the best first.
#[must_use]
pub fn fits<'a>(looked: &Looked, known: Known<'a>, file_name: &str) -> Vec<Fit<'a>> {
    let named = words(file_name);
    let mut all: Vec<Fit<'a>> = known
        .policy
        .datasets
        .iter()
        .map(|dataset| {
            let mut fit = fit(dataset, looked, known);
            let name = words(&dataset.name.text).concat();
            if named.iter().any(|word| *word == name || format!("{word}s") == name) {
                fit.score += BY_NAME;
            }
            fit
        })
        .collect();
    all.sort_by(|one, other| other.score.total_cmp(&one.score));
    all
}

/// How sure a choice is.
#[must_use]
pub fn is_sure(fits: &[Fit<'_>]) -> bool {
    match fits {
        [] => false,
        [only] => only.score > 0.4,
        [first, second, ..] => first.score > 0.4 && first.score - second.score >= 0.05,
    }
}
