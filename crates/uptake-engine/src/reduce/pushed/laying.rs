//! The answers of an engine, laid into cells.

mod agreeing;
mod counted;
mod names;
mod telling;
mod values;

use super::answer::Answer;
use super::portion::Portion;
use crate::calendar::{Day, PeriodIndex, Periods};
use crate::coverage::Evidence;
use crate::error::Error;
use crate::intake::Elsewhere;
use crate::reduce::accumulate::{Accumulator, Laid, TooMany};
use crate::reduce::entities::EntityIndex;
use crate::reduce::joiner::{Joiner, Way};
use crate::reduce::plan::DatasetPlan;
use agreeing::{Agreeing, Seen};
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use uptake_codes::RunCode;
use uptake_rules::policy::measure::Aggregate;
use uptake_rules::policy::register::Register;
use uptake_sql::{Bits, Met, Plan, Slot};

/// What was added up, as it is laid.
pub(super) struct Laying {
    periods: Periods,
    slots: Vec<Slot>,
    weighs: bool,
    names: Vec<Box<str>>,
    /// The place of the entity that a name means, among `names`.
    places: FxHashMap<Box<str>, u32>,
    /// The names that aren't their entity's own.
    others: FxHashMap<Box<str>, Way>,
    strangers: FxHashSet<Box<str>>,
    accumulator: Accumulator,
    /// For each slot the texts that are counted, and the number of each.
    counted: Vec<(Vec<String>, FxHashMap<String, u32>)>,
    undecided: Vec<u64>,
    met: Vec<[bool; 3]>,
    /// By condition for how many rows it holds, where a slot counts that.
    held: Vec<Option<u64>>,
    /// Whether some condition is unknown for some row.
    unknown: bool,
    /// By column of which the report counts what is missing, whether some row lacks it.
    lacks: Vec<bool>,
    evidence: Evidence,
    told: Elsewhere,
    /// Whether values that travel by themselves are those that the cube counted.
    agreeing: Agreeing,
    /// Rows that the cube counted, whatever they are.
    rows: u64,
    /// Rows among them that are to be read.
    left: u64,
}

impl Laying {
    /// Nothing yet.
    pub(super) fn new(of: &DatasetPlan, periods: &Periods, plan: &Plan<'_>) -> Self {
        let question = plan.question();
        Self {
            periods: periods.clone(),
            slots: question.slots.to_vec(),
            weighs: question.weighs(),
            names: Vec::new(),
            places: FxHashMap::default(),
            others: FxHashMap::default(),
            strangers: FxHashSet::default(),
            accumulator: Accumulator::new(of, periods.clone()),
            counted: question
                .slots
                .iter()
                .map(|_| (Vec::new(), FxHashMap::default()))
                .collect(),
            undecided: vec![0; question.filters.len()],
            met: vec![[false; 3]; question.filters.len()],
            held: Vec::new(),
            unknown: false,
            lacks: vec![false; plan.reported().len()],
            evidence: Evidence::default(),
            told: Elsewhere::default(),
            agreeing: Agreeing::default(),
            rows: 0,
            left: 0,
        }
    }

