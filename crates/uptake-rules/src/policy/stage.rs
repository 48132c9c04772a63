//! Stages: what is worth tracking, and how often.

use super::formula::Formula;
use super::metric::Cadence;
use crate::text::Name;
use serde::Serialize;

/// A stage of a roll-out. Before it is resolved its condition is a text.
#[derive(Clone, Debug)]
pub struct Stage<F = Formula> {
    /// Its name.
    pub name: Name,
    /// In words.
    pub about: Option<String>,
    /// When it applies, if the project doesn't state a stage. A definition's name stands for the number of entities
    /// for which it holds in the last judged period.
    pub when: Option<F>,
    /// What is tracked.
    pub track: Vec<Track>,
    /// The checks that must pass before it begins.
    pub requires: Vec<Name>,
}

/// A metric that a stage tracks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Track {
    /// The metric.
    pub metric: Name,
    /// How often.
    pub cadence: Cadence,
    /// How much it matters.
    pub priority: Priority,
}

/// How much a metric matters at a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Priority {
    /// Little.
    Low,
    /// Some.
    Medium,
    /// Much.
    High,
}
