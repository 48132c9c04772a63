//! Rows that a scan didn't have to give, and left out.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many rows the last scan left out, by the stretch of time that has them. Shared by a source and its readers; complete when the scan has
/// come to its end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Spared(Arc<Mutex<Vec<u64>>>);

impl Spared {
    /// A scan begins.
    pub(crate) fn begin(&self) {
        self.lock().clear();
    }

    /// Rows of a stretch were left out.
    pub(crate) fn add(&self, stretch: usize, rows: u64) {
        let mut all = self.lock();
        if all.len() <= stretch {
            all.resize(stretch + 1, 0);
        }
        if let Some(sum) = all.get_mut(stretch) {
            *sum = sum.saturating_add(rows);
        }
    }

    /// How many were left out.
    pub(crate) fn all(&self) -> Vec<u64> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<u64>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
