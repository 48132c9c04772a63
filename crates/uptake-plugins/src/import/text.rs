//! Texts and bytes: between ends, and behind views.

use super::memory::Import;
use polars_arrow::array::{Array, BinaryArray, BinaryViewArray, Utf8Array, Utf8ViewArray, View as PolarsView};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::ArrowDataType;
use polars_arrow::offset::{Offset, OffsetsBuffer};
use polars_buffer::Buffer;
use std::borrow::Cow;
use uptake_abi::arrow::View;

impl Import<'_> {
    pub(super) fn parted<O: Offset>(
        self,
        ends: Cow<'_, [O]>,
        values: &[u8],
        valid: Option<Bitmap>,
        text: bool,
    ) -> Box<dyn Array> {
        let ends = match ends {
            // SAFETY: ends that weren't copied are part of the array.
            Cow::Borrowed(ends) => unsafe { self.held(ends) },
            Cow::Owned(ends) => Buffer::from_vec(ends),
        };
        // SAFETY: the check found at least one end, none negative, none before the one before it.
        let ends = unsafe { OffsetsBuffer::new_unchecked(ends) };
        // SAFETY: the values are part of the array.
        let values = unsafe { self.held(values) };
        // SAFETY: the last end is the length of the values, and each text was found to be UTF-8.
        unsafe {
            match (text, O::IS_LARGE) {
                (true, true) => Box::new(Utf8Array::new_unchecked(ArrowDataType::LargeUtf8, ends, values, valid)),
                (true, false) => Box::new(Utf8Array::new_unchecked(ArrowDataType::Utf8, ends, values, valid)),
                (false, true) => Box::new(BinaryArray::new_unchecked(
                    ArrowDataType::LargeBinary,
                    ends,
                    values,
                    valid,
                )),
                (false, false) => Box::new(BinaryArray::new_unchecked(ArrowDataType::Binary, ends, values, valid)),
            }
        }
    }

    pub(super) fn views(
        self,
        views: Cow<'_, [View]>,
        buffers: &[&[u8]],
        valid: Option<Bitmap>,
        text: bool,
    ) -> Box<dyn Array> {
        const { assert!(size_of::<View>() == size_of::<PolarsView>() && align_of::<View>() == align_of::<PolarsView>()) };
        let recast = |views: &[View]| -> (*const PolarsView, usize) { (views.as_ptr().cast(), views.len()) };
        let (data, count) = recast(&views);
        // SAFETY: both are the sixteen bytes of Arrow's view, at the same alignment, and any bits are one.
        let slice = unsafe { std::slice::from_raw_parts(data, count) };
        let views = match &views {
            // SAFETY: views that weren't copied are part of the array.
            Cow::Borrowed(_) => unsafe { self.held(slice) },
            Cow::Owned(_) => Buffer::from_vec(slice.to_vec()),
        };
        let buffers: Vec<Buffer<u8>> = buffers
            .iter()
            // SAFETY: the buffers are part of the array.
            .map(|buffer| unsafe { self.held(buffer) })
            .collect();
        let buffers = Buffer::from_vec(buffers);
        // SAFETY: each view was found to lie within its buffer with the right prefix, each text to be UTF-8, and views of
        // null rows to be empty.
        unsafe {
            if text {
                let dtype = ArrowDataType::Utf8View;
                Box::new(Utf8ViewArray::new_unchecked_unknown_md(
                    dtype, views, buffers, valid, None,
                ))
            } else {
                let dtype = ArrowDataType::BinaryView;
                Box::new(BinaryViewArray::new_unchecked_unknown_md(
                    dtype, views, buffers, valid, None,
                ))
            }
        }
    }
}
