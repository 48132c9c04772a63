//! Whether two sources lead to the same answers: two outcomes of the same rules, compared value by value.

use crate::calendar::date;
use crate::error::Error;
use crate::judge::checks::cell;
use crate::names::{Private, Writer};
use crate::outcome::{Cell, EntityPeriods, MetricRow, Outcome};
use jiff::civil::Date;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::Policy;

/// How many metrics that differ are listed; all are counted.
const LISTED: usize = 20;

/// Both sides of something that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Both<T> {
    /// The first outcome's.
    pub a: T,
    /// The second outcome's.
    pub b: T,
}

/// What two outcomes have in common, and where they differ. Texts from data are private until they are
/// [written](Parity::written).
#[derive(Clone, Debug, Serialize)]
pub struct Parity<T = Private> {
    /// Whether nothing differs.
    pub identical: bool,
    /// By how much floating-point numbers may differ, as a part of the larger one (of 1, if both are smaller).
    pub tolerance: f64,
    /// What was compared.
    pub compared: Compared,
    /// What one side alone has.
    pub only: Both<Only<T>>,
    /// Rows of an entity and a period that differ.
    pub differing_rows: u64,
    /// The first of them, by entity and period.
    pub first: Option<RowDifference<T>>,
    /// The first of them in which a definition or a ladder changes.
    pub first_flip: Option<RowDifference<T>>,
    /// The columns that differ, with the number of rows.
    pub columns: Vec<ColumnDifference>,
    /// How many rows of metrics differ.
    pub differing_metric_rows: u64,
    /// The first of them.
    pub metrics: Vec<MetricDifference<T>>,
    /// The stage, where it differs.
    pub stage: Option<Both<Option<String>>>,
    /// Datasets of which other numbers of rows came or were used. That alone makes no difference.
    pub intake: Vec<IntakeDifference>,
}

/// How much was compared.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Compared {
    /// Entities that both have.
    pub entities: u64,
    /// Periods that both have.
    pub periods: u64,
    /// Rows that both have: one per entity and period.
    pub rows: u64,
    /// Measures.
    pub measures: u64,
    /// Definitions.
    pub definitions: u64,
    /// Ladders.
    pub ladders: u64,
    /// Metrics.
    pub metrics: u64,
    /// Rows of metrics: one per metric, period and cut.
    pub metric_rows: u64,
}

/// What one side alone has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Only<T = Private> {
    /// Entities.
    pub entities: Vec<T>,
    /// First days of periods.
    pub periods: Vec<Date>,
}

/// A row that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowDifference<T = Private> {
    /// The entity.
    pub entity: T,
    /// The period's first day.
    pub period: Date,
    /// Every value that differs.
    pub values: Vec<ValueDifference<T>>,
}

/// A value that differs.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ValueDifference<T = Private> {
    /// The column.
    pub column: String,
    /// What it is.
    pub kind: Kind,
    /// Its values.
    #[serde(flatten)]
    pub values: Both<Cell<T>>,
}

/// A column that differs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ColumnDifference {
    /// The column.
    pub column: String,
    /// What it is.
    pub kind: Kind,
    /// In how many rows.
    pub rows: u64,
}

/// What a column is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A measure.
    Measure,
    /// A definition.
    Definition,
    /// A ladder.
    Ladder,
    /// A column of the entities that metrics are cut by.
    Column,
}

/// A row of a metric that differs; `None` where a side doesn't have it.
#[derive(Clone, Debug, Serialize)]
pub struct MetricDifference<T = Private> {
    /// The metric.
    pub metric: String,
    /// The period's name.
    pub label: String,
    /// What it is cut by.
    pub cut: Option<String>,
    /// The value of that column.
    pub cut_value: Option<T>,
    /// Both rows.
    #[serde(flatten)]
    pub rows: Both<Option<MetricRow<T>>>,
}

/// A dataset of which other numbers of rows came or were used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IntakeDifference {
    /// The dataset.
    pub dataset: String,
    /// Rows that came.
    pub rows: Both<u64>,
    /// Rows that were used.
    pub used: Both<u64>,
}

