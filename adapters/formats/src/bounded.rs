//! A reader that refuses to go on without end: whoever reads from it says when a piece is complete.

use std::io::{Error, ErrorKind, Read};

/// Passes bytes on until a piece grows beyond its bound.
pub(crate) struct Bounded<R> {
    inner: R,
    bound: usize,
    since: usize,
}

impl<R> Bounded<R> {
    /// Pieces of at most about `bound` bytes; what the reader above buffers counts too.
    pub(crate) fn new(inner: R, bound: usize) -> Self {
        Self { inner, bound, since: 0 }
    }

    /// A piece is complete, the next one begins.
    pub(crate) fn complete(&mut self) {
        self.since = 0;
    }
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        if self.since > self.bound {
            let message = format!("it is longer than {} MiB", self.bound >> 20);
            return Err(Error::new(ErrorKind::FileTooLarge, message));
        }
        let read = self.inner.read(buffer)?;
        self.since += read;
        Ok(read)
    }
}
