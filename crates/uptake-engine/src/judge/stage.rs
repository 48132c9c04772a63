//! The stage: what is tracked, and how often.

use super::cube::Cube;
use crate::compile::compile;
use crate::error::Error;
use crate::outcome::MetricRow;
use polars::prelude::*;
use std::collections::BTreeMap;
use uptake_rules::policy::Policy;
use uptake_rules::policy::metric::Cadence;
use uptake_rules::policy::stage::{Stage, Track};

/// The stage of a run: the one that the project states, or the first whose condition holds.
///
/// # Errors
/// When a condition can't be computed.
pub fn choose<'a>(policy: &'a Policy, stated: Option<&str>, cube: &Cube<'_>) -> Result<Option<&'a Stage>, Error> {
    if let Some(stated) = stated {
        return Ok(policy.stages.iter().find(|stage| stage.name.text == stated));
    }
    if policy.stages.is_empty() {
        return Ok(None);
    }
    let counts = counts(policy, cube)?;
    for stage in &policy.stages {
        let Some(when) = &stage.when else {
            return Ok(Some(stage));
        };
        let answer = counts
            .clone()
            .lazy()
            .select([compile(when, &policy.calendar.time_zone)
                .cast(DataType::Boolean)
                .alias("holds")])
            .collect()?;
        if answer.column("holds")?.bool()?.get(0) == Some(true) {
            return Ok(Some(stage));
        }
    }
    Ok(None)
}

/// For each definition the number of entities for which it holds in the last period.
fn counts(policy: &Policy, cube: &Cube<'_>) -> Result<DataFrame, Error> {
    let periods = cube.periods().max(1);
    let columns = policy
        .definitions
        .iter()
        .map(|definition| {
            let truths = cube.frame.column(&definition.name.text)?.bool()?;
            let last = truths.iter().skip(periods - 1).step_by(periods);
            let holds = i64::try_from(last.filter(|truth| *truth == Some(true)).count()).unwrap_or(i64::MAX);
            Ok(Column::new(definition.name.text.as_str().into(), [holds]))
        })
        .collect::<Result<Vec<Column>, Error>>()?;
    Ok(DataFrame::new(1, columns)?)
}

/// What a stage says of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tracking<'a> {
    /// Tracked, with what the stage says of it; `None` if no stage ever mentions it.
    Tracked(Option<&'a Track>),
    /// Other stages track it, this one doesn't.
    Untracked,
}

/// Whether a stage tracks a metric. Stages decide only about metrics that one of them mentions.
#[must_use]
pub fn tracking<'a>(policy: &Policy, stage: Option<&'a Stage>, metric: &str) -> Tracking<'a> {
    let Some(stage) = stage else {
        return Tracking::Tracked(None);
    };
    let mentions = |stage: &Stage| stage.track.iter().any(|track| track.metric.text == metric);
    match stage.track.iter().find(|track| track.metric.text == metric) {
        Some(track) => Tracking::Tracked(Some(track)),
        None if policy.stages.iter().any(mentions) => Tracking::Untracked,
        None => Tracking::Tracked(None),
    }
}

/// The rows at a cadence: as they are, or a month as the mean of its periods' values.
///
/// A month has the periods whose fourth day (of a week) or first day lies in it. Its numerator and denominator are sums of
/// entity-periods, so that they no longer give the value, and the interval of a share isn't one of a mean: it stays empty.
#[must_use]
pub fn at_cadence(rows: Vec<MetricRow>, cadence: Cadence, days_in: i32) -> Vec<MetricRow> {
    if cadence != Cadence::Month {
        return rows;
    }
    let mut months: BTreeMap<(jiff::civil::Date, usize), (MetricRow, f64, u32)> = BTreeMap::new();
    let mut places: Vec<(Option<String>, Option<String>)> = Vec::new();
    for row in rows {
        let middle = row.period.saturating_add(jiff::Span::new().days(i64::from(days_in)));
        let month = middle.first_of_month();
        let key = (row.cut.clone(), row.cut_value.clone());
        let place = places.iter().position(|known| *known == key).unwrap_or_else(|| {
            places.push(key);
            places.len() - 1
        });
        let empty = || {
            let label = format!("{:04}-{:02}", month.year(), month.month());
            let (cut, cut_value) = (row.cut.clone(), row.cut_value.clone());
            let zero = Some(0.0);
            (
                MetricRow {
                    period: month,
                    label,
                    cut,
                    cut_value,
                    numerator: zero,
                    denominator: zero,
                    ..MetricRow::default()
                },
                0.0,
                0,
            )
        };
        let (total, sum, count) = months.entry((month, place)).or_insert_with(empty);
        total.numerator = total.numerator.zip(row.numerator).map(|(a, b)| a + b);
        total.denominator = total.denominator.zip(row.denominator).map(|(a, b)| a + b);
        total.unknown += row.unknown;
        if let Some(value) = row.value {
            *sum += value;
            *count += 1;
            total.value = Some(*sum / f64::from(*count));
        }
        // The band of the month's last period that has one.
        total.band = row.band.or(total.band.take());
        total.suppressed |= row.suppressed;
    }
    // What a month says of a group would tell what its hidden weeks don't.
    let shown = |row: MetricRow| match row.suppressed {
        false => row,
        true => MetricRow {
            period: row.period,
            label: row.label,
            cut: row.cut,
            cut_value: row.cut_value,
            suppressed: true,
            ..MetricRow::default()
        },
    };
    months.into_values().map(|(row, _, _)| shown(row)).collect()
}
