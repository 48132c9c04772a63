//! Checks: what they found and why, for people.

use crate::Written;
use crate::governing::{brief, changed};
use crate::layout::{cut, headed, listed, width, wrapped};
use crate::missing::reasons;
use crate::number::thousands;
use crate::sentence::finding;
use crate::style::Style;
use std::fmt::Write;
use uptake_engine::outcome::{Broken, Cell, CheckOutcome, EvidenceOutcome, EvidenceRow, GroupOutcome, Verdict};

/// How many groups of a check, and rows of evidence, are shown with every detail.
const SHOWN: usize = 5;

/// Where what is said of a check begins.
const INDENT: usize = 6;

/// What is to be said of a check that isn't passed.
pub(crate) struct Explained {
    /// Its verdict, its title and the first group.
    pub(crate) head: String,
    /// The limits that broke there, each with by how much.
    pub(crate) limits: Vec<String>,
    /// That the group has rules of its own, or that rules changed.
    pub(crate) rules: Vec<String>,
    /// What it asks.
    pub(crate) about: Option<String>,
    /// The rows that it rests on.
    pub(crate) evidence: Vec<String>,
}

/// A check that isn't passed, for a screen: the first of its worst groups, and so many rows of evidence.
pub(crate) fn explained(outcome: &Written, check: &CheckOutcome<String>, style: Style, rows: usize) -> Explained {
    let worst = worst(check);
    let first = worst.first().copied();
    let named = first.map(|group| name(check, group)).filter(|name| !name.is_empty());
    let more = match worst.len() {
        0 | 1 => String::new(),
        many => format!(" and {} more", many - 1),
    };
    let group = named.map_or(String::new(), |name| format!(": {name}{more}"));
    let head = format!("{}  ", verdict(check.verdict, style));
    let hang = |text: &str| headed(&" ".repeat(INDENT), text, style.width);
    // What a rule says of what was found is told instead of the bare limits.
    let found = first.and_then(|group| finding(check, group));
    let found = found.map_or_else(|| first.into_iter().flat_map(limits).collect(), |found| vec![found]);
    let limits = found.iter().map(|limit| hang(limit));
    Explained {
        head: headed(&head, &format!("{}{group}", title(check)), style.width),
        limits: limits.collect(),
        rules: first
            .into_iter()
            .flat_map(|group| rules(outcome, check, group))
            .map(|rule| hang(&rule))
            .collect(),
        about: check.about.as_deref().map(hang),
        evidence: first
            .and_then(|group| group.evidence.as_ref())
            .filter(|evidence| evidence.total > 0)
            .map(|evidence| few(evidence, rows))
            .map(|text| match style.height {
                // On a screen the first columns are worth a line, the others aren't worth another one.
                Some(_) => hang(&one_line(&text, style.width.saturating_sub(INDENT))),
                None => hang(&text),
            })
            .into_iter()
            .collect(),
    }
}

/// The part of the summary about checks, with every detail; empty if none was asked.
pub(crate) fn section(outcome: &Written, style: Style) -> String {
    let mut text = String::new();
    if !outcome.checks.is_empty() {
        // Writing into a text can't fail.
        let _ = write(&mut text, outcome, style);
    }
    text
}

fn write(out: &mut String, outcome: &Written, style: Style) -> std::fmt::Result {
    let worst_first = [Verdict::Fail, Verdict::Warn, Verdict::Insufficient, Verdict::Pass];
    let of = |verdict: Verdict| outcome.checks.iter().filter(move |check| check.verdict == verdict);
    let counts: Vec<String> = worst_first
        .iter()
        .map(|verdict| (of(*verdict).count(), verdict.as_str()))
        .filter(|(count, _)| *count > 0)
        .map(|(count, verdict)| format!("{count} {verdict}"))
        .collect();
    writeln!(out, "\n{}: {}", style.strong("Checks"), counts.join(", "))?;
    for check in worst_first.into_iter().take(3).flat_map(of) {
        self::check(out, outcome, check, style)?;
    }
    let passed: Vec<String> = of(Verdict::Pass).map(title).collect();
    if !passed.is_empty() {
        let head = format!("  {}  ", verdict(Verdict::Pass, style));
        writeln!(out, "{}", listed(&head, &passed, style.width))?;
    }
    Ok(())
}

