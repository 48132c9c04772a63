//! Rows as Polars frames: in memory, or written as Parquet a group of rows at a time.

use super::sink::{Field, Sink};
use super::tables::{Kind, Table};
use jiff::civil::{Date, date};
use polars::prelude::*;
use polars_io::parquet::write::BatchedWriter;
use std::fs::File;
use std::io;
use std::path::Path;

/// How many rows of a table are kept before they are written.
const GROUP: usize = 1 << 17;

/// The values of a column so far.
enum Values {
    Text(StringChunkedBuilder),
    Date(Vec<Option<i32>>),
    Time(Vec<Option<i64>>),
    Float(Vec<Option<f64>>),
    Int(Vec<Option<i64>>),
    Bool(BooleanChunkedBuilder),
}

/// The rows of a table so far.
struct Rows {
    table: Table,
    columns: Vec<Values>,
    many: usize,
}

impl Rows {
    fn new(table: Table) -> Self {
        let column = |(name, kind): &(&'static str, Kind)| match kind {
            Kind::Text => Values::Text(StringChunkedBuilder::new((*name).into(), 0)),
            Kind::Date => Values::Date(Vec::new()),
            Kind::Time => Values::Time(Vec::new()),
            Kind::Float => Values::Float(Vec::new()),
            Kind::Int => Values::Int(Vec::new()),
            Kind::Bool => Values::Bool(BooleanChunkedBuilder::new((*name).into(), 0)),
        };
        Self {
            table,
            columns: table.columns().iter().map(column).collect(),
            many: 0,
        }
    }

    fn add(&mut self, fields: &[Field<'_>]) -> io::Result<()> {
        if fields.len() != self.columns.len() {
            return Err(self.unfit("a row of another width"));
        }
        let table = self.table;
        for (values, field) in self.columns.iter_mut().zip(fields) {
            let fits = values.push(field);
            if !fits {
                let message = format!("a value of another type came for `{}`: {field:?}", table.name());
                return Err(io::Error::other(message));
            }
        }
        self.many += 1;
        Ok(())
    }

    fn unfit(&self, what: &str) -> io::Error {
        io::Error::other(format!("{what} came for `{}`", self.table.name()))
    }

    /// What there is, as a frame; none is left.
    fn take(&mut self) -> PolarsResult<DataFrame> {
        let rows = std::mem::replace(self, Self::new(self.table));
        let many = rows.many;
        let names = self.table.columns().iter().map(|(name, _)| *name);
        let columns = rows.columns.into_iter().zip(names);
        let columns = columns.map(|(values, name)| values.column(name));
        DataFrame::new(many, columns.collect::<PolarsResult<Vec<Column>>>()?)
    }
}

impl Values {
    /// Adds a value; says whether it is of the column's type.
    fn push(&mut self, field: &Field<'_>) -> bool {
        match (self, field) {
            (Self::Text(values), Field::Text(text)) => values.append_value(text),
            (Self::Text(values), Field::Missing) => values.append_null(),
            (Self::Date(values), Field::Date(day)) => values.push(Some(days(*day))),
            (Self::Date(values), Field::Missing) => values.push(None),
            (Self::Time(values), Field::Time(time)) => {
                let midnight = i64::from(days(time.date())) * 86_400;
                let time = time.time();
                let second = i64::from(time.hour()) * 3_600 + i64::from(time.minute()) * 60 + i64::from(time.second());
                values.push(Some((midnight + second) * 1_000_000));
            }
            (Self::Time(values), Field::Missing) => values.push(None),
            (Self::Float(values), Field::Decimal { units, places }) => {
                let unit = 10_i64.pow(u32::from(*places));
                values.push(Some(*units as f64 / unit as f64));
            }
            (Self::Float(values), Field::Missing) => values.push(None),
            (Self::Int(values), Field::Int(number)) => values.push(Some(*number)),
            (Self::Int(values), Field::Missing) => values.push(None),
            (Self::Bool(values), Field::Bool(truth)) => values.append_value(*truth),
            (Self::Bool(values), Field::Missing) => values.append_null(),
            _ => return false,
        }
        true
    }