/// Compares two outcomes of `policy`. Unknown equals unknown and nothing else; the order of rows doesn't matter.
///
/// # Errors
/// When a table of the outcomes can't be computed.
pub fn compare(policy: &Policy, a: &Outcome, b: &Outcome, tolerance: f64) -> Result<Parity, Error> {
    let (left, right) = (Grid::new(a)?, Grid::new(b)?);
    let only = Both {
        a: left.beyond(&right),
        b: right.beyond(&left),
    };
    let shared = left.shared(&right);
    let mut parity = Parity {
        identical: false,
        tolerance,
        compared: Compared {
            entities: left.entities.intersection(&right.entities).count() as u64,
            periods: left.periods.intersection(&right.periods).count() as u64,
            rows: shared.len() as u64,
            ..Compared::default()
        },
        only,
        differing_rows: 0,
        first: None,
        first_flip: None,
        columns: Vec::new(),
        differing_metric_rows: 0,
        metrics: Vec::new(),
        stage: None,
        intake: intake(a, b),
    };
    rows(&mut parity, policy, &shared, (&left, &right))?;
    metrics(&mut parity, a, b);
    let stage = |outcome: &Outcome| outcome.stage.as_ref().map(|stage| stage.name.clone());
    if stage(a) != stage(b) {
        parity.stage = Some(Both {
            a: stage(a),
            b: stage(b),
        });
    }
    parity.identical = parity.only.a.is_empty()
        && parity.only.b.is_empty()
        && parity.differing_rows == 0
        && parity.differing_metric_rows == 0
        && parity.stage.is_none();
    Ok(parity)
}

impl<T> Both<T> {
    /// Both in another form.
    fn map<U>(self, mut turn: impl FnMut(T) -> U) -> Both<U> {
        Both {
            a: turn(self.a),
            b: turn(self.b),
        }
    }
}

impl<T> Only<T> {
    fn is_empty(&self) -> bool {
        self.entities.is_empty() && self.periods.is_empty()
    }
}

impl Parity {
    /// As it is written. Under pseudonyms lists of entities are ordered by them.
    #[must_use]
    pub fn written(self, writer: &Writer<'_>) -> Parity<String> {
        let write = &mut |text: Private| writer.write(&text);
        let row = |row: RowDifference, write: &mut dyn FnMut(Private) -> String| RowDifference {
            entity: write(row.entity),
            period: row.period,
            values: row
                .values
                .into_iter()
                .map(|value| ValueDifference {
                    column: value.column,
                    kind: value.kind,
                    values: value.values.map(|cell| cell.map(write)),
                })
                .collect(),
        };
        Parity {
            identical: self.identical,
            tolerance: self.tolerance,
            compared: self.compared,
            only: self.only.map(|only| {
                let mut entities: Vec<String> = only.entities.into_iter().map(&mut *write).collect();
                entities.sort();
                Only {
                    entities,
                    periods: only.periods,
                }
            }),
            differing_rows: self.differing_rows,
            first: self.first.map(|first| row(first, write)),
            first_flip: self.first_flip.map(|first| row(first, write)),
            columns: self.columns,
            differing_metric_rows: self.differing_metric_rows,
            metrics: self
                .metrics
                .into_iter()
                .map(|metric| MetricDifference {
                    metric: metric.metric,
                    label: metric.label,
                    cut: metric.cut,
                    cut_value: metric.cut_value.map(&mut *write),
                    rows: metric.rows.map(|row| row.map(|row| row.map(write))),
                })
                .collect(),
            stage: self.stage,
            intake: self.intake,
        }
    }
}

/// The rows of an outcome by entity and period.
struct Grid<'a> {
    rows: &'a EntityPeriods,
    frame: &'a DataFrame,
    ids: &'a UInt32Chunked,
    days: Int32Chunked,
    entities: BTreeSet<&'a str>,
    periods: BTreeSet<i32>,
}

impl<'a> Grid<'a> {
    fn new(outcome: &'a Outcome) -> Result<Self, Error> {
        let rows = &outcome.entity_periods;
        let frame = rows.frame();
        let ids = rows.ids()?;
        let days = frame.column("period")?.as_materialized_series().to_physical_repr();
        let days = days.i32()?.clone();
        Ok(Self {
            rows,
            frame,
            ids,
            entities: ids.iter().map(|id| rows.name(id)).collect(),
            periods: days.iter().flatten().collect(),
            days,
        })
    }

    fn beyond(&self, other: &Self) -> Only {
        let mut ids: BTreeMap<&str, u32> = BTreeMap::new();
        for id in self.ids.iter().flatten() {
            ids.insert(self.rows.name(Some(id)), id);
        }
        ids.retain(|name, _| !other.entities.contains(name));
        let periods = self.periods.difference(&other.periods);
        Only {
            entities: ids.into_values().map(|id| self.rows.entity(id)).collect(),
            periods: periods.map(|day| date(*day)).collect(),
        }
    }

