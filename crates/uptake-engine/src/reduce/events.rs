//! The events of a dataset, added up as they come.

use super::adding::{Adding, add};
use super::classify::Classifier;
use super::distinct::Distinct;
use super::intern::Numberer;
use super::plan::DatasetPlan;
use super::pushed::Portions;
use super::reader::Reader;
use super::reduced::Reduced;
use crate::calendar::Periods;
use crate::error::Error;
use crate::intake::{Admitted, IntakeReport};
use std::collections::BTreeSet;
use uptake_codes::RunCode;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::Dataset;

impl<'a> Reader<'a, '_> {
    /// The events of a plan, added up.
    ///
    /// # Errors
    /// When the source can't be read or doesn't keep the contract.
    pub fn events(&mut self, plan: DatasetPlan, periods: &Periods) -> Result<(Reduced, Vec<IntakeReport>), Error> {
        let dataset = self.policy.dataset(&plan.dataset).ok_or_else(|| {
            Error::new(
                RunCode::Engine,
                format!("internal error: `{}` has no contract", plan.dataset),
            )
        })?;
        let needed = plan.needed();
        let pushed = self.pushed(dataset, &plan, periods)?;
        let mut pushed = Some(pushed).filter(|pushed| !pushed.is_empty());
        let read = self.read_events(dataset, (&plan, periods), &needed, &mut pushed);
        self.rest.clear();
        read
    }

    /// The same, with what engines have added up of it.
    fn read_events(
        &mut self,
        dataset: &'a Dataset,
        (plan, periods): (&DatasetPlan, &Periods),
        needed: &BTreeSet<String>,
        pushed: &mut Option<Portions>,
    ) -> Result<(Reduced, Vec<IntakeReport>), Error> {
        self.decided(dataset, needed, |reader, standing| {
            if let Some(found) = reader.portions(dataset, plan, periods, standing)? {
                return Ok(found);
            }
            let mut adding = Adding::new(reader.policy, dataset, plan.clone(), periods, reader.clock.name());
            let mut numberer = Numberer::new(adding.telling.text_columns());
            adding.telling.texts = numberer.reader();
            let prepare = |admitted: &Admitted| Ok(numberer.number(&admitted.frame, &admitted.codes)?);
            let doors = reader.doors(dataset, needed)?;
            let Adding { telling, accumulator } = &mut adding;
            let tell = |admitted, numbered, at| telling.tell(admitted, numbered, at);
            let add = |told| add(accumulator, &told, &dataset.entity.text);
            let (mut reports, evidence) = reader.pipelined(dataset, doors, standing, prepare, tell, add)?;
            // Where a key is undecided everything is read once more, and this is no answer.
            if standing.undecided().is_none()
                && let Some(pushed) = pushed.take()
            {
                return reader.with_pushed(adding, pushed, (plan, periods), (reports, evidence), dataset);
            }
            let coverage = reader.coverage(&dataset.name.text, evidence);
            if let Some(trace) = &mut reader.trace {
                trace.take(&dataset.name.text, std::mem::take(&mut adding.telling.traced));
            }
            Ok((adding.done(&mut reports, coverage), reports))
        })
    }
}

/// The text columns whose names are numbered for a plan: those that conditions tell classes by, and those of which different
/// values are counted.
pub(crate) fn numbered(policy: &Policy, plan: &DatasetPlan) -> BTreeSet<String> {
    let Some(dataset) = policy.dataset(&plan.dataset) else {
        return BTreeSet::new();
    };
    let classifier = Classifier::new(dataset, &policy.registers, &plan.filters, &policy.calendar.time_zone);
    let distinct = Distinct::new(plan, dataset, &policy.registers);
    classifier
        .texts()
        .chain(distinct.columns())
        .map(str::to_owned)
        .collect()
}
