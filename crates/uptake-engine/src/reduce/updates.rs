//! Spells that say what an entity is for a while, such as the team that somebody works in.

use super::spells::{Spells, add_spells};
use crate::calendar::{Day, PeriodIndex, Periods};
use crate::error::Error;
use polars::prelude::*;
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
        Ok(Some(Self {
            dataset: dataset.name.text.clone(),
            columns: dataset.updates.iter().map(|name| name.text.clone()).collect(),
            frame: concat(frames, UnionArgs::default())?.collect()?,
            spells,
            rows,
        }))
    }

    /// The dataset.
    #[must_use]
    pub fn dataset(&self) -> &str {
        &self.dataset
    }

    /// The columns of the entities that they set.
    #[must_use]
    pub fn columns(&self) -> &[String] {
        &self.columns
    }

    /// Sets the columns of `frame`, which has all periods from `first` to `last` for each entity of `order`. In each period
    /// the spell counts that covers most of its days, of several the one that starts last; where more days have no spell, the
    /// value stays.
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

    /// The row that counts in the days from `start` to `end`; `None` where what the list says covers more of them.
    fn row(&self, entity: u32, (start, end): (Day, Day)) -> Option<IdxSize> {
        let spells = self.spells.get(entity as usize)?;
        let rows = self.rows.get(entity as usize)?;
        let covered = spells.iter().zip(rows).filter_map(|((from, through), row)| {
            let days = (*through).min(end).saturating_sub((*from).max(start)).saturating_add(1);
            (days > 0).then_some((days, *from, *row))
        });
        let (days, _, row) = covered.max()?;
        let listed = (start..=end).filter(|day| !spells.iter().any(|(from, through)| (*from..=*through).contains(day)));
        (usize::try_from(days).unwrap_or(0) >= listed.count()).then_some(row)
    }
}
