//! Values of a fixed width: numbers, times, decimals.

use super::memory::Import;
use super::refusal::{outside, refused};
use polars::prelude::PlSmallStr;
use polars_arrow::array::{Array, PrimitiveArray};
use polars_arrow::bitmap::Bitmap;
use polars_arrow::datatypes::{ArrowDataType, TimeUnit};
use polars_arrow::types::NativeType;
use polars_buffer::Buffer;
use std::ops::RangeInclusive;
use uptake_abi::arrow::{Column, Primitive, Unit};
use uptake_adapter::AdapterError;

/// Seconds of the years -9999 to 9999. What lies outside is an `infinity` that some databases send, or an error; either
/// would break whoever shows it.
const SECONDS: RangeInclusive<i64> = -377_705_116_800..=253_402_300_799;
/// Days of the same years.
const DAYS: RangeInclusive<i32> = -4_371_587..=2_932_896;

type Imported = Result<Box<dyn Array>, AdapterError>;

impl Import<'_> {
    /// The values of a column of this type, and which rows aren't null.
    pub(super) fn primitive(
        self,
        column: &Column<'_>,
        primitive: &Primitive,
        bytes: &[u8],
        valid: Option<Bitmap>,
    ) -> Imported {
        use Primitive as P;
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
                let what = "is a date outside of the years -9999 to 9999";
                let dtype = ArrowDataType::Timestamp(TimeUnit::Millisecond, None);
                self.times(column, bytes, valid, Unit::Milli, dtype, what)
            }
            P::Timestamp(unit, zone) => {
                let dtype = ArrowDataType::Timestamp(carried(*unit), zone.as_deref().map(zone_of));
                let what = "is a time outside of the years -9999 to 9999";
                self.times(column, bytes, valid, *unit, dtype, what)
            }
            P::Duration(unit) => {
                let dtype = ArrowDataType::Duration(carried(*unit));
                self.times(column, bytes, valid, *unit, dtype, "is longer than ten thousand years")
            }
            P::Time(unit) => self.time_of_day(column, bytes, valid, *unit),
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

    /// Instants or lengths of time, as many of a unit as ten thousand years have at most.
    fn times(
        self,
        column: &Column<'_>,
        bytes: &[u8],
        valid: Option<Bitmap>,
        unit: Unit,
        dtype: ArrowDataType,
        what: &str,
    ) -> Imported {
        let times = self.values::<i64>(bytes);
        within(column, &times, &years(unit), what)?;
        boxed(dtype, to_milli(times, unit), valid, column)
    }

    fn time_of_day(self, column: &Column<'_>, bytes: &[u8], valid: Option<Bitmap>, unit: Unit) -> Imported {
        let times: Vec<i64> = match unit {
            Unit::Second | Unit::Milli => self.values::<i32>(bytes).iter().copied().map(i64::from).collect(),
            Unit::Micro | Unit::Nano => self.values::<i64>(bytes).to_vec(),
        };
        let day = 0..=86_400 * per_second(unit) - 1;
        within(column, &times, &day, "isn't a time of day")?;
        let to_nano = 1_000_000_000 / per_second(unit);
        // A null's value may be anything: it must not overflow.
        let nanos: Vec<i64> = times.into_iter().map(|time| time.wrapping_mul(to_nano)).collect();
        let dtype = ArrowDataType::Time64(TimeUnit::Nanosecond);
        boxed(dtype, Buffer::from_vec(nanos), valid, column)
    }
}

fn boxed<T: NativeType>(
    dtype: ArrowDataType,
    values: Buffer<T>,
    valid: Option<Bitmap>,
    column: &Column<'_>,
) -> Imported {
    let array = PrimitiveArray::try_new(dtype, values, valid);
    Ok(Box::new(array.map_err(|error| refused(column.field, &error))?))
}

/// The unit in which Polars carries times of a unit: it knows no whole seconds.
fn carried(unit: Unit) -> TimeUnit {
    match unit {
        Unit::Second | Unit::Milli => TimeUnit::Millisecond,
        Unit::Micro => TimeUnit::Microsecond,
        Unit::Nano => TimeUnit::Nanosecond,
    }
}

fn per_second(unit: Unit) -> i64 {
    match unit {
        Unit::Second => 1,
        Unit::Milli => 1_000,
        Unit::Micro => 1_000_000,
        Unit::Nano => 1_000_000_000,
    }
}

/// The years, in a unit; what doesn't fit there is cut.
fn years(unit: Unit) -> RangeInclusive<i64> {
    let factor = per_second(unit);
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
