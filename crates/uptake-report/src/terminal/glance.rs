//! The summary on one screen: the figure and what changed, what failed and what to do about it, then a line each for data,
//! people and checks.

use super::change::{breaks, changes, trend};
use super::fix_first;
use super::screen::{Matters, Screen};
use crate::checks::explained;
use crate::governing::brief;
use crate::layout::{cut, headed, listed, width, wrapped};
use crate::missing::reasons;
use crate::notes::notes;
use crate::number::{plain, thousands, value};
use crate::style::Style;
use crate::{Written, findings, unlisted};
use std::collections::BTreeMap;
use uptake_engine::outcome::{
    Better, Cadence, CheckOutcome, DifferingRule, MetricOutcome, MetricRow, NoFigure, Number, Uncounted, Verdict,
};

/// Groups below this many say too little to be called best or worst.
const LEAST_GROUP: f64 = 5.0;
/// More groups than this are told by their range.
const MOST_GROUPS: usize = 6;
/// How many of a kind are told before the others are only counted.
const MOST: usize = 3;
/// How many metrics are told beside the first.
const MOST_METRICS: usize = 6;

/// Where the words of the last lines begin.
const HEAD: usize = 8;

/// The summary.
pub(super) fn screen(outcome: &Written, style: Style) -> String {
    let mut screen = Screen::default();
    heading(&mut screen, outcome, style);
    if let Some((first, others)) = outcome.metrics.split_first() {
        screen.room();
        headline(&mut screen, outcome, first, style);
        beside(&mut screen, outcome, others, style);
    }
    untracked(&mut screen, outcome, style);
    screen.room();
    failed(&mut screen, outcome, style);
    screen.room();
    fix_first::lines(&mut screen, outcome, style);
    screen.room();
    last_lines(&mut screen, outcome, style);
    // The prompt takes a line, and so does where the files are.
    screen.fitting(style.height.map(|height| height.saturating_sub(2)))
}

/// Whether anything is of a period: rules about records alone are of a day.
pub(super) fn has_periods(outcome: &Written) -> bool {
    !outcome.metrics.is_empty() || !outcome.entity_periods.is_empty()
}

/// Which figures these are, by which rules, and what is wrong with the data as a whole.
fn heading(screen: &mut Screen, outcome: &Written, style: Style) {
    let range = &outcome.range;
    let stage = outcome.stage.as_ref().map(|stage| format!("stage {}", stage.name));
    let period = format!(
        "{} {} ({} to {})",
        range.unit, range.last, range.last_starts, range.last_ends
    );
    let period = has_periods(outcome).then_some(period);
    let parts: Vec<String> = period
        .into_iter()
        .chain([format!("as of {}", outcome.as_of)])
        .chain(stage)
        .collect();
    screen.add(
        Matters::Always,
        &listed(&format!("{} · ", outcome.project), &parts, style.width),
    );
    let rules: Vec<String> = in_force(outcome).map(told).collect();
    for rule in rules.iter().take(MOST - 1) {
        screen.add(Matters::Much, &line("rules", rule, style));
    }
    if rules.len() > MOST - 1 {
        let more = format!("and {} more that differ: see --verbose", rules.len() - (MOST - 1));
        screen.add(Matters::Some, &line("", &more, style));
    }
    for finding in findings::lines(outcome, MOST, style) {
        screen.add(Matters::Always, &finding.error);
        screen.add(Matters::Some, &finding.help);
    }
    if outcome.findings.len() > MOST {
        screen.add(
            Matters::Much,
            &match outcome.findings.len() - MOST {
                1 => "and 1 more error: see --verbose".to_owned(),
                more => format!("and {more} more errors: see --verbose"),
            },
        );
    }
}

/// The overrides and versions by which the last period is judged, the most specific first.
pub(super) fn in_force(outcome: &Written) -> impl Iterator<Item = &DifferingRule<String>> {
    outcome.governing.differing.iter().rev().filter(|rule| rule.in_force)
}

/// A rule that differs, with whom it holds for.
pub(super) fn told(rule: &DifferingRule<String>) -> String {
    match (rule.version, rule.entities) {
        // Of how few it holds isn't told.
        (true, _) | (false, None) => brief(rule),
        (false, Some(0)) => format!("{} (nobody is in it)", brief(rule)),
        (false, Some(1)) => format!("{} (1 person)", brief(rule)),
        (false, Some(people)) => format!("{} ({} people)", brief(rule), thousands(people)),
    }
}

