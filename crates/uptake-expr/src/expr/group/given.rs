//! What a function of groups is given: plain columns, and for each row its entity and its period.
//!
//! Rows of which an argument is unknown are left out here, once for all functions: a computation sees known values only.

use super::argument::ColumnKind;
use crate::expr::number;
use crate::value::Literal;
use std::collections::BTreeMap;
use uptake_statistics::ExactSum;

/// Rows with three columns of values.
type Three<A, B, C> = (Rows, Vec<A>, Vec<B>, Vec<C>);
/// Numbers of rows with two columns of values.
type Pairs<A, B> = (Vec<usize>, (Vec<A>, Vec<B>));

/// The values of an expression over all rows of a check.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Truths.
    Truths(Vec<Option<bool>>),
    /// Finite numbers; a truth is 1 or 0.
    Numbers(Vec<Option<f64>>),
    /// Anything, as text.
    Texts(Vec<Option<String>>),
}

impl Column {
    /// Whether the value of a row is known.
    #[must_use]
    pub fn known(&self, row: usize) -> bool {
        match self {
            Column::Truths(values) => values.get(row).is_some_and(Option::is_some),
            Column::Numbers(values) => values.get(row).is_some_and(Option::is_some),
            Column::Texts(values) => values.get(row).is_some_and(Option::is_some),
        }
    }

    /// As what its values are taken.
    #[must_use]
    pub fn kind(&self) -> ColumnKind {
        match self {
            Column::Truths(_) => ColumnKind::Truths,
            Column::Numbers(_) => ColumnKind::Numbers,
            Column::Texts(_) => ColumnKind::Texts,
        }
    }
}

/// An argument as it is handed over.
#[derive(Clone, Debug)]
pub enum Taken<'a> {
    /// An expression over rows.
    Rows(&'a Column),
    /// A value of the group.
    Value(Literal),
}

/// A call for one group.
#[derive(Clone, Debug)]
pub struct Given<'a> {
    /// Which rows are the group's.
    pub rows: &'a [usize],
    /// Which rows are in any group.
    pub whole: &'a [usize],
    /// How many periods each entity has: rows are sorted by entity, each with all its periods in order.
    pub periods: usize,
    /// The arguments in order.
    pub arguments: &'a [Taken<'a>],
}

/// Why a function of groups has no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lack {
    /// The group has no row of which all arguments are known.
    Nothing,
    /// The argument in this place, a value of the group, is unknown.
    Argument(usize),
    /// What the function requires isn't met.
    Requirement,
    /// A number is beyond those that floats hold: a whole number that no float is, or an answer that is too large.
    Beyond,
}

/// What a function of groups says of a group: a value that is known, or why there is none.
pub type Answer = Result<Literal, Lack>;

/// The arguments aren't those that the function takes: an error of the program, never of the data.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mismatch;

/// Why a computation ends early.
pub(super) enum Stop {
    Lack(Lack),
    Mismatch,
}

impl From<Mismatch> for Stop {
    fn from(_: Mismatch) -> Self {
        Stop::Mismatch
    }
}

/// Rows of which all arguments are known: of each its entity and its period.
#[derive(Clone, Debug, Default)]
pub struct Rows {
    /// The number of each row's entity.
    pub entities: Vec<usize>,
    /// The number of each row's period, 0 for the first one.
    pub periods: Vec<usize>,
    /// How many periods the check looks at.
    pub width: usize,
}

