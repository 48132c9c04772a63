//! The forms of what packs ask of figures: checks and stages.

use super::Written;
use serde::Serialize;

/// A check.
#[derive(Clone, Debug, Serialize)]
pub struct Check {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub title: String,
    /// What it is about.
    pub topic: Option<String>,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// Where it comes from.
    pub source: Option<String>,
    /// Whether it only sees what goes together.
    pub observational: bool,
    /// The stages at which it is asked; always if there are none.
    pub stages: Vec<String>,
    /// The derived table whose rows it looks at; entities in periods if there is none.
    pub rows: Option<String>,
    /// How many of the last periods it looks at.
    pub last: u32,
    /// Which rows it counts.
    pub of: Option<Written>,
    /// The columns that it is cut by.
    pub by: Vec<String>,
    /// What it works out.
    pub values: Vec<CheckValue>,
    /// How much it takes.
    pub enough: Option<Written>,
    /// When it fails.
    pub fail: Option<Written>,
    /// When it warns.
    pub warn: Option<Written>,
    /// The rows that it shows.
    pub evidence: Option<Evidence>,
    /// What was found, with the names of values in braces.
    pub finding: Option<String>,
    /// Why that matters.
    pub why: Option<String>,
    /// What to fix first.
    pub fix: Option<String>,
    /// What to call its failure.
    pub called: Option<String>,
}

/// The rows that a check shows.
#[derive(Clone, Debug, Serialize)]
pub struct Evidence {
    /// Which of those that count; all if nothing is stated.
    #[serde(rename = "where")]
    pub filter: Option<Written>,
    /// What is shown of each.
    pub show: Vec<String>,
    /// How many of each group at most.
    pub most: u32,
}

/// A value that a check works out.
#[derive(Clone, Debug, Serialize)]
pub struct CheckValue {
    /// Its name.
    pub name: String,
    /// The condition or value.
    pub written: Written,
}

/// A stage.
#[derive(Clone, Debug, Serialize)]
pub struct Stage {
    /// Its name.
    pub name: String,
    /// What it is, in its author's words.
    pub about: Option<String>,
    /// The condition.
    pub when: Option<Written>,
    /// What is tracked at it.
    pub track: Vec<Track>,
    /// The checks that must pass before it begins.
    pub requires: Vec<String>,
}

/// A metric that is tracked at a stage.
#[derive(Clone, Debug, Serialize)]
pub struct Track {
    /// The metric.
    pub metric: String,
    /// How often.
    pub cadence: uptake_rules::policy::metric::Cadence,
    /// How much it matters.
    pub priority: uptake_rules::policy::stage::Priority,
}
