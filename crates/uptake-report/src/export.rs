//! Tables for programs.

mod coded;
mod column;
mod hybrid;
mod rows;

use polars::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
use std::path::Path;

pub(crate) use rows::parquet_of_rows;

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
    let written = ParquetWriter::new(&mut file)
        .with_compression(COMPRESSION)
        .with_row_group_size(Some(ROW_GROUP))
        .finish(&mut frame);
    file.finish(written.map(drop))
}

/// How pages are compressed.
const COMPRESSION: ParquetCompression = ParquetCompression::Zstd(None);

/// How many rows a row group has, but for the last ones. A fixed size: the bytes don't depend on the number of threads.
const ROW_GROUP: usize = 1 << 18;

/// The row groups of a table: as Polars cuts a table into groups of [`ROW_GROUP`] rows.
fn row_groups(height: usize) -> Vec<Range<usize>> {
    let count = (height / ROW_GROUP).max(1);
    let size = height / count;
    let first = |group: usize| group * size;
    (0..count)
        .map(|group| first(group)..if group + 1 == count { height } else { first(group + 1) })
        .collect()
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

impl<W: Write> Remembering<W> {
    /// What came of writing all of it.
    fn finish(mut self, written: PolarsResult<()>) -> Result<(), ExportError> {
        match (written, self.error.take()) {
            (Err(_), Some(error)) => return Err(error.into()),
            (written, _) => written?,
        }
        self.inner.flush()?;
        Ok(())
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
