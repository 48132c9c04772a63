//! `checks.csv`: verdicts and values of checks.

use super::inert::inert;
use super::table::{Column, ColumnType, column, head};
use super::{Figures, Output, Write};
use crate::export::ExportError;
use crate::missing::reasons;
use serde_json::Value;
use std::path::Path;
use uptake_engine::outcome::Cell;

pub(super) const OUTPUT: Output = Output {
    name: "checks.csv",
    about: "has the verdicts of checks, of each as a whole and of each of its groups, and their named values",
    only: None,
    columns: COLUMNS,
    write: Write::Afterwards(write),
};

const COLUMNS: &[Column] = &[
    column("check", ColumnType::Text, "the name of the check"),
    column("topic", ColumnType::Text, "the word that groups checks"),
    column("by", ColumnType::Text, "what the groups are; empty for the whole"),
    column("group", ColumnType::Text, "which of them"),
    column("verdict", ColumnType::Text, "pass, warn, fail or insufficient data"),
    column("missing", ColumnType::Text, "why there is no verdict"),
    column(
        "name",
        ColumnType::Text,
        "the name of a value; empty in rows that have a verdict alone",
    ),
    column("value", ColumnType::Text, "the value: a number, a truth or a text"),
];

fn write(figures: &Figures<'_>, path: &Path) -> Result<bool, ExportError> {
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(head(COLUMNS))?;
    for check in &figures.outcome.checks {
        let topic = inert(check.topic.as_deref().unwrap_or(""));
        let topic = topic.as_ref();
        let by = check.by.join(", ");
        if !check.by.is_empty() {
            writer.write_record([&check.name, topic, "", "", check.verdict.as_str(), "", "", ""])?;
        }
        for group in &check.groups {
            let name = group.group.join(", ");
            let name = inert(&name);
            let verdict = group.verdict.as_str();
            let missing = reasons(&group.missing);
            let missing = inert(&missing);
            writer.write_record([check.name.as_str(), topic, &by, &name, verdict, &missing, "", ""])?;
            for value in &group.values {
                let text = cell(&value.value);
                writer.write_record([check.name.as_str(), topic, &by, &name, verdict, "", &value.name, &text])?;
            }
        }
    }
    writer.flush()?;
    Ok(true)
}

/// A value as JSON has it, a text without quotes; what is unknown or isn't finite is empty.
fn cell(value: &Cell<String>) -> String {
    match value {
        Cell::Unknown => String::new(),
        Cell::Text(text) => inert(text).into_owned(),
        Cell::Bool(truth) => truth.to_string(),
        Cell::Int(number) => number.to_string(),
        Cell::Float(number) => match Value::from(*number) {
            Value::Null => String::new(),
            number => number.to_string(),
        },
    }
}
