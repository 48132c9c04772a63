//! Files that end as they begin.

use crate::file::File;
use std::io::{Read, Seek, SeekFrom};
use uptake_adapter::{AdapterError, ErrorCode};

/// These formats end as they begin: a file that was cut off is told from one of another format.
pub(super) fn whole(file: &File, magic: &[u8], name: &str) -> Result<(), AdapterError> {
    let mut opened = file.open()?;
    let mut head = vec![0; magic.len()];
    let starts = opened.read_exact(&mut head).is_ok() && head == magic;
    let mut tail = vec![0; magic.len()];
    let back = -i64::try_from(magic.len()).unwrap_or(0);
    let ends = opened.seek(SeekFrom::End(back)).is_ok() && opened.read_exact(&mut tail).is_ok() && tail == magic;
    let (message, help) = match (starts, ends) {
        (true, true) => return Ok(()),
        (true, false) => (
            format!("`{}` is cut off: its {name} footer is missing", file.shown),
            "export or copy it again",
        ),
        (false, _) => {
            let article = if name.starts_with('A') { "an" } else { "a" };
            let message = format!("`{}` isn't {article} {name} file", file.shown);
            (message, "set its `format`")
        }
    };
    Err(AdapterError::new(ErrorCode::Source, message).help(help).setting("path"))
}
