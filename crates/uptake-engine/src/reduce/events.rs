//! The events of a dataset, added up as they come.
//!
//! The door checks and prepares one batch on this thread while another adds up the one before it. Batches keep their order,
//! so that sums of floating-point numbers come out the same on any machine.

use super::accumulate::{Accumulator, Rows, too_many_events};
use super::batch::{values, weights};
use super::classify::Classifier;
use super::distinct::Distinct;
use super::entities::EntityIndex;
use super::intern::{Numbered, Numberer, TextColumns};
use super::plan::DatasetPlan;
use super::pushed::Portions;
use super::reader::Reader;
use super::standing::Standing;
use super::trace::{self, TracedRow};
use super::unlisted::{Unlisted, UnlistedName};
use crate::calendar::{Periods, date};
use crate::coverage::{Coverage, Evidence, Refused};
use crate::error::Error;
use crate::input::SourceId;
use crate::intake::{Admitted, Door, IntakeReport};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::mpsc::{Receiver, sync_channel};
use uptake_codes::RunCode;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::Dataset;

/// How many checked batches may wait for the reduce step.
const WAITING: usize = 2;

/// Events of a dataset, added up.
pub struct Reduced {
    /// The plan they were added by.
    pub plan: DatasetPlan,
    /// Whether a source delivers the dataset at all. Else there is nothing, and it is unknown.
    pub delivered: bool,
    /// The numbers.
    pub accumulator: Accumulator,
    /// Which periods are known.
    pub coverage: Coverage,
    /// Entities with rows that came and can't be used.
    pub refused: FxHashMap<u32, Refused>,
    /// For each slot: rows whose condition was unknown, which therefore don't count.
    pub undecided: Vec<u64>,
    /// For each condition of the plan: whether it was true, false and unknown for some row, of the rows that were read last.
    pub met: Vec<[bool; 3]>,
}

/// What goes from the door to the thread that adds up. That there are no more batches is said: a channel that closes without
/// it means that somebody broke off, and what was added up until then is no answer.
enum Handed<P> {
    /// A batch, what was prepared of it, the place of its source and the number of entities known by then.
    Batch(Box<Admitted>, P, At),
    /// There are no more.
    End,
}

