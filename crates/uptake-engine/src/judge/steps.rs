//! Measures, definitions and ladders, each after what it reads.

use super::cube::Cube;
use super::expressions::{Expressions, evaluate};
use super::{across, days, window};
use crate::compile::{choose, data_type};
use crate::error::Error;
use crate::outcome::ScriptOutcome;
use crate::reduce::plan::row_measures;
use polars::prelude::*;
use uptake_codes::RunCode;
use uptake_rules::policy::Step;
use uptake_rules::policy::ladder::Ladder;
use uptake_rules::policy::measure::{Absent, DistinctWindow, Measure, MeasureKind, RowMeasure, WindowMeasure};
use uptake_rules::value::Type;

/// Adds a column to the cube for every step of the policy, and tells how the scripts went that were interpreted.
///
/// # Errors
/// When an expression can't be computed.
pub fn judge(cube: &mut Cube<'_>) -> Result<Vec<ScriptOutcome>, Error> {
    let policy = cube.policy;
    let mut expressions = Expressions::new(policy.calendar.time_zone.as_str());
    let counted = counted(cube)?;
    cube.frame.hstack_mut(&counted)?;
    for step in &policy.order {
        let column = match step {
            Step::Measure(index) => match policy.measures.get(*index) {
                Some(Measure {
                    kind: MeasureKind::Rows(_),
                    ..
                })
                | None => continue,
                Some(measure) => self::measure(cube, measure, &mut expressions)?,
            },
            Step::Definition(index) => match policy.definitions.get(*index) {
                Some(rule) => expressions.column(cube, &rule.when, &rule.name.text, Type::Bool)?,
                None => continue,
            },
            Step::Ladder(index) => match policy.ladders.get(*index) {
                Some(rule) => ladder(cube, rule, &mut expressions)?,
                None => continue,
            },
        };
        cube.frame.with_column(column)?;
    }
    Ok(expressions.finish(cube))
}

/// The columns of all measures that were added up from rows. They read nothing but the reduced events, so they are made
/// side by side, one stretch of them per core.
fn counted(cube: &Cube<'_>) -> Result<Vec<Column>, Error> {
    let measures: Vec<(&Measure, &RowMeasure)> = row_measures(cube.policy).collect();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let stretch = measures.len().div_ceil(cores).max(1);
    let make = |(measure, rows): &(&Measure, &RowMeasure)| column(&measure.name.text, measure.ty, rows_of(cube, rows)?);
    std::thread::scope(|scope| {
        let workers: Vec<_> = measures
            .chunks(stretch)
            .map(|measures| scope.spawn(move || measures.iter().map(make).collect::<Result<Vec<Column>, Error>>()))
            .collect();
        let mut columns = Vec::with_capacity(measures.len());
        for worker in workers {
            columns.extend(worker.join().unwrap_or_else(|_| {
                Err(Error::new(
                    RunCode::Engine,
                    "internal error: the worker computing measures panicked",
                ))
            })?);
        }
        Ok(columns)
    })
}

/// The first label whose condition holds; an unknown condition ends the search.
fn ladder(cube: &mut Cube<'_>, rule: &Ladder, expressions: &mut Expressions<'_>) -> Result<Column, Error> {
    let name = rule.name.text.as_str();
    if let Some(choice) = &rule.choice {
        return expressions.column(cube, choice, name, Type::Text);
    }
    let mut conditions = Vec::with_capacity(rule.steps.len());
    for step in &rule.steps {
        let condition = step.when.as_ref().map(|when| expressions.compiled(cube, when, name));
        conditions.push(condition.transpose()?);
    }
    let unknown = lit(NULL).cast(DataType::String);
    let steps = rule.steps.iter().zip(conditions).rev();
    let answer = steps.fold(unknown, |below, (step, condition)| {
        let label = lit(step.label.text.as_str());
        match condition {
            None => label,
            Some(condition) => choose(condition.cast(DataType::Boolean), label, below, Type::Text),
        }
    });
    evaluate(&cube.frame, answer, name)
}

fn measure(cube: &mut Cube<'_>, measure: &Measure, expressions: &mut Expressions<'_>) -> Result<Column, Error> {
    let name = measure.name.text.as_str();
    match &measure.kind {
        // Already there, see `counted`.
        MeasureKind::Rows(_) => Ok(cube.frame.column(name)?.clone()),
        MeasureKind::Days(rule) => {
            let days = days::days(cube, rule);
            Ok(Int64Chunked::from_iter_options(name.into(), days.into_iter()).into_column())
        }
        MeasureKind::Value(expr) => {
            let values = expressions.column(cube, expr, name, measure.ty)?;
            if measure.ty == Type::Float {
                finite(&values)
            } else {
                Ok(values)
            }
        }
        MeasureKind::Across(rule) => {
            let operand = finite(&expressions.column(cube, &rule.of, name, Type::Float)?)?;
            let values: Vec<Option<f64>> = operand.f64()?.iter().collect();
            let filter = rule.filter.as_deref();
            let filter = filter.map(|filter| expressions.column(cube, filter, name, Type::Bool));
            let counts: Option<Vec<Option<bool>>> = match filter.transpose()? {
                Some(filter) => Some(filter.bool()?.iter().collect()),
                None => None,
            };
            column(name, measure.ty, across::across(cube, rule, &values, counts.as_deref()))
        }
        MeasureKind::Window(rule) => {
            let operand = finite(&expressions.column(cube, &rule.of, name, Type::Float)?)?;
            let values: Vec<Option<f64>> = operand.f64()?.iter().collect();
            column(name, measure.ty, windows(cube, rule, &values))
        }
    }
}

