//! Files for programs: metrics as CSV and Parquet, entity-periods as Parquet, the outcome as JSON.

use crate::Written;
use polars::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;
use uptake_engine::names::Writer;
use uptake_engine::outcome::MetricRow;

/// Why a file couldn't be written.
pub type ExportError = Box<dyn std::error::Error + Send + Sync>;

/// The columns of `metrics.csv`.
pub const METRIC_COLUMNS: [&str; 12] = [
    "metric",
    "period",
    "cut",
    "cut_value",
    "numerator",
    "denominator",
    "unknown",
    "value",
    "low",
    "high",
    "band",
    "suppressed",
];

/// Writes `metrics.csv`: one row per metric, period and value of a cut. An uncut row has empty `cut` and `cut_value`;
/// `value`, `low` and `high` are in the metric's unit; what is unknown is empty.
///
/// # Errors
/// When the file can't be written.
pub fn metrics_csv(outcome: &Written, path: &Path) -> Result<(), ExportError> {
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(METRIC_COLUMNS)?;
    let number = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    for (metric, row) in rows(outcome) {
        writer.write_record([
            metric,
            &row.period.to_string(),
            row.cut.as_deref().unwrap_or(""),
            row.cut_value.as_deref().unwrap_or(""),
            &number(row.numerator),
            &number(row.denominator),
            &if row.suppressed {
                String::new()
            } else {
                row.unknown.to_string()
            },
            &number(row.value),
            &number(row.low),
            &number(row.high),
            row.band.as_deref().unwrap_or(""),
            if row.suppressed { "true" } else { "false" },
        ])?;
    }
    writer.flush()?;
    Ok(())
}

/// The columns of `excluded.csv`.
pub const EXCLUDED_COLUMNS: [&str; 4] = ["metric", "period", "reason", "entities"];

/// Writes `excluded.csv`: how many entities don't count, per metric, period and reason.
///
/// # Errors
/// When the file can't be written.
pub fn excluded_csv(outcome: &Written, path: &Path) -> Result<(), ExportError> {
    let mut writer = csv::Writer::from_path(path)?;
    writer.write_record(EXCLUDED_COLUMNS)?;
    for metric in &outcome.metrics {
        for row in &metric.excluded {
            writer.write_record([
                metric.name.as_str(),
                &row.period.to_string(),
                &row.reason,
                &row.entities.to_string(),
            ])?;
        }
    }
    writer.flush()?;
    Ok(())
}

fn rows(outcome: &Written) -> impl Iterator<Item = (&str, &MetricRow<String>)> {
    outcome
        .metrics
        .iter()
        .flat_map(|metric| metric.rows.iter().map(|row| (metric.name.as_str(), row)))
}

/// Writes `metrics.parquet`: the same rows, typed.
///
/// # Errors
/// When the file can't be written.
pub fn metrics_parquet(outcome: &Written, path: &Path) -> Result<(), ExportError> {
    let all: Vec<(&str, &MetricRow<String>)> = rows(outcome).collect();
    let text = |name: &str, get: &dyn Fn(&(&str, &MetricRow<String>)) -> Option<String>| {
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
        number("numerator", &|row| row.numerator),
        number("denominator", &|row| row.denominator),
        unknown.into_column(),
        number("value", &|row| row.value),
        number("low", &|row| row.low),
        number("high", &|row| row.high),
        text("band", &|(_, row)| row.band.clone()),
        BooleanChunked::from_iter_values("suppressed".into(), all.iter().map(|(_, row)| row.suppressed)).into_column(),
    ];
    parquet(&DataFrame::new(all.len(), columns)?, path)
}

/// Writes `entity_periods.parquet`.
///
/// # Errors
/// When the file can't be written.
pub fn entity_periods(outcome: &Written, writer: &Writer<'_>, path: &Path) -> Result<(), ExportError> {
    parquet(&outcome.entity_periods.written(writer)?, path)
}

fn parquet(frame: &DataFrame, path: &Path) -> Result<(), ExportError> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut frame = frame.clone();
    frame.rechunk_mut_par();
    // A fixed size of row groups: the bytes don't depend on the number of threads that encode the columns.
    ParquetWriter::new(&mut file)
        .with_compression(ParquetCompression::Zstd(None))
        .with_row_group_size(Some(1 << 18))
        .finish(&mut frame)?;
    file.flush()?;
    Ok(())
}
