//! Numbers that have a least, a greatest, a mean and a sum, as far as these are asked for.

use crate::expr::scalar;
use crate::policy::measure::Aggregate;
use crate::value::{Literal, Type};

/// What has to come out of the numbers of some rows.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Amounts {
    least: Option<f64>,
    greatest: Option<f64>,
    mean: Option<f64>,
    sum: Option<f64>,
    /// Whether something isn't known, so that there is no number.
    none: bool,
    /// Whether the sum is what it is of no number, too.
    nothing: bool,
}

/// No more rows are looked for that have such numbers, where nobody asks for so many.
const MOST_ROWS: i64 = 8;
/// Sums of floats this near to each other are the same.
const NEAR: f64 = 1e-9;

impl Amounts {
    /// Asks for one more; `nothing` is what comes out of no number. `None` where something else is asked for already, or where it isn't a
    /// number.
    pub(super) fn ask(&mut self, aggregate: Aggregate, value: &Literal, nothing: bool) -> Option<()> {
        let number = match value {
            Literal::Int(number) if number.abs() < 1 << 50 => Some(scalar::to_float(*number)),
            Literal::Float(number) if number.is_finite() => Some(*number),
            Literal::Unknown => None,
            _ => return None,
        };
        self.none |= number.is_none();
        let place = match aggregate {
            Aggregate::Min => &mut self.least,
            Aggregate::Max => &mut self.greatest,
            Aggregate::Mean => &mut self.mean,
            Aggregate::Sum => &mut self.sum,
            Aggregate::Count | Aggregate::Distinct | Aggregate::DistinctDays => return None,
        };
        if place.is_some_and(|known| Some(known) != number) {
            return None;
        }
        *place = number.or(*place);
        self.nothing |= nothing;
        // Where one is unknown there is no number, and no other is known.
        let some = self.least.or(self.greatest).or(self.mean).is_some() || self.sum.is_some() && !self.nothing;
        (!(self.none && some)).then_some(())
    }

    fn asked(&self) -> usize {
        let all = [self.least, self.greatest, self.mean, self.sum];
        all.iter().flatten().count()
    }

    /// Whether one row, or rows that are all alike, may not be enough.
    pub(super) fn are_several(&self) -> bool {
        self.asked() > 1
    }

    /// The fewest rows that have such numbers: exactly so many where that is said.
    pub(super) fn rows(&self, exactly: Option<i64>, ty: Type) -> Option<i64> {
        if !self.are_several() {
            return Some(exactly.unwrap_or(1));
        }
        let fits = |rows: &i64| self.numbers(usize::try_from(*rows).unwrap_or(0), ty).is_some();
        match exactly {
            Some(rows) => fits(&rows).then_some(rows),
            None => (1..=MOST_ROWS).find(fits),
        }
    }

    /// So many numbers; `None` where there are none such.
    pub(super) fn numbers(&self, rows: usize, ty: Type) -> Option<Vec<Literal>> {
        let count = f64::from(u32::try_from(rows).ok().filter(|rows| *rows > 0)?);
        let total = match (self.sum, self.mean) {
            (Some(sum), Some(mean)) if (sum - mean * count).abs() > NEAR * sum.abs().max(1.0) => return None,
            (Some(sum), _) => Some(sum),
            (None, Some(mean)) => Some(mean * count),
            (None, None) => None,
        };
        let (least, greatest) = (
            self.least.unwrap_or(f64::NEG_INFINITY),
            self.greatest.unwrap_or(f64::INFINITY),
        );
        if least > greatest {
            return None;
        }
        // The ends are there; what is between makes the total.
        let mut all: Vec<f64> = self.least.into_iter().chain(self.greatest).collect();
        if all.len() == 2 && least == greatest {
            all.pop();
        }
        let between = rows.checked_sub(all.len())?;
        let rest = total.map(|total| total - all.iter().sum::<f64>());
        all.extend(match (rest, u32::try_from(between).ok()?) {
            (Some(rest), 0) => {
                let near = rest.abs() <= NEAR * total.unwrap_or(0.0).abs().max(1.0);
                near.then(Vec::new)?
            }
            (None, _) => vec![all.last().copied()?; between],
            (Some(rest), parts) if ty == Type::Int => whole_parts(rest, parts)?,
            (Some(rest), parts) => vec![rest / f64::from(parts); between],
        });
        let within = |number: &f64| (least..=greatest).contains(number);
        if !all.iter().all(within) {
            return None;
        }
        let literal = |number: f64| match ty {
            Type::Int => (number.fract() == 0.0)
                .then(|| scalar::to_int(number).map(Literal::Int))
                .flatten(),
            _ => Some(Literal::Float(number)),
        };
        all.into_iter().map(literal).collect()
    }
}

