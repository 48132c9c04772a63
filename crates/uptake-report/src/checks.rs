//! Checks: what they found, for people.

use crate::Written;
use crate::missing::reasons;
use crate::number::thousands;
use std::fmt::Write;
use uptake_engine::outcome::{Cell, CheckOutcome, EvidenceOutcome, GroupOutcome, Verdict};

/// How many groups of a check, and rows of evidence, a summary shows.
const SHOWN: usize = 5;

/// The part of the summary about checks; empty if none was asked. `strong` dresses what must be seen.
#[must_use]
pub fn section(outcome: &Written, strong: &dyn Fn(&str) -> String) -> String {
    let mut text = String::new();
    if !outcome.checks.is_empty() {
        // Writing into a text can't fail.
        let _ = write(&mut text, outcome, strong);
    }
    text
}

fn write(out: &mut String, outcome: &Written, strong: &dyn Fn(&str) -> String) -> std::fmt::Result {
    let worst_first = [Verdict::Fail, Verdict::Warn, Verdict::Insufficient, Verdict::Pass];
    let of = |verdict: Verdict| outcome.checks.iter().filter(move |check| check.verdict == verdict);
    let counts: Vec<String> = worst_first
        .iter()
        .map(|verdict| (of(*verdict).count(), verdict.as_str()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, verdict)| format!("{count} {verdict}"))
        .collect();
    writeln!(out, "\n{}: {}", strong("Checks"), counts.join(", "))?;
    for check in worst_first.into_iter().flat_map(of) {
        self::check(out, check, strong)?;
    }
    Ok(())
}

fn check(out: &mut String, check: &CheckOutcome<String>, strong: &dyn Fn(&str) -> String) -> std::fmt::Result {
    let verdict = match check.verdict {
        Verdict::Fail => strong("FAIL"),
        Verdict::Warn => strong("warn"),
        Verdict::Pass => "pass".to_owned(),
        Verdict::Insufficient => "n/a ".to_owned(),
    };
    let name = if check.observational {
        format!("{} (observational)", check.title)
    } else {
        check.title.clone()
    };
    writeln!(out, "  {verdict}  {name}")?;
    if check.verdict == Verdict::Pass {
        return Ok(());
    }
    let worst: Vec<&GroupOutcome<String>> = check
        .groups
        .iter()
        .filter(|group| group.verdict == check.verdict)
        .collect();
    for group in worst.iter().take(SHOWN) {
        let named: Vec<String> = check
            .by
            .iter()
            .zip(&group.group)
            .map(|(by, name)| format!("{by} {name}"))
            .collect();
        let named = if named.is_empty() {
            String::new()
        } else {
            format!("{}: ", named.join(", "))
        };
        let values: Vec<String> = group
            .values
            .iter()
            .filter_map(|value| Some(format!("{} {}", value.name, shown(&value.value)?)))
            .collect();
        let values = values.join(" · ");
        if group.missing.is_empty() {
            writeln!(out, "        {named}{values}")?;
        } else {
            writeln!(out, "        {named}insufficient data: {}", reasons(&group.missing))?;
        }
        if let Some(evidence) = group.evidence.as_ref().filter(|_| check.verdict > Verdict::Pass) {
            self::evidence(out, evidence)?;
        }
    }
    if worst.len() > SHOWN {
        writeln!(out, "        and {} more", worst.len() - SHOWN)?;
    }
    if check.groups.is_empty() {
        writeln!(out, "        insufficient data: no rows to check")?;
    }
    Ok(())
}

fn evidence(out: &mut String, evidence: &EvidenceOutcome<String>) -> std::fmt::Result {
    let rows: Vec<String> = evidence
        .rows
        .iter()
        .take(SHOWN)
        .map(|row| format!("{} {}", row.entity, row.period))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let count = usize::try_from(evidence.total).unwrap_or(usize::MAX);
    let more = if count > rows.len() { ", …" } else { "" };
    let plural = if count == 1 { "row" } else { "rows" };
    writeln!(
        out,
        "        {} {plural}: {}{more}",
        thousands(evidence.total),
        rows.join(", ")
    )
}

/// A value for people; `None` if it is unknown.
fn shown(value: &Cell<String>) -> Option<String> {
    match value {
        Cell::Unknown => None,
        Cell::Text(text) => Some(text.clone()),
        Cell::Bool(truth) => Some(truth.to_string()),
        Cell::Int(number) => Some(number.to_string()),
        Cell::Float(number) if !number.is_finite() => None,
        Cell::Float(number) => Some(match *number {
            whole if whole.fract() == 0.0 => format!("{whole:.0}"),
            small if small.abs() < 1.0 => format!("{small:.3}"),
            other => format!("{other:.1}"),
        }),
    }
}
