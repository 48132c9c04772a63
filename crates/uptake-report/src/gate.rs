//! Whether a stage may begin, what stands in its way, and what to fix first.

use crate::Written;
use crate::checks::limits;
use crate::findings::{self, WrittenFinding};
use crate::governing::{brief, changes};
use crate::layout::{listed, wrapped};
use crate::missing::reasons;
use crate::notes::notes;
use crate::sentence::finding;
use crate::style::Style;
use crate::terminal::{set_aside, unexpected, without};
use serde::Serialize;
use std::fmt::Write;
use uptake_engine::outcome::{CheckOutcome, GateOutcome, Verdict};

/// What a check found, in the words of its rule or, where it has none, by the limits that broke.
#[must_use]
pub fn told(check: &CheckOutcome<String>) -> Vec<String> {
    let mut told = Vec::new();
    for group in check.groups.iter().filter(|group| group.verdict == check.verdict) {
        let name = match group.group.is_empty() {
            true => String::new(),
            false => format!("{}: ", group.group.join(", ")),
        };
        let text = match check.verdict {
            Verdict::Insufficient => reasons(&group.missing),
            Verdict::Pass => continue,
            Verdict::Fail | Verdict::Warn => finding(check, group).unwrap_or_else(|| limits(group).join("; ")),
        };
        if !text.is_empty() {
            told.push(format!("{name}{text}"));
        }
    }
    told
}

/// A gate, with its checks.
#[derive(Serialize)]
pub struct GateForm<'a> {
    #[serde(flatten)]
    gate: &'a GateOutcome,
    checks: Vec<RequiredForm<'a>>,
    findings: Vec<WrittenFinding>,
    /// Rows that were set aside, values that contracts don't list, and rows without one that they ask for.
    values: Vec<String>,
    /// The overrides in force, with what they change.
    overrides: Vec<String>,
}

/// A check that a stage requires.
#[derive(Serialize)]
struct RequiredForm<'a> {
    check: &'a str,
    title: &'a str,
    verdict: Verdict,
    called: Option<&'a str>,
    found: Vec<String>,
    why: Option<&'a str>,
    fix: Option<&'a str>,
}

impl<'a> GateForm<'a> {
    /// A gate of an outcome.
    #[must_use]
    pub fn of(gate: &'a GateOutcome, outcome: &'a Written) -> Self {
        let required = required(gate, outcome).map(|check| RequiredForm {
            check: &check.name,
            title: &check.title,
            verdict: check.verdict,
            called: check.called.as_deref().filter(|_| check.verdict == Verdict::Fail),
            found: told(check),
            why: check.why.as_deref().filter(|_| asks(check.verdict)),
            fix: check.fix.as_deref().filter(|_| asks(check.verdict)),
        });
        Self {
            checks: required.collect(),
            gate,
            findings: findings::findings(outcome),
            values: values(outcome),
            overrides: overrides(outcome).collect(),
        }
    }
}

/// The checks that a stage requires and that were asked.
fn required<'a>(gate: &'a GateOutcome, outcome: &'a Written) -> impl Iterator<Item = &'a CheckOutcome<String>> {
    gate.required
        .iter()
        .filter_map(|name| outcome.checks.iter().find(|check| check.name == *name))
}

/// A verdict as a word, coloured.
fn word(verdict: Verdict, style: Style) -> String {
    match verdict {
        Verdict::Fail => style.wrong("fail"),
        Verdict::Warn => style.doubtful("warn"),
        Verdict::Pass => style.well("pass"),
        Verdict::Insufficient => "n/a".to_owned(),
    }
}

/// Gates for people: what is wrong with the sources, for each stage its verdict and the checks that it requires, then what to fix
/// in its order.
#[must_use]
pub fn text(gates: &[&GateOutcome], outcome: &Written, style: Style) -> String {
    let mut out = String::new();
    for finding in findings::lines(outcome, usize::MAX, style) {
        // Writing into a text can't fail.
        let _ = writeln!(out, "{}\n{}", finding.error, finding.help);
    }
    for line in values(outcome).into_iter().chain(few_overrides(outcome)) {
        let _ = writeln!(out, "{}", wrapped(&format!("note: {line}"), style.width, 6));
    }
    let of_intake = outcome.notes.iter().zip(notes(outcome));
    for (_, note) in of_intake.filter(|(note, _)| note.kind.is_of_intake()) {
        let _ = writeln!(out, "{}", wrapped(&format!("note: {}", note.message), style.width, 6));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&of_stages(gates, outcome, style));
    out
}

/// How many overrides people are shown.
const MOST: usize = 5;

