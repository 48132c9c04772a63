//! Spells that say what an entity is for a while, such as the team that somebody works in.

use super::overlap::{Choice, Force};
use super::spells::{Spells, add_spells};
use super::spread::Spread;
use crate::binary::binary;
use crate::calendar::{Day, PeriodIndex, Periods};
use crate::error::Error;
use crate::panel::Panel;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::keep::Overlap;

/// What a dataset's spells say of entities.
pub struct Updates {
    /// The dataset.
    pub(crate) dataset: String,
    /// The columns of the entities that they set.
    columns: Vec<String>,
    /// The rows, in the order in which they came.
    frame: DataFrame,
    /// For each entity its spells in that order, and the numbers of their rows.
    spells: Spells,
    rows: Vec<Vec<IdxSize>>,
    /// The place of a row's values among those of all rows that share a day with another one of their entity: equal values
    /// have one place. Where nothing is shared, nobody asks.
    places: FxHashMap<IdxSize, u32>,
}

/// What became of a frame whose columns were set.
pub(crate) struct Applied {
    /// In which rows they were set.
    pub(crate) set: BooleanChunked,
    /// Who is in several groups at once.
    pub(crate) spread: Spread,
    /// Entities of which several spells with different values are in force on one day, and the periods with such a day.
    pub(crate) at_once: BTreeMap<u32, BTreeSet<PeriodIndex>>,
}

impl Updates {
    /// From the parts of a dataset, each with the numbers of its entities; `count` is how many entities are known.
    ///
    /// # Errors
    /// When the columns aren't what the contract says.
    pub fn new(dataset: &Dataset, parts: Vec<(DataFrame, Vec<u32>)>, count: usize) -> Result<Option<Self>, Error> {
        let mut spells = Spells::new();
        let mut rows: Vec<Vec<IdxSize>> = vec![Vec::new(); count];
        let mut frames = Vec::with_capacity(parts.len());
        let mut row = 0;
        for (frame, entities) in parts {
            add_spells(dataset, &frame, &entities, count, &mut spells)?;
            for entity in entities {
                if let Some(rows) = rows.get_mut(entity as usize) {
                    rows.push(row);
                }
                row += 1;
            }
            frames.push(frame.lazy());
        }
        if frames.is_empty() {
            return Ok(None);
        }
        let frame = concat(frames, UnionArgs::default())?.collect()?;
        let columns: Vec<String> = dataset.updates.iter().map(|name| name.text.clone()).collect();
        let places = places(
            &frame.select(columns.iter().map(String::as_str))?,
            &sharing(&spells, &rows),
        )?;
        Ok(Some(Self {
            dataset: dataset.name.text.clone(),
            columns,
            frame,
            spells,
            rows,
            places,
        }))
    }

    /// The columns of the entities that they set.
    #[must_use]
    pub(crate) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Sets the columns of `frame`, which has all periods from `first` to `last` for each entity of `order`. What is in force on
    /// most days of a period counts in it, of several the one that begins later; where more days have no spell, the value
    /// stays. Where several spells are in force on one day, `overlap` says what holds.
    ///
    /// # Errors
    /// When a column isn't there, or has another type.
    pub(crate) fn apply(
        &self,
        overlap: Option<Overlap>,
        frame: &mut Panel,
        order: &[u32],
        (first, last): (PeriodIndex, PeriodIndex),
        periods: &Periods,
    ) -> Result<Applied, Error> {
        let bounds: Vec<(PeriodIndex, Day, Day)> = (first..=last)
            .map(|period| (period, periods.first_day(period), periods.last_day(period)))
            .collect();
        let mut chosen: Vec<Option<IdxSize>> = Vec::with_capacity(frame.height());
        let mut members: BTreeMap<usize, Vec<IdxSize>> = BTreeMap::new();
        let mut at_once: BTreeMap<u32, BTreeSet<PeriodIndex>> = BTreeMap::new();
        for entity in order {
            let spells = self.of(*entity);
            for (period, start, end) in &bounds {
                let Choice { rows, several } = spells.choose(overlap, (*start, *end));
                if several {
                    at_once.entry(*entity).or_default().insert(*period);
                }
                if rows.len() > 1 {
                    members.insert(chosen.len(), rows.clone());
                }
                chosen.push(rows.first().copied());
            }
        }
        let mask: BooleanChunked = chosen.iter().map(|row| Some(row.is_some())).collect();
        let rows = IdxCa::from_iter_options("rows".into(), chosen.into_iter());
        for name in &self.columns {
            let set = self.frame.column(name)?.take(&rows)?;
            let before = frame.column(name)?;
            let after = set.cast(before.dtype())?.zip_with(&mask, &before)?;
            frame.with_column(after.with_name(name.as_str().into()))?;
        }
        let shared = overlap == Some(Overlap::Share);
        Ok(Applied {
            set: mask,
            spread: Spread::new(&self.frame, &self.columns, members, shared)?,
            at_once,
        })
    }

