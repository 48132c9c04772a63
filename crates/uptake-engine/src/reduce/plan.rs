//! What the reduce step has to collect: one slot per distinct aggregate, shared by all measures that ask for it.
//!
//! A slot is known by what it aggregates (aggregate, column, the meaning of its filter), not by who asks for it: rules
//! that say the same elsewhere, in another order or another policy, find it again with [`DatasetPlan::find`].

use std::collections::BTreeSet;
use uptake_rules::expr::Expr;
use uptake_rules::hidden;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::policy::measure::{Aggregate, Measure, MeasureKind, RowMeasure};
use uptake_rules::value::Type;

/// What is collected per entity and period from a dataset.
#[derive(Clone, Debug)]
pub struct DatasetPlan {
    /// The dataset.
    pub dataset: String,
    /// The conditions, each once, without places: where a rule stands doesn't matter to what it means.
    pub filters: Vec<Expr>,
    /// The slots.
    pub slots: Vec<Slot>,
}

/// One thing to collect.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// How rows become a number.
    pub aggregate: Aggregate,
    /// The column whose values are taken.
    pub column: Option<String>,
    /// Which rows count, as an index into the filters; all if `None`.
    pub filter: Option<usize>,
    /// Whether the column has whole numbers, which never pass through floats.
    pub whole: bool,
}

/// The plans of all datasets that measures read, in the policy's order.
#[must_use]
pub fn plan(policy: &Policy) -> Vec<DatasetPlan> {
    plan_with(policy, &[])
}

/// The same with all that measures of other policies read, whose datasets and registers are the same.
#[must_use]
pub(crate) fn plan_with(policy: &Policy, others: &[&Policy]) -> Vec<DatasetPlan> {
    let all: Vec<&Policy> = std::iter::once(policy).chain(others.iter().copied()).collect();
    let mut plans: Vec<DatasetPlan> = Vec::new();
    for dataset in &policy.datasets {
        let mut plan = DatasetPlan {
            dataset: dataset.name.text.clone(),
            filters: Vec::new(),
            slots: Vec::new(),
        };
        for (_, rows) in all.iter().copied().flat_map(row_measures) {
            if rows.dataset == plan.dataset {
                plan.add(rows, dataset);
            }
        }
        if !plan.slots.is_empty() {
            plans.push(plan);
        }
    }
    plans
}

/// The measures that are added up from rows, in the policy's order.
pub(crate) fn row_measures(policy: &Policy) -> impl Iterator<Item = (&Measure, &RowMeasure)> {
    policy.measures.iter().filter_map(|measure| match &measure.kind {
        MeasureKind::Rows(rows) => Some((measure, rows)),
        MeasureKind::Window(_) | MeasureKind::Days(_) | MeasureKind::Value(_) | MeasureKind::Across(_) => None,
    })
}

impl DatasetPlan {
    /// For each slot the rows of its condition, of the rows of each condition; none where all rows count.
    pub(super) fn by_slot(&self, by_filter: &[u64]) -> Vec<u64> {
        let rows = |filter: usize| by_filter.get(filter).copied().unwrap_or(0);
        self.slots.iter().map(|slot| slot.filter.map_or(0, rows)).collect()
    }

    fn add(&mut self, rows: &RowMeasure, dataset: &Dataset) {
        let filter = rows.filter.as_deref().map(Expr::without_spans).map(|filter| {
            self.filters
                .iter()
                .position(|known| *known == filter)
                .unwrap_or_else(|| {
                    self.filters.push(filter);
                    self.filters.len() - 1
                })
        });
        let column = rows.column.as_ref().and_then(|column| dataset.column(column));
        let slot = Slot {
            aggregate: rows.aggregate,
            column: rows.column.clone(),
            filter,
            whole: column.is_some_and(|column| column.ty == Type::Int),
        };
        if !self.slots.contains(&slot) {
            self.slots.push(slot);
        }
    }

    /// The slot that collects what a measure asks for, whichever policy it is of; `None` if none does.
    #[must_use]
    pub fn find(&self, rows: &RowMeasure) -> Option<usize> {
        if rows.dataset != self.dataset {
            return None;
        }
        let filter = match &rows.filter {
            None => None,
            Some(filter) => {
                let filter = filter.without_spans();
                Some(self.filters.iter().position(|known| *known == filter)?)
            }
        };
        self.slots
            .iter()
            .position(|slot| slot.aggregate == rows.aggregate && slot.column == rows.column && slot.filter == filter)
    }

    /// The columns that conditions and slots read; `a.b` for a field of a register.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<String> {
        let filters = self.filters.iter().flat_map(Expr::columns).map(str::to_owned);
        filters
            .chain(self.slots.iter().filter_map(|slot| slot.column.clone()))
            .collect()
    }

    /// The columns of the dataset that have to come through its door for this.
    #[must_use]
    pub fn needed(&self) -> BTreeSet<String> {
        self.columns()
            .into_iter()
            .map(|path| hidden::owner(path.split('.').next().unwrap_or_default()).to_owned())
            .collect()
    }
}
