//! `x in [a, b]`.

use super::kernel::unary;
use super::literal::unknown;
use crate::calendar::day;
use polars::prelude::*;
use rustc_hash::FxHashSet;
use std::borrow::Borrow;
use std::hash::Hash;
use uptake_rules::expr::Binary;
use uptake_rules::expr::scalar::compare_floats;
use uptake_rules::value::{Literal, Type};

/// Above so many values a table is faster than looking at each.
const FEW: usize = 8;

/// Whether the item, of type `ty`, equals one of the values; unknown if the item is.
pub(super) fn within(item: Expr, ty: Type, values: &[Literal]) -> Expr {
    if ty == Type::Unknown {
        return unknown(Type::Bool);
    }
    let values = Values::of(values);
    unary(item, Type::Bool, move |items| {
        let answer: BooleanChunked = match ty {
            Type::Bool => arity::unary_elementwise_values(items.bool()?, |item| values.truths.contains(&item)),
            Type::Int => arity::unary_elementwise_values(items.i64()?, |item| {
                values.wholes.has(&item) || values.equals(whole_as_float(item), false)
            }),
            Type::Float => arity::unary_elementwise_values(items.f64()?, |item| values.equals(item, true)),
            Type::Text => arity::unary_elementwise_values(items.str()?, |item| values.texts.has(item)),
            Type::Date => {
                arity::unary_elementwise_values(items.date()?.physical(), |item: i32| values.days.has(&i64::from(item)))
            }
            Type::Datetime => {
                arity::unary_elementwise_values(items.datetime()?.physical(), |item| values.instants.has(&item))
            }
            Type::Unknown => BooleanChunked::full_null(PlSmallStr::EMPTY, items.len()),
        };
        Ok(answer.with_name(items.name().clone()).into_series())
    })
}

/// The values, by type. A whole number is among the floats, too, for an item that is a float.
struct Values {
    truths: Vec<bool>,
    wholes: Set<i64>,
    floats: Vec<f64>,
    wholes_as_floats: Vec<f64>,
    texts: Set<String>,
    days: Set<i64>,
    instants: Set<i64>,
}

impl Values {
    fn of(values: &[Literal]) -> Self {
        let whole = |value: &Literal| match value {
            Literal::Int(value) => Some(*value),
            _ => None,
        };
        Self {
            truths: pick(values, |value| match value {
                Literal::Bool(value) => Some(*value),
                _ => None,
            }),
            wholes: Set::of(pick(values, whole)),
            floats: pick(values, |value| match value {
                Literal::Float(value) => Some(*value),
                _ => None,
            }),
            wholes_as_floats: pick(values, |value| whole(value).map(whole_as_float)),
            texts: Set::of(pick(values, |value| match value {
                Literal::Text(value) => Some(value.clone()),
                _ => None,
            })),
            days: Set::of(pick(values, |value| match value {
                Literal::Date(value) => Some(i64::from(day(*value))),
                _ => None,
            })),
            instants: Set::of(pick(values, |value| match value {
                Literal::Datetime(value) => Some(*value),
                _ => None,
            })),
        }
    }

    fn equals(&self, item: f64, wholes_too: bool) -> bool {
        let equal = |value: &f64| compare_floats(Binary::Equal, item, *value);
        self.floats.iter().any(equal) || (wholes_too && self.wholes_as_floats.iter().any(equal))
    }
}

fn pick<T>(values: &[Literal], of: impl Fn(&Literal) -> Option<T>) -> Vec<T> {
    values.iter().filter_map(of).collect()
}

#[allow(
    clippy::cast_precision_loss,
    reason = "a whole number beside a float becomes a float"
)]
fn whole_as_float(value: i64) -> f64 {
    value as f64
}

/// A list, or a table if it is long.
enum Set<T> {
    Few(Vec<T>),
    Many(FxHashSet<T>),
}

impl<T: Eq + Hash> Set<T> {
    fn of(values: Vec<T>) -> Self {
        if values.len() <= FEW {
            Self::Few(values)
        } else {
            Self::Many(values.into_iter().collect())
        }
    }

    fn has<Q: Eq + Hash + ?Sized>(&self, item: &Q) -> bool
    where
        T: Borrow<Q>,
    {
        match self {
            Self::Few(values) => values.iter().any(|value| value.borrow() == item),
            Self::Many(values) => values.contains(item),
        }
    }
}
