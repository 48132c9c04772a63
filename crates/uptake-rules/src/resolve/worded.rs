//! A number that differs between groups or over time, in words: `3 (5 for region: North from 2026-07-06)`.

use crate::policy::who::{Days, Who};
use crate::value::Literal;

/// What holds for everybody else first, then what holds for some; what is in force for nobody else has no first part.
pub(super) fn in_words(otherwise: Option<String>, cases: Vec<(&Who, String)>) -> String {
    let others: Vec<String> = cases
        .into_iter()
        .map(|(who, mut words)| {
            if !who.selector.is_everybody() {
                words.push_str(&format!(" for {}", who.selector));
            }
            if who.days != Days::ALL {
                words.push_str(&format!(" {}", who.days));
            }
            words
        })
        .collect();
    let others = others.join("; ");
    match otherwise {
        None => others,
        Some(main) if others.is_empty() => main,
        Some(main) => format!("{main} ({others})"),
    }
}

/// A value that a text may quote.
pub(super) fn spelled(value: &Literal) -> Option<String> {
    match value {
        Literal::Int(number) => Some(number.to_string()),
        Literal::Float(number) => Some(number.to_string()),
        Literal::Text(text) => Some(text.clone()),
        Literal::Date(day) => Some(day.to_string()),
        Literal::Bool(_) | Literal::Datetime(_) | Literal::Unknown => None,
    }
}
