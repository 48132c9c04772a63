//! Groups that are too small to be shown.
//!
//! A group below the least size isn't shown, but for an empty one, which says nothing about anybody. Hiding it isn't enough:
//! the whole is always shown, so the whole less the groups that are shown gives what the hidden ones have together. Where
//! that is one group, or fewer than the least size, it is as good as shown. So more are hidden, the smallest first since it
//! is missed least, until at least two are and they have the least size together. The same sum can be done within a group of
//! another cut that consists of whole groups of this one, as a region consists of teams: the region less its shown teams gives
//! the others. And it can be done the other way round: a hidden region whose teams are all shown is the sum of its teams.
//!
//! The search looks for one such sum at a time, hides one group more to break it, and starts again, since what breaks one sum
//! may make another. Within a group that has nothing more to hide, the group itself goes. Each turn hides a group, so it ends;
//! in the worst case all are hidden. Whole cuts are looked at before pairs of cuts, and of groups of one size the first is
//! taken, so that the same groups are hidden in every run and on every machine.
//!
//! It isn't the least that could be hidden: to find that is a hard problem (complementary cell suppression), and a search for
//! it would be slow and its answer hard to explain. It doesn't cover sums over three cuts at once, or of several periods.

use std::collections::BTreeSet;

/// Which groups of each cut aren't shown, by their numbers.
///
/// `people` has those who count, each with the number of the own group in every cut; `groups` is how many groups each cut has.
pub(super) fn hidden(people: &[Vec<usize>], groups: &[usize], least: u64) -> Vec<BTreeSet<usize>> {
    let sizes: Vec<Vec<u64>> = groups
        .iter()
        .enumerate()
        .map(|(cut, groups)| {
            let mut sizes = vec![0; *groups];
            for person in people {
                if let Some(size) = person.get(cut).and_then(|group| sizes.get_mut(*group)) {
                    *size += 1;
                }
            }
            sizes
        })
        .collect();
    let small = |sizes: &Vec<u64>| {
        (0..sizes.len())
            .filter(|group| (1..least).contains(&at(sizes, *group)))
            .collect()
    };
    let mut hidden: Vec<BTreeSet<usize>> = sizes.iter().map(small).collect();
    if hidden.iter().all(BTreeSet::is_empty) {
        return hidden;
    }
    let nested: Vec<Nested> = (0..groups.len())
        .flat_map(|outer| (0..groups.len()).map(move |inner| (outer, inner)))
        .filter(|(outer, inner)| outer != inner)
        .flat_map(|(outer, inner)| nested(people, &sizes, outer, inner))
        .collect();
    loop {
        let whole = (0..groups.len()).find_map(|cut| {
            let all: Vec<usize> = (0..at_len(&sizes, cut))
                .filter(|group| size(&sizes, cut, *group) > 0)
                .collect();
            short(&all, &hidden, &sizes, cut, least).and_then(|next| next.map(|group| (cut, group)))
        });
        let within = || {
            nested.iter().find_map(|part| {
                let outer_hidden = hidden
                    .get(part.outer)
                    .is_some_and(|hidden| hidden.contains(&part.group));
                let any = part.parts.iter().any(|group| is_hidden(&hidden, part.inner, *group));
                match (outer_hidden, any) {
                    // All parts together would tell the group that is hidden.
                    (true, false) => {
                        smallest(&part.parts, &hidden, &sizes, part.inner).map(|group| (part.inner, group))
                    }
                    (true, true) => None,
                    (false, _) => short(&part.parts, &hidden, &sizes, part.inner, least)
                        .map(|next| next.map_or((part.outer, part.group), |group| (part.inner, group))),
                }
            })
        };
        let Some((cut, group)) = whole.or_else(within) else {
            return hidden;
        };
        if !hidden.get_mut(cut).is_some_and(|hidden| hidden.insert(group)) {
            return hidden;
        }
    }
}

/// The same for a single cut of which only the sizes of its groups are known.
pub(super) fn suppress(sizes: &[u64], least: u64) -> Vec<usize> {
    let people: Vec<Vec<usize>> = sizes
        .iter()
        .enumerate()
        .flat_map(|(group, size)| std::iter::repeat_n(vec![group], usize::try_from(*size).unwrap_or(0)))
        .collect();
    hidden(&people, &[sizes.len()], least).into_iter().flatten().collect()
}

/// A group of one cut that consists of whole groups of another.
struct Nested {
    outer: usize,
    group: usize,
    inner: usize,
    parts: Vec<usize>,
}

fn nested(people: &[Vec<usize>], sizes: &[Vec<u64>], outer: usize, inner: usize) -> Vec<Nested> {
    // For each inner group the outer one that has all of it.
    let mut owner: Vec<Option<usize>> = vec![None; at_len(sizes, inner)];
    let mut whole = vec![true; owner.len()];
    for person in people {
        let (Some(one), Some(two)) = (person.get(outer), person.get(inner)) else {
            continue;
        };
        let (Some(owner), Some(whole)) = (owner.get_mut(*two), whole.get_mut(*two)) else {
            continue;
        };
        *whole &= owner.is_none_or(|known| known == *one);
        *owner = Some(*one);
    }
    let mut found = Vec::new();
    for group in 0..at_len(sizes, outer) {
        let parts: Vec<usize> = owner
            .iter()
            .zip(&whole)
            .enumerate()
            .filter(|(_, (owner, whole))| **owner == Some(group) && **whole)
            .map(|(part, _)| part)
            .collect();
        let together: u64 = parts.iter().map(|part| size(sizes, inner, *part)).sum();
        // One part is the group itself, under another name.
        if together > 0 && together == size(sizes, outer, group) {
            found.push(Nested {
                outer,
                group,
                inner,
                parts,
            });
        }
    }
    found
}

