//! Groups that are too small to be shown, and what would give them away: one decision for all that a run tells of groups.
//!
//! A group below the least size isn't shown, but for an empty one, which says nothing about anybody. Hiding it isn't enough,
//! since what is shown can be added and subtracted: the whole less the other groups, a region less its teams, two denominators
//! of one group, a check's groups less the metric's. So everything that is told of a period is taken as one system of sums over
//! people (`system.rs`), and what can be computed from it is exactly the space of its rows (`derived.rs`). As long as that has
//! a group that is hidden, or the sum of any fewer people than the least size, one figure more is hidden of those that the
//! computation takes: the smallest, since it is missed least, and of equals the first, so that the same groups are hidden in
//! every run and on every machine.
//!
//! Nobody counts with less than nothing, so that sums that can't be computed may still be narrowed: of a hidden group of few it is
//! tried how many it could have (`bounds.rs`), and more is hidden until at least as many as the least size are open.
//!
//! Figures go together where they count the same people, or add up the same thing. Figures of people who are told apart by
//! nothing that is added up in both can't be set against each other.
//!
//! It isn't the least that could be hidden: to find that is a hard problem (complementary cell suppression), and its answer
//! would be hard to explain. Sums over several periods (a month, a check over weeks) are hidden where one of their periods is.

mod bounds;
mod crowds;
mod derived;
mod field;
mod figure;
mod grouping;
mod kinds;
mod small;
mod square;
mod system;

pub(crate) use square::few_in_square;

use super::cube::Cube;
use crate::error::Error;
use crowds::Crowds;
use field::{Exact, Sparse};
use figure::Populations;
pub(super) use figure::{Figure, Name};
use grouping::Grouping;
use polars::prelude::Column;
pub(super) use small::Adds;
use std::collections::{BTreeMap, BTreeSet};
use system::{Cell, System};

/// Which figures of groups aren't shown.
#[derive(Default)]
pub(crate) struct Hidden<'a> {
    /// For each metric, by cut and period the values.
    metrics: BTreeMap<&'a str, BTreeMap<(String, usize), BTreeSet<String>>>,
    /// For each check the groups.
    checks: BTreeMap<&'a str, BTreeSet<Vec<String>>>,
    /// Columns with the values whose groups aren't shown somewhere.
    values: BTreeMap<String, BTreeSet<String>>,
}

impl Hidden<'_> {
    /// The values of a cut of which a metric isn't shown in a period, by its number.
    pub(super) fn metric(&self, name: &str, cut: &str, period: usize) -> Option<&BTreeSet<String>> {
        self.metrics.get(name)?.get(&(cut.to_owned(), period))
    }

    /// Whether a check's group isn't shown, since it isn't in one of its periods.
    pub(super) fn check(&self, name: &str, values: &[String]) -> bool {
        self.checks.get(name).is_some_and(|groups| groups.contains(values))
    }

    /// Whether the group of a column's value isn't shown somewhere, so that lists of people don't say who is in it.
    pub(crate) fn names_no(&self, column: &str, value: &str) -> bool {
        self.values.get(column).is_some_and(|values| values.contains(value))
    }
}

/// Which of some counts that make up a whole aren't shown, by their places: those of too few, and as many more as it takes.
pub(super) fn few(counts: &[u64], least: u32) -> BTreeSet<usize> {
    let some = || (0u32..).zip(counts).filter(|(_, count)| **count > 0);
    let cell = |(place, (kind, count)): (usize, (u32, &u64))| Cell {
        population: 0,
        place: (0, kind as usize),
        size: *count,
        rows: vec![Sparse::new(vec![(
            u32::try_from(place).unwrap_or(u32::MAX),
            Exact::ONE,
        )])],
        told: true,
        hidden: *count < least.into(),
    };
    let mut system = System {
        sizes: some().map(|(_, count)| *count).collect(),
        wholes: vec![Sparse::new(
            (0u32..).zip(some()).map(|(kind, _)| (kind, Exact::ONE)).collect(),
        )],
        cells: some().enumerate().map(cell).collect(),
    };
    system.protect(least.into());
    let hidden = system.cells.into_iter().filter(|cell| cell.hidden);
    hidden.map(|cell| cell.place.1).collect()
}

