//! The checksums of a Parquet file's pages. Polars doesn't look at them.

use crate::file::File;
use crate::open;
use flate2::Crc;
use polars_parquet_format::thrift::protocol::TCompactInputProtocol;
use polars_parquet_format::{ColumnMetaData, FileMetaData, PageHeader};
use std::io::{Cursor, Read, Seek, SeekFrom};
use uptake_adapter::{AdapterError, ErrorCode};

/// Bytes of a footer or of a page's header, at most.
const MOST: usize = 1 << 30;

/// The length of the footer and the four letters after it.
const END: u64 = 8;

/// Looks whether the pages of the asked columns are what was written, as far as the file has checksums of them.
///
/// # Errors
/// When one of them isn't, or where pages don't stand as the footer says.
pub(super) fn hold(file: &File, columns: Option<&[String]>) -> Result<(), AdapterError> {
    let mut opened = std::fs::File::open(&file.path).map_err(|error| open::unreadable(file, &error))?;
    let footer = footer(&mut opened).ok_or_else(|| {
        let message = format!(
            "`{}` can't be read: its footer is damaged, or written in a way that isn't known",
            file.shown
        );
        let fault = AdapterError::new(ErrorCode::Source, message).setting("path");
        fault
            .help("export it again, if need be by another program")
            .in_own_words()
    })?;
    for group in &footer.row_groups {
        for column in group.columns.iter().filter_map(|chunk| chunk.meta_data.as_ref()) {
            let name = column.path_in_schema.first().map_or("", String::as_str);
            if columns.is_none_or(|columns| columns.iter().any(|asked| asked == name)) {
                pages(&mut opened, column).map_err(|said| damaged(file, said))?;
            }
        }
    }
    Ok(())
}

fn damaged(file: &File, said: &str) -> AdapterError {
    AdapterError::new(ErrorCode::Source, format!("`{}` is damaged: {said}", file.shown))
        .help("export or copy it again")
        .setting("path")
        .in_own_words()
}

fn footer(opened: &mut std::fs::File) -> Option<FileMetaData> {
    let size = opened.seek(SeekFrom::End(0)).ok()?;
    let mut end = [0; 4];
    opened.seek(SeekFrom::Start(size.checked_sub(END)?)).ok()?;
    opened.read_exact(&mut end).ok()?;
    let length = u64::from(u32::from_le_bytes(end));
    let start = size.checked_sub(END)?.checked_sub(length)?;
    let bytes = bytes(opened, start, length).ok()?;
    FileMetaData::read_from_in_protocol(&mut TCompactInputProtocol::new(Cursor::new(bytes), MOST)).ok()
}

/// Looks at the pages of a column of a row group. Whoever writes checksums writes one of each page, so that a column whose first
/// page has none is passed over.
fn pages(opened: &mut std::fs::File, column: &ColumnMetaData) -> Result<(), &'static str> {
    const PLACES: &str = "its pages don't stand where its footer says";
    let dictionary = column.dictionary_page_offset.filter(|offset| *offset > 0);
    let start = dictionary.map_or(column.data_page_offset, |offset| offset.min(column.data_page_offset));
    let (Ok(start), Ok(length)) = (u64::try_from(start), u64::try_from(column.total_compressed_size)) else {
        return Err(PLACES);
    };
    // A header is a few hundred bytes; one with long statistics is read again with all of them.
    let (first, _) = match bytes(opened, start, length.min(1 << 16))
        .ok()
        .and_then(|bytes| header(&bytes, 0))
    {
        Some(first) => first,
        None => {
            let all = bytes(opened, start, length).map_err(|_| PLACES)?;
            header(&all, 0).ok_or(PLACES)?
        }
    };
    if first.crc.is_none() {
        return Ok(());
    }
    let all = bytes(opened, start, length).map_err(|_| PLACES)?;
    let mut at = 0;
    while at < all.len() {
        let (page, begin) = header(&all, at).ok_or(PLACES)?;
        let size = usize::try_from(page.compressed_page_size).map_err(|_| PLACES)?;
        let content = begin
            .checked_add(size)
            .and_then(|end| all.get(begin..end))
            .ok_or(PLACES)?;
        if let Some(stated) = page.crc {
            let mut crc = Crc::new();
            crc.update(content);
            if crc.sum() != stated.cast_unsigned() {
                return Err("the checksum of a page isn't that of its content");
            }
        }
        at = begin + size;
    }
    Ok(())
}

