//! A row's values as bytes that sort as the values do: column after column, unknown first.

use super::rank::in_order;
use crate::error::Error;
use polars::prelude::*;

/// Columns of which rows are written down.
pub(super) struct Sortable(Vec<Written>);

enum Written {
    Text(StringChunked),
    Number(Int64Chunked),
}

impl Sortable {
    /// Of columns, in the order in which they are compared.
    ///
    /// # Errors
    /// When a column has a type that no contract has.
    pub(super) fn of<'a>(columns: impl Iterator<Item = &'a Column>) -> Result<Self, Error> {
        let written = columns.map(|column| {
            let series = column.as_materialized_series();
            Ok(match series.dtype() {
                DataType::String => Written::Text(series.str()?.clone()),
                DataType::Float64 => Written::Number(series.f64()?.iter().map(|value| value.map(in_order)).collect()),
                _ => Written::Number(series.to_physical_repr().cast(&DataType::Int64)?.i64()?.clone()),
            })
        });
        Ok(Self(written.collect::<Result<_, Error>>()?))
    }

    /// The bytes of a row.
    pub(super) fn row(&self, row: usize) -> Vec<u8> {
        let mut bytes = Vec::new();
        for column in &self.0 {
            match column {
                Written::Text(texts) => match texts.get(row) {
                    None => bytes.push(0),
                    Some(text) => {
                        bytes.push(1);
                        // A text ends where no text goes on: 0 isn't escaped twice.
                        for byte in text.bytes() {
                            bytes.push(byte);
                            if byte == 0 {
                                bytes.push(u8::MAX);
                            }
                        }
                        bytes.extend([0, 0]);
                    }
                },
                Written::Number(numbers) => match numbers.get(row) {
                    None => bytes.push(0),
                    Some(number) => {
                        bytes.push(1);
                        bytes.extend((number.cast_unsigned() ^ 1 << 63).to_be_bytes());
                    }
                },
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_sort_as_values_do() {
        let text = Column::new(
            "text".into(),
            [None, Some(""), Some("a"), Some("a\0"), Some("a\u{1}"), Some("ab")],
        );
        let number = Column::new(
            "number".into(),
            [None, Some(-3.5), Some(-0.5), Some(0.0), Some(2.0), Some(1e9)],
        );
        for column in [text, number] {
            let Ok(rows) = Sortable::of([&column].into_iter()) else {
                continue;
            };
            let bytes: Vec<Vec<u8>> = (0..column.len()).map(|row| rows.row(row)).collect();
            assert!(bytes.is_sorted(), "{bytes:?}");
            assert!(bytes.windows(2).all(|pair| pair.first() != pair.last()));
        }
    }
}