/// Everything that a run tells of groups.
pub(crate) struct Told<'a> {
    least: u64,
    periods: usize,
    height: usize,
    groupings: Vec<Grouping>,
    figures: Vec<Figure<'a>>,
}

impl<'a> Told<'a> {
    /// Nothing yet, where groups of fewer than `least` aren't shown.
    pub(crate) fn new(least: u32, cube: &Cube<'_>) -> Self {
        Self {
            least: least.into(),
            periods: cube.periods().max(1),
            height: cube.frame.height(),
            groupings: Vec::new(),
            figures: Vec::new(),
        }
    }

    /// Adds a metric: by which columns it is cut, who counts, and what it adds up. `counted` says what somebody adds to
    /// numerator and denominator, if they are in both.
    ///
    /// # Errors
    /// When a column can't be read.
    pub(super) fn metric(
        &mut self,
        metric: &'a uptake_rules::policy::metric::Metric,
        adds: Adds,
        columns: BTreeSet<String>,
        counted: impl Fn(usize) -> Option<(f64, f64)>,
        cube: &Cube<'_>,
    ) -> Result<(), Error> {
        let mut cuts = Vec::new();
        for name in &metric.by {
            cuts.push(self.grouping(&[&name.text], cube)?);
        }
        let groupings: Vec<&Grouping> = cuts.iter().filter_map(|cut| self.groupings.get(*cut)).collect();
        let crowds = |grouping: &&Grouping| Crowds::new(grouping.groups.len(), self.periods, self.height);
        let mut crowds: Vec<Crowds> = groupings.iter().map(crowds).collect();
        let mut everybody = vec![0u64; self.periods];
        let mut counts = Vec::with_capacity(self.height);
        for (row, period) in (0..self.height).zip((0..self.periods).cycle()) {
            let pair = counted(row);
            counts.push(pair.is_some());
            let Some(pair) = pair else { continue };
            if let Some(people) = everybody.get_mut(period) {
                *people += 1;
            }
            for (grouping, crowds) in groupings.iter().zip(&mut crowds) {
                let share = grouping.sharing && grouping.is_several(row);
                for (code, _, _) in grouping.members(row) {
                    crowds.add((period, code), pair, share);
                }
            }
        }
        let (mut small, mut amounts) = (BTreeSet::new(), BTreeSet::new());
        for (cut, crowds) in cuts.iter().zip(&crowds) {
            for ((period, code), crowd) in crowds.each() {
                let place = (*cut, period, code);
                if crowd.is_small(self.least) {
                    small.insert(place);
                // A group of everybody says what the whole does.
                } else if crowd.is_of_few(adds, self.least) && !crowd.is_of(everybody.get(period)) {
                    amounts.insert(place);
                }
            }
        }
        self.figures.push(Figure {
            name: Name::Metric(&metric.name.text),
            counts: counts.into_iter().map(Some).collect(),
            cuts,
            columns,
            periods: 0..self.periods,
            shares: true,
            small,
            amounts,
        });
        Ok(())
    }

    /// Adds a check with groups: by which columns, which rows of the cube count, and what its values read. It is of the last
    /// `width` periods.
    ///
    /// # Errors
    /// When a column can't be read.
    pub(super) fn check(
        &mut self,
        name: &'a str,
        by: &[&str],
        rows: BTreeSet<usize>,
        columns: BTreeSet<String>,
        width: usize,
        cube: &Cube<'_>,
    ) -> Result<(), Error> {
        let cut = self.grouping(by, cube)?;
        let periods = self.periods.saturating_sub(width)..self.periods;
        // A group is as large as it has people in all its periods together.
        let mut people: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
        for row in &rows {
            for (code, _, _) in self.groupings.get(cut).into_iter().flat_map(|cut| cut.members(*row)) {
                people.entry(code).or_default().insert(row / self.periods);
            }
        }
        // Somebody of whom nothing is known is in the group's size, and in nothing else that is told.
        let read: Vec<Column> = columns.iter().filter_map(|name| cube.frame.column(name).ok()).collect();
        let mut known = vec![false; self.height];
        for row in &rows {
            if let Some(known) = known.get_mut(*row) {
                *known = read
                    .iter()
                    .all(|column| column.get(*row).is_ok_and(|value| !value.is_null()));
            }
        }
        let few = people
            .into_iter()
            .filter(|(_, people)| (people.len() as u64) < self.least);
        let small = few.flat_map(|(code, _)| periods.clone().map(move |period| (cut, period, code)));
        self.figures.push(Figure {
            name: Name::Check(name),
            counts: known.into_iter().map(Some).collect(),
            cuts: vec![cut],
            columns,
            small: small.collect(),
            amounts: BTreeSet::new(),
            periods,
            shares: false,
        });
        Ok(())
    }

