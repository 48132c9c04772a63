//! The least and the greatest of a sum over unknowns that aren't negative, where other sums are known: a linear program.

const SMALL: f64 = 1e-9;

/// A tableau: a row for each known sum with its value last, and the unknown that each row stands for.
struct Tableau {
    rows: Vec<Vec<f64>>,
    basis: Vec<usize>,
    unknowns: usize,
}

impl Tableau {
    /// With one point that fits all sums, from which to go on; the sums do fit some point, since they are of people.
    fn of(unknowns: usize, known: &[(Vec<f64>, f64)]) -> Self {
        let count = known.len();
        let row = |(number, (row, value)): (usize, &(Vec<f64>, f64))| {
            let mut own = row.clone();
            own.extend((0..count).map(|other| f64::from(u8::from(other == number))));
            own.push(*value);
            own
        };
        let mut tableau = Self {
            rows: known.iter().enumerate().map(row).collect(),
            basis: (unknowns..unknowns + count).collect(),
            unknowns,
        };
        // First the helpers go, as far as they can.
        let cost: Vec<f64> = (0..unknowns + count)
            .map(|column| if column < unknowns { 0.0 } else { 1.0 })
            .collect();
        tableau.least(&cost, unknowns + count);
        let left: f64 = (0..count)
            .filter(|row| tableau.basis[*row] >= unknowns)
            .map(|row| tableau.rows[row][unknowns + count])
            .sum();
        assert!(left.abs() < 1e-6, "the sums contradict each other by {left}");
        for row in (0..count).rev() {
            if tableau.basis[row] >= unknowns {
                match (0..unknowns).find(|column| tableau.rows[row][*column].abs() > 1e-7) {
                    Some(column) => tableau.pivot(row, column),
                    // The sum follows from others.
                    None => {
                        tableau.rows.remove(row);
                        tableau.basis.remove(row);
                    }
                }
            }
        }
        tableau
    }

    fn pivot(&mut self, row: usize, column: usize) {
        let by = self.rows[row][column];
        self.rows[row].iter_mut().for_each(|value| *value /= by);
        let own = self.rows[row].clone();
        for (_, other) in self.rows.iter_mut().enumerate().filter(|(number, _)| *number != row) {
            let times = other[column];
            if times != 0.0 {
                other
                    .iter_mut()
                    .zip(&own)
                    .for_each(|(value, own)| *value -= times * own);
                other[column] = 0.0;
            }
        }
        self.basis[row] = column;
    }

    /// The least value of a cost over the first columns; minus infinity if it has none. By Bland's rule, which never circles.
    fn least(&mut self, cost: &[f64], columns: usize) -> f64 {
        let last = self.rows.first().map_or(0, |row| row.len() - 1);
        loop {
            let price = |column: usize| -> f64 {
                let paid: f64 = self
                    .rows
                    .iter()
                    .zip(&self.basis)
                    .map(|(row, basis)| cost[*basis] * row[column])
                    .sum();
                cost[column] - paid
            };
            let Some(enters) = (0..columns).find(|column| !self.basis.contains(column) && price(*column) < -1e-7)
            else {
                return self
                    .rows
                    .iter()
                    .zip(&self.basis)
                    .map(|(row, basis)| cost[*basis] * row[last])
                    .sum();
            };
            let ratio = |row: &usize| {
                (self.rows[*row][enters] > SMALL).then(|| self.rows[*row][last].max(0.0) / self.rows[*row][enters])
            };
            let leaves = (0..self.rows.len()).filter_map(|row| Some((ratio(&row)?, row)));
            let leaves = leaves.min_by(|(one, first), (two, second)| {
                let near = (one - two).abs() < SMALL;
                if near {
                    self.basis[*first].cmp(&self.basis[*second])
                } else {
                    one.total_cmp(two)
                }
            });
            match leaves {
                Some((_, row)) => self.pivot(row, enters),
                None => return f64::NEG_INFINITY,
            }
        }
    }
}

/// The least and the greatest that `of` can be.
pub(super) fn bounds(unknowns: usize, known: &[(Vec<f64>, f64)], of: &[f64]) -> (f64, f64) {
    let mut tableau = Tableau::of(unknowns, known);
    let mut cost: Vec<f64> = of.to_vec();
    cost.resize(unknowns + known.len(), 0.0);
    let low = tableau.least(&cost, tableau.unknowns);
    cost.iter_mut().for_each(|cost| *cost = -*cost);
    let high = -tableau.least(&cost, tableau.unknowns);
    (low, high)
}

#[test]
fn bounds_are_those_of_a_small_table() {
    // Two hidden parts of seven: each from nothing to all.
    assert_eq!(bounds(2, &[(vec![1.0, 1.0], 7.0)], &[1.0, 0.0]), (0.0, 7.0));
    // With a sum of them and a third, less: x + y = 7, y + z = 3.
    let known = [(vec![1.0, 1.0, 0.0], 7.0), (vec![0.0, 1.0, 1.0], 3.0)];
    assert_eq!(bounds(3, &known, &[1.0, 0.0, 0.0]), (4.0, 7.0));
    // Of what no sum tells nothing is known.
    assert_eq!(bounds(2, &[(vec![1.0, 0.0], 7.0)], &[0.0, 1.0]), (0.0, f64::INFINITY));
}
