//! Twelve rows in three batches. The second batch is cut out of a longer one, so that its arrays start in the middle.

use arrow_array::builder::{
    Decimal64Builder, FixedSizeListBuilder, Int32Builder, Int64Builder, LargeListBuilder, ListBuilder, StringBuilder,
    StringDictionaryBuilder, StringViewBuilder, StructBuilder,
};
use arrow_array::types::Int8Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, Date64Array, Decimal128Array, DurationMicrosecondArray, Float32Array,
    Float64Array, Int8Array, Int16Array, Int32Array, Int64Array, LargeStringArray, NullArray, RecordBatch, StringArray,
    Time64MicrosecondArray, TimestampMicrosecondArray, TimestampMillisecondArray, TimestampNanosecondArray,
    TimestampSecondArray, UInt8Array, UInt16Array, UInt32Array, UInt64Array,
};
use arrow_schema::{DataType, Field, SchemaRef};
use std::sync::Arc;

/// The type and the batches.
pub fn batches() -> (SchemaRef, Vec<RecordBatch>) {
    let longer = batch(2..11);
    let batches = vec![batch(0..4), longer.slice(2, 4), batch(8..12)];
    (batches[0].schema(), batches)
}

/// A value of every row but each third.
fn some<T>(rows: &[i64], value: impl Fn(i64) -> T) -> Vec<Option<T>> {
    rows.iter().map(|row| (row % 3 != 2).then(|| value(*row))).collect()
}

/// A text that is too long to lie in a view, for every second row.
fn text(row: i64) -> String {
    match row % 2 {
        0 => format!("größe {row}"),
        _ => format!("a text of more than twelve bytes, row {row}"),
    }
}

fn batch(range: std::ops::Range<i64>) -> RecordBatch {
    let rows: Vec<i64> = range.collect();
    let rows = rows.as_slice();
    let array = |array: ArrayRef| array;
    let hour = 3_600;
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", array(Arc::new(Int64Array::from(rows.to_vec())))),
        ("nothing", Arc::new(NullArray::new(rows.len()))),
        ("truth", Arc::new(BooleanArray::from(some(rows, |row| row % 2 == 0)))),
        ("i8", Arc::new(Int8Array::from(some(rows, |row| -(row as i8))))),
        ("i16", Arc::new(Int16Array::from(some(rows, |row| -(row as i16))))),
        ("i32", Arc::new(Int32Array::from(some(rows, |row| -(row as i32))))),
        ("u8", Arc::new(UInt8Array::from(some(rows, |row| row as u8)))),
        ("u16", Arc::new(UInt16Array::from(some(rows, |row| row as u16)))),
        ("u32", Arc::new(UInt32Array::from(some(rows, |row| row as u32)))),
        ("u64", Arc::new(UInt64Array::from(some(rows, |row| u64::MAX - row as u64)))),
        ("f32", Arc::new(Float32Array::from(some(rows, |row| row as f32 / 4.0)))),
        ("f64", Arc::new(Float64Array::from(some(rows, |row| row as f64 / 4.0)))),
        ("text", Arc::new(StringArray::from(some(rows, text)))),
        ("large_text", Arc::new(LargeStringArray::from(some(rows, text)))),
        ("view", views(rows)),
        ("kind", dictionary(rows)),
        ("day", Arc::new(Date32Array::from(some(rows, |row| row as i32 + 20_000)))),
        ("day64", Arc::new(Date64Array::from(some(rows, |row| (row + 20_000) * 86_400_000)))),
        ("naive", Arc::new(TimestampSecondArray::from(some(rows, |row| row * hour)))),
        (
            "utc",
            Arc::new(TimestampMillisecondArray::from(some(rows, |row| row * hour * 1000)).with_timezone("UTC")),
        ),
        (
            "berlin",
            Arc::new(
                TimestampMicrosecondArray::from(some(rows, |row| row * hour * 1_000_000)).with_timezone("Europe/Berlin"),
            ),
        ),
        (
            "offset",
            Arc::new(TimestampNanosecondArray::from(some(rows, |row| row * hour * 1_000_000_000)).with_timezone("+02:00")),
        ),
        (
            "clock",
            Arc::new(Time64MicrosecondArray::from(some(rows, |row| row * hour * 1_000_000))),
        ),
        ("length", Arc::new(DurationMicrosecondArray::from(some(rows, |row| row * 1_000_000)))),
        ("money", money(rows)),
        ("small_money", small_money(rows)),
        ("numbers", list(rows)),
        ("large_numbers", large_list(rows)),
        ("pair", pairs(rows)),
        ("who", who(rows)),
        ("visits", visits(rows)),
    ];
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
}

