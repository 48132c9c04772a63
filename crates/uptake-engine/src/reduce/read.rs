//! Reading the datasets: entities and spells whole, events added up as they come.

use super::accumulate::{Accumulator, Rows};
use super::classify::Classifier;
use super::entities::EntityIndex;
use super::identities::{Identities, Joiner};
use super::intern::{Numberer, TextColumns};
use super::plan::DatasetPlan;
use super::unlisted::Unlisted;
use super::updates::Updates;
use crate::calendar::{Day, Periods, ZoneClock, day};
use crate::data::List;
use crate::error::Error;
use crate::input::{Inputs, SourceInfo};
use crate::intake::{Admitted, Door, IntakeReport, Known, SetAsideSink};
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use std::sync::mpsc::sync_channel;
use uptake_adapter::ScanRequest;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::{Dataset, DatasetKind, SpellEnd};
use uptake_rules::policy::mapping::Mapping;
use uptake_rules::policy::measure::Aggregate;
use uptake_rules::policy::register::Register;

/// How many checked batches may wait for the reduce step.
const WAITING: usize = 2;

/// What reading has to hand.
pub struct Reader<'a, 'b> {
    /// The rules.
    pub policy: &'a Policy,
    /// The sources.
    pub inputs: &'b mut dyn Inputs,
    /// Where rows go that are set aside.
    pub sink: &'b mut dyn SetAsideSink,
    /// The clock of the calendar.
    pub clock: ZoneClock,
    /// The last day of the figures.
    pub as_of: Day,
    /// The entities.
    pub entities: EntityIndex,
    /// The list of entities with their numbers, once it was read.
    pub list: Option<List>,
    /// Their other names, if any dataset of names is delivered.
    pub identities: Option<Arc<Identities>>,
}

/// Days on which each entity has a spell: first and last day, both included.
pub type Spells = Vec<Vec<(Day, Day)>>;

/// Events of a dataset, added up.
pub struct Reduced {
    /// The plan they were added by.
    pub plan: DatasetPlan,
    /// Whether a source delivers the dataset at all. Else there is nothing, and it is unknown.
    pub delivered: bool,
    /// The numbers.
    pub accumulator: Accumulator,
    /// The days that the data cover; a period outside them is unknown.
    pub covers: Option<(Day, Day)>,
    /// For each slot: rows whose condition was unknown, which therefore don't count.
    pub undecided: Vec<u64>,
}

impl Reader<'_, '_> {
    /// Reads a dataset through its door. Each batch is prepared here and handed to `take`, with the number of entities known
    /// by then; `take` works on a thread of its own: while it adds up one batch, the door checks and prepares the next.
    fn each<P: Send>(
        &mut self,
        dataset: &Dataset,
        needed: &BTreeSet<String>,
        mut prepare: impl FnMut(&DataFrame) -> Result<P, Error>,
        mut take: impl FnMut(Admitted, P, usize) -> Result<(), Error> + Send,
    ) -> Result<IntakeReport, Error> {
        let name = dataset.name.text.as_str();
        let Some(source) = self.inputs.source(name) else {
            return Ok(IntakeReport {
                dataset: name.to_owned(),
                ..IntakeReport::default()
            });
        };
        let mapping = source.mapping.as_ref().and_then(|mapping| self.policy.mapping(mapping));
        let source_zone = source.time_zone.as_deref().map(ZoneClock::new).transpose()?;
        let clock = self.clock.clone();
        let known = Known {
            clock: &clock,
            source_zone,
            as_of: self.as_of,
            not_before: source.covers.and_then(|(from, _)| from).map(day),
        };
        let mut door = Door::new(dataset, mapping, needed, known).joining(joiner(
            dataset,
            mapping,
            &source,
            self.identities.as_ref(),
        ));
        let request = ScanRequest {
            columns: Some(door.request()),
        };
        std::thread::scope(|scope| {
            let (sender, receiver) = sync_channel(WAITING);
            let worker = scope.spawn(move || -> Result<(), Error> {
                for (admitted, prepared, entities) in receiver {
                    take(admitted, prepared, entities)?;
                }
                Ok(())
            });
            let mut admit = || -> Result<(), Error> {
                for batch in self.inputs.scan(name, &request)? {
                    let batch = batch.map_err(|error| self.inputs.blame(name, error))?;
                    self.inputs.progress(name, batch.frame.height() as u64);
                    let admitted = match door.admit(batch, &mut self.entities, self.sink) {
                        // Told again with all columns at hand: one of them may be the one that was meant.
                        Err(error) if error.code == "missing-column" => {
                            let mut whole = self.inputs.scan(name, &ScanRequest { columns: None })?;
                            let batch = whole.next().transpose().ok().flatten();
                            let again = batch.map(|batch| door.admit(batch, &mut self.entities, self.sink));
                            return Err(again.and_then(Result::err).unwrap_or(error));
                        }
                        other => other?,
                    };
                    let prepared = prepare(&admitted.frame)?;
                    // A worker that stopped tells why below.
                    if sender.send((admitted, prepared, self.entities.len())).is_err() {
                        break;
                    }
                }
                Ok(())
            };
            let admitted = admit();
            drop(sender);
            let taken = worker
                .join()
                .unwrap_or_else(|_| Err(Error::new("engine", "the reduce step broke off")));
            admitted.and(taken)
        })?;
        Ok(door.report())
    }

