//! The chunk of a column in a row group: pages one after another.

use super::chosen::{Pages, Places};
use super::fault::Fault;
use super::page::{Head, Page};
use super::schema::Leaf;
use super::thrift::Raw;
use super::times::Stated;
use super::unpack::unpack;
use flate2::Crc;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// The letters at both ends of a file. Chunks are between them.
pub(super) const MAGIC: &[u8] = b"PAR1";

const PLACES: Fault = Fault::Broken("its pages don't stand where its footer says");
const COUNTS: Fault = Fault::Broken("a column has another number of values than its footer says");

/// What the footer says of a chunk.
#[derive(Clone, Debug)]
pub(super) struct Chunk {
    start: u64,
    length: u64,
    codec: i64,
    pub(super) values: u64,
    /// The encodings, as they are written.
    pub(super) encodings: Vec<u8>,
    /// What is said of its values.
    pub(super) stated: Stated,
    /// Where the indexes of its pages are.
    pub(super) indexes: Places,
}

impl Chunk {
    /// Reads what the footer says of a leaf in a row group; pages lie before `end`.
    pub(super) fn read(chunk: Raw<'_>, leaf: &Leaf, end: u64) -> Result<Self, Fault> {
        let chunk = chunk.structure().ok_or(Fault::Footer)?;
        if chunk.binary(1).is_some_and(|path| !path.is_empty()) {
            return Err(Fault::Unknown("it has columns in other files".to_owned()));
        }
        if chunk.get(8).is_some() || chunk.get(9).is_some() {
            return Err(Fault::Unknown("a column that is read is encrypted".to_owned()));
        }
        let about = chunk.structure(3).ok_or(Fault::Footer)?;
        let path = about.list(3).ok_or(Fault::Footer)?;
        let same = path.len() == leaf.path.len()
            && path
                .iter()
                .zip(&leaf.path)
                .all(|(stated, own)| stated.binary() == Some(own));
        if !same || about.integer(1) != Some(leaf.kind) {
            return Err(Fault::Broken("a row group has other columns than its schema"));
        }
        let natural = |value: Option<i64>| value.and_then(|value| u64::try_from(value).ok()).ok_or(Fault::Footer);
        let values = natural(about.integer(5))?;
        let data = natural(about.integer(9))?;
        let dictionary = about.integer(11).and_then(|offset| u64::try_from(offset).ok());
        let start = dictionary
            .filter(|offset| *offset > 0)
            .map_or(data, |offset| offset.min(data));
        // A chunk without values needs no place. Programs state that of its dictionary alone, or none.
        let (start, length) = match values {
            0 => (data, 0),
            _ => (start, natural(about.integer(7))?),
        };
        let last = start.checked_add(length).ok_or(PLACES)?;
        if length > 0 && (start < MAGIC.len() as u64 || last > end || data > last) {
            return Err(PLACES);
        }
        Ok(Self {
            start,
            length,
            codec: about.integer(4).ok_or(Fault::Footer)?,
            values,
            encodings: about.get(2).map(|raw| raw.bytes.to_vec()).ok_or(Fault::Footer)?,
            stated: about
                .structure(12)
                .map_or_else(Stated::default, |statistics| Stated::read(&statistics)),
            indexes: Places::read(&chunk, end),
        })
    }

    /// Where it begins, and how long it is.
    pub(super) fn place(&self) -> (u64, u64) {
        (self.start, self.length)
    }

    /// Its bytes, or those of the pages that are read.
    pub(super) fn load<'g>(&'g self, file: &mut File, pages: Option<&'g Pages>) -> Result<Loaded<'g>, Fault> {
        let mut bytes = Vec::new();
        for part in self.parts(pages) {
            file.seek(SeekFrom::Start(part.start))?;
            let length = part.end - part.start;
            if file.take(length).read_to_end(&mut bytes)? as u64 != length {
                return Err(Fault::Broken("it is shorter than its footer says"));
            }
        }
        Ok(Loaded {
            chunk: self,
            pages,
            bytes,
        })
    }

    /// Where these are.
    pub(super) fn parts(&self, pages: Option<&Pages>) -> Vec<Range<u64>> {
        match pages {
            Some(pages) => pages.bytes.clone(),
            None => std::iter::once(self.start..self.start.saturating_add(self.length)).collect(),
        }
    }
}

