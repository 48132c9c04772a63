//! NDJSON: one object a line, nested values kept as lists and structs.

use crate::{BATCH_BYTES, BATCH_ROWS, LARGEST, Origin, keep};
use polars::io::ndjson::infer_schema;
use polars::prelude::*;
use std::io::{BufRead, BufReader, Cursor, Read};
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batch, Batches};

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";

/// Makes frames of lines. Frames of one source agree: a column that was seen once is in every later frame, and a text in a
/// later frame doesn't break a number in an earlier one, because each frame says its own type and the contract casts.
#[derive(Debug, Default)]
pub struct Frames {
    seen: Vec<Field>,
}

impl Frames {
    /// The rows of `lines`, which hold at least one object. Types are inferred from all lines.
    ///
    /// # Errors
    /// When a line isn't an object, or a column has values of which no common type can be made.
    pub fn frame(&mut self, lines: &[u8]) -> PolarsResult<DataFrame> {
        let inferred = infer_schema(&mut Cursor::new(lines), None)?;
        let inferred: Vec<Field> = inferred.iter_fields().collect();
        self.seen = union(&self.seen, &inferred)?;
        JsonReader::new(Cursor::new(lines))
            .with_json_format(JsonFormat::JsonLines)
            .with_schema(Arc::new(self.seen.iter().cloned().collect()))
            .finish()
    }
}

/// The fields of both, those of the left first.
fn union(left: &[Field], right: &[Field]) -> PolarsResult<Vec<Field>> {
    let mut fields = left.to_vec();
    for field in right {
        match fields.iter_mut().find(|known| known.name == field.name) {
            Some(known) => known.dtype = common(&known.dtype, &field.dtype, &field.name)?,
            None => fields.push(field.clone()),
        }
    }
    Ok(fields)
}

/// A type that holds the values of both.
fn common(left: &DataType, right: &DataType, name: &str) -> PolarsResult<DataType> {
    let nested = |ty: &DataType| matches!(ty, DataType::Struct(_) | DataType::List(_));
    Ok(match (left, right) {
        (same, other) if same == other => same.clone(),
        (DataType::Null, known) | (known, DataType::Null) => known.clone(),
        (DataType::Struct(left), DataType::Struct(right)) => DataType::Struct(union(left, right)?),
        (DataType::List(left), DataType::List(right)) => DataType::List(Box::new(common(left, right, name)?)),
        (left, right) if nested(left) || nested(right) => {
            polars_bail!(ComputeError: "`{name}` has a nested value in one row and a plain one in another")
        }
        (left, right) if left.is_float() && right.is_integer() || left.is_integer() && right.is_float() => {
            DataType::Float64
        }
        // Only a number beyond 64 bits makes a whole number of another type.
        (DataType::Int64, wider) | (wider, DataType::Int64) if wider.is_integer() => wider.clone(),
        _ => DataType::String,
    })
}

/// The first line that isn't a JSON object, as a fault. `before` is the number of lines above the first one of `lines`.
#[must_use]
pub fn bad_line(lines: &[u8], before: u64, origin: &Origin) -> Option<AdapterError> {
    for (index, line) in (1_u64..).zip(lines.split(|byte| *byte == b'\n')) {
        let line = line.strip_prefix(BYTE_ORDER_MARK).unwrap_or(line).trim_ascii();
        if line.is_empty() {
            continue;
        }
        let wrong = match serde_json::from_slice::<serde_json::Value>(line) {
            Ok(serde_json::Value::Object(_)) => continue,
            Ok(_) => "it isn't an object".to_owned(),
            Err(error) => error.to_string(),
        };
        let number = before + index;
        return Some(origin.fault(format!(
            "line {number} of `{}` isn't a JSON object: {wrong}",
            origin.shown
        )));
    }
    None
}

/// Whether there is a row among the lines.
#[must_use]
pub fn is_blank(lines: &[u8]) -> bool {
    lines
        .strip_prefix(BYTE_ORDER_MARK)
        .unwrap_or(lines)
        .trim_ascii()
        .is_empty()
}

/// Reads lines as they come, a batch at a time. A column that is missing from the first batch is only there from the batch
/// in which it is first seen.
pub fn scan(rows: impl Read + Send + 'static, origin: &Origin, columns: Option<&[String]>) -> Batches {
    let mut lines = Lines {
        reader: BufReader::with_capacity(1 << 17, rows),
        origin: origin.clone(),
        columns: columns.map(<[String]>::to_vec),
        frames: Frames::default(),
        next_row: 1,
        lines: 0,
    };
    let mut done = false;
    Box::new(std::iter::from_fn(move || {
        if done {
            return None;
        }
        let batch = lines.batch().transpose();
        done = !matches!(batch, Some(Ok(_)));
        batch
    }))
}

struct Lines<R> {
    reader: BufReader<R>,
    origin: Origin,
    columns: Option<Vec<String>>,
    frames: Frames,
    next_row: u64,
    lines: u64,
}

