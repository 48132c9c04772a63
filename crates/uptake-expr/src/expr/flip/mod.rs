//! The nearest flip: the smallest change of what a condition reads with which it has the wanted answer.
//!
//! Which of two changes is smaller is said by [`Cost`]. A change is found by trying values on which the condition was evaluated by
//! the one reader that says what it means ([`super::evaluate()`]). That nothing smaller does it is certain where each column is
//! compared with numbers, texts or days that stay as they are: then a few values stand for all others. Where columns are
//! added, divided or compared with each other, smaller changes of whole numbers are tried one by one, and where these are too
//! many, the answer says that it isn't [proved](Flip::proved).

mod candidates;
mod plain;
mod search;

use super::Expr;
use super::proof::AtMost;
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

/// The smallest change of `variables` with which `condition` answers `wanted`, where `facts` hold; `value` gives what stays as it is,
/// and `zone` is the one in which days begin.
///
/// Functions over other periods, scripts and functions of groups can't be had from one row: whoever asks puts columns in their place.
pub fn nearest(
    condition: &Expr,
    variables: &[Variable],
    facts: &[AtMost],
    wanted: bool,
    zone: &str,
    value: &dyn Fn(&str) -> Literal,
) -> Nearest {
    let asking = Asking {
        condition,
        variables,
        facts,
        wanted,
        zone,
        value,
    };
    search::nearest(&asking)
}

/// A question.
struct Asking<'a> {
    condition: &'a Expr,
    variables: &'a [Variable],
    facts: &'a [AtMost],
    wanted: bool,
    zone: &'a str,
    value: &'a dyn Fn(&str) -> Literal,
}

impl Asking<'_> {
    /// The place of a name among what may change.
    fn variable(&self, name: &str) -> Option<usize> {
        self.variables.iter().position(|variable| variable.name == name)
    }

    /// The value of an expression, where some of the variables have others than now.
    fn evaluate(&self, expr: &Expr, changed: &[(usize, &Literal)]) -> Literal {
        super::evaluate(expr, self.zone, &mut |name| match self.variable(name) {
            None => (self.value)(name),
            Some(place) => match changed.iter().find(|(other, _)| *other == place) {
                Some((_, value)) => (*value).clone(),
                None => self.now(place),
            },
        })
    }

    fn now(&self, place: usize) -> Literal {
        let variable = self.variables.get(place);
        variable.map_or(Literal::Unknown, |variable| variable.now.clone())
    }
}

#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test stops on a surprise"
)]
mod tests;
