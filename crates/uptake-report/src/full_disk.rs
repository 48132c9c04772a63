//! A disk that gets full, for tests.

use std::io::{ErrorKind, Result, Write};

/// Takes so many bytes, and no more.
pub(crate) struct FullDisk(pub(crate) usize);

impl Write for FullDisk {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0 = self.0.checked_sub(bytes.len()).ok_or(ErrorKind::StorageFull)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}
