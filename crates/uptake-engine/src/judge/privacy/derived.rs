//! What can be computed from published sums by adding and subtracting.
//!
//! Everything published of groups is a sum over kinds of people: those who are in the same groups. Whoever reads the sums may
//! add and subtract them as they like, so that what they can compute is exactly the space of rows of that system. [`Known`] is
//! its echelon, with the way each row was made.

use super::field::{Exact, Sparse};

/// A published sum.
pub(super) struct Sum {
    /// How often each kind of people counts in it.
    pub(super) row: Sparse,
    /// The cell that it is the figure of; `None` for a whole, which is always shown.
    pub(super) cell: Option<usize>,
}

/// All that can be computed from published sums.
pub(super) struct Known<'a> {
    sums: &'a [Sum],
    /// How many people are of each kind.
    sizes: &'a [u64],
    rows: Vec<Row>,
    /// The row whose pivot a kind is.
    pivots: Vec<Option<usize>>,
    /// What is left of the work that may be done.
    left: u64,
}

struct Row {
    values: Sparse,
    /// Of which sums it is made, by their numbers.
    made_of: Sparse,
    pivot: u32,
}

/// That the work grew beyond its bound.
pub(super) struct TooMuch;

/// A few people whom a computation tells, by the cells whose figures it takes.
pub(super) type Taken = Vec<usize>;

impl<'a> Known<'a> {
    /// The echelon of the sums. Sums that come first are made use of first.
    ///
    /// # Errors
    /// When it takes more than `work` steps.
    pub(super) fn of(sums: &'a [Sum], sizes: &'a [u64], work: u64) -> Result<Self, TooMuch> {
        let mut known = Self {
            sums,
            sizes,
            rows: Vec::new(),
            pivots: vec![None; sizes.len()],
            left: work,
        };
        for (number, sum) in sums.iter().enumerate() {
            let itself = Sparse::new(vec![(u32::try_from(number).unwrap_or(u32::MAX), Exact::ONE)]);
            let (values, made_of) = known.reduced(sum.row.clone(), itself)?;
            // The kind with the most people, so that rows without many people of one kind come out of it.
            let most = values
                .entries()
                .iter()
                .max_by_key(|(kind, _)| (known.size(*kind), u32::MAX - kind));
            let Some((pivot, value)) = most.copied() else { continue };
            let by = value.inverse();
            if let Some(place) = known.pivots.get_mut(pivot as usize) {
                *place = Some(known.rows.len());
            }
            known.rows.push(Row {
                values: values.scaled(by),
                made_of: made_of.scaled(by),
                pivot,
            });
        }
        Ok(known)
    }

    fn size(&self, kind: u32) -> u64 {
        self.sizes.get(kind as usize).copied().unwrap_or(0)
    }

    /// What is left of a row after all that is known is taken away from it, and of which sums that is made.
    fn reduced(&mut self, mut values: Sparse, mut made_of: Sparse) -> Result<(Sparse, Sparse), TooMuch> {
        loop {
            let known = values.entries().iter().filter_map(|(kind, value)| {
                let row = self.pivots.get(*kind as usize).copied().flatten()?;
                Some((row, *value))
            });
            // A row has nothing at the pivots of those before it.
            let Some((row, times)) = known.min_by_key(|(row, _)| *row) else {
                return Ok((values, made_of));
            };
            let Some(row) = self.rows.get(row) else {
                return Ok((values, made_of));
            };
            let steps = values.entries().len() + row.values.entries().len() + made_of.entries().len();
            self.left = self.left.checked_sub(steps as u64).ok_or(TooMuch)?;
            values = values.less(&row.values, times);
            made_of = made_of.less(&row.made_of, times);
        }
    }

    /// The cells whose figures give a sum over kinds of people; `None` if they don't give it.
    ///
    /// # Errors
    /// When it takes too much work.
    pub(super) fn gives(&mut self, row: &Sparse) -> Result<Option<Taken>, TooMuch> {
        let (left, made_of) = self.reduced(row.clone(), Sparse::default())?;
        Ok(left.is_zero().then(|| self.cells(&made_of)))
    }

    fn cells(&self, made_of: &Sparse) -> Taken {
        let sums = made_of.entries().iter();
        let mut cells: Taken = sums.filter_map(|(sum, _)| self.sums.get(*sum as usize)?.cell).collect();
        cells.sort_unstable();
        cells.dedup();
        cells
    }

    /// Sets of fewer than `least` people whose sums can be computed: the kinds that they are of, and the cells that it takes.
    ///
    /// # Errors
    /// When there are too many combinations to look at.
    pub(super) fn few(&mut self, least: u64) -> Result<Vec<(Vec<u32>, Taken)>, TooMuch> {
        let mut rows: Vec<(Sparse, Sparse, u32)> = Vec::new();
        for row in &self.rows {
            if row.values.entries().iter().all(|(kind, _)| self.size(*kind) < least) {
                rows.push((row.values.clone(), row.made_of.clone(), row.pivot));
            }
        }
        // Without the pivots of each other, so that a sum of them has the pivots of those that it is made of, and each once.
        for at in (0..rows.len()).rev() {
            for before in 0..at {
                let (Some((values, made_of, pivot)), Some(own)) = (rows.get(at).cloned(), rows.get_mut(before)) else {
                    continue;
                };
                let times = own.0.at(pivot);
                if times != Exact::ZERO {
                    let steps = own.0.entries().len() + values.entries().len() + made_of.entries().len();
                    self.left = self.left.checked_sub(steps as u64).ok_or(TooMuch)?;
                    own.0 = own.0.less(&values, times);
                    own.1 = own.1.less(&made_of, times);
                }
            }
        }
        let mut found = Vec::new();
        for first in 0..rows.len() {
            self.sums_of(&rows, &[first], least, &mut found)?;
        }
        Ok(found)
    }

    /// Looks at the sum of chosen rows, and at its sums with later ones that have kinds in common with it.
    fn sums_of(
        &mut self,
        rows: &[(Sparse, Sparse, u32)],
        chosen: &[usize],
        least: u64,
        found: &mut Vec<(Vec<u32>, Taken)>,
    ) -> Result<(), TooMuch> {
        let less_one = Exact::ZERO.minus(Exact::ONE);
        let (mut values, mut made_of, mut people) = (Sparse::default(), Sparse::default(), 0);
        for row in chosen {
            let Some((own, sums, pivot)) = rows.get(*row) else {
                return Ok(());
            };
            self.left = self
                .left
                .checked_sub((own.entries().len() + sums.entries().len()) as u64)
                .ok_or(TooMuch)?;
            values = values.less(own, less_one);
            made_of = made_of.less(sums, less_one);
            people += self.size(*pivot);
        }
        if people >= least {
            return Ok(());
        }
        let of: u64 = values.entries().iter().map(|(kind, _)| self.size(*kind)).sum();
        if values.entries().iter().all(|(_, value)| *value == Exact::ONE) && of < least {
            found.push((
                values.entries().iter().map(|(kind, _)| *kind).collect(),
                self.cells(&made_of),
            ));
            return Ok(());
        }
        let last = chosen.last().copied().unwrap_or(0);
        for next in last + 1..rows.len() {
            let shared = |(kind, _): &(u32, Exact)| values.at(*kind) != Exact::ZERO;
            if rows
                .get(next)
                .is_some_and(|(row, _, _)| row.entries().iter().any(shared))
            {
                self.sums_of(rows, &[chosen, &[next]].concat(), least, found)?;
            }
        }
        Ok(())
    }
}