fn views(rows: &[i64]) -> ArrayRef {
    let mut builder = StringViewBuilder::new();
    for value in some(rows, text) {
        builder.append_option(value);
    }
    Arc::new(builder.finish())
}

fn dictionary(rows: &[i64]) -> ArrayRef {
    let mut builder = StringDictionaryBuilder::<Int8Type>::new();
    for value in some(rows, |row| ["chat", "draft"][row as usize % 2]) {
        builder.append_option(value);
    }
    Arc::new(builder.finish())
}

fn money(rows: &[i64]) -> ArrayRef {
    let cents = Decimal128Array::from(some(rows, |row| i128::from(row) * 1001 - 2000));
    Arc::new(cents.with_precision_and_scale(12, 2).unwrap())
}

fn small_money(rows: &[i64]) -> ArrayRef {
    let mut builder = Decimal64Builder::new().with_precision_and_scale(9, 3).unwrap();
    for value in some(rows, |row| row * 1001) {
        builder.append_option(value);
    }
    Arc::new(builder.finish())
}

/// As many numbers as the row's number says, modulo four, the last one null.
fn numbers(row: i64) -> Vec<Option<i64>> {
    (0..row % 4).map(|number| (number != 2).then_some(row * 10 + number)).collect()
}

fn list(rows: &[i64]) -> ArrayRef {
    let mut builder = ListBuilder::new(Int64Builder::new());
    for value in some(rows, numbers) {
        builder.append_option(value);
    }
    Arc::new(builder.finish())
}

fn large_list(rows: &[i64]) -> ArrayRef {
    let mut builder = LargeListBuilder::new(Int64Builder::new());
    for value in some(rows, numbers) {
        builder.append_option(value);
    }
    Arc::new(builder.finish())
}

fn pairs(rows: &[i64]) -> ArrayRef {
    let mut builder = FixedSizeListBuilder::new(Int32Builder::new(), 2);
    for row in rows {
        builder.values().append_value(*row as i32);
        builder.values().append_option((row % 2 == 0).then_some(1));
        builder.append(row % 3 != 2);
    }
    Arc::new(builder.finish())
}

fn who_fields() -> Vec<Field> {
    vec![
        Field::new("name", DataType::Utf8, true),
        Field::new("age", DataType::Int32, true),
    ]
}

fn append_who(builder: &mut StructBuilder, row: i64, valid: bool) {
    let name = (row % 4 != 3).then(|| text(row));
    builder.field_builder::<StringBuilder>(0).unwrap().append_option(name);
    let age = (row % 5 != 4).then_some(row as i32 + 30);
    builder.field_builder::<Int32Builder>(1).unwrap().append_option(age);
    builder.append(valid);
}

fn who(rows: &[i64]) -> ArrayRef {
    let mut builder = StructBuilder::from_fields(who_fields(), rows.len());
    for row in rows {
        append_who(&mut builder, *row, row % 3 != 2);
    }
    Arc::new(builder.finish())
}

fn visits(rows: &[i64]) -> ArrayRef {
    let mut builder = ListBuilder::new(StructBuilder::from_fields(who_fields(), 4));
    for row in rows {
        for visit in 0..row % 3 {
            append_who(builder.values(), row + visit, true);
        }
        builder.append(row % 3 != 2);
    }
    Arc::new(builder.finish())
}
