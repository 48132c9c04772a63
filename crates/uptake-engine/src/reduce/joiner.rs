//! Who is meant by a name in the data.
//!
//! A name is looked up once, however many rows bear it: rows are numbered by name first, and each number has its answer.
//! Only where names are dated the row's day is asked, too.

use super::alike::Alike;
use super::entities::EntityIndex;
use super::identities::{Alias, Identities, IdentityReport, NameTally};
use super::intern::Interner;
use super::texts::Texts;
use crate::calendar::{Day, date};
use crate::names::{Kind, Private};
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use uptake_rules::policy::keep::NamesIgnore;
use uptake_rules::policy::register::Register;

/// Finds the entities behind the names of a dataset's rows.
#[derive(Clone)]
pub struct Joiner {
    identities: Arc<Identities>,
    system: Option<String>,
    ignore: NamesIgnore,
    /// The list, and the other names, as the rule compares them; what the rule says of names that nobody has letter by letter.
    alike: Option<(Alike, FxHashMap<String, Vec<Alias>>)>,
    names: Interner,
    /// For each name the answer.
    found: Vec<Found>,
    joined: u64,
    alike_rows: u64,
    /// By the number of the name, and whether it is ambiguous.
    tallies: FxHashMap<(u32, bool), Tally>,
}

/// Who is meant by a name.
#[derive(Clone)]
enum Found {
    /// The entity of that very id, always.
    Own(u32),
    /// An entity that has another id, always.
    Other(u32, Way),
    /// Nobody who is known. Without a list the name is an entity of its own, whose number is kept here.
    Nobody(Option<u32>),
    /// Several, or it depends on the day.
    Candidates(Vec<Candidate>),
}

/// How a name leads to an entity.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Way {
    /// It is the entity's own id.
    Own,
    /// It is the entity's id in other letters.
    Alike,
    /// It is another name of the entity.
    Another,
}

/// An entity by its number among those with other names, or by that on the list.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Named(u32),
    Listed(u32),
}

#[derive(Clone)]
struct Candidate {
    who: Who,
    way: Way,
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
    /// Who may be meant.
    who: BTreeSet<Box<str>>,
}

impl Joiner {
    /// A joiner for a source whose rows bear names of `system`, or of any. Where nobody has a name letter by letter, it is
    /// compared as `ignore` says.
    #[must_use]
    pub fn new(
        identities: Arc<Identities>,
        system: Option<String>,
        ignore: NamesIgnore,
        entities: &EntityIndex,
    ) -> Self {
        let alike = ignore
            .any()
            .then(|| (Alike::of(entities, ignore), identities.under(ignore)));
        Self {
            identities,
            system,
            ignore,
            alike,
            names: Interner::default(),
            found: Vec::new(),
            joined: 0,
            alike_rows: 0,
            tallies: FxHashMap::default(),
        }
    }

