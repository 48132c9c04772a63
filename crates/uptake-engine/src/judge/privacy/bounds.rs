//! How far a sum is open: the least and the greatest that it can be, since nobody counts with less than nothing.
//!
//! A linear program, solved by the simplex method with Bland's rule, which never goes in circles. Where it can't be solved, the sum
//! counts as told, so that more is hidden.

/// What is taken for nothing.
const NOTHING: f64 = 1e-7;

/// How many entries a table may have; larger ones aren't looked at.
pub(super) const MOST: usize = 60_000;

struct Table {
    /// A row for each known sum: how often each unknown counts in it, then the helpers, then the sum.
    rows: Vec<Vec<f64>>,
    /// The unknown that each row stands for.
    basis: Vec<usize>,
}

fn at(row: &[f64], column: usize) -> f64 {
    row.get(column).copied().unwrap_or(0.0)
}

/// Between what a sum over unknowns lies, if these sums are known; `None` if it can't be said.
pub(super) fn open(unknowns: usize, known: &[(Vec<f64>, f64)], of: &[f64]) -> Option<(f64, f64)> {
    let mut table = Table::of(unknowns, known);
    let all = unknowns + known.len();
    let helpers: Vec<f64> = (0..all).map(|column| f64::from(u8::from(column >= unknowns))).collect();
    if table.least(&helpers, all)? > NOTHING {
        return None;
    }
    table.without_helpers(unknowns);
    let low = table.least(of, unknowns)?;
    let against: Vec<f64> = of.iter().map(|cost| -cost).collect();
    Some((low, -table.least(&against, unknowns)?))
}

impl Table {
    fn of(unknowns: usize, known: &[(Vec<f64>, f64)]) -> Self {
        let row = |(number, (row, sum)): (usize, &(Vec<f64>, f64))| {
            let helpers = (0..known.len()).map(|helper| f64::from(u8::from(helper == number)));
            row.iter().copied().chain(helpers).chain([*sum]).collect()
        };
        Self {
            rows: known.iter().enumerate().map(row).collect(),
            basis: (unknowns..unknowns + known.len()).collect(),
        }
    }

    /// Takes the helpers out; a row without an unknown follows from the others.
    fn without_helpers(&mut self, unknowns: usize) {
        for row in (0..self.rows.len()).rev() {
            if self.basis.get(row).is_some_and(|basis| *basis >= unknowns) {
                let own = self.rows.get(row).map_or(&[][..], Vec::as_slice);
                match (0..unknowns).find(|column| at(own, *column).abs() > NOTHING) {
                    Some(column) => self.pivot(row, column),
                    None => {
                        self.rows.remove(row);
                        self.basis.remove(row);
                    }
                }
            }
        }
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let Some(own) = self.rows.get_mut(row) else { return };
        let by = at(own, column);
        own.iter_mut().for_each(|value| *value /= by);
        let own = own.clone();
        for (_, other) in self.rows.iter_mut().enumerate().filter(|(number, _)| *number != row) {
            let times = at(other, column);
            if times != 0.0 {
                other
                    .iter_mut()
                    .zip(&own)
                    .for_each(|(value, own)| *value -= times * own);
            }
        }
        if let Some(basis) = self.basis.get_mut(row) {
            *basis = column;
        }
    }

    /// The least of a cost over the first columns; minus infinity if there is none, `None` if it isn't found.
    fn least(&mut self, cost: &[f64], columns: usize) -> Option<f64> {
        for _ in 0..10_000 {
            let paid = |column: Option<usize>| -> f64 {
                let rows = self.rows.iter().zip(&self.basis);
                let value = |row: &Vec<f64>| match column {
                    Some(column) => at(row, column),
                    None => row.last().copied().unwrap_or(0.0),
                };
                rows.map(|(row, basis)| at(cost, *basis) * value(row)).sum()
            };
            let pays =
                |column: &usize| !self.basis.contains(column) && at(cost, *column) - paid(Some(*column)) < -NOTHING;
            let Some(enters) = (0..columns).find(pays) else {
                return Some(paid(None));
            };
            let mut leaves: Option<(f64, usize, usize)> = None;
            for (number, (row, basis)) in self.rows.iter().zip(&self.basis).enumerate() {
                if at(row, enters) > 1e-9 {
                    let ratio = row.last().copied().unwrap_or(0.0).max(0.0) / at(row, enters);
                    let first = |(least, of, _): &(f64, usize, usize)| {
                        ratio < least - 1e-9 || (ratio - least).abs() <= 1e-9 && basis < of
                    };
                    if leaves.as_ref().is_none_or(first) {
                        leaves = Some((ratio, *basis, number));
                    }
                }
            }
            match leaves {
                Some((_, _, row)) => self.pivot(row, enters),
                None => return Some(f64::NEG_INFINITY),
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::open;

    #[test]
    fn a_part_of_a_known_sum_is_open_from_nothing_to_all_of_it() {
        assert_eq!(open(2, &[(vec![1.0, 1.0], 7.0)], &[1.0, 0.0]), Some((0.0, 7.0)));
    }

    #[test]
    fn a_part_that_two_sums_share_is_narrowed_by_both() {
        let known = [(vec![1.0, 1.0, 0.0], 7.0), (vec![0.0, 1.0, 1.0], 3.0)];
        assert_eq!(open(3, &known, &[1.0, 0.0, 0.0]), Some((4.0, 7.0)));
    }

    #[test]
    fn sums_that_contradict_each_other_say_nothing() {
        assert_eq!(open(1, &[(vec![1.0], 7.0), (vec![1.0], 3.0)], &[1.0]), None);
    }
}
