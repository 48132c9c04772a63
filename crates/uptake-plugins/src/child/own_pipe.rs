//! The pipe that answers go out through.

use std::io::{self, Write};

/// The pipe of the process that took it. A plugin that isn't held back may fork when it is loaded or called: then the same code
/// goes on in two processes, and only one of them may answer.
pub(super) struct OwnPipe<W> {
    pipe: W,
    process: u32,
}

impl<W> OwnPipe<W> {
    /// Of this process.
    pub(super) fn new(pipe: W) -> Self {
        Self {
            pipe,
            process: std::process::id(),
        }
    }

    /// Ends any other process, at once, so that what is buffered isn't written twice.
    pub(super) fn look(&self) {
        if std::process::id() != self.process {
            std::process::abort();
        }
    }
}

impl<W: Write> Write for OwnPipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.look();
        self.pipe.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.look();
        self.pipe.flush()
    }
}
