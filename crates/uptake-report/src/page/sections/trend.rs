//! The figure over time, as a whole and for each group that a benchmark tells apart.

use super::past::{marks, series, shown};
use super::subject::{Subject, axis, headed, last_rows, spoken};
use crate::page::cell::Cell;
use crate::page::model::{Block, Chart, Drawing, Section, Series, Table, Trend};
use std::collections::BTreeMap;
use uptake_engine::outcome::{MetricOutcome, MetricRow, Number, PastPeriod};
use uptake_rules::policy::metric::Metric;

/// From how many periods on a line says something.
const LEAST: usize = 2;

/// The section; none where there is one period alone.
pub(super) fn section(subject: &Subject<'_>) -> Option<Section> {
    let (metric, rule) = subject.headline()?;
    let periods = shown(subject, metric);
    if periods.len() < LEAST {
        return None;
    }
    let mut blocks = vec![Block::Chart(Box::new(whole(subject, metric, rule, periods)))];
    let groups = groups(subject, metric, rule);
    if !groups.is_empty() {
        blocks.push(Block::Multiples(groups));
    }
    let lead = "The line is the value of each period, the shade around it its 95 % interval. Where rules or sources changed, a mark \
                says so: values on both sides of it aren't of the same kind.";
    Some(super::subject::section(
        "trend",
        "Over time",
        Some(lead.to_owned()),
        blocks,
    ))
}

fn whole(subject: &Subject<'_>, metric: &MetricOutcome<String>, rule: &Metric, periods: &[PastPeriod]) -> Chart {
    let own = series(metric, periods);
    let axis = axis(metric, own.reaches());
    let (marks, notes) = marks(subject, periods);
    let mut table = Table::new(
        format!("{}, period by period", metric.title),
        &[
            ("Period", false),
            ("Value", true),
            ("95 % interval", true),
            ("Changed", false),
        ],
    );
    for (at, past) in periods.iter().enumerate() {
        let signs: Vec<&str> = marks
            .iter()
            .filter(|mark| mark.at == at)
            .map(|mark| mark.sign.as_str())
            .collect();
        table.rows.push(vec![
            Cell::text(&past.point.label),
            Cell::value(past.point.value, metric.unit),
            Cell::interval(past.low, past.high),
            Cell::text(signs.join(", ")),
        ]);
    }
    let labels: Vec<String> = periods.iter().map(|past| past.point.label.clone()).collect();
    Chart {
        title: format!("{}, {} periods", metric.title, periods.len()),
        alternative: told(metric, &own, &labels, marks.len()),
        drawing: Drawing::Trend(Trend {
            bands: subject.bands(rule, None, axis.top),
            axis,
            labels,
            series: vec![own],
            marks,
        }),
        notes,
        table,
    }
}

/// What is to be seen in a line, in a sentence or two.
fn told(metric: &MetricOutcome<String>, series: &Series, labels: &[String], marks: usize) -> String {
    let known: Vec<(&String, f64)> = labels
        .iter()
        .zip(&series.values)
        .filter_map(|(label, value)| Some((label, (*value)?)))
        .collect();
    let text = |(label, value): &(&String, f64)| {
        let number = Number::float(*value);
        format!("{} in {label}", super::subject::shown(number, metric.unit))
    };
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return format!("A line of {}: no value is known.", series.name);
    };
    let least = known.iter().min_by(|one, two| one.1.total_cmp(&two.1)).unwrap_or(first);
    let most = known.iter().max_by(|one, two| one.1.total_cmp(&two.1)).unwrap_or(last);
    let marks = match marks {
        0 => String::new(),
        1 => " Once the rules or a source changed.".to_owned(),
        many => format!(" Rules or sources changed {many} times."),
    };
    format!(
        "A line of {}: {}, {}; the least is {}, the most {}.{marks}",
        series.name,
        text(first),
        text(last),
        text(least),
        text(most)
    )
}

/// A line for each group of the benchmark's column, against its own bands.
fn groups(subject: &Subject<'_>, metric: &MetricOutcome<String>, rule: &Metric) -> Vec<Chart> {
    let benchmark = rule
        .benchmark
        .as_ref()
        .and_then(|name| subject.policy.benchmark(&name.text));
    let Some(by) = benchmark.and_then(|benchmark| benchmark.by.as_ref()) else {
        return Vec::new();
    };
    let mut rows: BTreeMap<&str, Vec<&MetricRow<String>>> = BTreeMap::new();
    for row in metric
        .rows
        .iter()
        .filter(|row| row.cut.as_deref() == Some(by.text.as_str()))
    {
        rows.entry(row.cut_value.as_deref().unwrap_or(""))
            .or_default()
            .push(row);
    }
    let values = metric
        .rows
        .iter()
        .filter(|row| row.cut.as_deref() == Some(by.text.as_str()));
    let axis = axis(
        metric,
        values.filter_map(|row| row.high.or(row.value.map(Number::nearest))),
    );
    let order = last_rows(metric, &by.text);
    let order = order.iter().filter_map(|row| row.cut_value.as_deref());
    let charts = order.filter_map(|name| {
        let rows = rows.get(name)?;
        let bands = subject.bands(rule, Some(name), axis.top);
        if rows.len() <= LEAST || bands.is_empty() || rows.iter().all(|row| row.value.is_none()) {
            return None;
        }
        let labels: Vec<String> = rows.iter().map(|row| row.label.clone()).collect();
        let own = Series {
            name: name.to_owned(),
            values: rows.iter().map(|row| row.value.map(Number::nearest)).collect(),
            intervals: rows.iter().map(|row| row.low.zip(row.high)).collect(),
            last: super::subject::shown(rows.last().and_then(|row| row.value), metric.unit),
        };
        let mut table = Table::new(
            format!("{} of {} {name}", metric.title, spoken(&by.text)),
            &[
                ("Period", false),
                ("Value", true),
                ("95 % interval", true),
                ("Band", false),
            ],
        );
        table.rows = rows
            .iter()
            .map(|row| match row.suppressed {
                true => vec![Cell::text(&row.label), Cell::hidden(), Cell::default(), Cell::default()],
                false => vec![
                    Cell::text(&row.label),
                    Cell::value(row.value, metric.unit),
                    Cell::interval(row.low, row.high),
                    Cell::text(row.band.as_deref().unwrap_or("")),
                ],
            })
            .collect();
        Some(Chart {
            title: headed(&by.text, name),
            alternative: told(metric, &own, &labels, 0),
            drawing: Drawing::Trend(Trend {
                bands,
                axis: axis.clone(),
                labels,
                series: vec![own],
                marks: Vec::new(),
            }),
            notes: Vec::new(),
            table,
        })
    });
    charts.collect()
}
