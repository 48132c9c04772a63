//! A pack that is looked at.

use crate::policy::Policy;
use crate::section::Section;
use crate::source::{Sources, Span};
use crate::syntax::{Key, Node};
use crate::trees::is_override;
use std::collections::BTreeSet;

/// A rule by its section and name.
pub type RuleName = (Section, String);

/// A pack that is looked at.
pub struct Linted<'a> {
    /// What it is called, if none of its files says it.
    pub shown: &'a str,
    /// Its rules, with those that it needs, without errors.
    pub policy: &'a Policy,
    /// The texts.
    pub sources: &'a Sources,
    /// Whether a place is in one of its own files.
    pub own: &'a dyn Fn(Span) -> bool,
    /// The names that its suites look at; `None` if it has none.
    pub tried: Option<&'a BTreeSet<String>>,
    /// Where the pack, and what it needs, names a rule: not where a word of data looks like its name.
    pub named: &'a dyn Fn(Section, &str) -> Vec<Span>,
    /// The names that other packs mention.
    pub elsewhere: &'a BTreeSet<String>,
    /// The rules that overrides say something of, also those of other packs and of projects around.
    pub overridden: &'a BTreeSet<RuleName>,
}

impl<'a> Linted<'a> {
    /// The pack's own rules of some sections as they are written, in the order of its files. Overrides aren't among them.
    pub(super) fn rules(&self, sections: &'a [Section]) -> impl Iterator<Item = (Section, &'a Key, &'a Node)> {
        let trees = self.policy.trees.files().iter();
        let trees = trees.filter(|tree| (self.own)(tree.span) && !is_override(tree));
        trees.flat_map(move |tree| {
            sections.iter().flat_map(move |section| {
                let rules = tree.get(section.key()).map_or(&[][..], Node::entries);
                rules.iter().map(move |(key, node)| (*section, key, node))
            })
        })
    }

    /// What the pack is called.
    pub(super) fn name(&self) -> &str {
        let own = self.policy.packs.iter().find(|pack| (self.own)(pack.span));
        own.map_or(self.shown, |pack| pack.name.as_str())
    }
}
