//! Entities under several names: who is meant by a name in the data.
//!
//! A name is looked up once, however many rows bear it: rows are numbered by name first, and each number has its answer.
//! Only where names are dated the row's day is asked, too.

use super::entities::EntityIndex;
use super::intern::Interner;
use super::spells::stretches;
use crate::calendar::{Day, date};
use crate::error::Error;
use crate::names::{Kind, OtherNames, Private};
use polars::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeSet;
use std::sync::Arc;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::register::Register;

/// The names that entities have besides their own.
#[derive(Clone, Default)]
pub struct Identities {
    /// The entities that have other names.
    ids: Vec<Box<str>>,
    by_id: FxHashMap<Box<str>, u32>,
    /// By folded name.
    names: FxHashMap<String, Vec<Alias>>,
    /// The systems that names are of, folded.
    systems: BTreeSet<String>,
}

#[derive(Clone)]
struct Alias {
    id: u32,
    /// Folded; a name without a system is one in every system.
    system: Option<String>,
    from: Day,
    last: Day,
}

impl Identities {
    /// Takes the rows of a dataset of names, which kept its contract.
    ///
    /// # Errors
    /// When a column of the contract isn't there.
    pub fn add(&mut self, dataset: &Dataset, frame: &DataFrame) -> Result<(), Error> {
        let Some(known_as) = &dataset.known_as else {
            return Ok(());
        };
        let text = |name: &str| -> Result<Column, Error> { Ok(frame.column(name)?.cast(&DataType::String)?) };
        let (ids, names) = (text(&dataset.entity.text)?, text(&known_as.text)?);
        let systems = dataset.system.as_ref().map(|name| text(&name.text)).transpose()?;
        for (row, (from, last)) in stretches(dataset, frame)?.into_iter().enumerate() {
            let (Some(id), Some(name)) = (ids.str()?.get(row), names.str()?.get(row)) else {
                continue;
            };
            let system = match &systems {
                Some(systems) => systems
                    .str()?
                    .get(row)
                    .map(Register::fold)
                    .filter(|system| !system.is_empty()),
                None => None,
            };
            self.systems.extend(system.clone());
            let id = self.id(id);
            self.names
                .entry(Register::fold(name))
                .or_default()
                .push(Alias { id, system, from, last });
        }
        Ok(())
    }

    fn id(&mut self, id: &str) -> u32 {
        if let Some(known) = self.by_id.get(id) {
            return *known;
        }
        let number = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push(id.into());
        self.by_id.insert(id.into(), number);
        number
    }

    /// Whether there is any name.
    #[must_use]
    pub fn any(&self) -> bool {
        !self.names.is_empty()
    }

    /// Whether any name is of a system.
    #[must_use]
    pub fn has_system(&self, system: &str) -> bool {
        self.systems.contains(&Register::fold(system))
    }
}

impl OtherNames for Identities {
    fn have(&self, folded: &str) -> bool {
        self.names.contains_key(folded)
    }
}

/// What became of the names in the rows of a dataset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct IdentityReport<T = Private> {
    /// The system whose names were looked up; those of all systems if `None`.
    pub system: Option<String>,
    /// Whether any name is of that system.
    pub system_known: bool,
    /// Rows that were joined to an entity by another name of it.
    pub joined: u64,
    /// Names that nobody has, most rows first. Without a list of entities each is an entity of its own.
    pub unmatched: Vec<NameTally<T>>,
    /// Names that several entities have, most rows first. Their rows are set aside.
    pub ambiguous: Vec<NameTally<T>>,
}

/// A name with its rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NameTally<T = Private> {
    /// The name, as it was delivered.
    pub name: T,
    /// How many rows bear it.
    pub rows: u64,
    /// The day of the first row.
    pub first: Option<jiff::civil::Date>,
    /// The day of the last row.
    pub last: Option<jiff::civil::Date>,
    /// The entities that have the name.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub entities: Vec<T>,
}

impl<T> IdentityReport<T> {
    /// The same with its names in another form.
    pub(crate) fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> IdentityReport<U> {
        let mut all = |list: Vec<NameTally<T>>| list.into_iter().map(|tally| tally.map(turn)).collect();
        IdentityReport {
            system: self.system,
            system_known: self.system_known,
            joined: self.joined,
            unmatched: all(self.unmatched),
            ambiguous: all(self.ambiguous),
        }
    }
}

