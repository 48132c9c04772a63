//! The figure and the metric that it is read together with: groups by both, and what a check says of both.

use super::guards::card;
use super::subject::{Subject, axis, last_rows, shown, spoken};
use crate::page::cell::Cell;
use crate::page::model::{Axis, Block, Chart, Drawing, Scatter, ScatterPoint, Section, Table};
use uptake_engine::outcome::{MetricOutcome, MetricRow, Number};
use uptake_rules::policy::metric::Metric;

/// Below so many groups the four quarters say nothing.
const LEAST: usize = 3;

/// The section; none where the rules name no other metric, or nothing is known of both.
pub(super) fn section(subject: &Subject<'_>) -> Option<Section> {
    let (metric, rule) = subject.headline()?;
    let read_with = rule.read_with.as_ref()?;
    let other = subject.metric(&read_with.metric.text)?;
    let mut blocks = Vec::new();
    blocks.extend(chart(subject, metric, rule, other).map(|chart| Block::Chart(Box::new(chart))));
    let check = read_with.check.as_ref();
    let check = check.and_then(|name| subject.outcome.checks.iter().find(|check| check.name == name.text));
    if let Some(check) = check {
        blocks.push(Block::Cards(vec![card(check)]));
        blocks.extend(values(check).map(Block::Table));
    }
    if blocks.is_empty() {
        return None;
    }
    let about = subject
        .policy
        .metric(&other.name)
        .and_then(|rule| subject.about(rule.about.as_ref()));
    let about = about.map(|about| format!("{}: {about}", other.title));
    let title = format!("{} beside {}", metric.title, other.title);
    Some(super::subject::section("together", title, about, blocks))
}

/// The named values of a check about all together.
fn values(check: &uptake_engine::outcome::CheckOutcome<String>) -> Option<Table> {
    use uptake_engine::outcome::Cell as Value;
    let [group] = check.groups.as_slice() else { return None };
    if group.values.is_empty() {
        return None;
    }
    let mut table = Table::new(
        format!("What “{}” rests on", check.title),
        &[("What", false), ("Value", true)],
    );
    table.rows = group
        .values
        .iter()
        .map(|value| {
            let number = |number: f64| Cell::plain(Number::float(number));
            let cell = match &value.value {
                Value::Unknown => Cell::none(),
                Value::Float(value) => number(*value),
                Value::Int(value) => Cell::plain(Some(Number::Whole(*value))),
                other @ (Value::Bool(_) | Value::Text(_)) => Cell::text(other.to_string()),
            };
            vec![Cell::text(spoken(&value.name)), cell]
        })
        .collect();
    Some(table)
}

fn chart(
    subject: &Subject<'_>,
    metric: &MetricOutcome<String>,
    rule: &Metric,
    other: &MetricOutcome<String>,
) -> Option<Chart> {
    let other_rule = subject.policy.metric(&other.name)?;
    let shared = rule.by.iter().map(|cut| cut.text.as_str());
    let shared = shared.filter(|cut| other_rule.by.iter().any(|name| name.text == *cut));
    // The column that tells most groups apart.
    let (cut, points) = shared
        .map(|cut| (cut, points(metric, other, cut)))
        .max_by_key(|(_, points)| points.len())
        .filter(|(_, points)| points.len() >= LEAST)?;
    let split = (metric.headline()?.value?.nearest(), other.headline()?.value?.nearest());
    let most = points
        .iter()
        .filter_map(|(row, _)| row.denominator)
        .map(Number::nearest)
        .fold(1.0, f64::max);
    let value = |row: &MetricRow<String>| row.value.map_or(0.0, Number::nearest);
    let drawn: Vec<ScatterPoint> = points
        .iter()
        .map(|(own, their)| ScatterPoint {
            label: own.cut_value.clone().unwrap_or_default(),
            at: (value(own), value(their)),
            weight: own.denominator.map_or(0.0, Number::nearest) / most,
        })
        .collect();
    let named = |axis: Axis, title: &str| Axis {
        title: title.to_owned(),
        ..axis
    };
    let x = named(
        axis(metric, drawn.iter().map(|point| point.at.0).chain([split.0])),
        &metric.title,
    );
    let y = named(
        axis(other, drawn.iter().map(|point| point.at.1).chain([split.1])),
        &other.title,
    );
    let name = spoken(cut);
    let quarter = |right: bool, up: bool| {
        let inside = |point: &&ScatterPoint| (point.at.0 >= split.0) == right && (point.at.1 >= split.1) == up;
        drawn.iter().filter(inside).count()
    };
    let quarters = [
        format!("{} alone is high", other.title),
        "both are high".to_owned(),
        "both are low".to_owned(),
        format!("{} alone is high", metric.title),
    ];
    let counts = [
        quarter(false, true),
        quarter(true, true),
        quarter(false, false),
        quarter(true, false),
    ];
    let told: Vec<String> = quarters
        .iter()
        .zip(counts)
        .map(|(quarter, count)| format!("{quarter}: {count}"))
        .collect();
    let mut table = Table::new(
        format!("Both by {name} in {}", subject.outcome.range.last),
        &[
            (name.as_str(), false),
            (metric.title.as_str(), true),
            (other.title.as_str(), true),
            ("How many count", true),
        ],
    );
    table.rows = points
        .iter()
        .map(|(own, their)| {
            vec![
                Cell::text(own.cut_value.as_deref().unwrap_or("")),
                Cell::value(own.value, metric.unit),
                Cell::value(their.value, other.unit),
                Cell::plain(own.denominator),
            ]
        })
        .collect();
    Some(Chart {
        title: format!("{} and {} by {name}", metric.title, other.title),
        alternative: format!(
            "{} groups in four quarters, parted at the values of the whole. {}.",
            drawn.len(),
            told.join("; ")
        ),
        drawing: Drawing::Scatter(Scatter {
            x,
            y,
            split,
            quarters,
            points: drawn,
        }),
        notes: vec![format!(
            "Each dot is a {name}, larger where more count. The lines are the whole: {} and {}.",
            shown(metric.headline()?.value, metric.unit),
            shown(other.headline()?.value, other.unit)
        )],
        table,
    })
}

/// The groups of a cut of which both are known in the last period.
fn points<'a>(
    metric: &'a MetricOutcome<String>,
    other: &'a MetricOutcome<String>,
    cut: &str,
) -> Vec<(&'a MetricRow<String>, &'a MetricRow<String>)> {
    let theirs = last_rows(other, cut);
    let both = last_rows(metric, cut).into_iter().filter_map(|own| {
        let their = theirs.iter().find(|their| their.cut_value == own.cut_value)?;
        (own.value.is_some() && their.value.is_some()).then_some((own, *their))
    });
    both.collect()
}
