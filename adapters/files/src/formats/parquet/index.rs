//! Page indexes: where the pages of a chunk lie, which rows each has, and between which values they are.
//!
//! They stand before the footer and help those alone who don't want all rows. So one that is absent, can't be read or contradicts the footer
//! is passed over, and all pages are read.

use super::chosen::Located;
use super::chunk::Chunk;
use super::schema::Column;
use super::thrift::{Fields, Raw};
use super::times::Stated;

/// The pages of a chunk of so many rows, one value each; nothing where the index doesn't fit the chunk.
pub(super) fn located(bytes: &[u8], chunk: &Chunk, rows: u64) -> Option<Vec<Located>> {
    let places = Fields::read(bytes)?.0.list(1)?;
    let natural = |value: Option<i64>| u64::try_from(value?).ok();
    let mut pages: Vec<Located> = Vec::with_capacity(places.len());
    for place in places {
        let place = place.structure()?;
        let start = natural(place.integer(1))?;
        let end = start.checked_add(natural(place.integer(2))?)?;
        let first_row = natural(place.integer(3))?;
        if let Some(last) = pages.last_mut() {
            last.rows.end = first_row;
        }
        pages.push(Located {
            bytes: start..end,
            rows: first_row..rows,
        });
    }
    let (start, length) = chunk.place();
    let mut end = (start, 0);
    for page in &pages {
        let follows = page.bytes.start >= end.0 && page.rows.start == end.1;
        if !follows || page.bytes.is_empty() || page.rows.is_empty() {
            return None;
        }
        end = (page.bytes.end, page.rows.end);
    }
    (end.0 <= start.saturating_add(length) && end.1 == rows).then_some(pages)
}

/// The first and the last time of each of so many pages of a column, in microseconds since 1970; nothing for a page in which a time is missing,
/// and nothing at all where the index says other than what the footer says of the whole chunk.
pub(super) fn times(bytes: &[u8], column: &Column, whole: &Stated, pages: usize) -> Option<Vec<Option<(i64, i64)>>> {
    let fields = Fields::read(bytes)?.0;
    let list = |id| fields.list(id).filter(|list| list.len() == pages);
    let (empty, least, greatest, missing) = (list(1)?, list(2)?, list(3)?, list(5)?);
    let (mut times, mut all) = (Vec::with_capacity(pages), None);
    for (((least, greatest), missing), empty) in least.iter().zip(&greatest).zip(&missing).zip(&empty) {
        let page = page(*least, *greatest, *missing);
        times.push(match empty.truth()? {
            true => None,
            false => {
                let (first, last) = page.bounds(column)?;
                let (earliest, latest) = all.unwrap_or((first, last));
                all = Some((first.min(earliest), last.max(latest)));
                page.times(column)
            }
        });
    }
    (!whole.is_some() || whole.bounds(column) == all).then_some(times)
}

fn page(least: Raw<'_>, greatest: Raw<'_>, missing: Raw<'_>) -> Stated {
    let value = |raw: Raw<'_>| raw.binary().map(<[u8]>::to_vec);
    Stated::new(value(least), value(greatest), missing.integer())
}
