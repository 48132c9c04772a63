//! Contracts, registers, metrics and benchmarks in words.

use super::{Benchmark, BenchmarkRow, Column, Dataset, Entry, Metric, Register};
use uptake_rules::policy::calendar::{Calendar, PeriodKind};
use uptake_rules::policy::dataset::{self, DatasetKind, Missing, SpellEnd};
use uptake_rules::policy::keep::{Keep, Overlap};
use uptake_rules::policy::metric::MetricKind;
use uptake_rules::policy::register::FieldValue;
use uptake_rules::policy::who::Days;
use uptake_rules::value::Literal;

/// Names as a list in words.
pub(super) fn list(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("`{name}`"))
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn literal(value: &Literal) -> String {
    match value {
        Literal::Unknown => "unknown".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) => format!("{value:?}"),
        Literal::Text(value) => format!("\"{value}\""),
        Literal::Date(day) => day.to_string(),
        Literal::Datetime(micros) => {
            jiff::Timestamp::from_microsecond(*micros).map_or_else(|_| micros.to_string(), |at| at.to_string())
        }
    }
}

pub(super) fn weekdays(days: &[jiff::civil::Weekday]) -> String {
    days.iter().map(|day| format!("{day:?}")).collect::<Vec<_>>().join(", ")
}

pub(super) fn calendar(calendar: &Calendar) -> String {
    let period = match calendar.period {
        PeriodKind::Day => "days".to_owned(),
        PeriodKind::Week => format!("weeks from {:?}", calendar.week_starts),
        PeriodKind::Month => "months".to_owned(),
    };
    format!(
        "{period} in {}, working days {}",
        calendar.time_zone,
        weekdays(&calendar.working_days)
    )
}

pub(super) fn dataset(rule: &dataset::Dataset) -> Dataset {
    let entity = &rule.entity.text;
    let mut rows = match rule.kind {
        DatasetKind::Entities => format!("A row per entity, named by `{entity}`"),
        DatasetKind::Events => format!("A row per event of the entity in `{entity}`"),
        DatasetKind::Spells => match &rule.by {
            Some(by) => format!(
                "A row per stretch of days of all entities whose `{}` is that in `{entity}`",
                by.text
            ),
            None => format!("A row per stretch of days of the entity in `{entity}`"),
        },
        DatasetKind::Names => format!("A row per other name of the entity in `{entity}`"),
        DatasetKind::Records => match rule.key.as_slice() {
            [] => "Records".to_owned(),
            key => {
                let key: Vec<String> = key.iter().map(|name| format!("`{}`", name.text)).collect();
                format!("A record per {}", key.join(" and "))
            }
        },
    };
    if let Some(name) = &rule.known_as {
        rows.push_str(&format!(", which is `{}`", name.text));
    }
    if let Some(system) = &rule.system {
        rows.push_str(&format!(" in `{}`", system.text));
    }
    if let Some(time) = &rule.time {
        rows.push_str(&format!(", at `{}`", time.text));
    }
    if let Some(weight) = &rule.weight {
        rows.push_str(&format!(", standing for `{}` events", weight.text));
    }
    if let Some(from) = &rule.from {
        rows.push_str(&format!(", from `{}`", from.text));
    }
    match &rule.end {
        Some(SpellEnd::Through(day)) => rows.push_str(&format!(" through `{}`", day.text)),
        Some(SpellEnd::Until(day)) => rows.push_str(&format!(" to the day before `{}`", day.text)),
        None => {}
    }
    if let Some(known) = &rule.known {
        rows.push_str(&format!(", known since `{}`", known.text));
    }
    if !rule.updates.is_empty() {
        let updates: Vec<String> = rule.updates.iter().map(|name| name.text.clone()).collect();
        rows.push_str(&format!("; for its days it sets {} of the entity", list(&updates)));
    }
    if let Some(keep) = &rule.keep {
        let said = self::keep(keep);
        rows.push_str(&format!("; of one key {said} stays"));
    }
    if let Some(overlap) = &rule.overlap {
        rows.push_str(match overlap {
            Overlap::First => "; of several on one day the one that starts first counts",
            Overlap::Share => "; of several on one day each counts with its share",
            Overlap::Each => "; of several on one day each counts",
        });
    }
    Dataset {
        name: rule.name.text.clone(),
        about: rule.about.clone(),
        rows,
        key: rule.key.iter().map(|name| name.text.clone()).collect(),
        held_by: rule.held_by.clone(),
        optional: rule.optional,
        columns: rule.columns.iter().map(column).collect(),
    }
}

/// Which row of a key stays.
pub(super) fn keep(keep: &Keep) -> String {
    match keep {
        Keep::First => "the first row".to_owned(),
        Keep::Last => "the last row".to_owned(),
        Keep::Newest(column) => format!("the row with the newest `{}`", column.text),
        Keep::Greatest(column) => format!("the row with the greatest `{}`", column.text),
    }
}

