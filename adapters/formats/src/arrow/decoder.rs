//! Polars' decoder, one message at a time.

use super::fault::Fault;
use super::schema::{Columns, of_fields};
use polars::prelude::*;
use polars_arrow::array::new_empty_array;
use polars_arrow::datatypes::{ArrowDataType, ArrowSchema, Field};
use polars_arrow::io::ipc::read::{StreamReader, StreamState, read_stream_metadata};
use std::io::{Cursor, Read, Seek, SeekFrom};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

/// The decoder of the columns that are read.
pub(super) struct Decoder {
    slot: Slot,
    reader: StreamReader<Slot>,
    schema: ArrowSchema,
    empty: DataFrame,
}

impl Decoder {
    /// A decoder for the columns that are kept.
    ///
    /// # Errors
    /// For the first column of a type that Polars doesn't have.
    pub(super) fn new(columns: &Columns) -> Result<Self, Fault> {
        let mut empty = Vec::new();
        for field in columns.kept() {
            let alone = of_fields(vec![field.clone()], columns.version);
            let column = sound(|| {
                let schema = read_stream_metadata(&mut alone.as_slice())?.schema;
                let Some(field) = schema.iter_values().next() else {
                    polars_bail!(ComputeError: "no field");
                };
                without_values(field)
            });
            empty.push(column.map_err(|_| Fault::Column(field.name.clone().unwrap_or_default()))?);
        }
        let message = columns.message();
        let metadata = sound(|| read_stream_metadata(&mut message.as_slice())).map_err(Fault::Broken)?;
        let schema = metadata.schema.clone();
        let slot = Slot::default();
        Ok(Self {
            reader: StreamReader::new(slot.clone(), metadata, None),
            slot,
            schema,
            empty: DataFrame::new(0, empty).map_err(|error| Fault::Broken(error.to_string()))?,
        })
    }

    /// The columns without rows.
    pub(super) fn empty(&self) -> DataFrame {
        self.empty.clone()
    }

    /// Takes a message with a dictionary.
    pub(super) fn dictionary(&mut self, message: Vec<u8>) -> Result<(), Fault> {
        self.slot.put(message);
        match sound(|| self.reader.next().transpose()).map_err(Fault::Broken)? {
            // It waits for what follows.
            Some(StreamState::Waiting) => Ok(()),
            Some(StreamState::Some(_)) | None => Err(Fault::broken("a dictionary isn't one")),
        }
    }

    /// The rows of a message.
    pub(super) fn rows(&mut self, message: Vec<u8>, height: usize) -> Result<DataFrame, Fault> {
        self.slot.put(message);
        let rows = sound(|| {
            let Some(StreamState::Some(rows)) = self.reader.next().transpose()? else {
                polars_bail!(ComputeError: "a batch isn't one");
            };
            let series = rows.into_arrays().into_iter().zip(self.schema.iter_values());
            let series = series.map(|(array, field)| Series::try_from((field, vec![array])).map(Series::into_column));
            DataFrame::new(height, series.collect::<PolarsResult<Vec<Column>>>()?)
        });
        rows.map_err(Fault::Broken)
    }
}

/// A column of a field, without values.
///
/// # Errors
/// When Polars doesn't have its type.
///
/// # Panics
/// For some of the types that Polars doesn't have.
pub fn without_values(field: &Field) -> PolarsResult<Column> {
    // It is decoded to nothing, and stops the program where somebody reads it.
    if has_wide_numbers(&field.dtype) {
        polars_bail!(ComputeError: "numbers of 256 bits can't be read");
    }
    Series::try_from((field, vec![new_empty_array(field.dtype.clone())])).map(Series::into_column)
}

fn has_wide_numbers(dtype: &ArrowDataType) -> bool {
    match dtype {
        ArrowDataType::Decimal256(..) => true,
        ArrowDataType::List(field)
        | ArrowDataType::LargeList(field)
        | ArrowDataType::FixedSizeList(field, _)
        | ArrowDataType::Map(field, _) => has_wide_numbers(&field.dtype),
        ArrowDataType::Struct(fields) => fields.iter().any(|field| has_wide_numbers(&field.dtype)),
        ArrowDataType::Dictionary(_, values, _) => has_wide_numbers(values),
        ArrowDataType::Extension(extension) => has_wide_numbers(&extension.inner),
        _ => false,
    }
}

/// The decoder panics on some broken data; that is a fault like any other.
fn sound<T>(decode: impl FnOnce() -> PolarsResult<T>) -> Result<T, String> {
    match catch_unwind(AssertUnwindSafe(decode)) {
        Ok(decoded) => decoded.map_err(|error| error.to_string()),
        Err(_) => Err("its parts contradict each other".to_owned()),
    }
}

/// One message at a time for the decoder, which owns its reader.
#[derive(Clone, Default)]
struct Slot(Arc<Mutex<Cursor<Vec<u8>>>>);

impl Slot {
    fn put(&self, message: Vec<u8>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Cursor::new(message);
    }
}

impl Read for Slot {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).read(buffer)
    }
}

impl Seek for Slot {
    fn seek(&mut self, position: SeekFrom) -> std::io::Result<u64> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).seek(position)
    }
}
