//! The way from everybody on the list to those who count.

use super::Subject;
use crate::number::{plain, thousands};
use crate::page::cell::Cell;
use crate::page::model::{Block, Chart, Drawing, Section, StepBar, Steps, Table};
use crate::terminal::figure::averaged;
use uptake_engine::outcome::{ExcludedRow, Number};

/// The section; none where the figure names no reasons, or its counts are of several periods.
pub(super) fn section(subject: &Subject<'_>) -> Option<Section> {
    let (metric, rule) = subject.headline()?;
    if rule.excluded_by.is_none() || averaged(metric, subject.outcome.range.unit) {
        return None;
    }
    let row = metric.headline()?;
    let counted = row.denominator?.nearest();
    let own = |excluded: &&ExcludedRow| excluded.period == row.period;
    let excluded: Vec<&ExcludedRow> = metric.excluded.iter().filter(own).collect();
    #[allow(clippy::cast_precision_loss, reason = "numbers of people")]
    let of = |count: u64| count as f64;
    let told: f64 = excluded.iter().filter_map(|row| row.entities).map(of).sum();
    let hidden: Vec<&str> = excluded
        .iter()
        .filter(|row| row.suppressed)
        .map(|row| row.reason.as_str())
        .collect();
    let mut level = counted + of(row.unknown) + told;
    let top = level;
    let all = if hidden.is_empty() {
        "On the list"
    } else {
        "On the list, without those of whom too few are there to be shown"
    };
    let text = |number: f64| Number::float(number).map_or_else(String::new, plain);
    let mut rows = vec![StepBar {
        label: all.to_owned(),
        span: Some((0.0, top)),
        sum: true,
        note: text(top),
    }];
    let mut table = Table::new(
        format!("From the list to those who count in {}", row.label),
        &[("Step", false), ("People", true)],
    );
    table.rows.push(vec![Cell::text(all), Cell::plain(Number::float(top))]);
    let unknown = (
        "not known whether or how they count".to_owned(),
        (row.unknown > 0).then_some(row.unknown),
    );
    let steps = excluded.iter().map(|row| (row.reason.clone(), row.entities));
    for (reason, entities) in steps.chain(Some(unknown).filter(|(_, count)| count.is_some())) {
        let span = entities.map(|count| (level - of(count), level));
        level -= entities.map_or(0.0, of);
        let note = entities.map_or_else(
            || "too few to show".to_owned(),
            |count| format!("−{}", thousands(count)),
        );
        table.rows.push(vec![
            Cell::text(&reason),
            entities.map_or_else(Cell::hidden, |count| Cell::plain(Number::float(-of(count)))),
        ]);
        rows.push(StepBar {
            label: reason,
            span,
            sum: false,
            note,
        });
    }
    rows.push(StepBar {
        label: "Count".to_owned(),
        span: Some((0.0, counted)),
        sum: true,
        note: text(counted),
    });
    table.rows.push(vec![Cell::text("Count"), Cell::plain(row.denominator)]);
    let alternative: Vec<String> = rows
        .iter()
        .map(|step| format!("{} {}", step.label, step.note))
        .collect();
    let mut notes = Vec::new();
    if !hidden.is_empty() {
        notes.push(format!("Too few to show: {}.", hidden.join(", ")));
    }
    let chart = Chart {
        title: format!("Who counts in {}", row.label),
        alternative: format!("From the list to those who count: {}.", alternative.join("; ")),
        drawing: Drawing::Steps(Steps { top, rows }),
        notes,
        table,
    };
    let lead = rule.of.as_ref().and_then(|of| {
        let definition = subject
            .policy
            .definitions
            .iter()
            .find(|rule| rule.name.text == of.text)?;
        definition.about.clone()
    });
    Some(super::section(
        "counted",
        "From the list to those who count",
        lead,
        vec![Block::Chart(Box::new(chart))],
    ))
}
