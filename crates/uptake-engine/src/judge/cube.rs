//! The frame that is judged: a row per entity and period.

use crate::calendar::{Day, PeriodIndex, Periods};
use crate::error::Error;
use crate::names::{Columns, EntityId, Names, Private};
use crate::reduce::read::{Reduced, Spells};
use crate::reduce::updates::Updates;
use polars::prelude::*;
use std::collections::BTreeMap;
use std::sync::Arc;
use uptake_rules::policy::Policy;

/// What the frame is made of.
pub struct CubeInput<'a> {
    /// The rules.
    pub policy: &'a Policy,
    /// How days become periods.
    pub periods: &'a Periods,
    /// First and last period.
    pub range: (PeriodIndex, PeriodIndex),
    /// The entities' numbers in the order of their names.
    pub order: Vec<u32>,
    /// Their names, by number.
    pub names: &'a Arc<Names>,
    /// The list of entities with its numbers, if there is one.
    pub list: Option<(&'a DataFrame, &'a [u32])>,
    /// The events, added up.
    pub reduced: &'a [Reduced],
    /// Spells by dataset.
    pub spells: &'a BTreeMap<String, Spells>,
    /// What spells say of entities for a while.
    pub updates: &'a [Updates],
}

/// The frame with its shape.
pub struct Cube<'a> {
    /// What it is made of.
    pub input: CubeInput<'a>,
    /// One row per entity and period: entities in order, each with all periods in order.
    pub frame: DataFrame,
}

impl<'a> Cube<'a> {
    /// The frame with names, periods and the columns of the list; measures come later.
    ///
    /// # Errors
    /// When the list's columns can't be spread over the periods.
    pub fn new(input: CubeInput<'a>) -> Result<Self, Error> {
        let (first, last) = input.range;
        let count = usize::try_from(last - first + 1).unwrap_or(0);
        let height = input.order.len() * count;
        let mut columns = Vec::new();
        // Conditions may read the name of an entity; what leaves the engine has its number.
        let name = |code: &u32| input.names.evaluated(EntityId(*code));
        let ids: StringChunked = input
            .order
            .iter()
            .flat_map(|code| std::iter::repeat_n(name(code), count))
            .collect();
        columns.push(ids.with_name(input.policy.entity_column().into()).into_column());
        let starts: Vec<Day> = (first..=last).map(|period| input.periods.first_day(period)).collect();
        let ends: Vec<Day> = (first..=last).map(|period| input.periods.last_day(period)).collect();
        for (name, days) in [("period", starts), ("period_end", ends)] {
            let days =
                Int32Chunked::from_iter_values(name.into(), input.order.iter().flat_map(|_| days.iter().copied()));
            columns.push(days.into_series().cast(&DataType::Date)?.into_column());
        }
        if let Some((list, codes)) = input.list {
            let rows: BTreeMap<u32, IdxSize> = codes.iter().copied().zip(0..).collect();
            let indices: Vec<IdxSize> = input
                .order
                .iter()
                .filter_map(|code| rows.get(code).copied())
                .flat_map(|row| std::iter::repeat_n(row, count))
                .collect();
            let entity = input.policy.entity_column();
            let spread = list.take(&IdxCa::from_vec("rows".into(), indices))?;
            columns.extend(
                spread
                    .columns()
                    .iter()
                    .filter(|column| column.name() != entity)
                    .cloned(),
            );
        }
        let mut frame = DataFrame::new(height, columns)?;
        for updates in input.updates {
            updates.apply(&mut frame, &input.order, input.range, input.periods)?;
        }
        Ok(Self { input, frame })
    }

    /// How many periods each entity has.
    #[must_use]
    pub fn periods(&self) -> usize {
        usize::try_from(self.input.range.1 - self.input.range.0 + 1).unwrap_or(0)
    }

    /// Entity and period of each row.
    pub fn cells(&self) -> impl Iterator<Item = (u32, PeriodIndex)> + '_ {
        let (first, last) = self.input.range;
        self.input
            .order
            .iter()
            .flat_map(move |code| (first..=last).map(move |period| (*code, period)))
    }

    /// The entity of a row.
    pub(crate) fn entity(&self, row: usize) -> Private {
        let id = self.input.order.get(row / self.periods().max(1));
        id.map_or_else(Private::default, |id| Private::entity(EntityId(*id), self.input.names))
    }

    /// What the texts in its columns are.
    pub(crate) fn columns(&self) -> Columns<'a> {
        Columns::of(self.input.policy)
    }

    /// The events of a dataset.
    #[must_use]
    pub fn reduced(&self, dataset: &str) -> Option<&Reduced> {
        self.input
            .reduced
            .iter()
            .find(|reduced| reduced.plan.dataset == dataset)
    }

    /// Whether a dataset's data say anything about a period.
    #[must_use]
    pub fn covered(&self, reduced: &Reduced, period: PeriodIndex) -> bool {
        let periods = self.input.periods;
        reduced
            .covers
            .is_some_and(|(low, high)| low <= periods.last_day(period) && periods.first_day(period) <= high)
    }
}
