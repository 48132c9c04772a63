//! What was made once is kept, as far as there is room.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Things by the questions that they answer.
pub(crate) struct Kept<T> {
    most: usize,
    all: Mutex<BTreeMap<String, Arc<T>>>,
}

impl<T> Kept<T> {
    /// Room for so many.
    pub(crate) fn of(most: usize) -> Self {
        Self {
            most,
            all: Mutex::default(),
        }
    }

    /// What was made for this question before, or what `make` makes. A failure isn't kept.
    pub(crate) fn get<E>(&self, question: &str, make: impl FnOnce() -> Result<T, E>) -> Result<Arc<T>, E> {
        if let Some(known) = self.all.lock().unwrap_or_else(PoisonError::into_inner).get(question) {
            return Ok(Arc::clone(known));
        }
        let made = Arc::new(make()?);
        let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() >= self.most {
            all.clear();
        }
        all.insert(question.to_owned(), Arc::clone(&made));
        Ok(made)
    }
}
