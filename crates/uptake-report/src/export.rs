//! Tables for programs.

use polars::prelude::*;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::ops::Range;
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
    let written = ParquetWriter::new(&mut file)
        .with_compression(ParquetCompression::Zstd(None))
        .with_row_group_size(Some(ROW_GROUP))
        .finish(&mut frame);
    file.finish(written.map(drop))
}

/// How many rows a row group has, but for the last ones. A fixed size: the bytes don't depend on the number of threads.
const ROW_GROUP: usize = 1 << 18;

/// Writes a table as [`parquet_to`] does, to the byte, of which `rows` makes some rows at a time: a row group for each thread is in
/// memory, and no more.
pub(crate) fn parquet_by_rows<E: Into<ExportError> + Send>(
    height: usize,
    rows: &(impl Fn(Range<usize>) -> Result<DataFrame, E> + Sync),
    to: impl Write + Send,
) -> Result<(), ExportError> {
    let groups = row_groups(height);
    if groups.len() < 2 {
        return parquet_to(&rows(0..height).map_err(Into::into)?, to);
    }
    let mut file = Remembering { inner: to, error: None };
    let schema = rows(0..0).map_err(Into::into)?.schema().clone();
    let writer = ParquetWriter::new(&mut file)
        .with_compression(ParquetCompression::Zstd(None))
        .batched(&schema)?;
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let encoded = |range: Range<usize>| {
        let mut frame = rows(range).map_err(Into::into)?;
        frame.rechunk_mut_par();
        let groups: PolarsResult<Vec<_>> = writer.encode_and_compress(&frame).collect();
        groups.map_err(ExportError::from)
    };
    let mut written = Ok(());
    for round in groups.chunks(threads) {
        let round = std::thread::scope(|scope| {
            let encoded = &encoded;
            let running: Vec<_> = round
                .iter()
                .map(|range| scope.spawn(move || encoded(range.clone())))
                .collect();
            let joined = running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            // All are waited for, whatever the first says.
            joined.collect::<Vec<_>>().into_iter().collect::<Result<Vec<_>, _>>()
        })?;
        written = writer.write_row_groups(round.into_iter().flatten().collect());
        if written.is_err() {
            break;
        }
    }
    let written = written.and_then(|()| writer.finish().map(drop));
    drop(writer);
    file.finish(written)
}

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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn a_table_that_is_made_piece_by_piece_has_the_bytes_of_the_whole() {
        for height in [0, 1, ROW_GROUP, 2 * ROW_GROUP - 1, 2 * ROW_GROUP, 3 * ROW_GROUP + 7] {
            let numbers = (0..i64::try_from(height).unwrap()).map(|row| (row % 7 != 0).then_some(row % 1_000));
            let texts = (0..height).map(|row| (row % 11 != 0).then(|| format!("text {}", row / 300)));
            let columns = vec![
                Int64Chunked::from_iter_options("number".into(), numbers).into_column(),
                StringChunked::from_iter_options("text".into(), texts).into_column(),
            ];
            let table = DataFrame::new(height, columns).unwrap();
            let (mut whole, mut pieces) = (Vec::new(), Vec::new());
            parquet_to(&table, &mut whole).unwrap();
            let rows =
                |rows: Range<usize>| PolarsResult::Ok(table.slice(i64::try_from(rows.start).unwrap(), rows.len()));
            parquet_by_rows(height, &rows, &mut pieces).unwrap();
            assert!(whole == pieces, "{height} rows");
        }
    }
}
