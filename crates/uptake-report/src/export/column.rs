//! A column of a row group as pages.
//!
//! What an entity has in all periods, and what a period has for everybody, is kept once: its values are numbered once, and written as runs.
//! Texts that have numbers keep them. Whole numbers of a narrow range are numbered by a table. All other values go Polars' way.

use super::ExportError;
use super::coded::{Coded, UNKNOWN, coded, renumbered};
use super::hybrid::Hybrid;
use polars::prelude::*;
use polars_arrow::array::{Array, DictionaryArray, PrimitiveArray};
use polars_arrow::datatypes::{ArrowDataType, IntegerType};
use polars_parquet::parquet::CowBuffer;
use polars_parquet::parquet::page::{DataPage, DataPageHeader};
use polars_parquet::parquet::schema::Repetition;
use polars_parquet::write::{
    CompressedPage, Encoding, Page, ParquetType, WriteOptions, array_to_columns, compress, get_dtype_encoding,
};
use std::ops::Range;
use uptake_engine::outcome::{Along, WrittenColumn, WrittenValues};

/// The pages of a column in some rows, compressed.
pub(super) fn pages(
    column: &WrittenColumn<'_>,
    ty: &ParquetType,
    some: Range<usize>,
    options: WriteOptions,
) -> Result<Vec<CompressedPage>, ExportError> {
    let along = column.along;
    let periods = column.periods.max(1);
    // What the column keeps of these rows: of what an entity has in all periods one value for each, of what a period has all.
    let kept = match along {
        Along::Rows => some.clone(),
        Along::Entities => some.start / periods..some.end.div_ceil(periods),
        Along::Periods => 0..periods,
    };
    let first = i64::try_from(kept.start)?;
    let pages = match column.values {
        WrittenValues::Numbered(numbers, texts) => {
            let coded = renumbered(&numbers.slice(first, kept.len()), texts)?;
            of_numbers(&stretched(along, coded, periods, some), ty, options)?
        }
        WrittenValues::Plain(values) => {
            let values = values.slice(first, kept.len());
            match coded(&values)? {
                Some(coded) => of_numbers(&stretched(along, coded, periods, some), ty, options)?,
                None => of_values(&in_rows(along, &values, periods, some)?, ty, options)?,
            }
        }
    };
    let compressed = pages
        .into_iter()
        .map(|page| compress(page, Vec::new(), options.compression));
    Ok(compressed.collect::<Result<_, _>>().map_err(PolarsError::from)?)
}

/// What a column keeps of some rows as a value for each row, as it is written.
fn in_rows(along: Along, values: &Series, periods: usize, some: Range<usize>) -> PolarsResult<Series> {
    let first = along.place(some.start, periods);
    let places = some.map(|row| match along {
        Along::Entities => along.place(row, periods) - first,
        Along::Rows | Along::Periods => along.place(row, periods),
    });
    let values = match along {
        Along::Rows => values.rechunk(),
        Along::Entities | Along::Periods => {
            let places = places.map(|place| IdxSize::try_from(place).unwrap_or(IdxSize::MAX));
            values.take(&IdxCa::from_vec(PlSmallStr::EMPTY, places.collect()))?
        }
    };
    match values.dtype() {
        DataType::Int8 | DataType::Int16 | DataType::Int32 => values.cast(&DataType::Int64),
        _ => Ok(values),
    }
}

/// The numbers of some rows' values, by runs where they come from entities.
struct Stretched {
    values: Series,
    /// How many values are known, and how many there are.
    known: usize,
    rows: usize,
    numbers: Numbers,
}

/// Numbers of values in the order of the rows.
enum Numbers {
    Each(Vec<u32>),
    /// Each for so many rows.
    Runs(Vec<(u32, usize)>),
}

fn stretched(along: Along, coded: Coded, periods: usize, some: Range<usize>) -> Stretched {
    let Coded { numbers, values } = coded;
    let rows = some.len();
    let numbers = match along {
        Along::Rows => Numbers::Each(numbers),
        Along::Periods => {
            let from = some.start % periods;
            Numbers::Each(numbers.iter().copied().cycle().skip(from).take(rows).collect())
        }
        Along::Entities => {
            let mut runs = Vec::with_capacity(numbers.len());
            let mut row = some.start;
            for number in numbers {
                let times = (periods - row % periods).min(some.end - row);
                runs.push((number, times));
                row += times;
            }
            Numbers::Runs(runs)
        }
    };
    let known = match &numbers {
        Numbers::Each(all) => all.iter().filter(|number| **number != UNKNOWN).count(),
        Numbers::Runs(runs) => {
            let known = runs.iter().filter(|(number, _)| *number != UNKNOWN);
            known.map(|(_, times)| times).sum()
        }
    };
    Stretched {
        values,
        known,
        rows,
        numbers,
    }
}

