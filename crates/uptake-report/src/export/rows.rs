//! The rows of entities and periods as Parquet: row groups are made beside each other, and written in their order.

use super::column::pages;
use super::{COMPRESSION, ExportError, Remembering, row_groups};
use polars::prelude::{ParquetWriter, PolarsResult, Schema};
use polars_io::prelude::StatisticsOptions;
use polars_parquet::write::{CompressedPage, ParquetType, Version, WriteOptions};
use std::io::Write;
use std::ops::Range;
use std::sync::mpsc::{SyncSender, sync_channel};
use uptake_engine::outcome::{WrittenColumn, WrittenRows};

/// The pages of each column.
type RowGroup = Vec<Vec<CompressedPage>>;

/// Writes rows as Parquet. A few row groups are in memory, packed, and no more.
pub(crate) fn parquet_of_rows(rows: &WrittenRows, to: impl Write) -> Result<(), ExportError> {
    let schema = rows.rows(0..0)?.schema().clone();
    parquet_of_columns(rows.len(), &schema, &|name| Ok(rows.column(name)?), to)
}

/// The same with columns by their names.
fn parquet_of_columns<'c>(
    height: usize,
    schema: &Schema,
    column: &(impl Fn(&str) -> Result<WrittenColumn<'c>, ExportError> + Sync),
    to: impl Write,
) -> Result<(), ExportError> {
    let mut file = Remembering { inner: to, error: None };
    let mut writer = ParquetWriter::new(&mut file)
        .with_compression(COMPRESSION)
        .batched(schema)?;
    let columns: Vec<(String, ParquetType)> = schema
        .iter_names()
        .map(|name| name.to_string())
        .zip(writer.parquet_schema().fields().iter().cloned())
        .collect();
    let groups: Vec<Range<usize>> = row_groups(height)
        .into_iter()
        .filter(|group| !group.is_empty())
        .collect();
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(groups.len());
    let written = std::thread::scope(|scope| {
        let (groups, columns) = (&groups, &columns);
        let makers: Vec<_> = (0..threads)
            .map(|number| {
                let (made, waiting) = sync_channel(1);
                let own = groups.iter().skip(number).step_by(threads);
                let thread = scope.spawn(move || make(column, columns, own, &made));
                (waiting, thread)
            })
            .collect();
        let mut written: PolarsResult<()> = Ok(());
        for (group, (waiting, _)) in groups.iter().zip(makers.iter().cycle()) {
            // Whoever makes groups says below why there are no more.
            let (Ok(()), Ok(made)) = (&written, waiting.recv()) else {
                break;
            };
            written = writer.write_row_group(group.len() as u64, &made);
        }
        let made = makers.into_iter().map(|(waiting, thread)| {
            // One that is still at work stops, since nobody listens any more.
            drop(waiting);
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        // All are waited for, whatever the first says.
        made.collect::<Vec<_>>().into_iter().collect::<Result<(), _>>()?;
        Ok::<_, ExportError>(written)
    })?;
    let written = written.and_then(|()| writer.finish().map(drop));
    drop(writer);
    file.finish(written)
}

/// Makes row groups, as long as somebody takes them.
fn make<'g, 'c>(
    column: &impl Fn(&str) -> Result<WrittenColumn<'c>, ExportError>,
    columns: &[(String, ParquetType)],
    groups: impl Iterator<Item = &'g Range<usize>>,
    made: &SyncSender<RowGroup>,
) -> Result<(), ExportError> {
    let options = WriteOptions {
        statistics: StatisticsOptions::default(),
        version: Version::V1,
        compression: COMPRESSION.into(),
        data_page_size: None,
    };
    for group in groups {
        let columns = columns
            .iter()
            .map(|(name, ty)| pages(&column(name)?, ty, group.clone(), options));
        if made.send(columns.collect::<Result<_, _>>()?).is_err() {
            break;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::super::ROW_GROUP;
    use super::*;
    use crate::full_disk::FullDisk;
    use polars::prelude::*;
    use std::io::Cursor;
    use uptake_engine::outcome::{Along, WrittenValues};

    /// A column as it is kept, and with texts for its numbers, if it has any.
    struct Kept {
        along: Along,
        values: Series,
        texts: Option<StringChunked>,
    }

    fn kept(along: Along, values: impl IntoSeries) -> Kept {
        Kept {
            along,
            values: values.into_series(),
            texts: None,
        }
    }

    impl Kept {
        fn column(&self, periods: usize) -> WrittenColumn<'_> {
            WrittenColumn {
                along: self.along,
                periods,
                values: match &self.texts {
                    Some(texts) => WrittenValues::Numbered(self.values.u32().unwrap(), texts),
                    None => WrittenValues::Plain(&self.values),
                },
            }
        }

        /// A value for each row, as it has to be read again.
        fn whole(&self, height: usize, periods: usize) -> Series {
            let places = (0..height).map(|row| u32::try_from(self.along.place(row, periods)).unwrap());
            let all = self.values.take(&IdxCa::from_vec("".into(), places.collect())).unwrap();
            match &self.texts {
                Some(texts) => texts.take(all.u32().unwrap()).unwrap().into_series(),
                None if all.dtype().is_integer() => all.cast(&DataType::Int64).unwrap(),
                None => all,
            }
        }
    }

    fn columns(entities: usize, periods: usize) -> Vec<Kept> {
        let rows = entities * periods;
        let number = |row: usize| i64::try_from(row).unwrap();
        let narrow = (0..rows).map(|row| i8::try_from(row % 100).unwrap() - 50);
        let some = (0..rows).map(|row| (row % 7 > 0).then(|| i16::try_from(row % 3_000).unwrap()));
        let gaps = (0..rows).map(|row| i32::try_from(row % 5 * 10_000).unwrap());
        let wide = (0..rows).map(|row| (row % 3 > 0).then(|| number(row) * 1_000_003));
        let shares = (0..rows).map(|row| (row % 9 > 0).then(|| f64::from(u32::try_from(row).unwrap()) / 7.0));
        let truths = (0..rows).map(|row| (row % 4 > 0).then_some(row % 3 == 0));
        let texts = (0..rows).map(|row| (row % 11 > 0).then(|| format!("text {}", row / 300)));
        let all_differ = (0..rows).map(|row| format!("row {row}"));
        let teams = (0..entities).map(|entity| (entity % 6 > 0).then(|| format!("team {}", entity % 40)));
        let joined =
            (0..entities).map(|entity| (entity % 13 > 0).then(|| 19_000 + i32::try_from(entity % 900).unwrap()));
        let truth = (0..entities).map(|entity| entity % 2 == 0);
        let weeks = (0..periods).map(|period| 20_000 + 7 * i32::try_from(period).unwrap());
        let people = (0..entities).map(|entity| u32::try_from(entities - 1 - entity).unwrap());
        let reasons = (0..rows).map(|row| (row % 8 > 0).then(|| u32::try_from(row % 3).unwrap()));
        let none = || "".into();
        vec![
            kept(Along::Rows, narrow.map(Some).collect::<Int8Chunked>()),
            kept(Along::Rows, some.collect::<Int16Chunked>()),
            kept(Along::Rows, gaps.map(Some).collect::<Int32Chunked>()),
            kept(Along::Rows, wide.collect::<Int64Chunked>()),
            kept(Along::Rows, Int64Chunked::full(none(), 7, rows)),
            kept(Along::Rows, Int64Chunked::full_null(none(), rows)),
            kept(Along::Rows, shares.collect::<Float64Chunked>()),
            kept(Along::Rows, truths.collect::<BooleanChunked>()),
            kept(Along::Rows, texts.collect::<StringChunked>()),
            kept(Along::Rows, all_differ.map(Some).collect::<StringChunked>()),
            kept(Along::Rows, StringChunked::full_null(none(), rows)),
            kept(Along::Entities, teams.collect::<StringChunked>()),
            kept(Along::Entities, joined.collect::<Int32Chunked>().into_date()),
            kept(Along::Entities, truth.map(Some).collect::<BooleanChunked>()),
            kept(Along::Periods, weeks.map(Some).collect::<Int32Chunked>().into_date()),
            Kept {
                texts: Some((0..entities).map(|entity| Some(format!("person {entity}"))).collect()),
                ..kept(Along::Entities, people.map(Some).collect::<UInt32Chunked>())
            },
            Kept {
                texts: Some([Some("left"), None, Some("new")].into_iter().collect()),
                ..kept(Along::Rows, reasons.collect::<UInt32Chunked>())
            },
        ]
    }

    #[test]
    fn what_is_read_of_a_file_is_what_the_columns_keep() {
        for (entities, periods) in [(0, 3), (1, 1), (5, 3), (ROW_GROUP / 26 * 2 + 9, 26)] {
            let columns = columns(entities, periods);
            let height = entities * periods;
            let whole = columns.iter().enumerate().map(|(number, kept)| {
                let name = number.to_string();
                kept.whole(height, periods).with_name(name.into()).into_column()
            });
            let wanted = DataFrame::new(height, whole.collect()).unwrap();
            let column = |name: &str| Ok(columns[name.parse::<usize>().unwrap()].column(periods));
            let mut file = Vec::new();
            parquet_of_columns(height, wanted.schema(), &column, &mut file).unwrap();
            let read = ParquetReader::new(Cursor::new(file)).finish().unwrap();
            assert_eq!(read.schema(), wanted.schema());
            for (read, wanted) in read.columns().iter().zip(wanted.columns()) {
                assert!(read.equals_missing(wanted), "{entities} × {periods}: {}", wanted.name());
            }
        }
    }

    #[test]
    fn pages_say_the_least_and_the_largest_value_and_how_many_are_unknown() {
        let columns = columns(10, 4);
        let column = |name: &str| Ok(columns[name.parse::<usize>().unwrap()].column(4));
        let fields = [("0", DataType::Int64), ("11", DataType::String)];
        let schema: Schema = fields
            .into_iter()
            .map(|(name, dtype)| Field::new(name.into(), dtype))
            .collect();
        let mut file = Vec::new();
        parquet_of_columns(40, &schema, &column, &mut file).unwrap();
        let mut reader = ParquetReader::new(Cursor::new(file));
        let metadata = reader.get_metadata().unwrap();
        let columns = metadata.row_groups[0].parquet_columns();
        let said = |column: usize| columns[column].statistics(&metadata.footer_buf).unwrap().unwrap();
        let numbers = said(0);
        let numbers = numbers.expect_as_int64();
        assert_eq!(
            (numbers.min_value, numbers.max_value, numbers.null_count),
            (Some(-50), Some(-11), Some(0))
        );
        let texts = said(1);
        let texts = texts.expect_as_binary();
        let shown = |text: &Option<Vec<u8>>| String::from_utf8(text.clone().unwrap()).unwrap();
        assert_eq!(
            (shown(&texts.min_value), shown(&texts.max_value)),
            ("team 1".to_owned(), "team 9".to_owned())
        );
        assert_eq!(texts.null_count, Some(8));
    }

    #[test]
    fn a_full_disk_and_a_column_that_is_missing_end_the_file_with_their_error() {
        let columns = columns(ROW_GROUP / 26 * 5, 26);
        let height = ROW_GROUP / 26 * 5 * 26;
        let schema: Schema = [Field::new("8".into(), DataType::String)].into_iter().collect();
        let column = |name: &str| Ok(columns[name.parse::<usize>().unwrap()].column(26));
        let error = parquet_of_columns(height, &schema, &column, FullDisk(5_000)).unwrap_err();
        let kind = error.downcast_ref::<std::io::Error>().map(std::io::Error::kind);
        assert_eq!(kind, Some(std::io::ErrorKind::StorageFull));
        let missing = |_: &str| Err("no such column".into());
        let error = parquet_of_columns(height, &schema, &missing, Vec::new()).unwrap_err();
        assert_eq!(error.to_string(), "no such column");
    }
}
