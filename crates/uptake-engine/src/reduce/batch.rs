//! The columns of a batch as plain numbers.

use super::plan::DatasetPlan;
use crate::calendar::{Day, ZoneClock};
use crate::error::Error;
use polars::prelude::*;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::measure::Aggregate;

/// The day of each event.
pub(crate) fn days_of(dataset: &Dataset, frame: &DataFrame, clock: &mut ZoneClock) -> Result<Vec<Day>, Error> {
    let mut days = Vec::with_capacity(frame.height());
    let Some(time) = &dataset.time else { return Ok(days) };
    let column = frame.column(&time.text)?;
    let physical = column.as_materialized_series().to_physical_repr().into_owned();
    // Rows without a time were set aside at the door.
    match column.dtype() {
        DataType::Date => days.extend(physical.i32()?.iter().map(|day| day.unwrap_or(0))),
        _ => {
            for array in physical.i64()?.downcast_iter() {
                days.extend(array.values().iter().map(|micros| clock.day_of(*micros)));
            }
        }
    }
    Ok(days)
}

/// For how many events each row stands; `None` where each stands for one.
pub(super) fn weights(dataset: &Dataset, frame: &DataFrame) -> Result<Option<Vec<i64>>, Error> {
    let Some(weight) = &dataset.weight else { return Ok(None) };
    let weights = frame.column(&weight.text)?.i64()?;
    Ok(Some(weights.iter().map(|weight| weight.unwrap_or(1)).collect()))
}

/// The values that a slot takes; unknown is `None`.
pub(super) enum SlotValues {
    /// Whole numbers.
    Whole(Vec<Option<i64>>),
    /// Finite floats.
    Float(Vec<Option<f64>>),
}

/// The values that slots take.
pub(super) fn values(plan: &DatasetPlan, frame: &DataFrame) -> Result<Vec<Option<SlotValues>>, Error> {
    plan.slots
        .iter()
        .map(|slot| match (&slot.column, slot.aggregate) {
            (Some(column), Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max) if slot.whole => {
                let wholes = frame.column(column)?.i64()?;
                Ok(Some(SlotValues::Whole(wholes.iter().collect())))
            }
            (Some(column), Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max) => {
                let floats = frame.column(column)?.cast(&DataType::Float64)?;
                // Both zeros are the same number; the door lets none through that isn't finite.
                let finite = |value: f64| value.is_finite().then_some(value + 0.0);
                let values = floats.f64()?.iter().map(|value| value.and_then(finite));
                Ok(Some(SlotValues::Float(values.collect())))
            }
            _ => Ok(None),
        })
        .collect()
}