    fn keys(&self) -> impl Iterator<Item = (&'a str, i32)> + '_ {
        let names = self.ids.iter().map(|id| self.rows.name(id));
        names.zip(self.days.iter().map(|day| day.unwrap_or(0)))
    }

    /// The places of the rows that both have, in the order of entities and periods.
    fn shared(&self, other: &Self) -> Vec<(IdxSize, IdxSize)> {
        let theirs: FxHashMap<(&str, i32), IdxSize> = other.keys().zip(0..).collect();
        let mut shared: Vec<((&str, i32), IdxSize, IdxSize)> = self
            .keys()
            .zip(0..)
            .filter_map(|(key, row)| Some((key, row, *theirs.get(&key)?)))
            .collect();
        shared.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        shared.into_iter().map(|(_, left, right)| (left, right)).collect()
    }
}

/// Compares measures, definitions, ladders and cuts, row by row.
fn rows(
    parity: &mut Parity,
    policy: &Policy,
    shared: &[(IdxSize, IdxSize)],
    (left, right): (&Grid<'_>, &Grid<'_>),
) -> Result<(), Error> {
    let (in_left, in_right): (Vec<IdxSize>, Vec<IdxSize>) = shared.iter().copied().unzip();
    let (in_left, in_right) = (
        IdxCa::from_vec("rows".into(), in_left),
        IdxCa::from_vec("rows".into(), in_right),
    );
    let mut differing = vec![false; shared.len()];
    let mut flipped = vec![false; shared.len()];
    let mut different = Vec::new();
    for (name, kind) in columns(policy, left, right) {
        let count = match kind {
            Kind::Measure => Some(&mut parity.compared.measures),
            Kind::Definition => Some(&mut parity.compared.definitions),
            Kind::Ladder => Some(&mut parity.compared.ladders),
            Kind::Column => None,
        };
        count.into_iter().for_each(|count| *count += 1);
        let side = |grid: &Grid<'_>, places: &IdxCa| -> Result<Column, Error> {
            match grid.frame.column(&name) {
                Ok(column) => Ok(column.take(places)?),
                // A dataset that one side doesn't deliver: its measures are unknown there.
                Err(_) => Ok(Column::full_null(name.as_str().into(), places.len(), &DataType::Null)),
            }
        };
        let (a, b) = (side(left, &in_left)?, side(right, &in_right)?);
        let mut rows = 0;
        let flips = matches!(kind, Kind::Definition | Kind::Ladder);
        for (row, (differing, flipped)) in differing.iter_mut().zip(&mut flipped).enumerate() {
            if !equal(&a.get(row)?, &b.get(row)?, parity.tolerance) {
                (*differing, *flipped) = (true, *flipped || flips);
                rows += 1;
            }
        }
        if rows > 0 {
            different.push((a, b, kind));
            parity.columns.push(ColumnDifference {
                column: name,
                kind,
                rows,
            });
        }
    }
    parity.differing_rows = differing.iter().filter(|differs| **differs).count() as u64;
    let told = |at: Option<usize>| -> Result<Option<RowDifference>, Error> {
        let Some((at, (place, _))) = at.and_then(|at| Some((at, shared.get(at)?))) else {
            return Ok(None);
        };
        let mut values = Vec::new();
        let kind_of = |column: &Column| left.rows.kind(column.name());
        for (a, b, kind) in &different {
            let (of_a, of_b) = (a.get(at)?, b.get(at)?);
            if !equal(&of_a, &of_b, parity.tolerance) {
                values.push(ValueDifference {
                    column: a.name().to_string(),
                    kind: *kind,
                    values: Both {
                        a: cell(&of_a, kind_of(a)),
                        b: cell(&of_b, kind_of(b)),
                    },
                });
            }
        }
        Ok(Some(RowDifference {
            entity: left
                .ids
                .get(*place as usize)
                .map_or_else(Private::default, |id| left.rows.entity(id)),
            period: date(left.days.get(*place as usize).unwrap_or(0)),
            values,
        }))
    };
    let first = told(differing.iter().position(|differs| *differs))?;
    let first_flip = told(flipped.iter().position(|flips| *flips))?;
    (parity.first, parity.first_flip) = (first, first_flip);
    Ok(())
}

/// The columns to compare, in the order of the rules.
fn columns(policy: &Policy, left: &Grid<'_>, right: &Grid<'_>) -> Vec<(String, Kind)> {
    let measures = policy.measures.iter().map(|rule| (&rule.name.text, Kind::Measure));
    let definitions = policy
        .definitions
        .iter()
        .map(|rule| (&rule.name.text, Kind::Definition));
    let ladders = policy.ladders.iter().map(|rule| (&rule.name.text, Kind::Ladder));
    let cuts = policy.metrics.iter().flat_map(|metric| &metric.by);
    let cuts = cuts.map(|cut| (&cut.text, Kind::Column));
    let mut seen = BTreeSet::new();
    measures
        .chain(definitions)
        .chain(ladders)
        .chain(cuts)
        .filter(|(name, _)| left.frame.column(name).is_ok() || right.frame.column(name).is_ok())
        .filter(|(name, _)| seen.insert(name.as_str()))
        .map(|(name, kind)| (name.clone(), kind))
        .collect()
}

