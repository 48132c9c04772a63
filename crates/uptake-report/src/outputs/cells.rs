//! Columns as the cells of a spreadsheet, written a piece of rows at a time on all threads.

use super::inert::inert;
use crate::export::ExportError;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::io::Write;
use std::ops::Range;
use uptake_engine::outcome::WrittenColumn;

/// How many rows are made at a time.
const PIECE: usize = 8_192;

/// Writes rows: pieces of them are made on all threads, while those before them are written in their order.
pub(super) fn in_pieces(
    rows: usize,
    piece: &(impl Fn(Range<usize>, &mut Vec<u8>) -> Result<(), ExportError> + Sync),
    file: &mut impl Write,
) -> Result<(), ExportError> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let pieces: Vec<Range<usize>> = (0..rows)
        .step_by(PIECE)
        .map(|first| first..rows.min(first + PIECE))
        .collect();
    let mut made: Vec<Vec<u8>> = Vec::new();
    // Memory that is taken anew for each piece costs as much as filling it.
    let mut free: Vec<Vec<u8>> = Vec::new();
    for round in pieces.chunks(threads) {
        let written = std::mem::take(&mut made);
        made = std::thread::scope(|scope| -> Result<Vec<Vec<u8>>, ExportError> {
            let running: Vec<_> = round
                .iter()
                .map(|rows| {
                    let mut bytes = free.pop().unwrap_or_default();
                    scope.spawn(move || piece(rows.clone(), &mut bytes).map(|()| bytes))
                })
                .collect();
            for mut bytes in written {
                file.write_all(&bytes)?;
                bytes.clear();
                free.push(bytes);
            }
            running
                .into_iter()
                .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
                .collect()
        })?;
    }
    for bytes in made {
        file.write_all(&bytes)?;
    }
    Ok(())
}

/// A column's values as a spreadsheet shows them. What is unknown is empty, but for a definition, whose three answers are words.
pub(super) enum Cells {
    /// For each row the number of its text, and the texts as they stand in the file.
    Numbered(UInt32Chunked, Vec<Vec<u8>>),
    /// Truths, and whether they are a definition's.
    Truths(BooleanChunked, bool),
    /// Whole numbers, as wide as their column.
    Ints(Whole),
    /// Other numbers.
    Floats(Float64Chunked),
    /// Texts.
    Texts(StringChunked),
    /// Days.
    Days(Int32Chunked),
    /// Anything else.
    Other(Series),
}

/// What stood in a column's cells just now: most entities have the same text in all periods, and all of them the same periods.
#[derive(Default)]
pub(super) struct Recent<'c> {
    text: Option<&'c str>,
    bytes: Vec<u8>,
    days: FxHashMap<i32, Vec<u8>>,
}

/// Whole numbers by their width in bytes.
pub(super) enum Whole {
    One(Int8Chunked),
    Two(Int16Chunked),
    Four(Int32Chunked),
    Eight(Int64Chunked),
}

impl Whole {
    fn get(&self, row: usize) -> Option<i64> {
        match self {
            Whole::One(numbers) => numbers.get(row).map(i64::from),
            Whole::Two(numbers) => numbers.get(row).map(i64::from),
            Whole::Four(numbers) => numbers.get(row).map(i64::from),
            Whole::Eight(numbers) => numbers.get(row),
        }
    }
}

impl Cells {
    /// Those of a column, which is a definition's or not.
    ///
    /// # Errors
    /// When a text can't be written.
    pub(super) fn of(column: WrittenColumn<'_>, definition: bool) -> Result<Self, ExportError> {
        let column = match column {
            WrittenColumn::Numbered(numbers, texts) => {
                let texts = texts.iter().map(|text| text.map_or_else(|| Ok(Vec::new()), cell));
                return Ok(Cells::Numbered(
                    numbers.rechunk().into_owned(),
                    texts.collect::<Result<_, _>>()?,
                ));
            }
            WrittenColumn::Values(column) => column.rechunk(),
        };
        Ok(match column.dtype() {
            DataType::Boolean => Cells::Truths(column.bool()?.clone(), definition),
            DataType::Int8 => Cells::Ints(Whole::One(column.i8()?.clone())),
            DataType::Int16 => Cells::Ints(Whole::Two(column.i16()?.clone())),
            DataType::Int32 => Cells::Ints(Whole::Four(column.i32()?.clone())),
            DataType::Int64 => Cells::Ints(Whole::Eight(column.i64()?.clone())),
            DataType::Float64 => Cells::Floats(column.f64()?.clone()),
            DataType::String => Cells::Texts(column.str()?.clone()),
            DataType::Date => Cells::Days(column.date()?.physical().clone()),
            _ => Cells::Other(column),
        })
    }

