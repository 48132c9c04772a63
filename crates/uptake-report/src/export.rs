//! Tables for programs.

use polars::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Why a file couldn't be written.
pub type ExportError = Box<dyn std::error::Error + Send + Sync>;

/// Writes a table as Parquet.
pub(crate) fn parquet(frame: &DataFrame, path: &Path) -> Result<(), ExportError> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut frame = frame.clone();
    frame.rechunk_mut_par();
    // A fixed size of row groups: the bytes don't depend on the number of threads that encode the columns.
    ParquetWriter::new(&mut file)
        .with_compression(ParquetCompression::Zstd(None))
        .with_row_group_size(Some(1 << 18))
        .finish(&mut frame)?;
    file.flush()?;
    Ok(())
}