    fn column(self, name: &str) -> PolarsResult<Column> {
        Ok(match self {
            Self::Text(values) => values.finish().into_series(),
            Self::Date(values) => Series::new(name.into(), values).cast(&DataType::Date)?,
            Self::Time(values) => Series::new(name.into(), values).cast(&time_type())?,
            Self::Float(values) => Series::new(name.into(), values),
            Self::Int(values) => Series::new(name.into(), values),
            Self::Bool(values) => values.finish().into_series(),
        }
        .into_column())
    }
}

fn time_type() -> DataType {
    DataType::Datetime(TimeUnit::Microseconds, Some(TimeZone::UTC))
}

/// Days since 1970.
fn days(day: Date) -> i32 {
    let days = crate::calendar::days_between(date(1970, 1, 1), day);
    i32::try_from(days).unwrap_or(i32::MAX)
}

/// Rows in memory, as frames.
pub struct Frames {
    tables: Vec<Rows>,
}

impl Default for Frames {
    fn default() -> Self {
        Self {
            tables: Table::ALL.map(Rows::new).into(),
        }
    }
}

impl Frames {
    /// The frames of all tables, empty ones too.
    ///
    /// # Errors
    /// When Polars can't build one.
    pub fn finish(mut self) -> PolarsResult<Vec<(Table, DataFrame)>> {
        let frames = self.tables.iter_mut().map(|rows| Ok((rows.table, rows.take()?)));
        frames.collect()
    }
}

impl Sink for Frames {
    fn row(&mut self, table: Table, fields: &[Field<'_>]) -> io::Result<()> {
        let rows = self.tables.get_mut(table as usize);
        rows.ok_or_else(|| io::Error::other("no such table"))?.add(fields)
    }
}

/// A Parquet file per table in a folder, written in groups of a fixed number of rows.
pub struct ParquetFiles {
    files: Vec<Option<(Rows, BatchedWriter<File>)>>,
}

impl ParquetFiles {
    /// Makes a file for each of the tables. Files of these names are replaced.
    ///
    /// # Errors
    /// When a file can't be made.
    pub fn create(folder: &Path, tables: &[Table]) -> io::Result<Self> {
        let mut files = Vec::new();
        for table in Table::ALL {
            if !tables.contains(&table) {
                files.push(None);
                continue;
            }
            let file = File::create(folder.join(format!("{}.parquet", table.name())))?;
            let mut rows = Rows::new(table);
            let empty = rows.take().map_err(io::Error::other)?;
            let writer = ParquetWriter::new(file)
                .with_compression(ParquetCompression::Zstd(None))
                .batched(empty.schema())
                .map_err(io::Error::other)?;
            files.push(Some((rows, writer)));
        }
        Ok(Self { files })
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn finish(self) -> io::Result<()> {
        for (mut rows, mut writer) in self.files.into_iter().flatten() {
            let frame = rows.take().map_err(io::Error::other)?;
            writer.write_batch(&frame).map_err(io::Error::other)?;
            writer.finish().map_err(io::Error::other)?;
        }
        Ok(())
    }
}

impl Sink for ParquetFiles {
    fn row(&mut self, table: Table, fields: &[Field<'_>]) -> io::Result<()> {
        let file = self.files.get_mut(table as usize).and_then(Option::as_mut);
        let Some((rows, writer)) = file else {
            return Err(io::Error::other(format!("no file was made for `{}`", table.name())));
        };
        rows.add(fields)?;
        if rows.many == GROUP {
            let frame = rows.take().map_err(io::Error::other)?;
            writer.write_batch(&frame).map_err(io::Error::other)?;
        }
        Ok(())
    }
}
