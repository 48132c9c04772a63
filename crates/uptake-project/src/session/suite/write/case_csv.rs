//! Rows as the text of a table.

use jiff::civil::{Date, time};
use std::collections::BTreeMap;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::{Column, Dataset, Missing};
use uptake_rules::value::{Literal, Type};

/// A row: its values by column.
pub(super) type Row = BTreeMap<String, String>;

/// A moment of a day, as a column has it.
pub(super) fn moment(policy: &Policy, column: Option<&Column>, on: Date, minute: i8) -> Result<String, String> {
    if column.is_some_and(|column| column.ty == Type::Date) {
        return Ok(on.to_string());
    }
    let moment = on.to_datetime(time(9, minute, 0, 0)).in_tz(&policy.calendar.time_zone);
    moment
        .map(|moment| moment.timestamp().to_string())
        .map_err(|error| error.to_string())
}

/// A table with the columns that it needs and those that its rows have.
pub(super) fn csv(dataset: &Dataset, rows: &[Row], first: Date) -> String {
    let used = |column: &&Column| !column.optional || rows.iter().any(|row| row.contains_key(&column.name.text));
    let columns: Vec<&Column> = dataset.columns.iter().filter(used).collect();
    let heading: Vec<&str> = columns.iter().map(|column| column.source_name()).collect();
    let mut out = heading.join(",");
    out.push('\n');
    for (number, row) in rows.iter().enumerate() {
        let cells: Vec<String> = columns
            .iter()
            .map(|column| match row.get(&column.name.text) {
                Some(value) => in_csv(value),
                None => filler(dataset, column, number, first),
            })
            .collect();
        out.push_str(&cells.join(","));
        out.push('\n');
    }
    out
}

/// What stands in a column that makes no difference.
fn filler(dataset: &Dataset, column: &Column, number: usize, first: Date) -> String {
    let name = &column.name.text;
    if dataset.key.iter().any(|key| key.text == *name) {
        return (number + 1).to_string();
    }
    if dataset.weight.as_ref().is_some_and(|weight| weight.text == *name) {
        return "1".to_owned();
    }
    match (column.missing, column.values.first(), column.ty) {
        (Missing::Allow, _, _) => String::new(),
        (_, Some(value), _) => in_csv(value),
        (_, None, Type::Text | Type::Unknown) => "some".to_owned(),
        (_, None, Type::Int | Type::Float) => "1".to_owned(),
        (_, None, Type::Bool) => "false".to_owned(),
        (_, None, Type::Date) => first.to_string(),
        (_, None, Type::Datetime) => format!("{first}T09:00:00Z"),
    }
}

/// A value as a table has it; nothing if it is unknown.
pub(super) fn cell(value: &Literal) -> String {
    match value {
        Literal::Unknown => String::new(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => value.to_string(),
        Literal::Text(text) => text.clone(),
        Literal::Date(day) => day.to_string(),
        Literal::Datetime(micros) => {
            jiff::Timestamp::from_microsecond(*micros).map_or_else(|_| String::new(), |at| at.to_string())
        }
    }
}

/// A value in a line of comma-separated values.
fn in_csv(value: &str) -> String {
    match value.contains([',', '"', '\n', '\r']) {
        true => format!("\"{}\"", value.replace('"', "\"\"")),
        false => value.to_owned(),
    }
}