fn equal(a: &AnyValue<'_>, b: &AnyValue<'_>, tolerance: f64) -> bool {
    match (a, b) {
        (AnyValue::Null, AnyValue::Null) => true,
        (AnyValue::Null, _) | (_, AnyValue::Null) => false,
        (AnyValue::Float64(a), AnyValue::Float64(b)) => near(*a, *b, tolerance),
        (a, b) => a == b,
    }
}

/// Whether two numbers differ by no more than a part of the larger one. Without tolerance they have to be the same.
#[allow(clippy::float_cmp, reason = "the same number is meant")]
fn near(a: f64, b: f64, tolerance: f64) -> bool {
    a == b
        || (a.is_nan() && b.is_nan())
        || (a - b).abs() <= tolerance * a.abs().max(b.abs()).max(1.0) && tolerance > 0.0
}

/// What makes two rows of metrics the same row.
type MetricKey<'a> = (Date, &'a str, Option<&'a str>, Option<&'a Private>);

fn metric_rows(outcome: &Outcome) -> BTreeMap<MetricKey<'_>, &MetricRow> {
    let metrics = outcome.metrics.iter();
    let rows = metrics.flat_map(|metric| metric.rows.iter().map(|row| (metric.name.as_str(), row)));
    rows.map(|(metric, row)| ((row.period, metric, row.cut.as_deref(), row.cut_value.as_ref()), row))
        .collect()
}

fn metrics(parity: &mut Parity, a: &Outcome, b: &Outcome) {
    let (left, right) = (metric_rows(a), metric_rows(b));
    let names =
        |outcome: &Outcome| -> BTreeSet<String> { outcome.metrics.iter().map(|metric| metric.name.clone()).collect() };
    parity.compared.metrics = names(a).intersection(&names(b)).count() as u64;
    let keys: BTreeSet<_> = left.keys().chain(right.keys()).copied().collect();
    for key in keys {
        let (a, b) = (left.get(&key).copied(), right.get(&key).copied());
        // A period that one side alone has is told as such, and not once more for each metric.
        let alone = match (a, b) {
            (Some(_), None) => &parity.only.a.periods,
            (None, Some(_)) => &parity.only.b.periods,
            _ => &Vec::new(),
        };
        if alone.contains(&key.0) {
            continue;
        }
        parity.compared.metric_rows += u64::from(a.is_some() && b.is_some());
        let same = match (a, b) {
            (Some(a), Some(b)) => same_row(a, b, parity.tolerance),
            _ => false,
        };
        if same {
            continue;
        }
        parity.differing_metric_rows += 1;
        if parity.metrics.len() < LISTED {
            parity.metrics.push(MetricDifference {
                metric: key.1.to_owned(),
                label: a.or(b).map_or(String::new(), |row| row.label.clone()),
                cut: key.2.map(str::to_owned),
                cut_value: key.3.cloned(),
                rows: Both {
                    a: a.cloned(),
                    b: b.cloned(),
                },
            });
        }
    }
}

fn same_row(a: &MetricRow, b: &MetricRow, tolerance: f64) -> bool {
    let same = |a: Option<f64>, b: Option<f64>| match (a, b) {
        (Some(a), Some(b)) => near(a, b, tolerance),
        (a, b) => a.is_none() && b.is_none(),
    };
    let numbers = |row: &MetricRow| [row.numerator, row.denominator, row.value, row.low, row.high];
    let all = numbers(a).into_iter().zip(numbers(b)).all(|(a, b)| same(a, b));
    all && a.unknown == b.unknown && a.band == b.band
}

fn intake(a: &Outcome, b: &Outcome) -> Vec<IntakeDifference> {
    let of = |outcome: &Outcome, dataset: &str| {
        let report = outcome.intake.iter().find(|report| report.dataset == dataset);
        report.map_or((0, 0), |report| (report.rows, report.used))
    };
    let datasets: BTreeSet<&str> = [a, b]
        .into_iter()
        .flat_map(|outcome| &outcome.intake)
        .map(|report| report.dataset.as_str())
        .collect();
    datasets
        .into_iter()
        .map(|dataset| (dataset, of(a, dataset), of(b, dataset)))
        .filter(|(_, a, b)| a != b)
        .map(|(dataset, a, b)| IntakeDifference {
            dataset: dataset.to_owned(),
            rows: Both { a: a.0, b: b.0 },
            used: Both { a: a.1, b: b.1 },
        })
        .collect()
}
