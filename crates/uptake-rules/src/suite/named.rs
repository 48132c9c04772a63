//! The names of rules in a suite, and where they are.

use super::case::{Subject, Suite};
use crate::section::Section;
use crate::text::Name;

/// What has a value of somebody.
const OF_PEOPLE: &[Section] = &[Section::Measures, Section::Definitions, Section::Ladders];

/// A name in a suite.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct NamedRule {
    /// The name, with its place: a key or a value.
    pub name: Name,
    /// The sections whose rules may be meant.
    pub sections: &'static [Section],
}

/// All names of rules in a suite, by their places, each once: rows of a table come from one case.
#[must_use]
pub fn named(suite: &Suite) -> Vec<NamedRule> {
    let mut all = Vec::new();
    let mut add = |name: &Name, sections| {
        all.push(NamedRule {
            name: name.clone(),
            sections,
        });
    };
    for case in &suite.cases {
        for table in &case.data {
            add(&table.dataset, &[Section::Datasets]);
            if let Some(mapping) = &table.mapping {
                add(mapping, &[Section::Mappings]);
            }
        }
        for expected in &case.expected {
            match &expected.of {
                Subject::Person { .. } => expected.values.iter().for_each(|(name, _)| add(name, OF_PEOPLE)),
                Subject::Clause { of, .. } => add(of, &[Section::Definitions, Section::Ladders]),
                Subject::Figure { metric, by, .. } => {
                    add(metric, &[Section::Metrics]);
                    if let Some((cut, _)) = by {
                        add(cut, &[Section::Definitions, Section::Ladders]);
                    }
                }
                Subject::Check { check, .. } => add(check, &[Section::Checks]),
                Subject::SetAside { dataset, .. } => add(dataset, &[Section::Datasets]),
                Subject::Diagnostic(_) | Subject::Failure(_) => {}
            }
        }
    }
    all.sort_by(|one, other| (one.name.span, &one.name.text).cmp(&(other.name.span, &other.name.text)));
    all.dedup();
    all
}
