//! `metrics.csv`: every metric, period and cut.

use super::inert::inert;
use super::table::{Column, ColumnType, column, head};
use super::{Figures, Made, Output, People, Write};
use crate::Written;
use crate::export::ExportError;
use std::path::Path;
use uptake_engine::outcome::{MetricRow, Number};

pub(super) const OUTPUT: Output = Output {
    name: "metrics.csv",
    about: "has one row per metric, period and value of a cut",
    only: None,
    people: People::None,
    columns: COLUMNS,
    write: Write::Afterwards(write),
};

/// The columns, in both formats.
pub(super) const COLUMNS: &[Column] = &[
    column("metric", ColumnType::Text, "the name of the metric"),
    column("period", ColumnType::Date, "the first day of the period"),
    column("cut", ColumnType::Text, "the column it is cut by; empty for the whole"),
    column("cut_value", ColumnType::Text, "the value of that column"),
    column("numerator", ColumnType::Float, "what is counted or summed"),
    column("denominator", ColumnType::Float, "out of what"),
    column(
        "unknown",
        ColumnType::Int,
        "entities whose status is unknown; they are in neither of the two",
    ),
    column("value", ColumnType::Float, "the value, in the metric's unit"),
    column(
        "low",
        ColumnType::Float,
        "the lower end of the 95 % interval, for shares",
    ),
    column("high", ColumnType::Float, "its upper end"),
    column("band", ColumnType::Text, "the benchmark's band"),
    column(
        "suppressed",
        ColumnType::Bool,
        "whether the group is too small to be shown, or would give away one that is",
    ),
];

/// The rows of all metrics, with their names.
pub(super) fn rows(outcome: &Written) -> impl Iterator<Item = (&str, &MetricRow<String>)> {
    outcome
        .metrics
        .iter()
        .flat_map(|metric| metric.rows.iter().map(|row| (metric.name.as_str(), row)))
}

fn write(figures: &Figures<'_>, path: &Path) -> Result<Made, ExportError> {
    text(figures.outcome, &|_, _| true, std::fs::File::create(path)?)?;
    Ok(Made::File)
}

/// The rows that `wanted` takes, given with the names of their metrics.
pub(super) fn text(
    outcome: &Written,
    wanted: &dyn Fn(&str, &MetricRow<String>) -> bool,
    to: impl std::io::Write,
) -> Result<(), ExportError> {
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(head(COLUMNS))?;
    let number = |value: Option<Number>| value.map_or(String::new(), |value| value.to_string());
    let end = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    for (metric, row) in rows(outcome).filter(|(metric, row)| wanted(metric, row)) {
        writer.write_record([
            metric,
            &row.period.to_string(),
            row.cut.as_deref().unwrap_or(""),
            &inert(row.cut_value.as_deref().unwrap_or("")),
            &number(row.numerator),
            &number(row.denominator),
            &if row.suppressed {
                String::new()
            } else {
                row.unknown.to_string()
            },
            &number(row.value),
            &end(row.low),
            &end(row.high),
            &inert(row.band.as_deref().unwrap_or("")),
            if row.suppressed { "true" } else { "false" },
        ])?;
    }
    writer.flush()?;
    Ok(())
}