    /// The list of entities, whole, and the report.
    ///
    /// # Errors
    /// When the source can't be read or doesn't keep the contract.
    pub fn list(&mut self, dataset: &Dataset) -> Result<(DataFrame, Vec<u32>, IntakeReport), Error> {
        let mut frames = Vec::new();
        let mut codes = Vec::new();
        let report = self.each(dataset, &BTreeSet::new(), nothing, |admitted, (), _| {
            frames.push(admitted.frame.lazy());
            codes.extend(admitted.entities);
            Ok(())
        })?;
        let frame = if frames.is_empty() {
            let columns = dataset
                .columns
                .iter()
                .map(|column| {
                    Column::full_null(
                        column.name.text.as_str().into(),
                        0,
                        &crate::compile::data_type(column.ty),
                    )
                })
                .collect();
            DataFrame::new(0, columns)?
        } else {
            concat(frames, UnionArgs::default())?.collect()?
        };
        Ok((frame, codes, report))
    }

    /// The spells of groups, given to every entity of the group.
    fn group_spells(&mut self, dataset: &Dataset, by: &str) -> Result<(Spells, IntakeReport), Error> {
        // The groups are numbered by themselves while their rows are read.
        let entities = std::mem::replace(&mut self.entities, EntityIndex::new(false));
        // A group has no other names.
        let identities = self.identities.take();
        let mut of_groups = Spells::new();
        let report = self.each(dataset, &BTreeSet::new(), nothing, |admitted, (), groups| {
            add_spells(dataset, &admitted.frame, &admitted.entities, groups, &mut of_groups)
        });
        let groups = std::mem::replace(&mut self.entities, entities);
        self.identities = identities;
        let mut spells = vec![Vec::new(); self.entities.len()];
        if let Some(List { frame, codes }) = &self.list {
            let values = frame.column(by)?.cast(&DataType::String)?;
            let mut numbers = Vec::new();
            groups.clone().codes(values.str()?, false, &mut numbers);
            for (code, group) in codes.iter().zip(numbers) {
                if let (Some(own), Some(theirs)) = (spells.get_mut(*code as usize), of_groups.get(group as usize)) {
                    own.clone_from(theirs);
                }
            }
        }
        Ok((spells, report?))
    }

    /// Takes in the names of a dataset, if it is delivered.
    ///
    /// # Errors
    /// When the source can't be read or doesn't keep the contract.
    pub fn names(&mut self, dataset: &Dataset) -> Result<Option<IntakeReport>, Error> {
        let mut identities = self
            .identities
            .take()
            .map_or_else(Identities::default, Arc::unwrap_or_clone);
        let report = self.each(dataset, &BTreeSet::new(), nothing, |admitted, (), _| {
            identities.add(dataset, &admitted.frame)
        })?;
        let delivered = report.delivered;
        if delivered || identities.any() {
            self.identities = Some(Arc::new(identities));
        }
        Ok(delivered.then_some(report))
    }

    /// The spells of a dataset, by entity.
    ///
    /// # Errors
    /// When the source can't be read or doesn't keep the contract.
    pub fn spells(&mut self, dataset: &Dataset) -> Result<(Spells, Option<Updates>, IntakeReport), Error> {
        if let Some(by) = &dataset.by {
            let (spells, report) = self.group_spells(dataset, by.text.as_str())?;
            return Ok((spells, None, report));
        }
        let mut spells = Spells::new();
        let mut parts = Vec::new();
        let needed: BTreeSet<String> = dataset.updates.iter().map(|name| name.text.clone()).collect();
        let report = self.each(dataset, &needed, nothing, |admitted, (), entities| {
            add_spells(dataset, &admitted.frame, &admitted.entities, entities, &mut spells)?;
            if !dataset.updates.is_empty() {
                parts.push((admitted.frame, admitted.entities));
            }
            Ok(())
        })?;
        let updates = Updates::new(dataset, parts, self.entities.len())?;
        Ok((spells, updates, report))
    }

