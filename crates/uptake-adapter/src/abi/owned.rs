//! Owners of Arrow structs: each releases what it holds, once, when it is dropped.

use super::{ArrowArray, ArrowArrayStream, ArrowSchema};

/// A schema and the duty to release it.
#[derive(Debug)]
pub struct OwnedSchema(pub(crate) ArrowSchema);

/// An array and the duty to release it.
#[derive(Debug)]
pub struct OwnedArray(pub(crate) ArrowArray);

/// A stream and the duty to release it.
#[derive(Debug)]
pub struct OwnedStream(pub(crate) ArrowArrayStream);

// SAFETY: the Arrow C interfaces tie a struct to no thread, only forbid calls at the same time: there is one owner.
unsafe impl Send for OwnedSchema {}
// SAFETY: as above.
unsafe impl Send for OwnedArray {}
// SAFETY: as above, and the header says the same of a scan's stream.
unsafe impl Send for OwnedStream {}
// SAFETY: an array's memory doesn't change until it is released, and a shared reference releases nothing.
unsafe impl Sync for OwnedArray {}

impl OwnedSchema {
    /// Hands the schema over: whoever takes it releases it.
    pub(crate) fn into_raw(mut self) -> ArrowSchema {
        std::mem::replace(&mut self.0, ArrowSchema::empty())
    }
}

impl OwnedArray {
    /// Hands the array over: whoever takes it releases it.
    pub(crate) fn into_raw(mut self) -> ArrowArray {
        std::mem::replace(&mut self.0, ArrowArray::empty())
    }
}

impl Drop for OwnedSchema {
    fn drop(&mut self) {
        if let Some(release) = self.0.release {
            // SAFETY: not released yet, or `release` would be null; the producer's rules allow one call.
            unsafe { release(&raw mut self.0) };
        }
    }
}

impl Drop for OwnedArray {
    fn drop(&mut self) {
        if let Some(release) = self.0.release {
            // SAFETY: not released yet, or `release` would be null; the producer's rules allow one call.
            unsafe { release(&raw mut self.0) };
        }
    }
}

impl Drop for OwnedStream {
    fn drop(&mut self) {
        if let Some(release) = self.0.release {
            // SAFETY: not released yet, or `release` would be null; the producer's rules allow one call.
            unsafe { release(&raw mut self.0) };
        }
    }
}
