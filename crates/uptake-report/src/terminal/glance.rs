//! The summary on one screen: the figure and what changed, what failed and what to do about it, then a line each for data,
//! people and checks.

use super::change::{breaks, changes, trend};
use super::figure::figure;
use super::fix_first;
use super::groups::groups;
use super::last_lines::{last_lines, line};
use super::screen::{Matters, Screen};
use crate::approvals::demanded;
use crate::checks::explained;
use crate::findings;
use crate::governing::brief;
use crate::layout::{cut, headed, listed, width, wrapped};
use crate::missing::first_reason;
use crate::number::thousands;
use crate::style::Style;
use crate::{Written, days};
use uptake_engine::outcome::{CheckOutcome, DifferingRule, MetricOutcome, Verdict};

/// How many of a kind are told before the others are only counted.
const MOST: usize = 3;
/// How many metrics are told beside the first.
const MOST_METRICS: usize = 6;

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
    let parts: Vec<String> = period.into_iter().chain([days(outcome)]).chain(stage).collect();
    screen.add(
        Matters::Always,
        &listed(&format!("{} · ", outcome.project), &parts, style.width),
    );
    for approved in demanded(outcome) {
        screen.add(Matters::Much, &line("signed", &approved, style));
    }
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
    groups(screen, outcome, metric, row, style);
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
    for (why, titles) in lacking(of(Verdict::Insufficient)).into_iter().take(MOST) {
        let more = match titles.len().saturating_sub(MOST) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let titles = titles.into_iter().take(MOST).collect::<Vec<_>>().join(", ");
        screen.add(
            Matters::Little,
            &headed("n/a   ", &format!("{titles}{more}: {why}"), style.width),
        );
    }
}

/// Checks without a verdict by what they lack, in their order.
fn lacking<'a>(checks: impl Iterator<Item = &'a CheckOutcome<String>>) -> Vec<(String, Vec<&'a str>)> {
    let mut reasons: Vec<(String, Vec<&str>)> = Vec::new();
    for check in checks {
        let missing = check.groups.iter().find(|group| !group.missing.is_empty());
        let why = first_reason(missing.map_or(&[][..], |group| &group.missing));
        match reasons.iter_mut().find(|(known, _)| *known == why) {
            Some((_, titles)) => titles.push(check.title.as_str()),
            None => reasons.push((why, vec![check.title.as_str()])),
        }
    }
    reasons
}
