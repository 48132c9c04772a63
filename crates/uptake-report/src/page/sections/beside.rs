//! Shares of the same people, over time: what else is true of them.

use super::past::{marks, series, shown};
use super::subject::{Subject, axis};
use crate::page::cell::Cell;
use crate::page::model::{Block, Chart, Drawing, Section, Series, Table, Trend};
use uptake_engine::outcome::{MetricOutcome, Number};
use uptake_rules::policy::metric::{Metric, MetricKind};

/// The section; none where no other share is of the same people.
pub(super) fn section(subject: &Subject<'_>) -> Option<Section> {
    let (metric, rule) = subject.headline()?;
    let MetricKind::Share(_) = &rule.kind else { return None };
    let same = |other: &&MetricOutcome<String>| {
        let other = subject.policy.metric(&other.name);
        other.is_some_and(|other| {
            let of = |rule: &Metric| rule.of.as_ref().map(|name| name.text.clone());
            matches!(other.kind, MetricKind::Share(_)) && of(other) == of(rule)
        })
    };
    let others: Vec<&MetricOutcome<String>> = subject.outcome.metrics.iter().skip(1).filter(same).collect();
    let periods = shown(subject, metric);
    if others.is_empty() || periods.len() < 2 {
        return None;
    }
    let all: Vec<&MetricOutcome<String>> = std::iter::once(metric).chain(others.iter().copied()).collect();
    let lines: Vec<_> = all.iter().map(|metric| series(metric, periods)).collect();
    let axis = axis(
        metric,
        lines
            .iter()
            .flat_map(|line| line.values.iter().flatten().copied())
            .chain(lines.first().into_iter().flat_map(Series::reaches)),
    );
    let heads: Vec<(&str, bool)> = std::iter::once(("Period", false))
        .chain(all.iter().map(|metric| (metric.title.as_str(), true)))
        .collect();
    let mut table = Table::new("Shares of the same people, period by period", &heads);
    for (at, past) in periods.iter().enumerate() {
        let value = |values: &[Option<f64>]| values.get(at).copied().flatten().and_then(Number::float);
        let cells = lines.iter().map(|line| Cell::value(value(&line.values), metric.unit));
        table
            .rows
            .push(std::iter::once(Cell::text(&past.point.label)).chain(cells).collect());
    }
    let last: Vec<String> = lines
        .iter()
        .map(|line| format!("{} {}", line.name, line.last))
        .collect();
    let (marks, notes) = marks(subject, periods);
    let chart = Chart {
        title: "Shares of the same people".to_owned(),
        alternative: format!(
            "Lines over {} periods. In the last one: {}.",
            periods.len(),
            last.join(", ")
        ),
        drawing: Drawing::Trend(Trend {
            axis,
            labels: periods.iter().map(|past| past.point.label.clone()).collect(),
            series: lines,
            bands: Vec::new(),
            marks,
        }),
        notes,
        table,
    };
    let about = others.iter().filter_map(|other| {
        let rule = subject.policy.metric(&other.name)?;
        Some(format!("{}: {}", other.title, subject.about(rule.about.as_ref())?))
    });
    let blocks = vec![Block::Chart(Box::new(chart)), Block::List(about.collect())];
    let titles: Vec<&str> = others.iter().map(|other| other.title.as_str()).collect();
    let title = format!("Beside it: {}", titles.join(", "));
    Some(super::subject::section("beside", title, None, blocks))
}
