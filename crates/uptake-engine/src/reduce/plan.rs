//! What the reduce step has to collect: one slot per distinct aggregate, shared by all measures that ask for it.

use std::collections::BTreeSet;
use uptake_rules::expr::Expr;
use uptake_rules::policy::Policy;
use uptake_rules::policy::measure::{Aggregate, By, MeasureKind, RowMeasure};

/// What is collected per entity and period from a dataset.
#[derive(Clone, Debug)]
pub struct DatasetPlan {
    /// The dataset.
    pub dataset: String,
    /// The conditions, each once.
    pub filters: Vec<Expr>,
    /// The slots.
    pub slots: Vec<Slot>,
    /// For each measure on this dataset: its index in the policy, and its slot.
    pub measures: Vec<(usize, usize)>,
    /// Whether it matters in which periods an entity has rows at all.
    pub presence: bool,
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
}

/// The plans of all datasets that measures read, in the policy's order.
#[must_use]
pub fn plan(policy: &Policy) -> Vec<DatasetPlan> {
    let by_rows: BTreeSet<&str> = policy
        .measures
        .iter()
        .filter_map(|measure| match &measure.kind {
            MeasureKind::Window(window) if window.by == By::Rows => Some(&window.datasets),
            _ => None,
        })
        .flatten()
        .map(String::as_str)
        .collect();
    let mut plans: Vec<DatasetPlan> = Vec::new();
    for dataset in &policy.datasets {
        let mut plan = DatasetPlan {
            dataset: dataset.name.text.clone(),
            filters: Vec::new(),
            slots: Vec::new(),
            measures: Vec::new(),
            presence: by_rows.contains(dataset.name.text.as_str()),
        };
        for (index, measure) in policy.measures.iter().enumerate() {
            if let MeasureKind::Rows(rows) = &measure.kind
                && rows.dataset == dataset.name.text
            {
                let slot = plan.slot(rows);
                plan.measures.push((index, slot));
            }
        }
        if !plan.measures.is_empty() {
            plans.push(plan);
        }
    }
    plans
}

impl DatasetPlan {
    fn slot(&mut self, rows: &RowMeasure) -> usize {
        let filter = rows.filter.as_deref().map(|filter| {
            // Equal conditions share their place: spans differ from rule to rule and don't count.
            let same = |known: &Expr| same_meaning(known, filter);
            self.filters.iter().position(same).unwrap_or_else(|| {
                self.filters.push(filter.clone());
                self.filters.len() - 1
            })
        });
        let slot = Slot {
            aggregate: rows.aggregate,
            column: rows.column.clone(),
            filter,
        };
        self.slots.iter().position(|known| *known == slot).unwrap_or_else(|| {
            self.slots.push(slot);
            self.slots.len() - 1
        })
    }

    /// The columns that conditions and slots read; `a.b` for a field of a register.
    #[must_use]
    pub fn columns(&self) -> BTreeSet<String> {
        let filters = self.filters.iter().flat_map(Expr::columns).map(str::to_owned);
        filters
            .chain(self.slots.iter().filter_map(|slot| slot.column.clone()))
            .collect()
    }
}

fn same_meaning(left: &Expr, right: &Expr) -> bool {
    left.without_spans() == right.without_spans()
}
