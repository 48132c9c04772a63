//! Functions over the periods of an entity: what [`Window`] says, computed for all rows of the cube at once.
//!
//! The rows of an entity follow each other, one per period, so that a window is a stretch of rows that ends with the
//! judged one. Whatever only picks a row, such as `lag` or `min`, is told by row numbers, and holds for every type.

use crate::compile::data_type;
use crate::error::Error;
use crate::total::quotient;
use crate::truths;
use polars::prelude::*;
use uptake_rules::expr::{Last, Take, Window};
use uptake_rules::value::Type;
use uptake_statistics::ExactSum;

/// The answer of each row. `operand` is the operand in each row, of type `ty`; each entity has `periods` rows.
///
/// A NaN among the values makes a sum, a mean, the least and the greatest NaN.
pub(crate) fn answers(window: Window, operand: &Series, ty: Type, periods: usize) -> Result<Series, Error> {
    let stretch = periods.max(1);
    let name = operand.name().clone();
    let wholes =
        |answers: Vec<Option<i64>>| Int64Chunked::from_iter_options(name.clone(), answers.into_iter()).into_series();
    let counts = match window {
        Window::Streak | Window::Since => true,
        Window::Last(last) => matches!(last.take, Take::Known | Take::Count),
        Window::Lag(_) | Window::First => false,
    };
    if ty == Type::Unknown && !counts {
        // Nothing of it can be known, and Polars has no arithmetic for it.
        return Ok(Series::full_null(name, operand.len(), &data_type(window.result(ty))));
    }
    Ok(match window {
        Window::Lag(back) => rows(operand, &lag(operand.len(), stretch, back as usize))?,
        Window::First => rows(operand, &first(&known(operand), stretch))?,
        Window::Streak => wholes(by_entity(&truths(operand)?, stretch, streak)),
        Window::Since => wholes(by_entity(&truths(operand)?, stretch, since)),
        Window::Last(last) => match last.take {
            Take::Known => wholes(by_entity(&known(operand), stretch, |known, answers| {
                count_known(known, last, answers);
            })),
            Take::Count => wholes(by_entity(&truths(operand)?, stretch, |truths, answers| {
                count_true(truths, last, answers);
            })),
            Take::Sum | Take::Mean => total(last, operand, ty, stretch)?,
            Take::Min | Take::Max => rows(operand, &extremes(last, operand, ty, stretch)?)?,
        },
    })
}

/// Calls `entity` with the values of each entity; it appends an answer for each.
fn by_entity<T, V>(values: &[T], stretch: usize, entity: impl Fn(&[T], &mut Vec<V>)) -> Vec<V> {
    let mut answers = Vec::with_capacity(values.len());
    for values in values.chunks(stretch) {
        entity(values, &mut answers);
    }
    answers
}

/// Which rows have a value.
fn known(operand: &Series) -> Vec<bool> {
    operand.is_not_null().iter().map(|known| known == Some(true)).collect()
}

fn truths(operand: &Series) -> Result<Vec<Option<bool>>, Error> {
    Ok(truths::of(operand.cast(&DataType::Boolean)?.bool()?))
}

/// The values in the rows of these numbers; unknown where there is no number.
fn rows(operand: &Series, numbers: &[Option<usize>]) -> Result<Series, Error> {
    let numbers = numbers
        .iter()
        .map(|row| row.and_then(|row| IdxSize::try_from(row).ok()));
    Ok(operand.take(&IdxCa::from_iter_options("rows".into(), numbers))?)
}

fn lag(height: usize, stretch: usize, back: usize) -> Vec<Option<usize>> {
    (0..height)
        .map(|row| (row % stretch >= back).then(|| row - back))
        .collect()
}

fn first(known: &[bool], stretch: usize) -> Vec<Option<usize>> {
    let mut found = None;
    known
        .iter()
        .enumerate()
        .map(|(row, known)| {
            if row % stretch == 0 {
                found = None;
            }
            if found.is_none() && *known {
                found = Some(row);
            }
            found
        })
        .collect()
}

fn streak(truths: &[Option<bool>], answers: &mut Vec<Option<i64>>) {
    // The record's beginning ends a streak as a period does in which it doesn't hold.
    let mut running = Some(0);
    for truth in truths {
        running = match truth {
            Some(true) => running.map(|length| length + 1),
            Some(false) => Some(0),
            None => None,
        };
        answers.push(running);
    }
}

fn since(truths: &[Option<bool>], answers: &mut Vec<Option<i64>>) {
    let mut passed: Option<i64> = None;
    for truth in truths {
        passed = match truth {
            Some(true) => Some(0),
            Some(false) => passed.map(|periods| periods + 1),
            None => None,
        };
        answers.push(passed);
    }
}

/// Goes through the windows of one entity: what enters each, what leaves it, and then the answer.
fn slide<T: Copy, S, V>(
    values: &[T],
    last: Last,
    state: &mut S,
    enter: impl Fn(&mut S, T),
    leave: impl Fn(&mut S, T),
    mut answer: impl FnMut(&S) -> V,
    answers: &mut Vec<V>,
) {
    let left = std::iter::repeat_n(None, last.periods as usize).chain(values.iter().map(|value| Some(*value)));
    for (value, left) in values.iter().zip(left) {
        enter(state, *value);
        if let Some(left) = left {
            leave(state, left);
        }
        answers.push(answer(state));
    }
}

fn count_known(known: &[bool], last: Last, answers: &mut Vec<Option<i64>>) {
    let step = |count: &mut i64, known: bool, by: i64| *count += if known { by } else { 0 };
    slide(
        known,
        last,
        &mut 0,
        |count, known| step(count, known, 1),
        |count, known| step(count, known, -1),
        |count| Some(*count),
        answers,
    );
}

