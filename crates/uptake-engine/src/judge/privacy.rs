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
//! People who are in several groups of a cut at once make other sums. Where they count wholly in each, the groups together less
//! the whole are those people once more: one person in two shown groups is as good as shown. So what the whole less the shown
//! groups is made of must be nobody or enough people: those who are in no shown group, and those who are in several. Where they
//! count with a share in each, the groups add up to the whole, but a half that is missing in a count tells of whom it is: a
//! group with too few such people is hidden like one that is too small.
//!
//! Two groups with nearly the same people, or a group with nearly everybody, differ from each other by too few: the smaller one
//! is hidden. Sums of more than two such groups aren't looked at.
//!
//! It isn't the least that could be hidden: to find that is a hard problem (complementary cell suppression), and a search for
//! it would be slow and its answer hard to explain. It doesn't cover sums over three cuts at once, or of several periods.

use std::collections::{BTreeMap, BTreeSet};

/// Who counts, with the groups that they are in.
pub(super) struct People {
    /// How many groups each cut has.
    groups: Vec<usize>,
    /// Those who are in one group of each cut: its number in every cut.
    once: Vec<Vec<usize>>,
    /// Those who are in several groups at once: each of their memberships like that.
    several: Vec<Vec<Vec<usize>>>,
    /// Whether those who are in several groups of a cut count with a share in each, and not wholly.
    pub(super) sharing: Vec<bool>,
}

impl People {
    /// Nobody yet; `groups` is how many groups each cut has.
    pub(super) fn of(groups: impl Iterator<Item = usize>) -> Self {
        let groups: Vec<usize> = groups.collect();
        Self {
            once: Vec::new(),
            several: Vec::new(),
            sharing: vec![false; groups.len()],
            groups,
        }
    }

    /// Adds somebody with the memberships, each with the number of the group in every cut.
    pub(super) fn add(&mut self, mut memberships: Vec<Vec<usize>>) {
        match memberships.len() {
            0 | 1 => self.once.extend(memberships.pop()),
            _ => self.several.push(memberships),
        }
    }

    fn memberships(&self) -> impl Iterator<Item = &Vec<usize>> {
        self.once.iter().chain(self.several.iter().flatten())
    }

    /// How many there are in each group of each cut.
    fn sizes(&self) -> Vec<Vec<u64>> {
        let of_cut = |(cut, groups): (usize, &usize)| {
            let mut sizes = vec![0; *groups];
            let mut count = |group: usize| {
                if let Some(size) = sizes.get_mut(group) {
                    *size += 1;
                }
            };
            self.once
                .iter()
                .filter_map(|own| own.get(cut))
                .for_each(|group| count(*group));
            self.several
                .iter()
                .flat_map(|own| in_cut(own, cut))
                .for_each(&mut count);
            sizes
        };
        self.groups.iter().enumerate().map(of_cut).collect()
    }

    /// How many in a group of a cut are in others of it, too.
    fn elsewhere(&self, cut: usize, group: usize) -> u64 {
        let elsewhere = |own: &&Vec<Vec<usize>>| {
            let groups = in_cut(own, cut);
            groups.len() > 1 && groups.contains(&group)
        };
        self.several.iter().filter(elsewhere).count() as u64
    }
}

/// The groups of a cut that somebody is in.
fn in_cut(memberships: &[Vec<usize>], cut: usize) -> BTreeSet<usize> {
    memberships.iter().filter_map(|own| own.get(cut).copied()).collect()
}

