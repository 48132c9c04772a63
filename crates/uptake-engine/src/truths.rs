//! The truths of a column, one after another.

use polars::prelude::*;
use polars_arrow::array::{Array, BooleanArray};

/// The truth in each row; none where it is unknown. Where all are known, as nearly always, only they are looked at.
pub(crate) fn of(column: &BooleanChunked) -> Vec<Option<bool>> {
    let mut all = Vec::with_capacity(column.len());
    for array in column.downcast_iter() {
        match array.null_count() {
            0 => all.extend(array.values().iter().map(Some)),
            _ => all.extend(BooleanArray::iter(array)),
        }
    }
    all
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn each_row_has_its_truth_in_all_pieces_of_a_column() {
        let known = [Some(true), Some(false), Some(true)];
        let some = [None, Some(false), Some(true), None];
        let mut column = BooleanChunked::from_iter_options("truth".into(), known.into_iter());
        assert_eq!(of(&column), known);
        column
            .append(&BooleanChunked::from_iter_options("truth".into(), some.into_iter()))
            .unwrap();
        assert_eq!(of(&column), [&known[..], &some].concat());
        assert_eq!(of(&column.slice(2, 3)), [Some(true), None, Some(false)]);
        assert_eq!(of(&column.clear()), []);
    }
}
