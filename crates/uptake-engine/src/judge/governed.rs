//! Where overrides and versions of rules hold: for whom, in which periods.

use super::cube::Cube;
use super::expressions::evaluate;
use super::reach::Reach;
use crate::calendar::{PeriodIndex, date};
use crate::compile::compile;
use crate::error::Error;
use polars::prelude::*;
use uptake_rules::hidden_name;
use uptake_rules::policy::governing::Governing;

/// For each of the policy's overrides and versions the rows of the cube in which it holds.
pub struct Governed {
    holds: Vec<BooleanChunked>,
    periods: usize,
}

impl Governed {
    /// Where those of the cube's policy hold.
    ///
    /// # Errors
    /// When a condition can't be computed.
    pub(crate) fn of(cube: &Cube<'_>) -> Result<Self, Error> {
        let zone = cube.policy.calendar.time_zone.as_str();
        let holds = cube.policy.governing.iter().map(|governing| {
            let selector = &governing.who.selector;
            if selector.columns().any(|column| cube.frame.column(column).is_err()) {
                // Nobody is in a group of a list that doesn't come.
                return Ok(BooleanChunked::full("holds".into(), false, cube.frame.height()));
            }
            let condition = compile(&governing.who.condition(), zone).cast(DataType::Boolean);
            Ok(evaluate(&cube.frame, condition, hidden_name!("governed"))?
                .bool()?
                .clone())
        });
        Ok(Self {
            holds: holds.collect::<Result<_, Error>>()?,
            periods: cube.periods().max(1),
        })
    }

    /// The numbers of those that hold in a row of the cube, from the least to the most specific.
    pub(crate) fn in_row(&self, row: usize) -> Vec<usize> {
        (0..self.holds.len()).filter(|rule| self.holds(*rule, row)).collect()
    }

    /// Whether one holds in a row of the cube.
    pub(crate) fn holds(&self, rule: usize, row: usize) -> bool {
        self.holds.get(rule).and_then(|holds| holds.get(row)) == Some(true)
    }

    /// For how many entities one holds in a period, counted from the first judged one.
    pub(crate) fn entities(&self, rule: usize, period: usize) -> u64 {
        let Some(holds) = self.holds.get(rule) else { return 0 };
        let rows = (period..holds.len()).step_by(self.periods);
        rows.filter(|row| holds.get(*row) == Some(true)).count() as u64
    }

    /// Those that begin or end to hold for somebody with a period, counted from the first judged one, of all that the answer
    /// rests on. Nothing changes with the first period.
    pub(crate) fn changed(&self, cube: &Cube<'_>, reach: &Reach<'_>, period: usize) -> Vec<usize> {
        let Some(before) = period.checked_sub(1) else {
            return Vec::new();
        };
        let changed = |(number, governing): (usize, &Governing)| {
            let in_force = |period| governing.who.days.contains(first_day(cube, period));
            let differs = match (in_force(before), in_force(period)) {
                (false, true) => self.entities(number, period) > 0,
                (true, false) => self.entities(number, before) > 0,
                (true, true) | (false, false) => false,
            };
            (differs && reach.meets(governing)).then_some(number)
        };
        cube.policy.governing.iter().enumerate().filter_map(changed).collect()
    }
}

/// The first day of a period, counted from the first judged one.
pub(crate) fn first_day(cube: &Cube<'_>, period: usize) -> jiff::civil::Date {
    let period = PeriodIndex::try_from(period).unwrap_or(PeriodIndex::MAX);
    date(cube.data.periods.first_day(cube.history.first.saturating_add(period)))
}
