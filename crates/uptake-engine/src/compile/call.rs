//! The functions of the language.

use super::{compile, data_type, days, float, forms, kernel, typed, unknown, whole};
use polars::prelude::*;
use uptake_rules::expr::{Expr as Rule, ExprKind, Function, written};
use uptake_rules::value::Type;

/// A call whose result is of type `ty`.
pub(super) fn call(function: Function, arguments: &[Rule], ty: Type, zone: &str) -> Expr {
    // What can never be known makes everything unknown, but for the question whether it is.
    if function != Function::IsKnown && arguments.iter().any(|argument| argument.ty == Type::Unknown) {
        return unknown(ty);
    }
    match arguments {
        [argument] => unary(function, argument, ty, zone),
        [left, right] => binary(function, left, right, ty, zone),
        // The rules are checked to have as many arguments as the function takes.
        _ => unknown(ty),
    }
}

fn unary(function: Function, argument: &Rule, ty: Type, zone: &str) -> Expr {
    let whole = argument.ty == Type::Int;
    let value = compile(argument, zone);
    match function {
        Function::IsKnown => value.is_not_null(),
        Function::Abs if whole => whole::abs(value),
        Function::Abs => float::abs(value),
        Function::Round | Function::Floor | Function::Ceiling | Function::ToInt if whole => value,
        Function::Round => value.round(0, RoundMode::HalfAwayFromZero),
        Function::Floor => value.floor(),
        Function::Ceiling => value.ceil(),
        Function::ToInt => float::to_int(value),
        Function::ToFloat if whole => value.cast(DataType::Float64),
        Function::ToFloat => value,
        Function::ToLower => value.str().to_lowercase(),
        Function::ToUpper => value.str().to_uppercase(),
        Function::Trimmed => value.str().strip_chars(lit(NULL)),
        Function::Len => value.str().len_chars().cast(data_type(Type::Int)),
        Function::Instant => forms::instant(value, whole),
        Function::Date => day(argument, zone),
        Function::Weekday => days::weekday(day(argument, zone)),
        Function::Min
        | Function::Max
        | Function::Contains
        | Function::StartsWith
        | Function::EndsWith
        | Function::Json
        | Function::Iso
        | Function::DaysBetween
        | Function::MonthsBetween => unknown(ty),
    }
}

fn binary(function: Function, left: &Rule, right: &Rule, ty: Type, zone: &str) -> Expr {
    match (function, ty) {
        (Function::Min, Type::Int) => whole::pair(compile(left, zone), compile(right, zone), |a, b| Some(a.min(b))),
        (Function::Max, Type::Int) => whole::pair(compile(left, zone), compile(right, zone), |a, b| Some(a.max(b))),
        // NaN is neither above nor below, so the second is taken.
        (Function::Min, _) => float::pair(
            typed(left, Type::Float, zone),
            typed(right, Type::Float, zone),
            |a, b| if a <= b { a } else { b },
        ),
        (Function::Max, _) => float::pair(
            typed(left, Type::Float, zone),
            typed(right, Type::Float, zone),
            |a, b| if a >= b { a } else { b },
        ),
        (Function::Contains | Function::StartsWith | Function::EndsWith, _) => search(function, left, right, zone),
        (Function::Json, _) => forms::read(compile(left, zone), compile(right, zone), written::json),
        (Function::Iso, _) => forms::read(compile(left, zone), compile(right, zone), written::iso),
        (Function::DaysBetween, _) => days::days_between(day(left, zone), day(right, zone)),
        (Function::MonthsBetween, _) => days::months_between(day(left, zone), day(right, zone)),
        _ => unknown(ty),
    }
}

/// Whether a text has another in it, at its start or at its end.
fn search(function: Function, left: &Rule, right: &Rule, zone: &str) -> Expr {
    let (text, part) = (compile(left, zone), compile(right, zone));
    let constant = |rule: &Rule| matches!(rule.kind, ExprKind::Literal(_));
    // Polars' own search is the faster one, but where the text is a constant it loses count of the rows.
    if constant(right) && !constant(left) {
        return match function {
            Function::StartsWith => text.str().starts_with(part),
            Function::EndsWith => text.str().ends_with(part),
            _ => text.str().contains_literal(part),
        };
    }
    kernel::binary(text, part, Type::Bool, move |texts, parts| {
        let holds = match function {
            Function::StartsWith => |text: &str, part: &str| text.starts_with(part),
            Function::EndsWith => |text: &str, part: &str| text.ends_with(part),
            _ => |text: &str, part: &str| text.contains(part),
        };
        let found: BooleanChunked = arity::broadcast_binary_elementwise_values(texts.str()?, parts.str()?, holds);
        Ok(found.into_series())
    })
}

/// The day of a date, of an instant, or of a text that names one.
fn day(argument: &Rule, zone: &str) -> Expr {
    let value = compile(argument, zone);
    match argument.ty {
        Type::Datetime => days::of_instant(value, zone),
        Type::Text => days::of_text(value),
        _ => value,
    }
}
