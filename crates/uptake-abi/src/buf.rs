//! Texts across the border.

use std::ffi::{c_char, c_void};
use std::ptr;

/// The longest text that is believed, in bytes. A longer one is a length that lies.
const LONGEST: usize = 1 << 24;

/// `uptake_buf`: a text that a plugin hands over.
#[repr(C)]
#[derive(Debug)]
pub struct Buf {
    /// The text; not zero-terminated.
    pub data: *const c_char,
    /// Its length in bytes.
    pub len: usize,
    /// Frees it; none for text that is never freed.
    pub release: Option<unsafe extern "C" fn(*mut Buf)>,
    /// The plugin's own.
    pub private_data: *mut c_void,
}

impl Buf {
    /// Nothing, to be filled.
    #[must_use]
    pub const fn empty() -> Self {
        Self {
            data: ptr::null(),
            len: 0,
            release: None,
            private_data: ptr::null_mut(),
        }
    }

    /// A text of ours for the other side, which frees it through the callback.
    #[must_use]
    pub fn of(text: String) -> Self {
        let len = text.len();
        let data = Box::into_raw(text.into_bytes().into_boxed_slice());
        Self {
            data: data.cast::<c_char>(),
            len,
            release: Some(free),
            private_data: ptr::null_mut(),
        }
    }

    /// Takes the text of a filled buffer out and frees the buffer.
    ///
    /// # Errors
    /// With the reason why it can't be text.
    ///
    /// # Safety
    /// The buffer is empty or was filled by the rules of the header: `data` points at `len` bytes until `release` is
    /// called, which may be called once.
    pub unsafe fn take(&mut self) -> Result<String, String> {
        let text = if self.len == 0 {
            Ok(String::new())
        } else if self.data.is_null() {
            Err(format!("a text of {} bytes has no address", self.len))
        } else if self.len > LONGEST {
            Err(format!("a text claims {} bytes", self.len))
        } else {
            // SAFETY: not null, and the caller vouches for `len` bytes.
            let bytes = unsafe { std::slice::from_raw_parts(self.data.cast::<u8>(), self.len) };
            match std::str::from_utf8(bytes) {
                Ok(text) => Ok(text.to_owned()),
                Err(_) => Err(format!("a text isn't UTF-8: `{}`", String::from_utf8_lossy(bytes))),
            }
        };
        if let Some(release) = self.release {
            // SAFETY: the caller vouches that it may be called once; afterwards the buffer is emptied.
            unsafe { release(self) };
        }
        *self = Self::empty();
        text
    }
}

/// Frees a text made by [`Buf::of`].
unsafe extern "C" fn free(buf: *mut Buf) {
    // SAFETY: by the header's rules a valid buffer, or null.
    let Some(buf) = (unsafe { buf.as_mut() }) else { return };
    if !buf.data.is_null() {
        let slice = ptr::slice_from_raw_parts_mut(buf.data.cast::<u8>().cast_mut(), buf.len);
        // SAFETY: `of` made data and length from such a box, and the fields are emptied below, so it happens once.
        drop(unsafe { Box::from_raw(slice) });
    }
    *buf = Buf::empty();
}

/// The bytes that a host hands over, as text.
///
/// # Safety
/// `data` points at `len` bytes that live and don't change while the answer is used.
pub(crate) unsafe fn given<'a>(data: *const c_char, len: usize) -> Result<&'a str, String> {
    if len == 0 {
        return Ok("");
    }
    if data.is_null() || len > LONGEST {
        return Err(format!("the host handed over {len} bytes that can't be text"));
    }
    // SAFETY: not null, and the caller vouches for the rest.
    let bytes = unsafe { std::slice::from_raw_parts(data.cast::<u8>(), len) };
    std::str::from_utf8(bytes).map_err(|_| "the host handed over bytes that aren't UTF-8".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_crosses_and_is_freed_once() {
        let mut buf = Buf::of("größer".to_owned());
        // SAFETY: made by `of`.
        assert_eq!(unsafe { buf.take() }, Ok("größer".to_owned()));
        // SAFETY: empty by now.
        assert_eq!(unsafe { buf.take() }, Ok(String::new()));
    }

    #[test]
    fn a_text_without_address_or_with_a_length_that_lies_is_refused() {
        let mut buf = Buf { len: 7, ..Buf::empty() };
        // SAFETY: nothing is read without an address.
        assert!(unsafe { buf.take() }.is_err());
        let mut buf = Buf {
            data: c"abc".as_ptr(),
            len: usize::MAX,
            ..Buf::empty()
        };
        // SAFETY: nothing is read beyond the longest text.
        assert!(unsafe { buf.take() }.is_err());
        let mut buf = Buf {
            data: c"\xff\xfe".as_ptr(),
            len: 2,
            ..Buf::empty()
        };
        // SAFETY: two bytes of a literal.
        assert!(unsafe { buf.take() }.is_err_and(|why| why.contains("UTF-8")));
    }
}
