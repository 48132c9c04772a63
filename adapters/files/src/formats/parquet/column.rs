//! A column on its way through the decoder.

use super::chunk::{Budget, Chunk, pages};
use super::coded::{CodedPages, is_coded};
use super::fault::Fault;
use super::schema::Column;
use super::small;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use polars::prelude::{Column as Values, DataType, ParquetReader, PolarsError, PolarsResult, SerReader};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};
use uptake_adapter::Coded;
use uptake_formats::arrow::{one_field, without_values};

/// A column, with what Arrow says of it.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) column: Column,
    arrow: Option<String>,
    /// The column without values.
    pub(super) empty: Values,
}

impl Typed {
    /// Finds out whether the decoder knows the column's type.
    pub(super) fn new(column: Column, arrow: Option<&[u8]>, most_levels: usize) -> Result<Self, Fault> {
        const SCHEMA: Fault = Fault::Broken("its Arrow schema can't be read");
        let arrow = match arrow {
            None => None,
            Some(text) => {
                let schema = STANDARD.decode(text).map_err(|_| SCHEMA)?;
                let own = one_field(&schema, &column.name, most_levels).map_err(|_| SCHEMA)?;
                own.map(|own| STANDARD.encode(own))
            }
        };
        if column.leaves.is_empty() {
            return Err(Fault::Column(column.name));
        }
        let file = small::file(&column, arrow.as_deref(), 0, &[]);
        let typed = || {
            let schema = ParquetReader::new(Cursor::new(file.as_slice())).schema()?;
            let field = schema.iter_values().next();
            without_values(field.ok_or_else(|| PolarsError::ColumnNotFound("the column isn't there".into()))?)
        };
        let empty = match catch_unwind(AssertUnwindSafe(typed)) {
            Ok(Ok(empty)) => empty,
            _ => return Err(Fault::Column(column.name)),
        };
        Ok(Self { column, arrow, empty })
    }

    /// The column's values in a row group, ready to be decoded.
    pub(super) fn held(
        &self,
        chunks: Vec<(&Chunk, Vec<u8>)>,
        rows: u64,
        budget: &Budget,
        largest: u64,
    ) -> Result<Held, Fault> {
        let mut all = Vec::new();
        for (leaf, (chunk, bytes)) in self.column.leaves.iter().zip(chunks) {
            // Values that take no bytes take memory all the same. Columns of plain values are read in pieces.
            if !self.column.is_flat() && chunk.values.saturating_mul(16) > largest {
                return Err(Fault::Large);
            }
            let pages = pages(&bytes, chunk, leaf, rows, budget)?;
            if self.column.is_flat() && *self.empty.dtype() == DataType::String && is_coded(leaf, &pages) {
                return CodedPages::new(&self.column.name, leaf, pages).map(Held::Coded);
            }
            all.push((chunk, pages));
        }
        Ok(Held::File(small::file(&self.column, self.arrow.as_deref(), rows, &all)))
    }
}

/// A column of a row group on its way through the decoder.
#[derive(Debug)]
pub(super) enum Held {
    /// As a small file, for Polars.
    File(Vec<u8>),
    /// Texts by number.
    Coded(CodedPages),
}

impl Held {
    /// Bytes that it takes, about.
    pub(super) fn size(&self) -> usize {
        match self {
            Self::File(file) => file.len(),
            Self::Coded(pages) => pages.size(),
        }
    }

    /// The values of some rows: the first, and how many. They are asked for in order.
    pub(super) fn decode(&mut self, rows: (usize, usize)) -> Result<(Values, Option<Coded>), Fault> {
        match self {
            Self::File(file) => Ok((decode(file, rows)?, None)),
            Self::Coded(pages) => {
                let (texts, coded) = pages.take(rows.1)?;
                Ok((texts, Some(coded)))
            }
        }
    }
}

/// The values of a small file, or those of some of its rows: the first, and how many.
fn decode(file: &[u8], rows: (usize, usize)) -> Result<Values, Fault> {
    match catch_unwind(AssertUnwindSafe(|| values(file, rows))) {
        Ok(Ok(values)) if values.len() == rows.1 => Ok(values),
        Ok(Ok(_)) => Err(Fault::Broken(
            "a column has another number of values than its footer says",
        )),
        Ok(Err(error)) => Err(Fault::Undecodable(error.to_string())),
        Err(_) => Err(Fault::Broken("its parts contradict each other")),
    }
}

fn values(file: &[u8], rows: (usize, usize)) -> PolarsResult<Values> {
    let frame = ParquetReader::new(Cursor::new(file)).with_slice(Some(rows)).finish()?;
    let first = frame.columns().first().cloned();
    first.ok_or_else(|| PolarsError::ColumnNotFound("the column isn't there".into()))
}
