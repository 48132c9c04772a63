//! Entities under several names: which names are whose, and what is reported of those that were looked up.

use super::spells::stretches;
use crate::binary::binary;
use crate::calendar::Day;
use crate::error::Error;
use crate::names::{OtherNames, Private};
use polars::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::BTreeSet;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::keep::NamesIgnore;
use uptake_rules::policy::register::Register;

/// The names that entities have besides their own.
#[derive(Clone, Default)]
pub struct Identities {
    /// What makes no difference between two ids, where no list says how they are written.
    ignore: NamesIgnore,
    /// The entities that have other names; of several forms of an id the first in order.
    ids: Vec<Box<str>>,
    by_id: FxHashMap<String, u32>,
    /// By folded name.
    names: FxHashMap<String, Vec<Alias>>,
    /// The systems that names are of, folded.
    systems: BTreeSet<String>,
}

/// That an entity has a name.
#[derive(Clone)]
pub(super) struct Alias {
    /// The entity's number among those that have other names.
    pub(super) id: u32,
    /// Folded; a name without a system is one in every system.
    system: Option<String>,
    pub(super) from: Day,
    pub(super) last: Day,
}

impl Alias {
    /// Whether a source with names of a folded `system`, or of any, may mean it.
    pub(super) fn is_of(&self, system: Option<&str>) -> bool {
        match (system, &self.system) {
            (Some(wanted), Some(system)) => wanted == system,
            _ => true,
        }
    }
}

impl Identities {
    /// No names yet, of entities between whose ids `ignore` makes no difference.
    #[must_use]
    pub fn comparing(ignore: NamesIgnore) -> Self {
        Self {
            ignore,
            ..Self::default()
        }
    }

    /// Takes the rows of a dataset of names, which kept its contract. `own` gives the id of a row's entity as the list writes
    /// it, where that may differ from what the row says.
    ///
    /// # Errors
    /// When a column of the contract isn't there.
    pub fn add<'a>(
        &mut self,
        dataset: &Dataset,
        frame: &DataFrame,
        own: impl Fn(usize) -> Option<&'a str>,
    ) -> Result<(), Error> {
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
            let id = self.id(own(row).unwrap_or(id));
            self.names
                .entry(Register::fold(name))
                .or_default()
                .push(Alias { id, system, from, last });
        }
        Ok(())
    }

    fn id(&mut self, id: &str) -> u32 {
        if let Some(known) = self.number(id) {
            if let Some(first) = self.ids.get_mut(known as usize)
                && id < &**first
            {
                *first = id.into();
            }
            return known;
        }
        let number = u32::try_from(self.ids.len()).unwrap_or(u32::MAX);
        self.ids.push(id.into());
        self.by_id.insert(self.ignore.fold(id), number);
        number
    }

    /// The number of the entity of an id, if it has other names.
    pub(super) fn number(&self, id: &str) -> Option<u32> {
        match self.ignore.any() {
            true => self.by_id.get(&self.ignore.fold(id)).copied(),
            false => self.by_id.get(id).copied(),
        }
    }

    /// The id of an entity that has other names.
    pub(super) fn own(&self, number: u32) -> &str {
        self.ids.get(number as usize).map_or("", |id| &**id)
    }

    /// Who has a name, as it is compared without any further rule.
    pub(super) fn having(&self, folded: &str) -> &[Alias] {
        self.names.get(folded).map_or(&[], Vec::as_slice)
    }

    /// All names as they are compared under a rule.
    pub(super) fn under(&self, ignore: NamesIgnore) -> FxHashMap<String, Vec<Alias>> {
        let mut under: FxHashMap<String, Vec<Alias>> = FxHashMap::default();
        for (name, aliases) in &self.names {
            under
                .entry(ignore.fold(name))
                .or_default()
                .extend(aliases.iter().cloned());
        }
        under
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

    fn all(&self) -> Vec<String> {
        let mut all: Vec<String> = self.names.keys().cloned().collect();
        all.sort_unstable();
        all
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
    /// What makes no difference between names, if a rule says it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub ignored: Vec<&'static str>,
    /// Rows that were joined to an entity although they write its name in other letters, since a rule says so.
    #[serde(skip_serializing_if = "is_zero")]
    pub alike: u64,
    /// Names that nobody has, most rows first. Without a list of entities each is an entity of its own.
    pub unmatched: Vec<NameTally<T>>,
    /// Names that several entities have, most rows first. Their rows are set aside.
    pub ambiguous: Vec<NameTally<T>>,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(rows: &u64) -> bool {
    *rows == 0
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
            ignored: self.ignored,
            alike: self.alike,
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

binary!(IdentityReport {
    system,
    system_known,
    joined,
    ignored,
    alike,
    unmatched,
    ambiguous
});
binary!(NameTally {
    name,
    rows,
    first,
    last,
    entities
});
