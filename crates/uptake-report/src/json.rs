//! The outcome as JSON.

use crate::Written;
use crate::check_form::CheckForm;
use crate::export::ExportError;
use crate::findings::{WrittenFinding, findings};
use crate::governing::GoverningForm;
use crate::notes::{WrittenNote, notes};
use jiff::civil::Date;
use serde::Serialize;
use std::fs::File;
use std::io::Write;
use std::path::Path;
use uptake_engine::intake::IntakeReport;
use uptake_engine::outcome::{
    Blocker, GateOutcome, MetricOutcome, PackApprovals, RangeOutcome, ScriptOutcome, StageOutcome,
};

/// What is written of an outcome: all but the table of entities and periods, which has a file of its own.
#[derive(Serialize)]
struct Form<'a> {
    version: u32,
    project: &'a str,
    as_of: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    known_at: Option<Date>,
    range: &'a RangeOutcome,
    #[serde(skip_serializing_if = "Option::is_none")]
    approvals: &'a Option<Vec<PackApprovals>>,
    rules: GoverningForm<'a>,
    stage: &'a Option<StageOutcome>,
    metrics: &'a [MetricOutcome<String>],
    checks: Vec<CheckForm<'a>>,
    gates: &'a [GateOutcome],
    fix_first: &'a [Blocker],
    findings: Vec<WrittenFinding>,
    intake: &'a [IntakeReport<String>],
    scripts: &'a [ScriptOutcome<String>],
    notes: Vec<WrittenNote>,
    entity_column: &'a str,
}

impl<'a> Form<'a> {
    fn of(outcome: &'a Written) -> Self {
        let Written {
            version,
            project,
            as_of,
            known_at,
            range,
            approvals,
            governing,
            stage,
            metrics,
            checks,
            gates,
            fix_first,
            findings: _,
            intake,
            scripts,
            notes: _,
            person: _,
            entity_column,
            entity_periods: _,
        } = outcome;
        Self {
            version: *version,
            project,
            as_of: *as_of,
            known_at: *known_at,
            range,
            approvals,
            rules: GoverningForm::of(governing),
            stage,
            metrics,
            checks: checks.iter().map(CheckForm::of).collect(),
            gates,
            fix_first,
            findings: findings(outcome),
            intake,
            scripts,
            notes: notes(outcome),
            entity_column,
        }
    }
}

/// The outcome as JSON, with line breaks.
///
/// # Errors
/// When a value has no form in JSON.
pub fn text(outcome: &Written) -> Result<String, ExportError> {
    Ok(printable(serde_json::to_string_pretty(&Form::of(outcome))?))
}

/// JSON in which signs that steer a terminal are written by their numbers: JSON itself asks that of those below the blank alone. Such signs
/// stand in texts only, so it is the same JSON.
#[must_use]
pub fn printable(json: String) -> String {
    let steers = |letter: char| ('\u{7f}'..='\u{9f}').contains(&letter);
    if !json.contains(steers) {
        return json;
    }
    let mut text = String::with_capacity(json.len());
    for letter in json.chars() {
        match steers(letter) {
            true => text.push_str(&format!("\\u{:04x}", u32::from(letter))),
            false => text.push(letter),
        }
    }
    text
}

/// Writes `outcome.json`.
///
/// # Errors
/// When the file can't be written.
pub fn file(outcome: &Written, path: &Path) -> Result<(), ExportError> {
    let mut file = File::create(path)?;
    file.write_all(text(outcome)?.as_bytes())?;
    file.write_all(b"\n")?;
    Ok(())
}