pub(super) fn column(column: &dataset::Column) -> Column {
    let mut contract = Vec::new();
    if let Some(name) = &column.delivered_as {
        contract.push(format!("`{name}` in the source"));
    }
    if column.optional {
        contract.push("a source may lack it".to_owned());
    }
    match column.missing {
        Missing::Allow => {}
        Missing::Report => contract.push("gaps are reported".to_owned()),
        Missing::SetAside => contract.push("a row with a gap is set aside".to_owned()),
    }
    if let Some(default) = &column.default {
        contract.push(format!("a gap is {}", literal(default)));
    }
    if !column.values.is_empty() {
        contract.push(format!("expected are {}", list(&column.values)));
    }
    if let Some(register) = &column.register {
        contract.push(format!("in the register `{}`", register.text));
    }
    if let Some(other) = &column.references {
        contract.push(format!("refers to `{}.{}`", other.dataset.text, other.column));
    }
    if let Some(known) = &column.known {
        contract.push(format!("unknown before the day in `{}`", known.text));
    }
    if column.private {
        contract.push("names somebody".to_owned());
    }
    Column {
        name: column.name.text.clone(),
        ty: column.ty.name(),
        about: column.about.clone(),
        contract,
    }
}

pub(super) fn register(rule: &uptake_rules::policy::register::Register) -> Register {
    let value = |value: &FieldValue| match value {
        FieldValue::Constant(Literal::Text(text)) => text.clone(),
        FieldValue::Constant(value) => literal(value),
        FieldValue::During { from, until } => match (from, until) {
            (Some(from), Some(until)) => format!("from {from} to the day before {until}"),
            (Some(from), None) => format!("from {from}"),
            (None, Some(until)) => format!("to the day before {until}"),
            (None, None) => "true".to_owned(),
        },
    };
    Register {
        name: rule.name.text.clone(),
        about: rule.about.clone(),
        source: rule.source.clone(),
        fields: rule.fields.iter().map(|field| field.name.text.clone()).collect(),
        entries: rule
            .entries
            .iter()
            .map(|entry| Entry {
                id: entry.id.text.clone(),
                title: entry.title.clone(),
                about: entry.about.clone(),
                aliases: entry.aliases.iter().map(|alias| alias.text.clone()).collect(),
                patterns: entry.patterns.iter().map(|pattern| pattern.text.clone()).collect(),
                days: Some(entry.days.to_string()).filter(|_| entry.days != Days::default()),
                values: rule
                    .fields
                    .iter()
                    .map(|field| {
                        let known = entry.values.iter().find(|(name, _)| *name == field.name.text);
                        known.map(|(_, known)| value(known))
                    })
                    .collect(),
            })
            .collect(),
    }
}

pub(super) fn metric(rule: &uptake_rules::policy::metric::Metric) -> Metric {
    let who = match &rule.of {
        Some(of) => format!("those who are `{}`", of.text),
        None => "everybody".to_owned(),
    };
    Metric {
        name: rule.name.text.clone(),
        title: rule.title.clone(),
        aliases: rule.aliases.clone(),
        about: rule.about.clone(),
        source: rule.source.clone(),
        reports: match &rule.kind {
            MetricKind::Share(name) => match &rule.of {
                Some(_) => format!("The share who are `{}` of {who}, in percent", name.text),
                None => format!("The share of all who are `{}`, in percent", name.text),
            },
            MetricKind::Mean(name) => format!("The mean of `{}` over {who}", name.text),
            MetricKind::Sum(name) => format!("The sum of `{}` over {who}", name.text),
            MetricKind::Ratio(name, to) => {
                let unit = if rule.percent { ", in percent" } else { "" };
                format!(
                    "The sum of `{}` to the sum of `{}`, over {who}{unit}",
                    name.text, to.text
                )
            }
        },
        excluded_by: rule.excluded_by.as_ref().map(|name| name.text.clone()),
        by: rule.by.iter().map(|name| name.text.clone()).collect(),
        benchmark: rule.benchmark.as_ref().map(|name| name.text.clone()),
        better: rule.better,
        tracked_by: rule.tracked_by.clone(),
        read_with: rule.read_with.as_ref().map(|other| other.metric.text.clone()),
        read_check: rule
            .read_with
            .as_ref()
            .and_then(|other| Some(other.check.as_ref()?.text.clone())),
        moves: rule.moves.as_ref().map(|name| name.text.clone()),
    }
}

pub(super) fn benchmark(rule: &uptake_rules::policy::benchmark::Benchmark) -> Benchmark {
    Benchmark {
        name: rule.name.text.clone(),
        about: rule.about.clone(),
        source: rule.source.clone(),
        by: rule.by.as_ref().map(|name| name.text.clone()),
        edge: rule.edge,
        below: rule.below.clone(),
        bands: rule.bands.clone(),
        rows: rule
            .table
            .iter()
            .map(|row| BenchmarkRow {
                value: row.value.clone(),
                starts: row.starts.clone(),
            })
            .collect(),
    }
}
