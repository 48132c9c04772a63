//! What a scan has to tell beside its rows, though it is no fault.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uptake_adapter::Remark;

/// What the last scan told. Shared by the source and its readers; complete when the scan has come to its end.
#[derive(Clone, Debug, Default)]
pub struct Remarks(Arc<Mutex<Vec<Remark>>>);

impl Remarks {
    /// A scan begins: what an earlier one told is forgotten.
    pub fn begin(&self) {
        self.lock().clear();
    }

    /// Tells something of a part. The text is in the reader's own words and quotes nothing from data.
    pub fn add(&self, part: &str, text: impl Into<String>) {
        self.lock().push(Remark {
            part: part.to_owned(),
            text: text.into(),
        });
    }

    /// What was told.
    #[must_use]
    pub fn all(&self) -> Vec<Remark> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Remark>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