/// The first overrides in force, and how many more there are.
fn few_overrides(outcome: &Written) -> Vec<String> {
    let mut lines: Vec<String> = overrides(outcome).collect();
    let more = lines.len().saturating_sub(MOST);
    lines.truncate(MOST);
    if more > 0 {
        let word = if more == 1 { "override" } else { "overrides" };
        lines.push(format!(
            "{more} more {word} in force: see `overrides` of `--format json`"
        ));
    }
    lines
}

/// The overrides in force, each with what it changes: a verdict rests on thresholds that aren't those of the packs.
fn overrides(outcome: &Written) -> impl Iterator<Item = String> {
    let differing = outcome.governing.differing.iter();
    differing
        .filter(|rule| rule.in_force && !rule.version)
        .map(|rule| format!("an override is in force ({}): {}", brief(rule), changes(rule)))
}

/// Rows that were set aside, values that contracts don't list, and rows without one that they ask for: verdicts rest on the others.
fn values(outcome: &Written) -> Vec<String> {
    let of = |report| {
        let lines = set_aside(report)
            .into_iter()
            .chain(unexpected(report))
            .chain(without(report));
        lines.map(move |line| format!("{}: {line}", report.label()))
    };
    outcome.intake.iter().flat_map(of).collect()
}

/// Stages with their checks, and what to fix.
fn of_stages(gates: &[&GateOutcome], outcome: &Written, style: Style) -> String {
    let mut out = String::new();
    for (place, gate) in gates.iter().enumerate() {
        if place > 0 {
            out.push('\n');
        }
        let verdict = match gate.verdict {
            Verdict::Insufficient => style.doubtful("insufficient data"),
            verdict => word(verdict, style),
        };
        // Writing into a text can't fail.
        let _ = writeln!(
            out,
            "{} · stage {}: {verdict} · as of {}",
            outcome.project, gate.stage, outcome.as_of
        );
        let (passed, others): (Vec<_>, Vec<_>) =
            required(gate, outcome).partition(|check| check.verdict == Verdict::Pass);
        for check in others {
            let called = check.called.as_ref().filter(|_| check.verdict == Verdict::Fail);
            let called = called.map(|called| format!(" — {called}")).unwrap_or_default();
            let line = format!("  {}  {}{called}", word(check.verdict, style), check.title);
            let _ = writeln!(out, "{}", wrapped(&line, style.width, 8));
            for found in told(check) {
                let _ = writeln!(out, "{}", wrapped(&format!("        {found}"), style.width, 8));
            }
        }
        for name in &gate.unasked {
            let _ = writeln!(
                out,
                "  {}  {name}: not asked at the project's stage",
                word(Verdict::Insufficient, style)
            );
        }
        if !passed.is_empty() {
            let titles: Vec<String> = passed.into_iter().map(|check| check.title.clone()).collect();
            let head = format!("  {}  ", word(Verdict::Pass, style));
            let _ = writeln!(out, "{}", listed(&head, &titles, style.width));
        }
    }
    let shown = |check: &str| gates.iter().any(|gate| gate.required.iter().any(|name| name == check));
    let first: Vec<_> = outcome
        .fix_first
        .iter()
        .filter(|blocker| shown(&blocker.check))
        .collect();
    if !first.is_empty() {
        out.push_str("\nfix first\n");
    }
    for (place, blocker) in first.iter().enumerate() {
        let Some(check) = outcome.checks.iter().find(|check| check.name == blocker.check) else {
            continue;
        };
        let what = check.fix.as_deref().unwrap_or(&check.title);
        let line = format!("  {}. {what} ({})", place + 1, rests(&blocker.stages, &blocker.checks));
        let _ = writeln!(out, "{}", wrapped(&line, style.width, 5));
        if let Some(why) = &check.why {
            let _ = writeln!(out, "{}", wrapped(&format!("     {why}"), style.width, 5));
        }
    }
    out
}

/// Whether a verdict asks for something to be done about what the check looks for.
pub(crate) fn asks(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::Fail | Verdict::Warn)
}

/// What rests on a check, in words.
#[must_use]
pub fn rests(stages: &[String], checks: &[String]) -> String {
    let mut parts = Vec::new();
    match stages {
        [] => {}
        [stage] => parts.push(format!("stage {stage}")),
        stages => parts.push(format!("stages {}", stages.join(", "))),
    }
    match checks.len() {
        0 => {}
        1 => parts.push("1 other check".to_owned()),
        many => parts.push(format!("{many} other checks")),
    }
    format!("blocks {}", parts.join(" and "))
}
