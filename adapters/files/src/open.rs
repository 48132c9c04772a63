//! Opening a file, decompressed by its first bytes whatever its name.

use crate::file::File;
pub(crate) use crate::file::{undecodable, unreadable};
use std::io::{BufRead, BufReader, Read};
use uptake_adapter::{AdapterError, ErrorCode};

/// Endings of compressed files, which say nothing of the format.
pub(crate) const COMPRESSED: [&str; 3] = ["gz", "zst", "zstd"];

const GZIP: &[u8] = &[0x1f, 0x8b];
const ZSTD: &[u8] = &[0x28, 0xb5, 0x2f, 0xfd];
/// Behind its first byte, what a frame of zstd begins with that has no content.
const PASSED_OVER: &[u8] = &[0x2a, 0x4d, 0x18];

/// The content of a file.
pub(crate) fn reader(file: &File) -> Result<Box<dyn Read + Send>, AdapterError> {
    let mut buffered = BufReader::with_capacity(1 << 17, file.stream()?);
    let head = buffered.fill_buf().map_err(|error| unreadable(file, &error))?;
    // Less than the mark that it should begin with: what was packed was cut off.
    let short = head.len() < GZIP.len() || head.len() < ZSTD.len() && ZSTD.starts_with(head);
    if short && is_called_packed(&file.path) && std::fs::metadata(&file.path).is_ok_and(|about| about.is_file()) {
        let message = format!(
            "`{}` is cut off: its name says that it is packed, but it isn't long enough",
            file.shown
        );
        return Err(AdapterError::new(ErrorCode::Source, message)
            .help("export or copy it again")
            .setting("path")
            .in_own_words());
    }
    Ok(if head.starts_with(GZIP) {
        Box::new(flate2::bufread::MultiGzDecoder::new(buffered))
    } else if is_zstd(head) {
        let decoder = zstd::stream::read::Decoder::with_buffer(buffered).map_err(|error| unreadable(file, &error))?;
        Box::new(decoder)
    } else {
        Box::new(buffered)
    })
}

/// Whether bytes begin as zstd does: with a frame, or with one that is passed over, as programs write that pack in pieces.
fn is_zstd(head: &[u8]) -> bool {
    head.starts_with(ZSTD) || matches!(head, [0x50..=0x5f, rest @ ..] if rest.starts_with(PASSED_OVER))
}

fn is_called_packed(path: &std::path::Path) -> bool {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.is_some_and(|ending| COMPRESSED.contains(&ending.as_str()))
}

/// The whole content of a document as bytes, unpacked.
///
/// # Errors
/// When there are more than `largest`.
pub(crate) fn document(file: &File, largest: u64) -> Result<Vec<u8>, AdapterError> {
    let mut content = Vec::new();
    reader(file)?
        .take(largest.saturating_add(1))
        .read_to_end(&mut content)
        .map_err(|error| unreadable(file, &error))?;
    if content.len() as u64 <= largest {
        return Ok(content);
    }
    let message = format!("`{}` is larger than {} MiB, unpacked", file.shown, largest >> 20);
    Err(AdapterError::new(ErrorCode::Source, message)
        .help("raise `largest_document`, or write NDJSON, which isn't held in memory as a whole")
        .setting("path")
        .in_own_words())
}
