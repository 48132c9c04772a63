//! Functions of the interpreter's own that are replaced: those that would panic, or grow beyond the limits before anybody
//! looks, and those that would fail where something is unknown.

use crate::charge::{Charge, LETTERS_OF_A_STEP};
use crate::limits::Limits;
use crate::outcome::too_long;
use crate::value::{kind, literal};
use rhai::{Array, Dynamic, Engine, EvalAltResult, ImmutableString, Position};
use std::cmp::Ordering;
use uptake_expr::expr::{Binary, scalar, typing};
use uptake_expr::value::Literal;

/// Puts them in; they win over those of the packages.
pub(crate) fn register(engine: &mut Engine, limits: Limits, charge: &Charge) {
    let sorting = charge.clone();
    engine.register_fn("sort", move |list: &mut Array| {
        // Comparing and copying, for each item as often as sorting looks at it.
        sorting.add(list.len().saturating_mul(list.len().max(1).ilog2() as usize + 1));
        sort(list)
    });
    let replacing = charge.clone();
    engine.register_fn(
        "replace",
        move |text: &mut ImmutableString, part: &str, new: &str| -> Result<(), Box<EvalAltResult>> {
            let times = text.matches(part).count();
            replacing.add(text.len() / LETTERS_OF_A_STEP + times / 4);
            let size = text.len().saturating_add(times.saturating_mul(new.len()));
            if size.saturating_sub(times.saturating_mul(part.len())) > limits.text {
                return Err(too_long(Position::NONE));
            }
            *text = text.replace(part, new).into();
            Ok(())
        },
    );
    unknown(engine);
}

/// What is asked of an unknown value, or with one, is unknown.
fn unknown(engine: &mut Engine) {
    for name in ["chars", "keys", "values", "reverse", "sort", "pop", "shift"] {
        engine.register_fn(name, |(): ()| ());
    }
    for name in [
        "split",
        "sub_string",
        "index_of",
        "remove",
        "extract",
        "truncate",
        "push",
    ] {
        engine.register_fn(name, |(): (), _: Dynamic| ());
    }
    for name in ["sub_string", "replace", "extract", "insert", "index_of"] {
        engine.register_fn(name, |(): (), _: Dynamic, _: Dynamic| ());
    }
    engine.register_fn("range", |(): (), _: Dynamic| ());
    engine.register_fn("range", |_: i64, (): ()| ());
    engine.register_fn("range", |(): (), _: Dynamic, _: Dynamic| ());
    engine.register_fn("range", |_: Dynamic, (): (), _: Dynamic| ());
    engine.register_fn("range", |_: Dynamic, _: Dynamic, (): ()| ());
    engine.register_fn("split", |_: &str, (): ()| ());
    engine.register_fn("sub_string", |_: &str, (): ()| ());
    engine.register_fn("sub_string", |_: &str, (): (), _: Dynamic| ());
    engine.register_fn("sub_string", |_: &str, _: i64, (): ()| ());
    engine.register_fn("extract", |_: &mut Array, (): ()| ());
    engine.register_fn("extract", |_: &mut Array, (): (), _: Dynamic| ());
    engine.register_fn("extract", |_: &mut Array, _: i64, (): ()| ());
}

/// Puts a list in order. Its items must be known and of one type; NaN comes last.
fn sort(list: &mut Array) -> Result<(), Box<EvalAltResult>> {
    let mut items: Vec<(Literal, Dynamic)> = Vec::with_capacity(list.len());
    for item in list.iter() {
        let value = literal(item).filter(|value| {
            let first = items.first().map_or(value, |(first, _)| first);
            *value != Literal::Unknown && typing::common(first.ty(), value.ty()).is_some()
        });
        let Some(value) = value else {
            let first = list.first().map_or("nothing", kind);
            let message = format!(
                "only a list of one type can be sorted, not one of {first} and {}",
                kind(item)
            );
            return Err(Box::new(EvalAltResult::ErrorRuntime(message.into(), Position::NONE)));
        };
        items.push((value, item.clone()));
    }
    items.sort_by(|(a, _), (b, _)| order(a, b));
    *list = items.into_iter().map(|(_, item)| item).collect();
    Ok(())
}

/// A total order, as sorting needs one: floats are compared exactly.
fn order(a: &Literal, b: &Literal) -> Ordering {
    let float = |value: &Literal| match value {
        Literal::Int(value) => Some(scalar::to_float(*value)),
        Literal::Float(value) if value.is_nan() => Some(f64::NAN),
        Literal::Float(value) => Some(*value),
        _ => None,
    };
    match (a, b) {
        (Literal::Int(a), Literal::Int(b)) => return a.cmp(b),
        (Literal::Int(a), Literal::Float(b)) => {
            return scalar::order_whole(*a, *b).unwrap_or(0.0_f64.total_cmp(b));
        }
        (Literal::Float(a), Literal::Int(b)) => {
            return scalar::order_whole(*b, *a).map_or(a.total_cmp(&0.0), Ordering::reverse);
        }
        _ => {}
    }
    if let (Some(a), Some(b)) = (float(a), float(b)) {
        return a.total_cmp(&b);
    }
    match scalar::compare(Binary::Less, a, b) {
        Some(true) => Ordering::Less,
        _ if a == b => Ordering::Equal,
        _ => Ordering::Greater,
    }
}
