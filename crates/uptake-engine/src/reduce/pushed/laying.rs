//! The answers of an engine, laid into cells.

use super::answer::Answer;
use super::portion::Portion;
use crate::calendar::{Day, Periods};
use crate::coverage::Evidence;
use crate::error::Error;
use crate::intake::Elsewhere;
use crate::reduce::accumulate::{Accumulator, Laid, TooMany};
use crate::reduce::entities::EntityIndex;
use crate::reduce::plan::DatasetPlan;
use crate::reduce::portions::codes;
use polars::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use uptake_codes::RunCode;
use uptake_rules::policy::measure::Aggregate;
use uptake_rules::policy::register::Register;
use uptake_sql::{Plan, Slot};

/// What was added up, as it is laid.
pub(super) struct Laying {
    periods: Periods,
    filters: usize,
    slots: Vec<Slot>,
    weighs: bool,
    names: Vec<Box<str>>,
    places: FxHashMap<Box<str>, u32>,
    strangers: FxHashSet<Box<str>>,
    accumulator: Accumulator,
    /// For each slot the texts that are counted, and the number of each.
    counted: Vec<(Vec<String>, FxHashMap<String, u32>)>,
    undecided: Vec<u64>,
    met: Vec<[bool; 3]>,
    evidence: Evidence,
    told: Elsewhere,
}

impl Laying {
    /// Nothing yet.
    pub(super) fn new(of: &DatasetPlan, periods: &Periods, plan: &Plan<'_>) -> Self {
        let question = plan.question();
        Self {
            periods: periods.clone(),
            filters: question.filters.len(),
            slots: question.slots.to_vec(),
            weighs: question.dataset.weight.is_some(),
            names: Vec::new(),
            places: FxHashMap::default(),
            strangers: FxHashSet::default(),
            accumulator: Accumulator::new(of, periods.clone()),
            counted: question
                .slots
                .iter()
                .map(|_| (Vec::new(), FxHashMap::default()))
                .collect(),
            undecided: vec![0; question.filters.len()],
            met: vec![[false; 3]; question.filters.len()],
            evidence: Evidence::default(),
            told: Elsewhere::default(),
        }
    }

    /// The cube. The names of entities that aren't on the list come back.
    pub(super) fn cube(
        &mut self,
        cube: &Answer,
        plan: &Plan<'_>,
        entities: &mut EntityIndex,
    ) -> Result<Vec<Box<str>>, Error> {
        let names = cube.texts("n")?;
        self.named(&names, entities);
        let periods = cube.wholes("g")?;
        let (rows, days) = (cube.counts("a")?, cube.wholes("e")?);
        let events = if self.weighs { cube.counts("h")? } else { rows.clone() };
        let filters: Vec<(Vec<u64>, Vec<u64>)> = (0..self.filters)
            .map(|filter| Ok((cube.counts(&format!("t{filter}"))?, cube.counts(&format!("u{filter}"))?)))
            .collect::<Result<_, Error>>()?;
        let slots: Vec<Vec<Option<Laid>>> = (0..self.slots.len())
            .map(|slot| self.slot(cube, slot))
            .collect::<Result<_, Error>>()?;
        let reported = plan.reported().into_iter().zip(0..);
        let reported: Vec<(&str, Vec<u64>)> = reported
            .map(|(column, at)| Ok((column, cube.counts(&format!("m{at}"))?)))
            .collect::<Result<_, Error>>()?;
        let at = |all: &[u64], row: usize| all.get(row).copied().unwrap_or(0);
        for (row, name) in names.iter().enumerate() {
            let Some(entity) = name.and_then(|name| self.places.get(name)).copied() else {
                continue;
            };
            let period = periods.get(row).copied().unwrap_or(0);
            let period = i32::try_from(period).map_err(|_| beyond())?;
            let bits = bits(days.get(row).copied());
            let first = self.periods.first_day(period);
            let own: Vec<Day> = (0..32)
                .filter(|bit| bits >> bit & 1 == 1)
                .map(|bit| first + bit)
                .collect();
            own.iter().for_each(|day| self.evidence.uses(*day));
            let cell = (entity, period);
            self.accumulator
                .lay_rows(cell, at(&events, row), own.into_iter())
                .map_err(too_many)?;
            self.told.used += at(&events, row);
            self.told.without_event += at(&rows, row).saturating_sub(at(&events, row));
            for (filter, (held, unknown)) in filters.iter().enumerate() {
                let (held, unknown) = (at(held, row), at(unknown, row));
                let failed = at(&rows, row).saturating_sub(held + unknown);
                if let Some(undecided) = self.undecided.get_mut(filter) {
                    *undecided += unknown;
                }
                if let Some(met) = self.met.get_mut(filter) {
                    for (met, rows) in met.iter_mut().zip([held, failed, unknown]) {
                        *met |= rows > 0;
                    }
                }
            }
            for (slot, laid) in slots.iter().enumerate() {
                if let Some(laid) = laid.get(row).copied().flatten() {
                    self.accumulator.lay(cell, slot, laid).map_err(too_many)?;
                }
            }
            for (column, missing) in &reported {
                if at(missing, row) > 0 {
                    *self.told.missing.entry((*column).to_owned()).or_default() += at(missing, row);
                }
            }
        }
        let mut strangers: Vec<Box<str>> = self.strangers.iter().cloned().collect();
        strangers.sort_unstable();
        Ok(strangers)
    }

