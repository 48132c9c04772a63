//! The figure that the page is about, what changed, and what stands beside it.

use super::Subject;
use crate::page::cell::Cell;
use crate::page::model::{Block, Figure, Section, Tile, Tone};
use crate::terminal::change::changes;
use crate::terminal::figure::no_figure;
use uptake_engine::outcome::{MetricOutcome, Verdict};

/// The section; none where no figure is tracked.
pub(super) fn section(subject: &Subject<'_>) -> Option<Section> {
    let (metric, rule) = subject.headline()?;
    let figure = Figure {
        about: rule.about.clone(),
        ..figure(subject, metric)
    };
    let mut blocks = vec![Block::Figure(figure), Block::Tiles(tiles(subject))];
    let breaks = crate::terminal::change::breaks(subject.outcome, metric);
    if !breaks.is_empty() {
        let told = breaks.iter().map(|change| format!("Rules changed with {change}"));
        blocks.push(Block::List(told.collect()));
    }
    Some(super::section("figure", metric.title.clone(), None, blocks))
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
        changes: changes(metric),
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
