//! What the table of entities and periods says beside the rules' own columns: the list's columns, and why somebody doesn't count.

use crate::error::Error;
use crate::judge::Cube;
use crate::names::UNKNOWN_CUT;
use crate::truths;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use uptake_rules::policy::Policy;
use uptake_rules::text::Name;

/// The columns of the list that the frame has, in the order of the contract; those in `known` are there already.
pub(super) fn listed(cube: &Cube<'_>, known: &[&str]) -> Vec<String> {
    let columns = cube.policy.entity_dataset().map(|dataset| &dataset.columns);
    let names = columns.into_iter().flatten().map(|column| column.name.text.as_str());
    names
        .filter(|name| *name != cube.policy.entity_column() && !known.contains(name))
        .filter(|name| cube.frame.has(name))
        .map(str::to_owned)
        .collect()
}

/// Why somebody doesn't count: for each row the number of a text, and the texts by their numbers.
pub(super) struct Reasons {
    pub(super) numbers: Vec<IdxSize>,
    pub(super) texts: Vec<Option<String>>,
}

impl Reasons {
    /// That of a row.
    pub(super) fn of(&self, row: usize) -> Option<&str> {
        let number = self.numbers.get(row)?;
        self.texts.get(*number as usize)?.as_deref()
    }
}

/// Why somebody doesn't count, for each row: the label of the ladder that a metric names for it. Where later metrics count other
/// entities than the first one, their reasons have the definition before them. Nothing for who counts.
pub(super) fn reasons(cube: &Cube<'_>) -> Result<Reasons, Error> {
    // Few different reasons stand for many rows. The first is that of who counts: none.
    let mut all: Vec<Vec<String>> = vec![Vec::new()];
    let mut numbers: Vec<IdxSize> = vec![0; cube.frame.height()];
    for (number, (of, ladder)) in counted(cube.policy).into_iter().enumerate() {
        let truths = truths::of(cube.frame.column(&of.text)?.bool()?);
        let labels = ladder.map(|ladder| cube.frame.column(&ladder.text)).transpose()?;
        let labels = labels.as_ref().map(|labels| labels.str()).transpose()?;
        let mut known: FxHashMap<(IdxSize, Option<bool>, Option<&str>), IdxSize> = FxHashMap::default();
        for (row, (truth, own)) in truths.into_iter().zip(&mut numbers).enumerate() {
            let label = match truth {
                Some(true) => continue,
                Some(false) => labels.and_then(|labels| labels.get(row)),
                None => None,
            };
            *own = *known.entry((*own, truth, label)).or_insert_with(|| {
                let reason = match (truth, labels) {
                    (Some(_), Some(_)) => label.unwrap_or(UNKNOWN_CUT).to_owned(),
                    (Some(_), None) => format!("`{}` is false", of.text),
                    (None, _) => format!("`{}` is unknown", of.text),
                };
                let mut reasons = all.get(*own as usize).cloned().unwrap_or_default();
                if !reasons.contains(&reason) {
                    reasons.push(match number {
                        0 => reason,
                        _ => format!("{}: {reason}", of.text),
                    });
                }
                all.push(reasons);
                IdxSize::try_from(all.len() - 1).unwrap_or(IdxSize::MAX)
            });
        }
    }
    let texts = all
        .into_iter()
        .map(|reasons| (!reasons.is_empty()).then(|| reasons.join("; ")));
    Ok(Reasons {
        numbers,
        texts: texts.collect(),
    })
}

/// The definitions of who counts in metrics, each with the ladder of the first metric that names reasons for it.
fn counted(policy: &Policy) -> Vec<(&Name, Option<&Name>)> {
    let mut found: Vec<(&Name, Option<&Name>)> = Vec::new();
    for metric in &policy.metrics {
        let Some(of) = &metric.of else { continue };
        match found.iter_mut().find(|(known, _)| known.text == of.text) {
            Some((_, ladder)) => *ladder = ladder.or(metric.excluded_by.as_ref()),
            None => found.push((of, metric.excluded_by.as_ref())),
        }
    }
    found
}

/// A name that no rule and no column has: the wanted one, or that with lines below it.
pub(super) fn free(wanted: &str, taken: &[&str]) -> String {
    let mut name = wanted.to_owned();
    while taken.contains(&name.as_str()) {
        name.push('_');
    }
    name
}
