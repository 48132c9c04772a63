//! The summary with every detail.

use super::change::{breaks, changes, trend};
use super::door::door;
use super::figure::{averaged, counted, counts, no_figure};
use super::glance::{has_periods, in_force, told};
use super::groups::own_rules;
use super::last_lines::uncounted;
use crate::approvals::demanded;
use crate::findings::findings;
use crate::layout::{listed, wrapped};
use crate::notes::notes;
use crate::number::{thousands, value};
use crate::style::Style;
use crate::{Written, checks, days};
use std::fmt::Write;
use uptake_engine::outcome::{Better, MetricOutcome, MetricRow, Number};

/// Groups below this many say too little to be called best or worst.
const LEAST_GROUP: f64 = 5.0;

/// The summary.
pub(super) fn summary(outcome: &Written, style: Style) -> String {
    let mut text = String::new();
    // Writing into a text can't fail.
    let _ = write(&mut text, outcome, style);
    // Lines of lists have found their ends; what is left is prose.
    text.lines()
        .map(|line| format!("{}\n", wrapped(line, style.width, hang(line))))
        .collect()
}

/// Where a line goes on that is too long: two blanks behind where it begins.
fn hang(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len() + 2
}

fn write(out: &mut String, outcome: &Written, style: Style) -> std::fmt::Result {
    let range = &outcome.range;
    let stage = outcome
        .stage
        .as_ref()
        .map_or(String::new(), |stage| format!(" · stage {}", stage.name));
    let period = match has_periods(outcome) {
        true => format!(
            "{} {} ({} to {}) · ",
            range.unit, range.last, range.last_starts, range.last_ends
        ),
        false => String::new(),
    };
    writeln!(out, "{} · {period}{}{stage}", outcome.project, days(outcome))?;
    for approved in demanded(outcome) {
        writeln!(out, "approvals: {approved}")?;
    }
    for rule in in_force(outcome) {
        writeln!(out, "rules: {}", told(rule))?;
    }
    for finding in findings(outcome) {
        let place = finding
            .place
            .as_ref()
            .map_or(String::new(), |place| format!(" ({place})"));
        writeln!(
            out,
            "{}[{}]: {}{place}",
            style.wrong("error"),
            finding.code,
            finding.message
        )?;
        writeln!(out, "  help: {}", finding.help)?;
    }
    if let Some(stage) = outcome.stage.as_ref().filter(|stage| !stage.untracked.is_empty()) {
        let untracked = stage.untracked.join(", ");
        writeln!(
            out,
            "\nAt stage {} these metrics aren't tracked: {untracked}",
            stage.name
        )?;
        if let Some(about) = &stage.about {
            writeln!(out, "  {about}")?;
        }
    }
    for metric in &outcome.metrics {
        writeln!(out)?;
        self::metric(out, outcome, metric, averaged(metric, range.unit), style)?;
    }
    out.push_str(&checks::section(outcome, style));
    writeln!(out)?;
    for report in outcome.intake.iter().filter(|report| report.delivered) {
        door(out, report, report.reaches)?;
    }
    for line in uncounted(outcome) {
        writeln!(out, "{line}")?;
    }
    for note in notes(outcome) {
        // What has a place is about the rules, and its code is explained where theirs are.
        match &note.place {
            Some(place) => writeln!(out, "note[{}]: {} ({place})", note.code, note.message)?,
            None => writeln!(out, "note: {}", note.message)?,
        }
    }
    Ok(())
}

fn metric(
    out: &mut String,
    outcome: &Written,
    metric: &MetricOutcome<String>,
    averaged: bool,
    style: Style,
) -> std::fmt::Result {
    writeln!(out, "{}", style.strong(&metric.title))?;
    let Some(row) = metric.headline() else {
        return writeln!(out, "  no period to report");
    };
    match row.value {
        None => writeln!(out, "  {}", no_figure(row))?,
        Some(number) => {
            write!(out, "  {}", style.strong(&value(number, metric.unit)))?;
            if metric.unit == "percent" && !averaged {
                write!(out, "   {}", counts(row).unwrap_or_default())?;
            }
            if let (Some(low), Some(high)) = (row.low, row.high) {
                write!(out, "   95 % interval {low:.1}–{high:.1} %")?;
            }
            if let Some(band) = &row.band {
                write!(out, "   {band}")?;
            }
            if row.unknown > 0 {
                write!(out, "   ({} unknown)", row.unknown)?;
            }
            writeln!(out)?;
        }
    }
    excluded(out, metric, row, style)?;
    self::changed(out, outcome, metric, style)?;
    banded(out, metric, row, style)?;
    extremes(out, outcome, metric, row)?;
    suppressed(out, metric, row)
}