/// Where a batch comes from, and when.
#[derive(Clone, Copy)]
pub(super) struct At {
    /// The place of its source among those of the dataset.
    source: usize,
    /// The number of entities known by then.
    entities: usize,
    /// The number of the entity whose rows are noted, if it is known by then.
    traced: Option<u32>,
}

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
            let mut numberer = Numberer::new(adding.classifier.texts().chain(adding.distinct.columns()));
            adding.texts = numberer.reader();
            let prepare = |admitted: &Admitted| Ok(numberer.number(&admitted.frame, &admitted.codes)?);
            let doors = reader.doors(dataset, needed)?;
            let take = |admitted: Admitted, numbered, at| adding.add(&admitted, numbered, at);
            let (mut reports, evidence) = reader.pipelined(dataset, doors, standing, prepare, take)?;
            // Where a key is undecided everything is read once more, and this is no answer.
            if standing.undecided().is_none()
                && let Some(pushed) = pushed.take()
            {
                return reader.with_pushed(adding, pushed, (plan, periods), (reports, evidence), dataset);
            }
            let coverage = reader.coverage(&dataset.name.text, evidence);
            if let Some(trace) = &mut reader.trace {
                trace.take(&dataset.name.text, std::mem::take(&mut adding.traced));
            }
            Ok((adding.done(&mut reports, coverage), reports))
        })
    }

    /// Reads a dataset through its door. Each batch is prepared here and handed to `take`, which works on a thread of its own:
    /// while it adds up one batch, the door checks and prepares the next.
    fn pipelined<P: Send>(
        &mut self,
        dataset: &'a Dataset,
        mut doors: Vec<Door<'a>>,
        standing: &mut Standing,
        prepare: impl FnMut(&Admitted) -> Result<P, Error>,
        take: impl FnMut(Admitted, P, At) -> Result<(), Error> + Send,
    ) -> Result<(Vec<IntakeReport>, Vec<Option<Evidence>>), Error> {
        if doors.is_empty() {
            return Ok((vec![IntakeReport::undelivered(dataset)], Vec::new()));
        }
        self.piped(dataset, &mut doors, standing, prepare, take)?;
        let evidence = doors.iter_mut().map(Door::evidence).collect();
        let reports = doors.into_iter().map(|door| door.report(&self.entities));
        Ok((reports.collect(), evidence))
    }

    /// The same, up to what the doors have to tell.
    pub(super) fn piped<P: Send>(
        &mut self,
        dataset: &'a Dataset,
        doors: &mut [Door<'a>],
        standing: &mut Standing,
        mut prepare: impl FnMut(&Admitted) -> Result<P, Error>,
        take: impl FnMut(Admitted, P, At) -> Result<(), Error> + Send,
    ) -> Result<(), Error> {
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(WAITING);
            let worker = scope.spawn(move || taken(&receiver, take));
            let name = dataset.name.text.as_str();
            let id = |number: usize| SourceId { dataset: name, number };
            let trace = self.trace.clone();
            let mut admit = |number: usize, door: &mut Door<'_>| {
                let ended = self.admit(door, standing, id(number), |admitted, entities| {
                    let prepared = prepare(&admitted)?;
                    let at = At {
                        source: number,
                        entities: entities.len(),
                        traced: trace.as_ref().and_then(|trace| trace.code(entities)),
                    };
                    let sent = sender.send(Handed::Batch(Box::new(admitted), prepared, at));
                    // Where the worker has stopped, it tells why below.
                    Ok(sent.map_or(ControlFlow::Break(()), ControlFlow::Continue))
                });
                self.settle(id(number), ended)
            };
            let mut sources = doors.iter_mut().enumerate();
            let admitted = sources.try_for_each(|(number, door)| match admit(number, door) {
                Ok(ControlFlow::Continue(())) => Ok(()),
                Ok(ControlFlow::Break(())) => Err(None),
                Err(error) => Err(Some(error)),
            });
            // Where reading on is of no use, there is no error.
            let admitted = admitted.or_else(|broken| broken.map_or(Ok(()), Err));
            if admitted.is_ok() {
                // As above.
                let _ = sender.send(Handed::End);
            }
            drop(sender);
            let panicked = |_| {
                let message = "internal error: the worker adding up rows panicked";
                Err((0, Error::new(RunCode::Engine, message)))
            };
            admitted?;
            match worker.join().unwrap_or_else(panicked) {
                Ok(()) => Ok(()),
                Err((number, error)) => self.settle(id(number), Err(error)).map(|_flow| ()),
            }
        })
    }
}

/// What is collected of a dataset on the way.
pub(super) struct Adding<'a> {
    dataset: &'a Dataset,
    plan: DatasetPlan,
    pub(super) texts: TextColumns,
    classifier: Classifier<'a>,
    distinct: Distinct<'a>,
    unlisted: Unlisted<'a>,
    pub(super) accumulator: Accumulator,
    /// The rows that are noted.
    traced: Vec<TracedRow>,
    /// Where entities are numbered anew, as they come.
    pub(super) local: Option<Local>,
}

/// The numbers of entities in one part alone.
#[derive(Default)]
pub(super) struct Local {
    /// By number elsewhere; [`EntityIndex::STRANGER`] has none yet.
    places: Vec<u32>,
    /// By number here.
    entities: Vec<u32>,
    /// Of the batch at hand.
    rows: Vec<u32>,
}

