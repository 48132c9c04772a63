//! What an engine is asked about, as it is known before the first query.

use super::refused::refused;
use crate::calendar::{Day, MOST_DAYS, Periods, date};
use crate::error::Error;
use crate::intake::Known;
use crate::reduce::plan::DatasetPlan;
use uptake_rules::Span;
use uptake_rules::policy::dataset::{Column, Dataset};
use uptake_rules::policy::mapping::Mapping;
use uptake_rules::value::Literal;
use uptake_sql::{Dialect, Kind, Plan, Question, Register, Slot, Times};

/// What questions are made of, whatever is read.
pub(super) struct Asked<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) dialect: Dialect,
    /// What the source reads.
    pub(super) relation: String,
    pub(super) offered: Vec<(String, Kind)>,
    /// The same with their types as Arrow writes them.
    pub(super) columns: Vec<(String, String)>,
    pub(super) mapping: Option<&'a Mapping>,
    pub(super) inputs: Vec<&'a Column>,
    pub(super) needed: Vec<&'a Column>,
    pub(super) set: Vec<(String, Literal)>,
    pub(super) slots: Vec<Slot>,
    /// Whether the source gives the same rows each time that it is asked.
    pub(super) steady: bool,
    pub(super) times: Times,
}

impl Asked<'_> {
    /// The question about some rows.
    pub(super) fn about<'q>(
        &'q self,
        relation: &'q str,
        plan: &'q DatasetPlan,
        registers: Vec<Register>,
    ) -> Question<'q> {
        Question {
            dialect: self.dialect,
            relation,
            offered: Some(&self.offered),
            dataset: self.dataset,
            mapping: self.mapping,
            inputs: self.inputs.clone(),
            needed: self.needed.clone(),
            set: &self.set,
            filters: &plan.filters,
            slots: &self.slots,
            registers,
            steady: self.steady,
            times: self.times.clone(),
        }
    }

    /// Its plan.
    ///
    /// # Errors
    /// All that can't be said exactly.
    pub(super) fn plan<'q>(
        &'q self,
        relation: &'q str,
        plan: &'q DatasetPlan,
        registers: Vec<Register>,
        span: Span,
    ) -> Result<Plan<'q>, Error> {
        Plan::new(self.about(relation, plan, registers)).map_err(|refusals| refused(span, &refusals))
    }
}

pub(crate) fn slots(plan: &DatasetPlan) -> Vec<Slot> {
    let slots = plan.slots.iter().map(|slot| Slot {
        aggregate: slot.aggregate,
        column: slot.column.clone(),
        filter: slot.filter,
        whole: slot.whole,
    });
    slots.collect()
}

/// The days that are measured, with the zone's offsets in them.
pub(super) fn times(known: &Known, periods: &Periods) -> Times {
    let earliest = i32::try_from(MOST_DAYS).unwrap_or(Day::MAX);
    let first = known.as_of.saturating_sub(earliest).max(0);
    let first = known.not_before.map_or(first, |from| from.max(first));
    let last = known.not_after.map_or(known.as_of, |last| last.min(known.as_of));
    let end = last.saturating_add(1).max(first);
    let instants = (known.clock.start_of(first), known.clock.start_of(end));
    let (period, shift) = periods.kind();
    let utc = known.source_zone.as_ref().is_some_and(|zone| zone.name() == "UTC");
    debug_assert!(date(first) <= date(end));
    Times {
        days: (first, end),
        instants,
        offsets: known.clock.offsets(instants.0, instants.1),
        period,
        shift,
        walls_in_utc: utc,
    }
}