fn check(out: &mut String, outcome: &Written, check: &CheckOutcome<String>, style: Style) -> std::fmt::Result {
    let hang = |text: &str, blanks: usize| wrapped(&format!("{}{text}", " ".repeat(blanks)), style.width, blanks + 2);
    writeln!(out, "  {}  {}", verdict(check.verdict, style), title(check))?;
    if let Some(about) = &check.about {
        writeln!(out, "{}", wrapped(&format!("        {about}"), style.width, 8))?;
    }
    let worst = worst(check);
    for group in worst.iter().take(SHOWN) {
        let name = name(check, group);
        let named = if name.is_empty() {
            String::new()
        } else {
            format!("{name}: ")
        };
        if !group.missing.is_empty() {
            let text = format!("{named}insufficient data: {}", reasons(&group.missing));
            writeln!(out, "{}", hang(&text, 8))?;
            continue;
        }
        let limits = limits(group);
        if !limits.is_empty() {
            writeln!(out, "{}", hang(&format!("{named}{}", limits.join("; ")), 8))?;
        } else if !name.is_empty() {
            writeln!(out, "{}", hang(&name, 8))?;
        }
        let values = group.values.iter();
        let values: Vec<String> = values
            .filter_map(|value| Some(format!("{} {}", value.name, shown(&value.value)?)))
            .collect();
        if !values.is_empty() {
            writeln!(out, "{}", listed("          values ", &values, style.width))?;
        }
        for rule in rules(outcome, check, group) {
            writeln!(out, "{}", hang(&rule, 10))?;
        }
        if let Some(evidence) = group.evidence.as_ref().filter(|_| check.verdict > Verdict::Pass) {
            self::evidence(out, evidence, style)?;
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

/// The groups that have the check's verdict.
fn worst(check: &CheckOutcome<String>) -> Vec<&GroupOutcome<String>> {
    let groups = check.groups.iter();
    groups.filter(|group| group.verdict == check.verdict).collect()
}

fn title(check: &CheckOutcome<String>) -> String {
    match check.observational {
        true => format!("{} (observational)", check.title),
        false => check.title.clone(),
    }
}

/// A verdict in four columns.
fn verdict(verdict: Verdict, style: Style) -> String {
    match verdict {
        Verdict::Fail => style.wrong("FAIL"),
        Verdict::Warn => style.doubtful("warn"),
        Verdict::Pass => style.well("pass"),
        Verdict::Insufficient => "n/a ".to_owned(),
    }
}

/// The name of a group: `team Red, segment SMB`; empty for the whole.
pub(crate) fn name(check: &CheckOutcome<String>, group: &GroupOutcome<String>) -> String {
    let parts = check.by.iter().zip(&group.group);
    let parts: Vec<String> = parts.map(|(by, name)| format!("{by} {name}")).collect();
    parts.join(", ")
}

/// The limits that broke for a group, each with the values in it and by how much.
pub(crate) fn limits(group: &GroupOutcome<String>) -> Vec<String> {
    group.broken.iter().map(limit).collect()
}

/// A limit that broke, with the values in it and by how much.
pub(crate) fn limit(broken: &Broken<String>) -> String {
    let Broken {
        condition,
        held,
        values,
        by,
    } = broken;
    let not = if *held { "" } else { "not " };
    let mut parts: Vec<String> = values
        .iter()
        .map(|(name, value)| format!("{name} {}", shown(value).unwrap_or_else(|| "unknown".to_owned())))
        .collect();
    parts.extend(by.map(|by| match by {
        by if by < 0.0 => format!("{} below", number(-by)),
        by if by > 0.0 => format!("{} above", number(by)),
        _ => "right at it".to_owned(),
    }));
    match parts.is_empty() {
        true => format!("{not}`{condition}`"),
        false => format!("{not}`{condition}`: {}", parts.join(", ")),
    }
}

/// That a group has rules of its own, and that the rules changed within the periods of the check.
pub(crate) fn rules(outcome: &Written, check: &CheckOutcome<String>, group: &GroupOutcome<String>) -> Vec<String> {
    let named = |rules: &[usize]| -> String {
        let rules = rules.iter().rev();
        let rules = rules.filter_map(|number| outcome.governing.differing.get(*number));
        rules.map(brief).collect::<Vec<_>>().join("; ")
    };
    let mut told = Vec::new();
    if !group.own_rules.is_empty() {
        told.push(format!("has rules of its own: {}", named(&group.own_rules)));
    }
    for change in &check.changed {
        let words = changed(&outcome.governing, &change.rules, &change.entries);
        told.push(format!("rules changed in {}: {words}", change.label));
    }
    told
}

/// A row of evidence with the columns that the check asks to show.
pub(crate) fn row(evidence: &EvidenceOutcome<String>, row: &EvidenceRow<String>) -> String {
    let values = evidence.columns.iter().zip(&row.values);
    let values: Vec<String> = values
        .map(|(name, value)| format!("{name} {}", shown(value).unwrap_or_else(|| "unknown".to_owned())))
        .collect();
    match values.is_empty() {
        true => format!("{} {}", row.entity, row.period),
        false => format!("{} {}: {}", row.entity, row.period, values.join(", ")),
    }
}

/// The first rows of evidence in one text.
fn few(evidence: &EvidenceOutcome<String>, most: usize) -> String {
    let rows: Vec<String> = evidence
        .rows
        .iter()
        .take(most)
        .map(|row| self::row(evidence, row))
        .collect();
    let count = usize::try_from(evidence.total).unwrap_or(usize::MAX);
    let (plural, such) = match count {
        1 => ("row", ": "),
        _ if count > rows.len() => ("rows", ", such as "),
        _ => ("rows", ": "),
    };
    match rows.is_empty() {
        true => format!("{} {plural}", thousands(evidence.total)),
        false => format!("{} {plural}{such}{}", thousands(evidence.total), rows.join("; ")),
    }
}

/// As many of the columns as fit into a line.
fn one_line(text: &str, most: usize) -> String {
    if width(text) <= most {
        return text.to_owned();
    }
    let fits = |end: &usize| text.get(..*end).is_some_and(|part| width(part) + 3 <= most);
    let ends = text.match_indices(", ").map(|(at, _)| at).filter(fits);
    match ends
        .last()
        .filter(|end| text.get(..*end).is_some_and(|part| part.contains(": ")))
    {
        Some(end) => format!("{}, …", text.get(..end).unwrap_or("")),
        None => cut(text, most),
    }
}

fn evidence(out: &mut String, evidence: &EvidenceOutcome<String>, style: Style) -> std::fmt::Result {
    if evidence.total == 0 {
        return Ok(());
    }
    let plural = if evidence.total == 1 { "row" } else { "rows" };
    writeln!(out, "          {} {plural}", thousands(evidence.total))?;
    for row in evidence.rows.iter().take(SHOWN) {
        let text = format!("            {}", self::row(evidence, row));
        writeln!(out, "{}", wrapped(&text, style.width, 14))?;
    }
    let count = usize::try_from(evidence.total).unwrap_or(usize::MAX);
    match count.saturating_sub(evidence.rows.len().min(SHOWN)) {
        0 => Ok(()),
        more => writeln!(out, "            and {} more", thousands(more as u64)),
    }
}

/// A value for people; `None` if it is unknown.
fn shown(value: &Cell<String>) -> Option<String> {
    match value {
        Cell::Unknown => None,
        Cell::Text(text) => Some(text.clone()),
        Cell::Bool(truth) => Some(truth.to_string()),
        Cell::Int(number) => Some(number.to_string()),
        Cell::Float(number) if !number.is_finite() => None,
        Cell::Float(number) => Some(self::number(*number)),
    }
}

fn number(number: f64) -> String {
    match number {
        whole if whole.fract() == 0.0 => format!("{whole:.0}"),
        small if small.abs() < 1.0 => format!("{small:.3}"),
        other => format!("{other:.1}"),
    }
}
