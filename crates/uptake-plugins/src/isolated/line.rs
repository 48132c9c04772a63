//! What a host says to a child: calls, and slots of the shared memory that are free again.

use crate::call::FREE;
use std::io::Write;
use std::sync::{Arc, Mutex, PoisonError};

/// The way to a child's standard input, which stays open as long as one of these lives.
#[derive(Clone)]
pub(super) struct Line(Arc<Mutex<Box<dyn Write + Send>>>);

impl std::fmt::Debug for Line {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Line")
    }
}

impl Line {
    pub(super) fn new(to: impl Write + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(Box::new(to))))
    }

    /// Says a line. A child that is gone doesn't hear it, of which its pipe tells.
    pub(super) fn say(&self, line: &str) {
        let mut to = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = to.write_all(line.as_bytes());
    }

    /// The slot that was filled longest is free again.
    pub(super) fn free(&self) {
        self.say(FREE);
    }
}