    /// Appends what stands in a row's cell. Rows of a piece come with the same `recent`.
    ///
    /// # Errors
    /// When a value can't be written.
    pub(super) fn write<'c>(
        &'c self,
        row: usize,
        recent: &mut Recent<'c>,
        bytes: &mut Vec<u8>,
    ) -> Result<(), ExportError> {
        match self {
            Cells::Numbered(numbers, texts) => {
                let text = numbers.get(row).and_then(|number| texts.get(number as usize));
                bytes.extend_from_slice(text.map_or(&[], Vec::as_slice));
            }
            Cells::Truths(truths, definition) => {
                let word = match (truths.get(row), definition) {
                    (Some(true), true) => "yes",
                    (Some(false), true) => "no",
                    (None, true) => "unknown",
                    (Some(true), false) => "true",
                    (Some(false), false) => "false",
                    (None, false) => "",
                };
                bytes.extend_from_slice(word.as_bytes());
            }
            Cells::Ints(numbers) => {
                if let Some(number) = numbers.get(row) {
                    whole(number, bytes)?;
                }
            }
            Cells::Floats(numbers) => {
                if let Some(number) = numbers.get(row).filter(|number| number.is_finite()) {
                    write!(bytes, "{number}")?;
                }
            }
            Cells::Texts(texts) => {
                let Some(text) = texts.get(row) else { return Ok(()) };
                // The same place is the same text.
                if !recent
                    .text
                    .is_some_and(|known| std::ptr::eq(known, text) || known == text)
                {
                    recent.bytes = cell(text)?;
                    recent.text = Some(text);
                }
                bytes.extend_from_slice(&recent.bytes);
            }
            Cells::Days(days) => {
                let Some(day) = days.get(row) else { return Ok(()) };
                let text = recent
                    .days
                    .entry(day)
                    .or_insert_with(|| AnyValue::Date(day).str_value().as_bytes().to_vec());
                bytes.extend_from_slice(text);
            }
            Cells::Other(column) => match column.get(row)? {
                AnyValue::Null => {}
                AnyValue::String(value) => bytes.extend(cell(value)?),
                value => bytes.extend(quoted(&value.str_value())?),
            },
        }
        Ok(())
    }
}

/// A whole number. Most are small, and need no formatting.
fn whole(number: i64, bytes: &mut Vec<u8>) -> Result<(), ExportError> {
    match u8::try_from(number) {
        Ok(digit @ 0..=9) => bytes.push(b'0' + digit),
        Ok(number @ 10..=99) => bytes.extend_from_slice(&[b'0' + number / 10, b'0' + number % 10]),
        _ => write!(bytes, "{number}")?,
    }
    Ok(())
}

/// A text as a cell has it that a spreadsheet doesn't take for a formula.
fn cell(text: &str) -> Result<Vec<u8>, ExportError> {
    quoted(&inert(text))
}

/// A text as a cell has it, among others: in quotes where it needs them.
fn quoted(text: &str) -> Result<Vec<u8>, ExportError> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([text, ""])?;
    let mut bytes = writer.into_inner().map_err(|error| error.into_error())?;
    bytes.truncate(bytes.len().saturating_sub(b",\n".len()));
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;

    #[test]
    fn small_whole_numbers_are_written_like_all_others() {
        for number in (-120..1_200).chain([i64::MIN, i64::MAX]) {
            let mut bytes = Vec::new();
            whole(number, &mut bytes).unwrap();
            assert_eq!(String::from_utf8(bytes).unwrap(), number.to_string());
        }
    }

    #[test]
    fn pieces_come_in_the_order_of_their_rows() {
        let rows = 20 * PIECE + 3;
        let mut file = Vec::new();
        let piece = |rows: Range<usize>, bytes: &mut Vec<u8>| {
            rows.for_each(|row| bytes.extend(format!("{row}\n").bytes()));
            Ok(())
        };
        in_pieces(rows, &piece, &mut file).unwrap();
        let wanted: String = (0..rows).map(|row| format!("{row}\n")).collect();
        assert!(file == wanted.as_bytes());
    }
}
