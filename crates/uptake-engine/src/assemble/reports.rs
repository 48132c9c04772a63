//! What happened at the doors, as far as a policy's own datasets and columns go.

use crate::intake::IntakeReport;
use crate::judge::Cube;
use crate::records::needed;
use crate::reduce::events::numbered;
use crate::shape::whole;
use std::collections::BTreeSet;

/// The reports of the datasets that the policy reads, in the order in which it does. The data may hold more, read for others.
pub(super) fn reports(cube: &Cube<'_>) -> Vec<IntakeReport> {
    let (policy, data) = (cube.policy, cube.data);
    let mut reports: Vec<IntakeReport> = whole(policy)
        .filter_map(|dataset| data.reports.get(&dataset.name.text))
        .flatten()
        .cloned()
        .collect();
    for name in needed(policy).keys() {
        reports.extend(data.reports.get(name).into_iter().flatten().cloned());
    }
    for plan in &cube.plans {
        // A name counts as unlisted where a rule reads its column.
        let read: BTreeSet<String> = numbered(policy, plan);
        for report in data.reports.get(&plan.dataset).into_iter().flatten() {
            let mut report = report.clone();
            report.unlisted.retain(|name| read.contains(&name.column));
            reports.push(report);
        }
    }
    reports
}
