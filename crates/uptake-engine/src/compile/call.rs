//! The functions of the language.

use super::argument::Argument;
use super::by_row::by_row;
use super::literal::unknown;
use super::types::data_type;
use super::{days, float, forms, kernel, whole};
use polars::prelude::*;
use uptake_rules::expr::{Function, written};
use uptake_rules::value::Type;

/// A call whose result is of type `ty`.
pub(super) fn call(function: Function, arguments: &[Argument], ty: Type, zone: &str) -> Expr {
    // What can never be known makes everything unknown, but for the question whether it is.
    if !function.sees_unknown() && arguments.iter().any(|argument| argument.ty == Type::Unknown) {
        return unknown(ty);
    }
    let columnar = match arguments {
        [argument] => unary(function, argument, zone),
        [left, right] => binary(function, left, right, ty, zone),
        _ => None,
    };
    columnar.unwrap_or_else(|| by_row(function, arguments, ty, zone))
}

/// The form for columns of a function of one argument, if it has one.
fn unary(function: Function, argument: &Argument, zone: &str) -> Option<Expr> {
    let whole = argument.ty == Type::Int;
    let value = argument.value.clone();
    Some(match function {
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
        Function::UtcDay => day(argument, "UTC"),
        Function::Weekday => days::weekday(day(argument, zone)),
        _ => return None,
    })
}

/// The form for columns of a function of two arguments, if it has one.
fn binary(function: Function, left: &Argument, right: &Argument, ty: Type, zone: &str) -> Option<Expr> {
    Some(match (function, ty) {
        (Function::Min, Type::Int) => whole::pair(left.value.clone(), right.value.clone(), |a, b| Some(a.min(b))),
        (Function::Max, Type::Int) => whole::pair(left.value.clone(), right.value.clone(), |a, b| Some(a.max(b))),
        // NaN is neither above nor below, so the second is taken.
        (Function::Min, _) => float::pair(left.float(), right.float(), |a, b| if a <= b { a } else { b }),
        (Function::Max, _) => float::pair(left.float(), right.float(), |a, b| if a >= b { a } else { b }),
        (Function::Contains | Function::StartsWith | Function::EndsWith, _) => search(function, left, right),
        (Function::Json, _) => forms::read(left.value.clone(), right.value.clone(), written::json),
        (Function::Iso, _) => forms::read(left.value.clone(), right.value.clone(), written::iso),
        (Function::DaysBetween, _) => days::days_between(day(left, zone), day(right, zone)),
        (Function::MonthsBetween, _) => days::months_between(day(left, zone), day(right, zone)),
        (Function::AddDays, _) if right.ty == Type::Int => days::add_days(day(left, zone), right.value.clone()),
        (Function::AddMonths, _) if right.ty == Type::Int => days::add_months(day(left, zone), right.value.clone()),
        _ => return None,
    })
}

/// Whether a text has another in it, at its start or at its end.
fn search(function: Function, left: &Argument, right: &Argument) -> Expr {
    let (text, part) = (left.value.clone(), right.value.clone());
    // Polars' own search is the faster one, but where the text is a constant it loses count of the rows.
    if right.constant && !left.constant {
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
fn day(argument: &Argument, zone: &str) -> Expr {
    let value = argument.value.clone();
    match argument.ty {
        Type::Datetime => days::of_instant(value, zone),
        Type::Text => days::of_text(value),
        _ => value,
    }
}
