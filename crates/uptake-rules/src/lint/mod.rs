//! What rules can be read by, and still is worth mending: nobody answers for them, nothing tries them, nobody reads them, or they say
//! what another one says.
//!
//! - `mentions` knows which rule names which.
//! - `accountable` looks for owners, sources, tests and deprecated names, `unused` for what nobody reads.
//! - `same` finds rules that say the same, `idle` overrides that change nothing, `shadowed` patterns that never fit first, `half_bound`
//!   metrics that may not move by a part of what they read.
//!
//! Findings are warnings. They come in the order of the files.

mod accountable;
mod half_bound;
mod idle;
mod linted;
mod mentions;
mod same;
mod shadowed;
mod unused;
mod warning;

use crate::diagnostic::Diagnostic;
use crate::policy::Policy;
use crate::section::Section;
use crate::source::Sources;
use crate::suite::{Subject, Suite};
use crate::syntax::Node;
use crate::trees::Trees;
pub use linted::{Linted, RuleName};
use mentions::Mentions;
use std::collections::BTreeSet;

/// Everything that is worth mending in a pack.
#[must_use]
pub fn lint(linted: &Linted<'_>) -> Vec<Diagnostic> {
    let mentions = Mentions::of(linted.policy, linted.sources);
    let unread = unused::unread(linted, &mentions);
    let mut found = Vec::new();
    accountable::owners_and_sources(linted, &mut found);
    accountable::tests(linted, &mentions, &unread, &mut found);
    accountable::deprecated(linted, &mut found);
    unused::unused(&unread, &mut found);
    same::same(linted, &mut found);
    idle::idle(linted, &mut found);
    half_bound::half_bound(linted, &mut found);
    shadowed::shadowed(linted, &mut found);
    found
}

/// The rules that override files say something of.
#[must_use]
pub fn overridden(trees: &Trees) -> BTreeSet<RuleName> {
    let mut names = BTreeSet::new();
    for tree in trees.overrides() {
        for section in Section::ALL {
            let rules = tree.get(section.key()).map_or(&[][..], Node::entries);
            names.extend(rules.iter().map(|(key, _)| (*section, key.text.clone())));
        }
    }
    names
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
