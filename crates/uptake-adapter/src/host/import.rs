//! Checked Arrow columns as Polars frames. Plain numbers and text views are not copied: the frame holds the array.

use super::scan::Arrived;
use crate::abi::OwnedArray;
use crate::arrow::{Bits, Column, Data, Ends, Field, Kind, Primitive, Unit, View, columns, index_at};
use crate::{AdapterError, ErrorCode};
use polars::frame::DataFrame;
use polars::prelude::{CompatLevel, IdxCa, NewChunkedArray, PlSmallStr, PolarsError, PolarsResult, Series};
use polars_arrow::array::{
    Array, BinaryArray, BinaryViewArray, BooleanArray, ListArray, NullArray, PrimitiveArray, StructArray, Utf8Array,
    Utf8ViewArray, View as PolarsView,
};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType, Field as PolarsField, TimeUnit};
use polars_arrow::offset::{Offset, OffsetsBuffer};
use polars_arrow::types::NativeType;
use polars_buffer::{Buffer, SharedStorage};
use std::borrow::Cow;
use std::ops::RangeInclusive;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// Seconds of the years -9999 to 9999. What lies outside is an `infinity` that some databases send, or a fault; either
/// would break whoever shows it.
const SECONDS: RangeInclusive<i64> = -377_705_116_800..=253_402_300_799;
/// Days of the same years.
const DAYS: RangeInclusive<i32> = -4_371_587..=2_932_896;

/// A batch as a frame: the asked columns, those that came.
pub(super) fn frame(arrived: Arrived, wanted: Option<&[String]>) -> Result<DataFrame, AdapterError> {
    frame_of(&arrived.field, arrived.array, wanted)
}

/// An array that came through the Arrow C interface as a frame: the asked columns, those that came.
pub(crate) fn frame_of(field: &Field, array: OwnedArray, wanted: Option<&[String]>) -> Result<DataFrame, AdapterError> {
    let owner = Arc::new(array);
    // SAFETY: the array came through the Arrow C interface, whose rules its producer is bound to. What of them can be
    // seen, `columns` looks at; the rest is why untrusted plugins run in a process of their own.
    let (rows, columns) = unsafe { columns(field, &owner) }?;
    // Polars is given nothing that it could choke on. Should it still, that is a fault of this batch, not of the program.
    catch_unwind(AssertUnwindSafe(|| {
        let columns = columns
            .iter()
            .filter(|column| wanted.is_none_or(|wanted| wanted.contains(&column.field.name)))
            .map(|column| {
                let name = PlSmallStr::from_str(&column.field.name);
                let array = Import { owner: &owner }.array(column)?;
                let series = Series::try_from((name, array)).map_err(|error| refused(column.field, &error))?;
                Ok(series.into())
            })
            .collect::<Result<Vec<polars::prelude::Column>, AdapterError>>()?;
        DataFrame::new(rows, columns)
            .map_err(|error| AdapterError::new(ErrorCode::PluginAnswer, format!("a batch is no table: {error}")))
    }))
    .unwrap_or_else(|_| {
        Err(AdapterError::new(
            ErrorCode::PluginAnswer,
            "a batch holds values that can't be taken in",
        ))
    })
}

/// What Polars doesn't take.
fn refused(field: &Field, error: &PolarsError) -> AdapterError {
    let message = format!("`{}` has the Arrow type `{}`: {error}", field.name, field.format);
    AdapterError::new(ErrorCode::Unsupported, message)
        .help("cast the column to text or to a plain number at the source, or leave it out")
}

/// A value outside of what its type can mean.
fn outside(column: &Column<'_>, row: usize, what: &str) -> AdapterError {
    let message = format!("row {} of `{}` {what}", row + 1, column.field.name);
    AdapterError::new(ErrorCode::Unsupported, message)
        .help("turn such values into nulls or into text at the source; databases send `infinity` so")
}

/// Turns columns into Polars' arrays, which hold the memory's owner.
#[derive(Clone, Copy)]
struct Import<'a> {
    owner: &'a Arc<OwnedArray>,
}