    fn grouping(&mut self, columns: &[&str], cube: &Cube<'_>) -> Result<usize, Error> {
        match self.groupings.iter().position(|known| known.columns == columns) {
            Some(known) => Ok(known),
            None => {
                self.groupings.push(Grouping::of(columns, cube)?);
                Ok(self.groupings.len() - 1)
            }
        }
    }

    /// Which of it isn't shown.
    pub(crate) fn hidden(self) -> Hidden<'a> {
        let mut hidden = Hidden::default();
        for period in 0..self.periods {
            let rows: Vec<usize> = (period..self.height).step_by(self.periods).collect();
            let populations = Populations::of(&self.figures, period, &rows);
            let mut gone: BTreeSet<Gone> = BTreeSet::new();
            // Groups that are too small are hidden from all figures of the same people.
            for family in populations.families(&self.figures) {
                let system = self.system((period, &rows), &populations, &family, |_, _| false);
                self.protect(system, &family, &populations, &mut gone);
            }
            // Amounts that are of few people are hidden from all figures that add up the same thing.
            for family in populations.of_columns(&self.figures) {
                if self.is_of_few(&family, period, None) {
                    let known = |figure: usize, (_, cut, code): (usize, usize, u32)| {
                        gone.contains(&(figure, cut, code)) || self.is_of_few(&family, period, Some((cut, code)))
                    };
                    let system = self.system((period, &rows), &populations, &family, known);
                    self.protect(system, &family, &populations, &mut gone);
                }
            }
            self.note(&mut hidden, period, &gone);
        }
        hidden
    }

    /// Hides what has to be, and notes it for each of the figures that tell of it.
    fn protect(&self, mut system: System, family: &[usize], populations: &Populations, gone: &mut BTreeSet<Gone>) {
        system.protect(self.least);
        for cell in system.cells.iter().filter(|cell| cell.hidden) {
            let (cut, code) = cell.place;
            for figure in family.iter().copied() {
                let same = populations.of.get(&figure) == Some(&cell.population);
                if same
                    && self
                        .figures
                        .get(figure)
                        .is_some_and(|figure| figure.cuts.contains(&cut))
                {
                    gone.insert((figure, cut, u32::try_from(code).unwrap_or(u32::MAX)));
                }
            }
        }
    }

    /// Whether the amounts that some figures add up in a group are of few people in a period; without a group, in any.
    fn is_of_few(&self, family: &[usize], period: usize, place: Option<(usize, u32)>) -> bool {
        let own = || family.iter().filter_map(|figure| self.figures.get(*figure));
        match place {
            Some((cut, code)) => own().any(|figure| figure.amounts.contains(&(cut, period, code))),
            None => own().any(|figure| figure.amounts.iter().any(|(_, at, _)| *at == period)),
        }
    }

    /// All that a family of figures tells of a period; `hidden` are the groups that aren't shown for another reason than their
    /// size, by figure, and by population, cut and group.
    fn system(
        &self,
        (period, rows): (usize, &[usize]),
        populations: &Populations,
        family: &[usize],
        hidden: impl Fn(usize, (usize, usize, u32)) -> bool,
    ) -> System {
        let told = || {
            let figures = family
                .iter()
                .filter_map(|figure| Some((*figure, self.figures.get(*figure)?)));
            figures.filter_map(|(number, figure)| Some((number, figure, *populations.of.get(&number)?)))
        };
        let mut tables: BTreeMap<(usize, usize), Table> = BTreeMap::new();
        for (number, figure, population) in told() {
            for cut in &figure.cuts {
                let sharing = figure.shares && self.groupings.get(*cut).is_some_and(|cut| cut.sharing);
                let table = tables.entry((population, *cut)).or_default();
                table.told |= figure.is_told_by_period();
                table.shares |= sharing;
                table.wholly |= !sharing;
                table.figures.push(number);
                let of_table = figure.small.range((*cut, period, 0)..=(*cut, period, u32::MAX));
                table.small.extend(of_table.map(|(_, _, code)| *code));
            }
        }
        let cuts: BTreeSet<usize> = tables.keys().map(|(_, cut)| *cut).collect();
        let wanted: BTreeSet<usize> = tables.keys().map(|(population, _)| *population).collect();
        let kinds = kinds::of(&self.groupings, &cuts, rows, populations, &wanted);
        let mut wholes: BTreeMap<usize, Vec<(u32, Exact)>> = BTreeMap::new();
        let mut cells: BTreeMap<(usize, usize, u32), Entries> = BTreeMap::new();
        for (number, kind) in (0u32..).zip(&kinds) {
            for population in &kind.populations {
                wholes.entry(*population).or_default().push((number, Exact::ONE));
                for (cut, groups) in kind
                    .groups
                    .iter()
                    .filter(|(cut, _)| tables.contains_key(&(*population, **cut)))
                {
                    for (code, part, of) in groups {
                        let cell = cells.entry((*population, *cut, *code)).or_default();
                        cell.size += kind.size;
                        cell.wholly.push((number, Exact::ONE));
                        cell.shares.push((number, Exact::fraction(*part, *of)));
                    }
                }
            }
        }
        let cell = |(place, entries): ((usize, usize, u32), Entries)| {
            let (population, cut, code) = place;
            let table = tables.get(&(population, cut))?;
            let forms = [(table.wholly, entries.wholly), (table.shares, entries.shares)];
            Some(Cell {
                population,
                place: (cut, code as usize),
                size: entries.size,
                rows: forms
                    .into_iter()
                    .filter(|(told, _)| *told)
                    .map(|(_, row)| Sparse::new(row))
                    .collect(),
                told: table.told || entries.size >= self.least,
                hidden: table.small.contains(&code) || table.figures.iter().any(|figure| hidden(*figure, place)),
            })
        };
        System {
            wholes: wholes.into_values().map(Sparse::new).collect(),
            cells: cells.into_iter().filter_map(cell).collect(),
            sizes: kinds.iter().map(|kind| kind.size).collect(),
        }
    }

    /// Notes the groups that aren't shown by their values.
    fn note(&self, hidden: &mut Hidden<'a>, period: usize, gone: &BTreeSet<Gone>) {
        for (figure, cut, code) in gone {
            let (Some(figure), Some(grouping)) = (self.figures.get(*figure), self.groupings.get(*cut)) else {
                continue;
            };
            let Some(values) = grouping.groups.get(*code as usize) else {
                continue;
            };
            if let (Some(column), Some(value)) = (grouping.columns.first(), values.first()) {
                hidden.values.entry(column.clone()).or_default().insert(value.clone());
            }
            match figure.name {
                Name::Check(name) => {
                    hidden.checks.entry(name).or_default().insert(values.clone());
                }
                Name::Metric(name) => {
                    let place = (grouping.columns.join(""), period);
                    let own = hidden.metrics.entry(name).or_default().entry(place).or_default();
                    own.extend(values.first().cloned());
                }
            }
        }
    }
}

