//! Which figures of groups aren't shown: those of groups that are too small, and as many more as it takes so that nobody can
//! compute them, or the figures of any few people, from those that are shown.

use super::derived::{Known, Sum, Taken, TooMuch};
use super::field::Sparse;
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
            let turn = self.told(least).unwrap_or_else(|TooMuch| self.widest());
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
