//! A frame that is in memory as a whole, batch by batch.

use polars::prelude::DataFrame;
use std::sync::Arc;
use uptake_adapter::{Batch, Batches};
use uptake_formats::BATCH_ROWS;

/// The rows of a part, a batch at a time; none of a frame without rows.
pub(super) fn slices(frame: DataFrame, part: Arc<str>) -> Batches {
    let starts = (0..frame.height()).step_by(BATCH_ROWS).collect::<Vec<_>>();
    Box::new(starts.into_iter().map(move |start| {
        Ok(Batch {
            frame: frame.slice(i64::try_from(start).unwrap_or(i64::MAX), BATCH_ROWS),
            part: Arc::clone(&part),
            first_row: start as u64 + 1,
        })
    }))
}
