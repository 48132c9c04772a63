//! What rules can be read by, and still is worth mending: nobody answers for them, nothing tries them, nobody reads them, or they say
//! what another one says.
//!
//! - `mentions` knows which rule names which.
//! - `accountable` looks for owners, sources, tests and deprecated names, `unused` for what nobody reads.
//! - `same` finds rules that say the same, `idle` overrides that change nothing, `shadowed` patterns that never fit first.
//!
//! Findings are warnings. They come in the order of the files.

mod accountable;
mod idle;
mod mentions;
mod same;
mod shadowed;
mod unused;

use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::section::Section;
use crate::source::{Sources, Span};
use crate::suite::{Subject, Suite};
use crate::syntax::{Key, Node};
use crate::trees::is_override;
use mentions::Mentions;
use std::collections::BTreeSet;

/// A rule by its section and name.
type RuleName = (Section, String);

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
    /// The names that other packs mention.
    pub elsewhere: &'a BTreeSet<String>,
}

/// Everything that is worth mending in a pack.
#[must_use]
pub fn lint(linted: &Linted<'_>) -> Vec<Diagnostic> {
    let mentions = Mentions::of(linted.policy, linted.sources);
    let mut found = Vec::new();
    accountable::owners_and_sources(linted, &mut found);
    accountable::tests(linted, &mentions, &mut found);
    accountable::deprecated(linted, &mentions, &mut found);
    unused::unused(linted, &mentions, &mut found);
    same::same(linted, &mut found);
    idle::idle(linted, &mut found);
    shadowed::shadowed(linted, &mut found);
    found
}

/// The names that the rules of a policy mention.
#[must_use]
pub fn mentioned(policy: &Policy, sources: &Sources) -> BTreeSet<String> {
    Mentions::of(policy, sources).all()
}

/// The names that a suite looks at: what it expects something of, and the mappings that its tables come through.
#[must_use]
pub fn tried(suite: &Suite) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for case in &suite.cases {
        let mappings = case.data.iter().filter_map(|table| table.mapping.as_ref());
        names.extend(mappings.map(|name| name.text.clone()));
        names.extend(case.stage.iter().cloned());
        for expected in &case.expected {
            names.extend(expected.values.iter().map(|(name, _)| name.text.clone()));
            match &expected.of {
                Subject::Clause { of, .. } => names.extend([of.text.clone()]),
                Subject::Figure { metric, by, .. } => {
                    names.extend([metric.text.clone()]);
                    names.extend(by.iter().map(|(cut, _)| cut.text.clone()));
                }
                Subject::Check { check, .. } => names.extend([check.text.clone()]),
                Subject::SetAside { dataset, .. } => names.extend([dataset.text.clone()]),
                Subject::Person { .. } | Subject::Diagnostic(_) | Subject::Failure(_) => {}
            }
        }
    }
    names
}

impl<'a> Linted<'a> {
    /// The pack's own rules of some sections as they are written, in the order of its files. Overrides aren't among them.
    fn rules(&self, sections: &'a [Section]) -> impl Iterator<Item = (Section, &'a Key, &'a Node)> {
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
    fn name(&self) -> &str {
        let own = self.policy.packs.iter().find(|pack| (self.own)(pack.span));
        own.map_or(self.shown, |pack| pack.name.as_str())
    }
}