impl<R: Read> Lines<R> {
    fn batch(&mut self) -> Result<Option<Batch>, AdapterError> {
        let before = self.lines;
        let mut content = Vec::new();
        while content.len() < BATCH_BYTES && self.lines - before < BATCH_ROWS as u64 {
            let start = content.len();
            let read = (&mut self.reader)
                .take(LARGEST as u64 + 1)
                .read_until(b'\n', &mut content)
                .map_err(|error| self.origin.unreadable(&error))?;
            if read == 0 {
                break;
            }
            self.lines += 1;
            if content.len() - start > LARGEST {
                let shown = &self.origin.shown;
                let message = format!("line {} of `{shown}` is longer than {} MiB", self.lines, LARGEST >> 20);
                return Err(self.origin.fault(message));
            }
        }
        if before == 0 && content.starts_with(BYTE_ORDER_MARK) {
            content.drain(..BYTE_ORDER_MARK.len());
        }
        if is_blank(&content) {
            // Blank lines may stand between full ones, however many.
            return if content.is_empty() { Ok(None) } else { self.batch() };
        }
        // Polars names no line, so on a fault the lines are looked through by a reader that does.
        let frame = self.frames.frame(&content).map_err(|error| {
            let bad = bad_line(&content, before, &self.origin);
            bad.unwrap_or_else(|| self.origin.unreadable(&error))
        })?;
        let frame = keep(&frame, self.columns.as_deref()).map_err(|error| self.origin.unreadable(&error))?;
        let first_row = self.next_row;
        self.next_row += frame.height() as u64;
        Ok(Some(Batch {
            frame,
            part: Arc::clone(&self.origin.shown),
            first_row,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn origin() -> Origin {
        Origin {
            shown: "rows".into(),
            setting: "path",
        }
    }

    #[test]
    fn later_frames_keep_the_columns_of_earlier_ones() {
        let mut frames = Frames::default();
        let first = frames.frame(b"{\"id\":1,\"who\":{\"a\":1},\"tags\":[]}\n").unwrap();
        assert_eq!(first.get_column_names(), ["id", "who", "tags"]);
        let second = frames
            .frame(b"{\"id\":\"x\",\"who\":{\"b\":\"y\"},\"tags\":[1],\"new\":true}\n{\"id\":7}\n")
            .unwrap();
        assert_eq!(second.get_column_names(), ["id", "who", "tags", "new"]);
        assert_eq!(second.column("id").unwrap().str().unwrap().get(1), Some("7"));
        let third = frames.frame(b"{\"id\":2}\n").unwrap();
        assert_eq!(third.width(), 4);
        assert_eq!(third.column("who").unwrap().null_count(), 1);
        let who = third
            .column("who")
            .unwrap()
            .as_materialized_series()
            .struct_()
            .unwrap()
            .clone();
        assert_eq!(who.fields_as_series().len(), 2);
    }

    #[test]
    fn a_column_that_is_nested_in_one_row_only_is_a_fault() {
        let mut frames = Frames::default();
        frames.frame(b"{\"id\":{\"a\":1}}\n").unwrap();
        let fault = frames.frame(b"{\"id\":1}\n").unwrap_err();
        assert!(
            fault
                .to_string()
                .contains("`id` has a nested value in one row and a plain one in another")
        );
    }

    #[test]
    fn a_number_beyond_64_bits_breaks_nothing_around_it() {
        let mut frames = Frames::default();
        let first = frames.frame(b"{\"id\":18446744073709551615}\n{\"id\":1}\n").unwrap();
        let text = first.column("id").unwrap().cast(&DataType::String).unwrap();
        assert_eq!(text.str().unwrap().get(0), Some("18446744073709551615"));
        let second = frames.frame(b"{\"id\":2}\n").unwrap();
        assert!(second.column("id").unwrap().dtype().is_integer());
    }

    #[test]
    fn rows_come_in_batches_and_a_bad_line_is_told_by_its_number() {
        let good: String = (0..70_000).map(|n| format!("{{\"n\":{n}}}\n")).collect();
        let all: Vec<Batch> = scan(Cursor::new(good.clone().into_bytes()), &origin(), None)
            .map(Result::unwrap)
            .collect();
        let sizes: Vec<(u64, usize)> = all
            .iter()
            .map(|batch| (batch.first_row, batch.frame.height()))
            .collect();
        assert_eq!(sizes, [(1, BATCH_ROWS), (BATCH_ROWS as u64 + 1, 70_000 - BATCH_ROWS)]);
        let bad = format!("\u{feff}{good}\n[1]\n");
        let last = scan(Cursor::new(bad.into_bytes()), &origin(), None).last().unwrap();
        assert_eq!(
            last.unwrap_err().message,
            "line 70002 of `rows` isn't a JSON object: it isn't an object"
        );
    }

    #[test]
    fn blank_lines_are_no_rows() {
        assert_eq!(scan(Cursor::new(b"\n \n"), &origin(), None).count(), 0);
        let rows: usize = scan(Cursor::new(b"\n{\"a\":1}\n\n{\"a\":2}"), &origin(), None)
            .map(|batch| batch.unwrap().frame.height())
            .sum();
        assert_eq!(rows, 2);
    }

    #[test]
    fn a_line_without_end_is_a_fault() {
        let endless = std::io::repeat(b'x').take(LARGEST as u64 * 2);
        let fault = scan(endless, &origin(), None).next().unwrap().unwrap_err();
        assert_eq!(fault.message, "line 1 of `rows` is longer than 64 MiB");
    }
}
