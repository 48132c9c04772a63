//! A Parquet file of one column and at most one row group, in memory: what the decoder gets.

use super::chunk::{Chunk, MAGIC, Unpacked};
use super::page::Page;
use super::schema::Column;
use super::thrift::{Writer, kind};

/// Writes such a file of the pages of a column's leaves, which have so many rows. `arrow` is the column's schema as Arrow writes it, in base64.
pub(super) fn file(column: &Column, arrow: Option<&str>, rows: u64, chunks: &[(&Chunk, Vec<Unpacked>)]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    let mut columns = Vec::new();
    for (leaf, (chunk, pages)) in column.leaves.iter().zip(chunks) {
        let start = bytes.len();
        let mut data = start;
        let (mut values, mut has_dictionary) = (0, false);
        for page in pages {
            bytes.extend(page.head.again());
            bytes.extend(&page.content);
            match page.head.page {
                Page::Dictionary { .. } => (has_dictionary, data) = (true, bytes.len()),
                Page::Data { count, .. } | Page::DataV2 { count, .. } => values += count,
                Page::Index => {}
            }
        }
        let place = Place {
            start,
            data,
            end: bytes.len(),
            values,
            has_dictionary,
        };
        columns.push(chunk_of(leaf.kind, &leaf.path, chunk, &place));
    }
    let rows = i64::try_from(rows).unwrap_or(i64::MAX);
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let mut groups = Vec::new();
    if !chunks.is_empty() {
        groups.push(
            Writer::default()
                .structures(1, &columns)
                .i64(2, size)
                .i64(3, rows)
                .end(),
        );
    }
    let root = Writer::default().binary(4, b"schema").i32(5, 1).end();
    let elements = [vec![root], column.elements.clone()].concat();
    let footer = Writer::default().i32(1, 1).structures(2, &elements);
    let stated = if chunks.is_empty() { 0 } else { rows };
    let mut footer = footer.i64(3, stated).structures(4, &groups);
    if let Some(arrow) = arrow {
        let pair = Writer::default()
            .binary(1, b"ARROW:schema")
            .binary(2, arrow.as_bytes())
            .end();
        footer = footer.structures(5, &[pair]);
    }
    let footer = footer.end();
    bytes.extend(&footer);
    bytes.extend(u32::try_from(footer.len()).unwrap_or(u32::MAX).to_le_bytes());
    bytes.extend(MAGIC);
    bytes
}

/// Where the pages of a chunk are.
struct Place {
    start: usize,
    /// Where those of data begin, behind the dictionary if there is one.
    data: usize,
    end: usize,
    values: u64,
    has_dictionary: bool,
}

fn chunk_of(physical: i64, path: &[Vec<u8>], chunk: &Chunk, pages: &Place) -> Vec<u8> {
    let place = |at: usize| i64::try_from(at).unwrap_or(i64::MAX);
    let size = place(pages.end - pages.start);
    let values = i64::try_from(pages.values).unwrap_or(i64::MAX);
    let mut about = Writer::default().i32(1, physical).raw(2, kind::LIST, &chunk.encodings);
    about = about.texts(3, path).i32(4, 0).i64(5, values).i64(6, size).i64(7, size);
    about = about.i64(9, place(pages.data));
    if pages.has_dictionary {
        about = about.i64(11, place(pages.start));
    }
    Writer::default().i64(2, 0).structure(3, &about.end()).end()
}
