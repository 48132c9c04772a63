//! Apache Parquet.
//!
//! The footer and the headers of pages are read here, and of every row group only the chunks of the asked columns: unpacked,
//! looked at, and put together as a small file of one column and one row group, which Polars' decoder gets. So it meets no type that it
//! doesn't know in a column that nobody reads, no length that lies outside of what is there, and no statistics.

mod chosen;
mod chunk;
mod coded;
mod column;
mod cut;
#[cfg(test)]
mod edited;
mod fault;
mod footer;
mod group;
mod index;
mod page;
#[cfg(test)]
mod random;
mod rows;
mod runs;
mod schema;
mod small;
#[cfg(test)]
mod tests;
mod thrift;
mod times;
mod unpack;

use super::ends::whole;
use crate::file::File;
use crate::format::{END, Format, Reader};
use footer::{Footer, Group};
use rows::Rows;
use std::ops::Range;
use std::sync::Arc;
use uptake_adapter::{AdapterError, Batches, ScanRequest};
use uptake_formats::arrow::{LARGEST_ROW_GROUP, Limits};
use uptake_formats::json::MOST_LEVELS;

pub(super) static PARQUET: Format = Format {
    name: "parquet",
    endings: &[],
    settings: &[MOST_LEVELS, LARGEST_ROW_GROUP],
    owner: Some("a Parquet file"),
    reader: |settings| {
        let limits = Limits::new(settings)?;
        Ok(Arc::new(Parquet { limits }))
    },
};

#[derive(Debug)]
struct Parquet {
    limits: Limits,
}

impl Reader for Parquet {
    fn scan(&self, file: &File, request: &ScanRequest) -> Result<Batches, AdapterError> {
        let unreadable = |error: std::io::Error| crate::open::unreadable(file, &error);
        let mut opened = file.open()?;
        if footer::is_encrypted(&mut opened).map_err(unreadable)? {
            let encrypted = fault::Fault::Unknown("it is encrypted".to_owned());
            return Err(encrypted.error(file, self.limits));
        }
        whole(file, chunk::MAGIC, "Parquet")?;
        let footer = self.footer(&mut opened, file, request)?;
        let rows = Rows::new(opened, footer, file, self.limits).map_err(|fault| fault.error(file, self.limits))?;
        Ok(Box::new(rows))
    }

    fn ending(&self, end: [u8; END]) -> Option<u64> {
        let [a, b, c, d, letters @ ..] = end;
        let length = u64::from(u32::from_le_bytes([a, b, c, d]));
        (letters == chunk::MAGIC).then_some(length + END as u64)
    }

    fn indexes(&self, file: &File, request: &ScanRequest) -> Result<Vec<Range<u64>>, AdapterError> {
        let footer = Footer::read(&mut file.open()?, request, self.limits);
        let footer = footer.map_err(|fault| fault.error(file, self.limits))?;
        Ok(footer.indexes(request.spare.as_ref()))
    }

    fn needed(&self, file: &File, request: &ScanRequest) -> Result<Vec<Range<u64>>, AdapterError> {
        let footer = self.footer(&mut file.open()?, file, request)?;
        // The letters at its start are looked at, too.
        let letters = std::iter::once(0..chunk::MAGIC.len() as u64);
        let read = footer.groups.iter().filter(|group| !group.given().is_empty());
        let chunks = read.flat_map(Group::read).flat_map(|(chunk, pages)| chunk.parts(pages));
        Ok(letters.chain(chunks).collect())
    }
}

impl Parquet {
    /// The footer, with what needn't be read of its row groups.
    fn footer(&self, opened: &mut std::fs::File, file: &File, request: &ScanRequest) -> Result<Footer, AdapterError> {
        let footer = Footer::read(opened, request, self.limits).and_then(|mut footer| {
            footer.cut(opened, request.spare.as_ref())?;
            Ok(footer)
        });
        footer.map_err(|fault| fault.error(file, self.limits))
    }
}
