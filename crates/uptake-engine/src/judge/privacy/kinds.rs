//! People by what tells them apart.

use super::figure::Populations;
use super::grouping::{Grouping, Member};
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
    let mut numbers: BTreeMap<(Vec<usize>, Vec<Vec<Member>>), usize> = BTreeMap::new();
    let mut kinds: Vec<Kind> = Vec::new();
    for (entity, row) in rows.iter().enumerate() {
        let is_of = |population: &&usize| {
            let members = populations.members.get(**population);
            members.is_some_and(|members| members.get(entity) == Some(&true))
        };
        let own: Vec<usize> = wanted.iter().filter(is_of).copied().collect();
        if own.is_empty() {
            continue;
        }
        let of_cut = |cut: &usize| Some(groupings.get(*cut)?.members(*row).collect());
        let groups: Vec<Vec<Member>> = cuts.iter().filter_map(of_cut).collect();
        let next = kinds.len();
        let number = *numbers.entry((own.clone(), groups.clone())).or_insert(next);
        if number == next {
            kinds.push(Kind {
                size: 0,
                populations: own,
                groups: cuts.iter().copied().zip(groups).collect(),
            });
        }
        if let Some(kind) = kinds.get_mut(number) {
            kind.size += 1;
        }
    }
    kinds
}
