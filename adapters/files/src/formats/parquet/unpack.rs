//! Pages, unpacked: to exactly as many bytes as they state, or not at all.

use super::fault::Fault;
use std::cell::RefCell;
use std::io::Read;
use zstd::bulk::Decompressor;

const SIZE: &str = "a page isn't as long as it says, unpacked";

/// No byte that is packed so becomes more than so many. Memory is taken by what a page says.
const MOST_OF_SNAPPY: usize = 32;
const MOST_OF_LZ4: usize = 256;
/// As much of Zstandard is unpacked in one go: more than writers put into a page. Of what it makes of a byte there is no bound.
const AT_ONCE: usize = 16 << 20;

/// Unpacks bytes that were packed in the way that Parquet numbers so.
pub(super) fn unpack(codec: i64, bytes: &[u8], length: usize) -> Result<Vec<u8>, Fault> {
    let unpacked = match codec {
        0 => Some(bytes.to_vec()),
        1 => snappy(bytes, length),
        2 => all(flate2::read::MultiGzDecoder::new(bytes), length),
        4 => all(brotli::Decompressor::new(bytes, 1 << 12), length),
        5 => hadoop(bytes, length).or_else(|| block(bytes, length)),
        // In one go only as far as nobody minds that the memory is asked for before it is known whether the bytes make so much.
        6 if length <= AT_ONCE => at_once(bytes, length),
        6 => zstd::stream::read::Decoder::new(bytes)
            .ok()
            .and_then(|decoder| all(decoder, length)),
        7 => block(bytes, length),
        3 => return Err(Fault::Unknown("it is packed with LZO".to_owned())),
        _ => return Err(Fault::Unknown("it is packed in a way that isn't known".to_owned())),
    };
    unpacked
        .filter(|unpacked| unpacked.len() == length)
        .ok_or(Fault::Broken(SIZE))
}

/// Zstandard in one go. What a thread needs for it is as large as many pages, and is kept for the next one.
fn at_once(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    thread_local! {
        static KEPT: RefCell<Option<Decompressor<'static>>> = const { RefCell::new(None) };
    }
    KEPT.with_borrow_mut(|kept| {
        let decompressor = match kept {
            Some(decompressor) => decompressor,
            None => kept.insert(Decompressor::new().ok()?),
        };
        decompressor.decompress(bytes, length).ok()
    })
}

fn all(decoder: impl Read, length: usize) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    decoder.take(length as u64 + 1).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}

fn snappy(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    if snap::raw::decompress_len(bytes).ok()? != length || length > bytes.len().saturating_mul(MOST_OF_SNAPPY) {
        return None;
    }
    snap::raw::Decoder::new().decompress_vec(bytes).ok()
}

/// One block of LZ4.
fn block(bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    if length == 0 {
        return (bytes.is_empty() || bytes == [0]).then(Vec::new);
    }
    if length > bytes.len().saturating_mul(MOST_OF_LZ4) {
        return None;
    }
    lz4::block::decompress(bytes, Some(i32::try_from(length).ok()?)).ok()
}

/// Blocks of LZ4 with their lengths before them, as Hadoop writes them.
fn hadoop(mut bytes: &[u8], length: usize) -> Option<Vec<u8>> {
    let mut unpacked = Vec::new();
    while !bytes.is_empty() {
        let (own, rest) = bytes.split_first_chunk::<4>()?;
        let (packed, rest) = rest.split_first_chunk::<4>()?;
        let own = usize::try_from(u32::from_be_bytes(*own)).ok()?;
        let (packed, rest) = rest.split_at_checked(usize::try_from(u32::from_be_bytes(*packed)).ok()?)?;
        if unpacked.len().checked_add(own)? > length {
            return None;
        }
        let piece = block(packed, own).filter(|piece| piece.len() == own)?;
        unpacked.extend(piece);
        bytes = rest;
    }
    Some(unpacked)
}
