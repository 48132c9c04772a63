//! Metrics, row by row.

use super::found::{Both, MetricDifference, Parity};
use super::values::near;
use crate::names::Private;
use crate::outcome::{MetricRow, Number, Outcome};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// How many metrics that differ are listed; all are counted.
const LISTED: usize = 20;

/// What makes two rows of metrics the same row.
type MetricKey<'a> = (Date, &'a str, Option<&'a str>, Option<&'a Private>);

fn metric_rows(outcome: &Outcome) -> BTreeMap<MetricKey<'_>, &MetricRow> {
    let metrics = outcome.metrics.iter();
    let rows = metrics.flat_map(|metric| metric.rows.iter().map(|row| (metric.name.as_str(), row)));
    rows.map(|(metric, row)| ((row.period, metric, row.cut.as_deref(), row.cut_value.as_ref()), row))
        .collect()
}

/// Compares all rows of all metrics.
pub(super) fn metrics(parity: &mut Parity, a: &Outcome, b: &Outcome) {
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
    let same = |a: Option<Number>, b: Option<Number>| match (a, b) {
        (Some(a), Some(b)) if tolerance > 0.0 => near(a.nearest(), b.nearest(), tolerance),
        (a, b) => a == b,
    };
    let ends = |row: &MetricRow| [row.low, row.high].map(|end| end.map(Number::Float));
    let numbers = |row: &MetricRow| [row.numerator, row.denominator, row.value].into_iter().chain(ends(row));
    let all = numbers(a).zip(numbers(b)).all(|(a, b)| same(a, b));
    all && a.unknown == b.unknown && a.band == b.band
}
