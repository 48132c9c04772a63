//! Where overrides and versions of rules hold: for whom, in which periods.

use super::classes::Classes;
use super::cube::Cube;
use super::reach::Reach;
use crate::calendar::{PeriodIndex, date};
use crate::error::Error;
use polars::prelude::BooleanChunked;
use std::collections::BTreeSet;
use uptake_rules::Span;
use uptake_rules::expr::{Expr as Rule, ExprKind};
use uptake_rules::policy::governing::Governing;
use uptake_rules::value::{Literal, Type};

/// For each of the policy's overrides and versions the rows of the cube in which it holds.
pub struct Governed {
    /// Rows of which the same hold.
    classes: Classes,
    /// For each of those rules the classes for which it holds.
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
        let conditions = cube.policy.governing.iter().map(|governing| {
            let mut columns = governing.who.selector.columns();
            match columns.any(|column| !cube.frame.has(column)) {
                // Nobody is in a group of a list that doesn't come.
                true => never(governing.who.span),
                false => governing.who.condition(),
            }
        });
        let conditions: Vec<Rule> = conditions.collect();
        let columns: BTreeSet<&str> = conditions.iter().flat_map(Rule::columns).collect();
        let classes = Classes::of(&cube.frame, &columns)?;
        let classes = classes.unwrap_or_else(|| Classes::each(cube.frame.height()));
        let conditions: Vec<&Rule> = conditions.iter().collect();
        Ok(Self {
            holds: classes.truths(&cube.frame, &conditions, zone)?,
            classes,
            periods: cube.periods().max(1),
        })
    }

    /// The numbers of those that hold in a row of the cube, from the least to the most specific.
    pub(crate) fn in_row(&self, row: usize) -> Vec<usize> {
        self.class(row).map_or_else(Vec::new, |class| self.in_class(class))
    }

    /// For each row of the cube what `number` makes of those that hold in it; it is asked once for rows with the same.
    pub(crate) fn in_rows<T: Copy>(&self, mut number: impl FnMut(Vec<usize>) -> T) -> impl Iterator<Item = Option<T>> {
        let numbers: Vec<T> = (0..self.classes.len())
            .map(|class| number(self.in_class(class)))
            .collect();
        let of_rows = self.classes.of_rows().iter();
        of_rows.map(move |class| numbers.get(*class as usize).copied())
    }

    /// Whether the same hold in all rows.
    pub(crate) fn is_uniform(&self) -> bool {
        self.classes.len() < 2
    }

    /// Whether one holds in a row of the cube.
    pub(crate) fn holds(&self, rule: usize, row: usize) -> bool {
        self.class(row).is_some_and(|class| self.holds_in(rule, class))
    }

    fn class(&self, row: usize) -> Option<usize> {
        self.classes.of_rows().get(row).map(|class| *class as usize)
    }

    fn holds_in(&self, rule: usize, class: usize) -> bool {
        self.holds.get(rule).and_then(|holds| holds.get(class)) == Some(true)
    }

    fn in_class(&self, class: usize) -> Vec<usize> {
        (0..self.holds.len())
            .filter(|rule| self.holds_in(*rule, class))
            .collect()
    }

    /// For how many entities one holds in a period, counted from the first judged one.
    pub(crate) fn entities(&self, rule: usize, period: usize) -> u64 {
        let rows = (period..self.classes.of_rows().len()).step_by(self.periods);
        rows.filter(|row| self.holds(rule, *row)).count() as u64
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

/// The condition of what holds for nobody.
fn never(span: Span) -> Rule {
    Rule {
        kind: ExprKind::Literal(Literal::Bool(false)),
        ty: Type::Bool,
        span,
    }
}

/// The first day of a period, counted from the first judged one.
pub(crate) fn first_day(cube: &Cube<'_>, period: usize) -> jiff::civil::Date {
    let period = PeriodIndex::try_from(period).unwrap_or(PeriodIndex::MAX);
    date(cube.data.periods.first_day(cube.history.first.saturating_add(period)))
}
