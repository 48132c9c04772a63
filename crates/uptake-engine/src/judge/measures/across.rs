//! Measures across entities: one number of a period, the same for everybody.

use super::columns::column;
use crate::calendar::{PeriodIndex, day};
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::expressions::Expressions;
use crate::numbers::{Numbers, Plain};
use crate::outcome::Number;
use crate::total::Total;
use crate::truths;
use polars::prelude::*;
use uptake_rules::policy::measure::{AcrossMeasure, Among, Measure};
use uptake_rules::value::Type;
use uptake_statistics::centre::quantile;

/// The column of a measure of all entities.
pub(super) fn judge<'a>(
    cube: &mut Cube<'a>,
    measure: &Measure,
    rule: &AcrossMeasure,
    expressions: &mut Expressions<'a>,
) -> Result<Column, Error> {
    let name = measure.name.text.as_str();
    let operand = expressions.numbers(cube, &rule.of, name)?;
    let filter = rule.filter.as_deref();
    let filter = filter.map(|filter| expressions.column(cube, filter, name, Type::Bool));
    let counts: Option<Vec<Option<bool>>> = match filter.transpose()? {
        Some(filter) => Some(truths::of(filter.bool()?)),
        None => None,
    };
    let answers = match operand {
        Numbers::Whole(values) => across(cube, rule, &values, counts.as_deref()),
        Numbers::Float(values) => across(cube, rule, &values, counts.as_deref()),
    };
    Ok(column(name, measure.ty, Numbers::Float(answers)))
}

/// The answers for all rows of the cube, from each row's value (for a count 1 for true, 0 for false) and whether its entity
/// counts.
///
/// Entities of whom the value or whether they count is unknown are left out. With fewer than `least` there is no answer.
/// A frozen answer is that of the period with its day, in that period and all later ones; earlier ones have none.
fn across<T: Plain>(
    cube: &Cube<'_>,
    rule: &AcrossMeasure,
    values: &[Option<T>],
    counts: Option<&[Option<bool>]>,
) -> Vec<Option<f64>> {
    let periods = cube.periods().max(1);
    let mut by_period: Vec<Vec<T>> = vec![Vec::new(); periods];
    for (row, value) in values.iter().enumerate() {
        let counts = counts.is_none_or(|counts| counts.get(row).copied().flatten() == Some(true));
        if let (true, Some(value), Some(period)) = (counts, value, by_period.get_mut(row % periods)) {
            period.push(*value);
        }
    }
    let mut answers: Vec<Option<f64>> = by_period
        .into_iter()
        .map(|values| {
            let enough = values.len() >= rule.least as usize;
            if enough { answer(rule.among, &values) } else { None }
        })
        .collect();
    if let Some(frozen) = rule.frozen {
        let at = cube.data.periods.of(day(frozen)) - cube.history.first;
        freeze(&mut answers, at);
    }
    (0..values.len())
        .map(|row| answers.get(row % periods).copied().flatten())
        .collect()
}

/// Puts the answer of the period `at` into all later ones, and none into those before it.
fn freeze(answers: &mut [Option<f64>], at: PeriodIndex) {
    let frozen = usize::try_from(at)
        .ok()
        .and_then(|at| answers.get(at).copied().flatten());
    for (period, answer) in (0..).zip(answers) {
        *answer = if period < at { None } else { frozen };
    }
}

/// The one number of all values; `None` of none, and where it is a whole number that no float is, or too large for one.
///
/// A quantile is linear between neighbours: the value at rank `(n - 1) · at`, counted from 0 (type 7 of Hyndman and Fan, "Sample
/// Quantiles in Statistical Packages", 1996; the default of R and NumPy).
pub(crate) fn answer<T: Plain>(among: Among, values: &[T]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let total = || -> Total { values.iter().map(|value| value.number()).collect() };
    let best = |better: fn(&T, &T) -> bool| values.iter().copied().reduce(|a, b| if better(&b, &a) { b } else { a });
    match among {
        Among::Count | Among::Sum => total().sum().ok()?.exact(),
        Among::Mean => total().over(&values.iter().map(|_| Number::Whole(1)).collect()).ok(),
        Among::Min => best(|a, b| a < b)?.number().exact(),
        Among::Max => best(|a, b| a > b)?.number().exact(),
        Among::Quantile(at) => {
            let values: Vec<f64> = values.iter().map(|value| value.number().nearest()).collect();
            quantile(&values, at)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As NumPy 2 gives them: `numpy.quantile([1, 2, 4, 8], at)`.
    #[test]
    fn quantiles_are_those_of_numpy() {
        let values = [1.0, 2.0, 4.0, 8.0];
        let at = [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0];
        let wanted = [1.0, 1.3, 1.75, 3.0, 5.0, 6.8, 8.0];
        for (at, wanted) in at.into_iter().zip(wanted) {
            let found = quantile(&values, at);
            assert!(
                found.is_some_and(|found| (found - wanted).abs() < 1e-12),
                "{at}: {found:?}"
            );
        }
        assert_eq!(quantile(&[3.0], 0.9), Some(3.0));
        assert_eq!(quantile(&[], 0.5), None);
    }

    #[test]
    fn each_way_makes_one_number_and_nothing_makes_none() {
        let ways = [Among::Count, Among::Sum, Among::Mean, Among::Min, Among::Max];
        let found = ways.map(|way| answer(way, &[1.0, 0.0, 5.0]));
        assert_eq!(found, [Some(6.0), Some(6.0), Some(2.0), Some(0.0), Some(5.0)]);
        assert_eq!(ways.map(|way| answer::<f64>(way, &[])), [None; 5]);
    }

    #[test]
    fn a_frozen_answer_stays_and_there_is_none_before_it() {
        let of = |at| {
            let mut answers = [Some(1.0), None, Some(3.0), Some(4.0)];
            freeze(&mut answers, at);
            answers
        };
        assert_eq!(of(2), [None, None, Some(3.0), Some(3.0)]);
        assert_eq!(of(1), [None; 4], "an unknown answer stays unknown");
        assert_eq!(of(-3), [None; 4], "a day before the data has no answer");
        assert_eq!(of(9), [None; 4], "nor has one after them");
    }
}
