//! Cases in words.

use crate::expr::proof::Witness;
use crate::value::Literal;

/// A value, as its author would write it.
pub(crate) fn value(value: &Literal) -> String {
    match value {
        Literal::Unknown => "unknown".to_owned(),
        Literal::Bool(value) => value.to_string(),
        Literal::Int(value) => value.to_string(),
        Literal::Float(value) if value.is_nan() => "not a number".to_owned(),
        Literal::Float(value) if value.is_infinite() => "infinite".to_owned(),
        Literal::Float(value) => value.to_string(),
        Literal::Text(text) => format!("\"{}\"", text.escape_default()),
        Literal::Date(day) => day.to_string(),
        Literal::Datetime(micros) => {
            jiff::Timestamp::from_microsecond(*micros).map_or_else(|_| micros.to_string(), |at| at.to_string())
        }
    }
}

/// The columns of a case with their values: "with `role` "A" and `uses` 2".
pub(crate) fn case(witness: &Witness) -> String {
    let values: Vec<String> = witness
        .0
        .iter()
        .map(|(name, its)| format!("`{name}` {}", value(its)))
        .collect();
    match values.split_last() {
        None => "in every case".to_owned(),
        Some((only, [])) => format!("with {only}"),
        Some((last, others)) => format!("with {} and {last}", others.join(", ")),
    }
}
