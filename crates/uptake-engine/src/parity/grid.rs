//! The rows of an outcome, by entity and period.

use super::found::Only;
use crate::calendar::date;
use crate::error::Error;
use crate::outcome::{EntityPeriods, Outcome};
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// The rows of an outcome by entity and period.
pub(super) struct Grid<'a> {
    pub(super) rows: &'a EntityPeriods,
    pub(super) frame: DataFrame,
    pub(super) ids: UInt32Chunked,
    pub(super) days: Int32Chunked,
    pub(super) entities: BTreeSet<&'a str>,
    pub(super) periods: BTreeSet<i32>,
}

impl<'a> Grid<'a> {
    pub(super) fn new(outcome: &'a Outcome) -> Result<Self, Error> {
        let rows = &outcome.entity_periods;
        let frame = rows.frame()?;
        let ids = rows.ids()?;
        let days = frame.column("period")?.as_materialized_series().to_physical_repr();
        let days = days.i32()?.clone();
        Ok(Self {
            rows,
            frame,
            entities: ids.iter().map(|id| rows.name(id)).collect(),
            ids,
            periods: days.iter().flatten().collect(),
            days,
        })
    }

    pub(super) fn beyond(&self, other: &Self) -> Only {
        let mut ids: BTreeMap<&str, u32> = BTreeMap::new();
        for id in self.ids.iter().flatten() {
            ids.insert(self.rows.name(Some(id)), id);
        }
        ids.retain(|name, _| !other.entities.contains(name));
        let periods = self.periods.difference(&other.periods);
        Only {
            entities: ids.into_values().map(|id| self.rows.entity(id)).collect(),
            periods: periods.map(|day| date(*day)).collect(),
        }
    }

    fn keys(&self) -> impl Iterator<Item = (&'a str, i32)> + '_ {
        let names = self.ids.iter().map(|id| self.rows.name(id));
        names.zip(self.days.iter().map(|day| day.unwrap_or(0)))
    }

    /// The places of the rows that both have, in the order of entities and periods.
    pub(super) fn shared(&self, other: &Self) -> Vec<(IdxSize, IdxSize)> {
        let theirs: FxHashMap<(&str, i32), IdxSize> = other.keys().zip(0..).collect();
        let mut shared: Vec<((&str, i32), IdxSize, IdxSize)> = self
            .keys()
            .zip(0..)
            .filter_map(|(key, row)| Some((key, row, *theirs.get(&key)?)))
            .collect();
        shared.sort_unstable_by(|left, right| left.0.cmp(&right.0));
        shared.into_iter().map(|(_, left, right)| (left, right)).collect()
    }
}
