//! How figures become answers.

use super::compute::Found;
use crate::expr::number;
use crate::value::Literal;
use std::collections::BTreeSet;

/// A number.
pub(super) fn float(found: Option<f64>) -> Found {
    found.map(Literal::Float)
}

/// A part of 1 in percent.
pub(super) fn percent(found: Option<f64>) -> Found {
    found.map(|part| Literal::Float(100.0 * part))
}

/// A number of things.
pub(super) fn count(number: usize) -> Found {
    i64::try_from(number).ok().map(Literal::Int)
}

/// A number of things as a float.
pub(super) fn float_of(number: usize) -> f64 {
    i64::try_from(number).map_or(f64::INFINITY, number::to_float)
}

/// How many different values there are.
pub(super) fn different<T: Ord>(values: impl Iterator<Item = T>) -> Found {
    count(values.collect::<BTreeSet<T>>().len())
}
