//! Measures from rows: what the reduce step added up becomes a column of the cube.

use super::columns::column;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::reduce::plan::row_measures;
use polars::prelude::*;
use uptake_codes::RunCode;
use uptake_rules::policy::measure::{Absent, DistinctWindow, Measure, RowMeasure};

/// The columns of all measures that were added up from rows. They read nothing but the reduced events, so they are made
/// side by side, one stretch of them per core.
pub(in crate::judge) fn counted(cube: &Cube<'_>) -> Result<Vec<Column>, Error> {
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
