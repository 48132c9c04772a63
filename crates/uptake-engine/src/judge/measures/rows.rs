//! Measures from rows: what the reduce step added up becomes a column of the cube.

use super::columns::column;
use crate::calendar::PeriodIndex;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::numbers::Numbers;
use crate::reduce::events::Reduced;
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
    let make = |(measure, rows): &(&Measure, &RowMeasure)| -> Result<Column, Error> {
        Ok(column(&measure.name.text, measure.ty, rows_of(cube, rows)?))
    };
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
fn rows_of(cube: &Cube<'_>, rows: &RowMeasure) -> Result<Numbers, Error> {
    let Some(reduced) = cube.reduced(&rows.dataset) else {
        return Ok(Numbers::Whole(vec![None; cube.frame.height()]));
    };
    let slot = reduced.plan.find(rows).ok_or_else(|| {
        Error::new(
            RunCode::Engine,
            format!("internal error: a measure of `{}` wasn't computed", rows.dataset),
        )
    })?;
    let order = &cube.data.order;
    let zero = rows.absent == Absent::Zero;
    let (first, last) = cube.range();
    let known: Vec<Known> = (first..=last).map(|period| Known::of(cube, reduced, period)).collect();
    let refused = |row: usize| {
        let (entity, at) = (order.get(row / known.len().max(1)), row % known.len().max(1));
        let period = first.checked_add(PeriodIndex::try_from(at).ok()?)?;
        Some(cube.refused(reduced, *entity?, period))
    };
    let refused = |row: usize| !reduced.refused.is_empty() && refused(row) != Some(false);
    if let Some(window) = rows.over {
        let together = reduced.accumulator.together(slot, order, first, last, window.last);
        let covered = window_covered(window, &known);
        let back = window.last as usize;
        let mut values = Vec::with_capacity(together.len());
        for (row, (value, covered)) in together.into_iter().zip(covered.into_iter().cycle()).enumerate() {
            let at = row % known.len().max(1);
            let lost = (row - at.min(back.saturating_sub(1))..=row).any(refused);
            let absent = zero.then_some(0);
            values.push(if covered && !lost { value.or(absent) } else { None });
        }
        return Ok(Numbers::Whole(values));
    }
    let mut values = reduced.accumulator.column(slot, order, (first, last), zero);
    values.keep(|row| known.get(row % known.len().max(1)) == Some(&Known::Yes) && !refused(row));
    Ok(values)
}

/// What is known of a period from the rows of a dataset.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Known {
    /// What was added up.
    Yes,
    /// Nothing: the data begin later.
    NotYet,
    /// Nothing, and there may have been something.
    No,
}

impl Known {
    fn of(cube: &Cube<'_>, reduced: &Reduced, period: PeriodIndex) -> Self {
        match (cube.covered(reduced, period), cube.not_yet(reduced, period)) {
            (true, _) => Known::Yes,
            (false, true) => Known::NotYet,
            (false, false) => Known::No,
        }
    }
}

/// For each period whether it is known, and enough of those before it. A gap in the window makes it unknown; periods before
/// the data begin don't belong to it.
fn window_covered(window: DistinctWindow, known: &[Known]) -> Vec<bool> {
    (0..known.len())
        .map(|at| {
            let from = (at + 1).saturating_sub(window.last as usize);
            let history = known.get(from..=at).unwrap_or(&[]);
            let told = history.iter().filter(|known| **known == Known::Yes).count();
            known.get(at) == Some(&Known::Yes) && !history.contains(&Known::No) && told >= window.minimum as usize
        })
        .collect()
}
