//! A digest over rows, the same however a driver parts them into batches.

use polars::prelude::*;
use sha2::{Digest as _, Sha256};
use uptake_adapter::Fingerprint;

/// Bytes that are gathered before they are digested.
const PIECE: usize = 1 << 16;

/// The digest of the rows so far: one for each column, put together at the end.
#[derive(Debug, Default)]
pub(crate) struct Digest {
    columns: Vec<ColumnDigest>,
    rows: u64,
}

impl Digest {
    /// Adds rows. All frames have the same columns.
    pub(crate) fn add(&mut self, frame: &DataFrame) {
        if self.columns.is_empty() {
            self.columns = frame.columns().iter().map(ColumnDigest::new).collect();
        }
        for (digest, column) in self.columns.iter_mut().zip(frame.columns()) {
            digest.add(column.as_materialized_series(), self.rows);
        }
        self.rows += frame.height() as u64;
    }

    /// Adds rows of other columns, behind all that was added before.
    pub(crate) fn another(&mut self, frame: &DataFrame) {
        let mut own = Digest::default();
        own.add(frame);
        self.columns.append(&mut own.columns);
        self.rows += own.rows;
    }

    /// What was added.
    pub(crate) fn fingerprint(&self, part: &str) -> Fingerprint {
        let mut whole = Sha256::new();
        whole.update(self.rows.to_le_bytes());
        for column in &self.columns {
            whole.update((column.about.len() as u64).to_le_bytes());
            whole.update(&column.about);
            whole.update(column.values.clone().finalize());
            whole.update(column.nulls.clone().finalize());
        }
        Fingerprint {
            part: part.to_owned(),
            bytes: self.columns.iter().map(|column| column.bytes).sum(),
            sha256: hex::encode(whole.finalize()),
            read: None,
        }
    }
}

/// The digest of a column: its values, nulls as zeros or empty, and the numbers of the rows that are null.
#[derive(Debug)]
struct ColumnDigest {
    about: String,
    values: Sha256,
    nulls: Sha256,
    bytes: u64,
    piece: Vec<u8>,
}

impl ColumnDigest {
    fn new(column: &Column) -> Self {
        Self {
            about: format!("{}\0{}", column.name(), column.dtype()),
            values: Sha256::new(),
            nulls: Sha256::new(),
            bytes: 0,
            piece: Vec::new(),
        }
    }

    fn add(&mut self, series: &Series, before: u64) {
        if series.null_count() > 0 {
            for (row, null) in (before..).zip(series.is_null().iter()) {
                if null == Some(true) {
                    self.nulls.update(row.to_le_bytes());
                }
            }
        }
        let physical = series.to_physical_repr();
        if !self.plain(&physical) {
            for value in series.iter() {
                nested(&value, &mut self.piece);
                self.flush(PIECE);
            }
        }
        self.flush(1);
    }

    /// Digests a column of plain values; false for any other.
    fn plain(&mut self, series: &Series) -> bool {
        macro_rules! numbers {
            ($series:ident: $($dtype:pat => $method:ident),*) => {
                match $series.dtype() {
                    $($dtype => {
                        if let Ok(values) = $series.$method() {
                            for value in values.iter() {
                                self.piece.extend_from_slice(&value.unwrap_or_default().to_le_bytes());
                                self.flush(PIECE);
                            }
                        }
                        true
                    })*
                    _ => false,
                }
            };
        }
        match series.dtype() {
            DataType::String => {
                if let Ok(texts) = series.str() {
                    for text in texts.iter() {
                        self.value(text.unwrap_or_default().as_bytes());
                    }
                }
                true
            }
            DataType::Binary => {
                if let Ok(values) = series.binary() {
                    for value in values.iter() {
                        self.value(value.unwrap_or_default());
                    }
                }
                true
            }
            DataType::Boolean => {
                if let Ok(values) = series.bool() {
                    for value in values.iter() {
                        self.piece.push(u8::from(value.unwrap_or_default()));
                        self.flush(PIECE);
                    }
                }
                true
            }
            _ => numbers!(series: DataType::Int8 => i8, DataType::Int16 => i16, DataType::Int32 => i32,
                DataType::Int64 => i64, DataType::UInt8 => u8, DataType::UInt16 => u16, DataType::UInt32 => u32,
                DataType::UInt64 => u64, DataType::Float32 => f32, DataType::Float64 => f64),
        }
    }

