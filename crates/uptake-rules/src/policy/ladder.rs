//! Definitions and ladders: truths and labels per entity and period.

use crate::decode::Name;
use crate::expr::Expr;

/// A three-valued truth.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Its name.
    pub name: Name,
    /// In words.
    pub about: Option<String>,
    /// True, false or unknown.
    pub when: Expr,
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
}

/// A step of a ladder.
#[derive(Clone, Debug)]
pub struct LadderStep {
    /// The label.
    pub label: Name,
    /// Its condition; `None` takes the rest.
    pub when: Option<Expr>,
}
