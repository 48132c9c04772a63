//! Datasets: the contracts that data must keep.

use super::keep::{Keep, Overlap};
use crate::codes::Code;
use crate::missing::Missing as MissingName;
use crate::text::Name;
use crate::value::{Literal, Type};

/// What the rows of a dataset are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatasetKind {
    /// One row per entity.
    Entities,
    /// One row per event, or per bundle of equal events.
    Events,
    /// One row per stretch of days of an entity.
    Spells,
    /// One row per further name of an entity, as a source may call it.
    Names,
    /// Rows about anything: no entity, no periods. [Tables](super::table) are made of them.
    Records,
}

/// The column with the end of a spell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SpellEnd {
    /// It holds the last day.
    Through(Name),
    /// It holds the day after the last one.
    Until(Name),
}

impl SpellEnd {
    /// The column.
    #[must_use]
    pub fn column(&self) -> &Name {
        match self {
            SpellEnd::Through(name) | SpellEnd::Until(name) => name,
        }
    }
}

/// A dataset's contract.
#[derive(Clone, Debug)]
pub struct Dataset {
    /// Its name.
    pub name: Name,
    /// In words.
    pub about: Option<String>,
    /// What its rows are.
    pub kind: DatasetKind,
    /// Who usually has these data: told where they are missing.
    pub held_by: Option<String>,
    /// For records: the greatest share of the rows that may be lost, from zero to one. Of more the rest isn't taken for the whole: no
    /// source counts as delivering them. Without it only if all are lost.
    pub most_set_aside: Option<f64>,
    /// The column that names the entity; with [`Dataset::by`] the column that names a group of entities. Records have none:
    /// there it is the dataset's own name, which is no column.
    pub entity: Name,
    /// The column of the entities whose value a row names: the row is for all entities that have it.
    pub by: Option<Name>,
    /// The columns that no two rows share.
    pub key: Vec<Name>,
    /// Which of several rows with one key stays, if the contract says it.
    pub keep: Option<Keep>,
    /// The column with the time of an event, or of a record of a moment.
    pub time: Option<Name>,
    /// The column with the day or time since when a record is known; unknown means its time, or its first day.
    pub known: Option<Name>,
    /// The column that says for how many events a row stands; absent and unknown count as one event, zero as none.
    pub weight: Option<Name>,
    /// The column with the first day of a spell; unknown means "always".
    pub from: Option<Name>,
    /// The column with the end of a spell; unknown means "still".
    pub end: Option<SpellEnd>,
    /// The column with the other name of an entity.
    pub known_as: Option<Name>,
    /// The column with the system that uses the name; a gap means every system.
    pub system: Option<Name>,
    /// The columns of the entities that its spells set for a while.
    pub updates: Vec<Name>,
    /// What an entity belongs to where several of its spells overlap, if the contract says it.
    pub overlap: Option<Overlap>,
    /// Whether a project may go without it.
    pub optional: bool,
    /// Its columns.
    pub columns: Vec<Column>,
}

/// What becomes of a row that lacks a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// Nothing: the value is unknown.
    Allow,
    /// The row stays, and the report counts it.
    Report,
    /// The row is set aside.
    SetAside,
}

/// A column's contract.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name in rules.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// In words.
    pub about: Option<String>,
    /// Its name in the source, where that differs.
    pub delivered_as: Option<String>,
    /// Other headings under which files of people have it: whoever proposes a mapping looks for them.
    pub headings: Vec<String>,
    /// Whether a source may lack it.
    pub optional: bool,
    /// What becomes of a row without a value.
    pub missing: Missing,
    /// What stands for a missing value.
    pub default: Option<Literal>,
    /// The values that it may have; empty when any will do.
    pub values: Vec<String>,
    /// The register that knows its values.
    pub register: Option<Name>,
    /// Whether its values name somebody: they are written as the names of entities are.
    pub private: bool,
    /// The column with the day since when its value is known, in records; before that day it is unknown.
    pub known: Option<Name>,
    /// The records that its values refer to, in records: a value that they don't have is reported.
    pub references: Option<Reference>,
}

/// A column of other records.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The dataset, at the place where it is stated.
    pub dataset: Name,
    /// Its column.
    pub column: String,
}

impl Column {
    /// A column with nothing but a type.
    #[must_use]
    pub fn plain(name: Name, ty: Type) -> Self {
        Self {
            name,
            ty,
            about: None,
            delivered_as: None,
            headings: Vec::new(),
            optional: false,
            missing: Missing::Allow,
            default: None,
            values: Vec::new(),
            register: None,
            private: false,
            known: None,
            references: None,
        }
    }

    /// The name that the source gives it.
    #[must_use]
    pub fn source_name(&self) -> &str {
        self.delivered_as.as_deref().unwrap_or(&self.name.text)
    }
}

impl Dataset {
    /// That it has no column of that name.
    #[must_use]
    pub fn missing_column<'a>(&'a self, name: &'a str) -> MissingName<'a> {
        let missing = MissingName::new("column", name)
            .code(Code::UnknownColumn)
            .message(format!("the dataset `{}` has no column `{name}`", self.name.text))
            .among(self.columns.iter().map(|column| column.name.text.as_str()));
        let plain = |text: &str| text.to_lowercase().replace(['_', '-'], " ");
        let called = |column: &&Column| column.headings.iter().any(|heading| plain(heading) == plain(name));
        match self.columns.iter().find(called) {
            Some(column) => {
                let own = &column.name.text;
                missing.help(format!("files call it `{name}`, rules call it `{own}`: write `{own}`"))
            }
            None => missing,
        }
    }

    /// Whether records of one key are versions of one record: each is known from a day of its own, and replaces the one before from
    /// then on.
    #[must_use]
    pub fn has_versions(&self) -> bool {
        self.kind == DatasetKind::Records && self.known.is_some() && !self.key.is_empty() && self.keep.is_none()
    }

    /// The column of a name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name.text == name)
    }

    /// The column of the rows' time, where it has hours: rows of one day follow each other by it.
    #[must_use]
    pub fn instants(&self) -> Option<&str> {
        let time = self.time.as_ref().or(self.from.as_ref())?;
        let column = self.column(&time.text)?;
        (column.ty == Type::Datetime).then_some(&*column.name.text)
    }
}
