//! Whether two sets of sources lead to the same answers, in words.

use crate::number::thousands;
use std::fmt::Write;
use uptake_engine::outcome::MetricRow;
use uptake_engine::parity::{Both, Kind, MetricDifference, Only, Parity, RowDifference};
use uptake_rules::visible::visible;

/// As many of something.
fn count(number: u64, one: &str) -> String {
    let many = match one {
        "person" => "people".to_owned(),
        "row of metrics" => "rows of metrics".to_owned(),
        one => format!("{one}s"),
    };
    match number {
        1 => format!("1 {one}"),
        _ => format!("{} {many}", thousands(number)),
    }
}

/// What two runs have in common, and where they differ, for people.
#[must_use]
pub fn text(found: &Parity<String>) -> String {
    let mut out = String::new();
    // Writing into a text can't fail.
    let _ = write(&mut out, found);
    out
}

fn write(out: &mut String, found: &Parity<String>) -> std::fmt::Result {
    let compared = &found.compared;
    let what = format!(
        "{} ({} in {}) with {}, {} and {}; {} with {}",
        count(compared.rows, "person-period"),
        count(compared.entities, "person"),
        count(compared.periods, "period"),
        count(compared.measures, "measure"),
        count(compared.definitions, "definition"),
        count(compared.ladders, "ladder"),
        count(compared.metrics, "metric"),
        count(compared.metric_rows, "row"),
    );
    let tolerance = match found.tolerance {
        0.0 => String::new(),
        part => format!(", fractions to within {part:e}"),
    };
    writeln!(
        out,
        "{}\ncompared: {what}{tolerance}",
        if found.identical { "identical" } else { "different" }
    )?;
    for (side, only) in [("A", &found.only.a), ("B", &found.only.b)] {
        alone(out, side, only)?;
    }
    if found.differing_rows > 0 {
        let columns: Vec<String> = found
            .columns
            .iter()
            .map(|column| format!("{} {} ({})", word(column.kind), column.column, thousands(column.rows)))
            .collect();
        writeln!(
            out,
            "{} of {} differ: {}",
            thousands(found.differing_rows),
            count(compared.rows, "person-period"),
            columns.join(", ")
        )?;
    }
    row(out, "first difference", found.first.as_ref())?;
    if found.first_flip != found.first {
        row(out, "first that flips", found.first_flip.as_ref())?;
    }
    if let Some(Both { a, b }) = &found.stage {
        let name = |stage: &Option<String>| stage.clone().unwrap_or_else(|| "none".to_owned());
        writeln!(out, "stage: A {}, B {}", name(a), name(b))?;
    }
    if found.differing_metric_rows > 0 {
        writeln!(out, "{} differ:", count(found.differing_metric_rows, "row of metrics"))?;
        for metric in found.metrics.iter().take(SHOWN) {
            writeln!(out, "  {}", metric_line(metric))?;
        }
        if found.differing_metric_rows > SHOWN as u64 {
            writeln!(
                out,
                "  and {} more",
                thousands(found.differing_metric_rows - SHOWN as u64)
            )?;
        }
    }
    for intake in &found.intake {
        let (rows, used) = (&intake.rows, &intake.used);
        writeln!(
            out,
            "{}: A used {} of {} rows, B {} of {}",
            intake.dataset,
            thousands(used.a),
            thousands(rows.a),
            thousands(used.b),
            thousands(rows.b)
        )?;
    }
    Ok(())
}

/// How many metrics and names are shown; the JSON form has more.
const SHOWN: usize = 10;

fn alone(out: &mut String, side: &str, only: &Only<String>) -> std::fmt::Result {
    let listed = |all: Vec<String>| {
        let more = all.len().saturating_sub(SHOWN);
        let shown: Vec<String> = all.iter().take(SHOWN).map(|name| visible(name).into_owned()).collect();
        let shown = shown.join(", ");
        match more {
            0 => shown,
            more => format!("{shown} and {more} more"),
        }
    };
    if !only.entities.is_empty() {
        let people = count(only.entities.len() as u64, "person");
        writeln!(out, "only in {side}: {people}: {}", listed(only.entities.clone()))?;
    }
    if !only.periods.is_empty() {
        let periods = count(only.periods.len() as u64, "period");
        let days = only.periods.iter().map(ToString::to_string).collect();
        writeln!(out, "only in {side}: {periods}: {}", listed(days))?;
    }
    Ok(())
}

fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Measure => "measure",
        Kind::Definition => "definition",
        Kind::Ladder => "ladder",
        Kind::Column => "column",
    }
}

fn row(out: &mut String, title: &str, row: Option<&RowDifference<String>>) -> std::fmt::Result {
    let Some(row) = row else { return Ok(()) };
    writeln!(out, "{title}: {}, period of {}", visible(&row.entity), row.period)?;
    for value in &row.values {
        writeln!(
            out,
            "  {} {}: A {}, B {}",
            word(value.kind),
            value.column,
            visible(&value.values.a.to_string()),
            visible(&value.values.b.to_string())
        )?;
    }
    Ok(())
}

fn metric_line(found: &MetricDifference<String>) -> String {
    let cut = match (&found.cut, &found.cut_value) {
        (Some(cut), Some(value)) => format!(", {cut} {}", visible(value)),
        _ => String::new(),
    };
    let side = |row: &Option<MetricRow<String>>| row.as_ref().map_or_else(|| "none".to_owned(), metric_row);
    format!(
        "{} {}{cut}: A {}, B {}",
        found.metric,
        found.label,
        side(&found.rows.a),
        side(&found.rows.b)
    )
}

fn metric_row(row: &MetricRow<String>) -> String {
    let mut text = row
        .value
        .map_or_else(|| "no value".to_owned(), |value| value.to_string());
    if let (Some(numerator), Some(denominator)) = (row.numerator, row.denominator) {
        text.push_str(&format!(" ({numerator} of {denominator})"));
    }
    if let Some(band) = &row.band {
        text.push_str(&format!(" {band}"));
    }
    match row.unknown {
        0 => text,
        unknown => format!("{text} with {unknown} unknown"),
    }
}