impl Import<'_> {
    /// Values of the array's memory, not copied if they are aligned.
    fn values<T: NativeType>(self, bytes: &[u8]) -> Buffer<T> {
        let width = size_of::<T>();
        let data = bytes.as_ptr().cast::<T>();
        if !data.is_aligned() || bytes.is_empty() {
            let number = |chunk: &[u8]| {
                // SAFETY: as long as a `T`; native types take any bits.
                unsafe { chunk.as_ptr().cast::<T>().read_unaligned() }
            };
            return Buffer::from_vec(bytes.chunks_exact(width).map(number).collect());
        }
        // SAFETY: aligned, that long, any bits are a value; the bytes are part of the array that `owner` keeps, and don't
        // change until it is released.
        unsafe { self.held(std::slice::from_raw_parts(data, bytes.len() / width)) }
    }

    /// A slice of the array's memory.
    ///
    /// # Safety
    /// The slice is part of the array of `owner`.
    unsafe fn held<T: Copy>(self, slice: &[T]) -> Buffer<T> {
        if slice.is_empty() {
            return Buffer::new();
        }
        // SAFETY: the storage holds the owner, and thereby the memory.
        Buffer::from_storage(unsafe { SharedStorage::from_slice_with_owner(slice, Arc::clone(self.owner)) })
    }

    /// A column as one of Polars' arrays.
    fn array(self, column: &Column<'_>) -> Result<Box<dyn Array>, AdapterError> {
        let valid = column.valid.map(|valid| bitmap(valid, column.rows));
        let refused = |error: PolarsError| refused(column.field, &error);
        match (&column.field.kind, &column.data) {
            (_, Data::Dictionary { indices, values }) => self.dictionary(column, indices, values),
            (_, Data::Null) => Ok(Box::new(NullArray::new(ArrowDataType::Null, column.rows))),
            (_, Data::Bool(bits)) => {
                let array = BooleanArray::try_new(ArrowDataType::Boolean, bitmap(*bits, column.rows), valid);
                Ok(Box::new(array.map_err(refused)?))
            }
            (Kind::Primitive(primitive), Data::Fixed(bytes)) => self.primitive(column, primitive, bytes, valid),
            (Kind::FixedBytes(width), Data::Fixed(bytes)) => {
                let ends: Vec<i64> = steps(column.rows, *width);
                let ends = OffsetsBuffer::try_from(ends).map_err(refused)?;
                let array = BinaryArray::<i64>::try_new(ArrowDataType::LargeBinary, ends, self.values(bytes), valid);
                Ok(Box::new(array.map_err(refused)?))
            }
            (kind, Data::Parted { ends, values }) => {
                let text = matches!(kind, Kind::Text(_));
                match ends {
                    Ends::Small(ends) => Ok(self.parted(ends.clone(), values, valid, text)),
                    Ends::Large(ends) => Ok(self.parted(ends.clone(), values, valid, text)),
                }
            }
            (kind, Data::Views { views, buffers }) => {
                Ok(self.views(views.clone(), buffers, valid, matches!(kind, Kind::Text(_))))
            }
            (_, Data::List { ends, items }) => {
                let ends: Vec<i64> = match ends {
                    Ends::Small(ends) => ends.iter().copied().map(i64::from).collect(),
                    Ends::Large(ends) => ends.to_vec(),
                };
                self.list(ends, items, valid).map_err(refused)
            }
            (Kind::FixedList(width), Data::FixedList(items)) => {
                self.list(steps(column.rows, *width), items, valid).map_err(refused)
            }
            (_, Data::Struct(columns)) => {
                let arrays = columns
                    .iter()
                    .map(|column| self.array(column))
                    .collect::<Result<Vec<_>, _>>()?;
                let fields = columns.iter().zip(&arrays).map(|(column, array)| {
                    PolarsField::new(PlSmallStr::from_str(&column.field.name), array.dtype().clone(), true)
                });
                let dtype = ArrowDataType::Struct(fields.collect());
                let array = StructArray::try_new(dtype, column.rows, arrays, valid);
                Ok(Box::new(array.map_err(refused)?))
            }
            (_, Data::Fixed(_) | Data::FixedList(_)) => Err(AdapterError::new(
                ErrorCode::PluginAnswer,
                format!("`{}` isn't what its type says", column.field.name),
            )),
        }
    }

    fn primitive(
        self,
        column: &Column<'_>,
        primitive: &Primitive,
        bytes: &[u8],
        valid: Option<Bitmap>,
    ) -> Result<Box<dyn Array>, AdapterError> {
        use Primitive as P;
        fn boxed<T: NativeType>(
            dtype: ArrowDataType,
            values: Buffer<T>,
            valid: Option<Bitmap>,
            column: &Column<'_>,
        ) -> Result<Box<dyn Array>, AdapterError> {
            let array = PrimitiveArray::try_new(dtype, values, valid);
            Ok(Box::new(array.map_err(|error| refused(column.field, &error))?))
        }
        let plain = |unit: Unit| match unit {
            Unit::Second | Unit::Milli => TimeUnit::Millisecond,
            Unit::Micro => TimeUnit::Microsecond,
            Unit::Nano => TimeUnit::Nanosecond,
        };
        match primitive {
            P::Int8 => boxed(ArrowDataType::Int8, self.values::<i8>(bytes), valid, column),
            P::Int16 => boxed(ArrowDataType::Int16, self.values::<i16>(bytes), valid, column),
            P::Int32 => boxed(ArrowDataType::Int32, self.values::<i32>(bytes), valid, column),
            P::Int64 => boxed(ArrowDataType::Int64, self.values::<i64>(bytes), valid, column),
            P::UInt8 => boxed(ArrowDataType::UInt8, self.values::<u8>(bytes), valid, column),
            P::UInt16 => boxed(ArrowDataType::UInt16, self.values::<u16>(bytes), valid, column),
            P::UInt32 => boxed(ArrowDataType::UInt32, self.values::<u32>(bytes), valid, column),
            P::UInt64 => boxed(ArrowDataType::UInt64, self.values::<u64>(bytes), valid, column),
            P::Float32 => boxed(ArrowDataType::Float32, self.values::<f32>(bytes), valid, column),
            P::Float64 => boxed(ArrowDataType::Float64, self.values::<f64>(bytes), valid, column),
            P::Date32 => {
                let days = self.values::<i32>(bytes);
                within(column, &days, &DAYS, "is a date outside of the years -9999 to 9999")?;
                boxed(ArrowDataType::Date32, days, valid, column)
            }
            P::Date64 => {
                let times = self.values::<i64>(bytes);
                within(
                    column,
                    &times,
                    &scaled(1_000),
                    "is a date outside of the years -9999 to 9999",
                )?;
                let dtype = ArrowDataType::Timestamp(TimeUnit::Millisecond, None);
                boxed(dtype, times, valid, column)
            }
            P::Timestamp(unit, zone) => {
                let times = self.values::<i64>(bytes);
                let range = scaled(per_second(*unit));
                within(column, &times, &range, "is a time outside of the years -9999 to 9999")?;
                let zone = zone.as_deref().map(zone_of);
                let dtype = ArrowDataType::Timestamp(plain(*unit), zone);
                boxed(dtype, to_milli(times, *unit), valid, column)
            }
            P::Duration(unit) => {
                let times = self.values::<i64>(bytes);
                within(
                    column,
                    &times,
                    &scaled(per_second(*unit)),
                    "is longer than ten thousand years",
                )?;
                boxed(
                    ArrowDataType::Duration(plain(*unit)),
                    to_milli(times, *unit),
                    valid,
                    column,
                )
            }
            P::Time(unit) => {
                let times: Vec<i64> = match unit {
                    Unit::Second | Unit::Milli => self.values::<i32>(bytes).iter().copied().map(i64::from).collect(),
                    Unit::Micro | Unit::Nano => self.values::<i64>(bytes).to_vec(),
                };
                let day = 0..=86_400 * per_second(*unit) - 1;
                within(column, &times, &day, "is no time of day")?;
                let to_nano = 1_000_000_000 / per_second(*unit);
                // A null's value may be anything: it must not overflow.
                let nanos: Vec<i64> = times.into_iter().map(|time| time.wrapping_mul(to_nano)).collect();
                boxed(
                    ArrowDataType::Time64(TimeUnit::Nanosecond),
                    Buffer::from_vec(nanos),
                    valid,
                    column,
                )
            }
            P::Decimal {
                precision,
                scale,
                width,
            } => {
                let values = match width {
                    4 => widened(&self.values::<i32>(bytes)),
                    8 => widened(&self.values::<i64>(bytes)),
                    _ => self.values::<i128>(bytes),
                };
                let most = 10_i128.pow(u32::try_from(*precision).unwrap_or(0)) - 1;
                within(column, &values, &(-most..=most), "has more digits than its type says")?;
                boxed(ArrowDataType::Decimal(*precision, *scale), values, valid, column)
            }
        }
    }

    fn parted<O: Offset>(self, ends: Cow<'_, [O]>, values: &[u8], valid: Option<Bitmap>, text: bool) -> Box<dyn Array> {
        let ends = match ends {
            // SAFETY: ends that weren't copied are part of the array.
            Cow::Borrowed(ends) => unsafe { self.held(ends) },
            Cow::Owned(ends) => Buffer::from_vec(ends),
        };
        // SAFETY: the check found at least one end, none negative, none before the one before it.
        let ends = unsafe { OffsetsBuffer::new_unchecked(ends) };
        // SAFETY: the values are part of the array.
        let values = unsafe { self.held(values) };
        // SAFETY: the last end is the length of the values, and each text was found to be UTF-8.
        unsafe {
            match (text, O::IS_LARGE) {
                (true, true) => Box::new(Utf8Array::new_unchecked(ArrowDataType::LargeUtf8, ends, values, valid)),
                (true, false) => Box::new(Utf8Array::new_unchecked(ArrowDataType::Utf8, ends, values, valid)),
                (false, true) => Box::new(BinaryArray::new_unchecked(
                    ArrowDataType::LargeBinary,
                    ends,
                    values,
                    valid,
                )),
                (false, false) => Box::new(BinaryArray::new_unchecked(ArrowDataType::Binary, ends, values, valid)),
            }
        }
    }

    fn views(self, views: Cow<'_, [View]>, buffers: &[&[u8]], valid: Option<Bitmap>, text: bool) -> Box<dyn Array> {
        const { assert!(size_of::<View>() == size_of::<PolarsView>() && align_of::<View>() == align_of::<PolarsView>()) };
        let recast = |views: &[View]| -> (*const PolarsView, usize) { (views.as_ptr().cast(), views.len()) };
        let (data, count) = recast(&views);
        // SAFETY: both are the sixteen bytes of Arrow's view, at the same alignment, and any bits are one.
        let slice = unsafe { std::slice::from_raw_parts(data, count) };
        let views = match &views {
            // SAFETY: views that weren't copied are part of the array.
            Cow::Borrowed(_) => unsafe { self.held(slice) },
            Cow::Owned(_) => Buffer::from_vec(slice.to_vec()),
        };
        let buffers: Vec<Buffer<u8>> = buffers
            .iter()
            // SAFETY: the buffers are part of the array.
            .map(|buffer| unsafe { self.held(buffer) })
            .collect();
        let buffers = Buffer::from_vec(buffers);
        // SAFETY: each view was found to lie within its buffer with the right prefix, each text to be UTF-8, and views of
        // null rows to be empty.
        unsafe {
            if text {
                let dtype = ArrowDataType::Utf8View;
                Box::new(Utf8ViewArray::new_unchecked_unknown_md(
                    dtype, views, buffers, valid, None,
                ))
            } else {
                let dtype = ArrowDataType::BinaryView;
                Box::new(BinaryViewArray::new_unchecked_unknown_md(
                    dtype, views, buffers, valid, None,
                ))
            }
        }
    }

    fn list(self, ends: Vec<i64>, items: &Column<'_>, valid: Option<Bitmap>) -> PolarsResult<Box<dyn Array>> {
        let items = self
            .array(items)
            .map_err(|error| PolarsError::ComputeError(error.message.into()))?;
        let dtype = ListArray::<i64>::default_datatype(items.dtype().clone());
        let ends = OffsetsBuffer::try_from(ends)?;
        Ok(Box::new(ListArray::<i64>::try_new(dtype, ends, items, valid)?))
    }

    /// A dictionary as its values, row by row: categories of several batches would not be the same.
    fn dictionary(
        self,
        column: &Column<'_>,
        indices: &[u8],
        values: &Column<'_>,
    ) -> Result<Box<dyn Array>, AdapterError> {
        let Kind::Primitive(primitive) = &column.field.kind else {
            return Ok(Box::new(NullArray::new(ArrowDataType::Null, column.rows)));
        };
        let width = primitive.width();
        let index = |row: usize| {
            let index = index_at(indices, width, row).and_then(|index| u32::try_from(index).ok());
            index.filter(|_| !column.is_null(row))
        };
        let rows = IdxCa::from_iter_options(PlSmallStr::EMPTY, (0..column.rows).map(index));
        let taken = Series::try_from((PlSmallStr::EMPTY, self.array(values)?)).and_then(|values| values.take(&rows));
        let taken = taken.map_err(|error| refused(column.field, &error))?;
        Ok(taken.rechunk().to_arrow(0, CompatLevel::newest()))
    }
}

