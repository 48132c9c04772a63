//! What rests on several periods, or on several entities: how it comes about.

use crate::expr::{Expr, Window};
use crate::policy::measure::{AcrossMeasure, WindowMeasure};
use std::collections::BTreeSet;

/// What rests on several periods, on other entities or on a script.
#[derive(Clone, Debug)]
pub(super) struct Over {
    /// The datasets that it rests on.
    pub(super) datasets: BTreeSet<String>,
    /// How it comes about.
    pub(super) how: How,
}

/// How it comes about; the operands are closures.
#[derive(Clone, Debug)]
pub(super) enum How {
    /// A measure over the last periods.
    Measure(WindowMeasure),
    /// A function over periods.
    Function(Window, Expr),
    /// A number of all entities.
    Across(AcrossMeasure<Expr>),
    /// Something that an interpreter computes.
    Script,
}

impl How {
    /// What it is made of.
    pub(super) fn operands(&self) -> Vec<&Expr> {
        match self {
            How::Measure(window) => vec![&window.of.expr],
            How::Function(_, of) => vec![of],
            How::Across(across) => across.filter.iter().chain([&across.of]).collect(),
            How::Script => Vec::new(),
        }
    }
}
