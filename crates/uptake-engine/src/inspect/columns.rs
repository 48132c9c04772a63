//! Columns as they arrive, and what they feed.

use super::found::{Absent, Arriving};
use crate::intake::{Asked, deliverable};
use crate::names::{Kind, Private};
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_adapter::is_typed_mark;
use uptake_rules::path;
use uptake_rules::policy::dataset::{Column as Rule, Dataset};
use uptake_rules::policy::mapping::Mapping;

/// A source as far as columns go.
pub(super) struct Source<'a> {
    /// Its dataset.
    pub(super) dataset: &'a Dataset,
    /// Its mapping.
    pub(super) mapping: Option<&'a Mapping>,
    /// The dataset's columns whose value the project states.
    pub(super) set: BTreeSet<String>,
    /// What a run asks it for.
    pub(super) asked: Asked<'a>,
}

/// The columns that arrived, each with what it feeds.
pub(super) fn arriving(columns: Vec<(String, Vec<String>)>, source: &Source<'_>) -> Vec<Arriving> {
    // Where the list that should hold the rows doesn't arrive, the rows aren't wrapped.
    let wrapped = source.mapping.and_then(|mapping| mapping.rows.as_deref());
    let wrapped = wrapped.filter(|rows| columns.iter().any(|(name, _)| leads_through(rows, name)));
    let wrapped = wrapped.map(str::to_owned);
    let arriving = |(name, types): (String, Vec<String>)| {
        let feeds = feeds(&name, source, wrapped.as_deref());
        // What the rules read is called by a name that stands in them.
        let kind = if feeds.is_empty() { Kind::Free } else { Kind::Open };
        Arriving {
            name: Private::new(kind, name),
            types,
            feeds,
        }
    };
    columns.into_iter().map(arriving).collect()
}

/// Adds the columns of a batch, and types that they didn't have before.
pub(super) fn note_types(frame: &DataFrame, arriving: &mut Vec<(String, Vec<String>)>) {
    for column in frame.columns().iter().filter(|column| !is_typed_mark(column.name())) {
        let ty = type_name(column.dtype());
        match arriving.iter_mut().find(|(name, _)| name == column.name().as_str()) {
            Some((_, types)) if types.contains(&ty) => {}
            Some((_, types)) => types.push(ty),
            None => arriving.push((column.name().to_string(), vec![ty])),
        }
    }
}

/// A type in the words of the rule language, as far as it has them.
fn type_name(ty: &DataType) -> String {
    match ty {
        DataType::Boolean => "bool".to_owned(),
        DataType::String | DataType::Categorical(..) | DataType::Enum(..) => "text".to_owned(),
        DataType::Date => "date".to_owned(),
        DataType::Datetime(_, Some(_)) => "datetime".to_owned(),
        DataType::Datetime(_, None) => "datetime without a zone".to_owned(),
        DataType::Null => "nothing".to_owned(),
        DataType::List(inner) => format!("list of {}", type_name(inner)),
        DataType::Struct(_) => "object".to_owned(),
        ty if ty.is_integer() => "int".to_owned(),
        ty if ty.is_float() || ty.is_decimal() => "float".to_owned(),
        other => other.to_string(),
    }
}

/// Whether a path leads through a top-level column, whose name may hold dots itself.
fn leads_through(path: &str, column: &str) -> bool {
    path::keys(path).any(|(key, _)| key == column)
}

/// The columns of the contract that a mapping's input feeds.
fn fed_by(input: &str, mapping: &Mapping, set: &BTreeSet<String>) -> Vec<String> {
    let mut fed: Vec<String> = mapping
        .columns
        .iter()
        .filter(|(name, expr)| expr.columns().contains(input) && !set.contains(&name.text))
        .map(|(name, _)| name.text.clone())
        .collect();
    let filter = mapping.filter.as_ref();
    if filter.is_some_and(|filter| filter.columns().contains(input)) {
        fed.push("where".to_owned());
    }
    fed
}

/// The columns of the contract that a column of the source feeds.
fn feeds(name: &str, source: &Source<'_>, wrapped: Option<&str>) -> Vec<String> {
    let Some(mapping) = source.mapping else {
        let fed = |column: &&Rule| column.source_name() == name && !source.set.contains(&column.name.text);
        let columns = source.dataset.columns.iter().filter(fed);
        return columns.map(|column| column.name.text.clone()).collect();
    };
    let mut fed: Vec<String> = Vec::new();
    for input in &mapping.input {
        if leads_through(wrapped.unwrap_or(input.source_name()), name) {
            fed.extend(fed_by(&input.name.text, mapping, &source.set));
        }
    }
    let mut seen = BTreeSet::new();
    fed.retain(|name| seen.insert(name.clone()));
    fed
}

/// What would be read and doesn't arrive. It is required where a run would refuse the source for it.
pub(super) fn absent(arrived: &BTreeSet<&str>, source: &Source<'_>) -> Vec<Absent> {
    let set = |name: &str| source.mapping.is_none() && source.set.contains(name);
    let rules = deliverable(source.dataset, source.mapping).into_iter();
    let rules = rules.filter(|rule| !set(&rule.name.text));
    let absent = rules.filter(|rule| !arrived.contains(rule.name.text.as_str()));
    absent
        .map(|rule| {
            let name = rule.name.text.as_str();
            let (needed, read) = source.asked.of_name(name);
            let asked = if source.mapping.is_some() { read } else { needed };
            Absent {
                name: rule.source_name().to_owned(),
                feeds: match source.mapping {
                    Some(mapping) => fed_by(name, mapping, &source.set),
                    None => vec![name.to_owned()],
                },
                optional: rule.optional || !asked,
            }
        })
        .collect()
}
