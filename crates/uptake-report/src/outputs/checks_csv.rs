//! `checks.csv`: verdicts and values of checks.

use super::inert::inert;
use super::table::{Column, ColumnType, column, head};
use super::{Figures, Made, Output, People, Write};
use crate::Written;
use crate::checks::{self, limits};
use crate::export::ExportError;
use crate::missing::reasons;
use serde_json::Value;
use std::path::Path;
use uptake_engine::outcome::{Cell, CheckOutcome, Verdict};

pub(super) const OUTPUT: Output = Output {
    name: "checks.csv",
    about: "has the verdicts of checks, of each as a whole and of each of its groups, and their named values",
    only: None,
    people: People::Evidence,
    columns: COLUMNS,
    write: Write::Afterwards(write),
};

/// The name of a row that a failure or a warning rests on; no value of a check can have it.
const EVIDENCE: &str = "(evidence)";

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
        "the name of a value, or `(evidence)` for a row that a failure or a warning rests on; empty in rows that have a verdict alone",
    ),
    column(
        "value",
        ColumnType::Any,
        "the value: a number, a truth or a text; of evidence the entity, the period and the columns that the check shows",
    ),
    column("title", ColumnType::Text, "the check's name for people"),
    column(
        "about",
        ColumnType::Text,
        "what it asks; in rows that have a verdict alone",
    ),
    column(
        "limit",
        ColumnType::Text,
        "of a failure or a warning: the limits that broke, with the values in them and by how much; in rows that have a verdict alone",
    ),
    column(
        "rules",
        ColumnType::Text,
        "the rules that the group has of its own, and changes of rules within the check's periods; in rows that have a verdict alone",
    ),
];

fn write(figures: &Figures<'_>, path: &Path) -> Result<Made, ExportError> {
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(head(COLUMNS))?;
    for check in &figures.outcome.checks {
        for row in rows(figures.outcome, check) {
            writer.write_record([
                check.name.as_str(),
                &inert(check.topic.as_deref().unwrap_or("")),
                &row.by,
                &inert(&row.group),
                row.verdict,
                &inert(&row.missing),
                &row.name,
                &row.value,
                &inert(&check.title),
                &inert(row.about.unwrap_or("")),
                &inert(&row.limit),
                &inert(&row.rules),
            ])?;
        }
    }
    writer.flush()?;
    Ok(Made::File)
}

/// A row about a check.
#[derive(Default)]
struct Row<'a> {
    by: String,
    group: String,
    verdict: &'static str,
    missing: String,
    name: String,
    value: String,
    about: Option<&'a str>,
    limit: String,
    rules: String,
}

/// The verdict of the whole and of each group, then the group's values and the rows that it rests on.
fn rows<'a>(outcome: &Written, check: &'a CheckOutcome<String>) -> Vec<Row<'a>> {
    let about = check.about.as_deref();
    let by = check.by.join(", ");
    let mut found = Vec::new();
    if !check.by.is_empty() {
        found.push(Row {
            verdict: check.verdict.as_str(),
            about,
            ..Row::default()
        });
    }
    for group in &check.groups {
        let of_group = || Row {
            by: by.clone(),
            group: group.group.join(", "),
            verdict: group.verdict.as_str(),
            ..Row::default()
        };
        found.push(Row {
            missing: reasons(&group.missing),
            about,
            limit: limits(group).join("; "),
            rules: checks::rules(outcome, check, group).join("; "),
            ..of_group()
        });
        found.extend(group.values.iter().map(|value| Row {
            name: value.name.clone(),
            value: cell(&value.value),
            ..of_group()
        }));
        let evidence = group.evidence.as_ref().filter(|_| group.verdict >= Verdict::Warn);
        if let Some(evidence) = evidence {
            found.extend(evidence.rows.iter().map(|row| Row {
                name: EVIDENCE.to_owned(),
                value: inert(&checks::row(evidence, row)).into_owned(),
                ..of_group()
            }));
        }
    }
    found
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
