//! Which figures of groups aren't shown: those of groups that are too small, and as many more as it takes so that nobody can
//! compute them, or the figures of any few people, from those that are shown.

use super::bounds;
use super::derived::{Known, Sum, Taken, TooMuch};
use super::field::{Exact, Sparse};
use std::collections::BTreeMap;

/// How many steps of elimination are taken for one period before whole cuts go instead.
const WORK: u64 = 20_000_000;

/// All that is told of some people in one period.
pub(super) struct System {
    /// How many people are of each kind: in the same groups, and counted by the same figures.
    pub(super) sizes: Vec<u64>,
    /// The sums of everybody who counts, which are always shown.
    pub(super) wholes: Vec<Sparse>,
    /// The groups.
    pub(super) cells: Vec<Cell>,
}

/// Who counts in a group.
pub(super) struct Cell {
    /// Who counts at all, by number.
    pub(super) population: usize,
    /// The cut, and which of its groups.
    pub(super) place: (usize, usize),
    /// How many people.
    pub(super) size: u64,
    /// How often each kind counts in what is told of it. Where people count with shares in one figure and wholly in another,
    /// it has two.
    pub(super) rows: Vec<Sparse>,
    /// Whether its figures are told for this period by itself.
    pub(super) told: bool,
    /// Whether it isn't shown.
    pub(super) hidden: bool,
}

impl Cell {
    /// Which of several goes first: the smallest, since it is missed least; of equals the first of the first cut.
    fn order(&self) -> (u64, (usize, usize), usize) {
        (self.size, self.place, self.population)
    }
}

impl System {
    /// Hides what has to be hidden besides what is already.
    ///
    /// Each turn hides at least one cell more, or ends it, so it ends; in the worst case all are hidden.
    pub(super) fn protect(&mut self, least: u64) {
        loop {
            let mut turn = self.told(least).unwrap_or_else(|TooMuch| self.widest());
            if turn.is_empty() {
                turn.extend(self.narrow(least));
            }
            if turn.is_empty() {
                return;
            }
            for cell in turn {
                if let Some(cell) = self.cells.get_mut(cell) {
                    cell.hidden = true;
                }
            }
        }
    }

    /// The cells to hide next, since what is shown tells of few people, or of a cell that is hidden.
    fn told(&self, least: u64) -> Result<Vec<usize>, TooMuch> {
        let sums = self.sums();
        let mut known = Known::of(&sums, &self.sizes, WORK)?;
        let mut ways: Vec<Taken> = known.few(least)?.into_iter().map(|(_, taken)| taken).collect();
        for cell in self.cells.iter().filter(|cell| cell.hidden) {
            for row in &cell.rows {
                ways.extend(known.gives(row)?);
            }
        }
        let mut next: Vec<usize> = Vec::new();
        for taken in ways {
            if taken.iter().any(|cell| next.contains(cell)) {
                continue;
            }
            let cells = taken
                .iter()
                .filter_map(|cell| Some((self.cells.get(*cell)?.order(), *cell)));
            // What follows from the wholes alone can't be kept back.
            next.extend(cells.min().map(|(_, cell)| cell));
        }
        Ok(next)
    }

    /// A cell to hide, since what is shown leaves too little open of how many a hidden group of few has.
    fn narrow(&self, least: u64) -> Option<usize> {
        let sums = self.sums();
        if sums.len() * (sums.len() + self.sizes.len()) > bounds::MOST {
            return None;
        }
        let dense = |row: &Sparse| -> Vec<f64> {
            (0u32..)
                .zip(&self.sizes)
                .map(|(kind, _)| row.at(kind).small())
                .collect()
        };
        let total = |row: &[f64]| -> f64 {
            let people = self
                .sizes
                .iter()
                .map(|size| f64::from(u32::try_from(*size).unwrap_or(u32::MAX)));
            row.iter().zip(people).map(|(part, people)| part * people).sum()
        };
        let known: Vec<(Vec<f64>, f64)> = sums
            .iter()
            .map(|sum| dense(&sum.row))
            .map(|row| (row.clone(), total(&row)))
            .collect();
        let wholes = known.get(..self.wholes.len()).unwrap_or(&known);
        let needed = f64::from(u32::try_from(least).unwrap_or(u32::MAX));
        let width = |known: &[(Vec<f64>, f64)], row: &[f64]| {
            bounds::open(self.sizes.len(), known, row).map_or(0.0, |(low, high)| high - low)
        };
        let small = self.cells.iter().filter(|cell| cell.hidden && cell.size < least);
        small
            .flat_map(|cell| cell.rows.iter().map(move |row| (cell, row)))
            .find_map(|(cell, row)| {
                let row = dense(row);
                let open = width(&known, &row);
                // What follows from the wholes alone can't be kept back.
                let told = open < needed - 1e-6 && width(wholes, &row) > open + 1e-6;
                told.then(|| self.beside(cell)).flatten()
            })
    }

    /// The smallest shown cell of the same cut, or else of all that have people in common with a cell.
    fn beside(&self, cell: &Cell) -> Option<usize> {
        let shown = || {
            self.cells
                .iter()
                .enumerate()
                .filter(|(_, own)| own.told && !own.hidden && own.size > 0)
        };
        let same = |own: &Cell| own.place.0 == cell.place.0 && own.population == cell.population;
        let meets = |own: &Cell| {
            let mut kinds = own.rows.iter().flat_map(Sparse::entries).map(|(kind, _)| *kind);
            kinds.any(|kind| cell.rows.iter().any(|row| row.at(kind) != Exact::ZERO))
        };
        let of_cut = shown().filter(|(_, own)| same(own)).min_by_key(|(_, own)| own.order());
        let found = of_cut.or_else(|| shown().filter(|(_, own)| meets(own)).min_by_key(|(_, own)| own.order()));
        found.map(|(number, _)| number)
    }

    /// All that is shown: the wholes, then the groups, large ones first.
    fn sums(&self) -> Vec<Sum> {
        let wholes = self.wholes.iter().map(|row| Sum {
            row: row.clone(),
            cell: None,
        });
        let mut shown: Vec<(usize, &Cell)> = self.cells.iter().enumerate().collect();
        shown.retain(|(_, cell)| cell.told && !cell.hidden);
        shown.sort_by_key(|(_, cell)| (u64::MAX - cell.size, cell.place, cell.population));
        let groups = shown.into_iter().flat_map(|(number, cell)| {
            cell.rows.iter().map(move |row| Sum {
                row: row.clone(),
                cell: Some(number),
            })
        });
        wholes.chain(groups).collect()
    }

    /// The shown cells of the cut that has most of them: where everything can't be looked through, it goes.
    fn widest(&self) -> Vec<usize> {
        let mut cuts: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (number, cell) in self
            .cells
            .iter()
            .enumerate()
            .filter(|(_, cell)| cell.told && !cell.hidden)
        {
            cuts.entry(cell.place.0).or_default().push(number);
        }
        cuts.into_values().max_by_key(Vec::len).unwrap_or_default()
    }
}
