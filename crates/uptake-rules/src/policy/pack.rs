//! What packs say about themselves, and the names that their rules declare.

use super::accountability::Accountability;
use crate::section::Section;
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// What a pack says about itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// Its name.
    pub name: String,
    /// Who answers for it.
    pub owner: Option<String>,
    /// In words.
    pub about: Option<String>,
    /// The document it states.
    pub source: Option<String>,
    /// What it states for all of its rules that don't state it themselves.
    pub stated: Accountability,
    /// Where its name is.
    pub span: Span,
}

/// The names that each section declares. A rule with an error is declared all the same: naming it is no further error.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Declared(BTreeMap<Section, BTreeSet<String>>);

impl Declared {
    /// Adds a name.
    pub(crate) fn add(&mut self, section: Section, name: &str) {
        self.0.entry(section).or_default().insert(name.to_owned());
    }

    /// Whether a section declares a name.
    #[must_use]
    pub fn has(&self, section: Section, name: &str) -> bool {
        self.0.get(&section).is_some_and(|names| names.contains(name))
    }

    /// The names of a section, sorted.
    pub fn of(&self, section: Section) -> impl Iterator<Item = &str> {
        self.0.get(&section).into_iter().flatten().map(String::as_str)
    }
}
