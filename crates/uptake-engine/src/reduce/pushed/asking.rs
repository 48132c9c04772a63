//! What is asked of an engine, query by query, and what becomes of its answers.

use super::Portion;
use super::answer::Answer;
use super::deciding::decided;
use crate::calendar::{Day, MOST_DAYS, Periods, date};
use crate::coverage::Evidence;
use crate::error::Error;
use crate::input::{SourceId, SourceInfo};
use crate::intake::{Door, Elsewhere};
use crate::reduce::accumulate::{Accumulator, Laid, TooMany};
use crate::reduce::entities::EntityIndex;
use crate::reduce::plan::DatasetPlan;
use crate::reduce::portions::codes;
use crate::reduce::reader::Reader;
use crate::reduce::register_fields::RegisterFields;
use polars::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeMap;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Codes, Engine, Lines};
use uptake_codes::{AdapterCode, RunCode};
use uptake_rules::Span;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::measure::Aggregate;
use uptake_rules::policy::register::Register;
use uptake_rules::value::Literal;
use uptake_sql::{Dialect, Kind, Plan, Question, Refusal, Slot, Times};

/// A part of a condition is decided for so many texts, and no more entities than this may be unknown.
const MOST_TEXTS: usize = 100_000;

/// A conversation with an engine about one source.
pub(super) struct Asking<'r, 'a, 'b> {
    reader: &'r mut Reader<'a, 'b>,
    id: SourceId<'r>,
    span: Span,
    dataset: &'a Dataset,
    plan: &'r DatasetPlan,
    periods: &'r Periods,
    engine: Box<dyn Engine>,
    question: OwnedQuestion<'a>,
}

/// What a question is made of.
struct OwnedQuestion<'a> {
    dialect: Dialect,
    relation: String,
    offered: Vec<(String, Kind)>,
    mapping: Option<&'a uptake_rules::policy::mapping::Mapping>,
    inputs: Vec<&'a uptake_rules::policy::dataset::Column>,
    needed: Vec<&'a uptake_rules::policy::dataset::Column>,
    set: Vec<(String, Literal)>,
    slots: Vec<Slot>,
    times: Times,
}

