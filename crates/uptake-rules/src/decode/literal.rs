//! Values that are written as they are: numbers, texts, days and truths.

use crate::codes::Code;
use crate::context::Context;
use crate::lookalikes::cure;
use crate::syntax::fields::wrong_type;
use crate::syntax::{Node, Value};
use crate::value::Literal;
use std::str::FromStr;

/// The value of a node that is one.
pub(super) fn literal(node: &Node, key: &str, cx: &mut Context<'_>) -> Option<Literal> {
    if let Some((message, help)) = lookalike(node, cx.sources.text(node.span)) {
        cx.error_help(Code::WrongValue, node.span, format!("`{key}`: {message}"), help);
        return None;
    }
    Some(match &node.value {
        Value::Bool(value) => Literal::Bool(*value),
        Value::Int(value) => Literal::Int(*value),
        Value::Float(value) => Literal::Float(*value),
        Value::Text(text) => match day(text) {
            Some(day) => Literal::Date(day),
            None => Literal::Text(text.clone()),
        },
        Value::Null | Value::List(_) | Value::Map(_) => {
            wrong_type(
                node,
                key,
                "a number, a text, a date, a truth value, or a list of them",
                cx,
            );
            return None;
        }
    })
}

fn day(text: &str) -> Option<jiff::civil::Date> {
    (text.len() == 10)
        .then(|| jiff::civil::Date::from_str(text).ok())
        .flatten()
}

/// The least number that isn't one of 64 bits.
const LONGEST: f64 = 9_223_372_036_854_775_808.0;

/// What is wrong with a value that is none of its kind and would silently be a text, or a number without an end.
fn lookalike(node: &Node, written: &str) -> Option<(String, String)> {
    let shape = |text: &str| -> String {
        text.chars()
            .map(|letter| if letter.is_ascii_digit() { '9' } else { letter })
            .collect()
    };
    match &node.value {
        Value::Float(value) if !value.is_finite() => Some((
            format!("`{written}` isn't a finite number"),
            "write a number, such as `1000000`; where there is no limit, leave the condition out".to_owned(),
        )),
        // The parser makes a decimal number of a whole one that is too long. One that an override lays over a decimal number is one, too.
        Value::Float(value) if whole(written) && value.abs() < LONGEST => None,
        Value::Float(_) | Value::Text(_) if whole(written) => Some((
            format!("the whole number `{written}` has more than 64 bits"),
            "write it in quotes if it is a name, or with a decimal point if it is an amount".to_owned(),
        )),
        Value::Text(text) if shape(text) == "9999-99-99" && day(text).is_none() => Some((
            format!("`{text}` isn't a day of the calendar"),
            "correct the month or the day".to_owned(),
        )),
        // In quotes it is a text on purpose.
        Value::Text(text) if !written.starts_with(['"', '\'']) => {
            cure(text).map(|(what, cure)| (format!("`{text}` is text, not {what}"), cure))
        }
        _ => None,
    }
}

/// Whether it is written as a whole number.
fn whole(written: &str) -> bool {
    let digits = written.strip_prefix(['-', '+']).unwrap_or(written);
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}
