//! The last lines of the screen: data, people, checks and notes.

use super::door::{unexpected, unreadable};
use super::figure::averaged;
use super::screen::{Matters, Screen};
use crate::layout::{headed, width};
use crate::notes::notes;
use crate::number::{plain, thousands};
use crate::style::Style;
use crate::{Written, unlisted};
use std::collections::BTreeMap;
use uptake_engine::intake::Refused;
use uptake_engine::outcome::{Uncounted, Verdict};

/// How many of a kind are told before the others are only counted.
const MOST: usize = 3;
/// How many values of a column are told before the others are only counted.
const MOST_VALUES: usize = 6;
/// Where the words of the lines begin.
const HEAD: usize = 8;

/// A line each for data, people and checks.
pub(super) fn last_lines(screen: &mut Screen, outcome: &Written, style: Style) {
    screen.add(Matters::Always, &line("data", &data(outcome), style));
    // A slip in one row of thousands is for those who look; a column that is read wrongly isn't.
    let refused = outcome.intake.iter().flat_map(|report| {
        let rows = report.rows;
        let many = move |refused: &&Refused<String>| refused.rows.saturating_mul(100) >= rows;
        report.refused.iter().filter(many)
    });
    for refused in refused.take(MOST) {
        screen.add(Matters::Much, &line("", &unreadable(refused), style));
    }
    for text in outcome.intake.iter().flat_map(unexpected).take(MOST) {
        screen.add(Matters::Much, &line("", &text, style));
    }
    if let Some(people) = people(outcome) {
        screen.add(Matters::Always, &line("people", &people, style));
    }
    for text in uncounted(outcome) {
        screen.add(Matters::Much, &line("", &text, style));
    }
    if !outcome.checks.is_empty() {
        let counts: Vec<String> = [Verdict::Fail, Verdict::Warn, Verdict::Insufficient, Verdict::Pass]
            .into_iter()
            .filter_map(|verdict| {
                let count = outcome.checks.iter().filter(|check| check.verdict == verdict).count();
                let words = format!("{count} {}", verdict.as_str());
                (count > 0).then(|| match verdict {
                    Verdict::Fail => style.wrong(&words),
                    Verdict::Warn => style.doubtful(&words),
                    Verdict::Pass => style.well(&words),
                    Verdict::Insufficient => words,
                })
            })
            .collect();
        screen.add(Matters::Always, &line("checks", &counts.join(", "), style));
    }
    let notes = notes(outcome);
    let of_intake = outcome
        .notes
        .iter()
        .zip(&notes)
        .filter(|(note, _)| note.kind.is_of_intake());
    let of_intake: Vec<_> = of_intake.map(|(_, note)| note).collect();
    for note in of_intake.iter().take(MOST) {
        screen.add(Matters::Much, &line("note", &note.message, style));
    }
    let others = notes.len() - of_intake.len().min(MOST);
    if others > 0 {
        let word = if others == 1 { "note" } else { "notes" };
        let text = format!(
            "{} {}{word}: see --verbose",
            thousands(others as u64),
            if of_intake.is_empty() { "" } else { "more " }
        );
        screen.add(Matters::Some, &line("notes", &text, style));
    }
}

/// A line with a word before it.
pub(super) fn line(head: &str, text: &str, style: Style) -> String {
    let room = " ".repeat(HEAD.saturating_sub(width(head)));
    headed(&format!("{}{room}", style.strong(head)), text, style.width)
}

/// How many rows are used, and what isn't as it should be.
fn data(outcome: &Written) -> String {
    let delivered = || outcome.intake.iter().filter(|report| report.delivered);
    let (used, rows): (u64, u64) =
        delivered().fold((0, 0), |(used, rows), report| (used + report.used, rows + report.rows));
    let sources = delivered().count();
    let mut parts = vec![format!(
        "{} of {} rows of {sources} {} used",
        thousands(used),
        thousands(rows),
        if sources == 1 { "source" } else { "sources" }
    )];
    let mut reasons: BTreeMap<&str, u64> = BTreeMap::new();
    for (reason, rows) in delivered().flat_map(|report| &report.set_aside) {
        *reasons.entry(reason.as_str()).or_default() += rows;
    }
    let aside: u64 = reasons.values().sum();
    if aside > 0 {
        let mut reasons: Vec<(&str, u64)> = reasons.into_iter().collect();
        reasons.sort_by(|(one, few), (two, many)| many.cmp(few).then_with(|| one.cmp(two)));
        let told: Vec<String> = reasons
            .iter()
            .take(MOST)
            .map(|(reason, rows)| format!("{} {reason}", thousands(*rows)))
            .collect();
        let more = if reasons.len() > MOST { ", …" } else { "" };
        parts.push(format!("{} set aside ({}{more})", thousands(aside), told.join(", ")));
    }
    let names: usize = delivered().map(|report| unlisted::count(&report.unlisted).0).sum();
    if names > 0 {
        let word = if names == 1 { "name" } else { "names" };
        parts.push(format!("{names} {word} not in a register"));
    }
    let unmatched: usize = delivered()
        .filter_map(|report| report.identities.as_ref())
        .map(|names| names.unmatched.len() + names.ambiguous.len())
        .sum();
    if unmatched > 0 {
        let word = if unmatched == 1 { "name" } else { "names" };
        parts.push(format!("{unmatched} {word} of nobody on the list"));
    }
    parts.join(" · ")
}

