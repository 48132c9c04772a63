//! Overrides that lie on others. What a wider one tightens no narrower one loosens: each is compared not only with the packs, but also
//! with what holds for its group without it.

use crate::policy::overriding::Override;
use std::collections::{BTreeMap, BTreeSet};

/// The step at which each of some overrides is laid: 1 over packs alone, and otherwise one more than any wider one that is for somebody
/// of its group. Files with the same head are one step. `overrides` are sorted from the least to the most specific.
pub(super) fn of(overrides: &[Override], some: &BTreeSet<usize>) -> BTreeMap<usize, usize> {
    let mut steps: BTreeMap<usize, usize> = BTreeMap::new();
    let mut laid: Vec<(&Override, usize)> = Vec::new();
    for number in some {
        let Some(over) = overrides.get(*number) else { continue };
        let same = laid.iter().find(|(other, _)| is_one(over, other));
        let step = same.map_or_else(
            || {
                let below = laid.iter().filter(|(other, _)| meet(over, other));
                below.map(|(_, step)| step + 1).max().unwrap_or(1)
            },
            |(_, step)| *step,
        );
        steps.insert(*number, step);
        laid.push((over, step));
    }
    steps
}

fn is_one(one: &Override, other: &Override) -> bool {
    one.selector == other.selector && one.days == other.days
}

/// Whether both may be for somebody on some day.
fn meet(one: &Override, other: &Override) -> bool {
    one.days.meet(other.days).is_some()
        && one.selector.groups().all(|(column, values)| {
            let mut theirs = other.selector.groups().filter(|(known, _)| *known == column);
            theirs.all(|(_, others)| values.iter().any(|value| others.contains(value)))
        })
}