/// Which groups of each cut aren't shown, by their numbers.
pub(super) fn hidden(people: &People, least: u64) -> Vec<BTreeSet<usize>> {
    let sizes = people.sizes();
    let small = |(cut, sizes): (usize, &Vec<u64>)| {
        let sharing = people.sharing.get(cut) == Some(&true);
        let small = |group: &usize| {
            (1..least).contains(&at(sizes, *group)) || sharing && (1..least).contains(&people.elsewhere(cut, *group))
        };
        (0..sizes.len()).filter(small).collect()
    };
    let hidden: Vec<BTreeSet<usize>> = sizes.iter().enumerate().map(small).collect();
    if hidden.iter().all(BTreeSet::is_empty) && people.several.is_empty() {
        return hidden;
    }
    let cuts = people.groups.len();
    let nested: Vec<Nested> = (0..cuts)
        .flat_map(|outer| (0..cuts).map(move |inner| (outer, inner)))
        .filter(|(outer, inner)| outer != inner)
        .flat_map(|(outer, inner)| nested(people, outer, inner))
        .collect();
    let mut search = Search {
        people,
        sizes,
        hidden,
        least,
    };
    while let Some((cut, group)) = search.next(&nested) {
        if !search.hidden.get_mut(cut).is_some_and(|hidden| hidden.insert(group)) {
            break;
        }
    }
    search.hidden
}

/// The same for a single cut of which only the sizes of its groups are known.
pub(super) fn suppress(sizes: &[u64], least: u64) -> Vec<usize> {
    let mut people = People::of([sizes.len()].into_iter());
    for (group, size) in sizes.iter().enumerate() {
        let size = usize::try_from(*size).unwrap_or(0);
        people.once.extend(std::iter::repeat_n(vec![group], size));
    }
    hidden(&people, least).into_iter().flatten().collect()
}

/// What is hidden so far.
struct Search<'a> {
    people: &'a People,
    sizes: Vec<Vec<u64>>,
    hidden: Vec<BTreeSet<usize>>,
    least: u64,
}