/// A page with the distinct values, and one with their numbers.
fn of_numbers(column: &Stretched, ty: &ParquetType, options: WriteOptions) -> Result<Vec<Page>, ExportError> {
    let numbers = bytes(column, ty.get_field_info().repetition);
    let mut pages = Vec::new();
    for page in of_values_once(&column.values, ty, options)? {
        pages.push(match page {
            Page::Dict(page) => Page::Dict(page),
            // Polars' page has each value once: how it is described holds for all rows, but for how many there are.
            Page::Data(page) => {
                let mut header = page.header().clone();
                match &mut header {
                    DataPageHeader::V1(header) => {
                        header.num_values = i32::try_from(column.rows)?;
                        if let Some(statistics) = &mut header.statistics {
                            statistics.null_count = Some(i64::try_from(column.rows - column.known)?);
                        }
                    }
                    DataPageHeader::V2(_) => return Err("pages are written in the first version".into()),
                }
                let numbers = CowBuffer::Owned(numbers.clone());
                Page::Data(DataPage::new(header, numbers, page.descriptor, column.rows))
            }
        });
    }
    Ok(pages)
}

/// What a page has of numbers: which rows are known, how many bits a number takes, the numbers of those that are known.
fn bytes(column: &Stretched, repetition: Repetition) -> Vec<u8> {
    let mut bytes = Vec::new();
    if repetition != Repetition::Required {
        let levels = levels(column);
        bytes.extend(u32::try_from(levels.len()).unwrap_or_default().to_le_bytes());
        bytes.extend(levels);
    }
    let highest = u32::try_from(column.values.len().saturating_sub(1)).unwrap_or(UNKNOWN);
    let width = u32::BITS - highest.leading_zeros();
    bytes.extend(width.to_le_bytes().first());
    let mut packed = Hybrid::new(width, bytes);
    match &column.numbers {
        Numbers::Each(all) if width == 0 => {
            packed.repeated(0, column.known.min(all.len()));
        }
        Numbers::Each(all) if column.known == column.rows => packed.each(all),
        Numbers::Each(all) => {
            let known: Vec<u32> = all.iter().copied().filter(|number| *number != UNKNOWN).collect();
            packed.each(&known);
        }
        Numbers::Runs(runs) => {
            for (number, times) in runs.iter().filter(|(number, _)| *number != UNKNOWN) {
                packed.repeated(*number, *times);
            }
        }
    }
    packed.finish()
}

/// Which rows are known.
fn levels(column: &Stretched) -> Vec<u8> {
    let mut levels = Hybrid::new(1, Vec::new());
    if column.known == column.rows {
        levels.repeated(1, column.rows);
        return levels.finish();
    }
    let level = |number: u32| u32::from(number != UNKNOWN);
    match &column.numbers {
        Numbers::Each(all) => {
            for same in all.chunk_by(|one, next| level(*one) == level(*next)) {
                levels.repeated(same.first().map_or(0, |number| level(*number)), same.len());
            }
        }
        Numbers::Runs(runs) => {
            for (number, times) in runs {
                levels.repeated(level(*number), *times);
            }
        }
    }
    levels.finish()
}

/// The page with distinct values, and one that has each of them once, with what is said of them.
fn of_values_once(values: &Series, ty: &ParquetType, options: WriteOptions) -> Result<Vec<Page>, ExportError> {
    let array = values.to_arrow(0, CompatLevel::newest());
    let keys = match u32::try_from(values.len())? {
        0 => PrimitiveArray::<u32>::new_null(ArrowDataType::UInt32, 1),
        count => PrimitiveArray::from_vec((0..count).collect()),
    };
    let dtype = ArrowDataType::Dictionary(IntegerType::UInt32, Box::new(array.dtype().clone()), false);
    let once = DictionaryArray::try_new(dtype, keys, array)?;
    all_pages(Box::new(once), ty, options, &[Encoding::RleDictionary])
}

/// The pages of values as Polars makes them.
fn of_values(values: &Series, ty: &ParquetType, options: WriteOptions) -> Result<Vec<Page>, ExportError> {
    let array = values.to_arrow(0, CompatLevel::newest());
    let encodings = get_dtype_encoding(array.dtype());
    all_pages(array, ty, options, &encodings)
}

fn all_pages(
    array: Box<dyn Array>,
    ty: &ParquetType,
    options: WriteOptions,
    encodings: &[Encoding],
) -> Result<Vec<Page>, ExportError> {
    let columns = array_to_columns(array, ty.clone(), options, encodings)?;
    Ok(columns.into_iter().flatten().collect::<PolarsResult<_>>()?)
}
