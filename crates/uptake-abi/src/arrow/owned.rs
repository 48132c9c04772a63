//! Owners of Arrow structs: each releases what it holds, once, when it is dropped.

use super::structs::{ArrowArray, ArrowArrayStream, ArrowSchema};

macro_rules! owner {
    ($(#[$about:meta])* $owner:ident($raw:ident), $what:literal) => {
        $(#[$about])*
        #[derive(Debug)]
        pub struct $owner($raw);

        // SAFETY: the Arrow C interfaces tie a struct to no thread, only forbid calls at the same time: there is one owner.
        unsafe impl Send for $owner {}

        impl $owner {
            /// Nothing yet: a place for the other side to fill.
            #[must_use]
            pub const fn empty() -> Self {
                Self($raw::empty())
            }

            #[doc = concat!("Takes ", $what, " over.")]
            ///
            /// # Safety
            /// It obeys the Arrow C interface, and nobody else releases it.
            #[must_use]
            pub const unsafe fn new(raw: $raw) -> Self {
                Self(raw)
            }

            /// The struct, to be looked at.
            #[must_use]
            pub const fn raw(&self) -> &$raw {
                &self.0
            }

            /// Where the struct lies, for the other side to fill it or to go on with it.
            #[must_use]
            pub fn as_mut_ptr(&mut self) -> *mut $raw {
                &raw mut self.0
            }

            #[doc = concat!("Hands ", $what, " over: whoever takes it releases it.")]
            #[must_use]
            pub fn into_raw(mut self) -> $raw {
                std::mem::replace(&mut self.0, $raw::empty())
            }
        }

        impl Drop for $owner {
            fn drop(&mut self) {
                if let Some(release) = self.0.release {
                    // SAFETY: not released yet, or `release` would be null; the producer's rules allow one call.
                    unsafe { release(&raw mut self.0) };
                }
            }
        }
    };
}

owner! {
    /// A schema and the duty to release it.
    OwnedSchema(ArrowSchema), "a schema"
}

owner! {
    /// An array and the duty to release it.
    OwnedArray(ArrowArray), "an array"
}

owner! {
    /// A stream and the duty to release it.
    OwnedStream(ArrowArrayStream), "a stream"
}

// SAFETY: an array's memory doesn't change until it is released, and a shared reference releases nothing.
unsafe impl Sync for OwnedArray {}