    /// The cube. The names of entities whose rows have to be read come back: they aren't on the list, have blanks at their ends, or mean
    /// different entities, or one on some days alone.
    pub(super) fn cube(
        &mut self,
        cube: &Answer,
        plan: &Plan<'_>,
        (entities, joiner): (&mut EntityIndex, Option<&Joiner>),
        registers: &[Option<&Register>],
    ) -> Result<Vec<Box<str>>, Error> {
        let names = cube.texts("n")?;
        match joiner {
            None => self.named(&names, entities),
            Some(joiner) => self.looked_up(&names, entities, joiner),
        }
        let periods = cube.some_wholes("g")?;
        let rows = cube.counts("a")?;
        let events = if self.weighs { cube.counts("h")? } else { rows.clone() };
        let layout = plan.layout();
        let is_counted = |met: &Met| matches!(met, Met::Counted(_)).then_some(0);
        self.held = layout.met.iter().map(is_counted).collect();
        let words: Vec<Vec<i64>> = (0..layout.words)
            .map(|word| cube.wholes(&format!("w{word}")))
            .collect::<Result<_, Error>>()?;
        let slots: Vec<Vec<Option<Laid>>> = (0..self.slots.len())
            .map(|slot| self.slot(cube, slot))
            .collect::<Result<_, Error>>()?;
        let seen = Seen::of(cube, &self.slots, &plan.travelling_slots())?;
        let mut counted = self.counted_classes(plan, registers);
        let at = |all: &[u64], row: usize| all.get(row).copied().unwrap_or(0);
        let mut own_words = vec![0; words.len()];
        for (row, name) in names.iter().enumerate() {
            let (rows, events) = (at(&rows, row), at(&events, row));
            self.rows += rows;
            let (name, period) = match (name, periods.get(row).copied().flatten()) {
                (Some(name), Some(period)) => (name, period),
                (None, Some(day)) => {
                    self.left_out(day, rows)?;
                    continue;
                }
                (_, None) => {
                    self.left += rows;
                    continue;
                }
            };
            let Some(entity) = self.places.get(name).copied() else {
                self.left += rows;
                continue;
            };
            let period = i32::try_from(period).map_err(|_| beyond())?;
            for (own, all) in own_words.iter_mut().zip(&words) {
                *own = all.get(row).copied().unwrap_or(0);
            }
            let own_bits = |bits: &Bits| bits.of(&own_words);
            let days = days(layout.days.as_ref().map_or(0, own_bits));
            let first = self.periods.first_day(period);
            let own: Vec<Day> = (0..32)
                .filter(|bit| days >> bit & 1 == 1)
                .map(|bit| first + bit)
                .collect();
            own.iter().for_each(|day| self.evidence.uses(*day));
            let cell = (entity, period);
            let laid = self.accumulator.lay_rows(cell, events, own.into_iter());
            laid.map_err(|too_many| self.too_many(too_many))?;
            for slot in &seen {
                self.agreeing.counted(slot, row, cell);
            }
            match self.others.get(name) {
                Some(Way::Another) => self.told.joined += rows,
                Some(Way::Alike) => self.told.alike += rows,
                Some(Way::Own) | None => {}
            }
            self.told.used += events;
            self.told.without_event += rows.saturating_sub(events);
            self.unknown |= layout.unknown.as_ref().is_some_and(|bits| own_bits(bits) == 1);
            for ((met, held), place) in self.met.iter_mut().zip(&mut self.held).zip(&layout.met) {
                match (place, held) {
                    (Met::Counted(slot), Some(held)) => {
                        let laid = slots.get(*slot).and_then(|laid| laid.get(row).copied().flatten());
                        if let Some(Laid::Count(rows)) = laid {
                            *held += rows;
                        }
                    }
                    (Met::Counted(_), None) => {}
                    (Met::Bits(bits), _) => {
                        let bits = own_bits(bits);
                        met.iter_mut()
                            .zip(0..2)
                            .for_each(|(met, bit)| *met |= bits >> bit & 1 == 1);
                    }
                }
            }
            for (lacks, bits) in self.lacks.iter_mut().zip(&layout.lacks) {
                *lacks |= own_bits(bits) == 1;
            }
            for (slot, laid) in slots.iter().enumerate() {
                if let Some(laid) = laid.get(row).copied().flatten() {
                    self.lay(cell, slot, laid)?;
                }
            }
            for (slot, bits) in layout.slots.iter().enumerate() {
                let Some(bits) = bits.as_ref().map(own_bits) else {
                    continue;
                };
                match counted.get_mut(slot).and_then(Option::as_mut) {
                    None => self.lay(cell, slot, Laid::Days(self::days(bits)))?,
                    Some(codes) => {
                        // The lowest bit is of what is missing, which is no value.
                        for (code, bit) in codes.iter_mut().zip(1..) {
                            if bits >> bit & 1 == 1 {
                                let code = Laid::Code(code.numbered(&mut self.counted, slot));
                                self.lay(cell, slot, code)?;
                            }
                        }
                    }
                }
            }
        }
        let mut strangers: Vec<Box<str>> = self.strangers.iter().cloned().collect();
        strangers.sort_unstable();
        Ok(strangers)
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
            Aggregate::Sum | Aggregate::Mean if slot.whole => with_known(cube.sums(&name)?),
            Aggregate::Min | Aggregate::Max if slot.whole => {
                with_known(cube.wholes(&name)?.into_iter().map(i128::from).collect())
            }
            Aggregate::DistinctDays
            | Aggregate::Distinct
            | Aggregate::Sum
            | Aggregate::Mean
            | Aggregate::Min
            | Aggregate::Max => Ok(Vec::new()),
        }
    }

    /// Rows of a day that the mapping leaves out: their source speaks of it.
    fn left_out(&mut self, day: i64, rows: u64) -> Result<(), Error> {
        self.evidence.days.insert(Day::try_from(day).map_err(|_| beyond())?);
        self.told.left_out += rows;
        Ok(())
    }

    /// Lays something into a cell.
    fn lay(&mut self, cell: (u32, PeriodIndex), slot: usize, laid: Laid) -> Result<(), Error> {
        let laid = self.accumulator.lay(cell, slot, laid);
        laid.map_err(|too_many| self.too_many(too_many))
    }

    /// That something can't be counted.
    fn too_many(&self, too_many: TooMany) -> Error {
        too_many.error(|entity| self.names.get(entity as usize).map_or("", |name| name))
    }

    /// Whether all values came that the cube counted, and no others.
    pub(super) fn agrees(&self) -> bool {
        self.agreeing.agrees()
    }

    /// How many rows the cube counted, whatever they are.
    pub(super) fn rows(&self) -> u64 {
        self.rows
    }

    /// How many of them are to be read.
    pub(super) fn left(&self) -> u64 {
        self.left
    }

    /// All of it.
    pub(super) fn done(mut self, unlisted: BTreeMap<String, BTreeMap<String, u64>>) -> Portion {
        self.settle();
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

/// Bits of days, of which no period has more than 31.
fn days(bits: u64) -> u32 {
    u32::try_from(bits).unwrap_or(0)
}

fn beyond() -> Error {
    Error::new(RunCode::Engine, "internal error: the engine's periods are no periods")
}
