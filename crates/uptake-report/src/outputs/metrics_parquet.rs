//! `metrics.parquet`: the rows of `metrics.csv`, typed.

use super::metrics_csv::{COLUMNS, rows};
use super::{Figures, Made, Output, People, Write};
use crate::Written;
use crate::export::{ExportError, parquet};
use polars::prelude::*;
use std::path::Path;
use uptake_engine::outcome::{MetricRow, Number};

pub(super) const OUTPUT: Output = Output {
    name: "metrics.parquet",
    about: "has the rows of metrics.csv, typed",
    only: None,
    people: People::None,
    columns: COLUMNS,
    write: Write::Afterwards(write),
};

/// A metric's name, and one of its rows.
type Row<'a> = (&'a str, &'a MetricRow<String>);

fn write(figures: &Figures<'_>, path: &Path) -> Result<Made, ExportError> {
    parquet(&frame(figures.outcome)?, path)?;
    Ok(Made::File)
}

/// All rows.
pub(super) fn frame(outcome: &Written) -> Result<DataFrame, ExportError> {
    let all: Vec<Row<'_>> = rows(outcome).collect();
    let text = |name: &str, get: &dyn Fn(&Row<'_>) -> Option<String>| {
        StringChunked::from_iter_options(name.into(), all.iter().map(get)).into_column()
    };
    let number = |name: &str, get: &dyn Fn(&MetricRow<String>) -> Option<f64>| {
        Float64Chunked::from_iter_options(name.into(), all.iter().map(|(_, row)| get(row))).into_column()
    };
    let days = Int32Chunked::from_iter_values(
        "period".into(),
        all.iter().map(|(_, row)| uptake_engine::calendar::day(row.period)),
    );
    let unknown = |row: &MetricRow<String>| (!row.suppressed).then(|| i64::try_from(row.unknown).unwrap_or(i64::MAX));
    let unknown = Int64Chunked::from_iter_options("unknown".into(), all.iter().map(|(_, row)| unknown(row)));
    let columns = vec![
        text("metric", &|(metric, _)| Some((*metric).to_owned())),
        days.into_series().cast(&DataType::Date)?.into_column(),
        text("cut", &|(_, row)| row.cut.clone()),
        text("cut_value", &|(_, row)| row.cut_value.clone()),
        number("numerator", &|row| row.numerator.map(Number::nearest)),
        number("denominator", &|row| row.denominator.map(Number::nearest)),
        unknown.into_column(),
        number("value", &|row| row.value.map(Number::nearest)),
        number("low", &|row| row.low),
        number("high", &|row| row.high),
        text("band", &|(_, row)| row.band.clone()),
        BooleanChunked::from_iter_values("suppressed".into(), all.iter().map(|(_, row)| row.suppressed)).into_column(),
    ];
    Ok(DataFrame::new(all.len(), columns)?)
}