/// What isn't a number is unknown. Within an expression `1.0 / 0.0` may stand and be compared, but a measure is counted,
/// summed and shown, and one NaN would make a whole team's mean NaN.
fn finite(values: &Column) -> Result<Column, Error> {
    let numbers = values.f64()?;
    if numbers.iter().flatten().all(f64::is_finite) {
        return Ok(values.clone());
    }
    let numbers = numbers.iter().map(|number| number.filter(|number| number.is_finite()));
    Ok(Float64Chunked::from_iter_options(values.name().clone(), numbers).into_column())
}

/// Numbers as a column of the measure's type.
fn column(name: &str, ty: Type, values: Vec<Option<f64>>) -> Result<Column, Error> {
    if ty == Type::Int {
        #[allow(
            clippy::cast_possible_truncation,
            reason = "counts, and sums of whole numbers, which floats hold to 2^53"
        )]
        let whole = values.into_iter().map(|value| value.map(|value| value as i64));
        return Ok(Int64Chunked::from_iter_options(name.into(), whole).into_column());
    }
    let floats = Float64Chunked::from_iter_options(name.into(), values.into_iter()).into_series();
    Ok(floats.cast(&data_type(ty))?.into_column())
}

/// What was added up; where no row counts, what the measure says of absence, but unknown outside the data.
fn rows_of(cube: &Cube<'_>, rows: &RowMeasure) -> Result<Vec<Option<f64>>, Error> {
    let Some(reduced) = cube.reduced(&rows.dataset) else {
        return Ok(vec![None; cube.frame.height()]);
    };
    let slot = reduced.plan.find(rows).ok_or_else(|| {
        Error::new(
            RunCode::Engine,
            format!("internal error: a measure of `{}` wasn't computed", rows.dataset),
        )
    })?;
    let order = &cube.data.order;
    let absent = (rows.absent == Absent::Zero).then_some(0.0);
    let (first, last) = cube.range();
    let covered: Vec<bool> = (first..=last).map(|period| cube.covered(reduced, period)).collect();
    if let Some(window) = rows.over {
        let together = reduced.accumulator.together(slot, order, first, last, window.last);
        return Ok(together
            .into_iter()
            .zip(window_covered(window, &covered).into_iter().cycle())
            .map(|(value, covered)| if covered { value.or(absent) } else { None })
            .collect());
    }
    let mut values = reduced.accumulator.column(slot, order, first, last);
    for (value, covered) in values.iter_mut().zip(covered.iter().cycle()) {
        *value = if *covered { value.or(absent) } else { None };
    }
    Ok(values)
}

/// For each period whether the data cover it, and enough of those before it.
fn window_covered(window: DistinctWindow, covered: &[bool]) -> Vec<bool> {
    (0..covered.len())
        .map(|at| {
            let from = (at + 1).saturating_sub(window.last as usize);
            let history = covered.get(from..=at).unwrap_or(&[]);
            let known = history.iter().filter(|covered| **covered).count();
            covered.get(at) == Some(&true) && known >= window.minimum as usize
        })
        .collect()
}

fn windows(cube: &Cube<'_>, rule: &WindowMeasure, values: &[Option<f64>]) -> Vec<Option<f64>> {
    let behind: Vec<_> = rule
        .datasets
        .iter()
        .filter_map(|dataset| cube.reduced(dataset))
        .collect();
    let (first, last) = cube.range();
    // Without a dataset behind it the operand is known from the list alone, for every period.
    let covered: Vec<bool> = (first..=last)
        .map(|period| behind.is_empty() || behind.iter().any(|reduced| cube.covered(reduced, period)))
        .collect();
    let rows: Vec<bool> = cube
        .cells()
        .map(|(entity, period)| {
            behind.is_empty()
                || behind
                    .iter()
                    .any(|reduced| reduced.accumulator.has_rows(entity, period))
        })
        .collect();
    let length = cube.periods().max(1);
    values
        .chunks(length)
        .zip(rows.chunks(length))
        .flat_map(|(values, rows)| window::window(rule, values, rows, &covered))
        .collect()
}
