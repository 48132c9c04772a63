//! Where the rewriting stands: the text at hand, the calls that we are inside of, and what was learnt.

use super::tree::{custom, variable};
use crate::call::Call;
use crate::key;
use rhai::{Dynamic, Expr, Position};
use std::sync::Arc;
use uptake_expr::expr::interpreted::{Learnt, Place};
use uptake_expr::expr::library::Library;
use uptake_expr::expr::unit::Unit;

pub(super) struct Rewriter<'a> {
    pub(super) library: &'a Library,
    pub(super) learnt: &'a Learnt,
    /// The calls that we are inside of.
    pub(super) path: Place,
    pub(super) units: Vec<Arc<Unit>>,
    pub(super) calls: Vec<Call>,
    /// The number of the text that is being rewritten.
    pub(super) at: usize,
}

impl Rewriter<'_> {
    pub(super) fn unit(&self) -> Option<Arc<Unit>> {
        self.units.get(self.at).cloned()
    }

    pub(super) fn place(&self, position: Position) -> Option<Place> {
        Some(Place::new(&self.path, self.units.get(self.at)?, position))
    }

    /// The same, made a float where its type is one.
    pub(super) fn float(&self, value: Expr, position: Position) -> Expr {
        match self.place(position) {
            Some(place) if self.learnt.floats.contains(&place) => {
                custom(key::FLOAT, vec![value], Dynamic::UNIT, position)
            }
            _ => value,
        }
    }

    pub(super) fn window(&self, position: Position) -> Option<Expr> {
        let place = self.place(position)?;
        let name = self.learnt.windows.get(&place)?;
        Some(variable(name, position))
    }
}
