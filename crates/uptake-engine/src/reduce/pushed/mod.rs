//! Events that are added up by the engine behind their source.
//!
//! The engine adds up the rows that are plain beyond doubt, and hands over the others as they are ([`uptake_sql`]). What it added up
//! enters as a kept part of a source does: by names, under numbers of its own ([`portion::Portion`]). The other rows go through the
//! ordinary door. So nothing of what a row means is said twice.

mod answer;
mod asking;
mod deciding;
mod explaining;
mod laying;
mod piece;
mod pieces;
mod portion;
mod question;
mod refused;
mod texts;

use super::accumulate::Accumulator;
use super::adding::Adding;
use super::plan::DatasetPlan;
use super::portions::codes;
use super::reader::Reader;
use super::reduced::Reduced;
use crate::calendar::Periods;
use crate::coverage::Evidence;
use crate::error::Error;
use crate::input::{SourceId, SourceInfo};
use crate::intake::{Door, IntakeReport};
use asking::Asking;
pub use explaining::Explained;
use portion::Portion;
pub(super) use portion::Portions;
pub(crate) use question::slots;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use uptake_adapter::Batch;
use uptake_rules::policy::dataset::Dataset;

impl<'a> Reader<'a, '_> {
    /// What engines add up of a dataset's sources. The rows that they hand over are what [`Reader::scan`] reads from here on.
    ///
    /// # Errors
    /// When an engine can't be asked, or what is asked can't be said in its dialect.
    pub(super) fn pushed(
        &mut self,
        dataset: &'a Dataset,
        plan: &DatasetPlan,
        periods: &Periods,
    ) -> Result<Portions, Error> {
        let mut all = Portions::new();
        // Whoever looks at single rows reads them.
        if self.trace.is_some() || self.onlooker.is_some() {
            return Ok(all);
        }
        let needed = plan.needed();
        for (number, source) in self.inputs.sources(&dataset.name.text).iter().enumerate() {
            let Some(span) = source.pushed else { continue };
            let id = SourceId {
                dataset: &dataset.name.text,
                number,
            };
            let door = self.door_of(dataset, source, &needed)?;
            let asking = Asking::of(self, (id, source, span), dataset, plan, periods, &door)?;
            let (portions, rest) = asking.answered()?;
            self.inputs
                .progress(id, portions.iter().map(|portion| portion.told.used).sum());
            all.insert(number, portions);
            self.rest.insert(number, rest);
        }
        Ok(all)
    }

    /// What the engine behind a source is asked.
    ///
    /// # Errors
    /// As [`Reader::pushed`].
    pub(crate) fn explained(
        &mut self,
        dataset: &'a Dataset,
        (id, source): (SourceId<'_>, &SourceInfo),
        plan: &DatasetPlan,
        periods: &Periods,
    ) -> Result<Explained, Error> {
        let span = source.pushed.unwrap_or(dataset.name.span);
        let door = self.door_of(dataset, source, &plan.needed())?;
        Asking::of(self, (id, source, span), dataset, plan, periods, &door)?.explained()
    }

    /// The rows that an engine handed over, where a source is read so.
    pub(super) fn handed_over(&self, source: SourceId<'_>) -> Option<Vec<Batch>> {
        self.rest.get(&source.number).cloned()
    }

    /// Adds what engines added up to what was added up here.
    pub(super) fn with_pushed(
        &mut self,
        adding: Adding<'a>,
        portions: Portions,
        (plan, periods): (&DatasetPlan, &Periods),
        (mut reports, mut evidence): (Vec<IntakeReport>, Vec<Option<Evidence>>),
        dataset: &Dataset,
    ) -> Result<(Reduced, Vec<IntakeReport>), Error> {
        let mut accumulator = Accumulator::new(plan, periods.clone());
        let mut counted = adding.telling.counted();
        let own: Vec<u32> = (0..u32::try_from(self.entities.len()).unwrap_or(u32::MAX)).collect();
        let same = |texts: &Vec<String>| (0..u32::try_from(texts.len()).unwrap_or(u32::MAX)).collect();
        let numbers: Vec<Vec<u32>> = counted.iter().map(same).collect();
        let mut joined = accumulator.join(&adding.accumulator, (&own, own.len()), &numbers);
        let (mut undecided, mut met) = (adding.telling.undecided(), adding.telling.met());
        let mut unlisted = BTreeMap::new();
        let each =
            |(number, portions): (usize, Vec<Portion>)| portions.into_iter().map(move |portion| (number, portion));
        for (number, portion) in portions.into_iter().flat_map(each) {
            let entities = codes(&mut portion.names.iter().map(|name| &**name), &mut self.entities);
            let numbers = portion
                .counted
                .iter()
                .zip(&mut counted)
                .map(|(theirs, all)| known(theirs, all));
            let numbers: Vec<Vec<u32>> = numbers.collect();
            joined = joined.and(accumulator.join(&portion.accumulator, (&entities, self.entities.len()), &numbers));
            add(&mut undecided, portion.undecided, |all, more| *all += more);
            add(&mut met, portion.met, |all, more| {
                all.iter_mut().zip(more).for_each(|(all, more)| *all |= more);
            });
            if let Some(Some(evidence)) = evidence.get_mut(number) {
                evidence.absorb(portion.evidence);
            }
            if let Some(report) = reports.get_mut(number) {
                Door::tells(report, portion.told);
            }
            let names = unlisted
                .entry(number)
                .or_insert_with(|| adding.telling.unlisted_of(number));
            for (column, texts) in portion.unlisted {
                let all = names.entry(column).or_default();
                for (text, rows) in texts {
                    *all.entry(text).or_default() += rows;
                }
            }
        }
        let unlisted: Vec<_> = unlisted
            .into_iter()
            .map(|(number, names)| (number, adding.telling.of_counts(&names)))
            .collect();
        joined.map_err(|too_many| too_many.error(|entity| self.entities.name(entity)))?;
        let coverage = self.coverage(&dataset.name.text, evidence);
        let mut reduced = adding.done(&mut reports, coverage);
        for (number, names) in unlisted {
            if let Some(report) = reports.get_mut(number) {
                report.unlisted = names;
            }
        }
        reduced.undecided = plan.by_slot(&undecided);
        reduced.met = met;
        reduced.accumulator = accumulator;
        Ok((reduced, reports))
    }
}

fn add<T>(all: &mut [T], more: Vec<T>, of: impl Fn(&mut T, T)) {
    all.iter_mut().zip(more).for_each(|(all, more)| of(all, more));
}

/// The numbers of texts among all that are known, which grow by those that aren't.
fn known(theirs: &[String], all: &mut Vec<String>) -> Vec<u32> {
    let mut numbers: FxHashMap<String, u32> = all.iter().cloned().zip(0..).collect();
    let number = |text: &String| {
        let next = u32::try_from(all.len()).unwrap_or(u32::MAX);
        *numbers.entry(text.clone()).or_insert_with(|| {
            all.push(text.clone());
            next
        })
    };
    theirs.iter().map(number).collect()
}