impl Rows {
    fn new(rows: impl Iterator<Item = usize>, width: usize) -> Self {
        let width = width.max(1);
        let (entities, periods) = rows.map(|row| (row / width, row % width)).unzip();
        Self {
            entities,
            periods,
            width,
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.entities.len()
    }

    /// The values of each entity, added up.
    pub(super) fn sums(&self, x: &[f64]) -> Vec<f64> {
        let mut sums: BTreeMap<usize, ExactSum> = BTreeMap::new();
        for (entity, x) in self.entities.iter().zip(x) {
            sums.entry(*entity).or_default().add(*x);
        }
        // What is too large has no answer, and says so by being infinite.
        let total = |sum: ExactSum| sum.total().unwrap_or(f64::INFINITY);
        sums.into_values().map(total).collect()
    }
}

/// A type of values in columns.
pub(super) trait Cell<'a>: Sized {
    /// Reads a row's value; `None` if it is unknown.
    fn reader(column: &'a Column) -> Result<impl Fn(usize) -> Option<Self> + 'a, Mismatch>;
}

impl<'a> Cell<'a> for bool {
    fn reader(column: &'a Column) -> Result<impl Fn(usize) -> Option<Self> + 'a, Mismatch> {
        let Column::Truths(values) = column else {
            return Err(Mismatch);
        };
        Ok(|row: usize| values.get(row).copied().flatten())
    }
}

impl<'a> Cell<'a> for f64 {
    fn reader(column: &'a Column) -> Result<impl Fn(usize) -> Option<Self> + 'a, Mismatch> {
        let Column::Numbers(values) = column else {
            return Err(Mismatch);
        };
        Ok(|row: usize| values.get(row).copied().flatten())
    }
}

impl<'a> Cell<'a> for &'a str {
    fn reader(column: &'a Column) -> Result<impl Fn(usize) -> Option<Self> + 'a, Mismatch> {
        let Column::Texts(values) = column else {
            return Err(Mismatch);
        };
        Ok(|row: usize| values.get(row)?.as_deref())
    }
}

impl<'a> Given<'a> {
    /// All rows of the group.
    pub(super) fn all(&self) -> Rows {
        Rows::new(self.rows.iter().copied(), self.periods)
    }

    /// The rows of the group of which the one argument is known, with it.
    pub(super) fn one<A: Cell<'a>>(&self) -> Result<(Rows, Vec<A>), Stop> {
        let a = A::reader(self.column(0)?)?;
        let (rows, a): (Vec<_>, Vec<_>) = self.rows.iter().filter_map(|row| Some((*row, a(*row)?))).unzip();
        Ok((self.some(rows)?, a))
    }

    /// The rows of the group of which the first two arguments are known, with them.
    pub(super) fn two<A: Cell<'a>, B: Cell<'a>>(&self) -> Result<(Rows, Vec<A>, Vec<B>), Stop> {
        let (rows, (a, b)) = self.pairs(self.rows)?;
        Ok((self.some(rows)?, a, b))
    }

    /// The rows of all groups of which the first two arguments are known, with them.
    pub(super) fn two_of_all<A: Cell<'a>, B: Cell<'a>>(&self) -> Result<(Vec<A>, Vec<B>), Stop> {
        Ok(self.pairs(self.whole)?.1)
    }

    /// The rows of the group of which the first three arguments are known, with them.
    pub(super) fn three<A: Cell<'a>, B: Cell<'a>, C: Cell<'a>>(&self) -> Result<Three<A, B, C>, Stop> {
        let (a, b, c) = (
            A::reader(self.column(0)?)?,
            B::reader(self.column(1)?)?,
            C::reader(self.column(2)?)?,
        );
        let known = self
            .rows
            .iter()
            .filter_map(|row| Some(((*row, a(*row)?), (b(*row)?, c(*row)?))));
        let ((rows, a), (b, c)): ((Vec<_>, Vec<_>), (Vec<_>, Vec<_>)) = known.unzip();
        Ok((self.some(rows)?, a, b, c))
    }

    /// The number in this place.
    pub(super) fn number(&self, at: usize) -> Result<f64, Stop> {
        match self.arguments.get(at) {
            Some(Taken::Value(Literal::Int(number))) => Ok(number::to_float(*number)),
            Some(Taken::Value(Literal::Float(number))) => Ok(*number),
            Some(Taken::Value(Literal::Unknown)) => Err(Stop::Lack(Lack::Argument(at))),
            _ => Err(Stop::Mismatch),
        }
    }

    fn pairs<A: Cell<'a>, B: Cell<'a>>(&self, rows: &[usize]) -> Result<Pairs<A, B>, Mismatch> {
        let (a, b) = (A::reader(self.column(0)?)?, B::reader(self.column(1)?)?);
        let known = rows.iter().filter_map(|row| Some((*row, (a(*row)?, b(*row)?))));
        Ok(known.unzip())
    }

    /// The expression over rows in this place.
    pub(super) fn column(&self, at: usize) -> Result<&'a Column, Mismatch> {
        match self.arguments.get(at) {
            Some(Taken::Rows(column)) => Ok(column),
            _ => Err(Mismatch),
        }
    }

    fn some(&self, rows: Vec<usize>) -> Result<Rows, Stop> {
        if rows.is_empty() {
            return Err(Stop::Lack(Lack::Nothing));
        }
        Ok(Rows::new(rows.into_iter(), self.periods))
    }
}
