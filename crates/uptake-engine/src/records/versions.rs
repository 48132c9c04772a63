//! The versions of a record: rows of one key that became known one after the other.

use super::{DayColumn, Records, Stored, whole_numbers};
use crate::calendar::Day;
use crate::error::Error;
use polars::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};
use uptake_codes::RunCode;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::text::Name;

/// Since when a later version of each row is known; none if no key has several.
///
/// Versions are in the order of the days since when they are known, and on one day in that of the instants. A row whose key isn't wholly
/// known has no other versions.
///
/// # Errors
/// When a column that tells them apart wasn't read.
pub(super) fn replaced(records: &Records, dataset: &Dataset) -> Result<Option<DayColumn>, Error> {
    let own_day = dataset.time.as_ref().or(dataset.from.as_ref());
    let days = records.time.as_ref().or(records.from.as_ref());
    let day = |row: usize| days.and_then(|days| days.get(row));
    let known = |row: usize| records.known.as_ref().and_then(|known| known.get(row));
    let key = dataset.key.iter().map(|name| compared(records, name));
    let key = key.collect::<Result<Vec<_>, Error>>()?;
    let of = |row: usize| -> Option<Vec<i64>> { key.iter().map(|values| values.get(row)).collect() };
    // Where a row's own time is part of its key, rows that are known on their own days are no versions of each other.
    let by_time = own_day.is_some_and(|time| dataset.key.iter().any(|key| key.text == time.text));
    let mut several: FxHashSet<Vec<i64>> = FxHashSet::default();
    if by_time {
        let later = (0..records.rows).filter(|row| known(*row).is_some_and(|known| Some(known) != day(*row)));
        several.extend(later.filter_map(of));
        if several.is_empty() {
            return Ok(None);
        }
    }
    let mut versions: FxHashMap<Vec<i64>, Vec<usize>> = FxHashMap::default();
    for row in 0..records.rows {
        if let Some(key) = of(row).filter(|key| !by_time || several.contains(key)) {
            versions.entry(key).or_default().push(row);
        }
    }
    let stated = |name: Option<&Name>| name.map(|name| compared(records, name)).transpose();
    let (known_at, own_time) = (stated(dataset.known.as_ref())?, stated(own_day)?);
    let instant = |values: &Option<Compared<'_>>, row: usize| values.as_ref().and_then(|values| values.get(row));
    let since = |row: usize| known(row).or_else(|| day(row)).unwrap_or(Day::MIN);
    let mut replaced: Vec<Option<Day>> = vec![None; records.rows];
    for rows in versions.values_mut().filter(|rows| rows.len() > 1) {
        rows.sort_by_key(|row| (since(*row), instant(&known_at, *row), instant(&own_time, *row)));
        for pair in rows.windows(2) {
            if let [before, after] = pair
                && let Some(day) = replaced.get_mut(*before)
            {
                *day = Some(since(*after));
            }
        }
    }
    Ok(replaced
        .iter()
        .any(Option::is_some)
        .then(|| replaced.into_iter().collect()))
}

/// The values of a column as whole numbers that are equal where the values are.
enum Compared<'a> {
    Codes(&'a super::Codes),
    Numbers(Int64Chunked),
}

impl Compared<'_> {
    fn get(&self, row: usize) -> Option<i64> {
        match self {
            Compared::Codes(codes) => Some(codes.get(row))
                .filter(|code| *code != super::NO_VALUE)
                .map(i64::from),
            Compared::Numbers(numbers) => numbers.get(row),
        }
    }
}

fn compared<'a>(records: &'a Records, name: &Name) -> Result<Compared<'a>, Error> {
    let missing = || {
        let message = format!(
            "internal error: the column `{}` of records wasn't read for their versions",
            name.text
        );
        Error::new(RunCode::Engine, message)
    };
    Ok(match records.column(&name.text).ok_or_else(missing)? {
        Stored::Texts { codes, .. } | Stored::Few { codes, .. } => Compared::Codes(codes),
        Stored::Other(series) => Compared::Numbers(whole_numbers(&series.rechunk())?),
    })
}
