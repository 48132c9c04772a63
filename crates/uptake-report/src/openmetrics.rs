//! The figures of the last period as OpenMetrics text, for whoever collects numbers over time.
//!
//! A group that isn't shown is left out; how many are is told for each column.

use crate::Written;
use std::collections::BTreeMap;
use std::fmt::Write;
use uptake_engine::outcome::{MetricOutcome, MetricRow, Number, Verdict};

/// The type of the text, as a service names it.
pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

/// What is told besides the figures.
#[derive(Clone, Copy, Debug)]
pub struct Made {
    /// When the figures were made, in seconds since 1970.
    pub at: i64,
    /// Whether rules or sources have changed since.
    pub stale: bool,
}

/// A family: its name, what it says, and the number of a row, if it has one.
type Family = (&'static str, &'static str, fn(&MetricRow<String>) -> Option<f64>);

#[allow(clippy::cast_precision_loss, reason = "numbers of people")]
fn unknown(row: &MetricRow<String>) -> Option<f64> {
    Some(row.unknown as f64)
}

const FAMILIES: [Family; 6] = [
    (
        "uptake_value",
        "The value of a figure in its unit, in the last period",
        |row| row.value.map(Number::nearest),
    ),
    ("uptake_value_low", "The lower end of its 95 % interval", |row| row.low),
    ("uptake_value_high", "The upper end of its 95 % interval", |row| {
        row.high
    }),
    ("uptake_numerator", "What is counted or summed", |row| {
        row.numerator.map(Number::nearest)
    }),
    ("uptake_denominator", "Out of what", |row| {
        row.denominator.map(Number::nearest)
    }),
    ("uptake_unknown", "Entities whose status is unknown", unknown),
];

/// The text.
#[must_use]
pub fn text(outcome: &Written, made: Made) -> String {
    let mut out = String::new();
    // Writing into a text can't fail.
    let _ = write(&mut out, outcome, made);
    out
}

fn write(out: &mut String, outcome: &Written, made: Made) -> std::fmt::Result {
    let last: Vec<(&MetricOutcome<String>, Vec<&MetricRow<String>>)> =
        outcome.metrics.iter().map(|metric| (metric, last(metric))).collect();
    for (name, about, number) in FAMILIES {
        head(out, name, about)?;
        for (metric, row) in last
            .iter()
            .flat_map(|(metric, rows)| rows.iter().map(move |row| (metric, row)))
        {
            let Some(number) = number(row).filter(|_| !row.suppressed) else {
                continue;
            };
            let labels = [
                ("metric", metric.name.as_str()),
                ("unit", metric.unit),
                ("period", &row.label),
                ("cut", row.cut.as_deref().unwrap_or("")),
                ("value", row.cut_value.as_deref().unwrap_or("")),
            ];
            sample(out, name, &labels, number)?;
        }
    }
    head(
        out,
        "uptake_suppressed_groups",
        "Groups that aren't shown: too small, or they would give away one that is",
    )?;
    for (metric, rows) in &last {
        let mut hidden: BTreeMap<&str, u32> = BTreeMap::new();
        for row in rows.iter().filter(|row| row.suppressed) {
            *hidden.entry(row.cut.as_deref().unwrap_or("")).or_default() += 1;
        }
        for (cut, count) in hidden {
            sample(
                out,
                "uptake_suppressed_groups",
                &[("metric", &metric.name), ("cut", cut)],
                f64::from(count),
            )?;
        }
    }
    head(out, "uptake_check", "1 for the verdict that a check has")?;
    for check in &outcome.checks {
        for verdict in [Verdict::Pass, Verdict::Insufficient, Verdict::Warn, Verdict::Fail] {
            let labels = [("check", check.name.as_str()), ("verdict", verdict.as_str())];
            sample(
                out,
                "uptake_check",
                &labels,
                f64::from(u8::from(check.verdict == verdict)),
            )?;
        }
    }
    head(out, "uptake_source_findings", "What is wrong with sources as a whole")?;
    let findings = u32::try_from(outcome.findings.len()).unwrap_or(u32::MAX);
    sample(out, "uptake_source_findings", &[], f64::from(findings))?;
    head(
        out,
        "uptake_made_seconds",
        "When the figures were made, in seconds since 1970",
    )?;
    writeln!(out, "uptake_made_seconds {}", made.at)?;
    head(out, "uptake_stale", "1 if rules or sources have changed since")?;
    sample(out, "uptake_stale", &[], f64::from(u8::from(made.stale)))?;
    out.push_str("# EOF\n");
    Ok(())
}

/// The rows of the last period.
fn last(metric: &MetricOutcome<String>) -> Vec<&MetricRow<String>> {
    let Some(whole) = metric.headline() else {
        return Vec::new();
    };
    metric.rows.iter().filter(|row| row.period == whole.period).collect()
}

fn head(out: &mut String, name: &str, about: &str) -> std::fmt::Result {
    writeln!(out, "# TYPE {name} gauge")?;
    if name.ends_with("_seconds") {
        writeln!(out, "# UNIT {name} seconds")?;
    }
    writeln!(out, "# HELP {name} {about}")
}

fn sample(out: &mut String, name: &str, labels: &[(&str, &str)], number: f64) -> std::fmt::Result {
    out.push_str(name);
    for (place, (label, value)) in labels.iter().enumerate() {
        out.push(if place == 0 { '{' } else { ',' });
        write!(out, "{label}=\"{}\"", escaped(value))?;
    }
    if !labels.is_empty() {
        out.push('}');
    }
    writeln!(out, " {number}")
}

/// A label's value: a backslash, a quote and a line break are written with a backslash, and what else acts on a screen as its number.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' => out.push_str("\\\\"),
            '"' => out.push_str("\\\""),
            '\n' => out.push_str("\\n"),
            letter if letter.is_control() => out.push('\u{fffd}'),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{escaped, sample};

    #[test]
    fn a_label_can_neither_end_its_quotes_nor_its_line() {
        assert_eq!(escaped("a\"} 1\nb\\\r"), "a\\\"} 1\\nb\\\\\u{fffd}");
        let mut out = String::new();
        sample(&mut out, "x", &[("a", "b\"c")], 1.5).unwrap();
        assert_eq!(out, "x{a=\"b\\\"c\"} 1.5\n");
    }
}
