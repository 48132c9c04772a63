//! Checks by two rules.

use crate::outcome::{CheckGroupImpact, CheckImpact, CheckOutcome, GroupOutcome, Verdict};

/// The checks that turn, in the order of the rules after; those that only the rules before ask come last.
pub(super) fn checks(before: &[CheckOutcome], after: &[CheckOutcome]) -> Vec<CheckImpact> {
    let mut all = Vec::new();
    for check in after {
        let was = before.iter().find(|other| other.name == check.name);
        all.push(beside(was, Some(check), check));
    }
    for check in before {
        if !after.iter().any(|other| other.name == check.name) {
            all.push(beside(Some(check), None, check));
        }
    }
    all.retain(|check| check.before != check.after || !check.groups.is_empty());
    all
}

fn beside(was: Option<&CheckOutcome>, is: Option<&CheckOutcome>, known: &CheckOutcome) -> CheckImpact {
    CheckImpact {
        name: known.name.clone(),
        title: known.title.clone(),
        before: was.map(|check| check.verdict),
        after: is.map(|check| check.verdict),
        groups: was.zip(is).map_or_else(Vec::new, |(was, is)| groups(was, is)),
    }
}

/// The groups that turn. A group without a verdict may be one that isn't shown: nothing is told of it.
fn groups(was: &CheckOutcome, is: &CheckOutcome) -> Vec<CheckGroupImpact> {
    if was.by != is.by || is.by.is_empty() {
        return Vec::new();
    }
    let decided = |group: &&GroupOutcome| group.verdict != Verdict::Insufficient;
    let groups = is.groups.iter().filter(decided);
    let turned = groups.filter_map(|group| {
        let other = was
            .groups
            .iter()
            .filter(decided)
            .find(|other| other.group == group.group)?;
        (other.verdict != group.verdict).then(|| CheckGroupImpact {
            group: group.group.clone(),
            before: other.verdict,
            after: group.verdict,
        })
    });
    turned.collect()
}
