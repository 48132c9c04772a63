//! Frames of one part → batches that say where they come from.

use crate::Origin;
use polars::prelude::DataFrame;
use std::collections::VecDeque;
use std::sync::Arc;
use uptake_adapter::{Batch, Codes, Lines};

/// Frames that wait to be delivered, as batches of a part.
#[derive(Debug)]
pub struct Delivered {
    part: Arc<str>,
    next_row: u64,
    waiting: VecDeque<Batch>,
}

impl Delivered {
    /// The first frame begins at row 1.
    #[must_use]
    pub fn new(origin: &Origin) -> Self {
        Self {
            part: Arc::clone(&origin.shown),
            next_row: 1,
            waiting: VecDeque::new(),
        }
    }

    /// Adds frames; one without rows is no batch.
    pub fn add(&mut self, frames: impl IntoIterator<Item = DataFrame>) {
        self.add_at(frames, &Lines::none());
    }

    /// Adds frames whose rows stand at these lines; one without rows is no batch.
    pub fn add_at(&mut self, frames: impl IntoIterator<Item = DataFrame>, lines: &Lines) {
        let mut passed = 0;
        for frame in frames {
            let height = frame.height() as u64;
            if height > 0 {
                self.waiting.push_back(Batch {
                    frame,
                    part: Arc::clone(&self.part),
                    first_row: self.next_row,
                    codes: Codes::default(),
                    lines: lines.behind(passed),
                });
            }
            self.next_row += height;
            passed += height;
        }
    }

    /// The next batch.
    pub fn pop(&mut self) -> Option<Batch> {
        self.waiting.pop_front()
    }

    /// How many rows were added.
    #[must_use]
    pub fn rows(&self) -> u64 {
        self.next_row - 1
    }
}
