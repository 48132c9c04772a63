//! The figure that the page is about, what changed, and what stands beside it.

use super::subject::{Subject, last_rows, spoken};
use crate::page::cell::Cell;
use crate::page::model::{Block, Figure, Section, Tile, Tone};
use crate::terminal::change::changes;
use crate::terminal::figure::no_figure;
use uptake_engine::outcome::{MetricOutcome, Verdict};
use uptake_rules::policy::metric::Metric;

/// The bands of so many groups are told above all else.
const MOST: usize = 8;

/// The section; none where no figure is tracked.
pub(super) fn section(subject: &Subject<'_>) -> Option<Section> {
    let (metric, rule) = subject.headline()?;
    let figure = Figure {
        about: subject.about(rule.about.as_ref()),
        ..figure(subject, metric)
    };
    let mut blocks = vec![Block::Figure(figure)];
    blocks.extend(bands(metric, rule).map(Block::Text));
    blocks.push(Block::Tiles(tiles(subject)));
    let breaks = crate::terminal::change::breaks(subject.outcome, metric);
    if !breaks.is_empty() {
        let told = breaks.iter().map(|change| format!("Rules changed with {change}"));
        blocks.push(Block::List(told.collect()));
    }
    Some(super::subject::section("figure", metric.title.clone(), None, blocks))
}

/// A change with the sign that is as wide as its digits, where less comes.
fn signed(change: String) -> String {
    match change.strip_prefix('-') {
        Some(rest) => format!("−{rest}"),
        None => change,
    }
}

/// The bands of groups, where all together have none: a benchmark that differs between them says nothing of the whole.
fn bands(metric: &MetricOutcome<String>, rule: &Metric) -> Option<String> {
    if rule.benchmark.is_none() || metric.headline()?.band.is_some() {
        return None;
    }
    let (cut, _) = rule
        .by
        .iter()
        .map(|cut| (cut, last_rows(metric, &cut.text)))
        .find(|(_, rows)| rows.iter().any(|row| row.band.is_some()))?;
    let rows = last_rows(metric, &cut.text);
    let told = rows.iter().filter_map(|row| {
        let band = row.band.as_ref().filter(|_| !row.suppressed)?;
        Some(format!("{} {band}", row.cut_value.as_deref()?))
    });
    let told: Vec<String> = told.take(MOST).collect();
    (!told.is_empty()).then(|| format!("Band by {}: {}.", spoken(&cut.text), told.join(" · ")))
}

fn figure(subject: &Subject<'_>, metric: &MetricOutcome<String>) -> Figure {
    let row = metric.headline();
    let value = row.and_then(|row| row.value);
    Figure {
        title: metric.title.clone(),
        value: match (value, row) {
            (Some(_), _) => Cell::value(value, metric.unit),
            (None, Some(row)) => Cell::text(no_figure(row)),
            (None, None) => Cell::text("no period to report"),
        },
        known: value.is_some(),
        counts: row.and_then(|row| subject.counts(metric, row)),
        interval: row.and_then(|row| row.low.zip(row.high)),
        band: row.and_then(|row| row.band.clone()),
        changes: changes(metric).into_iter().map(signed).collect(),
        about: None,
    }
}

/// The other metrics, then how the checks went.
fn tiles(subject: &Subject<'_>) -> Vec<Tile> {
    let others = subject.outcome.metrics.iter().skip(1).map(|metric| {
        let figure = figure(subject, metric);
        let interval = figure
            .interval
            .map(|(low, high)| format!("95 % interval {low:.1}–{high:.1} %"));
        let notes = figure
            .counts
            .into_iter()
            .chain(interval)
            .chain(figure.changes.into_iter().take(1));
        Tile {
            title: figure.title,
            value: figure.value,
            notes: notes.collect(),
            tone: Tone::Plain,
        }
    });
    others.chain(checks(subject)).collect()
}

fn checks(subject: &Subject<'_>) -> Option<Tile> {
    let count = |verdict: Verdict| {
        subject
            .outcome
            .checks
            .iter()
            .filter(|check| check.verdict == verdict)
            .count()
    };
    let all = subject.outcome.checks.len();
    if all == 0 {
        return None;
    }
    let failed = count(Verdict::Fail);
    let rest = [
        (Verdict::Warn, "warn"),
        (Verdict::Insufficient, "have too little data"),
        (Verdict::Pass, "pass"),
    ];
    let rest = rest.into_iter().map(|(verdict, words)| (count(verdict), words));
    Some(Tile {
        title: "Checks".to_owned(),
        value: Cell::text(format!("{failed} of {all} fail")),
        notes: rest
            .filter(|(count, _)| *count > 0)
            .map(|(count, words)| format!("{count} {words}"))
            .collect(),
        tone: if failed > 0 { Tone::Bad } else { Tone::Good },
    })
}
