//! How large a workbook is, unpacked: a small file may hold gigabytes.

use crate::file::File;
use std::io::{Cursor, Read, copy, sink};
use uptake_adapter::AdapterError;

/// No packed byte becomes more than so many.
const MOST_OF_A_BYTE: u64 = 1032;

/// Looks whether the parts of a packed workbook are at most `largest` bytes together. What isn't packed, or can't be unpacked,
/// is for its reader to tell.
///
/// # Errors
/// When they are more.
pub(super) fn fits(file: &File, content: &[u8], largest: u64) -> Result<(), AdapterError> {
    if (content.len() as u64).saturating_mul(MOST_OF_A_BYTE) <= largest {
        return Ok(());
    }
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(content)) else {
        return Ok(());
    };
    let mut left = largest;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else {
            return Ok(());
        };
        // What a part says of its size may be wrong, so that it is unpacked; what is broken in it its reader tells.
        let size = copy(&mut part.take(left.saturating_add(1)), &mut sink()).unwrap_or(0);
        let Some(rest) = left.checked_sub(size) else {
            let message = format!("`{}` is larger than {} MiB, unpacked", file.shown, largest >> 20);
            return Err(file
                .origin()
                .fault(message)
                .help("raise `largest_document`, or export the sheet as CSV, which isn't held in memory as a whole")
                .in_own_words());
        };
        left = rest;
    }
    Ok(())
}
