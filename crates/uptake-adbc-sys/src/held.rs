//! An object of a driver, and the duty to release it.

use crate::fault::{Fault, Status};
use crate::table::{Object, OnObject, RawError, SetOption};
use std::ffi::CString;
use std::ptr::NonNull;

/// An object of a driver at an address that stays, as a canceller uses it from another thread.
#[derive(Debug)]
pub(super) struct Held {
    object: NonNull<Object>,
    release: OnObject,
}

// SAFETY: ADBC ties no object to a thread, and forbids calls at the same time but for `Cancel`; the owner is one, and what
// shares the address calls nothing else.
unsafe impl Send for Held {}

impl Held {
    /// An object that `make` fills. It is released only if that went well.
    pub(super) fn make(release: OnObject, make: impl FnOnce(*mut Object, *mut RawError) -> u8) -> Result<Self, Fault> {
        let held = Box::into_raw(Box::new(Object::EMPTY));
        let mut error = RawError::empty();
        let code = make(held, &raw mut error);
        // SAFETY: filled by the call just made.
        match (unsafe { Fault::check(code, &error) }, NonNull::new(held)) {
            (Ok(()), Some(object)) => Ok(Self { object, release }),
            (answer, _) => {
                // SAFETY: made above, and nobody else has it.
                drop(unsafe { Box::from_raw(held) });
                Err(answer.err().unwrap_or_else(|| Fault::new(Status::Internal, "")))
            }
        }
    }

    pub(super) fn as_ptr(&self) -> *mut Object {
        self.object.as_ptr()
    }

    /// Calls a function with an error to fill.
    pub(super) fn call(&self, function: impl FnOnce(*mut Object, *mut RawError) -> u8) -> Result<(), Fault> {
        let mut error = RawError::empty();
        let code = function(self.as_ptr(), &raw mut error);
        // SAFETY: filled by the call just made.
        unsafe { Fault::check(code, &error) }
    }

    /// Sets an option.
    pub(super) fn set(&self, set_option: SetOption, key: &str, value: &str) -> Result<(), Fault> {
        let (key, value) = (text(key)?, text(value)?);
        // SAFETY: a live object, and texts that outlive the call.
        self.call(|object, error| unsafe { set_option(object, key.as_ptr(), value.as_ptr(), error) })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // What fails here leaves nothing to be done.
        // SAFETY: a live object, released once.
        let _ = self.call(|object, error| unsafe { (self.release)(object, error) });
        // SAFETY: from a box, and the driver lets go of it with the release.
        drop(unsafe { Box::from_raw(self.as_ptr()) });
    }
}

/// Text as C has it.
pub(super) fn text(text: &str) -> Result<CString, Fault> {
    CString::new(text).map_err(|_| Fault::new(Status::Invalid, "a text holds a zero byte"))
}
