//! Sums of numbers, exact whatever their order and size.

use crate::outcome::{NoFigure, Number};
use uptake_statistics::ExactSum;

/// What was added up so far.
#[derive(Clone, Debug, Default)]
pub(crate) struct Total {
    /// The whole numbers: 2^64 of 64 bits fit.
    wholes: i128,
    /// All others.
    floats: ExactSum,
    /// Whether there are others: then the sum is a float.
    fractions: bool,
}

impl Total {
    /// Adds a number.
    pub(crate) fn add(&mut self, number: Number) {
        match number {
            Number::Whole(number) => self.wholes += i128::from(number),
            Number::Float(number) => {
                self.fractions = true;
                self.floats.add(number);
            }
        }
    }

    /// Takes a number away.
    pub(crate) fn take_away(&mut self, number: Number) {
        match number {
            Number::Whole(number) => self.wholes -= i128::from(number),
            Number::Float(number) => self.add(Number::Float(-number)),
        }
    }

    /// Adds a part of a number.
    pub(crate) fn add_part(&mut self, number: Number, part: f64) {
        if part >= 1.0 {
            return self.add(number);
        }
        self.fractions = true;
        self.floats.add(number.nearest() * part);
    }

    /// Adds a whole number.
    pub(crate) fn add_whole(&mut self, number: i64) {
        self.wholes += i128::from(number);
    }

    /// The sum.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn sum(&self) -> Result<Number, NoFigure> {
        if !self.fractions {
            return i64::try_from(self.wholes)
                .map(Number::whole)
                .map_err(|_| NoFigure::BeyondWhole);
        }
        self.all().total().and_then(Number::float).ok_or(NoFigure::BeyondFloat)
    }

    /// The sum divided by another, rounded once more than the two of them; also where the sum itself is too large for a number.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn over(&self, divisor: &Self) -> Result<f64, NoFigure> {
        match (u64::try_from(divisor.wholes), self.fractions || divisor.fractions) {
            (Ok(0), false) => Err(NoFigure::ZeroDenominator),
            (Ok(whole), false) => Ok(quotient(self.wholes, whole)),
            _ => {
                let divisor = divisor.all().total().ok_or(NoFigure::BeyondFloat)?;
                if divisor == 0.0 {
                    return Err(NoFigure::ZeroDenominator);
                }
                self.all().over(divisor).ok_or(NoFigure::BeyondFloat)
            }
        }
    }

    fn all(&self) -> ExactSum {
        let mut all = self.floats.clone();
        all.add_whole(self.wholes);
        all
    }
}

impl FromIterator<Number> for Total {
    fn from_iter<I: IntoIterator<Item = Number>>(numbers: I) -> Self {
        let mut total = Self::default();
        numbers.into_iter().for_each(|number| total.add(number));
        total
    }
}

/// A whole number divided by another that isn't 0: the nearest float.
pub(crate) fn quotient(number: i128, divisor: u64) -> f64 {
    let size = number.unsigned_abs();
    if size == 0 || divisor == 0 {
        return 0.0;
    }
    // With all leading zeros gone the quotient has at least 64 bits, of which a float keeps 53; below them only matters whether
    // there is anything.
    let shift = size.leading_zeros();
    let (shifted, divisor) = (size << shift, u128::from(divisor));
    let digits = (shifted / divisor) | u128::from(shifted % divisor != 0);
    #[allow(clippy::cast_precision_loss, reason = "rounded to the nearest, once")]
    let nearest = digits as f64;
    let answer = nearest / 2f64.powi(i32::try_from(shift).unwrap_or(0));
    if number < 0 { -answer } else { answer }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn total(numbers: &[Number]) -> Total {
        numbers.iter().copied().collect()
    }

    #[test]
    fn whole_numbers_stay_whole_and_what_does_not_fit_is_unknown() {
        let whole = Number::Whole;
        let odd = 9_007_199_254_740_993;
        assert_eq!(total(&[whole(odd)]).sum(), Ok(Number::Whole(odd)));
        assert_eq!(total(&[whole(i64::MAX), whole(1)]).sum(), Err(NoFigure::BeyondWhole));
        let around = [
            whole(i64::MAX),
            whole(i64::MAX),
            whole(-5),
            whole(i64::MIN),
            whole(i64::MIN),
        ];
        assert_eq!(total(&around).sum(), Ok(Number::Float(-7.0)));
        assert_eq!(total(&[]).sum(), Ok(Number::Float(0.0)));
    }

    #[test]
    fn floats_that_are_too_large_have_no_sum_but_may_have_a_mean() {
        let large = total(&[Number::Float(1e308), Number::Float(1e308)]);
        assert_eq!(large.sum(), Err(NoFigure::BeyondFloat));
        assert_eq!(large.over(&total(&[Number::Whole(2)])), Ok(1e308));
        assert_eq!(large.over(&Total::default()), Err(NoFigure::ZeroDenominator));
        let both = total(&[Number::Float(1e308), Number::Whole(i64::MAX), Number::Float(-1e308)]);
        assert_eq!(both.sum(), Ok(Number::Float(9_223_372_036_854_775_807.0)));
    }

    #[test]
    fn a_quotient_is_the_nearest_float() {
        assert_eq!(quotient(1, 3), 1.0 / 3.0);
        assert_eq!(quotient(-7, 2), -3.5);
        assert_eq!(quotient(9_007_199_254_740_993, 1), 9_007_199_254_740_992.0);
        // Rounding the sum first would give ...992 / 3.
        assert_eq!(quotient(9_007_199_254_740_993, 3), 3_002_399_751_580_331.0);
        assert_eq!(quotient(i128::from(i64::MAX) * 2, 2), 9_223_372_036_854_775_807.0);
    }
}
