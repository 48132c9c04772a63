//! The names that an expression may use.

use super::library::Library;
use crate::trace::TracedScope;
use crate::value::Type;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// The texts that a name can be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stated {
    /// These and no others; the words say what they are, such as "values that the column states".
    Only(Vec<String>, String),
    /// Whatever is delivered. A register knows these spellings, each with the id of its entry.
    Delivered(Vec<(String, String)>),
}

/// Names with their types, and what to call them in messages.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    what: String,
    names: Vec<(String, Type)>,
    open: Vec<String>,
    stated: BTreeMap<String, Stated>,
    counts: BTreeSet<String>,
    percents: BTreeSet<String>,
    elsewhere: BTreeMap<String, String>,
    library: Arc<Library>,
    looks_back: bool,
    interprets: bool,
    over: Option<(&'static str, String)>,
    rows: Option<Arc<Scope>>,
    grouped: bool,
}

impl Scope {
    /// An empty scope of something that messages call `what`, such as "the dataset `interactions`".
    #[must_use]
    pub fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            names: Vec::new(),
            ..Self::default()
        }
    }

    /// The same with constants and scripts.
    #[must_use]
    pub fn with_library(self, library: Arc<Library>) -> Self {
        Self { library, ..self }
    }

    /// The same for an entity in a period: expressions may look back over its periods, and scripts may be interpreted.
    #[must_use]
    pub fn over_periods(self) -> Self {
        Self {
            looks_back: true,
            interprets: true,
            ..self
        }
    }

    /// The same for an entity in a period, but without the interpreter.
    #[must_use]
    pub fn looking_back(self) -> Self {
        Self {
            looks_back: true,
            interprets: false,
            ..self
        }
    }

    /// The same for a group of rows with the names of `rows`: functions of groups may stand here, and their arguments name
    /// those. `grouped` says whether there are several groups to look over.
    #[must_use]
    pub fn of_groups(self, rows: Arc<Scope>, grouped: bool) -> Self {
        Self {
            rows: Some(rows),
            grouped,
            ..self
        }
    }

    /// The same for the rows of a dataset or a table: the key of its section, and its name.
    #[must_use]
    pub fn over(self, section: &'static str, name: impl Into<String>) -> Self {
        Self {
            over: Some((section, name.into())),
            ..self
        }
    }

    /// Its names, for whoever traces what is looked up.
    #[must_use]
    pub fn traced(&self) -> TracedScope {
        TracedScope {
            names: self.names().map(str::to_owned).collect(),
            whose: self.over.clone(),
            rows: self.rows.as_deref().map(|rows| Box::new(rows.traced())),
        }
    }

    /// The names of the rows of a group, where functions of groups may stand.
    #[must_use]
    pub fn rows(&self) -> Option<&Scope> {
        self.rows.as_deref()
    }

    /// Whether there are several groups to look over.
    #[must_use]
    pub fn grouped(&self) -> bool {
        self.grouped
    }

    /// Constants and scripts.
    #[must_use]
    pub fn library(&self) -> &Arc<Library> {
        &self.library
    }

    /// Whether windows may stand here.
    #[must_use]
    pub fn looks_back(&self) -> bool {
        self.looks_back
    }

    /// Whether a script that has no columnar form may stand here.
    #[must_use]
    pub fn interprets(&self) -> bool {
        self.interprets
    }

    /// Adds a name; a name that is already there keeps its first type.
    pub fn add(&mut self, name: impl Into<String>, ty: Type) {
        let name = name.into();
        if self.find(&name).is_none() {
            self.names.push((name, ty));
        }
    }

    /// Adds all names that start with `prefix`: what they are couldn't be found out, which was said already.
    pub fn add_open(&mut self, prefix: impl Into<String>) {
        self.open.push(prefix.into());
    }

    /// Says which texts a name can be.
    pub fn state(&mut self, name: impl Into<String>, stated: Stated) {
        self.stated.insert(name.into(), stated);
    }

    /// The texts that a name can be, as far as that is stated.
    #[must_use]
    pub fn stated(&self, name: &str) -> Option<&Stated> {
        self.stated.get(name)
    }

    /// Says that a name is a number of things, which is never negative.
    pub fn add_count(&mut self, name: impl Into<String>) {
        self.counts.insert(name.into());
    }

    /// Whether a name is a number of things.
    #[must_use]
    pub fn is_count(&self, name: &str) -> bool {
        self.counts.contains(name)
    }

    /// Says that a name is in percent.
    pub fn add_percent(&mut self, name: impl Into<String>) {
        self.percents.insert(name.into());
    }

    /// Whether a name is in percent.
    #[must_use]
    pub fn is_percent(&self, name: &str) -> bool {
        self.percents.contains(name)
    }

    /// Says what to write for a name that means something elsewhere, and nothing here.
    pub fn add_elsewhere(&mut self, name: impl Into<String>, help: impl Into<String>) {
        self.elsewhere.entry(name.into()).or_insert_with(|| help.into());
    }

    /// What to write for a name that means something elsewhere.
    #[must_use]
    pub fn elsewhere(&self, name: &str) -> Option<&str> {
        self.elsewhere.get(name).map(String::as_str)
    }

    /// The type of a name.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<Type> {
        let known = self.names.iter().find(|(known, _)| known == name).map(|(_, ty)| *ty);
        let open = self.open.iter().any(|prefix| name.starts_with(prefix.as_str()));
        known.or(open.then_some(Type::Unknown))
    }

    /// All names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(name, _)| name.as_str())
    }

    /// What messages call it.
    #[must_use]
    pub fn what(&self) -> &str {
        &self.what
    }
}
