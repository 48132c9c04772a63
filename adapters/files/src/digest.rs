//! SHA-256 of a file, as it was read.

use crate::file::File;
use crate::open::unreadable;
use uptake_adapter::{AdapterError, ErrorCode, Fingerprint};

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
    file.fingerprint()
}
