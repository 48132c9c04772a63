//! `excluded.csv`: who doesn't count, and why.

use super::inert::inert;
use super::table::{Column, ColumnType, column, head};
use super::{Figures, Made, Output, People, Write};
use crate::export::ExportError;
use std::path::Path;

pub(super) const OUTPUT: Output = Output {
    name: "excluded.csv",
    about: "counts the excluded entities, per metric, period and reason",
    only: None,
    people: People::None,
    columns: COLUMNS,
    write: Write::Afterwards(write),
};

const COLUMNS: &[Column] = &[
    column("metric", ColumnType::Text, "the name of the metric"),
    column("period", ColumnType::Date, "the first day of the period"),
    column("reason", ColumnType::Text, "a label of the metric's ladder of reasons"),
    column("entities", ColumnType::Int, "how many"),
    column(
        "suppressed",
        ColumnType::Bool,
        "whether they are too few to be told, or would give away others",
    ),
];

fn write(figures: &Figures<'_>, path: &Path) -> Result<Made, ExportError> {
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(head(COLUMNS))?;
    for metric in &figures.outcome.metrics {
        for row in &metric.excluded {
            writer.write_record([
                metric.name.as_str(),
                &row.period.to_string(),
                &inert(&row.reason),
                &row.entities.map_or(String::new(), |entities| entities.to_string()),
                if row.suppressed { "true" } else { "false" },
            ])?;
        }
    }
    writer.flush()?;
    Ok(Made::File)
}