impl Local {
    /// Numbers the entities of a batch.
    fn number(&mut self, entities: &[u32]) {
        self.rows.clear();
        for entity in entities {
            let at = *entity as usize;
            if self.places.len() <= at {
                self.places.resize(at + 1, EntityIndex::STRANGER);
            }
            let Some(place) = self.places.get_mut(at) else { continue };
            if *place == EntityIndex::STRANGER {
                *place = u32::try_from(self.entities.len()).unwrap_or(u32::MAX);
                self.entities.push(*entity);
            }
            self.rows.push(*place);
        }
    }
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
            dataset,
            texts: TextColumns::default(),
            classifier: Classifier::new(dataset, &policy.registers, &plan.filters, zone),
            distinct: Distinct::new(&plan, dataset, &policy.registers),
            unlisted: Unlisted::new(dataset, &policy.registers),
            accumulator: Accumulator::new(&plan, periods.clone()),
            traced: Vec::new(),
            local: None,
            plan,
        }
    }

    /// The columns whose texts are numbered.
    pub(super) fn text_columns(&self) -> impl Iterator<Item = &str> {
        self.classifier.texts().chain(self.distinct.columns())
    }

    /// The names of those who came, in their order.
    pub(super) fn local_names(&self, entities: &EntityIndex) -> Vec<Box<str>> {
        let own = self.local.iter().flat_map(|local| &local.entities);
        own.map(|entity| entities.name(*entity).into()).collect()
    }

    /// For each slot what is counted under each number.
    pub(super) fn counted(&self) -> Vec<Vec<String>> {
        self.distinct.counted(&self.texts)
    }

    /// The rows of each name that no register lists, by column.
    pub(super) fn unlisted_counts(&self) -> BTreeMap<String, BTreeMap<String, u64>> {
        self.unlisted.counts(&self.texts, 0)
    }

    /// The same of one of several sources.
    pub(super) fn unlisted_of(&self, source: usize) -> BTreeMap<String, BTreeMap<String, u64>> {
        self.unlisted.counts(&self.texts, source)
    }

    /// What is told of such rows.
    pub(super) fn of_counts(&self, counts: &BTreeMap<String, BTreeMap<String, u64>>) -> Vec<UnlistedName> {
        self.unlisted.of_counts(counts)
    }

    /// By condition, how many rows were undecided.
    pub(super) fn undecided(&self) -> Vec<u64> {
        let filters = 0..self.plan.filters.len();
        filters.map(|filter| self.classifier.undecided(filter)).collect()
    }

    /// By condition, whether it was true, false and unknown for some row.
    pub(super) fn met(&self) -> Vec<[bool; 3]> {
        let filters = 0..self.plan.filters.len();
        filters.map(|filter| self.classifier.met(filter)).collect()
    }

    /// Adds a batch with the numbered texts of its rows; `entities` is how many there are by now.
    pub(super) fn add(&mut self, admitted: &Admitted, numbered: Vec<Numbered>, at: At) -> Result<(), Error> {
        let (frame, days) = (&admitted.frame, admitted.days.as_slice());
        self.texts.receive(numbered);
        self.unlisted.add(&self.texts, at.source);
        let before = self.classifier.version;
        let classes = self.classifier.classify(frame, days, &self.texts)?;
        if self.classifier.version != before {
            self.accumulator.learn(&self.classifier.truths);
        }
        let weights = weights(self.dataset, frame)?;
        let values = values(&self.plan, frame)?;
        if let Some(code) = at.traced {
            let own = admitted
                .entities
                .iter()
                .enumerate()
                .filter(|(_, entity)| **entity == code);
            self.traced.extend(own.map(|(row, _)| {
                let (part, number) = admitted.places.of(row);
                let day = days.get(row).copied().unwrap_or_default();
                let class = classes
                    .get(row)
                    .and_then(|class| self.classifier.truths.get(*class as usize));
                TracedRow {
                    part: part.into(),
                    row: number,
                    days: (day, day),
                    truths: class.cloned().unwrap_or_default(),
                    events: weights.as_ref().and_then(|all| all.get(row)).copied().unwrap_or(1),
                    values: trace::values(frame, row),
                }
            }));
        }
        let codes = self.distinct.codes(&self.texts);
        let (entities, count) = match &mut self.local {
            None => (admitted.entities.as_slice(), at.entities),
            Some(local) => {
                local.number(&admitted.entities);
                (local.rows.as_slice(), local.entities.len())
            }
        };
        let rows = Rows {
            entities,
            days,
            classes: &classes,
            weights: weights.as_deref(),
            values: &values,
            codes: &codes,
        };
        match self.accumulator.add(&rows, count)? {
            None => Ok(()),
            Some(row) => Err(self.too_many(admitted, row)),
        }
    }

    /// That a row brings more events than a count holds.
    fn too_many(&self, admitted: &Admitted, row: usize) -> Error {
        let (part, number) = admitted.places.of(row);
        let names = admitted.frame.column(&self.dataset.entity.text);
        let name = names.and_then(|names| Ok(names.str()?.get(row).unwrap_or_default().to_owned()));
        too_many_events(&name.unwrap_or_default(), &format!(", with row {number} of {part}"))
    }

    /// The sums, and what is to be reported of them.
    pub(super) fn done(self, reports: &mut [IntakeReport], coverage: Coverage) -> Reduced {
        for (source, report) in reports.iter_mut().enumerate() {
            report.unlisted = self.unlisted.names(&self.texts, source);
        }
        let dates = |(low, high)| (date(low), date(high));
        for (report, source) in reports.iter_mut().zip(&coverage.sources) {
            report.covers = source.days().map(dates);
            report.reaches = source.evidence.as_ref().and_then(Evidence::bounds).map(dates);
        }
        let rows = |filter: Option<usize>| filter.map_or(0, |filter| self.classifier.undecided(filter));
        Reduced {
            delivered: reports.iter().any(|report| report.delivered),
            coverage,
            refused: FxHashMap::default(),
            undecided: self.plan.slots.iter().map(|slot| rows(slot.filter)).collect(),
            met: (0..self.plan.filters.len())
                .map(|filter| self.classifier.met(filter))
                .collect(),
            plan: self.plan,
            accumulator: self.accumulator,
        }
    }
}