impl<T> NameTally<T> {
    fn map<U>(self, turn: &mut dyn FnMut(T) -> U) -> NameTally<U> {
        NameTally {
            name: turn(self.name),
            rows: self.rows,
            first: self.first,
            last: self.last,
            entities: self.entities.into_iter().map(turn).collect(),
        }
    }
}

/// Finds the entities behind the names of a dataset's rows.
#[derive(Clone)]
pub struct Joiner {
    identities: Arc<Identities>,
    system: Option<String>,
    names: Interner,
    /// For each name the answer.
    found: Vec<Found>,
    joined: u64,
    /// By the number of the name, and whether it is ambiguous.
    tallies: FxHashMap<(u32, bool), Tally>,
}

/// Who is meant by a name.
#[derive(Clone)]
enum Found {
    /// The entity of that very id, always.
    Own(u32),
    /// An entity that has another id, always.
    Joined(u32),
    /// Nobody who is known. Without a list the name is an entity of its own, whose number is kept here.
    Nobody(Option<u32>),
    /// Several, or it depends on the day.
    Candidates(Vec<Candidate>),
}

/// An entity by its number among those with other names, or the one whose id the name is.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Who {
    Named(u32),
    Own,
}

#[derive(Clone)]
struct Candidate {
    who: Who,
    /// Whether the name is the entity's own id.
    own: bool,
    from: Day,
    last: Day,
    /// The entity's number, once a row needs it.
    code: Option<u32>,
}

impl Candidate {
    fn on(&self, day: Option<Day>) -> bool {
        day.is_none_or(|day| self.from <= day && day <= self.last)
    }

    fn always(&self) -> bool {
        self.from == Day::MIN && self.last == Day::MAX
    }
}

#[derive(Clone, Default)]
struct Tally {
    rows: u64,
    days: Option<(Day, Day)>,
    who: BTreeSet<Who>,
}

impl Joiner {
    /// A joiner for a dataset whose rows bear names of `system`, or of any.
    #[must_use]
    pub fn new(identities: Arc<Identities>, system: Option<String>) -> Self {
        Self {
            identities,
            system,
            names: Interner::default(),
            found: Vec::new(),
            joined: 0,
            tallies: FxHashMap::default(),
        }
    }

    /// The numbers of a column's entities, [`EntityIndex::STRANGER`] or [`EntityIndex::SEVERAL`] for a row that has none.
    /// `day` gives the day of a row, if it has one; without one a name counts whatever its dates.
    pub fn codes(
        &mut self,
        column: &StringChunked,
        mut day: impl FnMut(usize) -> Option<Day>,
        entities: &mut EntityIndex,
        codes: &mut Vec<u32>,
    ) {
        let known = self.names.len();
        self.names.codes(column, true, EntityIndex::STRANGER, codes);
        let fresh: Vec<Box<str>> = self.names.texts().iter().skip(known).cloned().collect();
        for name in fresh {
            let found = self.look_up(&name, entities);
            self.found.push(found);
        }
        for (row, code) in codes.iter_mut().enumerate() {
            let number = *code;
            *code = match self.found.get(number as usize) {
                Some(Found::Own(code)) => *code,
                Some(Found::Joined(code)) => {
                    self.joined += 1;
                    *code
                }
                _ => self.unclear(number, day(row), entities),
            };
        }
    }

    /// Everybody who answers to a name: the entity of that id, and those that have it as another name.
    fn look_up(&self, name: &str, entities: &mut EntityIndex) -> Found {
        let own = match self.identities.by_id.get(name) {
            Some(number) => Some(Who::Named(*number)),
            None => entities.lists(name).then_some(Who::Own),
        };
        let system = self.system.as_deref().map(Register::fold);
        let aliases = self.identities.names.get(&Register::fold(name));
        let aliases = aliases
            .into_iter()
            .flatten()
            .filter(|alias| match (&system, &alias.system) {
                (Some(wanted), Some(system)) => wanted == system,
                _ => true,
            });
        let mut candidates: Vec<Candidate> = aliases
            .map(|alias| Candidate {
                who: Who::Named(alias.id),
                own: own == Some(Who::Named(alias.id)),
                from: alias.from,
                last: alias.last,
                code: None,
            })
            .collect();
        candidates.extend(own.map(|who| Candidate {
            who,
            own: true,
            from: Day::MIN,
            last: Day::MAX,
            code: None,
        }));
        let Some(first) = candidates.first() else {
            return Found::Nobody(None);
        };
        let one = candidates.iter().all(|candidate| candidate.who == first.who);
        if !one || !candidates.iter().any(Candidate::always) {
            return Found::Candidates(candidates);
        }
        let code = self.identities.code(first.who, name, entities);
        match first.own {
            true => Found::Own(code),
            false => Found::Joined(code),
        }
    }

