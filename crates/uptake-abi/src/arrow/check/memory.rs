//! An array's counts and the slices of its memory.

use crate::arrow::breach::{broken, shown};
use crate::arrow::field::{Field, Kind, Offsets};
use crate::arrow::structs::ArrowArray;
use std::borrow::Cow;
use std::ffi::c_void;
use uptake_adapter::{AdapterError, ErrorCode};

/// The most rows of a batch. A larger number is a length that lies.
const MOST_ROWS: i64 = (1 << 31) - 1;

/// An array beside its type.
#[derive(Clone, Copy)]
pub(super) struct Check<'a> {
    pub(super) field: &'a Field,
    pub(super) array: &'a ArrowArray,
    /// How many bytes its buffers have, where that is known.
    pub(super) extent: Option<&'a Extent>,
}

/// How many bytes the buffers of an array have, and of the arrays inside: for an array that wasn't handed over by the Arrow
/// interface, where the lengths of buffers follow from the rows and whoever made it vouches for them.
#[derive(Clone, Debug, Default)]
pub struct Extent {
    /// Bytes of each buffer.
    pub buffers: Vec<usize>,
    /// Those of the children.
    pub children: Vec<Extent>,
    /// Those of the dictionary.
    pub dictionary: Option<Box<Extent>>,
}

impl<'a> Check<'a> {
    pub(super) fn broken(&self, what: &str) -> AdapterError {
        broken(format!("{} {what}", shown(&self.field.name)))
    }

    /// Counts and signs. Answers the length.
    pub(super) fn size(&self) -> Result<usize, AdapterError> {
        let ArrowArray {
            length,
            null_count,
            offset,
            n_buffers,
            n_children,
            ..
        } = *self.array;
        if !(0..=MOST_ROWS).contains(&length) || !(0..=MOST_ROWS).contains(&offset) {
            return Err(self.broken(&format!("claims {length} rows after {offset}")));
        }
        if !(-1..=length).contains(&null_count) {
            return Err(self.broken(&format!("claims {null_count} nulls in {length} rows")));
        }
        let children = self.field.children.len();
        if usize::try_from(n_children) != Ok(children) {
            return Err(self.changed(&format!("has {n_children} children instead of {children}")));
        }
        if self.array.dictionary.is_null() != self.field.dictionary.is_none() {
            return Err(self.changed("has a dictionary in its type or in its rows, but not in both"));
        }
        let buffers = match &self.field.kind {
            // Some exporters, Polars among them, still give the empty buffer that early versions of Arrow had.
            Kind::Null => n_buffers.clamp(0, 1),
            Kind::Struct | Kind::FixedList(_) => 1,
            Kind::Bool | Kind::Primitive(_) | Kind::FixedBytes(_) | Kind::List(_) => 2,
            Kind::Text(Offsets::View) | Kind::Bytes(Offsets::View) => n_buffers.max(3),
            Kind::Text(_) | Kind::Bytes(_) => 3,
        };
        if n_buffers != buffers {
            return Err(self.changed(&format!("has {n_buffers} buffers instead of {buffers}")));
        }
        if n_buffers > MOST_ROWS {
            return Err(self.broken(&format!("claims {n_buffers} buffers")));
        }
        if n_buffers > 0 && self.array.buffers.is_null() {
            return Err(self.broken("has buffers without an address"));
        }
        Ok(usize::try_from(length).unwrap_or(0))
    }

    /// An array that isn't of its type: the batches change, or the plugin erred.
    pub(super) fn changed(&self, what: &str) -> AdapterError {
        let message = format!(
            "{} {what}: the batch isn't of the stream's type",
            shown(&self.field.name)
        );
        AdapterError::new(ErrorCode::PluginSchema, message).help(
            "all batches of a stream have the columns that `get_schema` reported; report it to the plugin's maker",
        )
    }

    /// A buffer's address.
    ///
    /// # Safety
    /// There are as many buffers as [`Check::size`] found.
    pub(super) unsafe fn buffer(&self, index: usize) -> *const c_void {
        // SAFETY: not null if there is any buffer, and `index` is below their count.
        unsafe { *self.array.buffers.add(index) }
    }