impl<'r, 'a, 'b> Asking<'r, 'a, 'b> {
    /// Begins the conversation.
    pub(super) fn of(
        reader: &'r mut Reader<'a, 'b>,
        (id, source, span): (SourceId<'r>, &SourceInfo, Span),
        dataset: &'a Dataset,
        plan: &'r DatasetPlan,
        periods: &'r Periods,
        door: &Door<'a>,
    ) -> Result<Self, Error> {
        let refused = |what: &str, why: &str| refused(span, &[refusal(what, why)]);
        if door.joins() {
            return Err(refused(
                "names of entities that are looked up",
                "whom a name means on a day is known here alone",
            ));
        }
        if !source.gates.expect.is_empty() {
            return Err(refused("`expect`", "the values of rows that are added up elsewhere aren't seen"));
        }
        let mut engine = reader.inputs.engine(id)?;
        let name = engine.dialect().to_owned();
        let Some(dialect) = Dialect::named(&name).or_else(|| Dialect::of_driver(&name)) else {
            return Err(refused(
                &format!("SQL for `{name}`"),
                "no dialect of that name is known: state it as `dialect`",
            ));
        };
        let relation = engine.relation().to_owned();
        let blame = |error| reader.inputs.blame(id, error);
        for statement in dialect.begin() {
            engine.run(statement).map_err(blame)?;
        }
        let probe = format!("SELECT * FROM ({relation}\n) AS s WHERE 1 = 0");
        let offered = engine.columns(&probe).map_err(blame)?.into_iter();
        let offered = offered.map(|(name, ty)| (name, Kind::of_arrow(&ty)));
        let known = door.knows();
        let (needed, inputs) = door.asks();
        let question = OwnedQuestion {
            dialect,
            relation,
            offered: offered.collect(),
            mapping: source.mapping.as_ref().and_then(|mapping| reader.policy.mapping(mapping)),
            inputs: inputs.to_vec(),
            needed: needed.to_vec(),
            set: source.set.iter().map(|(name, value)| (name.text.clone(), value.clone())).collect(),
            slots: slots(plan),
            times: times(known, periods),
        };
        Ok(Self {
            reader,
            id,
            span,
            dataset,
            plan,
            periods,
            engine,
            question,
        })
    }

    /// All that is asked: what was added up, and the rows that go through the door.
    pub(super) fn answered(mut self) -> Result<(Portion, Vec<Batch>), Error> {
        let (dataset, plan_of) = (self.dataset, self.plan);
        let registers = RegisterFields::of(dataset, &self.reader.policy.registers);
        let OwnedQuestion {
            dialect,
            relation,
            offered,
            mapping,
            inputs,
            needed,
            set,
            slots,
            times,
        } = std::mem::replace(&mut self.question, OwnedQuestion::nothing());
        let question = Question {
            dialect,
            relation: &relation,
            offered: Some(&offered),
            dataset,
            mapping,
            inputs,
            needed,
            set: &set,
            filters: &plan_of.filters,
            slots: &slots,
            registers: registers.asked(),
            times,
        };
        let span = self.span;
        let said = |refusal: Refusal| refused(span, &[refusal]);
        let mut plan = Plan::new(question).map_err(|refusals| refused(span, &refusals))?;
        self.decide(&mut plan, &registers)?;
        if let Some((repeated, odd)) = plan.keys().map_err(said)? {
            if let Some(odd) = odd
                && self.ask(&odd)?.number()? > 0
            {
                let what = format!("the key of `{}`", dataset.name.text);
                let why = "some have blanks at their ends, so that they may be the keys of other rows: trim them in the source's `query`";
                return Err(said(refusal(&what, why)));
            }
            let repeat = self.ask(&repeated)?.number()? > 0;
            plan.keys_repeat(repeat);
        }
        let mut laying = Laying::new(&self, &plan);
        let cube = self.ask(&plan.cube().map_err(said)?)?;
        let strangers = laying.cube(&cube, &plan, &mut self.reader.entities)?;
        if strangers.len() > MOST_TEXTS {
            let what = format!("{} entities that aren't on the list", strangers.len());
            return Err(said(refusal(&what, "their rows are set aside one by one: take them out in the source's `query`")));
        }
        for values in plan.values().map_err(said)? {
            let answer = self.ask(&values.query)?;
            laying.values(&answer, &values.slots, &self.registers_of_slots())?;
        }
        if let Some(left_out) = plan.left_out().map_err(said)? {
            let answer = self.ask(&left_out)?;
            laying.left_out(&answer)?;
        }
        let strange: Vec<&str> = strangers.iter().map(|name| &**name).collect();
        let unlisted = self.unlisted(&plan, &registers, &strange)?;
        let rest = self.ask_rows(&plan.rest(&strange).map_err(said)?)?;
        let total = self.ask(&plan.total())?.number()?;
        for statement in dialect.end() {
            self.engine.run(statement).map_err(|error| self.reader.inputs.blame(self.id, error))?;
        }
        let rows = rest.as_ref().map_or(0, DataFrame::height) as u64;
        let told = &laying.told;
        if told.used + told.left_out + told.without_event + rows != total {
            let message = format!("`{}` was changed while it was being read", dataset.name.text);
            let error = Error::new(AdapterCode::Source, message);
            return Err(error.help("run again when nothing writes to it").at(span));
        }
        let part: Arc<str> = self.engine.part().into();
        let frame = rest.unwrap_or_else(|| without_rows(&plan.raw()));
        self.engine.done();
        let batch = Batch {
            frame,
            part,
            first_row: 1,
            codes: Codes::default(),
            lines: Lines::none(),
        };
        let Laying {
            names,
            accumulator,
            counted,
            undecided,
            met,
            evidence,
            told,
            ..
        } = laying;
        let portion = Portion {
            names,
            accumulator,
            counted: counted.into_iter().map(|(texts, _)| texts).collect(),
            unlisted,
            undecided,
            met,
            evidence,
            told,
        };
        Ok((portion, vec![batch]))
    }

    fn blamed<T>(&self, said: Result<T, AdapterError>) -> Result<T, Error> {
        said.map_err(|error| self.reader.inputs.blame(self.id, error))
    }

    fn ask(&mut self, query: &str) -> Result<Answer, Error> {
        let said = self.engine.ask(&tagged(self.id, query));
        Ok(Answer::of(self.blamed(said)?))
    }

    fn ask_rows(&mut self, query: &str) -> Result<Option<DataFrame>, Error> {
        let said = self.engine.ask(&tagged(self.id, query));
        self.blamed(said)
    }

    /// Decides the parts that are decided value by value, those of the mapping's input first.
    fn decide(&mut self, plan: &mut Plan<'_>, registers: &RegisterFields<'_>) -> Result<(), Error> {
        let span = self.span;
        let zone = self.reader.clock.name().to_owned();
        let mut texts: BTreeMap<(bool, String), StringChunked> = BTreeMap::new();
        for of_input in [true, false] {
            for at in 0..plan.parts().len() {
                let Some(part) = plan.parts().get(at).filter(|part| part.of_input == of_input).cloned() else {
                    continue;
                };
                let column = (of_input, part.column.clone());
                if !texts.contains_key(&column) {
                    let query = plan.texts(&part, MOST_TEXTS + 1);
                    let query = query.map_err(|refusal| refused(span, &[refusal]))?;
                    let found = self.ask(&query)?.texts("v")?;
                    if found.len() > MOST_TEXTS {
                        let what = format!("a condition over `{}`", part.column);
                        let why = format!("it is decided text by text, and there are more than {MOST_TEXTS} of them");
                        return Err(refused(span, &[refusal(&what, &why)]));
                    }
                    texts.insert(column.clone(), found);
                }
                let Some(known) = texts.get(&column) else { continue };
                let decided = decided(&part, registers, &zone, known.iter().flatten());
                plan.decide(at, decided);
            }
        }
        Ok(())
    }

    /// The rows of each name that no register lists.
    fn unlisted(
        &mut self,
        plan: &Plan<'_>,
        registers: &RegisterFields<'_>,
        strangers: &[&str],
    ) -> Result<BTreeMap<String, BTreeMap<String, u64>>, Error> {
        let mut all = BTreeMap::new();
        let read: FxHashSet<String> = self.numbered();
        for (column, register) in registers.own() {
            let asked = plan.question().needed.iter().any(|rule| rule.name.text == column);
            if !asked || !read.contains(column) {
                continue;
            }
            let query = plan.named(column, strangers).map_err(|refusal| refused(self.span, &[refusal]))?;
            let answer = self.ask(&query)?;
            let (texts, rows) = (answer.texts("v")?, answer.counts("a")?);
            let named = texts.iter().zip(rows).filter_map(|(text, rows)| Some((text?, rows)));
            let unlisted = named.filter(|(text, _)| register.find(text).is_none());
            all.insert(
                column.to_owned(),
                unlisted.map(|(text, rows)| (text.to_owned(), rows)).collect(),
            );
        }
        Ok(all)
    }

    /// The columns of texts of which rules read the names.
    fn numbered(&self) -> FxHashSet<String> {
        crate::reduce::events::numbered(self.reader.policy, self.plan).into_iter().collect()
    }

    /// For each slot that counts different values the register that knows them.
    fn registers_of_slots(&self) -> Vec<Option<&'a Register>> {
        let of = |slot: &Slot| {
            let column = slot.column.as_ref().and_then(|column| self.dataset.column(column))?;
            let named = column.register.as_ref()?;
            let mut registers = self.reader.policy.registers.iter();
            registers.find(|register| register.name.text == named.text)
        };
        slots(self.plan).iter().map(of).collect()
    }
}

