//! A table of a suite as a frame: every value is text, as a CSV file delivers it.

use crate::Failure;
use polars::prelude::*;
use std::io::Cursor;
use uptake_adapter::AdapterError;
use uptake_formats::csv_rows::{self, CsvForm};
use uptake_formats::{Origin, Remarks};

/// The frame of a table; `place` is where the suite has it.
pub(super) fn frame(table: &str, place: &str) -> Result<DataFrame, Failure> {
    let origin = Origin {
        shown: place.into(),
        setting: "data",
    };
    let failed = |error: AdapterError| Failure::from(error).place(place);
    let text = Cursor::new(table.as_bytes().to_vec());
    let batches = csv_rows::scan(text, &origin, &CsvForm::default(), None, &Remarks::default()).map_err(failed)?;
    let mut whole: Option<DataFrame> = None;
    for batch in batches {
        let frame = batch.map_err(failed)?.frame;
        whole = Some(match whole {
            None => frame,
            Some(before) => before
                .vstack(&frame)
                .map_err(|error| Failure::new(format!("the table can't be read: {error}")).place(place))?,
        });
    }
    Ok(whole.unwrap_or_default())
}
