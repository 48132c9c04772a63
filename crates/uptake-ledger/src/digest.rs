//! SHA-256 as hexadecimal digits.

use sha2::{Digest, Sha256};
use std::io::{BufRead, BufReader};
use std::path::Path;

/// The digest of bytes, in 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// That there is a file: a folder has no bytes, and of a pipe nobody knows when some come.
pub(crate) fn regular(path: &Path) -> std::io::Result<()> {
    match std::fs::metadata(path)?.is_file() {
        true => Ok(()),
        false => Err(std::io::Error::new(std::io::ErrorKind::InvalidInput, "it isn't a file")),
    }
}

/// Reads a file whole. What is none, such as a pipe, isn't waited for.
///
/// # Errors
/// When it can't be read; `InvalidInput` when it isn't a file.
pub fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    regular(path)?;
    std::fs::read(path)
}

/// How many bytes a file has, and their digest; a piece at a time, since outputs may be larger than memory.
///
/// # Errors
/// When it can't be read.
pub fn digest_of_file(path: &Path) -> std::io::Result<(u64, String)> {
    regular(path)?;
    let mut file = BufReader::with_capacity(1 << 16, std::fs::File::open(path)?);
    let (mut hasher, mut bytes) = (Sha256::new(), 0_u64);
    loop {
        let piece = match file.fill_buf() {
            // A signal that ends nothing.
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => continue,
            piece => piece?,
        };
        if piece.is_empty() {
            return Ok((bytes, hex::encode(hasher.finalize())));
        }
        hasher.update(piece);
        let read = piece.len();
        bytes += read as u64;
        file.consume(read);
    }
}