/// A whole number as a sum of so many, which differ by one at the most.
fn whole_parts(number: f64, parts: u32) -> Option<Vec<f64>> {
    if number.fract() != 0.0 {
        return None;
    }
    let each = (number / f64::from(parts)).floor();
    let more = number - each * f64::from(parts);
    let part = |at: u32| if f64::from(at) < more { each + 1.0 } else { each };
    Some((0..parts).map(part).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test stops on a surprise")]
mod tests {
    use super::{Amounts, Literal, Type};
    use crate::policy::measure::Aggregate;

    fn numbers(asked: &[(Aggregate, f64)], exactly: Option<i64>, ty: Type) -> Option<Vec<f64>> {
        let mut amounts = Amounts::default();
        for (aggregate, value) in asked {
            amounts.ask(*aggregate, &Literal::Float(*value), false)?;
        }
        let rows = amounts.rows(exactly, ty)?;
        let all = amounts.numbers(usize::try_from(rows).unwrap(), ty)?.into_iter();
        let float = |number: Literal| match number {
            Literal::Int(number) => f64::from(i32::try_from(number).unwrap()),
            Literal::Float(number) => number,
            _ => f64::NAN,
        };
        Some(all.map(float).collect())
    }

    #[test]
    fn numbers_have_the_least_the_greatest_the_mean_and_the_sum_that_are_asked_for() {
        use Aggregate::{Max, Mean, Min, Sum};
        for (asked, exactly, ty, found) in [
            (&[(Min, 1.0), (Max, 5.0)][..], None, Type::Int, Some(vec![1.0, 5.0])),
            (&[(Min, 2.0), (Max, 2.0)], None, Type::Int, Some(vec![2.0])),
            (
                &[(Min, 2.0), (Max, 2.0)],
                Some(3),
                Type::Float,
                Some(vec![2.0, 2.0, 2.0]),
            ),
            (
                &[(Min, 1.0), (Max, 5.0), (Mean, 3.0)],
                None,
                Type::Int,
                Some(vec![1.0, 5.0]),
            ),
            (
                &[(Min, 1.0), (Max, 5.0), (Mean, 4.0)],
                None,
                Type::Int,
                Some(vec![1.0, 5.0, 5.0, 5.0]),
            ),
            (&[(Min, 1.0), (Mean, 1.5)], None, Type::Float, Some(vec![1.0, 2.0])),
            (
                &[(Min, 1.0), (Sum, 10.0)],
                Some(4),
                Type::Int,
                Some(vec![1.0, 3.0, 3.0, 3.0]),
            ),
            (
                &[(Sum, 10.0), (Mean, 2.5)],
                None,
                Type::Float,
                Some(vec![2.5, 2.5, 2.5, 2.5]),
            ),
            (&[(Min, 3.0), (Max, 1.0)], None, Type::Int, None),
            (&[(Min, 1.0), (Mean, 0.5)], None, Type::Float, None),
            (&[(Max, 1.0), (Mean, 2.0)], None, Type::Float, None),
            (&[(Min, 1.0), (Max, 5.0)], Some(1), Type::Int, None),
        ] {
            assert_eq!(numbers(asked, exactly, ty), found, "{asked:?} {exactly:?}");
        }
    }
}
