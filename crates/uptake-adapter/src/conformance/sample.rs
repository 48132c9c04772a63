//! A sample of a scan's rows, to be compared with another.

use super::kit::{Not, fault};
use crate::{Batches, ScanRequest, Source, without_typed_marks};
use polars::frame::DataFrame;

/// How many rows of a scan are looked at.
pub(super) const SAMPLE: usize = 50_000;

/// Rows of a scan, batches of one type under each other.
pub(super) struct Rows(pub(super) Vec<(String, DataFrame)>);

pub(super) fn scan(source: &mut dyn Source, columns: Option<&[&str]>) -> Result<Batches, Not> {
    let request = ScanRequest {
        columns: columns.map(|names| names.iter().map(|name| (*name).to_owned()).collect()),
        spare: None,
    };
    source.scan(&request).map_err(|error| fault(&error))
}

/// The first rows of a scan.
pub(super) fn read(batches: Batches) -> Result<Rows, Not> {
    let mut rows = Vec::new();
    let mut count = 0;
    for batch in batches {
        let batch = batch.map_err(|error| fault(&error))?;
        let frame = without_typed_marks(&batch.frame).slice(0, SAMPLE - count);
        count += frame.height();
        rows.push((batch.part.to_string(), frame));
        if count == SAMPLE {
            break;
        }
    }
    Ok(coalesced(Rows(rows)))
}

/// Frames of the same columns under each other: where batches end doesn't count.
pub(super) fn coalesced(rows: Rows) -> Rows {
    let mut whole: Vec<(String, DataFrame)> = Vec::new();
    for (part, frame) in rows.0 {
        match whole.last_mut() {
            Some((last, above)) if *last == part && above.schema() == frame.schema() => {
                // Of one type: nothing can go wrong, and if it did, the rows would differ.
                let _ = above.vstack_mut(&frame);
            }
            _ => whole.push((part, frame)),
        }
    }
    Rows(whole)
}

/// Whether two scans gave the same rows, null for null.
pub(super) fn same(left: &Rows, right: &Rows) -> bool {
    left.0.len() == right.0.len()
        && left
            .0
            .iter()
            .zip(&right.0)
            .all(|((left_part, left), (right_part, right))| left_part == right_part && left.equals_missing(right))
}

/// The first scan of a source; where it fails, that is told once, by `delivers-rows`.
pub(super) fn whole(source: &mut dyn Source) -> Result<Rows, Not> {
    scan(source, None).and_then(read).map_err(|not| match not {
        Not::Kept(how) | Not::Tried(how) => Not::Tried(format!("the scan fails: {how}")),
    })
}
