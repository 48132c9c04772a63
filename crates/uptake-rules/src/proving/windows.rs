//! What windows and numbers of all entities make of values: in words the same as the engine, which confirms it.

use crate::expr::{Binary, Expr, Last, Take, Window, scalar};
use crate::policy::measure::{Absent, AcrossMeasure, Aggregate, Among, By, WindowMeasure};
use crate::value::{Literal, Type};
use uptake_statistics::ExactSum;
use uptake_statistics::centre::quantile;

/// Whole numbers beyond this aren't looked into: up to here each has a float.
const MOST: i64 = 1 << 50;

/// Whole numbers below this have floats of their own, and so has their sum.
const EXACT: f64 = 4_503_599_627_370_496.0;

/// A number, or a truth as one; `None` where it isn't known. Nothing where it can't be told.
fn number(value: &Literal) -> Option<Option<f64>> {
    match value {
        Literal::Unknown => Some(None),
        Literal::Bool(held) => Some(Some(f64::from(u8::from(*held)))),
        Literal::Int(whole) if whole.abs() <= MOST => Some(Some(scalar::to_float(*whole))),
        Literal::Float(float) if float.is_finite() => Some(Some(*float)),
        _ => None,
    }
}

fn typed(value: Option<f64>, ty: Type) -> Option<Literal> {
    Some(match (value, ty) {
        (None, _) => Literal::Unknown,
        (Some(value), Type::Int) => Literal::Int(scalar::to_int(value)?),
        (Some(value), _) => Literal::Float(value),
    })
}

/// The value of a measure over the last periods in one of them, of the values of its operand; `told` says which periods count as one. The
/// engine's `window` in words is the same. `None` if it can't be told.
pub(super) fn measure(
    rule: &WindowMeasure,
    ty: Type,
    operand: &[Literal],
    told: &[bool],
    at: usize,
) -> Option<Literal> {
    if told.get(at) != Some(&true) {
        return Some(Literal::Unknown);
    }
    let last = rule.last as usize;
    let before = (0..=at).rev().filter(|at| told.get(*at) == Some(&true)).take(last);
    let window: Vec<Option<f64>> = before
        .map(|at| operand.get(at).map_or(Some(None), number))
        .collect::<Option<_>>()?;
    typed(of_window(rule, &window)?, ty)
}

fn of_window(rule: &WindowMeasure, window: &[Option<f64>]) -> Option<Option<f64>> {
    let history = match (rule.by, rule.absent) {
        (By::Calendar, Absent::Skip) => window.iter().flatten().count(),
        _ => window.len(),
    };
    let lacks = rule.absent == Absent::Unknown && window.iter().any(Option::is_none);
    if history < rule.minimum as usize || lacks {
        return Some(None);
    }
    let known: Vec<f64> = match rule.absent {
        Absent::Zero => window.iter().map(|value| value.unwrap_or(0.0)).collect(),
        Absent::Skip | Absent::Unknown => window.iter().flatten().copied().collect(),
    };
    if known.is_empty() {
        return Some(None);
    }
    Some(match rule.aggregate {
        Aggregate::Count | Aggregate::Sum => sum(&known),
        Aggregate::Mean => mean(&known),
        Aggregate::Min => known.into_iter().reduce(f64::min),
        Aggregate::Max => known.into_iter().reduce(f64::max),
        Aggregate::Distinct | Aggregate::DistinctDays => return None,
    })
}

fn sum(values: &[f64]) -> Option<f64> {
    // Of whole numbers every partial sum is exact, and most are counts.
    let whole = values.iter().try_fold(0.0, |sum: f64, value| {
        let sum = sum + value;
        (value.fract() == 0.0 && sum.abs() < EXACT).then_some(sum)
    });
    match whole {
        Some(whole) if !values.is_empty() => Some(whole),
        _ => values.iter().copied().collect::<ExactSum>().total(),
    }
}

fn mean(values: &[f64]) -> Option<f64> {
    let size = f64::from(u32::try_from(values.len()).ok()?);
    values.iter().copied().collect::<ExactSum>().over(size)
}