    /// The events of a plan, added up.
    ///
    /// # Errors
    /// When the source can't be read or doesn't keep the contract.
    pub fn events(&mut self, plan: DatasetPlan, periods: &Periods) -> Result<(Reduced, IntakeReport), Error> {
        let dataset = self.policy.dataset(&plan.dataset).ok_or_else(|| {
            Error::new(
                "engine",
                format!("no rule says what the rows of `{}` are", plan.dataset),
            )
        })?;
        let needed = plan.needed();
        let stated = self.inputs.source(&plan.dataset).and_then(|source| source.covers);
        let mut clock = self.clock.clone();
        let mut classifier = Classifier::new(dataset, &self.policy.registers, &plan.filters, self.clock.name());
        let mut accumulator = Accumulator::new(&plan, periods.clone());
        let mut distinct = Distinct::new(&plan, dataset, &self.policy.registers);
        let mut unlisted = Unlisted::new(dataset, &self.policy.registers);
        let mut numberer = Numberer::new(classifier.texts().chain(distinct.columns()));
        let mut texts = numberer.reader();
        let prepare = |frame: &DataFrame| -> Result<_, Error> {
            Ok((days_of(dataset, frame, &mut clock)?, numberer.number(frame)?))
        };
        let mut report = self.each(dataset, &needed, prepare, |admitted, (days, numbered), entities| {
            let frame = &admitted.frame;
            texts.receive(numbered);
            unlisted.add(&texts);
            let before = classifier.version;
            let classes = classifier.classify(frame, &days, &texts)?;
            if classifier.version != before {
                accumulator.learn(&classifier.truths);
            }
            let weights = weights(dataset, frame)?;
            let values = values(&plan, frame)?;
            let codes = distinct.codes(&texts);
            let rows = Rows {
                entities: &admitted.entities,
                days: &days,
                classes: &classes,
                weights: weights.as_deref(),
                values: &values,
                codes: &codes,
            };
            accumulator.add(&rows, entities)
        })?;
        report.unlisted = unlisted.names(&texts);
        report.without_event = accumulator.without_event;
        report.used -= report.without_event;
        let seen = accumulator.seen;
        let covers = match stated {
            Some((from, through)) => seen_or(from.map(day), through.map(day), seen),
            None => seen,
        };
        report.covers = covers.map(|(low, high)| (crate::calendar::date(low), crate::calendar::date(high)));
        let undecided = plan
            .slots
            .iter()
            .map(|slot| {
                let Some(filter) = slot.filter else { return 0 };
                classifier.undecided(filter)
            })
            .collect();
        let delivered = report.delivered;
        let reduced = Reduced {
            plan,
            delivered,
            accumulator,
            covers,
            undecided,
        };
        Ok((reduced, report))
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

/// What joins a dataset's rows to the entities that they name, where other names are known.
pub(crate) fn joiner(
    dataset: &Dataset,
    mapping: Option<&Mapping>,
    source: &SourceInfo,
    identities: Option<&Arc<Identities>>,
) -> Option<Joiner> {
    if !matches!(dataset.kind, DatasetKind::Events | DatasetKind::Spells) {
        return None;
    }
    let of_mapping = || Some(mapping?.identities.as_ref()?.text.clone());
    let system = source.identities.clone().or_else(of_mapping);
    identities.map(|identities| Joiner::new(Arc::clone(identities), system))
}

/// For rows that are taken as they are.
fn nothing(_: &DataFrame) -> Result<(), Error> {
    Ok(())
}

/// Stated ends win over what was seen.
fn seen_or(from: Option<Day>, through: Option<Day>, seen: Option<(Day, Day)>) -> Option<(Day, Day)> {
    let low = from.or(seen.map(|(low, _)| low))?;
    let high = through.or(seen.map(|(_, high)| high))?;
    Some((low, high))
}

/// The day of each event.
fn days_of(dataset: &Dataset, frame: &DataFrame, clock: &mut ZoneClock) -> Result<Vec<Day>, Error> {
    let mut days = Vec::with_capacity(frame.height());
    let Some(time) = &dataset.time else { return Ok(days) };
    let column = frame.column(&time.text)?;
    let physical = column.as_materialized_series().to_physical_repr().into_owned();
    // Rows without a time were set aside at the door.
    match column.dtype() {
        DataType::Date => days.extend(physical.i32()?.iter().map(|day| day.unwrap_or(0))),
        _ => {
            for array in physical.i64()?.downcast_iter() {
                days.extend(array.values().iter().map(|micros| clock.day_of(*micros)));
            }
        }
    }
    Ok(days)
}

fn weights(dataset: &Dataset, frame: &DataFrame) -> Result<Option<Vec<i64>>, Error> {
    let Some(weight) = &dataset.weight else { return Ok(None) };
    let weights = frame.column(&weight.text)?.i64()?;
    Ok(Some(weights.iter().map(|weight| weight.unwrap_or(1)).collect()))
}

/// The values that slots take, as floating-point numbers; unknown is NaN.
fn values(plan: &DatasetPlan, frame: &DataFrame) -> Result<Vec<Option<Vec<f64>>>, Error> {
    plan.slots
        .iter()
        .map(|slot| match (&slot.column, slot.aggregate) {
            (Some(column), Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max) => {
                let floats = frame.column(column)?.cast(&DataType::Float64)?;
                Ok(Some(
                    floats.f64()?.iter().map(|value| value.unwrap_or(f64::NAN)).collect(),
                ))
            }
            _ => Ok(None),
        })
        .collect()
}

/// Under which number the values are counted of which different ones are counted.
struct Distinct<'a> {
    slots: Vec<Option<DistinctSlot<'a>>>,
}

struct DistinctSlot<'a> {
    column: String,
    register: Option<&'a Register>,
    /// For each text its number: all names of an entry of a register count as one. Empty where each text is its own.
    counted: Vec<u32>,
    known: FxHashMap<String, u32>,
}

