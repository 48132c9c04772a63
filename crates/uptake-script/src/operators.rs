//! The operators of rewritten scripts: those of [`scalar`] for values, and the few that lists have.

use crate::outcome::{Outcome, mismatch, nothing};
use crate::value::{dynamic, literal};
use rhai::{Dynamic, Position};
use uptake_expr::expr::Function;
use uptake_expr::expr::{Binary, scalar, typing};
use uptake_expr::value::{Literal, Type};

pub(crate) fn unary(symbol: &str, value: &Dynamic, at: Position) -> Outcome {
    match (symbol, literal(value)) {
        (_, Some(Literal::Unknown)) => Ok(Dynamic::UNIT),
        ("!", Some(Literal::Bool(value))) => Ok((!value).into()),
        ("-", Some(Literal::Int(value))) => Ok(value.checked_neg().map_or(Dynamic::UNIT, Dynamic::from)),
        ("-", Some(Literal::Float(value))) => Ok((-value).into()),
        ("!", _) => Err(mismatch("a truth value", value, at)),
        _ => Err(mismatch("a number", value, at)),
    }
}

pub(crate) fn binary(symbol: &str, left: Dynamic, right: Dynamic, at: Position) -> Outcome {
    let Some(operator) = typing::operator(symbol) else {
        return Err(nothing(None));
    };
    let (Some(a), Some(b)) = (literal(&left), literal(&right)) else {
        return on_lists(operator, left, right, at);
    };
    let fits = typing::common(a.ty(), b.ty()).is_some_and(|ty| match operator {
        Binary::Equal | Binary::NotEqual => true,
        Binary::Add => ty.is_number() || matches!(ty, Type::Text | Type::Unknown),
        Binary::Subtract | Binary::Multiply | Binary::Divide | Binary::Remainder => {
            ty.is_number() || ty == Type::Unknown
        }
        _ => ty != Type::Bool,
    });
    if !fits {
        return Err(mismatch(a.ty().name(), &right, at));
    }
    Ok(dynamic(&scalar::binary(operator, &a, &b)))
}

/// `list + list` and `list + item`: the only operators that lists have.
fn on_lists(operator: Binary, left: Dynamic, right: Dynamic, at: Position) -> Outcome {
    if operator == Binary::Add && left.is_array() {
        let mut list = left.into_array().unwrap_or_default();
        if right.is_array() {
            list.extend(right.into_array().unwrap_or_default());
        } else {
            list.push(right);
        }
        return Ok(list.into());
    }
    Err(mismatch(
        "a value",
        if literal(&left).is_none() { &left } else { &right },
        at,
    ))
}

/// Whether a list has an item equal to this one, a text a part, a map a key. Unknown if the item is, or if none is equal
/// and some are unknown.
pub(crate) fn contains(container: &Dynamic, item: &Dynamic, at: Position) -> Outcome {
    if item.is_unit() || container.is_unit() {
        return Ok(Dynamic::UNIT);
    }
    if let Ok(items) = container.as_array_ref() {
        let mut known = true;
        for candidate in items.iter() {
            match (literal(candidate), literal(item)) {
                (Some(Literal::Unknown), _) => known = false,
                (Some(a), Some(b))
                    if typing::common(a.ty(), b.ty()).is_some()
                        && scalar::binary(Binary::Equal, &a, &b) == Literal::Bool(true) =>
                {
                    return Ok(Dynamic::TRUE);
                }
                _ => {}
            }
        }
        return Ok(if known { Dynamic::FALSE } else { Dynamic::UNIT });
    }
    if let Ok(map) = container.as_map_ref() {
        let name = item.as_immutable_string_ref().map_err(|_| mismatch("text", item, at))?;
        return Ok(map.contains_key(name.as_str()).into());
    }
    if let Some(range) = container.read_lock::<std::ops::Range<i64>>() {
        return Ok(item
            .as_int()
            .map_or(Dynamic::FALSE, |item| range.contains(&item).into()));
    }
    if let Some(range) = container.read_lock::<std::ops::RangeInclusive<i64>>() {
        return Ok(item
            .as_int()
            .map_or(Dynamic::FALSE, |item| range.contains(&item).into()));
    }
    match (literal(container), literal(item)) {
        (Some(text @ Literal::Text(_)), Some(part @ Literal::Text(_))) => {
            Ok(dynamic(&Function::Contains.call(&[text, part], "UTC")))
        }
        _ => Err(mismatch("a list, a map or a text", container, at)),
    }
}
