//! Arrow IPC, the form of files and that of streams.

use super::ends::whole;
use crate::file::File;
use crate::format::{Format, Reader};
use crate::open;
use std::io::{Read, Seek, SeekFrom};
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches, ScanRequest};
use uptake_formats::ahead;
use uptake_formats::arrow::{Footer, LARGEST_ROW_GROUP, LONGEST_FOOTER, Limits, scan_file};
use uptake_formats::json::MOST_LEVELS;

pub(super) static IPC: Format = Format {
    name: "ipc",
    endings: &["arrow", "feather", "arrows"],
    settings: &[MOST_LEVELS, LARGEST_ROW_GROUP],
    owner: Some("a file of Arrow IPC"),
    reader: |settings| {
        let limits = Limits::new(settings)?;
        Ok(Arc::new(Ipc { limits }))
    },
};

const MAGIC: &[u8] = b"ARROW1";

#[derive(Debug)]
struct Ipc {
    limits: Limits,
}

impl Reader for Ipc {
    fn scan(&self, file: &File, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let columns = request.columns.as_deref();
        let origin = file.origin();
        let footer = footer(file)?;
        let batches = scan_file(open::reader(file)?, footer, &origin, columns, self.limits)?;
        Ok(ahead(batches, &origin))
    }
}

/// The footer of a file; `None` in other forms, in what is packed, and in a pipe, which is read once.
fn footer(file: &File) -> Result<Option<Footer>, AdapterError> {
    let unreadable = |error: std::io::Error| open::unreadable(file, &error);
    if !std::fs::metadata(&file.path).map_err(unreadable)?.is_file() {
        return Ok(None);
    }
    let mut opened = file.open()?;
    let mut head = Vec::new();
    (&mut opened)
        .take(MAGIC.len() as u64)
        .read_to_end(&mut head)
        .map_err(unreadable)?;
    if head != MAGIC {
        return Ok(None);
    }
    whole(file, MAGIC, "Arrow IPC")?;
    let mut end = [0; 4];
    let length = opened.seek(SeekFrom::End(-10)).and_then(|at| {
        opened.read_exact(&mut end)?;
        Ok(at.checked_sub(u64::from(u32::from_le_bytes(end))))
    });
    match length.map_err(unreadable)? {
        Some(start) => {
            let mut bytes = Vec::new();
            let read = opened.seek(SeekFrom::Start(start));
            let read = read.and_then(|_| opened.take(LONGEST_FOOTER).read_to_end(&mut bytes));
            read.map_err(unreadable)?;
            Ok(Some(Footer { start, bytes }))
        }
        None => Err(file
            .origin()
            .fault(format!(
                "`{}` is damaged: its footer has an impossible length",
                file.shown
            ))
            .help("export or copy it again")
            .in_own_words()),
    }
}