    /// The spells of an entity.
    fn of(&self, entity: u32) -> Force {
        let spells = self.spells.get(entity as usize).map_or(&[][..], Vec::as_slice);
        let rows = self.rows.get(entity as usize).map_or(&[][..], Vec::as_slice);
        Force::new(spells, rows, |row| self.places.get(&row).copied().unwrap_or(0))
    }
}

/// The rows that share a day with another row of their entity.
fn sharing(spells: &Spells, rows: &[Vec<IdxSize>]) -> Vec<IdxSize> {
    let mut sharing = Vec::new();
    for (spells, rows) in spells.iter().zip(rows).filter(|(spells, _)| spells.len() > 1) {
        let mut by_start: Vec<((Day, Day), IdxSize)> = spells.iter().copied().zip(rows.iter().copied()).collect();
        by_start.sort_unstable();
        let mut reach: Option<Day> = None;
        let shares = by_start.iter().any(|((from, last), _)| {
            let shares = reach.is_some_and(|reach| *from <= reach) && from <= last;
            reach = Some(reach.map_or(*last, |reach| reach.max(*last)));
            shares
        });
        if shares {
            sharing.extend(rows);
        }
    }
    sharing
}

/// The places of rows in the order of their values.
fn places(values: &DataFrame, rows: &[IdxSize]) -> Result<FxHashMap<IdxSize, u32>, Error> {
    let mut places = FxHashMap::default();
    if rows.is_empty() {
        return Ok(places);
    }
    let wanted = IdxCa::from_slice("rows".into(), rows);
    let frame = values.take(&wanted)?;
    let by: Vec<String> = frame.get_column_names().iter().map(|name| name.to_string()).collect();
    let options = SortMultipleOptions::default().with_nulls_last(true);
    let numbers = IdxCa::from_vec(NUMBER.into(), rows.to_vec()).into_column();
    let sorted = frame.hstack(&[numbers])?.sort(by.iter().map(String::as_str), options)?;
    let numbers = sorted.column(NUMBER)?.idx()?.clone();
    let columns: Vec<&Column> = by.iter().map(|name| sorted.column(name)).collect::<PolarsResult<_>>()?;
    let mut place = 0;
    for row in 0..sorted.height() {
        let differs =
            |column: &&Column| -> PolarsResult<bool> { Ok(row > 0 && column.get(row)? != column.get(row - 1)?) };
        for column in &columns {
            if differs(column)? {
                place += 1;
                break;
            }
        }
        if let Some(number) = numbers.get(row) {
            places.insert(number, place);
        }
    }
    Ok(places)
}

/// The column with the numbers of rows. No rule can name it.
const NUMBER: &str = uptake_rules::hidden_name!("number");

binary!(Updates {
    dataset,
    columns,
    frame,
    spells,
    rows,
    places
});
