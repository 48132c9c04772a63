//! `people.csv`: who counts, and why, for everybody who can open a spreadsheet.

use super::inert::inert;
use super::{Figures, Output, Write};
use crate::export::ExportError;
use crate::governing::of_set;
use polars::prelude::*;
use std::path::Path;
use uptake_rules::Policy;

pub(super) const OUTPUT: Output = Output {
    name: "people.csv",
    about: "has one row per entity and period, for people: the columns of the list, each measure, each definition as `yes`, `no` or `unknown`, \
            each ladder; `not_counted` says why somebody doesn't count and is empty for who does, `rule` which rule holds, \
            as group, file:line and since when",
    only: Some(
        "names may be shown: not in a project that asks for pseudonyms or protects small groups, unless `--names` is given",
    ),
    columns: &[],
    write: Write::Afterwards(write),
};

fn write(figures: &Figures<'_>, path: &Path) -> Result<bool, ExportError> {
    if figures.people_withheld() {
        return Ok(false);
    }
    let rows = &figures.outcome.entity_periods;
    let frame = rows.worded(&figures.writer, &|set| of_set(&figures.outcome.governing, set))?;
    let names = order(&frame, &figures.outcome.entity_column, rows.listed());
    let columns: Vec<&Column> = names.iter().map(|name| frame.column(name)).collect::<Result<_, _>>()?;
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(names.iter().map(|name| inert(name).into_owned()))?;
    let defined: Vec<bool> = names.iter().map(|name| is_definition(figures.policy, name)).collect();
    for row in 0..frame.height() {
        let mut record = Vec::with_capacity(columns.len());
        for (column, defined) in columns.iter().zip(&defined) {
            record.push(cell(&column.get(row)?, *defined));
        }
        writer.write_record(record)?;
    }
    writer.flush()?;
    Ok(true)
}

/// The columns as they are read: who and when, what the list says, then all else in its order.
fn order(frame: &DataFrame, entity: &str, listed: &[String]) -> Vec<String> {
    let all: Vec<&str> = frame.get_column_names().into_iter().map(|name| name.as_str()).collect();
    let mut names = vec![entity, "period"];
    names.extend(
        listed
            .iter()
            .map(String::as_str)
            .filter(|name| all.contains(name) && *name != entity),
    );
    let rest: Vec<&str> = all.into_iter().filter(|name| !names.contains(name)).collect();
    names.into_iter().chain(rest).map(str::to_owned).collect()
}

fn is_definition(policy: &Policy, name: &str) -> bool {
    policy.definitions.iter().any(|definition| definition.name.text == name)
}

/// A value as a spreadsheet shows it; what is unknown is empty, but for a definition, whose three answers are words.
fn cell(value: &AnyValue<'_>, definition: bool) -> String {
    match value {
        AnyValue::Boolean(true) if definition => "yes".to_owned(),
        AnyValue::Boolean(false) if definition => "no".to_owned(),
        AnyValue::Null if definition => "unknown".to_owned(),
        AnyValue::Null => String::new(),
        AnyValue::Boolean(value) => value.to_string(),
        AnyValue::Float64(value) if value.is_finite() => value.to_string(),
        AnyValue::Float64(_) => String::new(),
        AnyValue::String(text) => inert(text).into_owned(),
        other => other.str_value().into_owned(),
    }
}