    /// Bytes of a buffer.
    ///
    /// # Safety
    /// As for [`columns`]; `index` is below the count of buffers.
    pub(super) unsafe fn bytes(&self, index: usize, from: usize, count: usize) -> Result<&'a [u8], AdapterError> {
        if count == 0 {
            return Ok(&[]);
        }
        // SAFETY: the caller's.
        let data = unsafe { self.buffer(index) }.cast::<u8>();
        if data.is_null() {
            return Err(self.broken(&format!("has no buffer {index}")));
        }
        if from.checked_add(count).is_none_or(|end| isize::try_from(end).is_err()) {
            return Err(self.broken("is longer than memory"));
        }
        let held = self
            .extent
            .map(|extent| extent.buffers.get(index).copied().unwrap_or(0));
        if held.is_some_and(|held| from.saturating_add(count) > held) {
            return Err(self.broken(&format!("has a buffer {index} that is shorter than its rows need")));
        }
        // SAFETY: the caller vouches for the buffer's length, or its extent was looked at; it doesn't change until the array is released.
        Ok(unsafe { std::slice::from_raw_parts(data.add(from), count) })
    }

    /// Numbers of a buffer, copied if they aren't aligned.
    ///
    /// # Safety
    /// As for [`Check::bytes`]; every pattern of bits is a `T`.
    pub(super) unsafe fn numbers<T: Copy>(
        &self,
        index: usize,
        from: usize,
        count: usize,
    ) -> Result<Cow<'a, [T]>, AdapterError> {
        let width = size_of::<T>();
        let place = from.checked_mul(width).zip(count.checked_mul(width));
        let (from, bytes) = place.ok_or_else(|| self.broken("is longer than memory"))?;
        // SAFETY: the caller's.
        let bytes = unsafe { self.bytes(index, from, bytes) }?;
        if bytes.as_ptr().cast::<T>().is_aligned() || count == 0 {
            let data = if count == 0 {
                std::ptr::NonNull::<T>::dangling().as_ptr().cast_const()
            } else {
                bytes.as_ptr().cast::<T>()
            };
            // SAFETY: aligned, `count` values long, and every pattern of bits is a value.
            return Ok(Cow::Borrowed(unsafe { std::slice::from_raw_parts(data, count) }));
        }
        let numbers = bytes.chunks_exact(width).map(|chunk| {
            // SAFETY: as long as a `T`, and every pattern of bits is a value.
            unsafe { chunk.as_ptr().cast::<T>().read_unaligned() }
        });
        Ok(Cow::Owned(numbers.collect()))
    }

    /// # Safety
    /// As for [`columns`].
    pub(super) unsafe fn fixed(&self, width: usize, start: usize, rows: usize) -> Result<&'a [u8], AdapterError> {
        let place = start.checked_mul(width).zip(rows.checked_mul(width));
        let (from, count) = place.ok_or_else(|| self.broken("is longer than memory"))?;
        // SAFETY: the caller's.
        unsafe { self.bytes(1, from, count) }
    }

    /// The extent of an array inside, if extents are known.
    pub(super) fn inside(
        &self,
        part: impl Fn(&'a Extent) -> Option<&'a Extent>,
    ) -> Result<Option<&'a Extent>, AdapterError> {
        match self.extent.map(part) {
            Some(None) => Err(self.broken("has an array inside of unknown extent")),
            Some(inside) => Ok(inside),
            None => Ok(None),
        }
    }

    /// # Safety
    /// As for [`columns`].
    pub(super) unsafe fn child(&self, index: usize) -> Result<Check<'a>, AdapterError> {
        let field = self.field.children.get(index);
        if self.array.children.is_null() {
            return Err(self.broken("has children without an address"));
        }
        // SAFETY: `size` found as many children as the type has.
        let array = unsafe { (*self.array.children.add(index)).as_ref() };
        match (field, array) {
            (Some(field), Some(array)) => Ok(Check {
                field,
                array,
                extent: self.inside(|extent| extent.children.get(index))?,
            }),
            _ => Err(self.broken(&format!("has no child {index}"))),
        }
    }
}
