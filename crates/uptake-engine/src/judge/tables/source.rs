//! The rows of a table, before what belongs to them.

use super::axis;
use super::derived::Tables;
use super::keys::{Compared, Keys, UNKNOWN};
use super::theirs::{Group, Theirs};
use super::undelivered::Undelivered;
use crate::calendar::{Day, ZoneClock};
use crate::compile::{compile, data_type};
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::evaluate::evaluate;
use crate::records::DayColumn;
use crate::records::day_column;
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_rules::policy::formula::Formula;
use uptake_rules::policy::table::Table;
use uptake_rules::value::Type;

/// Rows, with the columns of their source and of `each`, `as_of` and `now`.
pub(super) struct Made {
    pub(super) frame: DataFrame,
    /// How many rows of the source there are of which it isn't known whether they count.
    pub(super) undecided: u64,
    /// What no source delivers of what is behind them.
    pub(super) undelivered: Undelivered,
    /// The columns that name somebody.
    pub(super) private: BTreeSet<String>,
    /// With `per`: the rows that they were made of.
    pub(super) group: Option<Group>,
}

/// The rows of a table.
pub(super) fn rows<'a>(table: &Table, cube: &Cube<'a>, done: &'a Tables<'_>) -> Result<Made, Error> {
    let as_of = cube.data.as_of;
    let source = table
        .source
        .as_ref()
        .map(|relation| Theirs::of(relation, cube, done, None))
        .transpose()?;
    let own = match &source {
        Some(theirs) => theirs.frame()?,
        None => DataFrame::empty_with_height(1),
    };
    let (mut frame, mut origin) = once_for_each(own, table, cube)?;
    frame.with_column(axis::days("as_of", as_of, frame.height()))?;
    // What holds on the day of the figures is the last version of a record.
    let last = |row: IdxSize| {
        let Some(theirs) = &source else { return true };
        match (theirs.replaced_on(row as usize), table.all_versions) {
            (None, _) => true,
            // What was replaced on the day on which it came was never seen.
            (Some(replaced), true) => theirs.known_by(row as usize).is_none_or(|known| known < replaced),
            (Some(_), false) => false,
        }
    };
    let mut keep: Vec<bool> = match table.per.is_empty() {
        true => origin.iter().map(|row| last(*row)).collect(),
        // The rows of a group are looked at from different days.
        false => vec![true; frame.height()],
    };
    let mut undecided = 0;
    let mut undelivered = source
        .as_ref()
        .map(|theirs| theirs.undelivered.clone())
        .unwrap_or_default();
    if let Some(filter) = &table.filter {
        let column = expression(&frame, filter, "keep", Type::Bool, cube)?;
        for ((keep, held), row) in keep.iter_mut().zip(column.bool()?.iter()).zip(&origin) {
            undecided += u64::from(held.is_none() && last(*row));
            *keep &= held == Some(true);
        }
        if undecided > 0 {
            let behind = undelivered.behind_all([filter]);
            undelivered.rows.extend(behind);
        }
    }
    if let (Some(on), Some(theirs)) = (&table.on, &source) {
        let days = days(&frame, on, cube)?;
        for ((keep, day), row) in keep.iter_mut().zip(days).zip(&origin) {
            *keep &= match day {
                Some(day) => holds_on(theirs, *row as usize, day),
                None => {
                    undecided += u64::from(last(*row));
                    false
                }
            };
        }
    }
    if keep.contains(&false) {
        frame = frame.filter(&BooleanChunked::from_iter_values("keep".into(), keep.iter().copied()))?;
        let mut kept = keep.iter();
        origin.retain(|_| kept.next() == Some(&true));
    }
    drop(keep);
    if table.per.is_empty() {
        origin = Vec::new();
    }
    let private: BTreeSet<String> = source.iter().flat_map(|theirs| theirs.private.clone()).collect();
    frame = with_now(frame, table, cube)?;
    if table.per.is_empty() {
        return Ok(Made {
            frame,
            undecided,
            undelivered,
            private,
            group: None,
        });
    }
    let of = |days: Option<&DayColumn>| {
        days.map(|days| {
            let days = origin.iter().map(|row| days.get(*row as usize));
            days.collect::<DayColumn>()
        })
    };
    let group = Group {
        time: of(source.as_ref().and_then(|theirs| theirs.time.get())),
        instants: source.as_ref().and_then(Theirs::own_instants),
        last: of(source.as_ref().and_then(|theirs| theirs.last.get())),
        known: of(source.as_ref().and_then(|theirs| theirs.known.get())),
        replaced: of(source.as_ref().and_then(|theirs| theirs.replaced.get())),
        late: source.as_ref().map(|theirs| theirs.late.clone()).unwrap_or_default(),
        private: private.clone(),
        undelivered: undelivered.clone(),
        frame: frame.clone(),
    };
    let columns: Vec<Compared<'_>> = table
        .per
        .iter()
        .map(|name| {
            Ok(Compared::Series(
                frame.column(&name.text)?.as_materialized_series().clone(),
            ))
        })
        .collect::<Result<_, Error>>()?;
    let (keys, numbers) = Keys::number(&columns, frame.height())?;
    if numbers.iter().any(|number| number == UNKNOWN) {
        let behind: Vec<String> = table.per.iter().flat_map(|per| undelivered.behind(&per.text)).collect();
        undelivered.rows.extend(behind);
    }
    // The first row of each; one that lacks a value is in none.
    let mut first: Vec<Option<IdxSize>> = vec![None; keys.count() as usize];
    for (row, number) in numbers.iter().enumerate() {
        if origin.get(row).is_some_and(|row| !last(*row)) {
            continue;
        }
        if number == UNKNOWN {
            undecided += 1;
        } else if let Some(slot) = first.get_mut(number as usize) {
            slot.get_or_insert(IdxSize::try_from(row).unwrap_or(IdxSize::MAX));
        }
    }
    let first = IdxCa::from_vec("first".into(), first.into_iter().flatten().collect());
    let mut names: Vec<&str> = table.per.iter().map(|name| name.text.as_str()).collect();
    names.extend(["as_of", "now"]);
    frame = frame.select(names)?.take(&first)?;
    Ok(Made {
        frame,
        undecided,
        undelivered: undelivered.of(table.per.iter().map(|per| per.text.as_str())),
        private: private
            .into_iter()
            .filter(|name| table.per.iter().any(|per| per.text == *name))
            .collect(),
        group: Some(group),
    })
}

