//! Spells that say what an entity is for a while, such as the team that somebody works in.

use super::spells::{Spells, add_spells};
use crate::calendar::{Day, PeriodIndex, Periods};
use crate::error::Error;
use crate::intake::Sortable;
use polars::prelude::*;
use std::cmp::Reverse;
use uptake_rules::policy::dataset::Dataset;

/// What a dataset's spells say of entities.
pub struct Updates {
    /// The dataset.
    dataset: String,
    /// The columns of the entities that they set.
    columns: Vec<String>,
    /// The rows, in the order in which they came.
    frame: DataFrame,
    /// For each entity its spells in that order, and the numbers of their rows.
    spells: Spells,
    rows: Vec<Vec<IdxSize>>,
    /// The place of each row among all in the order of the values that they set; rows that set the same share one.
    places: Vec<u32>,
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
        let columns: Vec<String> = dataset.updates.iter().map(|name| name.text.clone()).collect();
        let frame = concat(frames, UnionArgs::default())?.collect()?;
        Ok(Some(Self {
            dataset: dataset.name.text.clone(),
            places: places(&frame, &columns)?,
            columns,
            frame,
            spells,
            rows,
        }))
    }

    /// The dataset whose spells they are.
    #[must_use]
    pub fn dataset(&self) -> &str {
        &self.dataset
    }

    /// For how many entities of `order` there is a period in which only the values of two spells decide which counts.
    #[must_use]
    pub fn equal(&self, order: &[u32], (first, last): (PeriodIndex, PeriodIndex), periods: &Periods) -> u64 {
        let equal = |entity: &&u32| {
            (first..=last).any(|period| {
                let bounds = (periods.first_day(period), periods.last_day(period));
                let mut best: Vec<_> = self.covered(**entity, bounds).collect();
                best.sort_unstable_by(|left, right| right.cmp(left));
                match best.as_slice() {
                    [(days, from, place, _), (same_days, same_from, other, _), ..] => {
                        days == same_days && from == same_from && place != other
                    }
                    _ => false,
                }
            })
        };
        order.iter().filter(equal).count() as u64
    }

    /// Sets the columns of `frame`, which has all periods from `first` to `last` for each entity of `order`. In each period
    /// the spell counts that covers most of its days, of several the one that starts last, of several of those the one whose
    /// values come first; where more days have no spell, the value stays.
    ///
    /// # Errors
    /// When a column isn't there, or has another type.
    pub fn apply(
        &self,
        frame: &mut DataFrame,
        order: &[u32],
        (first, last): (PeriodIndex, PeriodIndex),
        periods: &Periods,
    ) -> Result<(), Error> {
        let bounds: Vec<(Day, Day)> = (first..=last)
            .map(|period| (periods.first_day(period), periods.last_day(period)))
            .collect();
        let chosen: Vec<Option<IdxSize>> = order
            .iter()
            .flat_map(|entity| bounds.iter().map(|bounds| self.row(*entity, *bounds)))
            .collect();
        let mask: BooleanChunked = chosen.iter().map(|row| Some(row.is_some())).collect();
        let rows = IdxCa::from_iter_options("rows".into(), chosen.into_iter());
        for name in &self.columns {
            let set = self.frame.column(name)?.take(&rows)?;
            let before = frame.column(name)?;
            let after = set.cast(before.dtype())?.zip_with(&mask, before)?;
            frame.with_column(after.with_name(name.as_str().into()))?;
        }
        Ok(())
    }

    /// The spells of an entity that cover days from `start` to `end`: how many of them, the spell's first day, the place of its
    /// values and its row. The greatest counts.
    fn covered(
        &self,
        entity: u32,
        (start, end): (Day, Day),
    ) -> impl Iterator<Item = (Day, Day, Reverse<u32>, IdxSize)> + '_ {
        let spells = self.spells.get(entity as usize).into_iter().flatten();
        let rows = self.rows.get(entity as usize).into_iter().flatten();
        spells.zip(rows).filter_map(move |((from, through), row)| {
            let days = (*through).min(end).saturating_sub((*from).max(start)).saturating_add(1);
            let place = self.places.get(*row as usize).copied().unwrap_or(u32::MAX);
            (days > 0).then_some((days, *from, Reverse(place), *row))
        })
    }

    /// The row that counts in the days from `start` to `end`; `None` where what the list says covers more of them.
    fn row(&self, entity: u32, (start, end): (Day, Day)) -> Option<IdxSize> {
        let (days, .., row) = self.covered(entity, (start, end)).max()?;
        let spells = self.spells.get(entity as usize)?;
        let listed = (start..=end).filter(|day| !spells.iter().any(|(from, through)| (*from..=*through).contains(day)));
        (usize::try_from(days).unwrap_or(0) >= listed.count()).then_some(row)
    }
}

/// The place of each row among all in the order of its values in `columns`; rows with the same values share one.
fn places(frame: &DataFrame, columns: &[String]) -> Result<Vec<u32>, Error> {
    let columns: Vec<&Column> = columns
        .iter()
        .map(|name| frame.column(name))
        .collect::<PolarsResult<_>>()?;
    let rows = Sortable::of(columns.into_iter())?;
    let written: Vec<Vec<u8>> = (0..frame.height()).map(|row| rows.row(row)).collect();
    let mut sorted: Vec<&Vec<u8>> = written.iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    let place = |row: &Vec<u8>| sorted.binary_search(&row).unwrap_or_else(|place| place);
    Ok(written
        .iter()
        .map(|row| u32::try_from(place(row)).unwrap_or(u32::MAX))
        .collect())
}
