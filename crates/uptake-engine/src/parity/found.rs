//! What a comparison of two outcomes finds.

use crate::names::{Private, Writer};
use crate::outcome::{Cell, MetricRow};
use jiff::civil::Date;
use serde::Serialize;

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

impl<T> Both<T> {
    /// Both in another form.
    pub(super) fn map<U>(self, mut turn: impl FnMut(T) -> U) -> Both<U> {
        Both {
            a: turn(self.a),
            b: turn(self.b),
        }
    }
}

impl<T> Only<T> {
    pub(super) fn is_empty(&self) -> bool {
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
