//! What differs between two sets of rules and can be changed by itself.

use super::units::{Content, Unit};
use crate::source::Span;

/// How a rule differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EditKind {
    /// Only the second set has it.
    Added,
    /// Only the first set has it.
    Removed,
    /// Both have it.
    Changed,
}

/// Something that differs between two sets of rules and can be changed by itself.
#[derive(Clone, Debug)]
pub struct Edit {
    /// What it is: `definitions.active`; of an override with its file, `definitions.active in emea.yaml`.
    pub name: String,
    /// How it differs.
    pub kind: EditKind,
    /// Where the first set has it.
    pub before: Option<Span>,
    /// Where the second set has it.
    pub after: Option<Span>,
    /// Whether it adds something that changes nothing before another rule reads it or needs it.
    pub support: bool,
    pub(super) change: Change,
}

/// What an edit does.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub(super) unit: Unit,
    /// Which of the files of the first set has it.
    pub(super) before: Option<usize>,
    /// What the second set has, and in which of its files.
    pub(super) after: Option<(Option<usize>, Content)>,
}
