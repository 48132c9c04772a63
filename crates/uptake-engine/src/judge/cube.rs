//! The frame that is judged: a row per entity and period.

use crate::along::Along;
use crate::calendar::{Day, PeriodIndex, day};
use crate::coverage::{Coverage, Gap};
use crate::data::{Data, List};
use crate::error::Error;
use crate::history::{History, Range};
use crate::names::{Columns, EntityId, Private};
use crate::panel::Panel;
use crate::reduce::plan::{DatasetPlan, plan};
use crate::reduce::reduced::Reduced;
use crate::reduce::spread::Spread;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::policy::Policy;
use uptake_rules::policy::keep::Overlap;

/// A policy's view of data: what is judged, step by step.
pub struct Cube<'a> {
    /// The rules.
    pub policy: &'a Policy,
    /// What was read.
    pub data: &'a Data,
    /// The judged periods.
    pub history: History,
    /// What the rules add up, dataset by dataset.
    pub plans: Vec<DatasetPlan>,
    /// The events behind each of them.
    pub events: Vec<&'a Reduced>,
    /// One row per entity and period: entities in order, each with all periods in order.
    pub frame: Panel,
    /// How many of its columns are there before measures come.
    base: usize,
    /// Who is in several groups at once, by each dataset of spells.
    pub(crate) spreads: Vec<Spread>,
    /// Whom several spells are in force for on one day.
    pub(crate) at_once: Vec<AtOnce>,
}

/// Entities for which several spells of a dataset are in force on one day and say different things.
pub(crate) struct AtOnce {
    /// The dataset.
    pub(crate) dataset: String,
    /// What its contract says of it.
    pub(crate) overlap: Option<Overlap>,
    /// The entities, with the periods that have such a day.
    pub(crate) entities: BTreeMap<u32, BTreeSet<PeriodIndex>>,
}

impl<'a> Cube<'a> {
    /// The frame with names, periods and the columns of the list; measures come later.
    ///
    /// # Errors
    /// When the data don't serve the policy (see [`Data::serve`]), when the range has no period, or when the list's columns
    /// can't be spread over the periods.
    pub fn new(policy: &'a Policy, data: &'a Data, range: &Range) -> Result<Self, Error> {
        Self::beside(policy, data, range, None)
    }

    /// The same, with what another cube of the same data has.
    ///
    /// # Errors
    /// As [`Cube::new`].
    pub(crate) fn beside(
        policy: &'a Policy,
        data: &'a Data,
        range: &Range,
        other: Option<&Cube<'_>>,
    ) -> Result<Self, Error> {
        let plans = plan(policy);
        let events = data.serve(policy, &plans)?;
        let history = History::of(range, &events, &data.periods, day(data.as_of))?;
        if let Some(other) = other.filter(|other| other.is_based_alike(policy, data) && other.history == history) {
            return Ok(Self {
                policy,
                data,
                history,
                plans,
                events,
                frame: other.frame.first(other.base),
                base: other.base,
                spreads: Vec::new(),
                at_once: Vec::new(),
            });
        }
        let count = history.count();
        let mut frame = Panel::new(data.order.len(), count);
        names_and_periods(policy.entity_column(), data, history, &mut frame)?;
        if let Some(list) = &data.list {
            for column in listed(policy.entity_column(), data, list)? {
                frame.put(Along::Entities, column)?;
            }
        }
        let known = |dataset: &str| known_in(data, dataset, (history.first, history.last));
        if let (Some(list), Some(_)) = (policy.entity_dataset(), &data.list) {
            let columns = list.columns.iter().map(|column| column.name.text.as_str());
            let columns = columns.filter(|column| *column != policy.entity_column());
            unknown_outside(&mut frame, columns, &known(&list.name.text))?;
        }
        let mut spreads: Vec<Spread> = Vec::new();
        let mut at_once = Vec::new();
        for updates in &data.updates {
            let overlap = policy.dataset(&updates.dataset).and_then(|dataset| dataset.overlap);
            let range = (history.first, history.last);
            let mut applied = updates.apply(overlap, &mut frame, &data.order, range, &data.periods)?;
            // Outside the days that its sources cover, what it would say isn't known.
            let told = known(&updates.dataset);
            unknown_outside(&mut frame, updates.columns().iter().map(String::as_str), &told)?;
            let outside = |row: usize| told.get(row % count.max(1)) != Some(&true);
            for before in &mut spreads {
                if applied.spread.names().any(|name| before.sets(name)) {
                    before.yield_to(|row| applied.set.get(row) == Some(true) || outside(row));
                }
            }
            applied.spread.yield_to(outside);
            spreads.push(applied.spread);
            if !applied.at_once.is_empty() {
                at_once.push(AtOnce {
                    dataset: updates.dataset.clone(),
                    overlap,
                    entities: applied.at_once,
                });
            }
        }
        Ok(Self {
            policy,
            data,
            history,
            plans,
            events,
            base: frame.width(),
            frame,
            spreads,
            at_once,
        })
    }

    /// Whether it has, before measures come, what the cube of a policy has on these data in the same periods.
    pub(crate) fn is_based_alike(&self, policy: &Policy, data: &Data) -> bool {
        let list = |policy: &Policy| policy.entity_dataset().map(|list| list.name.text.clone());
        std::ptr::eq(self.data, data)
            // What spells say for a while depends on more of the rules.
            && data.updates.is_empty()
            && self.policy.calendar.time_zone == policy.calendar.time_zone
            && self.policy.entity_column() == policy.entity_column()
            && list(self.policy) == list(policy)
    }