/// How many groups of the last period are too small to be shown.
fn suppressed(out: &mut String, metric: &MetricOutcome<String>, headline: &MetricRow<String>) -> std::fmt::Result {
    let mut hidden: Vec<(&str, u64)> = Vec::new();
    let of_period = |row: &&MetricRow<String>| row.period == headline.period && row.suppressed;
    for cut in metric
        .rows
        .iter()
        .filter(of_period)
        .filter_map(|row| row.cut.as_deref())
    {
        match hidden.iter_mut().find(|(known, _)| *known == cut) {
            Some((_, count)) => *count += 1,
            None => hidden.push((cut, 1)),
        }
    }
    if hidden.is_empty() {
        return Ok(());
    }
    let parts: Vec<String> = hidden.iter().map(|(cut, count)| format!("{count} of {cut}")).collect();
    writeln!(out, "  too small to show: {}", parts.join(", "))
}

/// Who doesn't count in the last period, and why.
fn excluded(
    out: &mut String,
    metric: &MetricOutcome<String>,
    row: &MetricRow<String>,
    style: Style,
) -> std::fmt::Result {
    let rows: Vec<_> = metric
        .excluded
        .iter()
        .filter(|excluded| excluded.period == row.period)
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    let mut rows = rows;
    rows.sort_by(|one, two| {
        two.entities
            .cmp(&one.entities)
            .then_with(|| one.reason.cmp(&two.reason))
    });
    let (hidden, told): (Vec<_>, Vec<_>) = rows.into_iter().partition(|excluded| excluded.suppressed);
    let mut parts: Vec<String> = told
        .iter()
        .filter_map(|excluded| Some(format!("{} {}", thousands(excluded.entities?), excluded.reason)))
        .collect();
    let all: u64 = told.iter().filter_map(|excluded| excluded.entities).sum();
    let head = match hidden.is_empty() {
        true => format!("  not counted {}: ", thousands(all)),
        false => "  not counted: ".to_owned(),
    };
    if !hidden.is_empty() {
        let reasons: Vec<&str> = hidden.iter().map(|excluded| excluded.reason.as_str()).collect();
        parts.push(format!("too few to show: {}", reasons.join(", ")));
    }
    writeln!(out, "{}", listed(&head, &parts, style.width))
}

/// What changed, and whether the rules did.
fn changed(out: &mut String, outcome: &Written, metric: &MetricOutcome<String>, style: Style) -> std::fmt::Result {
    if metric.trend.len() < 2 {
        return Ok(());
    }
    let changes = changes(metric).join(", ");
    let gap = if changes.is_empty() { "" } else { "   " };
    writeln!(out, "  trend {}{gap}{changes}", trend(metric))?;
    for rule in breaks(outcome, metric) {
        writeln!(
            out,
            "{}",
            wrapped(&format!("  | rules changed in {rule}"), style.width, 4)
        )?;
    }
    Ok(())
}

/// The cut that the benchmark is about, with its bands.
fn banded(
    out: &mut String,
    metric: &MetricOutcome<String>,
    headline: &MetricRow<String>,
    style: Style,
) -> std::fmt::Result {
    let banded = |row: &&MetricRow<String>| row.period == headline.period && row.cut.is_some() && row.band.is_some();
    let Some(cut) = metric.rows.iter().find(banded).and_then(|row| row.cut.clone()) else {
        return Ok(());
    };
    let parts: Vec<String> = metric
        .rows
        .iter()
        .filter(|row| row.period == headline.period && row.cut.as_ref() == Some(&cut))
        .filter_map(|row| {
            let number = value(row.value?, metric.unit);
            let band = row.band.as_ref().map_or(String::new(), |band| format!(" {band}"));
            Some(format!("{} {number}{band}", row.cut_value.as_deref().unwrap_or("")))
        })
        .collect();
    writeln!(out, "{}", listed(&format!("  {cut}: "), &parts, style.width))
}

fn extremes(
    out: &mut String,
    outcome: &Written,
    metric: &MetricOutcome<String>,
    headline: &MetricRow<String>,
) -> std::fmt::Result {
    let mut groups: Vec<&MetricRow<String>> = metric
        .rows
        .iter()
        .filter(|row| row.period == headline.period && row.cut.is_some() && row.value.is_some())
        .filter(|row| row.denominator.is_some_and(|size| size.nearest() >= LEAST_GROUP))
        .collect();
    let size = |row: &MetricRow<String>| row.value.map(Number::nearest);
    groups.sort_by(|a, b| size(a).partial_cmp(&size(b)).unwrap_or(std::cmp::Ordering::Equal));
    let (Some(least), Some(most)) = (groups.first(), groups.last()) else {
        return Ok(());
    };
    if least.value == most.value {
        return Ok(());
    }
    let (best, worst) = match metric.better {
        Better::Higher => (most, least),
        Better::Lower => (least, most),
    };
    for (word, row) in [("best ", best), ("worst", worst)] {
        let number = row.value.map_or(String::new(), |number| value(number, metric.unit));
        writeln!(
            out,
            "  {word} {} {}: {number}{}{}",
            row.cut.as_deref().unwrap_or(""),
            row.cut_value.as_deref().unwrap_or(""),
            counted(outcome, metric, row),
            own_rules(outcome, row).map_or(String::new(), |own| format!(" by {own}"))
        )?;
    }
    Ok(())
}
