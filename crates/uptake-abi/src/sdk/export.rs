//! Our own fields and buffers in the form of the Arrow C data interface.

use crate::arrow::Field;
use crate::{ArrowArray, ArrowSchema, OwnedArray, OwnedSchema};
use std::ffi::{CString, c_void};
use std::ptr;

/// Set where a column may have nulls; every one of ours may.
const NULLABLE: i64 = 2;

/// A schema as the other side sees it.
pub(super) fn schema(field: &Field) -> OwnedSchema {
    // SAFETY: made just now by the interface's rules, and nobody else has it.
    unsafe { OwnedSchema::new(raw_schema(field)) }
}

/// What a schema's pointers point at.
struct SchemaParts {
    format: CString,
    name: CString,
    children: Vec<*mut ArrowSchema>,
    dictionary: *mut ArrowSchema,
}

fn raw_schema(field: &Field) -> ArrowSchema {
    let boxed = |field: &Field| Box::into_raw(Box::new(raw_schema(field)));
    // A name with a zero byte can't cross; it ends there.
    let text = |text: &str| CString::new(text.split('\0').next().unwrap_or_default()).unwrap_or_default();
    let mut parts = Box::new(SchemaParts {
        format: text(&field.format),
        name: text(&field.name),
        children: field.children.iter().map(boxed).collect(),
        dictionary: field.dictionary.as_deref().map_or(ptr::null_mut(), boxed),
    });
    ArrowSchema {
        format: parts.format.as_ptr(),
        name: parts.name.as_ptr(),
        metadata: ptr::null(),
        flags: NULLABLE,
        n_children: i64::try_from(parts.children.len()).unwrap_or(0),
        children: parts.children.as_mut_ptr(),
        dictionary: parts.dictionary,
        release: Some(release_schema),
        private_data: Box::into_raw(parts).cast::<c_void>(),
    }
}

unsafe extern "C" fn release_schema(schema: *mut ArrowSchema) {
    // SAFETY: by the interface a schema of ours that isn't released.
    let Some(schema) = (unsafe { schema.as_mut() }) else {
        return;
    };
    // SAFETY: made by `raw_schema` from a box; `release` is emptied below, so it happens once.
    let parts = unsafe { Box::from_raw(schema.private_data.cast::<SchemaParts>()) };
    for child in parts.children.iter().copied().chain([parts.dictionary]) {
        if !child.is_null() {
            // SAFETY: made by `raw_schema` from a box, and owned by this schema alone.
            drop(unsafe { OwnedSchema::new(*Box::from_raw(child)) });
        }
    }
    *schema = ArrowSchema::empty();
}

/// A buffer of an array.
#[derive(Debug)]
pub(super) enum Buffer {
    /// None.
    Absent,
    Bytes(Vec<u8>),
    Int32(Vec<i32>),
    Int64(Vec<i64>),
    Float64(Vec<f64>),
}

impl Buffer {
    fn address(&self) -> *const c_void {
        match self {
            Buffer::Absent => ptr::null(),
            Buffer::Bytes(values) => values.as_ptr().cast(),
            Buffer::Int32(values) => values.as_ptr().cast(),
            Buffer::Int64(values) => values.as_ptr().cast(),
            Buffer::Float64(values) => values.as_ptr().cast(),
        }
    }
}

/// What an array's pointers point at.
struct ArrayParts {
    /// Held for the pointers into them.
    _buffers: Vec<Buffer>,
    addresses: Vec<*const c_void>,
    children: Vec<*mut ArrowArray>,
}

/// An array as the other side sees it.
pub(super) fn array(rows: usize, nulls: usize, buffers: Vec<Buffer>, children: Vec<OwnedArray>) -> OwnedArray {
    let number = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
    let mut parts = Box::new(ArrayParts {
        addresses: buffers.iter().map(Buffer::address).collect(),
        _buffers: buffers,
        children: children
            .into_iter()
            .map(|child| Box::into_raw(Box::new(child.into_raw())))
            .collect(),
    });
    let raw = ArrowArray {
        length: number(rows),
        null_count: number(nulls),
        offset: 0,
        n_buffers: number(parts.addresses.len()),
        n_children: number(parts.children.len()),
        buffers: parts.addresses.as_mut_ptr(),
        children: parts.children.as_mut_ptr(),
        dictionary: ptr::null_mut(),
        release: Some(release_array),
        private_data: Box::into_raw(parts).cast::<c_void>(),
    };
    // SAFETY: made just now by the interface's rules, and nobody else has it.
    unsafe { OwnedArray::new(raw) }
}

unsafe extern "C" fn release_array(array: *mut ArrowArray) {
    // SAFETY: by the interface an array of ours that isn't released.
    let Some(array) = (unsafe { array.as_mut() }) else {
        return;
    };
    // SAFETY: made by `array` from a box; `release` is emptied below, so it happens once.
    let parts = unsafe { Box::from_raw(array.private_data.cast::<ArrayParts>()) };
    for child in &parts.children {
        // SAFETY: made by `array` from a box. A consumer may have moved it out: then its `release` is empty, and nothing
        // is released here.
        drop(unsafe { OwnedArray::new(*Box::from_raw(*child)) });
    }
    *array = ArrowArray::empty();
}
