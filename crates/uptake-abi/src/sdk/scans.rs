//! Which scans of a handle are under way and which were told to end.

use std::sync::atomic::{AtomicU64, Ordering};

/// The scans of a handle, by number.
#[derive(Debug, Default)]
pub(super) struct Scans {
    begun: AtomicU64,
    /// Scans up to this one were told to end.
    cancelled: AtomicU64,
}

impl Scans {
    /// The number of a scan that begins.
    pub(super) fn begin(&self) -> u64 {
        self.begun.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Tells every scan that has begun to end.
    pub(super) fn cancel(&self) {
        self.cancelled
            .fetch_max(self.begun.load(Ordering::Relaxed), Ordering::Relaxed);
    }

    /// Whether a scan was told to end.
    pub(super) fn is_cancelled(&self, scan: u64) -> bool {
        self.cancelled.load(Ordering::Relaxed) >= scan
    }
}
