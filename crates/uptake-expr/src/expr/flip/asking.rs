//! What is asked: which columns may change, and how large a change is.

use crate::expr::proof::AtMost;
use crate::expr::{Expr, evaluate};
use crate::value::{Literal, Type};
use std::cell::Cell;
use std::collections::BTreeSet;

/// A column that may change.
#[derive(Clone, Debug, PartialEq)]
pub struct Variable {
    /// Its name in the condition.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// The value that it has.
    pub now: Literal,
    /// What it is.
    pub kind: Freedom,
    /// Whether it is a whole number, whatever its type.
    pub whole: bool,
    /// The least number that it can be, if there is one.
    pub least: Option<i64>,
    /// The greatest.
    pub most: Option<i64>,
}

/// What a column is: who is to change something changes what was measured before what is said of him.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Freedom {
    /// Something that is measured.
    Measured,
    /// Something that a list says.
    Stated,
}

/// A change of one column.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The column.
    pub name: String,
    /// The value that it has.
    pub from: Literal,
    /// The value that it would have; `None` for a text that is any other than those that the condition names.
    pub to: Option<Literal>,
}

/// How large a change is. One with fewer changed columns of a list is smaller, then one with fewer changed measures, then one
/// whose steps are smaller in sum: numbers in their own unit, days in days, an instant in days, anything else as one. What was unknown
/// starts from zero.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Cost {
    /// How many columns change that a list says.
    pub stated: usize,
    /// How many measures change.
    pub measured: usize,
    /// The sum of their steps.
    pub size: f64,
}

/// A change that leads to the wanted answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Flip {
    /// What changes, in the order of the columns.
    pub changes: Vec<Change>,
    /// How large the change is.
    pub cost: Cost,
    /// Whether it is certain that nothing smaller does it.
    pub proved: bool,
}

/// What was found.
#[derive(Clone, Debug, PartialEq)]
pub enum Nearest {
    /// The smallest change.
    Found(Flip),
    /// No change of these columns does it.
    Never,
    /// Nothing was found within what is tried.
    Undecided,
}

/// What a column follows from: it gets the value of each column by its name.
pub type Following<'a> = dyn Fn(&mut dyn FnMut(&str) -> Literal) -> Literal + 'a;

/// Whether columns can have other values together.
pub type CanBe<'a> = dyn Fn(&[(&str, &Literal)]) -> bool + 'a;

/// A column that nobody changes by itself: it follows from others, as a number of all entities does from that of one of them.
pub struct Follows<'a> {
    /// Its name in the condition.
    pub name: &'a str,
    /// The columns that it follows from.
    pub reads: &'a [String],
    /// Its value, where these are others than now: it gets the value of a column by its name.
    pub value: &'a Following<'a>,
}

/// What is given: what may not change, and what can't be.
pub struct Given<'a> {
    /// What holds between columns.
    pub facts: &'a [AtMost],
    /// The columns that follow from others.
    pub follows: &'a [Follows<'a>],
    /// Whether a change can be at all: the columns with the values that they would have. It is asked of what leads to the wanted
    /// answer alone.
    pub can_be: &'a CanBe<'a>,
    /// The zone in which days begin.
    pub zone: &'a str,
    /// The value of what stays as it is.
    pub value: &'a dyn Fn(&str) -> Literal,
}

/// A question.
pub(super) struct Asking<'a> {
    pub(super) condition: &'a Expr,
    pub(super) variables: &'a [Variable],
    pub(super) given: &'a Given<'a>,
    pub(super) wanted: bool,
    /// Whether something led to the wanted answer that can't be.
    pub(super) refused: Cell<bool>,
}

impl<'a> Asking<'a> {
    /// The place of a name among what may change.
    pub(super) fn variable(&self, name: &str) -> Option<usize> {
        self.variables.iter().position(|variable| variable.name == name)
    }

    /// What a name follows from, if it does.
    pub(super) fn follows(&self, name: &str) -> Option<&Follows<'a>> {
        self.given.follows.iter().find(|follows| follows.name == name)
    }

    /// The columns that an expression rests on: those that it reads, and those from which these follow.
    pub(super) fn rests_on<'e>(&'e self, expr: &'e Expr) -> BTreeSet<&'e str> {
        let mut names: BTreeSet<&str> = expr.columns();
        let followed: Vec<&Follows<'_>> = names.iter().filter_map(|name| self.follows(name)).collect();
        names.extend(
            followed
                .into_iter()
                .flat_map(|follows| follows.reads.iter().map(String::as_str)),
        );
        names
    }

    /// The value of a column, where some of the variables have others than now.
    pub(super) fn value_of(&self, name: &str, changed: &[(usize, &Literal)]) -> Literal {
        if let Some(place) = self.variable(name) {
            let changed = changed.iter().find(|(other, _)| *other == place);
            return changed.map_or_else(|| self.now(place), |(_, value)| (*value).clone());
        }
        match self.follows(name) {
            Some(follows) => (follows.value)(&mut |name| self.value_of(name, changed)),
            None => (self.given.value)(name),
        }
    }

    /// The value of an expression, where some of the variables have others than now.
    pub(super) fn evaluate(&self, expr: &Expr, changed: &[(usize, &Literal)]) -> Literal {
        evaluate(expr, self.given.zone, &mut |name| self.value_of(name, changed))
    }

    /// The value that a variable has.
    pub(super) fn now(&self, place: usize) -> Literal {
        let variable = self.variables.get(place);
        variable.map_or(Literal::Unknown, |variable| variable.now.clone())
    }
}
