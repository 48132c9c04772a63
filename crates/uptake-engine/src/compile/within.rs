//! `x in [a, b]`.

use super::kernel::unary;
use super::literal::unknown;
use crate::calendar::day;
use polars::prelude::*;
use rustc_hash::FxHashSet;
use std::borrow::Borrow;
use std::hash::Hash;
use uptake_rules::expr::Binary;
use uptake_rules::expr::scalar::{compare_floats, compare_whole};
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
                values.wholes.has(&item) || values.floats.iter().any(|float| same(item, *float))
            }),
            Type::Float => arity::unary_elementwise_values(items.f64()?, |item| values.equals(item)),
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

/// The values, by type.
struct Values {
    truths: Vec<bool>,
    wholes: Set<i64>,
    floats: Vec<f64>,
    /// The same, for an item that is a float.
    all_wholes: Vec<i64>,
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
            all_wholes: pick(values, whole),
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

    fn equals(&self, item: f64) -> bool {
        let equal = |value: &f64| compare_floats(Binary::Equal, item, *value);
        self.floats.iter().any(equal) || self.all_wholes.iter().any(|whole| same(*whole, item))
    }
}

/// Whether a whole number is the same as a float.
fn same(whole: i64, float: f64) -> bool {
    compare_whole(Binary::Equal, whole, float)
}

fn pick<T>(values: &[Literal], of: impl Fn(&Literal) -> Option<T>) -> Vec<T> {
    values.iter().filter_map(of).collect()
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
