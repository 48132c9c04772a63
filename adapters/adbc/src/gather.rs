//! Small batches of a driver → batches worth working on.

use polars::prelude::DataFrame;
use uptake_formats::BATCH_BYTES;

/// Frames until they are enough. Each has the columns of the first: they are one query's.
#[derive(Debug)]
pub(crate) struct Gather {
    rows: usize,
    waiting: Option<DataFrame>,
    bytes: usize,
}

impl Gather {
    /// Batches of at least `rows` rows, or of about [`BATCH_BYTES`].
    pub(crate) fn new(rows: usize) -> Self {
        Self {
            rows,
            waiting: None,
            bytes: 0,
        }
    }

    /// Adds a frame, and answers a batch if that is enough.
    pub(crate) fn add(&mut self, frame: DataFrame) -> Option<DataFrame> {
        self.bytes += frame.estimated_size();
        match &mut self.waiting {
            Some(waiting) => {
                waiting.vstack_mut_owned_unchecked(frame);
            }
            None => self.waiting = Some(frame),
        }
        let rows = self.waiting.as_ref().map_or(0, DataFrame::height);
        (rows >= self.rows || self.bytes >= BATCH_BYTES)
            .then(|| self.rest())
            .flatten()
    }

    /// What is left.
    pub(crate) fn rest(&mut self) -> Option<DataFrame> {
        self.bytes = 0;
        let mut frame = self.waiting.take()?;
        // One piece of memory for each column; what came in one piece stays where it is.
        frame.rechunk_mut();
        Some(frame)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::df;

    #[test]
    fn small_frames_become_one_and_none_is_lost() {
        let mut gather = Gather::new(10);
        let mut heights = Vec::new();
        let mut values = Vec::new();
        let mut take = |frame: Option<DataFrame>| {
            if let Some(frame) = frame {
                heights.push(frame.height());
                assert_eq!(frame.max_n_chunks(), 1);
                values.extend(frame.column("x").unwrap().i32().unwrap().iter().flatten());
            }
        };
        for start in (0..25).step_by(3) {
            take(gather.add(df!("x" => (start..start + 3).collect::<Vec<i32>>()).unwrap()));
        }
        take(gather.rest());
        take(gather.rest());
        assert_eq!(heights, [12, 12, 3]);
        assert_eq!(values, (0..27).collect::<Vec<i32>>());
    }
}