/// The values of a number of all entities, of everybody's value and whether they count in each period; `frozen` is the period whose
/// answer stays. `None` if it can't be told.
pub(super) fn of_all(
    rule: &AcrossMeasure<Expr>,
    ty: Type,
    periods: &[Vec<(Literal, bool)>],
    frozen: Option<usize>,
) -> Option<Vec<Literal>> {
    let mut answers: Vec<Option<f64>> = Vec::new();
    for everybody in periods {
        let mut values = Vec::new();
        for (value, counts) in everybody {
            let value = number(value)?;
            if *counts {
                values.extend(value);
            }
        }
        let enough = !values.is_empty() && values.len() >= rule.least as usize;
        answers.push(if enough { among(rule.among, &values) } else { None });
    }
    if rule.frozen.is_some() {
        let stays = frozen.and_then(|at| answers.get(at).copied().flatten());
        for (period, answer) in answers.iter_mut().enumerate() {
            *answer = if frozen.is_some_and(|at| period >= at) {
                stays
            } else {
                None
            };
        }
    }
    answers.into_iter().map(|answer| typed(answer, ty)).collect()
}

fn among(how: Among, values: &[f64]) -> Option<f64> {
    match how {
        Among::Count | Among::Sum => sum(values),
        Among::Mean => mean(values),
        Among::Min => values.iter().copied().reduce(f64::min),
        Among::Max => values.iter().copied().reduce(f64::max),
        Among::Quantile(at) => quantile(values, at),
    }
}

/// The answer of a function over periods in one of them; `None` if it can't be told.
pub(super) fn function(window: Window, operand: &[Literal], at: usize) -> Option<Literal> {
    let upto = operand.get(..=at)?;
    let whole = |count: usize| i64::try_from(count).ok().map(Literal::Int);
    match window {
        Window::Lag(back) => Some(at.checked_sub(back as usize).and_then(|at| operand.get(at)).cloned())
            .map(|found| found.unwrap_or(Literal::Unknown)),
        Window::First => {
            let known = upto.iter().find(|value| **value != Literal::Unknown);
            Some(known.cloned().unwrap_or(Literal::Unknown))
        }
        Window::Streak => {
            let held = upto
                .iter()
                .rev()
                .take_while(|value| **value == Literal::Bool(true))
                .count();
            match upto.iter().rev().nth(held) {
                Some(Literal::Unknown) => Some(Literal::Unknown),
                _ => whole(held),
            }
        }
        Window::Since => {
            let passed = upto
                .iter()
                .rev()
                .take_while(|value| **value == Literal::Bool(false))
                .count();
            match upto.iter().rev().nth(passed) {
                Some(Literal::Bool(true)) => whole(passed),
                _ => Some(Literal::Unknown),
            }
        }
        Window::Last(last) => of_last(last, upto.get(upto.len().saturating_sub(last.periods as usize)..)?),
    }
}

fn of_last(last: Last, window: &[Literal]) -> Option<Literal> {
    let known: Vec<&Literal> = window.iter().filter(|value| **value != Literal::Unknown).collect();
    let whole = |count: usize| i64::try_from(count).ok().map(Literal::Int);
    if last.take == Take::Known {
        return whole(known.len());
    }
    if known.len() < last.least.max(1) as usize {
        return Some(Literal::Unknown);
    }
    let numbers = || -> Option<Vec<f64>> { known.iter().map(|value| number(value)?).collect() };
    let best = |op: Binary| {
        let better = |new: &Literal, old: &Literal| scalar::compare(op, new, old) == Some(true);
        let found = known
            .iter()
            .copied()
            .reduce(|old, new| if better(new, old) { new } else { old });
        numbers().and(found.cloned())
    };
    match last.take {
        Take::Known => None,
        Take::Count => whole(known.iter().filter(|value| ***value == Literal::Bool(true)).count()),
        Take::Sum => {
            let ty = match known.first() {
                Some(Literal::Int(_)) => Type::Int,
                _ => Type::Float,
            };
            typed(sum(&numbers()?), ty)
        }
        Take::Mean => typed(mean(&numbers()?), Type::Float),
        Take::Min => best(Binary::Less),
        Take::Max => best(Binary::Greater),
    }
}
