//! What makes a rule differ from what a pack says for everybody, always: overrides, and versions of rules.

use super::who::Who;
use crate::section::Section;
use crate::text::Name;

/// An override, or a version of a rule.
#[derive(Clone, Debug)]
pub struct Governing {
    /// Whom it is for and when, with the place that says so.
    pub who: Who,
    /// Whether it is a version of a rule; else it is an override.
    pub version: bool,
    /// The rules that it changes, or the rule that it is a version of; the places are in its own file.
    pub changes: Vec<Changed>,
}

/// A rule that something changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// Where it belongs.
    pub section: Section,
    /// Its name, and where it is changed.
    pub name: Name,
}

impl Changed {
    /// As it is named elsewhere: `constants.least`.
    #[must_use]
    pub fn path(&self) -> String {
        format!("{}.{}", self.section, self.name.text)
    }
}