    /// Who is in several groups of a column at once, with the number of what says so.
    pub(crate) fn spread(&self, column: &str) -> Option<(usize, &Spread)> {
        let sets = |(_, spread): &(usize, &Spread)| !spread.is_empty() && spread.sets(column);
        self.spreads.iter().enumerate().rev().find(sets)
    }

    /// First and last judged period.
    #[must_use]
    pub fn range(&self) -> (PeriodIndex, PeriodIndex) {
        (self.history.first, self.history.last)
    }

    /// How many periods each entity has.
    #[must_use]
    pub fn periods(&self) -> usize {
        self.history.count()
    }

    /// Entity and period of each row.
    pub fn cells(&self) -> impl Iterator<Item = (u32, PeriodIndex)> + '_ {
        let (first, last) = self.range();
        self.data
            .order
            .iter()
            .flat_map(move |code| (first..=last).map(move |period| (*code, period)))
    }

    /// The entity of a row.
    pub(crate) fn entity(&self, row: usize) -> Private {
        let id = self.data.order.get(row / self.periods().max(1));
        id.map_or_else(Private::default, |id| Private::entity(EntityId(*id), &self.data.names))
    }

    /// What the texts in its columns are.
    pub(crate) fn columns(&self) -> Columns<'a> {
        Columns::of(self.policy)
    }

    /// The events of a dataset, if they are delivered and some rule measures them.
    #[must_use]
    pub fn reduced(&self, dataset: &str) -> Option<&'a Reduced> {
        let mut delivered = self.events.iter().copied().filter(|events| events.delivered);
        delivered.find(|events| events.plan.dataset == dataset)
    }

    /// Whether a period is known of a dataset's events.
    #[must_use]
    pub fn covered(&self, reduced: &Reduced, period: PeriodIndex) -> bool {
        self.gap(&reduced.coverage, period).is_none()
    }

    /// Why nothing is known of a period; `None` if it is known.
    #[must_use]
    pub fn gap(&self, coverage: &Coverage, period: PeriodIndex) -> Option<Gap> {
        coverage.gap(self.data.periods.span(period), day(self.data.as_of))
    }

    /// Whether a period lies before all that a dataset's events tell: no history, rather than a gap in it.
    #[must_use]
    pub fn not_yet(&self, reduced: &Reduced, period: PeriodIndex) -> bool {
        reduced
            .coverage
            .not_yet(self.data.periods.span(period), day(self.data.as_of))
    }

    /// Whether an entity came in a period with rows that can't be used, and with none that can: it is unknown in it.
    #[must_use]
    pub fn refused(&self, reduced: &Reduced, entity: u32, period: PeriodIndex) -> bool {
        let rows = reduced.refused.get(&entity);
        rows.is_some_and(|rows| {
            rows.may_be_in(self.data.periods.span(period)) && !reduced.accumulator.has_rows(entity, period)
        })
    }

    /// For each judged period whether it is known of spells, or of the list.
    #[must_use]
    pub fn lasting(&self, dataset: &str) -> Vec<bool> {
        known_in(self.data, dataset, self.range())
    }
}

/// For each period whether it is known of spells, or of the list.
fn known_in(data: &Data, dataset: &str, (first, last): (PeriodIndex, PeriodIndex)) -> Vec<bool> {
    let coverage = data.coverage.get(dataset);
    let known = |period| {
        let gap = |coverage: &Coverage| coverage.gap(data.periods.span(period), day(data.as_of));
        coverage.and_then(gap).is_none()
    };
    (first..=last).map(known).collect()
}

/// Makes columns unknown in the periods that aren't known; every entity has all periods.
fn unknown_outside<'c>(frame: &mut Panel, columns: impl Iterator<Item = &'c str>, known: &[bool]) -> Result<(), Error> {
    if known.iter().all(|known| *known) {
        return Ok(());
    }
    let mask: BooleanChunked = (0..frame.height())
        .map(|row| known.get(row % known.len().max(1)).copied())
        .collect();
    for name in columns {
        let Ok(column) = frame.column(name) else { continue };
        let unknown = Column::full_null(column.name().clone(), column.len(), column.dtype());
        let masked = column.zip_with(&mask, &unknown)?;
        frame.with_column(masked)?;
    }
    Ok(())
}

/// Adds the columns with the entity and with the first and the last day of the period.
fn names_and_periods(entity: &str, data: &Data, history: History, frame: &mut Panel) -> Result<(), Error> {
    // Conditions may read the name of an entity; what leaves the engine has its number.
    let name = |code: &u32| data.names.evaluated(EntityId(*code));
    let names: StringChunked = data.order.iter().map(name).collect();
    frame.put(Along::Entities, names.with_name(entity.into()).into_column())?;
    let all = history.first..=history.last;
    let starts: Vec<Day> = all.clone().map(|period| data.periods.first_day(period)).collect();
    let ends: Vec<Day> = all.map(|period| data.periods.last_day(period)).collect();
    for (name, days) in [("period", starts), ("period_end", ends)] {
        let days = Int32Chunked::from_vec(name.into(), days);
        frame.put(Along::Periods, days.into_series().cast(&DataType::Date)?.into_column())?;
    }
    Ok(())
}

/// The list's other columns, a value for each entity.
fn listed(entity: &str, data: &Data, list: &List) -> Result<Vec<Column>, Error> {
    let rows: BTreeMap<u32, IdxSize> = list.codes.iter().copied().zip(0..).collect();
    let indices: Vec<IdxSize> = data.order.iter().filter_map(|code| rows.get(code).copied()).collect();
    let mut listed = list.frame.clone();
    // A value is found at once where a column is in one piece.
    listed.rechunk_mut_par();
    let spread = listed.take(&IdxCa::from_vec("rows".into(), indices))?;
    let columns = spread.columns().iter();
    Ok(columns.filter(|column| column.name() != entity).cloned().collect())
}