/// A figure's group that isn't shown: the figure's number, the cut's and the group's.
type Gone = (usize, usize, u32);

/// What figures tell of the groups of a cut.
#[derive(Default)]
struct Table {
    /// Whether one of them is told for the period by itself.
    told: bool,
    /// Whether people in several groups count with shares in one of them, and wholly in one.
    shares: bool,
    wholly: bool,
    /// The groups that are too small for one of them.
    small: BTreeSet<u32>,
    /// Which figures.
    figures: Vec<usize>,
}

/// How often each kind counts in a group.
#[derive(Default)]
struct Entries {
    size: u64,
    wholly: Vec<(u32, Exact)>,
    shares: Vec<(u32, Exact)>,
}

#[cfg(test)]
mod tests {
    use super::field::{Exact, Sparse};
    use super::system::{Cell, System};
    use std::collections::BTreeMap;

    /// People of a kind: how many, and their groups in each cut.
    type Kind = (u64, Vec<Vec<usize>>);

    /// A group: how many are in it, and how often each kind is.
    type Sized = (u64, Vec<(u32, Exact)>);

    /// The hidden groups of each cut, where people in several groups of a cut count wholly in each.
    fn hidden(kinds: &[Kind], least: u64) -> Vec<Vec<usize>> {
        let cuts = kinds.iter().map(|(_, groups)| groups.len()).max().unwrap_or(0);
        let mut groups: BTreeMap<(usize, usize), Sized> = BTreeMap::new();
        for (number, (size, own)) in (0u32..).zip(kinds) {
            for (cut, own) in own.iter().enumerate() {
                for group in own {
                    let known = groups.entry((cut, *group)).or_default();
                    known.0 += size;
                    known.1.push((number, Exact::ONE));
                }
            }
        }
        let cell = |(place, (size, row))| Cell {
            population: 0,
            place,
            size,
            rows: vec![Sparse::new(row)],
            told: true,
            hidden: size < least,
        };
        let mut system = System {
            sizes: kinds.iter().map(|(size, _)| *size).collect(),
            wholes: vec![Sparse::new(
                (0u32..).zip(kinds).map(|(number, _)| (number, Exact::ONE)).collect(),
            )],
            cells: groups.into_iter().map(cell).collect(),
        };
        system.protect(least);
        let of_cut = |cut: usize| {
            let own = system.cells.iter().filter(|cell| cell.hidden && cell.place.0 == cut);
            own.map(|cell| cell.place.1).collect()
        };
        (0..cuts).map(of_cut).collect()
    }

