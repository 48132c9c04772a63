//! Measures from rows: what the reduce step added up becomes a column of the cube.

use super::columns::column;
use crate::calendar::PeriodIndex;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::shared::Shared;
use crate::narrow::Filling;
use crate::numbers::Numbers;
use crate::reduce::accumulate::SlotCells;
use crate::reduce::plan::row_measures;
use crate::reduce::reduced::Reduced;
use polars::prelude::*;
use uptake_codes::RunCode;
use uptake_rules::policy::measure::{Absent, DistinctWindow, Measure, RowMeasure};

/// The columns of all measures that were added up from rows. They read nothing but the reduced events, so each core makes those of
/// a stretch of the entities; what an entity has is looked at for all measures while it is near. What is `shared` with another
/// judgement is there already.
pub(in crate::judge) fn counted(cube: &Cube<'_>, shared: Option<&Shared<'_>>) -> Result<Vec<Column>, Error> {
    let known = |measure: &Measure| shared.and_then(|shared| shared.column(&measure.name.text));
    let measures: Vec<(&Measure, &RowMeasure, Option<Column>)> = row_measures(cube.policy)
        .map(|(measure, rows)| (measure, rows, known(measure)))
        .collect();
    let mut slots: Vec<Slot<'_>> = Vec::new();
    for (_, rows, known) in &measures {
        if known.is_some() {
            continue;
        }
        if let (None, Some(reduced)) = (rows.over, cube.reduced(&rows.dataset)) {
            slots.push(Slot::of(cube, rows, reduced)?);
        }
    }
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let stretch = cube.data.order.len().div_ceil(cores).max(1);
    let mut filled: Vec<Filling> = slots.iter().map(|slot| slot.cells.column(0)).collect();
    std::thread::scope(|scope| {
        let slots = &slots;
        let workers: Vec<_> = cube
            .data
            .order
            .chunks(stretch)
            .map(|entities| scope.spawn(move || fill(slots, entities)))
            .collect();
        for worker in workers {
            let parts = worker.join().map_err(|_| {
                Error::new(
                    RunCode::Engine,
                    "internal error: the worker computing measures panicked",
                )
            })?;
            filled.iter_mut().zip(parts).for_each(|(all, part)| all.append(part));
        }
        Ok::<(), Error>(())
    })?;
    let mut filled = filled.into_iter();
    let make = |(measure, rows, known): (&Measure, &RowMeasure, Option<Column>)| -> Result<Column, Error> {
        if let Some(column) = known {
            return Ok(column);
        }
        let name = measure.name.text.as_str();
        let numbers = match (cube.reduced(&rows.dataset), rows.over) {
            (None, _) => Numbers::Whole(vec![None; cube.frame.height()]),
            (Some(reduced), Some(window)) => together(cube, rows, reduced, window)?,
            (Some(_), None) => match filled.next().map(|filling| filling.column(name, measure.ty)) {
                Some(Ok(column)) => return Ok(column),
                // A number of the other kind.
                Some(Err(filling)) => filling.numbers(),
                None => return Err(uncomputed(rows)),
            },
        };
        Ok(column(name, measure.ty, numbers))
    };
    measures.into_iter().map(make).collect()
}

/// How many entities are looked at for one measure after the other: what was added up of them stays near.
const NEAR: usize = 64;

/// A measure that is read from what was added up.
struct Slot<'c> {
    cells: SlotCells<'c>,
    /// Whether an entity is unknown in a period, by its number; nothing if none is.
    lost: Option<Box<dyn Fn(u32, usize) -> bool + Sync + 'c>>,
}

impl<'c> Slot<'c> {
    fn of(cube: &'c Cube<'_>, rows: &RowMeasure, reduced: &'c Reduced) -> Result<Self, Error> {
        let slot = reduced.plan.find(rows).ok_or_else(|| uncomputed(rows))?;
        let zero = rows.absent == Absent::Zero;
        let (first, last) = cube.range();
        let lost = move |entity: u32, at: usize| cube.refused(reduced, entity, period(first, at));
        let known = |period| Known::of(cube, reduced, period) == Known::Yes;
        Ok(Self {
            cells: reduced.accumulator.slot(slot, (first, last), zero, known),
            lost: match reduced.refused.is_empty() {
                true => None,
                false => Some(Box::new(lost)),
            },
        })
    }
}

/// The columns of a stretch of the entities.
fn fill(slots: &[Slot<'_>], entities: &[u32]) -> Vec<Filling> {
    let mut columns: Vec<Filling> = slots.iter().map(|slot| slot.cells.column(entities.len())).collect();
    for near in entities.chunks(NEAR) {
        for (slot, column) in slots.iter().zip(&mut columns) {
            let lost = slot.lost.as_deref().map(|lost| lost as &dyn Fn(u32, usize) -> bool);
            slot.cells.fill(near, lost, column);
        }
    }
    columns
}

/// A period by its number from the first judged one.
fn period(first: PeriodIndex, at: usize) -> PeriodIndex {
    first.saturating_add(PeriodIndex::try_from(at).unwrap_or(PeriodIndex::MAX))
}

fn uncomputed(rows: &RowMeasure) -> Error {
    Error::new(
        RunCode::Engine,
        format!("internal error: a measure of `{}` wasn't computed", rows.dataset),
    )
}

/// How many different values there are in several periods together; where no row counts, what the measure says of absence, but
/// unknown outside the data.
fn together(cube: &Cube<'_>, rows: &RowMeasure, reduced: &Reduced, window: DistinctWindow) -> Result<Numbers, Error> {
    let slot = reduced.plan.find(rows).ok_or_else(|| uncomputed(rows))?;
    let order = &cube.data.order;
    let (first, last) = cube.range();
    let known: Vec<Known> = (first..=last).map(|period| Known::of(cube, reduced, period)).collect();
    let refused = |row: usize| {
        let (entity, at) = (order.get(row / known.len().max(1)), row % known.len().max(1));
        entity.is_none_or(|entity| cube.refused(reduced, *entity, period(first, at)))
    };
    let refused = |row: usize| !reduced.refused.is_empty() && refused(row);
    let together = reduced.accumulator.together(slot, order, first, last, window.last);
    let covered = window_covered(window, &known);
    let back = window.last as usize;
    let mut values = Vec::with_capacity(together.len());
    for (row, (value, covered)) in together.into_iter().zip(covered.into_iter().cycle()).enumerate() {
        let at = row % known.len().max(1);
        let lost = (row - at.min(back.saturating_sub(1))..=row).any(refused);
        let absent = (rows.absent == Absent::Zero).then_some(0);
        values.push(if covered && !lost { value.or(absent) } else { None });
    }
    Ok(Numbers::Whole(values))
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
