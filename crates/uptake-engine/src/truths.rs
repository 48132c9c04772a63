//! The truths of a column, one after another.

use polars::prelude::*;
use polars_arrow::array::{Array, BooleanArray};
use polars_arrow::bitmap::Bitmap;

/// The truth in each row; none where it is unknown. Where all are known, as nearly always, only they are looked at.
pub(crate) fn of(column: &BooleanChunked) -> Vec<Option<bool>> {
    let mut all = Vec::with_capacity(column.len());
    for array in column.downcast_iter() {
        match array.null_count() {
            0 => extend(&mut all, array.values()),
            _ => all.extend(BooleanArray::iter(array)),
        }
    }
    all
}

/// Adds bits, a byte at a time.
fn extend(all: &mut Vec<Option<bool>>, bits: &Bitmap) {
    let of_byte = |byte: u8| std::array::from_fn::<_, 8, _>(|bit| Some((byte >> bit) & 1 == 1));
    let of_bytes: Vec<[Option<bool>; 8]> = (0..=u8::MAX).map(of_byte).collect();
    let truths = |byte: u8| of_bytes.get(usize::from(byte)).map_or(&[][..], |truths| truths);
    let chunks = bits.chunks::<u64>();
    let (rest, mut many) = (chunks.remainder(), chunks.remainder_len());
    for byte in chunks.flat_map(u64::to_le_bytes) {
        all.extend_from_slice(truths(byte));
    }
    for byte in rest.to_le_bytes() {
        all.extend_from_slice(truths(byte).get(..many.min(8)).unwrap_or_default());
        many = many.saturating_sub(8);
    }
}

#[cfg(test)]
mod tests {
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
        // More than are taken at a time, from anywhere on.
        let many: Vec<Option<bool>> = (0..300).map(|row| Some(row % 3 == 0 || row % 7 == 2)).collect();
        let column = BooleanChunked::from_iter_options("truth".into(), many.iter().copied());
        for (first, length) in [(0_u16, 300), (0, 64), (5, 128), (63, 66), (129, 171), (299, 1)] {
            let (from, place) = (i64::from(first), usize::from(first));
            assert_eq!(of(&column.slice(from, length)), many[place..place + length]);
        }
    }
}