impl<'a> Distinct<'a> {
    fn new(plan: &DatasetPlan, dataset: &Dataset, registers: &'a [Register]) -> Self {
        let slots = plan
            .slots
            .iter()
            .map(|slot| {
                let column = slot.column.clone().filter(|_| slot.aggregate == Aggregate::Distinct)?;
                let named = dataset.column(&column).and_then(|column| column.register.as_ref());
                let register = named.and_then(|name| registers.iter().find(|register| register.name.text == name.text));
                Some(DistinctSlot {
                    column,
                    register,
                    counted: Vec::new(),
                    known: FxHashMap::default(),
                })
            })
            .collect();
        Self { slots }
    }

    fn columns(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().flatten().map(|slot| slot.column.as_str())
    }

    /// For each slot the numbers of the batch's rows, and under which number they count.
    fn codes<'b>(&'b mut self, texts: &'b TextColumns) -> Vec<Option<(&'b [u32], &'b [u32])>> {
        self.slots
            .iter_mut()
            .map(|slot| {
                let slot = slot.as_mut()?;
                let column = texts.get(&slot.column)?;
                if let Some(register) = slot.register {
                    for text in column.texts.iter().skip(slot.counted.len()) {
                        let name = register
                            .find(text)
                            .map_or_else(|| format!("?{text}"), |entry| entry.id.text.clone());
                        let next = u32::try_from(slot.known.len()).unwrap_or(u32::MAX);
                        slot.counted.push(*slot.known.entry(name).or_insert(next));
                    }
                }
                Some((column.numbers.as_slice(), slot.counted.as_slice()))
            })
            .collect()
    }
}

/// The spells of a frame's rows. An unknown start means "always", an unknown end "still".
///
/// # Errors
/// When a column of the contract isn't there.
pub fn add_spells(
    dataset: &Dataset,
    frame: &DataFrame,
    entities: &[u32],
    count: usize,
    spells: &mut Spells,
) -> Result<(), Error> {
    spells.resize(spells.len().max(count), Vec::new());
    let days = |name: Option<&str>| -> Result<Vec<Option<Day>>, Error> {
        let Some(name) = name else {
            return Ok(vec![None; frame.height()]);
        };
        let column = frame.column(name)?.cast(&DataType::Date)?;
        Ok(column
            .as_materialized_series()
            .to_physical_repr()
            .i32()?
            .iter()
            .collect())
    };
    let from = days(dataset.from.as_ref().map(|name| name.text.as_str()))?;
    let end = days(dataset.end.as_ref().map(|end| end.column().text.as_str()))?;
    let until = matches!(dataset.end, Some(SpellEnd::Until(_)));
    for ((entity, from), end) in entities.iter().zip(from).zip(end) {
        let last = end.map_or(Day::MAX, |end| if until { end - 1 } else { end });
        if let Some(spells) = spells.get_mut(*entity as usize) {
            spells.push((from.unwrap_or(Day::MIN), last));
        }
    }
    Ok(())
}
