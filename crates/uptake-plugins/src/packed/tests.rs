use super::*;
use crate::import;
use polars::prelude::*;
use polars_arrow::array::StructArray;
use polars_arrow::datatypes::{ArrowDataType, Field as PolarsField};
use polars_arrow::ffi;
use uptake_abi::arrow::{Field, columns, read_schema};
use uptake_abi::{ArrowArray, ArrowSchema, OwnedArray, OwnedSchema};

/// A frame as a plugin hands it over.
fn pieces_of(mut frame: DataFrame) -> Vec<(Field, OwnedArray)> {
    frame.align_chunks();
    let chunks = frame.iter_chunks(CompatLevel::newest(), false);
    let pieces = chunks.map(|chunk| {
        let rows = chunk.len();
        let (schema, arrays) = chunk.into_schema_and_arrays();
        let dtype = ArrowDataType::Struct(schema.iter_values().cloned().collect());
        let field = PolarsField::new(PlSmallStr::EMPTY, dtype.clone(), false);
        let schema = ffi::export_field_to_c(&field);
        let array = ffi::export_array_to_c(Box::new(StructArray::new(dtype, rows, arrays, None)));
        // SAFETY: mirrors of the structs that Arrow specifies, as `uptake-abi` asserts; what Polars wrote obeys the interface.
        unsafe {
            let schema = OwnedSchema::new(std::mem::transmute::<ffi::ArrowSchema, ArrowSchema>(schema));
            let array = OwnedArray::new(std::mem::transmute::<ffi::ArrowArray, ArrowArray>(array));
            (read_schema(schema.raw()).unwrap(), array)
        }
    });
    pieces.collect()
}

/// A frame through the bytes, cut `from` its rows, so that arrays begin within their buffers.
fn through(frame: &DataFrame, change: impl Fn(&mut Vec<u8>)) -> Result<DataFrame, String> {
    let pool = Pool::default();
    let mut answer: Option<DataFrame> = None;
    for (field, array) in pieces_of(frame.clone()) {
        // SAFETY: Polars wrote it by the Arrow interface.
        let (rows, columns) = unsafe { columns(&field, &array) }.map_err(|error| error.message)?;
        let told = told_field(&columns);
        let packed = Packed::new(rows, &columns);
        let mut lengths = packed.lengths();
        change(&mut lengths);
        let field = read_field(told.as_bytes())?;
        let lengths = Lengths::read(&lengths, &field)?;
        let mut unpacked = Unpacked::new(lengths, &pool);
        let mut bytes = Vec::new();
        packed
            .write(|buffer| {
                bytes.extend_from_slice(buffer);
                Ok(())
            })
            .unwrap();
        for part in bytes.chunks(1000) {
            unpacked
                .room(part.len())
                .ok_or("more bytes than it has")?
                .copy_from_slice(part);
        }
        if !unpacked.whole() {
            return Err("fewer bytes than it has".to_owned());
        }
        let (array, extent) = unpacked.array();
        // SAFETY: the array is as long as its extent says.
        let frame = unsafe { import::frame_within(&field, array, &extent) }.map_err(|error| error.message)?;
        answer = Some(match answer {
            None => frame,
            Some(before) => before.vstack(&frame).unwrap(),
        });
    }
    Ok(answer.unwrap())
}

fn sample() -> DataFrame {
    let texts: Vec<Option<String>> = (0..1000)
        .map(|row| (row % 7 != 3).then(|| "größer als zwölf Bytes ".repeat(row % 3) + &row.to_string()))
        .collect();
    let lists: Vec<Option<Series>> = (0..1000_i64)
        .map(|row| (row % 5 != 1).then(|| Series::new(PlSmallStr::EMPTY, (0..row % 4).collect::<Vec<_>>())))
        .collect();
    let mut frame = df!(
        "text" => texts,
        "short" => (0..1000).map(|row| format!("t{row}")).collect::<Vec<_>>(),
        "truth" => (0..1000).map(|row| (row % 11 != 0).then_some(row % 2 == 0)).collect::<Vec<_>>(),
        "number" => (0..1000_i64).map(|row| (row % 3 != 0).then_some(row)).collect::<Vec<_>>(),
        "share" => (0..1000_u32).map(f64::from).collect::<Vec<_>>(),
        "list" => lists,
        "bytes" => (0..1000_u32).map(|row| row.to_le_bytes().repeat(5)).collect::<Vec<_>>(),
    )
    .unwrap();
    let inner = frame.select(["text", "truth"]).unwrap().into_struct("inner".into());
    frame.with_column(inner.into_column()).unwrap();
    frame
}

#[test]
fn a_batch_comes_back_as_it_was_wherever_it_begins() {
    let frame = sample();
    for (from, rows) in [(0, 1000), (0, 0), (1, 999), (3, 17), (8, 1), (13, 700)] {
        let part = frame.slice(from, rows);
        let back = through(&part, |_| ()).unwrap();
        assert!(back.equals_missing(&part), "{from}: {back} instead of {part}");
        assert_eq!(back.schema(), part.schema());
    }
}

#[test]
fn lengths_that_lie_are_errors_and_nothing_beyond_the_batch_is_read() {
    let frame = sample().slice(3, 200);
    let mut count = 0;
    let counted = std::cell::Cell::new(0);
    through(&frame, |lengths| counted.set(lengths.len() / 8)).unwrap();
    let whole = counted.get();
    assert!(whole > 30);
    for at in 0..whole {
        for value in [0, 1, 63, 64, 200, 1 << 20, 1 << 40, u64::MAX - 70, u64::MAX] {
            // Whatever comes of it, nothing crashes; and a batch that is as long as before has only what it had.
            let answer = through(&frame, |lengths| {
                lengths[at * 8..at * 8 + 8].copy_from_slice(&value.to_le_bytes());
            });
            count += usize::from(answer.is_err());
        }
    }
    assert!(count > whole * 5, "{count} errors of {whole} lengths");
    for cut in 0..whole {
        assert!(through(&frame, |lengths| lengths.truncate(cut * 8)).is_err(), "{cut}");
        assert!(
            through(&frame, |lengths| lengths.truncate(cut * 8 + 3)).is_err(),
            "{cut}"
        );
    }
    assert!(through(&frame, |lengths| lengths.extend([0; 8])).is_err());
}

#[test]
fn types_come_back_as_they_were_told_and_half_of_one_is_refused() {
    for text in [
        "",
        "{}",
        "[]",
        r#"{"name":"","format":"+s","children":[]}"#,
        r#"{"name":"","format":"nonsense","children":[],"dictionary":null}"#,
        r#"{"name":"","format":"+l","children":[],"dictionary":null}"#,
    ] {
        assert!(read_field(text.as_bytes()).is_err(), "{text}");
    }
    let mut deep = r#"{"name":"","format":"l","children":[],"dictionary":null}"#.to_owned();
    for _ in 0..60 {
        deep = format!(r#"{{"name":"","format":"+l","children":[{deep}],"dictionary":null}}"#);
    }
    assert!(read_field(deep.as_bytes()).is_err());
}
