//! Definitions and ladders: truths and labels per entity and period.

use super::formula::{Formula, Written};
use crate::expr::Expr;
use crate::text::Name;
use crate::value::Edge;

/// A three-valued truth. Before it is resolved its condition is a text.
#[derive(Clone, Debug)]
pub struct Definition<F = Formula> {
    /// Its name.
    pub name: Name,
    /// In words.
    pub about: Option<String>,
    /// True, false or unknown.
    pub when: F,
}

/// An ordered list of labels: the first whose condition holds is the answer.
/// An unknown condition ends the search: a later label would be a guess.
#[derive(Clone, Debug)]
pub struct Ladder {
    /// Its name.
    pub name: Name,
    /// In words.
    pub about: Option<String>,
    /// The steps from top to bottom.
    pub steps: Vec<LadderStep>,
    /// The labels from low to high, for display.
    pub labels: Vec<String>,
    /// Where it differs between groups or over time: the label, from other ladders. It has no steps of its own then.
    pub choice: Option<Expr>,
    /// What its author wrote; of one that differs, for everybody else, or else in its first case.
    pub text: LadderText,
}

/// What the author of a ladder wrote.
#[derive(Clone, Debug)]
pub enum LadderText {
    /// Labels from top to bottom, each with its condition; without one the step takes the rest.
    Steps(Vec<(Name, Option<Written>)>),
    /// Bands of a number, from low to high.
    Bands {
        /// The number.
        of: Option<Written>,
        /// Which side an edge belongs to.
        edge: Edge,
        /// The labels, each with the start of its band as it is written.
        bands: Vec<(Name, Option<String>)>,
    },
}

/// A step of a ladder.
#[derive(Clone, Debug)]
pub struct LadderStep {
    /// The label.
    pub label: Name,
    /// Its condition; `None` takes the rest.
    pub when: Option<Formula>,
}