/// Takes batch after batch until it is said that there are no more. An error comes with the place of its source.
fn taken<P>(
    receiver: &Receiver<Handed<P>>,
    mut take: impl FnMut(Admitted, P, At) -> Result<(), Error>,
) -> Result<(), (usize, Error)> {
    let mut source = 0;
    loop {
        match receiver.recv() {
            Ok(Handed::Batch(admitted, prepared, at)) => {
                source = at.source;
                take(*admitted, prepared, at).map_err(|error| (source, error))?;
            }
            Ok(Handed::End) => return Ok(()),
            // Whoever broke off has an error of its own, which is told instead of this one.
            Err(_) => {
                return Err((
                    source,
                    Error::new(RunCode::Engine, "internal error: the rows ended early"),
                ));
            }
        }
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

impl Reduced {
    /// Gives the entities with refused rows their numbers, once everybody is known who ever will be. Others aren't judged.
    pub(crate) fn settle(&mut self, entities: &EntityIndex) {
        let evidence = self
            .coverage
            .sources
            .iter_mut()
            .filter_map(|source| source.evidence.as_mut());
        let mut refused: BTreeMap<Box<str>, Refused> = BTreeMap::new();
        for (name, rows) in evidence.flat_map(|evidence| std::mem::take(&mut evidence.refused)) {
            refused.entry(name).or_default().add(rows);
        }
        if refused.is_empty() {
            return;
        }
        for (code, name) in (0u32..).zip(entities.names()) {
            if let Some(rows) = refused.remove(name) {
                self.refused.insert(code, rows);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::Places;
    use polars::prelude::DataFrame;
    use uptake_adapter::Codes;

    fn batch() -> Handed<()> {
        let admitted = Admitted {
            frame: DataFrame::empty(),
            codes: Codes::default(),
            entities: Vec::new(),
            days: Vec::new(),
            places: Places::default(),
        };
        let at = At {
            source: 0,
            entities: 0,
            traced: None,
        };
        Handed::Batch(Box::new(admitted), (), at)
    }

    #[test]
    fn the_end_of_the_rows_has_to_be_said() {
        for (end, whole) in [(Some(Handed::End), true), (None, false)] {
            let (sender, receiver) = sync_channel(3);
            assert!(sender.send(batch()).is_ok());
            assert!(end.is_none_or(|end| sender.send(end).is_ok()));
            drop(sender);
            let mut batches = 0;
            let answer = taken(&receiver, |_, (), _| {
                batches += 1;
                Ok(())
            });
            assert_eq!((answer.is_ok(), batches), (whole, 1));
        }
    }
}
