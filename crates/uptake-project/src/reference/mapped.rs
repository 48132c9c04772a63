//! Mappings in words.

use super::rules::written;
use super::tables::{column, keep, list};
use super::{MappedColumn, Mapping};
use uptake_rules::policy::keep::NamesIgnore;
use uptake_rules::policy::mapping::{self, THE_ROW};

pub(super) fn mapping(rule: &mapping::Mapping) -> Mapping {
    let columns = rule.columns.iter().filter_map(|(name, value)| {
        Some(MappedColumn {
            name: name.text.clone(),
            written: written(value)?,
        })
    });
    Mapping {
        name: rule.name.text.clone(),
        about: rule.about.clone(),
        source: rule.source.clone(),
        dataset: rule.dataset.text.clone(),
        reads: reads(rule),
        input: rule.input.iter().map(column).collect(),
        filter: rule.filter.as_ref().and_then(written),
        columns: columns.collect(),
    }
}

/// How it reads what a source delivers.
fn reads(rule: &mapping::Mapping) -> Vec<String> {
    let mut said = Vec::new();
    said.extend(rule.rows.as_ref().map(|rows| format!("Rows are in the list `{rows}`")));
    if !rule.explode.is_empty() {
        let lists: Vec<String> = rule.explode.iter().map(|name| name.text.clone()).collect();
        let itself = if lists.iter().any(|name| name == THE_ROW) {
            format!("; `{THE_ROW}` is the row itself")
        } else {
            String::new()
        };
        said.push(format!("Each element of {} becomes a row{itself}", list(&lists)));
    }
    if let Some(place) = &rule.discriminator {
        said.push(format!("`{}` is the list that a row comes from", place.text));
    }
    said.extend(rule.keep.as_ref().map(|rule| {
        let said = keep(rule);
        format!("Of one key {said} stays")
    }));
    if let Some(system) = &rule.identities {
        said.push(format!("Its rows have the names of the system `{}`", system.text));
    }
    let ignored = |NamesIgnore { case, blanks }: NamesIgnore| match (case, blanks) {
        (true, true) => "Upper and lower case and blanks make no difference between names",
        (true, false) => "Upper and lower case make no difference between names",
        _ => "Blanks make no difference between names",
    };
    said.extend(rule.names_ignore.map(|rule| ignored(rule).to_owned()));
    said
}
