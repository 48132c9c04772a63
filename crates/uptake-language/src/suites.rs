//! Suites beside the rules: where they name what the rules state.

use crate::place::Place;
use crate::reading::Reading;
use crate::symbol::Symbol;
use uptake_rules::context::Context;
use uptake_rules::suite::{self, NamedRule};
use uptake_rules::{Diagnostics, Policy, RuleFile, Sources};

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
        }
        found.sort();
        found.dedup();
        found
    }
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
