//! The days of rows.

use crate::calendar::{Day, ZoneClock};
use crate::error::Error;
use polars::prelude::*;
use uptake_rules::policy::dataset::Dataset;

/// The day of each row: of an event its own, of a spell its first one. Looked at only where it matters.
pub(crate) fn row_days(
    dataset: &Dataset,
    frame: &DataFrame,
    clock: &ZoneClock,
) -> Result<impl FnMut(usize) -> Option<Day> + use<>, Error> {
    let name = dataset.time.as_ref().or(dataset.from.as_ref());
    let column = name.map(|name| frame.column(&name.text)).transpose()?;
    let days = column.is_some_and(|column| *column.dtype() == DataType::Date);
    let times = column
        .map(|column| {
            let physical = column.as_materialized_series().to_physical_repr().into_owned();
            Ok::<_, Error>(physical.cast(&DataType::Int64)?.i64()?.clone())
        })
        .transpose()?;
    let mut clock = clock.clone();
    Ok(move |row: usize| {
        let at = times.as_ref()?.get(row)?;
        match days {
            true => Day::try_from(at).ok(),
            false => Some(clock.day_of(at)),
        }
    })
}
