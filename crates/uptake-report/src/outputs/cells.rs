//! Columns as the cells of a spreadsheet.

use super::inert::inert;
use crate::export::ExportError;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::io::Write;
use uptake_engine::outcome::{Along, WrittenColumn, WrittenValues};

/// A column as a spreadsheet shows it.
pub(super) struct Cells {
    along: Along,
    periods: usize,
    values: Values,
}

/// Its values. What is unknown is empty, but for a definition, whose three answers are words.
enum Values {
    /// For each the number of its text, and the texts as they stand in the file.
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
struct Recent<'c> {
    text: Option<&'c str>,
    bytes: Vec<u8>,
    days: FxHashMap<i32, Vec<u8>>,
}

/// Whole numbers by their width in bytes.
enum Whole {
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
        Ok(Self {
            along: column.along,
            periods: column.periods,
            values: Values::of(&column.values, definition)?,
        })
    }
}

impl Values {
    fn of(values: &WrittenValues<'_>, definition: bool) -> Result<Self, ExportError> {
        let column = match values {
            WrittenValues::Numbered(numbers, texts) => {
                let texts = texts.iter().map(|text| text.map_or_else(|| Ok(Vec::new()), cell));
                return Ok(Values::Numbered(
                    numbers.rechunk().into_owned(),
                    texts.collect::<Result<_, _>>()?,
                ));
            }
            WrittenValues::Plain(column) => column.rechunk(),
        };
        Ok(match column.dtype() {
            DataType::Boolean => Values::Truths(column.bool()?.clone(), definition),
            DataType::Int8 => Values::Ints(Whole::One(column.i8()?.clone())),
            DataType::Int16 => Values::Ints(Whole::Two(column.i16()?.clone())),
            DataType::Int32 => Values::Ints(Whole::Four(column.i32()?.clone())),
            DataType::Int64 => Values::Ints(Whole::Eight(column.i64()?.clone())),
            DataType::Float64 => Values::Floats(column.f64()?.clone()),
            DataType::String => Values::Texts(column.str()?.clone()),
            DataType::Date => Values::Days(column.date()?.physical().clone()),
            _ => Values::Other(column),
        })
    }

    /// Appends a value. Those of a piece come with the same `recent`.
    fn write<'c>(&'c self, row: usize, recent: &mut Recent<'c>, bytes: &mut Vec<u8>) -> Result<(), ExportError> {
        match self {
            Values::Numbered(numbers, texts) => {
                let text = numbers.get(row).and_then(|number| texts.get(number as usize));
                bytes.extend_from_slice(text.map_or(&[], Vec::as_slice));
            }
            Values::Truths(truths, definition) => {
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
            Values::Ints(numbers) => {
                if let Some(number) = numbers.get(row) {
                    whole(number, bytes)?;
                }
            }
            Values::Floats(numbers) => {
                if let Some(number) = numbers.get(row).filter(|number| number.is_finite()) {
                    write!(bytes, "{number}")?;
                }
            }
            Values::Texts(texts) => {
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
            Values::Days(days) => {
                let Some(day) = days.get(row) else { return Ok(()) };
                let text = recent
                    .days
                    .entry(day)
                    .or_insert_with(|| AnyValue::Date(day).str_value().as_bytes().to_vec());
                bytes.extend_from_slice(text);
            }
            Values::Other(column) => match column.get(row)? {
                AnyValue::Null => {}
                AnyValue::String(value) => bytes.extend(cell(value)?),
                value => bytes.extend(quoted(&value.str_value())?),
            },
        }
        Ok(())
    }
}

/// Columns beside each other that have values for the same, of which the cells are made together: those of an entity once for all its
/// periods, those of a period once for everybody.
pub(super) struct Stretch<'c>(&'c [Cells]);

/// What was made of a stretch for rows before.
#[derive(Default)]
pub(super) struct Before<'c> {
    recents: Vec<Recent<'c>>,
    /// The entity whose cells were made last.
    entity: Option<usize>,
    of_entity: Vec<u8>,
    of_periods: Vec<Option<Vec<u8>>>,
}

impl<'c> Stretch<'c> {
    /// The stretches of all columns, in their order.
    pub(super) fn all(columns: &'c [Cells]) -> Vec<Self> {
        let alike = |one: &Cells, other: &Cells| one.along == other.along;
        columns.chunk_by(alike).map(Self).collect()
    }

    /// Appends the cells of a row, with commas between them. Rows of a piece come with the same `made`.
    ///
    /// # Errors
    /// When a value can't be written.
    pub(super) fn write(&self, row: usize, made: &mut Before<'c>, bytes: &mut Vec<u8>) -> Result<(), ExportError> {
        let Some(first) = self.0.first() else { return Ok(()) };
        let place = first.along.place(row, first.periods);
        made.recents.resize_with(self.0.len(), Recent::default);
        match first.along {
            Along::Rows => self.make(place, &mut made.recents, bytes),
            Along::Entities => {
                if made.entity != Some(place) {
                    made.of_entity.clear();
                    self.make(place, &mut made.recents, &mut made.of_entity)?;
                    made.entity = Some(place);
                }
                bytes.extend_from_slice(&made.of_entity);
                Ok(())
            }
            Along::Periods => {
                if made.of_periods.len() <= place {
                    made.of_periods.resize(place + 1, None);
                }
                if let Some(own) = made.of_periods.get_mut(place) {
                    if own.is_none() {
                        self.make(place, &mut made.recents, own.insert(Vec::new()))?;
                    }
                    bytes.extend_from_slice(own.as_deref().unwrap_or_default());
                }
                Ok(())
            }
        }
    }

    fn make(&self, place: usize, recents: &mut [Recent<'c>], bytes: &mut Vec<u8>) -> Result<(), ExportError> {
        for (number, (cells, recent)) in self.0.iter().zip(recents).enumerate() {
            if number > 0 {
                bytes.push(b',');
            }
            cells.values.write(place, recent, bytes)?;
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
}
