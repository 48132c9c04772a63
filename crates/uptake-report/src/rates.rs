//! What stands beside a rule while it is written: its figure, and what the draft makes of it.

use crate::number;
use uptake_engine::impact::{Rate, Rates};
use uptake_engine::outcome::Figure;
use uptake_project::BothRates;

/// The words beside a metric; nothing where there is no figure of it.
#[must_use]
pub fn of_metric(rates: &BothRates, name: &str) -> Option<String> {
    words(rates, name, |rates| &rates.metrics)
}

/// The words beside a definition.
#[must_use]
pub fn of_definition(rates: &BothRates, name: &str) -> Option<String> {
    words(rates, name, |rates| &rates.definitions)
}

fn words(rates: &BothRates, name: &str, of: fn(&Rates) -> &Vec<Rate>) -> Option<String> {
    let find = |rates: &Rates| of(rates).iter().find(|rate| rate.name == name).map(shown);
    let before = find(&rates.before);
    let label = &rates.before.label;
    let Some(after) = &rates.after else {
        return Some(format!("{} in {label}", before?));
    };
    match (before, find(after)) {
        (Some(before), Some(after_figure)) if before == after_figure => {
            Some(format!("{before} in {label}, the same by this draft"))
        }
        (Some(before), Some(after_figure)) => Some(format!("{before} in {label} → {after_figure} by this draft")),
        (None, Some(after_figure)) => Some(format!("{after_figure} in {} by this draft", after.label)),
        (Some(before), None) => Some(format!("{before} in {label} → no figure by this draft")),
        (None, None) => None,
    }
}

/// `62.5 % (5 of 8), 1 unknown`.
fn shown(rate: &Rate) -> String {
    let Figure {
        numerator,
        denominator,
        value,
        unknown,
        band: _,
    } = &rate.figure;
    let value = value.map_or_else(|| "n/a".to_owned(), |value| number::value(value, rate.unit));
    let of = match (numerator, denominator) {
        (Some(numerator), Some(denominator)) => {
            format!(" ({} of {})", number::plain(*numerator), number::plain(*denominator))
        }
        _ => String::new(),
    };
    match unknown {
        0 => format!("{value}{of}"),
        some => format!("{value}{of}, {} unknown", number::thousands(*some)),
    }
}