/// The figure of the last period: its value with its counts, or why there is none.
pub(super) fn figure(metric: &MetricOutcome<String>, unit: &str, style: Style) -> String {
    let Some(row) = metric.headline() else {
        return "no period to report".to_owned();
    };
    let Some(number) = row.value else {
        return no_figure(row);
    };
    let counted = match metric.unit == "percent" && !averaged(metric, unit) {
        true => counts(row).map_or(String::new(), |counts| format!(" ({counts})")),
        false => String::new(),
    };
    format!("{}{counted}", style.strong(&value(number, metric.unit)))
}

/// Why a row has no value.
pub(super) fn no_figure(row: &MetricRow<String>) -> String {
    match (row.no_figure, row.unknown) {
        (None | Some(NoFigure::NobodyCounts | NoFigure::UnknownStatus), 0) => {
            format!("no rate: no entities count in {}", row.label)
        }
        (None | Some(NoFigure::NobodyCounts | NoFigure::UnknownStatus), 1) => {
            "no rate: 1 entity has unknown status".to_owned()
        }
        (None | Some(NoFigure::NobodyCounts | NoFigure::UnknownStatus), many) => {
            format!("no rate: {} entities have unknown status", thousands(many))
        }
        (Some(why), _) => format!("no figure: {why}"),
    }
}

/// Whether the counts of several periods stand together: they don't give the mean of the periods' values.
pub(super) fn averaged(metric: &MetricOutcome<String>, unit: &str) -> bool {
    metric.cadence == Cadence::Month || (metric.cadence == Cadence::Week && unit == "day")
}

/// How many of how many.
pub(super) fn counts(row: &MetricRow<String>) -> Option<String> {
    Some(format!("{} of {}", plain(row.numerator?), plain(row.denominator?)))
}

/// The first metric, in a few lines.
fn headline(screen: &mut Screen, outcome: &Written, metric: &MetricOutcome<String>, style: Style) {
    let mut parts = vec![format!(
        "{}  {}",
        style.strong(&metric.title),
        figure(metric, outcome.range.unit, style)
    )];
    if let Some(row) = metric.headline().filter(|row| row.value.is_some()) {
        if let (Some(low), Some(high)) = (row.low, row.high) {
            parts.push(format!("95 % interval {low:.1}–{high:.1} %"));
        }
        parts.extend(row.band.clone());
        parts.extend((row.unknown > 0).then(|| format!("{} unknown", thousands(row.unknown))));
    }
    screen.add(Matters::Always, &listed("", &parts, style.width));
    let changes = changes(metric);
    if !changes.is_empty() {
        let head = format!("  {}  ", trend(metric));
        screen.add(Matters::Always, &listed(&head, &changes, style.width));
    }
    for rule in breaks(outcome, metric).iter().rev().take(2) {
        let text = format!("  | rules changed in {rule}");
        screen.add(Matters::Much, &wrapped(&text, style.width, 4));
    }
    let Some(row) = metric.headline() else { return };
    groups(screen, metric, row, style);
}

/// The groups of the last period: those that the benchmark is about, the best and the worst.
fn groups(screen: &mut Screen, metric: &MetricOutcome<String>, headline: &MetricRow<String>, style: Style) {
    let of_period = || {
        metric
            .rows
            .iter()
            .filter(|row| row.period == headline.period && row.cut.is_some())
    };
    let banded = of_period()
        .find(|row| row.band.is_some())
        .and_then(|row| row.cut.clone());
    if let Some(cut) = banded {
        let rows: Vec<&MetricRow<String>> = of_period().filter(|row| row.cut.as_ref() == Some(&cut)).collect();
        let shown: Vec<String> = rows
            .iter()
            .filter_map(|row| {
                let band = row.band.as_ref().map_or(String::new(), |band| format!(" {band}"));
                let name = row.cut_value.as_deref().unwrap_or("");
                Some(format!("{name} {}{band}", value(row.value?, metric.unit)))
            })
            .collect();
        let mut known: Vec<Number> = rows.iter().filter_map(|row| row.value).collect();
        known.sort_by(|a, b| a.nearest().total_cmp(&b.nearest()));
        if shown.len() <= MOST_GROUPS {
            screen.add(Matters::Some, &listed(&format!("  {cut}: "), &shown, style.width));
        } else if let (Some(low), Some(high)) = (known.first(), known.last()) {
            let text = format!(
                "  {cut}: {} groups, from {} to {}",
                shown.len(),
                value(*low, metric.unit),
                value(*high, metric.unit)
            );
            screen.add(Matters::Some, &wrapped(&text, style.width, 4));
        }
    }
    let mut sized: Vec<&MetricRow<String>> = of_period()
        .filter(|row| row.value.is_some() && row.denominator.is_some_and(|size| size.nearest() >= LEAST_GROUP))
        .collect();
    let size = |row: &MetricRow<String>| row.value.map(Number::nearest);
    sized.sort_by(|a, b| size(a).partial_cmp(&size(b)).unwrap_or(std::cmp::Ordering::Equal));
    let (Some(least), Some(most)) = (sized.first(), sized.last()) else {
        return;
    };
    if least.value == most.value {
        return;
    }
    let (best, worst) = match metric.better {
        Better::Higher => (most, least),
        Better::Lower => (least, most),
    };
    let told: Vec<String> = [("worst", worst), ("best", best)]
        .into_iter()
        .map(|(word, row)| {
            let number = row.value.map_or(String::new(), |number| value(number, metric.unit));
            let counts = counts(row).map_or(String::new(), |counts| format!(" ({counts})"));
            let (cut, name) = (row.cut.as_deref().unwrap_or(""), row.cut_value.as_deref().unwrap_or(""));
            format!("{word} {cut} {name} {number}{counts}")
        })
        .collect();
    screen.add(Matters::Some, &listed("  ", &told, style.width));
}

