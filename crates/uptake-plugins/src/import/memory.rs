//! An array's memory as Polars' buffers, which hold its owner.

use polars_arrow::bitmap::Bitmap;
use polars_arrow::types::NativeType;
use polars_buffer::{Buffer, SharedStorage};
use std::sync::Arc;
use uptake_abi::OwnedArray;
use uptake_abi::arrow::Bits;

/// Turns columns into Polars' arrays, which hold the memory's owner.
#[derive(Clone, Copy)]
pub(super) struct Import<'a> {
    pub(super) owner: &'a Arc<OwnedArray>,
}

impl Import<'_> {
    /// Values of the array's memory, not copied if they are aligned.
    pub(super) fn values<T: NativeType>(self, bytes: &[u8]) -> Buffer<T> {
        let width = size_of::<T>();
        let data = bytes.as_ptr().cast::<T>();
        if !data.is_aligned() || bytes.is_empty() {
            let number = |chunk: &[u8]| {
                // SAFETY: as long as a `T`; native types take any bits.
                unsafe { chunk.as_ptr().cast::<T>().read_unaligned() }
            };
            return Buffer::from_vec(bytes.chunks_exact(width).map(number).collect());
        }
        // SAFETY: aligned, that long, any bits are a value; the bytes are part of the array that `owner` keeps, and don't
        // change until it is released.
        unsafe { self.held(std::slice::from_raw_parts(data, bytes.len() / width)) }
    }

    /// A slice of the array's memory.
    ///
    /// # Safety
    /// The slice is part of the array of `owner`.
    pub(super) unsafe fn held<T: Copy>(self, slice: &[T]) -> Buffer<T> {
        if slice.is_empty() {
            return Buffer::new();
        }
        // SAFETY: the storage holds the owner, and thereby the memory.
        Buffer::from_storage(unsafe { SharedStorage::from_slice_with_owner(slice, Arc::clone(self.owner)) })
    }
}

/// Bits in Polars' form. They are copied: an eighth of a byte a row.
pub(super) fn bitmap(bits: Bits<'_>, rows: usize) -> Bitmap {
    let from = bits.from % 8;
    let bytes = bits.bytes.get(bits.from / 8..).unwrap_or_default();
    Bitmap::from_u8_slice(bytes, (bytes.len() * 8).min(from + rows)).sliced(from, rows)
}