    /// A value of any length.
    fn value(&mut self, bytes: &[u8]) {
        self.piece.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.piece.extend_from_slice(bytes);
        self.flush(PIECE);
    }

    /// Digests what was gathered, if it is enough.
    fn flush(&mut self, enough: usize) {
        if self.piece.len() >= enough {
            self.bytes += self.piece.len() as u64;
            self.values.update(&self.piece);
            self.piece.clear();
        }
    }
}

/// A value of a nested or rare type, in a form that is the same each time.
fn nested(value: &AnyValue<'_>, out: &mut Vec<u8>) {
    match value {
        AnyValue::List(items) => {
            out.push(b'[');
            out.extend_from_slice(&(items.len() as u64).to_le_bytes());
            for item in items.iter() {
                nested(&item, out);
            }
        }
        AnyValue::Struct(..) | AnyValue::StructOwned(..) => {
            out.push(b'{');
            let owned = value.clone().into_static();
            if let AnyValue::StructOwned(parts) = owned {
                for item in &parts.0 {
                    nested(item, out);
                }
            }
        }
        AnyValue::Null => out.push(b'n'),
        AnyValue::String(text) => {
            out.push(b's');
            out.extend_from_slice(&(text.len() as u64).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
        AnyValue::StringOwned(text) => nested(&AnyValue::String(text.as_str()), out),
        other => {
            let text = other.to_string();
            out.push(b'v');
            out.extend_from_slice(&(text.len() as u64).to_le_bytes());
            out.extend_from_slice(text.as_bytes());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn digest(frames: &[DataFrame]) -> String {
        let mut digest = Digest::default();
        for frame in frames {
            digest.add(frame);
        }
        digest.fingerprint("x").sha256
    }

    fn frame() -> DataFrame {
        let texts: Vec<Option<String>> = (0..100)
            .map(|row| (row % 7 != 0).then(|| format!("a text of row {row}")))
            .collect();
        let lists: Vec<Series> = (0..100).map(|row| Series::new("".into(), vec![row, row + 1])).collect();
        df!(
            "n" => (0..100_i64).map(|row| (row % 5 != 0).then_some(row)).collect::<Vec<_>>(),
            "x" => (0..100).map(|row| f64::from(row) / 3.0).collect::<Vec<_>>(),
            "b" => (0..100).map(|row| row % 2 == 0).collect::<Vec<_>>(),
            "t" => texts,
            "l" => lists,
        )
        .unwrap()
    }

    #[test]
    fn where_batches_end_does_not_count() {
        let frame = frame();
        let whole = digest(std::slice::from_ref(&frame));
        for parts in [1, 7, 50] {
            let parts: Vec<DataFrame> = (0..100).step_by(parts).map(|at| frame.slice(at, parts)).collect();
            assert_eq!(digest(&parts), whole);
        }
    }

    #[test]
    fn what_differs_in_a_value_a_name_a_type_or_a_null_differs() {
        let one = |frame: DataFrame| digest(&[frame]);
        let all = [
            one(df!("x" => [1_i64, 2]).unwrap()),
            one(df!("x" => [2_i64, 1]).unwrap()),
            one(df!("y" => [1_i64, 2]).unwrap()),
            one(df!("x" => [1_i32, 2]).unwrap()),
            one(df!("x" => [Some(0_i64), None]).unwrap()),
            one(df!("x" => [0_i64, 0]).unwrap()),
            one(df!("x" => [None, Some(0_i64)]).unwrap()),
            one(df!("x" => ["ab", "c"]).unwrap()),
            one(df!("x" => ["a", "bc"]).unwrap()),
            one(df!("x" => [Some(""), None]).unwrap()),
            one(df!("x" => ["", ""]).unwrap()),
            one(frame()),
        ];
        let different: std::collections::BTreeSet<&String> = all.iter().collect();
        assert_eq!(different.len(), all.len());
    }
}
