//! How large a workbook is, unpacked: a small file may hold gigabytes, or state them.

use super::room::{Room, of_shared_texts, of_tables};
use crate::file::File;
use std::io::{Cursor, Read, copy, sink};
use uptake_adapter::AdapterError;

/// No packed byte becomes more than so many.
const MOST_OF_A_BYTE: u64 = 1032;

/// Bytes of memory that a cell takes, about.
const CELL: u64 = 64;

/// How many cells a sheet may have, where its document may have so many bytes.
pub(super) fn most_cells(largest: u64) -> u64 {
    largest / CELL
}

/// Looks whether the parts of a packed workbook are at most `largest` bytes together, and whether what they state of themselves
/// can be. What isn't packed, or can't be unpacked, is for its reader to tell.
///
/// # Errors
/// When they are more.
pub(super) fn fits(file: &File, content: &[u8], largest: u64) -> Result<(), AdapterError> {
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(content)) else {
        return Ok(());
    };
    let all = (content.len() as u64).saturating_mul(MOST_OF_A_BYTE) > largest;
    let mut left = largest;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index(index) else {
            return Ok(());
        };
        let name = part.name().map_or(String::new(), |name| name.to_ascii_lowercase());
        let (is_texts, is_tables) = (name.ends_with("sharedstrings.xml"), name == "content.xml");
        // What a part says of its size may be wrong, so that it is unpacked; what is broken in it its reader tells.
        let mut unpacked = part.take(left.saturating_add(1));
        let size = if is_texts || is_tables {
            let mut xml = Vec::new();
            let size = unpacked.read_to_end(&mut xml).unwrap_or(0) as u64;
            let room = match is_texts {
                true => of_shared_texts(&xml),
                false => of_tables(&xml, most_cells(largest)),
            };
            room.map_err(|room| told(file, largest, &room))?;
            size
        } else if all {
            copy(&mut unpacked, &mut sink()).unwrap_or(0)
        } else {
            0
        };
        let Some(rest) = left.checked_sub(size) else {
            let message = format!("`{}` is larger than {} MiB, unpacked", file.shown, largest >> 20);
            return Err(file.origin().fault(message).help(RAISE).in_own_words());
        };
        left = rest;
    }
    Ok(())
}

const RAISE: &str = "raise `largest_document`, or export the sheet as CSV, which isn't held in memory as a whole";

/// A workbook takes too much room, or isn't what it says.
pub(super) fn told(file: &File, largest: u64, room: &Room) -> AdapterError {
    let (message, help) = match room {
        Room::Cells => (
            format!(
                "`{}` has a sheet with more than {} cells",
                file.shown,
                most_cells(largest)
            ),
            RAISE,
        ),
        Room::Rows => (
            format!(
                "`{}` has a sheet with values below row 1048576, and no more rows of a sheet are read",
                file.shown
            ),
            "export the sheet as CSV, which has no such limit",
        ),
        Room::Broken(said) => (
            format!("`{}` is damaged: {said}", file.shown),
            "export or copy it again",
        ),
    };
    file.origin().fault(message).help(help).in_own_words()
}
