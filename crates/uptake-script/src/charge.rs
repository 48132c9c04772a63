//! What slow steps cost.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// How many bytes of a text are looked through in the time of a usual step.
pub(crate) const LETTERS_OF_A_STEP: usize = 16;

/// The operations that steps of the row at hand are charged, beyond the one that the interpreter counts for each.
#[derive(Clone, Default)]
pub(crate) struct Charge(Arc<AtomicU64>);

impl Charge {
    /// Adds what a step costs. The limit is looked at before the next step.
    pub(crate) fn add(&self, operations: usize) {
        let operations = u64::try_from(operations).unwrap_or(u64::MAX);
        let sum = self.0.load(Ordering::Relaxed).saturating_add(operations);
        self.0.store(sum, Ordering::Relaxed);
    }

    pub(crate) fn sum(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }

    pub(crate) fn clear(&self) {
        self.0.store(0, Ordering::Relaxed);
    }
}
