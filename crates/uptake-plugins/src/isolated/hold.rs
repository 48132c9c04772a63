//! How far the children of a source are held back, for whoever asks the source.

use std::sync::{Arc, Mutex, PoisonError};
use uptake_adapter::Hold;

/// How far the children of a source are held back, once one has said so.
#[derive(Clone, Debug, Default)]
pub(super) struct Confined(Arc<Mutex<Option<Hold>>>);

impl Confined {
    /// Keeps what a child says; the worst counts.
    pub(super) fn tell(&self, hold: &Hold) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match &*kept {
            Some(Hold::Failed(_)) => {}
            Some(Hold::Off | Hold::Loaded | Hold::Confined { .. }) | None => *kept = Some(hold.clone()),
        }
    }

    /// What was said.
    pub(super) fn hold(&self) -> Option<Hold> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
