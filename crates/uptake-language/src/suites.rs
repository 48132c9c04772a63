//! Suites beside the rules: where they name what the rules state.

use crate::place::Place;
use crate::reading::Reading;
use crate::symbol::Symbol;
use crate::tokens::names;
use std::collections::BTreeSet;
use uptake_rules::context::Context;
use uptake_rules::section::Section;
use uptake_rules::suite::{self, NamedRule, Subject, Suite};
use uptake_rules::syntax::{Node, Value};
use uptake_rules::{Diagnostics, FileId, Policy, RuleFile, Sources};

impl Reading {
    /// Every place of a suite that names a symbol, suite by suite. A suite that can't be read has none.
    #[must_use]
    pub(crate) fn in_suites(&self, symbol: &Symbol) -> Vec<Place> {
        let Symbol::Rule(section, name) = symbol else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for file in self.rules.suites() {
            let mut sources = Sources::default();
            let Some(suite) = suite::read(file, &mut sources, &mut Diagnostics::default()) else {
                continue;
            };
            let meant = |named: &NamedRule| {
                named.name.text == *name && named.sections.iter().any(|known| known.key() == *section)
            };
            for named in suite::named(&suite).iter().filter(|named| meant(named)) {
                // A key or a value in quotes keeps them; one that a table of cases fills in isn't written there.
                let Some(place) = Place::of(named.name.span, &sources) else {
                    continue;
                };
                let written = sources.text(named.name.span);
                let quote = usize::from(written.starts_with(['"', '\'']));
                if written.get(quote..).is_some_and(|rest| rest.starts_with(name.as_str())) {
                    found.push(Place {
                        start: place.start + quote,
                        end: place.start + quote + name.len(),
                        ..place
                    });
                }
            }
            found.extend(in_clauses(&suite, section, name, &sources));
        }
        found.sort();
        found.dedup();
        found
    }
}

/// The places of a suite whose clauses name a rule. A clause is a text of the language as an explanation shows it: about somebody in a
/// period, so no column of rows is meant.
fn in_clauses(suite: &Suite, section: &str, name: &str, sources: &Sources) -> Vec<Place> {
    let judged = [
        Section::Measures,
        Section::Definitions,
        Section::Ladders,
        Section::Constants,
    ];
    if !judged.iter().any(|judged| judged.key() == section) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let expected = suite.cases.iter().flat_map(|case| &case.expected);
    for clause in expected.filter_map(|expected| match &expected.of {
        Subject::Clause { clause, .. } => Some(clause),
        _ => None,
    }) {
        let meant: BTreeSet<usize> = names(&clause.text)
            .into_iter()
            .filter(|token| token.text == name && !token.after_dot && token.module.is_none())
            .map(|token| token.start)
            .collect();
        // YAML may write quotes and blanks of a text otherwise, but not its words: they come in the same order.
        let (read, written) = (words(&clause.text, name), words(sources.text(clause.span), name));
        let Some(place) = Place::of(clause.span, sources).filter(|_| read.len() == written.len()) else {
            continue;
        };
        for (_, at) in read.iter().zip(written).filter(|(read, _)| meant.contains(*read)) {
            found.push(Place {
                start: place.start + at,
                end: place.start + at + name.len(),
                ..place.clone()
            });
        }
    }
    found
}

/// Where a word stands in a text, whatever it means there.
fn words(text: &str, word: &str) -> Vec<usize> {
    let letter = |letter: char| letter.is_ascii_alphanumeric() || letter == '_';
    let whole = |at: usize| {
        let before = text.get(..at).is_some_and(|before| before.ends_with(letter));
        let after = text
            .get(at + word.len()..)
            .is_some_and(|after| after.starts_with(letter));
        !before && !after
    };
    let found = text.match_indices(word).map(|(at, _)| at);
    found.filter(|at| whole(*at)).collect()
}

impl Reading {
    /// A suite by its path.
    pub(crate) fn suite_file(&self, path: &str) -> Option<&RuleFile> {
        self.rules.suites().iter().find(|file| file.path() == path)
    }

    /// What a suite names at a byte: a rule, or a column of the list of those who are judged.
    pub(crate) fn named_in_suite(&self, path: &str, byte: usize) -> Option<(Place, Symbol)> {
        let file = self.suite_file(path)?;
        let mut sources = Sources::default();
        let suite = suite::read(file, &mut sources, &mut Diagnostics::default())?;
        let named = suite::named(&suite).into_iter();
        let here = |named: &NamedRule| (named.name.span.start..=named.name.span.end).contains(&byte);
        let mut here: Vec<NamedRule> = named.filter(here).collect();
        // Rows of a table of cases have no place of their own but all of the table.
        here.sort_by_key(|named| named.name.span.end - named.name.span.start);
        let found = here.into_iter().next()?;
        let name = found.name.text.as_str();
        let mut rules = found.sections.iter().map(|section| match section {
            // A metric may be named by an alias.
            Section::Metrics => {
                let metric = self.policy.metric(name).map_or(name, |metric| &metric.name.text);
                Symbol::Rule(section.key(), metric.to_owned())
            }
            _ => Symbol::Rule(section.key(), name.to_owned()),
        });
        let symbol = rules.find(|symbol| self.index.stated.contains_key(symbol));
        let symbol = symbol.or_else(|| self.listed(name))?;
        Some((Place::of(found.name.span, &sources)?, symbol))
    }

    /// A column of the list of those who are judged.
    fn listed(&self, name: &str) -> Option<Symbol> {
        let list = self.policy.entity_dataset()?;
        let column = list.column(name)?;
        let symbol = Symbol::Column(
            Section::Datasets.key(),
            list.name.text.clone(),
            column.name.text.clone(),
        );
        self.index.stated.contains_key(&symbol).then_some(symbol)
    }
}

/// Reads a suite as it is checked, and notes what might have stood where something is wrong.
pub(crate) fn read(file: &RuleFile, policy: &Policy) -> (Sources, Diagnostics) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::tracing());
    if let Some(suite) = suite::read(file, &mut sources, &mut diagnostics) {
        let mut cx = Context {
            sources: &sources,
            diagnostics: &mut diagnostics,
        };
        suite::check(&suite, policy, &mut cx);
    }
    (sources, diagnostics)
}

/// How many errors suites have with some rules: names that these don't have.
pub(crate) fn errors(suites: &[RuleFile], policy: &Policy) -> usize {
    let of = |file: &RuleFile| {
        let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
        let Some(suite) = suite::read(file, &mut sources, &mut diagnostics) else {
            return 0;
        };
        let mut cx = Context {
            sources: &sources,
            diagnostics: &mut diagnostics,
        };
        suite::check(&suite, policy, &mut cx);
        diagnostics.sorted(&sources).len()
    };
    suites.iter().map(of).sum()
}

/// Whether a rule file or a script has a word where it may be a name.
pub(crate) fn mentions(file: &RuleFile, word: &str) -> bool {
    fn within(node: &Node, word: &str) -> bool {
        match &node.value {
            Value::Text(text) => !words(text, word).is_empty(),
            Value::List(items) => items.iter().any(|item| within(item, word)),
            Value::Map(entries) => entries.iter().any(|(key, node)| key.text == word || within(node, word)),
            Value::Null | Value::Bool(_) | Value::Int(_) | Value::Float(_) => false,
        }
    }
    match file.is_script() {
        true => names(&String::from_utf8_lossy(file.bytes()))
            .iter()
            .any(|token| token.text == word),
        // One that can't be read names nothing that a suite would find.
        false => file.tree_in(FileId(0)).is_some_and(|tree| within(&tree, word)),
    }
}
