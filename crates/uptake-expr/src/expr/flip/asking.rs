//! What is asked: which columns may change, and how large a change is.

use crate::expr::proof::AtMost;
use crate::expr::{Expr, evaluate};
use crate::value::{Literal, Type};

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

/// A question.
pub(super) struct Asking<'a> {
    pub(super) condition: &'a Expr,
    pub(super) variables: &'a [Variable],
    pub(super) facts: &'a [AtMost],
    pub(super) wanted: bool,
    pub(super) zone: &'a str,
    pub(super) value: &'a dyn Fn(&str) -> Literal,
}

impl Asking<'_> {
    /// The place of a name among what may change.
    pub(super) fn variable(&self, name: &str) -> Option<usize> {
        self.variables.iter().position(|variable| variable.name == name)
    }

    /// The value of an expression, where some of the variables have others than now.
    pub(super) fn evaluate(&self, expr: &Expr, changed: &[(usize, &Literal)]) -> Literal {
        evaluate(expr, self.zone, &mut |name| match self.variable(name) {
            None => (self.value)(name),
            Some(place) => match changed.iter().find(|(other, _)| *other == place) {
                Some((_, value)) => (*value).clone(),
                None => self.now(place),
            },
        })
    }

    /// The value that a variable has.
    pub(super) fn now(&self, place: usize) -> Literal {
        let variable = self.variables.get(place);
        variable.map_or(Literal::Unknown, |variable| variable.now.clone())
    }
}
