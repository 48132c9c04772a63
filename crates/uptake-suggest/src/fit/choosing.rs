//! Which dataset a file is.

use super::headings::words;
use super::matching::{Fit, Known, Looked, fit};
use uptake_rules::policy::dataset::DatasetKind;

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
            fit.score += once_each(&fit, looked);
            fit
        })
        .collect();
    all.sort_by(|one, other| other.score.total_cmp(&one.score));
    all
}

/// How much better a list of entities fits where each of them has one row, and how much worse where they have several.
fn once_each(fit: &Fit<'_>, looked: &Looked) -> f64 {
    let entity = &fit.dataset.entity.text;
    let pair = fit.pairs.iter().find(|pair| {
        let column = fit.dataset.columns.get(pair.column);
        column.is_some_and(|column| column.name.text == *entity)
    });
    let Some((column, profile)) = pair.and_then(|pair| looked.get(pair.at)) else {
        return 0.0;
    };
    let once = crate::shape::share(profile.distinct.len(), column.values.len());
    match fit.dataset.kind {
        DatasetKind::Entities if once > 0.9 => 0.1,
        DatasetKind::Entities if once < 0.7 => -0.1,
        DatasetKind::Entities
        | DatasetKind::Events
        | DatasetKind::Spells
        | DatasetKind::Names
        | DatasetKind::Records => 0.0,
    }
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