impl Search<'_> {
    /// A group more that has to be hidden, since a sum would tell another one.
    fn next(&self, nested: &[Nested]) -> Option<(usize, usize)> {
        let whole = (0..self.sizes.len()).find_map(|cut| {
            let all: Vec<usize> = (0..at_len(&self.sizes, cut))
                .filter(|group| size(&self.sizes, cut, *group) > 0)
                .collect();
            self.short(&all, cut, None)?.map(|group| (cut, group))
        });
        let within = || {
            nested.iter().find_map(|part| {
                let any = part.parts.iter().any(|group| self.is_hidden(part.inner, *group));
                match (self.is_hidden(part.outer, part.group), any) {
                    // All parts together would tell the group that is hidden.
                    (true, false) => self.smallest(&part.parts, part.inner).map(|group| (part.inner, group)),
                    (true, true) => None,
                    (false, _) => {
                        let next = self.short(&part.parts, part.inner, Some((part.outer, part.group)))?;
                        Some(next.map_or((part.outer, part.group), |group| (part.inner, group)))
                    }
                }
            })
        };
        whole.or_else(within).or_else(|| self.close(nested))
    }

    /// A group to hide, since it and another shown one, or it and what surrounds it, differ by too few people. Only people
    /// in several groups at once make such pairs: other groups of a cut have nobody in common.
    fn close(&self, nested: &[Nested]) -> Option<(usize, usize)> {
        if self.people.several.is_empty() {
            return None;
        }
        let everybody = (self.people.once.len() + self.people.several.len()) as u64;
        let whole = (0..self.sizes.len()).find_map(|cut| {
            let all: Vec<usize> = (0..at_len(&self.sizes, cut)).collect();
            self.close_pair(&all, cut, everybody)
        });
        whole.or_else(|| {
            let mut shown = nested.iter().filter(|part| !self.is_hidden(part.outer, part.group));
            shown.find_map(|part| self.close_pair(&part.parts, part.inner, size(&self.sizes, part.outer, part.group)))
        })
    }

    /// The same among some groups of a cut, which so many people surround.
    fn close_pair(&self, groups: &[usize], cut: usize, around: u64) -> Option<(usize, usize)> {
        let mut common: BTreeMap<(usize, usize), u64> = BTreeMap::new();
        for own in &self.people.several {
            let shown = |group: &usize| groups.contains(group) && !self.is_hidden(cut, *group);
            let own: Vec<usize> = in_cut(own, cut).into_iter().filter(shown).collect();
            for (at, one) in own.iter().enumerate() {
                // With itself: that it has somebody who is in several.
                for two in own.iter().skip(at) {
                    *common.entry((*one, *two)).or_default() += 1;
                }
            }
        }
        let few = |people: u64| (1..self.least).contains(&people);
        let size = |group: usize| size(&self.sizes, cut, group);
        common.into_iter().find_map(|((one, two), both)| {
            let told = match one == two {
                true => few(around.saturating_sub(size(one))),
                // The one less the other, and all others with those who are in both.
                false => {
                    let apart = size(one) + size(two) - 2 * both;
                    few(apart) || few((around + both).saturating_sub(size(one) + size(two)) + both)
                }
            };
            let smaller = if size(two) < size(one) { two } else { one };
            told.then_some((cut, smaller))
        })
    }

    /// Whether what surrounds some groups of a cut, less those of them that are shown, tells of too few: the next one to hide,
    /// nothing if all are hidden. `None` if it is well.
    fn short(&self, groups: &[usize], cut: usize, around: Option<(usize, usize)>) -> Option<Option<usize>> {
        let gone: Vec<usize> = groups
            .iter()
            .copied()
            .filter(|group| self.is_hidden(cut, *group))
            .collect();
        if gone.is_empty() && self.people.several.is_empty() {
            return None;
        }
        let sharing = self.people.sharing.get(cut) == Some(&true);
        let mut told: u64 = gone.iter().map(|group| size(&self.sizes, cut, *group)).sum();
        for own in &self.people.several {
            let inside = own
                .iter()
                .filter(|own| around.is_none_or(|(outer, group)| own.get(outer) == Some(&group)));
            let own: BTreeSet<usize> = inside.filter_map(|own| own.get(cut).copied()).collect();
            let hidden = own.iter().filter(|group| self.is_hidden(cut, **group)).count() as u64;
            let shown = own.len() as u64 - hidden;
            // Each hidden group has counted them.
            told -= hidden;
            told += u64::from(match sharing {
                true => hidden > 0,
                false => hidden > 0 && shown == 0 || shown > 1,
            });
        }
        let well = gone.len() != 1 && (told == 0 || told >= self.least);
        (!well).then(|| self.smallest(groups, cut))
    }

    /// The smallest of `groups` that is shown; of several the first, so that the same groups are hidden in every run.
    fn smallest(&self, groups: &[usize], cut: usize) -> Option<usize> {
        let shown = groups.iter().copied().filter(|group| !self.is_hidden(cut, *group));
        shown.min_by_key(|group| (size(&self.sizes, cut, *group), *group))
    }

    fn is_hidden(&self, cut: usize, group: usize) -> bool {
        self.hidden.get(cut).is_some_and(|hidden| hidden.contains(&group))
    }
}

/// A group of one cut that consists of whole groups of another.
struct Nested {
    outer: usize,
    group: usize,
    inner: usize,
    parts: Vec<usize>,
}

