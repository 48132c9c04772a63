//! Whether two sources lead to the same answers: two outcomes of the same rules, compared value by value.

mod found;
mod grid;
mod metrics;
mod rows;
mod values;

pub use found::{
    Both, ColumnDifference, Compared, IntakeDifference, Kind, MetricDifference, Only, Parity, RowDifference,
    ValueDifference,
};

use crate::error::Error;
use crate::outcome::Outcome;
use grid::Grid;
use metrics::metrics;
use rows::rows;
use std::collections::BTreeSet;
use uptake_rules::policy::Policy;

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

fn intake(a: &Outcome, b: &Outcome) -> Vec<IntakeDifference> {
    let of = |outcome: &Outcome, dataset: &str| {
        // One side may have a list of sources where the other has one.
        let reports = outcome.intake.iter().filter(|report| report.dataset == dataset);
        reports.fold((0, 0), |(rows, used), report| (rows + report.rows, used + report.used))
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
