//! People by what tells them apart.

use super::figure::Populations;
use super::grouping::{Grouping, Member, small};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// People whom nothing that is told tells apart: those of the same populations and groups.
pub(super) struct Kind {
    /// How many.
    pub(super) size: u64,
    pub(super) populations: Vec<usize>,
    /// Their groups in each cut.
    pub(super) groups: BTreeMap<usize, Vec<Member>>,
}

/// The kinds of people of some populations of a period, whose rows of the cube these are.
pub(super) fn of(
    groupings: &[Grouping],
    cuts: &BTreeSet<usize>,
    rows: &[usize],
    populations: &Populations,
    wanted: &BTreeSet<usize>,
) -> Vec<Kind> {
    // The populations and groups of somebody as one row of numbers: most people are of a kind that is known by then.
    let mut numbers: FxHashMap<Box<[u32]>, usize> = FxHashMap::default();
    let mut key: Vec<u32> = Vec::new();
    let mut kinds: Vec<Kind> = Vec::new();
    let members = |population: &usize| Some((*population, populations.members.get(*population)?));
    let wanted: Vec<(usize, &Vec<bool>)> = wanted.iter().filter_map(members).collect();
    let cuts: Vec<(usize, &Grouping)> = cuts
        .iter()
        .filter_map(|cut| Some((*cut, groupings.get(*cut)?)))
        .collect();
    for (entity, row) in rows.iter().enumerate() {
        let own = wanted.iter().filter(|(_, members)| members.get(entity) == Some(&true));
        let own = own.map(|(population, _)| *population);
        key.clear();
        key.extend(own.clone().map(small));
        if key.is_empty() {
            continue;
        }
        // Each list is followed by how long it is, so that no two kinds are written alike.
        key.push(small(key.len()));
        for (_, grouping) in &cuts {
            let before = key.len();
            key.extend(grouping.members(*row).flat_map(|(code, part, of)| [code, part, of]));
            key.push(small(key.len() - before));
        }
        let number = match numbers.get(key.as_slice()) {
            Some(number) => *number,
            None => {
                numbers.insert(key.as_slice().into(), kinds.len());
                kinds.push(Kind {
                    size: 0,
                    populations: own.collect(),
                    groups: cuts
                        .iter()
                        .map(|(cut, grouping)| (*cut, grouping.members(*row).collect()))
                        .collect(),
                });
                kinds.len() - 1
            }
        };
        if let Some(kind) = kinds.get_mut(number) {
            kind.size += 1;
        }
    }
    kinds
}