/// Bits in Polars' form. They are copied: an eighth of a byte a row.
fn bitmap(bits: Bits<'_>, rows: usize) -> Bitmap {
    let from = bits.from % 8;
    let bytes = bits.bytes.get(bits.from / 8..).unwrap_or_default();
    Bitmap::from_u8_slice(bytes, (bytes.len() * 8).min(from + rows)).sliced(from, rows)
}

/// Ends of values that are as long in each row.
fn steps(rows: usize, width: usize) -> Vec<i64> {
    (0..=rows)
        .map(|row| i64::try_from(row.saturating_mul(width)).unwrap_or(i64::MAX))
        .collect()
}

fn per_second(unit: Unit) -> i64 {
    match unit {
        Unit::Second => 1,
        Unit::Milli => 1_000,
        Unit::Micro => 1_000_000,
        Unit::Nano => 1_000_000_000,
    }
}

/// The seconds of the years, in a smaller unit; what doesn't fit there is cut.
fn scaled(factor: i64) -> RangeInclusive<i64> {
    SECONDS.start().saturating_mul(factor)..=SECONDS.end().saturating_mul(factor)
}

/// Polars knows no times in whole seconds.
fn to_milli(times: Buffer<i64>, unit: Unit) -> Buffer<i64> {
    match unit {
        // A null's value may be anything: it must not overflow.
        Unit::Second => Buffer::from_vec(times.iter().map(|time| time.wrapping_mul(1_000)).collect()),
        _ => times,
    }
}

