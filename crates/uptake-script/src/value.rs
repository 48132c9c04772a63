//! Values of rows ↔ values of the interpreter. Unknown is Rhai's `()`.

use jiff::civil::Date;
use rhai::Dynamic;
use uptake_expr::value::{Literal, Type};

/// An instant, in microseconds since 1970 began in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Instant(pub(crate) i64);

/// A value for the interpreter.
pub(crate) fn dynamic(value: &Literal) -> Dynamic {
    match value {
        Literal::Unknown => Dynamic::UNIT,
        Literal::Bool(value) => (*value).into(),
        Literal::Int(value) => (*value).into(),
        Literal::Float(value) => (*value).into(),
        Literal::Text(value) => value.as_str().into(),
        Literal::Date(day) => Dynamic::from(*day),
        Literal::Datetime(micros) => Dynamic::from(Instant(*micros)),
    }
}

/// A value of the interpreter, unless it is a list, a map or the like.
pub(crate) fn literal(value: &Dynamic) -> Option<Literal> {
    if value.is_unit() {
        return Some(Literal::Unknown);
    }
    if let Ok(value) = value.as_bool() {
        return Some(Literal::Bool(value));
    }
    if let Ok(value) = value.as_int() {
        return Some(Literal::Int(value));
    }
    if let Ok(value) = value.as_float() {
        return Some(Literal::Float(value));
    }
    if let Ok(letter) = value.as_char() {
        return Some(Literal::Text(letter.to_string()));
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return Some(Literal::Text(text.to_string()));
    }
    if let Some(day) = value.read_lock::<Date>() {
        return Some(Literal::Date(*day));
    }
    value.read_lock::<Instant>().map(|instant| Literal::Datetime(instant.0))
}

/// The answer of a script as a value of type `ty`; `None` if it isn't one.
pub(crate) fn typed(value: &Dynamic, ty: Type) -> Option<Literal> {
    let value = literal(value)?;
    #[allow(
        clippy::cast_precision_loss,
        reason = "a float is wanted, as where a whole number meets one"
    )]
    match (&value, ty) {
        (Literal::Unknown, _) | (_, Type::Unknown) => Some(value),
        (Literal::Int(whole), Type::Float) => Some(Literal::Float(*whole as f64)),
        (value, ty) if value.ty() == ty => Some(value.clone()),
        _ => None,
    }
}

/// What a type is called in messages.
pub(crate) fn kind(value: &Dynamic) -> &'static str {
    match literal(value) {
        Some(value) => value.ty().name(),
        None if value.is_array() => "a list",
        None if value.is_map() => "a map",
        None if value.is_fnptr() => "a closure",
        None if value.type_name().contains("Range") || value.type_name() == "range" => "a range",
        None => "something else",
    }
}