    /// The hidden groups of one cut with groups of these sizes.
    fn one(sizes: &[u64], least: u64) -> Vec<usize> {
        let kinds = sizes.iter().enumerate().filter(|(_, size)| **size > 0);
        let kinds: Vec<Kind> = kinds.map(|(group, size)| (*size, vec![vec![group]])).collect();
        hidden(&kinds, least).into_iter().flatten().collect()
    }

    /// The hidden groups of regions and of teams, where the people of each pair of region and team are so many.
    fn two(pairs: &[(usize, usize, u64)], least: u64) -> (Vec<usize>, Vec<usize>) {
        let kind = |(region, team, size): &(usize, usize, u64)| (*size, vec![vec![*region], vec![*team]]);
        let found = hidden(&pairs.iter().map(kind).collect::<Vec<_>>(), least);
        (found[0].clone(), found[1].clone())
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
    fn shared(own: &[u64], pairs: &[(usize, usize, u64)]) -> Vec<usize> {
        let alone = own.iter().enumerate().filter(|(_, size)| **size > 0);
        let mut kinds: Vec<Kind> = alone.map(|(group, size)| (*size, vec![vec![group]])).collect();
        kinds.extend(pairs.iter().map(|(one, two, size)| (*size, vec![vec![*one, *two]])));
        hidden(&kinds, 5).into_iter().flatten().collect()
    }

    #[test]
    fn one_person_in_two_groups_is_not_told_by_both_less_the_whole() {
        // With both groups shown their sum less the whole is the one who is in both. Without the smaller one nobody can tell
        // of the other how many of it are in both.
        assert_eq!(shared(&[9, 8], &[(0, 1, 1)]), [1]);
        // Here another group is smaller, and without it nobody can tell either: it and those in both are six less than the rest.
        assert_eq!(shared(&[9, 8, 7, 7], &[(0, 1, 1)]), [2]);
        // Enough of them give nobody away.
        assert_eq!(shared(&[9, 8], &[(0, 1, 5)]), Vec::<usize>::new());
    }

    #[test]
    fn groups_of_the_same_few_people_are_too_few_together() {
        // Groups 0 and 1 are the same three people, whom both hidden would tell.
        assert_eq!(shared(&[0, 0, 6, 7], &[(0, 1, 3)]), [0, 1, 2]);
    }

    #[test]
    fn groups_of_nearly_the_same_people_are_not_both_shown() {
        // Ten are in both, one is in the first alone; a third group has others.
        assert_eq!(shared(&[1, 0, 9, 9], &[(0, 1, 10)]), [1]);
        assert_eq!(shared(&[6, 0, 9, 9], &[(0, 1, 10)]), Vec::<usize>::new());
        // All but one are in the first group, and many of them in the second, too.
        let hidden = shared(&[9, 1], &[(0, 1, 9)]);
        assert!(!hidden.is_empty(), "{hidden:?}");
    }
}
