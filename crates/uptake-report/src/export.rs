//! Tables for programs.

use polars::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Why a file couldn't be written.
pub type ExportError = Box<dyn std::error::Error + Send + Sync>;

/// Writes a table as Parquet.
pub(crate) fn parquet(frame: &DataFrame, path: &Path) -> Result<(), ExportError> {
    parquet_to(frame, BufWriter::new(File::create(path)?))
}

/// The same to anything that takes bytes.
pub(crate) fn parquet_to(frame: &DataFrame, to: impl Write) -> Result<(), ExportError> {
    let mut file = Remembering { inner: to, error: None };
    let mut frame = frame.clone();
    frame.rechunk_mut_par();
    // A fixed size of row groups: the bytes don't depend on the number of threads that encode the columns.
    let written = ParquetWriter::new(&mut file)
        .with_compression(ParquetCompression::Zstd(None))
        .with_row_group_size(Some(1 << 18))
        .finish(&mut frame);
    match (written, file.error.take()) {
        (Err(_), Some(error)) => return Err(error.into()),
        (written, _) => written?,
    };
    file.flush()?;
    Ok(())
}

/// Keeps the first error of a file: what writes Parquet tells of its own form instead.
struct Remembering<W> {
    inner: W,
    error: Option<std::io::Error>,
}

impl<W> Remembering<W> {
    fn remember<T>(&mut self, answer: std::io::Result<T>) -> std::io::Result<T> {
        answer.inspect_err(|error| {
            let again = match error.raw_os_error() {
                Some(number) => std::io::Error::from_raw_os_error(number),
                None => error.kind().into(),
            };
            self.error.get_or_insert(again);
        })
    }
}

impl<W: Write> Write for Remembering<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let answer = self.inner.write(bytes);
        self.remember(answer)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        let answer = self.inner.flush();
        self.remember(answer)
    }
}
