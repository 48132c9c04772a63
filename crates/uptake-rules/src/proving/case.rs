//! A case that shows an answer.

use super::naming::Made;
use crate::value::Literal;

/// A case: what is counted and what columns have, and what the conditions answer there.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The columns with their values, sorted by name; any other makes no difference.
    pub values: Vec<(String, Literal)>,
    /// What the conditions of the question answer, by their names; `None` is unknown.
    pub answers: Vec<(String, Option<bool>)>,
    /// Rows that make it so, but for the entity's own columns and days.
    pub rows: Vec<Made>,
    /// How many periods are on record, the judged one included: 1 where nothing rests on several.
    pub periods: usize,
    /// The columns of other people, where something rests on all of them.
    pub others: Vec<Vec<(String, Literal)>>,
    /// The datasets of which nothing is known in a period, since nobody has a row of it, and how many periods before the judged one that
    /// is.
    pub gaps: Vec<(String, usize)>,
}
