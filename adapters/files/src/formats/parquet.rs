//! Apache Parquet.

use super::checksums;
use super::streamed::{path, stream, whole};
use crate::file::File;
use crate::format::{Format, Reader};
use polars::prelude::*;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches};

pub(super) static PARQUET: Format = Format {
    name: "parquet",
    endings: &[],
    settings: &[],
    owner: None,
    reader: |_| Ok(Arc::new(Parquet)),
};

#[derive(Debug)]
struct Parquet;

impl Reader for Parquet {
    fn scan(&self, file: &File, columns: Option<&[String]>) -> Result<Batches, AdapterError> {
        whole(file, b"PAR1", "Parquet")?;
        let args = ScanArgsParquet {
            glob: false,
            ..Default::default()
        };
        checksums::hold(file, columns)?;
        stream(file, || LazyFrame::scan_parquet(path(file), args), columns)
    }
}
