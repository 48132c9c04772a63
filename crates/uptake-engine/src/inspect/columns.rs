//! Columns as they arrive, and what they feed.

use super::found::{Absent, Arriving};
use crate::names::{Kind, Private};
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::mapping::Mapping;

/// The columns that arrived, each with what it feeds.
pub(super) fn arriving(
    columns: Vec<(String, Vec<String>)>,
    dataset: &Dataset,
    mapping: Option<&Mapping>,
) -> Vec<Arriving> {
    let arriving = |(name, types): (String, Vec<String>)| {
        let feeds = feeds(&name, dataset, mapping);
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
    for column in frame.columns() {
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

/// The top of a path into nested values.
fn top(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// The columns of the contract that a mapping's input feeds.
fn fed_by(input: &str, mapping: &Mapping) -> Vec<String> {
    let mut fed: Vec<String> = mapping
        .columns
        .iter()
        .filter(|(_, expr)| expr.columns().contains(input))
        .map(|(name, _)| name.text.clone())
        .collect();
    let filter = mapping.filter.as_ref();
    if filter.is_some_and(|filter| filter.columns().contains(input)) {
        fed.push("where".to_owned());
    }
    fed
}

/// The columns of the contract that a column of the source feeds.
fn feeds(name: &str, dataset: &Dataset, mapping: Option<&Mapping>) -> Vec<String> {
    let Some(mapping) = mapping else {
        let columns = dataset.columns.iter().filter(|column| column.source_name() == name);
        return columns.map(|column| column.name.text.clone()).collect();
    };
    let wraps = mapping.rows.as_deref() == Some(name);
    let mut fed: Vec<String> = Vec::new();
    for input in &mapping.input {
        let path = input.source_name();
        if wraps || path == name || top(path) == name {
            fed.extend(fed_by(&input.name.text, mapping));
        }
    }
    let mut seen = BTreeSet::new();
    fed.retain(|name| seen.insert(name.clone()));
    fed
}

/// What would be read and doesn't arrive.
pub(super) fn absent(columns: &[(String, Vec<String>)], dataset: &Dataset, mapping: Option<&Mapping>) -> Vec<Absent> {
    let arrives = |name: &str| columns.iter().any(|(known, _)| known == name);
    let Some(mapping) = mapping else {
        let lacking = dataset.columns.iter().filter(|column| !arrives(column.source_name()));
        return lacking
            .map(|column| Absent {
                name: column.source_name().to_owned(),
                feeds: vec![column.name.text.clone()],
                optional: column.optional,
            })
            .collect();
    };
    if let Some(rows) = mapping.rows.as_deref().filter(|rows| !arrives(rows)) {
        return vec![Absent {
            name: rows.to_owned(),
            feeds: feeds(rows, dataset, Some(mapping)),
            optional: false,
        }];
    }
    if mapping.rows.is_some() {
        return Vec::new();
    }
    let lacking = mapping.input.iter().filter(|input| {
        let path = input.source_name();
        !arrives(path) && !arrives(top(path))
    });
    lacking
        .map(|input| Absent {
            name: input.source_name().to_owned(),
            feeds: fed_by(&input.name.text, mapping),
            optional: input.optional,
        })
        .collect()
}
