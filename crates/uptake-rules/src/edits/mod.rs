//! Where two sets of rules differ, rule by rule, and the rules between both: some edits made and others not.
//!
//! Rules are compared as trees, so that comments, layout and the order of files make no edit. A rule of a pack is known by its section
//! and name, wherever it stands; what an override says of it, by the override's file, too.
//!
//! - `units` cuts rules into what can be edited by itself, `same` says whether two of them differ.
//! - `mix` makes some of the edits.
//! - `exceptions` are overrides and waivers, and the rules without one of them.

mod exceptions;
mod mix;
mod same;
mod units;

pub use exceptions::{Exception, ExceptionKind};
pub use mix::Edits;

use crate::policy::Policy;
use crate::rule_file::RuleFile;
use crate::source::{Sources, Span};
use crate::trees::Trees;
use crate::{Diagnostics, load_trees};
use std::sync::Arc;

/// Rules as they were read, which can be compared with others and changed.
#[derive(Clone, Debug)]
pub struct RuleSet {
    trees: Arc<Trees>,
    /// What the paths of its own files begin with, as `rules/` or `main:rules/`. Files of two sets are the same one if the rest is.
    root: String,
}

/// How a rule differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// Only the second set has it.
    Added,
    /// Only the first set has it.
    Removed,
    /// Both have it.
    Changed,
}

/// Something that differs between two sets of rules and can be changed by itself.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What it is: `definitions.active`; of an override with its file, `definitions.active in emea.yaml`.
    pub name: String,
    /// How it differs.
    pub kind: EditKind,
    /// Where the first set has it.
    pub before: Option<Span>,
    /// Where the second set has it.
    pub after: Option<Span>,
    /// Whether it adds something that changes nothing before another rule reads it or needs it.
    pub support: bool,
    change: mix::Change,
}

impl RuleSet {
    /// Reads rule files and scripts; `root` is what the paths of its own files begin with. Errors go to `diagnostics`.
    #[must_use]
    pub fn read(
        files: &[RuleFile],
        root: impl Into<String>,
        sources: &mut Sources,
        diagnostics: &mut Diagnostics,
    ) -> Self {
        Self {
            trees: Arc::new(Trees::read(files, sources, diagnostics)),
            root: root.into(),
        }
    }

    /// What these rules say; `sources` has their texts. Errors go to `diagnostics`: the policy may be used if there is none.
    #[must_use]
    pub fn policy(&self, sources: &Sources, diagnostics: &mut Diagnostics) -> Policy {
        load_trees(&self.trees, sources, diagnostics)
    }

    /// A file's path from the root.
    fn relative<'p>(&self, path: &'p str) -> &'p str {
        path.strip_prefix(self.root.as_str()).unwrap_or(path)
    }
}