fn widened<T: Copy + Into<i128>>(values: &[T]) -> Buffer<i128> {
    Buffer::from_vec(values.iter().copied().map(Into::into).collect())
}

/// Refuses values outside of a range, in rows that aren't null.
fn within<T: PartialOrd + Copy>(
    column: &Column<'_>,
    values: &[T],
    range: &RangeInclusive<T>,
    what: &str,
) -> Result<(), AdapterError> {
    // Without branches, so that it costs next to nothing where all is well.
    if values.iter().fold(true, |all, value| all & range.contains(value)) {
        return Ok(());
    }
    let found = |(row, value): &(usize, &T)| !range.contains(value) && !column.is_null(*row);
    match values.iter().enumerate().find(found) {
        Some((row, _)) => Err(outside(column, row, what)),
        None => Ok(()),
    }
}

/// A zone by the name that Polars knows. Offsets from UTC name the same instants as UTC does.
fn zone_of(zone: &str) -> PlSmallStr {
    let offset = zone.starts_with(['+', '-'])
        && zone
            .chars()
            .skip(1)
            .all(|letter| letter.is_ascii_digit() || letter == ':');
    match zone {
        "Z" | "z" => PlSmallStr::from_static("UTC"),
        _ if offset => PlSmallStr::from_static("UTC"),
        // Polars' own word for any zone is none.
        "*" => PlSmallStr::from_static("(*)"),
        zone => PlSmallStr::from_str(zone),
    }
}