fn count_true(truths: &[Option<bool>], last: Last, answers: &mut Vec<Option<i64>>) {
    // How many are known, and how many of them hold.
    let step = |state: &mut (i64, i64), truth: Option<bool>, by: i64| {
        if let Some(holds) = truth {
            state.0 += by;
            state.1 += if holds { by } else { 0 };
        }
    };
    slide(
        truths,
        last,
        &mut (0, 0),
        |state, truth| step(state, truth, 1),
        |state, truth| step(state, truth, -1),
        |(known, held)| (*known >= least(last)).then_some(*held),
        answers,
    );
}

/// How many values must be known; without any there is no answer.
fn least(last: Last) -> i64 {
    i64::from(last.least.max(1))
}

/// Sum or mean.
fn total(last: Last, operand: &Series, ty: Type, stretch: usize) -> Result<Series, Error> {
    let name = operand.name().clone();
    if ty == Type::Int {
        let values: Vec<Option<i64>> = operand.i64()?.iter().collect();
        // In 128 bits the sum of a window is exact: it has fewer than 2^32 values of 64 bits.
        let windows = by_entity(&values, stretch, |values, answers| exact_sums(values, last, answers));
        if last.take == Take::Sum {
            let sums = windows.into_iter().map(|window| i64::try_from(window?.0).ok());
            return Ok(Int64Chunked::from_iter_options(name, sums).into_series());
        }
        let means = windows.into_iter().map(|window| {
            let (sum, known) = window?;
            Some(quotient(sum, u64::try_from(known).ok()?))
        });
        return Ok(Float64Chunked::from_iter_options(name, means).into_series());
    }
    let floats = operand.cast(&DataType::Float64)?;
    let values: Vec<Option<f64>> = floats.f64()?.iter().collect();
    let answers = by_entity(&values, stretch, |values, answers| {
        answers.extend(windows(values, last).map(|window| of_floats(window, last)));
    });
    Ok(Float64Chunked::from_iter_options(name, answers.into_iter()).into_series())
}

/// Sum or mean of a window of floats, exact until it is rounded once. Of finite ones it is finite, or unknown.
fn of_floats(window: &[Option<f64>], last: Last) -> Option<f64> {
    let known = || window.iter().flatten().copied();
    let count = u32::try_from(known().count()).ok()?;
    if i64::from(count) < least(last) {
        return None;
    }
    let size = f64::from(count);
    if !known().all(f64::is_finite) {
        let sum: f64 = known().sum();
        return Some(if last.take == Take::Sum { sum } else { sum / size });
    }
    let sum: ExactSum = known().collect();
    if last.take == Take::Sum {
        sum.total()
    } else {
        sum.over(size)
    }
}

/// For each window the sum of its known values and how many there are, if they are enough.
fn exact_sums(values: &[Option<i64>], last: Last, answers: &mut Vec<Option<(i128, i64)>>) {
    let step = |state: &mut (i128, i64), value: Option<i64>, sign: i64| {
        if let Some(value) = value {
            state.0 += i128::from(value) * i128::from(sign);
            state.1 += sign;
        }
    };
    slide(
        values,
        last,
        &mut (0, 0),
        |state, value| step(state, value, 1),
        |state, value| step(state, value, -1),
        |state| (state.1 >= least(last)).then_some(*state),
        answers,
    );
}

/// The window of each period of one entity.
fn windows<T>(values: &[T], last: Last) -> impl Iterator<Item = &[T]> {
    (1..=values.len()).map(move |end| {
        let start = end.saturating_sub(last.periods as usize);
        values.get(start..end).unwrap_or_default()
    })
}

/// For each row the number of the row in its window with the least or greatest value; of equal ones the oldest.
fn extremes(last: Last, operand: &Series, ty: Type, stretch: usize) -> Result<Vec<Option<usize>>, Error> {
    let greatest = last.take == Take::Max;
    Ok(match ty {
        Type::Text => {
            let texts: Vec<Option<&str>> = operand.str()?.iter().collect();
            best(
                last,
                &texts,
                stretch,
                |new, old| if greatest { new > old } else { new < old },
            )
        }
        Type::Float => {
            let floats: Vec<Option<f64>> = operand.f64()?.iter().collect();
            best(last, &floats, stretch, |new, old| {
                !old.is_nan() && (new.is_nan() || if greatest { new > old } else { new < old })
            })
        }
        Type::Unknown => vec![None; operand.len()],
        Type::Bool | Type::Int | Type::Date | Type::Datetime => {
            let wholes = operand.to_physical_repr().cast(&DataType::Int64)?;
            let wholes: Vec<Option<i64>> = wholes.i64()?.iter().collect();
            best(
                last,
                &wholes,
                stretch,
                |new, old| if greatest { new > old } else { new < old },
            )
        }
    })
}

fn best<T: Copy>(
    last: Last,
    values: &[Option<T>],
    stretch: usize,
    better: impl Fn(&T, &T) -> bool,
) -> Vec<Option<usize>> {
    let mut answers = Vec::with_capacity(values.len());
    for (entity, values) in values.chunks(stretch).enumerate() {
        for (at, window) in windows(values, last).enumerate() {
            let oldest = entity * stretch + at + 1 - window.len();
            let mut known = 0;
            let mut found: Option<(usize, T)> = None;
            for (value, row) in window.iter().zip(oldest..) {
                let Some(value) = value else { continue };
                known += 1;
                if found.is_none_or(|(_, old)| better(value, &old)) {
                    found = Some((row, *value));
                }
            }
            answers.push(found.filter(|_| known >= least(last)).map(|(row, _)| row));
        }
    }
    answers
}

#[cfg(test)]
mod tests;
