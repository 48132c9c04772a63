//! What a run tells of groups: its metrics, and its checks with groups.

use polars::prelude::BooleanChunked;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Something that is told of each group of some cuts.
pub(in crate::judge) struct Figure<'a> {
    /// The metric's or the check's name.
    pub(super) name: Name<'a>,
    /// Which rows of the cube are added up in it: those that count, with something known.
    pub(super) counts: BooleanChunked,
    /// By which of the groupings it is told.
    pub(super) cuts: Vec<usize>,
    /// What is added up.
    pub(super) columns: BTreeSet<String>,
    /// The periods, by number, that it is of.
    pub(super) periods: Range<usize>,
    /// Whether people in several groups count with a share in each.
    pub(super) shares: bool,
    /// Groups that are too small for it, by cut, period and number.
    pub(super) small: BTreeSet<(usize, usize, u32)>,
    /// Groups that have enough people, but of which too few make up what is added up.
    pub(super) amounts: BTreeSet<(usize, usize, u32)>,
}

/// Whose figure it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::judge) enum Name<'a> {
    /// A metric's.
    Metric(&'a str),
    /// A check's.
    Check(&'a str),
}

impl Figure<'_> {
    /// Whether it is told for each period by itself.
    pub(super) fn is_told_by_period(&self) -> bool {
        match self.name {
            Name::Metric(_) => true,
            Name::Check(_) => self.periods.len() == 1,
        }
    }
}

/// Which of the figures of a period count the same people in it.
pub(super) struct Populations {
    /// For each figure of the period its population's number.
    pub(super) of: BTreeMap<usize, usize>,
    /// Each population's members, entity by entity.
    pub(super) members: Vec<Vec<bool>>,
}

impl Populations {
    /// Of a period, by its number; `rows` are the cube's rows of it.
    pub(super) fn of(figures: &[Figure<'_>], period: usize, rows: &[usize]) -> Self {
        let mut members: Vec<Vec<bool>> = Vec::new();
        let mut of = BTreeMap::new();
        for (number, figure) in figures
            .iter()
            .enumerate()
            .filter(|(_, figure)| figure.periods.contains(&period))
        {
            let own: Vec<bool> = rows.iter().map(|row| figure.counts.get(*row) == Some(true)).collect();
            let place = members.iter().position(|known| *known == own).unwrap_or_else(|| {
                members.push(own);
                members.len() - 1
            });
            of.insert(number, place);
        }
        Self { of, members }
    }

    /// Figures that can be set against each other: they count the same people, or add up the same thing, so that a sum of the
    /// one less a sum of the other tells of those between them.
    pub(super) fn families(&self, figures: &[Figure<'_>]) -> Vec<Vec<usize>> {
        let population = |figure: usize| self.of.get(&figure).map(|population| Tie::Population(*population));
        self.tied(figures, population)
    }

    /// Figures that add up the same thing.
    pub(super) fn of_columns(&self, figures: &[Figure<'_>]) -> Vec<Vec<usize>> {
        self.tied(figures, |_| None)
    }

    /// Figures with a tie to each other, be it through others: a column, or what else ties them.
    fn tied<'f>(&self, figures: &'f [Figure<'_>], more: impl Fn(usize) -> Option<Tie<'f>>) -> Vec<Vec<usize>> {
        // Each figure starts in a family of its own.
        let mut family: BTreeMap<usize, usize> = self.of.keys().map(|figure| (*figure, *figure)).collect();
        let mut first: BTreeMap<Tie<'f>, usize> = BTreeMap::new();
        for number in self.of.keys().copied() {
            let columns = figures.get(number).into_iter().flat_map(|figure| &figure.columns);
            let ties = columns.map(|column| Tie::Column(column.as_str())).chain(more(number));
            for tie in ties {
                let known = *first.entry(tie).or_insert(number);
                let (Some(one), Some(two)) = (family.get(&known).copied(), family.get(&number).copied()) else {
                    continue;
                };
                family
                    .values_mut()
                    .filter(|own| **own == two)
                    .for_each(|own| *own = one);
            }
        }
        let mut families: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (figure, family) in family {
            families.entry(family).or_default().push(figure);
        }
        families.into_values().collect()
    }
}

/// What two figures have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Tie<'a> {
    /// They count the same people.
    Population(usize),
    /// They add up the same column.
    Column(&'a str),
}