    /// Numbers the names of those who are known.
    fn named(&mut self, names: &StringChunked, entities: &mut EntityIndex) {
        let mut fresh: FxHashSet<&str> = FxHashSet::default();
        let fresh: Vec<&str> = names.iter().flatten().filter(|name| fresh.insert(name)).collect();
        let known = match entities.is_listed() {
            true => codes(&mut fresh.iter().copied(), entities),
            // Anybody who is seen is one.
            false => vec![0; fresh.len()],
        };
        for (name, code) in fresh.into_iter().zip(known) {
            if code == EntityIndex::STRANGER {
                self.strangers.insert(name.into());
            } else {
                let place = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
                self.places.insert(name.into(), place);
                self.names.push(name.into());
            }
        }
        self.accumulator.lay_entities(self.names.len());
    }

    /// What the cube has for a slot, row by row.
    fn slot(&self, cube: &Answer, at: usize) -> Result<Vec<Option<Laid>>, Error> {
        let Some(slot) = self.slots.get(at) else {
            return Ok(Vec::new());
        };
        let (name, known) = (format!("s{at}"), format!("k{at}"));
        let with_known = |values: Vec<i128>| -> Result<Vec<Option<Laid>>, Error> {
            let both = values.into_iter().zip(cube.counts(&known)?);
            Ok(both
                .map(|(value, known)| (known > 0).then_some(Laid::Whole(value, known)))
                .collect())
        };
        match slot.aggregate {
            Aggregate::Count => Ok(cube.counts(&name)?.into_iter().map(|n| Some(Laid::Count(n))).collect()),
            Aggregate::DistinctDays => {
                let days = cube.wholes(&name)?.into_iter();
                Ok(days.map(|days| Some(Laid::Days(bits(Some(days))))).collect())
            }
            Aggregate::Sum | Aggregate::Mean if slot.whole => with_known(cube.sums(&name)?),
            Aggregate::Min | Aggregate::Max if slot.whole => {
                with_known(cube.wholes(&name)?.into_iter().map(i128::from).collect())
            }
            Aggregate::Distinct | Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => Ok(Vec::new()),
        }
    }

    /// Values that travelled by themselves.
    pub(super) fn values(
        &mut self,
        answer: &Answer,
        slots: &[usize],
        registers: &[Option<&Register>],
    ) -> Result<(), Error> {
        let (names, periods, times) = (answer.texts("n")?, answer.wholes("g")?, answer.counts("a")?);
        let is_text = |slot: &usize| {
            let slot = self.slots.get(*slot);
            slot.is_some_and(|slot| slot.aggregate == Aggregate::Distinct)
        };
        let texts = match slots.iter().all(is_text) {
            true => Some(answer.texts("v")?),
            false => None,
        };
        let floats = match texts {
            Some(_) => Vec::new(),
            None => answer.floats("v")?,
        };
        let flags: Vec<(usize, Vec<i64>)> = slots
            .iter()
            .map(|slot| Ok((*slot, answer.wholes(&format!("s{slot}"))?)))
            .collect::<Result<_, Error>>()?;
        for (row, name) in names.iter().enumerate() {
            let Some(entity) = name.and_then(|name| self.places.get(name)).copied() else {
                continue;
            };
            let period = periods.get(row).copied().unwrap_or(0);
            let cell = (entity, i32::try_from(period).map_err(|_| beyond())?);
            for (slot, flags) in &flags {
                if flags.get(row) != Some(&1) {
                    continue;
                }
                let laid = match &texts {
                    Some(texts) => texts.get(row).map(|text| {
                        let register = registers.get(*slot).copied().flatten();
                        Laid::Code(self.code(*slot, text, register))
                    }),
                    None => {
                        let times = times.get(row).copied().unwrap_or(0);
                        floats
                            .get(row)
                            .copied()
                            .flatten()
                            .map(|value| Laid::Float(value, times))
                    }
                };
                if let Some(laid) = laid {
                    self.accumulator.lay(cell, *slot, laid).map_err(too_many)?;
                }
            }
        }
        Ok(())
    }

    /// The number under which a text counts.
    fn code(&mut self, slot: usize, text: &str, register: Option<&Register>) -> u32 {
        let name = match register {
            None => text.to_owned(),
            Some(register) => register
                .find(text)
                .map_or_else(|| format!("?{text}"), |entry| entry.id.text.clone()),
        };
        let Some((texts, numbers)) = self.counted.get_mut(slot) else {
            return 0;
        };
        let next = u32::try_from(texts.len()).unwrap_or(u32::MAX);
        *numbers.entry(name.clone()).or_insert_with(|| {
            texts.push(name);
            next
        })
    }

    /// Rows that the mapping leaves out: their source speaks of their days.
    pub(super) fn left_out(&mut self, answer: &Answer) -> Result<(), Error> {
        for (day, rows) in answer.wholes("d")?.into_iter().zip(answer.counts("a")?) {
            self.evidence.days.insert(Day::try_from(day).map_err(|_| beyond())?);
            self.told.left_out += rows;
        }
        Ok(())
    }
}

impl Laying {
    /// How many rows it is of.
    pub(super) fn rows(&self) -> u64 {
        self.told.used + self.told.left_out + self.told.without_event
    }

    /// All of it.
    pub(super) fn done(self, unlisted: BTreeMap<String, BTreeMap<String, u64>>) -> Portion {
        Portion {
            names: self.names,
            accumulator: self.accumulator,
            counted: self.counted.into_iter().map(|(texts, _)| texts).collect(),
            unlisted,
            undecided: self.undecided,
            met: self.met,
            evidence: self.evidence,
            told: self.told,
        }
    }
}

fn bits(days: Option<i64>) -> u32 {
    u32::try_from(days.unwrap_or(0)).unwrap_or(0)
}

fn beyond() -> Error {
    Error::new(RunCode::Engine, "internal error: the engine's periods are no periods")
}

fn too_many(_: TooMany) -> Error {
    let message = "an entity has more events in a period than can be counted, or they span more than twenty years";
    Error::new(RunCode::TooManyEvents, message)
}
