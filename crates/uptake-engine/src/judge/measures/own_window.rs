//! A measure over periods for one entity, as it follows from what the last of them has.

use super::window::{Behind, window};
use crate::judge::cube::Cube;
use crate::numbers::{Numbers, Plain};
use uptake_rules::expr::scalar::to_float;
use uptake_rules::policy::measure::WindowMeasure;
use uptake_rules::value::Literal;

/// What a measure over periods knows of one entity.
pub(crate) struct OwnWindow<'a> {
    rule: &'a WindowMeasure,
    /// The operand in each period.
    values: Numbers,
    rows: Vec<bool>,
    covered: Vec<bool>,
    /// In which periods an unknown value is one of which it can't be said that nothing happened.
    may_be_lost: Vec<bool>,
}

impl<'a> OwnWindow<'a> {
    /// Of an entity with the values of the operand in all judged periods.
    pub(crate) fn of(cube: &Cube<'_>, rule: &'a WindowMeasure, values: Numbers, entity: u32) -> Self {
        let behind = Behind::of(cube, rule);
        let (first, last) = cube.range();
        let gaps = behind.gaps(cube);
        let periods = (first..=last).zip(gaps);
        Self {
            rule,
            values,
            rows: (first..=last).map(|period| behind.has_rows(entity, period)).collect(),
            covered: behind.covered(cube),
            may_be_lost: periods
                .map(|(period, gap)| gap || behind.refused(cube, entity, period))
                .collect(),
        }
    }

    /// The measure where the last period has another value than now.
    pub(crate) fn answer(&self, own: &Literal) -> Option<f64> {
        match &self.values {
            Numbers::Whole(values) => self.with(
                values,
                match own {
                    Literal::Int(number) => Some(*number),
                    Literal::Bool(held) => Some(i64::from(*held)),
                    _ => None,
                },
            ),
            Numbers::Float(values) => self.with(
                values,
                match own {
                    Literal::Float(number) if number.is_finite() => Some(number + 0.0),
                    Literal::Int(number) => Some(to_float(*number)),
                    Literal::Bool(held) => Some(f64::from(u8::from(*held))),
                    _ => None,
                },
            ),
        }
    }

    fn with<T: Plain>(&self, values: &[Option<T>], own: Option<T>) -> Option<f64> {
        let mut values = values.to_vec();
        let mut rows = self.rows.clone();
        if let Some(last) = values.last_mut() {
            *last = own;
        }
        // Something is made of rows.
        if let (Some(last), Some(own)) = (rows.last_mut(), own) {
            *last |= own != T::ZERO;
        }
        let lost: Vec<bool> = values
            .iter()
            .zip(&self.may_be_lost)
            .map(|(value, lost)| value.is_none() && *lost)
            .collect();
        window(self.rule, &values, &rows, &self.covered, &lost).pop().flatten()
    }
}
