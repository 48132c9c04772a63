//! Functions of ours as Polars expressions, and how they run over columns.
//!
//! A kernel is elementwise: its answer for a row depends on that row alone, so that Polars may cut, filter and order rows
//! around it. A column of one row beside longer ones is a constant and counts for every row.

use super::types::data_type;
use polars::prelude::*;
use std::ops::BitAnd;
use uptake_rules::value::Type;

/// An expression that calls `apply` with its inputs' columns. The answer has their length, and the type `ty`.
pub(super) fn kernel<F>(inputs: Vec<Expr>, ty: Type, apply: F) -> Expr
where
    F: Fn(&[Series]) -> PolarsResult<Series> + Send + Sync + 'static,
{
    let name = |fields: &[Field]| fields.first().map_or(PlSmallStr::EMPTY, |field| field.name().clone());
    map_multiple(
        move |columns: &mut [Column]| {
            let inputs: Vec<Series> = columns.iter().map(|c| c.as_materialized_series().clone()).collect();
            apply(&inputs).map(Series::into_column)
        },
        inputs,
        move |_: &Schema, fields: &[Field]| Ok(Field::new(name(fields), data_type(ty))),
    )
}

/// A kernel of one input.
pub(super) fn unary<F>(input: Expr, ty: Type, apply: F) -> Expr
where
    F: Fn(&Series) -> PolarsResult<Series> + Send + Sync + 'static,
{
    kernel(vec![input], ty, move |inputs| match inputs {
        [input] => apply(input),
        other => Err(wrong_count(other.len())),
    })
}

/// A kernel of two inputs.
pub(super) fn binary<F>(left: Expr, right: Expr, ty: Type, apply: F) -> Expr
where
    F: Fn(&Series, &Series) -> PolarsResult<Series> + Send + Sync + 'static,
{
    kernel(vec![left, right], ty, move |inputs| match inputs {
        [left, right] => apply(left, right),
        other => Err(wrong_count(other.len())),
    })
}

pub(super) fn wrong_count(found: usize) -> PolarsError {
    polars_err!(ComputeError: "a kernel got {} inputs", found)
}

/// The answer of `f` for each known number; `None` is unknown. `f` may be called with any number where one is unknown.
pub(super) fn each<T, V>(numbers: &ChunkedArray<T>, f: impl Fn(T::Native) -> Option<V::Native>) -> ChunkedArray<V>
where
    T: PolarsNumericType,
    V: PolarsNumericType,
{
    let numbers = numbers.rechunk();
    let array = numbers.downcast_as_array();
    let answers = || array.values_iter().map(|number| f(*number));
    let mut lost = false;
    let values: Vec<V::Native> = answers().map(|answer| known_or_default(answer, &mut lost)).collect();
    let mut validity = array.validity().cloned();
    if lost {
        validity = Some(both(validity, answers().map(|answer| answer.is_some()).collect()));
    }
    ChunkedArray::from_vec_validity(numbers.name().clone(), values, validity)
}

/// The answer of `f` for each pair of known numbers; `None` is unknown. `f` may be called with any numbers where one is
/// unknown.
pub(super) fn pairs<T, U, V>(
    left: &ChunkedArray<T>,
    right: &ChunkedArray<U>,
    f: impl Fn(T::Native, U::Native) -> Option<V::Native>,
) -> ChunkedArray<V>
where
    T: PolarsNumericType,
    U: PolarsNumericType,
    V: PolarsNumericType,
{
    let name = left.name().clone();
    match (left.len(), right.len()) {
        (1, length) if length != 1 => match left.get(0) {
            Some(constant) => each(right, |number| f(constant, number)).with_name(name),
            None => ChunkedArray::full_null(name, length),
        },
        (length, 1) if length != 1 => match right.get(0) {
            Some(constant) => each(left, |number| f(number, constant)),
            None => ChunkedArray::full_null(name, length),
        },
        _ => {
            let (left, right) = (left.rechunk(), right.rechunk());
            let (a, b) = (left.downcast_as_array(), right.downcast_as_array());
            let answers = || a.values_iter().zip(b.values_iter()).map(|(a, b)| f(*a, *b));
            let mut lost = false;
            let values: Vec<V::Native> = answers().map(|answer| known_or_default(answer, &mut lost)).collect();
            let mut validity = match b.validity() {
                Some(known) => Some(both(a.validity().cloned(), known.clone())),
                None => a.validity().cloned(),
            };
            if lost {
                validity = Some(both(validity, answers().map(|answer| answer.is_some()).collect()));
            }
            ChunkedArray::from_vec_validity(name, values, validity)
        }
    }
}

fn known_or_default<V: Default>(answer: Option<V>, lost: &mut bool) -> V {
    match answer {
        Some(value) => value,
        None => {
            *lost = true;
            V::default()
        }
    }
}

/// Where both are set; no first one is set everywhere.
fn both<B>(first: Option<B>, second: B) -> B
where
    for<'a> &'a B: BitAnd<&'a B, Output = B>,
{
    match first {
        Some(first) => &first & &second,
        None => second,
    }
}