    /// The answer for a row whose name alone doesn't give it, or gives nobody.
    fn unclear(&mut self, number: u32, day: Option<Day>, entities: &mut EntityIndex) -> u32 {
        let (Some(found), Some(name)) = (
            self.found.get_mut(number as usize),
            self.names.texts().get(number as usize),
        ) else {
            return EntityIndex::STRANGER;
        };
        let mut who = BTreeSet::new();
        if let Found::Candidates(candidates) = found {
            let mut only: Option<&mut Candidate> = None;
            let mut several = false;
            for candidate in candidates.iter_mut().filter(|candidate| candidate.on(day)) {
                match &only {
                    None => only = Some(candidate),
                    Some(first) => several |= first.who != candidate.who,
                }
            }
            match only {
                Some(candidate) if !several => {
                    self.joined += u64::from(!candidate.own);
                    let who = candidate.who;
                    return *candidate
                        .code
                        .get_or_insert_with(|| self.identities.code(who, name, entities));
                }
                Some(_) => {
                    let there = candidates.iter().filter(|candidate| candidate.on(day));
                    who.extend(there.map(|candidate| candidate.who));
                }
                None => {}
            }
        }
        let ambiguous = !who.is_empty();
        let tally = self.tallies.entry((number, ambiguous)).or_default();
        tally.rows += 1;
        tally.who.append(&mut who);
        if let Some(day) = day {
            tally.days = Some(
                tally
                    .days
                    .map_or((day, day), |(low, high)| (low.min(day), high.max(day))),
            );
        }
        match found {
            _ if ambiguous => EntityIndex::SEVERAL,
            Found::Nobody(code) => *code.get_or_insert_with(|| entities.code(name)),
            // Dated names, of which none holds on that day.
            _ => entities.code(name),
        }
    }

    /// What became of the names.
    #[must_use]
    pub fn report(&self) -> IdentityReport {
        let mut report = IdentityReport {
            system: self.system.clone(),
            system_known: self
                .system
                .as_ref()
                .is_none_or(|system| self.identities.has_system(system)),
            joined: self.joined,
            unmatched: Vec::new(),
            ambiguous: Vec::new(),
        };
        for ((number, ambiguous), tally) in &self.tallies {
            let name = self.names.texts().get(*number as usize).map_or("", |name| &**name);
            let mut entities: Vec<Private> = tally.who.iter().map(|who| self.identities.shown(*who, name)).collect();
            entities.sort();
            let list = match ambiguous {
                true => &mut report.ambiguous,
                false => &mut report.unmatched,
            };
            list.push(NameTally {
                name: Private::new(Kind::Name, name),
                rows: tally.rows,
                first: tally.days.map(|(low, _)| date(low)),
                last: tally.days.map(|(_, high)| date(high)),
                entities,
            });
        }
        for list in [&mut report.unmatched, &mut report.ambiguous] {
            list.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.name.cmp(&b.name)));
        }
        report
    }
}

impl Identities {
    fn shown(&self, who: Who, name: &str) -> Private {
        let name = match who {
            Who::Named(number) => self.ids.get(number as usize).map_or("", |id| &**id),
            Who::Own => name,
        };
        Private::new(Kind::Name, name)
    }

    /// The number of an entity in the index.
    fn code(&self, who: Who, name: &str, entities: &mut EntityIndex) -> u32 {
        match who {
            Who::Named(number) => self
                .ids
                .get(number as usize)
                .map_or(EntityIndex::STRANGER, |id| entities.code(id)),
            Who::Own => entities.code(name),
        }
    }
}
