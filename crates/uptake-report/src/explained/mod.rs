//! Why a verdict is what it is, and how a metric came from one period to the next: in sentences, and for programs.

mod bridge;
mod clause;
mod flip;
mod form;
mod numbers;
mod person;

pub use bridge::{BridgeForm, bridge};
pub(crate) use bridge::{StepForm, step_line, words};
pub use form::ExplanationForm;
pub use person::{person, person_in_short};

use crate::number::plain;
use crate::style::word;
use uptake_engine::outcome::{Cell, Number};

/// A value in a sentence.
fn value(cell: &Cell<String>) -> String {
    match cell {
        Cell::Unknown => "unknown".to_owned(),
        Cell::Bool(value) => word(Some(*value)).to_owned(),
        Cell::Int(value) => value.to_string(),
        Cell::Float(value) => Number::float(*value).map_or_else(|| "unknown".to_owned(), plain),
        Cell::Text(text) if text.is_empty() => "empty".to_owned(),
        Cell::Text(text) => text.clone(),
    }
}

/// `1 row`, `2 rows`: the word has to end in `s` for many.
fn counted(count: u64, one: &str) -> String {
    let count_word = crate::number::thousands(count);
    match count {
        1 => format!("1 {one}"),
        _ => format!("{count_word} {one}s"),
    }
}