/// Each row once for each combination of values, with the number of the row that it comes from.
fn once_for_each(own: DataFrame, table: &Table, cube: &Cube<'_>) -> Result<(DataFrame, Vec<IdxSize>), Error> {
    let mut frame = own;
    let mut origin: Vec<IdxSize> = (0..IdxSize::try_from(frame.height()).unwrap_or(IdxSize::MAX)).collect();
    for each in &table.each {
        let columns = axis::columns(each, cube.data.as_of, &cube.policy.calendar);
        let count = columns.first().map_or(0, Column::len);
        let rows = (0..frame.height()).flat_map(|row| std::iter::repeat_n(row, count));
        let rows: IdxCa = rows.map(|row| IdxSize::try_from(row).ok()).collect();
        let values = (0..frame.height()).flat_map(|_| 0..count);
        let values: IdxCa = values.map(|value| IdxSize::try_from(value).ok()).collect();
        origin = origin
            .into_iter()
            .flat_map(|row| std::iter::repeat_n(row, count))
            .collect();
        let height = origin.len();
        let mut all = frame.take(&rows)?.into_columns();
        for column in columns {
            all.push(column.take(&values)?);
        }
        frame = DataFrame::new(height, all)?;
    }
    Ok((frame, origin))
}

fn with_now(mut frame: DataFrame, table: &Table, cube: &Cube<'_>) -> Result<DataFrame, Error> {
    let as_of = axis::days("now", cube.data.as_of, frame.height());
    let now = match &table.now {
        None => as_of,
        Some(now) => {
            let stated = expression(&frame, now, "now", Type::Date, cube)?;
            // Nothing is known beyond the day of the figures.
            let limit = crate::calendar::day(cube.data.as_of);
            let days: Int32Chunked = stated
                .as_materialized_series()
                .to_physical_repr()
                .i32()?
                .iter()
                .map(|day| day.map(|day| day.min(limit)))
                .collect();
            days.with_name("now".into()).into_date().into_column()
        }
    };
    frame.with_column(now)?;
    Ok(frame)
}

/// Whether a row of something that holds on days holds on one.
pub(super) fn holds_on(theirs: &Theirs<'_>, row: usize, on: Day) -> bool {
    let last = theirs.last.get().and_then(|days| days.get(row));
    began_by(theirs, row, on) && last.is_none_or(|last| last >= on)
}

/// Whether a row of something that holds on days has begun by one.
pub(super) fn began_by(theirs: &Theirs<'_>, row: usize, on: Day) -> bool {
    let first = theirs.time.get().and_then(|days| days.get(row));
    first.is_none_or(|first| first <= on)
}

/// What an expression is in each row.
pub(super) fn expression(
    frame: &DataFrame,
    formula: &Formula,
    name: &str,
    ty: Type,
    cube: &Cube<'_>,
) -> Result<Column, Error> {
    let expr = compile(formula, cube.policy.calendar.time_zone.as_str()).cast(data_type(ty));
    if frame.height() == 0 {
        return Ok(Column::new_empty(name.into(), &data_type(ty)));
    }
    evaluate(frame, expr, name)
}

/// The days that an expression is.
pub(super) fn days(frame: &DataFrame, formula: &Formula, cube: &Cube<'_>) -> Result<Vec<Option<Day>>, Error> {
    let column = expression(frame, formula, "day", Type::Date, cube)?;
    let frame = DataFrame::new(frame.height(), vec![column])?;
    let days = day_column(&frame, "day", &mut ZoneClock::new(&cube.policy.calendar.time_zone)?)?;
    Ok(days.iter().collect())
}
