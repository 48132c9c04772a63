//! What is collected of a dataset on the way.

use super::accumulate::Accumulator;
use super::plan::DatasetPlan;
use super::reduced::Reduced;
use super::telling::{Telling, Told};
use crate::calendar::{Periods, date};
use crate::coverage::{Coverage, Evidence};
use crate::error::Error;
use crate::intake::IntakeReport;
use rustc_hash::FxHashMap;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::Dataset;

/// What is collected of a dataset on the way: what rows add to is found out on one thread, and added on another.
pub(super) struct Adding<'a> {
    pub(super) telling: Telling<'a>,
    pub(super) accumulator: Accumulator,
}

impl<'a> Adding<'a> {
    pub(super) fn new(
        policy: &'a Policy,
        dataset: &'a Dataset,
        plan: DatasetPlan,
        periods: &Periods,
        zone: &str,
    ) -> Self {
        Self {
            accumulator: Accumulator::new(&plan, periods.clone()),
            telling: Telling::new(policy, dataset, plan, zone),
        }
    }

    /// The sums, and what is to be reported of them.
    pub(super) fn done(self, reports: &mut [IntakeReport], coverage: Coverage) -> Reduced {
        for (source, report) in reports.iter_mut().enumerate() {
            report.unlisted = self.telling.unlisted_names(source);
        }
        let dates = |(low, high)| (date(low), date(high));
        for (report, source) in reports.iter_mut().zip(&coverage.sources) {
            report.covers = source.days().map(dates);
            report.reaches = source.evidence.as_ref().and_then(Evidence::bounds).map(dates);
        }
        Reduced {
            delivered: reports.iter().any(|report| report.delivered),
            coverage,
            refused: FxHashMap::default(),
            undecided: self.telling.plan.by_slot(&self.telling.undecided()),
            met: self.telling.met(),
            plan: self.telling.plan,
            accumulator: self.accumulator,
        }
    }
}

/// Adds what a batch adds. `entity` is the column with the names.
///
/// # Errors
/// When a count grows too large, or the rows span more periods than any history.
pub(super) fn add(accumulator: &mut Accumulator, told: &Told, entity: &str) -> Result<(), Error> {
    if let Some(truths) = &told.learnt {
        accumulator.learn(truths);
    }
    let codes = told.codes();
    match accumulator.add(&told.rows(&codes), told.count)? {
        None => Ok(()),
        Some(row) => Err(told.too_many(entity, row)),
    }
}
