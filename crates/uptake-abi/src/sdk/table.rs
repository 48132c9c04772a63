//! Rows without Polars: columns of plain vectors, copied once into Arrow's layout.

use super::export::{self, Buffer};
use super::plugin::Piece;
use crate::OwnedArray;
use crate::arrow::{Field, Kind, Offsets, Primitive, Unit};
use std::sync::Arc;
use uptake_adapter::Lines;

/// A column's values; `None` is a null.
#[derive(Clone, Debug, PartialEq)]
pub enum Column {
    /// Truth values.
    Bool(Vec<Option<bool>>),
    /// Whole numbers.
    Int(Vec<Option<i64>>),
    /// Floating-point numbers.
    Float(Vec<Option<f64>>),
    /// Text.
    Text(Vec<Option<String>>),
    /// Days since 1970-01-01.
    Date(Vec<Option<i32>>),
    /// Microseconds since 1970-01-01 00:00 UTC.
    Time(Vec<Option<i64>>),
}

/// Rows: named columns, all as long.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Table {
    columns: Vec<(String, Column)>,
    /// Rows of the shortest column so far. Kept where no column is: the rows are there all the same.
    rows: Option<usize>,
}

impl Table {
    /// No columns yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The same with a column more.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, column: Column) -> Self {
        self.rows = Some(self.rows.map_or(column.len(), |rows| rows.min(column.len())));
        self.columns.push((name.into(), column));
        self
    }

    /// Only the columns that a request asks for, those that there are.
    #[must_use]
    pub fn keep(mut self, columns: Option<&[String]>) -> Self {
        if let Some(columns) = columns {
            self.columns.retain(|(name, _)| columns.contains(name));
        }
        self
    }

    /// How many rows: as many as the shortest column has. Longer ones are cut.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows.unwrap_or(0)
    }

    /// The table as a piece of a scan: the rows from `first_row` on, counted from 1, of a part.
    #[must_use]
    pub fn piece(self, part: impl Into<Arc<str>>, first_row: u64) -> Piece {
        let rows = self.rows();
        let (fields, arrays) = self
            .columns
            .into_iter()
            .map(|(name, column)| column.export(name, rows))
            .unzip();
        Piece {
            field: Field {
                name: String::new(),
                format: "+s".to_owned(),
                kind: Kind::Struct,
                children: fields,
                dictionary: None,
            },
            array: export::array(rows, 0, vec![Buffer::Absent], arrays),
            part: part.into(),
            first_row,
            lines: Lines::none(),
        }
    }
}

impl Column {
    fn len(&self) -> usize {
        match self {
            Column::Bool(values) => values.len(),
            Column::Int(values) | Column::Time(values) => values.len(),
            Column::Float(values) => values.len(),
            Column::Text(values) => values.len(),
            Column::Date(values) => values.len(),
        }
    }

    fn export(self, name: String, rows: usize) -> (Field, OwnedArray) {
        let (format, kind, nulls, buffers) = match self {
            Column::Bool(values) => {
                let (nulls, valid, values) = split(values, rows);
                let values = Buffer::Bytes(bits(values.into_iter(), rows));
                ("b", Kind::Bool, nulls, vec![valid, values])
            }
            Column::Int(values) => {
                let (nulls, valid, values) = split(values, rows);
                let kind = Kind::Primitive(Primitive::Int64);
                ("l", kind, nulls, vec![valid, Buffer::Int64(values)])
            }
            Column::Time(values) => {
                let (nulls, valid, values) = split(values, rows);
                let kind = Kind::Primitive(Primitive::Timestamp(Unit::Micro, Some("UTC".to_owned())));
                ("tsu:UTC", kind, nulls, vec![valid, Buffer::Int64(values)])
            }
            Column::Float(values) => {
                let (nulls, valid, values) = split(values, rows);
                let kind = Kind::Primitive(Primitive::Float64);
                ("g", kind, nulls, vec![valid, Buffer::Float64(values)])
            }
            Column::Date(values) => {
                let (nulls, valid, values) = split(values, rows);
                let kind = Kind::Primitive(Primitive::Date32);
                ("tdD", kind, nulls, vec![valid, Buffer::Int32(values)])
            }
            Column::Text(values) => {
                let (nulls, valid, values) = split(values, rows);
                let mut ends = vec![0];
                let mut text = Vec::new();
                for value in values {
                    text.extend_from_slice(value.as_bytes());
                    ends.push(i64::try_from(text.len()).unwrap_or(i64::MAX));
                }
                let buffers = vec![valid, Buffer::Int64(ends), Buffer::Bytes(text)];
                ("U", Kind::Text(Offsets::Large), nulls, buffers)
            }
        };
        let field = Field {
            name,
            format: format.to_owned(),
            kind,
            children: Vec::new(),
            dictionary: None,
        };
        (field, export::array(rows, nulls, buffers, Vec::new()))
    }
}

/// How many nulls, which rows aren't, and the values with a default for a null.
fn split<T: Default>(values: Vec<Option<T>>, rows: usize) -> (usize, Buffer, Vec<T>) {
    let values = values.into_iter().take(rows);
    let mut valid = Vec::with_capacity(rows);
    let values: Vec<T> = values
        .map(|value| {
            valid.push(value.is_some());
            value.unwrap_or_default()
        })
        .collect();
    let nulls = valid.iter().filter(|valid| !**valid).count();
    let buffer = match nulls {
        0 => Buffer::Absent,
        _ => Buffer::Bytes(bits(valid.into_iter(), rows)),
    };
    (nulls, buffer, values)
}

/// Truth values as bits, the first in the lowest.
fn bits(values: impl Iterator<Item = bool>, rows: usize) -> Vec<u8> {
    let mut bytes = vec![0; rows.div_ceil(8)];
    for (row, value) in values.enumerate() {
        if let Some(byte) = bytes.get_mut(row / 8) {
            *byte |= u8::from(value) << (row % 8);
        }
    }
    bytes
}
