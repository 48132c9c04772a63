//! Above definitions and metrics: what they come to on the project's data, and what the draft makes of that.

use crate::convert::Lines;
use crate::documents::Document;
use lsp_types::{CodeLens, Command};
use uptake_language::{Reading, Symbol};
use uptake_project::BothRates;
use uptake_report::rates;
use uptake_rules::section::Section;

/// The lenses of a file.
pub(crate) fn lenses(reading: &Reading, path: &str, document: &Document, rates: &BothRates) -> Vec<CodeLens> {
    let lines = Lines::new(&document.text);
    let mut lenses = Vec::new();
    for (place, symbol) in reading.rules_of(path) {
        let Symbol::Rule(section, name) = symbol else { continue };
        let words = match *section {
            section if section == Section::Definitions.key() => rates::of_definition(rates, name),
            section if section == Section::Metrics.key() => rates::of_metric(rates, name),
            _ => None,
        };
        let Some(title) = words else { continue };
        lenses.push(CodeLens {
            range: lines.range(place.start, place.end),
            // Without a command it is told and can't be chosen.
            command: Some(Command {
                title,
                command: String::new(),
                arguments: None,
            }),
            data: None,
        });
    }
    lenses
}
