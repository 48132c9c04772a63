//! Sums as the formulas take them.

use crate::exact_sum::ExactSum;

/// The sum of the values, rounded once, so that their order doesn't matter. NaN where it isn't finite.
pub(crate) fn sum(values: impl IntoIterator<Item = f64>) -> f64 {
    values.into_iter().collect::<ExactSum>().total().unwrap_or(f64::NAN)
}

/// A sum that is still growing, of numbers that are small, with Neumaier's compensation: the error is that of one rounding.
///
/// Source: A. Neumaier, "Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen", ZAMM 54 (1974), 39–51.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sum {
    total: f64,
    lost: f64,
}

impl Sum {
    pub(crate) fn add(&mut self, value: f64) {
        let next = self.total + value;
        self.lost += if self.total.abs() >= value.abs() {
            (self.total - next) + value
        } else {
            (value - next) + self.total
        };
        self.total = next;
    }

    pub(crate) fn total(self) -> f64 {
        self.total + self.lost
    }
}
