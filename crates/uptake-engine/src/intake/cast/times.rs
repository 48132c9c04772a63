//! Days and times as numbers, in whatever unit: what no calendar has can't be read.

use super::unreadable::{Unreadable, collect};
use super::zones::Zones;
use crate::calendar::ZoneClock;
use crate::compile::data_type;
use crate::error::Error;
use crate::intake::set_aside::Reason;
use crate::intake::within::all_within;
use jiff::Timestamp;
use polars::prelude::*;
use uptake_codes::RowCode;
use uptake_rules::value::Type;

/// The first and the last day that a date can be: in the years -9999 and 9999.
const DAYS: std::ops::RangeInclusive<i32> = -4_371_587..=2_932_896;

/// Microseconds of a day.
const DAY: i64 = 86_400_000_000;

type Cast = Result<(Column, Vec<Unreadable>), Error>;

/// A column of days.
pub(super) fn days(series: &Series) -> Cast {
    let physical = series.to_physical_repr().into_owned();
    let days = physical.i32()?;
    if days.iter().flatten().all(|day| DAYS.contains(&day)) {
        return Ok((series.clone().into_column(), Vec::new()));
    }
    let known = |day: i32| DAYS.contains(&day).then_some(day).ok_or(Reason::WrongType);
    let (read, lost) = collect(days.iter().map(|day| day.map(known)));
    let days = Int32Chunked::from_iter_options(series.name().clone(), read.into_iter());
    Ok((days.into_series().cast(&DataType::Date)?.into_column(), lost))
}

/// Instants of a column whose times have a zone; the stored number is in UTC whatever the zone is called.
pub(super) fn instants(series: &Series) -> Cast {
    let plain = series.to_physical_repr().into_owned();
    let times = plain.i64()?;
    let (low, high) = instants_known();
    if let DataType::Datetime(TimeUnit::Microseconds, _) = series.dtype()
        && all_within(times, low, high)
    {
        return Ok((plain.cast(&data_type(Type::Datetime))?.into_column(), Vec::new()));
    }
    of_instants(series, microseconds(series)?)
}

/// Instants of a column whose times have no zone: a day where the time is zero, else a time on the wall of the source's zone.
pub(super) fn on_the_wall(series: &Series, zones: &Zones<'_>) -> Cast {
    let walls: Vec<Option<Result<i64, Reason>>> = microseconds(series)?.collect();
    let instant = |wall: i64| -> Option<i64> {
        match (wall.rem_euclid(DAY), zones.source) {
            (0, _) => Some(zones.calendar.start_of(i32::try_from(wall.div_euclid(DAY)).ok()?)),
            (_, Some(zone)) => at_wall(wall, zone),
            (_, None) => None,
        }
    };
    let timed = |wall: &Option<Result<i64, Reason>>| matches!(wall, Some(Ok(wall)) if wall.rem_euclid(DAY) != 0);
    if zones.source.is_none() && walls.iter().any(timed) {
        return Err(no_zone(series.name()));
    }
    let read = walls
        .into_iter()
        .map(|wall| wall.map(|wall| wall.and_then(|wall| instant(wall).ok_or(Reason::WrongType))));
    of_instants(series, read)
}

/// The days of a column of times: on the wall where they have no zone, else as the calendar's zone has them.
pub(super) fn days_of_instants(series: &Series, zones: &Zones<'_>) -> Cast {
    let wall = matches!(series.dtype(), DataType::Datetime(_, None));
    let mut clock = zones.calendar.clone();
    let (low, high) = instants_known();
    let mut day = |micros: i64| match wall || !(low..=high).contains(&micros) {
        // Also of the last day that there is: programs write it for what has no end, and no instant with a zone is that late.
        true => i32::try_from(micros.div_euclid(DAY))
            .ok()
            .filter(|day| DAYS.contains(day)),
        false => Some(clock.day_of(micros)),
    };
    let mut known = |micros: Option<i64>| micros.and_then(&mut day).ok_or(Reason::WrongType);
    let (read, lost) = collect(stored(series)?.map(|micros| micros.map(&mut known)));
    let days = Int32Chunked::from_iter_options(series.name().clone(), read.into_iter());
    Ok((days.into_series().cast(&DataType::Date)?.into_column(), lost))
}

/// The instants at which the days of a column begin.
pub(super) fn starts(series: &Series, zones: &Zones<'_>) -> Cast {
    let physical = series.to_physical_repr().into_owned();
    let start = |day: i32| match DAYS.contains(&day) {
        true => Ok(zones.calendar.start_of(day)),
        false => Err(Reason::WrongType),
    };
    of_instants(series, physical.i32()?.iter().map(|day| day.map(start)))
}

fn of_instants(series: &Series, values: impl Iterator<Item = Option<Result<i64, Reason>>>) -> Cast {
    let (read, lost) = collect(values);
    let instants = Int64Chunked::from_iter_options(series.name().clone(), read.into_iter());
    Ok((
        instants.into_series().cast(&data_type(Type::Datetime))?.into_column(),
        lost,
    ))
}

/// The stored numbers in microseconds, to the one before; none that no calendar has.
fn microseconds(series: &Series) -> Result<impl Iterator<Item = Option<Result<i64, Reason>>>, Error> {
    let (low, high) = instants_known();
    let known = move |micros: Option<i64>| {
        let micros = micros.filter(|micros| (low..=high).contains(micros));
        micros.ok_or(Reason::WrongType)
    };
    Ok(stored(series)?.map(move |stored| stored.map(known)))
}

/// The stored numbers in microseconds, to the one before; nothing within where there are too many of them.
fn stored(series: &Series) -> Result<impl Iterator<Item = Option<Option<i64>>>, Error> {
    let unit = match series.dtype() {
        DataType::Datetime(unit, _) => *unit,
        _ => TimeUnit::Microseconds,
    };
    let micros = move |stored: i64| match unit {
        TimeUnit::Nanoseconds => Some(stored.div_euclid(1000)),
        TimeUnit::Microseconds => Some(stored),
        TimeUnit::Milliseconds => stored.checked_mul(1000),
    };
    let stored: Vec<Option<i64>> = series.to_physical_repr().i64()?.iter().collect();
    Ok(stored.into_iter().map(move |stored| stored.map(micros)))
}

/// The first and the last instant that a calendar has, in microseconds.
fn instants_known() -> (i64, i64) {
    (Timestamp::MIN.as_microsecond(), Timestamp::MAX.as_microsecond())
}

fn no_zone(name: &str) -> Error {
    Error::new(RowCode::NoTimeZone, format!("the times in `{name}` have no time zone"))
        .help("add the time zone of the source, as in `time_zone: Europe/Berlin`")
}

/// A wall time, in microseconds as if it were UTC, as an instant of the zone.
fn at_wall(wall: i64, zone: &ZoneClock) -> Option<i64> {
    let wall = Timestamp::from_microsecond(wall).ok()?;
    Some(zone.instant_of(jiff::tz::Offset::UTC.to_datetime(wall)))
}
