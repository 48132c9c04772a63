//! A column on its way through the decoder.

use super::chunk::{Budget, Loaded, pages};
use super::coded::{CodedPages, is_coded};
use super::fault::Fault;
use super::schema;
use super::small;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use polars::prelude::{Column, DataType, ParquetReader, PolarsError, PolarsResult, SerReader};
use std::io::Cursor;
use std::ops::Range;
use std::panic::{AssertUnwindSafe, catch_unwind};
use uptake_adapter::Coded;
use uptake_formats::arrow::{one_field, without_values};

/// A column, with what Arrow says of it.
#[derive(Debug)]
pub(super) struct Typed {
    pub(super) column: schema::Column,
    arrow: Option<String>,
    /// The column without values.
    pub(super) empty: Column,
}

impl Typed {
    /// Finds out whether the decoder knows the column's type.
    pub(super) fn new(column: schema::Column, arrow: Option<&[u8]>, most_levels: usize) -> Result<Self, Fault> {
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
        chunks: Vec<Loaded<'_>>,
        rows: u64,
        budget: &Budget,
        largest: u64,
    ) -> Result<Held, Fault> {
        // Leaves of one column have all pages, or are one.
        let covered = Covered(chunks.first().map(|loaded| loaded.rows(rows)).unwrap_or_default());
        let mut all = Vec::new();
        for (leaf, loaded) in self.column.leaves.iter().zip(&chunks) {
            let chunk = loaded.chunk;
            // Values that take no bytes take memory all the same. Columns of plain values are read in pieces.
            if !self.column.is_flat() && chunk.values.saturating_mul(16) > largest {
                return Err(Fault::Large);
            }
            let pages = pages(loaded, leaf, rows, budget)?;
            if self.column.is_flat() && *self.empty.dtype() == DataType::String && is_coded(leaf, &pages) {
                let values = Values::Coded(Box::new(CodedPages::new(&self.column.name, leaf, pages)?));
                return Ok(Held { values, covered });
            }
            all.push((chunk, pages));
        }
        let file = small::file(&self.column, self.arrow.as_deref(), covered.all(), &all);
        Ok(Held {
            values: Values::File(file),
            covered,
        })
    }
}

/// A column of a row group on its way through the decoder: the rows of the pages that were read.
#[derive(Debug)]
pub(super) struct Held {
    values: Values,
    covered: Covered,
}

/// Which rows of a row group are there: stretches from 0 and in order, apart from each other.
#[derive(Debug)]
struct Covered(Vec<Range<u64>>);

impl Covered {
    fn all(&self) -> u64 {
        self.0.iter().map(|rows| rows.end - rows.start).sum()
    }

    /// The place of a row among them.
    fn place(&self, row: u64) -> Option<u64> {
        let mut before = 0;
        for rows in &self.0 {
            if rows.contains(&row) {
                return Some(before + (row - rows.start));
            }
            before += rows.end - rows.start;
        }
        None
    }
}

#[derive(Debug)]
enum Values {
    /// As a small file, for Polars.
    File(Vec<u8>),
    /// Texts by number.
    Coded(Box<CodedPages>),
}

impl Held {
    /// Bytes that it takes, about.
    pub(super) fn size(&self) -> usize {
        match &self.values {
            Values::File(file) => file.len(),
            Values::Coded(pages) => pages.size(),
        }
    }

    /// How many rows it holds.
    pub(super) fn rows(&self) -> u64 {
        self.covered.all()
    }

    /// The values of some rows: the first in the row group, and how many. They are asked for in order.
    pub(super) fn decode(&mut self, (first, count): (u64, usize)) -> Result<(Column, Option<Coded>), Fault> {
        let place = self.covered.place(first).and_then(|place| usize::try_from(place).ok());
        let rows = (place.ok_or(Fault::Broken("its parts contradict each other"))?, count);
        match &mut self.values {
            Values::File(file) => Ok((decode(file, rows)?, None)),
            Values::Coded(pages) => {
                let (texts, coded) = pages.take(rows)?;
                Ok((texts, Some(coded)))
            }
        }
    }
}

/// The values of a small file, or those of some of its rows: the first, and how many.
fn decode(file: &[u8], rows: (usize, usize)) -> Result<Column, Fault> {
    match catch_unwind(AssertUnwindSafe(|| values(file, rows))) {
        Ok(Ok(values)) if values.len() == rows.1 => Ok(values),
        Ok(Ok(_)) => Err(Fault::Broken(
            "a column has another number of values than its footer says",
        )),
        Ok(Err(error)) => Err(Fault::Undecodable(error.to_string())),
        Err(_) => Err(Fault::Broken("its parts contradict each other")),
    }
}

fn values(file: &[u8], rows: (usize, usize)) -> PolarsResult<Column> {
    let frame = ParquetReader::new(Cursor::new(file)).with_slice(Some(rows)).finish()?;
    let first = frame.columns().first().cloned();
    first.ok_or_else(|| PolarsError::ColumnNotFound("the column isn't there".into()))
}