    /// The numbers of a column's entities, [`EntityIndex::STRANGER`] or [`EntityIndex::SEVERAL`] for a row that has none.
    /// `day` gives the day of a row, if it has one; without one a name counts whatever its dates.
    pub fn codes<'a>(
        &mut self,
        column: impl Into<Texts<'a>>,
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
                Some(Found::Other(code, way)) => {
                    let (code, way) = (*code, *way);
                    self.count(way);
                    code
                }
                _ => self.unclear(number, day(row), entities),
            };
        }
    }

    /// The entity that a name means on every day, and how; nothing if that is nobody, several, or depends on the day.
    pub(super) fn always(&self, name: &str, entities: &mut EntityIndex) -> Option<(u32, Way)> {
        match self.look_up(name, entities) {
            Found::Own(code) => Some((code, Way::Own)),
            Found::Other(code, way) => Some((code, way)),
            Found::Nobody(_) | Found::Candidates(_) => None,
        }
    }

    fn count(&mut self, way: Way) {
        match way {
            Way::Own => {}
            Way::Alike => self.alike_rows += 1,
            Way::Another => self.joined += 1,
        }
    }

    /// Everybody who answers to a name: the entity of that id, and those that have it as another name. If no id is that very
    /// name, the rule says which ids and other names are the same.
    fn look_up(&self, name: &str, entities: &mut EntityIndex) -> Found {
        let named = |number| (Who::Named(number), Way::Own);
        let own = match self.identities.number(name) {
            Some(number) => Some(named(number)),
            None => entities.listed(name).map(|code| (Who::Listed(code), Way::Own)),
        };
        let (mut owns, aliases): (Vec<(Who, Way)>, &[Alias]) = match (own, &self.alike) {
            (None, Some((alike, names))) => {
                let owns = alike.codes(name).iter().map(|code| self.who(*code, entities));
                let folded = self.ignore.fold_other(name);
                (owns.collect(), names.get(&folded).map_or(&[], Vec::as_slice))
            }
            (own, _) => (own.into_iter().collect(), self.identities.having(&Register::fold(name))),
        };
        let system = self.system.as_deref().map(Register::fold);
        let mut candidates: Vec<Candidate> = Vec::new();
        for alias in aliases.iter().filter(|alias| alias.is_of(system.as_deref())) {
            let who = Who::Named(alias.id);
            let own = owns.iter().find(|(own, _)| *own == who);
            candidates.push(Candidate {
                who,
                way: own.map_or(Way::Another, |(_, way)| *way),
                from: alias.from,
                last: alias.last,
                code: None,
            });
        }
        candidates.extend(owns.drain(..).map(|(who, way)| Candidate {
            who,
            way,
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
        let code = self.identities.code(first.who, entities);
        match first.way {
            Way::Own => Found::Own(code),
            way => Found::Other(code, way),
        }
    }

    /// An entity of the list whose id is a name in other letters.
    fn who(&self, code: u32, entities: &EntityIndex) -> (Who, Way) {
        let number = self.identities.number(entities.name(code));
        (number.map_or(Who::Listed(code), Who::Named), Way::Alike)
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
                    let (who, way) = (candidate.who, candidate.way);
                    let code = *candidate
                        .code
                        .get_or_insert_with(|| self.identities.code(who, entities));
                    self.count(way);
                    return code;
                }
                Some(_) => {
                    let there = candidates.iter().filter(|candidate| candidate.on(day));
                    who.extend(there.map(|candidate| self.identities.shown(candidate.who, entities)));
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
            ignored: self.ignore.words(),
            alike: self.alike_rows,
            unmatched: Vec::new(),
            ambiguous: Vec::new(),
        };
        for ((number, ambiguous), tally) in &self.tallies {
            let name = self.names.texts().get(*number as usize).map_or("", |name| &**name);
            let list = match ambiguous {
                true => &mut report.ambiguous,
                false => &mut report.unmatched,
            };
            list.push(NameTally {
                name: Private::new(Kind::Name, name),
                rows: tally.rows,
                first: tally.days.map(|(low, _)| date(low)),
                last: tally.days.map(|(_, high)| date(high)),
                entities: tally.who.iter().map(|name| Private::new(Kind::Name, &**name)).collect(),
            });
        }
        for list in [&mut report.unmatched, &mut report.ambiguous] {
            list.sort_by(|a, b| b.rows.cmp(&a.rows).then_with(|| a.name.cmp(&b.name)));
        }
        report
    }

    /// The names that nobody has, with their rows.
    pub(crate) fn strangers(&self) -> impl Iterator<Item = (&str, u64)> {
        self.tallies
            .iter()
            .filter(|((_, ambiguous), _)| !ambiguous)
            .filter_map(|((number, _), tally)| {
                let name = self.names.texts().get(*number as usize)?;
                Some((&**name, tally.rows))
            })
    }

    /// What makes no difference between names.
    pub(crate) fn ignore(&self) -> NamesIgnore {
        self.ignore
    }
}

impl Identities {
    fn shown(&self, who: Who, entities: &EntityIndex) -> Box<str> {
        match who {
            Who::Named(number) => self.own(number).into(),
            Who::Listed(code) => entities.name(code).into(),
        }
    }

    /// The number of an entity in the index.
    fn code(&self, who: Who, entities: &mut EntityIndex) -> u32 {
        match who {
            Who::Named(number) => entities.code(self.own(number)),
            Who::Listed(code) => code,
        }
    }
}
