//! Arrow IPC, the form of files.

use super::streamed::{path, stream, whole};
use crate::file::File;
use crate::format::{Format, Reader};
use polars::prelude::*;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches};

pub(super) static IPC: Format = Format {
    name: "ipc",
    endings: &["arrow", "feather"],
    settings: &[],
    owner: None,
    reader: |_| Ok(Arc::new(Ipc)),
};

#[derive(Debug)]
struct Ipc;

impl Reader for Ipc {
    fn scan(&self, file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
        whole(file, b"ARROW1", "Arrow IPC")?;
        let args = UnifiedScanArgs {
            glob: false,
            ..Default::default()
        };
        let plan = || LazyFrame::scan_ipc(path(file), Default::default(), args);
        stream(file, plan, columns)
    }
}