impl OwnedQuestion<'_> {
    fn nothing() -> Self {
        Self {
            dialect: Dialect::DuckDb,
            relation: String::new(),
            offered: Vec::new(),
            mapping: None,
            inputs: Vec::new(),
            needed: Vec::new(),
            set: Vec::new(),
            slots: Vec::new(),
            times: Times {
                days: (0, 0),
                instants: (0, 0),
                offsets: Vec::new(),
                period: uptake_rules::policy::calendar::PeriodKind::Day,
                shift: 0,
                walls_in_utc: false,
            },
        }
    }
}

/// What was added up, as it is laid.
struct Laying {
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
    fn new(asking: &Asking<'_, '_, '_>, plan: &Plan<'_>) -> Self {
        let question = plan.question();
        Self {
            periods: asking.periods.clone(),
            filters: question.filters.len(),
            slots: question.slots.to_vec(),
            weighs: asking.dataset.weight.is_some(),
            names: Vec::new(),
            places: FxHashMap::default(),
            strangers: FxHashSet::default(),
            accumulator: Accumulator::new(asking.plan, asking.periods.clone()),
            counted: question.slots.iter().map(|_| (Vec::new(), FxHashMap::default())).collect(),
            undecided: vec![0; question.filters.len()],
            met: vec![[false; 3]; question.filters.len()],
            evidence: Evidence::default(),
            told: Elsewhere::default(),
        }
    }