/// The header of the page at a place, and where its content begins.
fn header(bytes: &[u8], at: usize) -> Option<(PageHeader, usize)> {
    let mut cursor = Cursor::new(bytes.get(at..)?);
    let header = PageHeader::read_from_in_protocol(&mut TCompactInputProtocol::new(&mut cursor, MOST)).ok()?;
    Some((header, at + usize::try_from(cursor.position()).ok()?))
}

fn bytes(opened: &mut std::fs::File, start: u64, length: u64) -> std::io::Result<Vec<u8>> {
    opened.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    opened.take(length).read_to_end(&mut bytes)?;
    if bytes.len() as u64 == length {
        return Ok(bytes);
    }
    Err(std::io::ErrorKind::UnexpectedEof.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::*;
    use polars_parquet_format::thrift::protocol::TCompactOutputProtocol;

    /// A Parquet file of one column and one page, which has a checksum.
    fn with_checksum() -> Vec<u8> {
        let mut frame = df!("n" => [2000_i64, 7, 1]).unwrap();
        let mut bytes = Vec::new();
        let writer = ParquetWriter::new(&mut bytes).with_compression(ParquetCompression::Uncompressed);
        writer.finish(&mut frame).unwrap();
        let size = bytes.len();
        let length = u32::from_le_bytes(bytes[size - 8..size - 4].try_into().unwrap()) as usize;
        let mut footer = FileMetaData::read_from_in_protocol(&mut TCompactInputProtocol::new(
            Cursor::new(&bytes[size - 8 - length..size - 8]),
            MOST,
        ))
        .unwrap();
        let chunk = &mut footer.row_groups[0].columns[0];
        let column = chunk.meta_data.as_mut().unwrap();
        let (mut at, mut written, mut pages) = (4, b"PAR1".to_vec(), Vec::new());
        let end = at + usize::try_from(column.total_compressed_size).unwrap();
        while at < end {
            let (mut page, begin) = header(&bytes, at).unwrap();
            let content = &bytes[begin..begin + usize::try_from(page.compressed_page_size).unwrap()];
            let mut crc = Crc::new();
            crc.update(content);
            page.crc = Some(crc.sum().cast_signed());
            pages.push(i64::try_from(written.len()).unwrap());
            page.write_to_out_protocol(&mut TCompactOutputProtocol::new(&mut written))
                .unwrap();
            written.extend(content);
            at = begin + content.len();
        }
        column.data_page_offset = *pages.last().unwrap();
        column.dictionary_page_offset = column.dictionary_page_offset.map(|_| 4);
        column.total_compressed_size = i64::try_from(written.len()).unwrap() - 4;
        (chunk.offset_index_offset, chunk.offset_index_length) = (None, None);
        (chunk.column_index_offset, chunk.column_index_length) = (None, None);
        let start = written.len();
        footer
            .write_to_out_protocol(&mut TCompactOutputProtocol::new(&mut written))
            .unwrap();
        let length = u32::try_from(written.len() - start).unwrap();
        written.extend(length.to_le_bytes());
        written.extend(b"PAR1");
        written
    }

    #[test]
    fn a_value_that_was_changed_is_told_where_its_page_has_a_checksum() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.parquet");
        let file = File {
            path: path.clone(),
            shown: "x.parquet".into(),
            remarks: uptake_formats::Remarks::default(),
        };
        let mut bytes = with_checksum();
        std::fs::write(&path, &bytes).unwrap();
        hold(&file, None).unwrap();
        let value = 2000_i64.to_le_bytes();
        let at = bytes.windows(8).position(|window| window == value).unwrap();
        bytes[at + 3] = 9;
        std::fs::write(&path, &bytes).unwrap();
        let said = hold(&file, None).unwrap_err().message;
        assert_eq!(
            said,
            "`x.parquet` is damaged: the checksum of a page isn't that of its content"
        );
        // A column that nobody asks for is no matter.
        hold(&file, Some(&["other".to_owned()])).unwrap();
    }
}
