//! Figures at one time.

use crate::Written;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use uptake_engine::outcome::Number;

/// What tells figures apart: metric, period, cut.
pub(super) type Key = (String, String, Option<String>, Option<String>);

/// Figures at one time.
#[derive(Clone, Debug, Default)]
pub struct State {
    pub(super) rows: BTreeMap<Key, Row>,
}

/// A figure, and what its metric is called.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) title: String,
    pub(super) unit: &'static str,
    /// The first day of its period.
    pub(super) period: Date,
    pub(super) figure: Figure,
}

impl State {
    /// Whether another state has the same figures.
    #[must_use]
    pub fn is_that_of(&self, other: &Self) -> bool {
        let figures = |state: &Self| -> Vec<(Key, Figure)> {
            let rows = state.rows.iter();
            rows.map(|(key, row)| (key.clone(), row.figure.clone())).collect()
        };
        figures(self) == figures(other)
    }
}

impl From<&Written> for State {
    fn from(outcome: &Written) -> Self {
        let metrics = outcome.metrics.iter();
        let rows = metrics.flat_map(|metric| metric.rows.iter().map(move |row| (metric, row)));
        let rows = rows.map(|(metric, row)| {
            let key = (
                metric.name.clone(),
                row.label.clone(),
                row.cut.clone(),
                row.cut_value.clone(),
            );
            let figure = Figure {
                value: row.value,
                numerator: row.numerator,
                denominator: row.denominator,
                suppressed: row.suppressed,
            };
            let row = Row {
                title: metric.title.clone(),
                unit: metric.unit,
                period: row.period,
                figure,
            };
            (key, row)
        });
        Self { rows: rows.collect() }
    }
}

/// A figure at one time.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Its value; none where there is no figure, or where it is hidden.
    pub value: Option<Number>,
    /// What is counted or summed.
    pub numerator: Option<Number>,
    /// Out of what.
    pub denominator: Option<Number>,
    /// Whether the group is too small to be shown.
    pub suppressed: bool,
}