fn nested(people: &People, outer: usize, inner: usize) -> Vec<Nested> {
    let pair = |own: &Vec<usize>| Some((*own.get(outer)?, *own.get(inner)?));
    let groups = |cut: usize| people.groups.get(cut).copied().unwrap_or(0);
    // For each inner group the outer one that has all of it.
    let mut owner: Vec<Option<usize>> = vec![None; groups(inner)];
    let mut whole = vec![true; owner.len()];
    for (one, two) in people.memberships().filter_map(pair) {
        let (Some(owner), Some(whole)) = (owner.get_mut(two), whole.get_mut(two)) else {
            continue;
        };
        *whole &= owner.is_none_or(|known| known == one);
        *owner = Some(one);
    }
    // One that also has a part of an inner group doesn't consist of whole ones.
    let mut consists = vec![true; groups(outer)];
    for (one, two) in people.memberships().filter_map(pair) {
        if let (Some(consists), Some(false)) = (consists.get_mut(one), whole.get(two)) {
            *consists = false;
        }
    }
    let mut found = Vec::new();
    for (group, _) in consists.iter().enumerate().filter(|(_, consists)| **consists) {
        let parts: Vec<usize> = owner
            .iter()
            .enumerate()
            .filter(|(_, owner)| **owner == Some(group))
            .map(|(part, _)| part)
            .collect();
        if !parts.is_empty() {
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
    use super::{People, hidden, suppress};

    /// The hidden groups of one cut with groups of these sizes.
    fn one(sizes: &[usize], least: u64) -> Vec<usize> {
        let sizes: Vec<u64> = sizes.iter().map(|size| *size as u64).collect();
        suppress(&sizes, least)
    }

    /// The hidden groups of regions and of teams, where the people of each pair of region and team are so many.
    fn two(pairs: &[(usize, usize, usize)], least: u64) -> (Vec<usize>, Vec<usize>) {
        let count = |number: &dyn Fn(&(usize, usize, usize)) -> usize| pairs.iter().map(number).max().unwrap() + 1;
        let mut people = People::of([count(&|pair| pair.0), count(&|pair| pair.1)].into_iter());
        for (region, team, size) in pairs {
            (0..*size).for_each(|_| people.add(vec![vec![*region, *team]]));
        }
        let found = hidden(&people, least);
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

    /// The hidden groups of a cut whose groups have so many people of their own, and where so many are in pairs of them.
    fn shared(own: &[usize], pairs: &[(usize, usize, usize)], sharing: bool) -> Vec<usize> {
        let mut people = People::of([own.len()].into_iter());
        people.sharing = vec![sharing];
        for (group, size) in own.iter().enumerate() {
            (0..*size).for_each(|_| people.add(vec![vec![group]]));
        }
        for (one, two, size) in pairs {
            (0..*size).for_each(|_| people.add(vec![vec![*one], vec![*two]]));
        }
        hidden(&people, 5).into_iter().flatten().collect()
    }

    #[test]
    fn one_person_in_two_groups_is_not_told_by_both_less_the_whole() {
        // With both groups shown their sum less the whole is the one who is in both.
        assert_eq!(shared(&[9, 8], &[(0, 1, 1)], false), [0, 1]);
        assert_eq!(shared(&[9, 8, 7, 7], &[(0, 1, 1)], false).len(), 2);
        // Enough of them give nobody away.
        assert_eq!(shared(&[9, 8], &[(0, 1, 5)], false), Vec::<usize>::new());
    }

    #[test]
    fn groups_of_the_same_few_people_are_too_few_together() {
        // Groups 0 and 1 are the same three people, whom both hidden would tell.
        assert_eq!(shared(&[0, 0, 6, 7], &[(0, 1, 3)], false), [0, 1, 2]);
    }

    #[test]
    fn a_share_of_too_few_people_hides_the_group() {
        assert_eq!(shared(&[9, 8, 7], &[(0, 1, 1)], true), [0, 1]);
        assert_eq!(shared(&[9, 8, 7], &[(0, 1, 5)], true), Vec::<usize>::new());
    }

    #[test]
    fn groups_of_nearly_the_same_people_are_not_both_shown() {
        // Ten are in both, one is in the first alone; a third group has others.
        assert_eq!(shared(&[1, 0, 9, 9], &[(0, 1, 10)], false), [1, 2]);
        assert_eq!(shared(&[6, 0, 9, 9], &[(0, 1, 10)], false), Vec::<usize>::new());
        // All but one are in the first group, and many of them in the second, too.
        let hidden = shared(&[9, 1], &[(0, 1, 9)], false);
        assert!(!hidden.is_empty(), "{hidden:?}");
    }
}