/// How many count in the last period, and why others don't.
fn people(outcome: &Written) -> Option<String> {
    let metric = outcome.metrics.first()?;
    let row = metric.headline()?;
    let of_period = || metric.excluded.iter().filter(|excluded| excluded.period == row.period);
    let mut reasons: Vec<(&str, u64)> = of_period()
        .filter_map(|excluded| Some((excluded.reason.as_str(), excluded.entities?)))
        .collect();
    let few: Vec<&str> = of_period()
        .filter(|excluded| excluded.suppressed)
        .map(|excluded| excluded.reason.as_str())
        .collect();
    reasons.sort_by(|(one, few), (two, many)| many.cmp(few).then_with(|| one.cmp(two)));
    let all: u64 = reasons.iter().map(|(_, entities)| entities).sum();
    let mut parts = Vec::new();
    if metric.unit == "percent"
        && !averaged(metric, outcome.range.unit)
        && let Some(counted) = row.denominator
    {
        parts.push(format!("{} counted", plain(counted)));
    }
    parts.extend((row.unknown > 0).then(|| format!("{} unknown", thousands(row.unknown))));
    if !few.is_empty() {
        let told = reasons
            .iter()
            .map(|(reason, entities)| format!("{} {reason}", thousands(*entities)));
        let few = format!("too few to show: {}", few.join(", "));
        let told: Vec<String> = told.chain([few]).collect();
        parts.push(format!("not counted: {}", told.join(", ")));
    } else if all > 0 {
        let told: Vec<String> = reasons
            .iter()
            .map(|(reason, entities)| format!("{} {reason}", thousands(*entities)))
            .collect();
        parts.push(format!("{} not counted: {}", thousands(all), told.join(", ")));
    }
    let hidden = metric
        .rows
        .iter()
        .filter(|other| other.period == row.period && other.suppressed)
        .count();
    if hidden > 0 {
        let word = if hidden == 1 { "group" } else { "groups" };
        parts.push(format!("{hidden} {word} too small to show"));
    }
    (!parts.is_empty()).then(|| parts.join(" · "))
}

/// Values of the list that keep people from counting, each column in a line; those that may be a slip come first.
pub(super) fn uncounted(outcome: &Written) -> Vec<String> {
    let Some(metric) = outcome.metrics.first() else {
        return Vec::new();
    };
    let mut columns: Vec<&str> = Vec::new();
    for value in &metric.uncounted {
        if !columns.contains(&value.column.as_str()) {
            columns.push(&value.column);
        }
    }
    let lines = columns.into_iter().map(|column| {
        let of_column = || metric.uncounted.iter().filter(|value| value.column == column);
        let (near, far): (Vec<&Uncounted<String>>, Vec<&Uncounted<String>>) =
            of_column().partition(|value| value.meant.is_some());
        let mut parts: Vec<String> = near.into_iter().chain(far).map(value_not_counted).collect();
        let all = parts.len();
        parts.truncate(MOST_VALUES);
        if all > MOST_VALUES {
            parts.push(format!("{} other values", all - MOST_VALUES));
        }
        format!("not counted by {column}: {}", parts.join(" · "))
    });
    lines.collect()
}

fn value_not_counted(value: &Uncounted<String>) -> String {
    let text = value.value.as_str();
    let counted = match value.entities {
        Some(entities) => format!("{} `{text}`", thousands(entities)),
        None => format!("`{text}`"),
    };
    match &value.meant {
        Some(meant) => format!("{counted}, did you mean `{meant}`?"),
        None => counted,
    }
}
