//! Rows as they were known on a day: what came later isn't there.

use super::cast::{Zones, cast_of};
use super::refusal::Refusal;
use super::set_aside::Reason;
use super::unwrapped::ROW;
use crate::calendar::ZoneClock;
use crate::error::Error;
use crate::input::KnownThrough;
use polars::prelude::*;
use std::collections::BTreeMap;
use uptake_codes::RunCode;
use uptake_rules::value::Type;

/// The documents of a batch as they were known then.
pub(super) struct Arrived {
    /// Which of them were known, or may have been.
    pub(super) keep: BooleanChunked,
    /// How many weren't.
    pub(super) later: u64,
    /// Of those that stay the ones of which it can't be told, by their number in the batch: they can't be used.
    pub(super) unknown: BTreeMap<u32, Reason>,
}

/// Which documents of a batch were known on a day. `raw` has their numbers under [`ROW`].
///
/// # Errors
/// When the column isn't there, or holds no times.
pub(super) fn arrived(
    raw: &DataFrame,
    source: &str,
    through: &KnownThrough,
    clock: &ZoneClock,
    zones: &Zones<'_>,
) -> Result<Arrived, Refusal> {
    let name = through.column.as_str();
    let column = raw.column(name).map_err(|_| {
        let message = format!("the source of `{source}` has no column `{name}`, which says when its rows came");
        Error::new(RunCode::MissingColumn, message).help("name the column that does under `arrival`")
    })?;
    let (times, lost) = cast_of(raw, column, Type::Datetime, zones)?;
    let times = times.as_materialized_series().cast(&DataType::Int64)?;
    let end = clock.days_before(through.before, through.delay);
    let rows = raw.column(ROW)?.u32()?;
    let mut reasons: BTreeMap<usize, Reason> = lost.into_iter().map(|lost| (lost.row, lost.reason)).collect();
    let (mut later, mut unknown) = (0, BTreeMap::new());
    let keep = times.i64()?.iter().zip(rows.iter()).enumerate();
    let keep: Vec<bool> = keep
        .map(|(place, (time, row))| match time {
            Some(time) => {
                later += u64::from(time >= end);
                time < end
            }
            None => {
                let reason = reasons.remove(&place).unwrap_or(Reason::MissingValue);
                unknown.insert(row.unwrap_or(0), reason);
                true
            }
        })
        .collect();
    Ok(Arrived {
        keep: BooleanChunked::from_iter_values("keep".into(), keep.into_iter()),
        later,
        unknown,
    })
}