    /// The cube. The names of entities that aren't on the list come back.
    fn cube(
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
            let own: Vec<Day> = (0..32).filter(|bit| bits >> bit & 1 == 1).map(|bit| first + bit).collect();
            own.iter().for_each(|day| self.evidence.uses(*day));
            let cell = (entity, period);
            self.accumulator.lay_rows(cell, at(&events, row), own.into_iter()).map_err(too_many)?;
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
        let Some(slot) = self.slots.get(at) else { return Ok(Vec::new()) };
        let (name, known) = (format!("s{at}"), format!("k{at}"));
        let with_known = |values: Vec<i128>| -> Result<Vec<Option<Laid>>, Error> {
            let both = values.into_iter().zip(cube.counts(&known)?);
            Ok(both.map(|(value, known)| (known > 0).then_some(Laid::Whole(value, known))).collect())
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
    fn values(&mut self, answer: &Answer, slots: &[usize], registers: &[Option<&Register>]) -> Result<(), Error> {
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
                        floats.get(row).copied().flatten().map(|value| Laid::Float(value, times))
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
    fn left_out(&mut self, answer: &Answer) -> Result<(), Error> {
        for (day, rows) in answer.wholes("d")?.into_iter().zip(answer.counts("a")?) {
            self.evidence.days.insert(Day::try_from(day).map_err(|_| beyond())?);
            self.told.left_out += rows;
        }
        Ok(())
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

fn refusal(what: &str, why: &str) -> Refusal {
    Refusal {
        span: None,
        what: what.to_owned(),
        why: why.to_owned(),
    }
}

/// That something can't be said.
fn refused(span: Span, refusals: &[Refusal]) -> Error {
    let said = |refusal: &Refusal| format!("{}: {}", refusal.what, refusal.why);
    let said: Vec<String> = refusals.iter().map(said).collect();
    let message = format!("`reduce: pushdown` can't be exact: {}", said.join("; "));
    let place = refusals.iter().find_map(|refusal| refusal.span).unwrap_or(span);
    Error::new(RunCode::CannotPush, message)
        .help("remove `reduce`, so that the rows are read and added up here")
        .at(place)
}

/// The query under the name of who asks it, as far as it can stand in a comment.
fn tagged(id: SourceId<'_>, query: &str) -> String {
    let plain = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '_';
    let name: String = id.dataset.chars().filter(plain).take(60).collect();
    format!("/* uptake {name} */ {query}")
}

fn slots(plan: &DatasetPlan) -> Vec<Slot> {
    let slots = plan.slots.iter().map(|slot| Slot {
        aggregate: slot.aggregate,
        column: slot.column.clone(),
        filter: slot.filter,
        whole: slot.whole,
    });
    slots.collect()
}

/// The days that are measured, with the zone's offsets in them.
fn times(known: &crate::intake::Known, periods: &Periods) -> Times {
    let earliest = i32::try_from(MOST_DAYS).unwrap_or(Day::MAX);
    let first = known.as_of.saturating_sub(earliest).max(0);
    let first = known.not_before.map_or(first, |from| from.max(first));
    let last = known.not_after.map_or(known.as_of, |last| last.min(known.as_of));
    let end = last.saturating_add(1).max(first);
    let instants = (known.clock.start_of(first), known.clock.start_of(end));
    let (period, shift) = periods.kind();
    let utc = known.source_zone.as_ref().is_some_and(|zone| zone.name() == "UTC");
    debug_assert!(date(first) <= date(end));
    Times {
        days: (first, end),
        instants,
        offsets: known.clock.offsets(instants.0, instants.1),
        period,
        shift,
        walls_in_utc: utc,
    }
}

/// A frame of columns of no type, without rows.
fn without_rows(names: &[&str]) -> DataFrame {
    let columns = names.iter().map(|name| Column::new_empty(PlSmallStr::from_str(name), &DataType::Null));
    // A relation has no name twice.
    DataFrame::new(0, columns.collect()).unwrap_or_default()
}