/// Whether some of `groups` are hidden and too few: the next one to hide, nothing if all are hidden. `None` if it is well.
fn short(
    groups: &[usize],
    hidden: &[BTreeSet<usize>],
    sizes: &[Vec<u64>],
    cut: usize,
    least: u64,
) -> Option<Option<usize>> {
    let gone: Vec<usize> = groups
        .iter()
        .copied()
        .filter(|group| is_hidden(hidden, cut, *group))
        .collect();
    let together: u64 = gone.iter().map(|group| size(sizes, cut, *group)).sum();
    let well = gone.is_empty() || gone.len() >= 2 && together >= least;
    (!well).then(|| smallest(groups, hidden, sizes, cut))
}

/// The smallest of `groups` that is shown; of several the first, so that the same groups are hidden in every run.
fn smallest(groups: &[usize], hidden: &[BTreeSet<usize>], sizes: &[Vec<u64>], cut: usize) -> Option<usize> {
    let shown = groups.iter().copied().filter(|group| !is_hidden(hidden, cut, *group));
    shown.min_by_key(|group| (size(sizes, cut, *group), *group))
}

fn is_hidden(hidden: &[BTreeSet<usize>], cut: usize, group: usize) -> bool {
    hidden.get(cut).is_some_and(|hidden| hidden.contains(&group))
}

fn size(sizes: &[Vec<u64>], cut: usize, group: usize) -> u64 {
    sizes.get(cut).map_or(0, |sizes| at(sizes, group))
}

fn at(sizes: &[u64], group: usize) -> u64 {
    sizes.get(group).copied().unwrap_or(0)
}

fn at_len(sizes: &[Vec<u64>], cut: usize) -> usize {
    sizes.get(cut).map_or(0, Vec::len)
}

#[cfg(test)]
mod tests {
    use super::hidden;

    /// The hidden groups of one cut with groups of these sizes.
    fn one(sizes: &[usize], least: u64) -> Vec<usize> {
        let people: Vec<Vec<usize>> = sizes
            .iter()
            .enumerate()
            .flat_map(|(group, size)| std::iter::repeat_n(vec![group], *size))
            .collect();
        hidden(&people, &[sizes.len()], least).into_iter().flatten().collect()
    }

    /// The hidden groups of regions and of teams, where the people of each pair of region and team are so many.
    fn two(pairs: &[(usize, usize, usize)], least: u64) -> (Vec<usize>, Vec<usize>) {
        let people: Vec<Vec<usize>> = pairs
            .iter()
            .flat_map(|(region, team, size)| std::iter::repeat_n(vec![*region, *team], *size))
            .collect();
        let count = |cut: usize| people.iter().map(|person| person[cut]).max().unwrap() + 1;
        let found = hidden(&people, &[count(0), count(1)], least);
        (found[0].iter().copied().collect(), found[1].iter().copied().collect())
    }

    #[test]
    fn groups_that_are_large_enough_are_shown() {
        assert_eq!(one(&[5, 9, 7], 5), Vec::<usize>::new());
        assert_eq!(one(&[], 5), Vec::<usize>::new());
    }

    #[test]
    fn a_single_small_group_takes_the_next_one_with_it() {
        assert_eq!(one(&[9, 2, 7], 5), [1, 2]);
    }

    #[test]
    fn several_small_groups_are_enough_if_they_are_many_together() {
        assert_eq!(one(&[3, 2, 7, 9], 5), [0, 1]);
        assert_eq!(one(&[1, 2, 7, 9], 5), [0, 1, 2]);
    }

    #[test]
    fn empty_groups_hide_nobody() {
        assert_eq!(one(&[0, 6, 8], 5), Vec::<usize>::new());
        assert_eq!(one(&[0, 2], 5), [1]);
    }

    #[test]
    fn what_is_hidden_can_not_be_told_from_a_group_around_it() {
        // Two small teams in different regions hide each other in the whole, but not within their regions.
        let pairs = [(0, 0, 2), (0, 1, 9), (0, 2, 6), (1, 3, 3), (1, 4, 8), (1, 5, 7)];
        assert_eq!(two(&pairs, 5), (vec![], vec![0, 2, 3, 5]));
    }

    #[test]
    fn a_group_around_goes_where_all_within_it_are_hidden() {
        // The region is one small team and nothing else, so it goes with it, and another region with it.
        let pairs = [(0, 0, 3), (1, 1, 9), (1, 2, 8), (2, 3, 9), (2, 4, 9)];
        let (regions, teams) = two(&pairs, 5);
        assert_eq!(regions, [0, 1]);
        assert!(teams.contains(&0) && teams.len() >= 2, "{teams:?}");
    }

    #[test]
    fn a_hidden_group_is_not_told_by_all_of_its_parts() {
        // Region 1 is hidden for the sake of region 0; its teams must not give it away.
        let pairs = [(0, 0, 1), (0, 1, 2), (1, 2, 6), (1, 3, 7), (2, 4, 20), (2, 5, 20)];
        let (regions, teams) = two(&pairs, 5);
        assert!(
            regions.contains(&1) && (teams.contains(&2) || teams.contains(&3)),
            "{regions:?} {teams:?}"
        );
    }
}