/// A chunk as it was read.
pub(super) struct Loaded<'g> {
    pub(super) chunk: &'g Chunk,
    /// Its pages that were read, where these aren't all.
    pages: Option<&'g Pages>,
    bytes: Vec<u8>,
}

impl Loaded<'_> {
    /// Which of so many rows of its row group it has.
    pub(super) fn rows(&self, all: u64) -> Vec<Range<u64>> {
        self.pages
            .map_or_else(|| std::iter::once(0..all).collect(), |pages| pages.rows.clone())
    }
}

/// A page, unpacked.
#[derive(Debug)]
pub(super) struct Unpacked {
    pub(super) head: Head,
    pub(super) content: Vec<u8>,
}

/// How many bytes the columns of a row group may still become.
pub(super) struct Budget(AtomicU64);

impl Budget {
    pub(super) fn new(largest: u64) -> Self {
        Self(AtomicU64::new(largest))
    }

    fn take(&self, bytes: u64) -> Result<(), Fault> {
        let taken = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
        taken.map(drop).map_err(|_| Fault::Large)
    }
}

/// Unpacks the pages of a chunk, and looks whether they are what was written and as many as was said. A dictionary comes first.
pub(super) fn pages(loaded: &Loaded<'_>, leaf: &Leaf, rows: u64, budget: &Budget) -> Result<Vec<Unpacked>, Fault> {
    let Loaded { chunk, bytes, .. } = loaded;
    let mut pages = Vec::new();
    let (mut at, mut counts) = (0, Vec::new());
    while at < bytes.len() {
        let (head, length) = Head::read(bytes.get(at..).unwrap_or_default()).ok_or(PLACES)?;
        at += length;
        let end = at.checked_add(head.packed).ok_or(PLACES)?;
        let content = bytes.get(at..end).ok_or(PLACES)?;
        at = end;
        checksum(&head, content)?;
        budget.take(head.unpacked as u64)?;
        match &head.page {
            Page::Index => continue,
            Page::Dictionary { .. } if !pages.is_empty() => {
                return Err(Fault::Broken("a column has two dictionaries"));
            }
            Page::Dictionary { count, .. } if *count > head.unpacked as u64 => return Err(COUNTS),
            Page::Dictionary { .. } => {}
            Page::Data { count, .. } | Page::DataV2 { count, .. } => counts.push(*count),
        }
        let content = content_of(&head, content, chunk.codec)?;
        pages.push(Unpacked { head, content });
    }
    let as_told = match loaded.pages {
        Some(pages) => counts == pages.counts,
        None => {
            let values = counts.iter().sum::<u64>();
            values == chunk.values && (leaf.repeated || values == rows)
        }
    };
    as_told.then_some(pages).ok_or(COUNTS)
}

/// Whether the content is what was written, if the page has a checksum.
fn checksum(head: &Head, content: &[u8]) -> Result<(), Fault> {
    let Some(stated) = head.checksum else { return Ok(()) };
    let mut crc = Crc::new();
    crc.update(content);
    match crc.sum() == stated {
        true => Ok(()),
        false => Err(Fault::Broken("the checksum of a page isn't that of its content")),
    }
}

/// The content of a page, unpacked.
fn content_of(head: &Head, content: &[u8], codec: i64) -> Result<Vec<u8>, Fault> {
    let (bare, packed) = match &head.page {
        Page::DataV2 { levels, is_packed, .. } => {
            let (bare, packed) = content.split_at_checked(*levels).ok_or(PLACES)?;
            (bare, is_packed.then_some(packed).ok_or(packed))
        }
        Page::Data { .. } | Page::Dictionary { .. } | Page::Index => ([].as_slice(), Ok(content)),
    };
    let length = head.unpacked.checked_sub(bare.len()).ok_or(PLACES)?;
    let unpacked = match packed {
        // A page without values may have no bytes at all.
        Ok([]) if length == 0 => Vec::new(),
        Ok(packed) => unpack(codec, packed, length)?,
        Err(plain) => unpack(0, plain, length)?,
    };
    match bare {
        [] => Ok(unpacked),
        bare => Ok([bare, &unpacked].concat()),
    }
}
