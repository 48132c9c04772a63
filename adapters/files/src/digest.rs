//! SHA-256 of a file, as it lies on the disk.

use crate::file::File;
use crate::open::{opened, unreadable};
use std::io::Read;
use uptake_adapter::{AdapterError, ErrorCode, Fingerprint};
use uptake_formats::Digest;

/// Digest and size of a file. A pipe has none: who reads it takes the rows away from the run.
pub(crate) fn fingerprint(file: &File) -> Result<Fingerprint, AdapterError> {
    if !std::fs::metadata(&file.path)
        .map_err(|error| unreadable(file, &error))?
        .is_file()
    {
        let message = format!("`{}` isn't a regular file, so its digest can't be computed", file.shown);
        return Err(AdapterError::new(ErrorCode::Source, message)
            .help("write the rows to a file first; without `--out` a pipe is fine")
            .setting("path")
            .in_own_words());
    }
    let mut opened = opened(file)?;
    let mut digest = Digest::default();
    let mut buffer = vec![0; 1 << 18];
    loop {
        let read = opened.read(&mut buffer).map_err(|error| unreadable(file, &error))?;
        if read == 0 {
            return Ok(digest.fingerprint(&file.shown));
        }
        digest.update(buffer.get(..read).unwrap_or_default());
    }
}