/// The other metrics, in a line each.
fn beside(screen: &mut Screen, outcome: &Written, metrics: &[MetricOutcome<String>], style: Style) {
    let longest = metrics.iter().map(|metric| width(&metric.title)).max().unwrap_or(0);
    let room = longest.min(style.width / 2);
    for metric in metrics.iter().take(MOST_METRICS) {
        let title = cut(&metric.title, room);
        let pad = " ".repeat(room.saturating_sub(width(&title)));
        let mut parts = vec![figure(metric, outcome.range.unit, style)];
        parts.extend(changes(metric).into_iter().take(1));
        screen.add(Matters::Some, &listed(&format!("{title}{pad}  "), &parts, style.width));
    }
    if metrics.len() > MOST_METRICS {
        let more = metrics.len() - MOST_METRICS;
        screen.add(Matters::Some, &format!("and {more} more metrics: see --verbose"));
    }
}

/// What the stage leaves out.
fn untracked(screen: &mut Screen, outcome: &Written, style: Style) {
    if let Some(stage) = outcome.stage.as_ref().filter(|stage| !stage.untracked.is_empty()) {
        let text = format!(
            "At stage {} these metrics aren't tracked: {}",
            stage.name,
            stage.untracked.join(", ")
        );
        screen.add(Matters::Little, &wrapped(&text, style.width, 2));
    }
}

/// The checks that aren't passed, the worst first, each with the limit that broke and what it says.
fn failed(screen: &mut Screen, outcome: &Written, style: Style) {
    let of = |verdict: Verdict| outcome.checks.iter().filter(move |check| check.verdict == verdict);
    let found: Vec<&CheckOutcome<String>> = of(Verdict::Fail).chain(of(Verdict::Warn)).collect();
    for (number, check) in found.iter().enumerate() {
        let matters = if number < MOST { Matters::Always } else { Matters::Much };
        let told = explained(outcome, check, style, 1);
        screen.add(matters, &told.head);
        for limit in &told.limits {
            screen.add(if number < MOST { Matters::Much } else { Matters::Some }, limit);
        }
        told.rules.iter().for_each(|rule| screen.add(Matters::Much, rule));
        told.about.iter().for_each(|about| screen.add(Matters::Little, about));
        told.evidence.iter().for_each(|row| screen.add(Matters::Some, row));
    }
    for check in of(Verdict::Insufficient).take(MOST) {
        let missing = check.groups.iter().find(|group| !group.missing.is_empty());
        let why = missing.map_or_else(|| "no rows to check".to_owned(), |group| reasons(&group.missing));
        let text = format!("{}: {why}", check.title);
        screen.add(Matters::Little, &headed("n/a   ", &text, style.width));
    }
}

/// A line each for data, people and checks.
fn last_lines(screen: &mut Screen, outcome: &Written, style: Style) {
    screen.add(Matters::Always, &line("data", &data(outcome), style));
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
fn line(head: &str, text: &str, style: Style) -> String {
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
        parts.truncate(MOST_GROUPS);
        if all > MOST_GROUPS {
            parts.push(format!("{} other values", all - MOST_GROUPS));
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
