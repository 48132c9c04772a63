//! SHA-256 of a file, as it lies on the disk.

use crate::File;
use crate::open::unreadable;
use sha2::{Digest, Sha256};
use std::io::Read;
use uptake_adapter::{AdapterError, ErrorCode, Fingerprint};

/// Digest and size of a file. A pipe has none: who reads it takes the rows away from the run.
pub(crate) fn fingerprint(file: &File) -> Result<Fingerprint, AdapterError> {
    if !std::fs::metadata(&file.path)
        .map_err(|error| unreadable(file, &error))?
        .is_file()
    {
        let message = format!("`{}` is no regular file, so no digest can be taken of it", file.shown);
        return Err(AdapterError::new(ErrorCode::Source, message)
            .help("write the rows to a file first; without `--out` a pipe is fine")
            .setting("path"));
    }
    let mut opened = std::fs::File::open(&file.path).map_err(|error| unreadable(file, &error))?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 18];
    let mut bytes: u64 = 0;
    loop {
        let read = opened.read(&mut buffer).map_err(|error| unreadable(file, &error))?;
        if read == 0 {
            break;
        }
        bytes += read as u64;
        hasher.update(buffer.get(..read).unwrap_or_default());
    }
    let sha256 = hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Fingerprint {
        part: file.shown.to_string(),
        bytes,
        sha256,
    })
}
