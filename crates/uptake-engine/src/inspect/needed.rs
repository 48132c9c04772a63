//! What a run asks sources for.

use crate::records;
use crate::reduce::plan::DatasetPlan;
use crate::reduce::reader::set_by;
use std::collections::BTreeSet;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::{Dataset, DatasetKind};

/// The columns of a dataset that a run asks for.
pub(super) fn needed(dataset: &Dataset, plans: &[DatasetPlan], policy: &Policy) -> BTreeSet<String> {
    match dataset.kind {
        DatasetKind::Records => records::needed(policy).remove(&dataset.name.text).unwrap_or_default(),
        DatasetKind::Entities | DatasetKind::Names => BTreeSet::new(),
        DatasetKind::Spells => set_by(dataset),
        DatasetKind::Events => {
            let plan = plans.iter().find(|plan| plan.dataset == dataset.name.text);
            plan.map_or(BTreeSet::new(), DatasetPlan::needed)
        }
    }
}
