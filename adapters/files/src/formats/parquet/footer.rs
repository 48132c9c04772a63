//! The footer: columns, and where their values are.

use super::chosen::{Cut, Pages};
use super::chunk::{Chunk, MAGIC};
use super::fault::Fault;
use super::schema::{self, Column};
use super::thrift::{Fields, Raw};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::ops::Range;
use uptake_adapter::{ScanRequest, Spare};
use uptake_formats::arrow::Limits;

/// The letters of a file whose footer is encrypted.
const ENCRYPTED: &[u8] = b"PARE";

/// The length of the footer and the four letters after it.
const END: u64 = 8;

/// What a footer says, as far as it is needed.
#[derive(Debug)]
pub(super) struct Footer {
    /// The columns that are read.
    pub(super) columns: Vec<Column>,
    pub(super) groups: Vec<Group>,
    /// The schema as Arrow writes it, in base64, if there is one.
    pub(super) arrow: Option<Vec<u8>>,
}

/// A row group.
#[derive(Debug)]
pub(super) struct Group {
    pub(super) rows: u64,
    /// The number of its first row in the file, from 1.
    pub(super) first_row: u64,
    /// The stretch of time that has all of its rows, where none of them has to be read.
    pub(super) spared: Option<usize>,
    /// What is read of it, where some of its pages needn't be.
    pub(super) cut: Option<Cut>,
    /// The chunks of the columns that are read, in the order of their leaves.
    pub(super) chunks: Vec<Chunk>,
}

impl Group {
    /// Whether it has neither rows nor values of any column that is read.
    pub(super) fn is_empty(&self) -> bool {
        self.rows == 0 && self.chunks.iter().all(|chunk| chunk.values == 0)
    }

    /// The rows that are given of it, from 0.
    pub(super) fn given(&self) -> Vec<Range<u64>> {
        match (self.spared, &self.cut) {
            (Some(_), _) => Vec::new(),
            (None, Some(cut)) => cut.given.clone(),
            (None, None) => std::iter::once(0..self.rows).collect(),
        }
    }

    /// Its chunks, each with the pages of it that are read where these aren't all.
    pub(super) fn read(&self) -> impl Iterator<Item = (&Chunk, Option<&Pages>)> {
        let pages = |place: usize| self.cut.as_ref().and_then(|cut| cut.pages.get(place));
        self.chunks
            .iter()
            .enumerate()
            .map(move |(place, chunk)| (chunk, pages(place)))
    }
}

/// Whether a file ends as one does whose footer is encrypted.
pub(super) fn is_encrypted(file: &mut File) -> std::io::Result<bool> {
    let mut letters = Vec::new();
    if file.seek(SeekFrom::End(-4)).is_ok() {
        file.take(4).read_to_end(&mut letters)?;
    }
    Ok(letters == ENCRYPTED)
}

impl Footer {
    /// Reads the footer of a file.
    pub(super) fn read(file: &mut File, request: &ScanRequest, limits: Limits) -> Result<Self, Fault> {
        let (bytes, start) = bytes(file, limits.largest)?;
        let (fields, _) = Fields::read(&bytes).ok_or(Fault::Footer)?;
        let elements = fields.list(2).ok_or(Fault::Footer)?;
        let columns = schema::columns(&elements, request.columns.as_deref(), limits.levels)?;
        let mut groups = Vec::new();
        for group in fields.list(4).ok_or(Fault::Footer)? {
            groups.push(group_of(group, &columns, start)?);
        }
        let rows = fields
            .integer(3)
            .and_then(|rows| u64::try_from(rows).ok())
            .ok_or(Fault::Footer)?;
        let sum = groups.iter().try_fold(0_u64, |sum, group| sum.checked_add(group.rows));
        if sum != Some(rows) {
            return Err(Fault::Broken("its row groups have other rows than its footer says"));
        }
        apart(&groups)?;
        let mut first_row = 1;
        for group in &mut groups {
            group.first_row = first_row;
            first_row += group.rows;
            group.spared = request.spare.as_ref().and_then(|spare| spared(group, &columns, spare));
        }
        let mut arrow = None;
        for pair in fields.list(5).unwrap_or_default() {
            let pair = pair.structure().ok_or(Fault::Footer)?;
            if pair.binary(1) == Some(b"ARROW:schema") {
                arrow = pair.binary(2).map(<[u8]>::to_vec);
            }
        }
        Ok(Self {
            columns: columns.into_iter().filter(|column| column.kept).collect(),
            groups,
            arrow,
        })
    }
}

/// The bytes of the footer, and where they begin.
fn bytes(file: &mut File, largest: u64) -> Result<(Vec<u8>, u64), Fault> {
    let size = file.seek(SeekFrom::End(0))?;
    let end = size.checked_sub(END).ok_or(Fault::Footer)?;
    let mut length = [0; 4];
    file.seek(SeekFrom::Start(end))?;
    file.read_exact(&mut length)?;
    let length = u64::from(u32::from_le_bytes(length));
    let start = end.checked_sub(length).filter(|start| *start >= MAGIC.len() as u64);
    let start = start.ok_or(Fault::Broken("its footer is longer than the file"))?;
    if length > largest {
        return Err(Fault::Large);
    }
    file.seek(SeekFrom::Start(start))?;
    let mut bytes = Vec::new();
    file.take(length).read_to_end(&mut bytes)?;
    Ok((bytes, start))
}

fn group_of(group: Raw<'_>, columns: &[Column], end: u64) -> Result<Group, Fault> {
    let group = group.structure().ok_or(Fault::Footer)?;
    let rows = group
        .integer(3)
        .and_then(|rows| u64::try_from(rows).ok())
        .ok_or(Fault::Footer)?;
    let mut stated = group.list(1).ok_or(Fault::Footer)?.into_iter();
    let mut chunks = Vec::new();
    for column in columns {
        for leaf in &column.leaves {
            let chunk = stated
                .next()
                .ok_or(Fault::Broken("a row group has fewer columns than its schema"))?;
            if column.kept {
                chunks.push(Chunk::read(chunk, leaf, end)?);
            }
        }
    }
    if stated.next().is_some() {
        return Err(Fault::Broken("a row group has more columns than its schema"));
    }
    Ok(Group {
        rows,
        first_row: 1,
        spared: None,
        cut: None,
        chunks,
    })
}

/// The stretch of time that has all rows of a group, as far as its statistics say it.
fn spared(group: &Group, columns: &[Column], spare: &Spare) -> Option<usize> {
    let (column, chunk) = timed(group, columns, spare)?;
    let (first, last) = chunk.stated.times(column)?;
    spare.stretch_of(first, last)
}

/// The column that has the time, and its chunk.
pub(super) fn timed<'g>(group: &'g Group, columns: &'g [Column], spare: &Spare) -> Option<(&'g Column, &'g Chunk)> {
    let mut place = 0;
    for column in columns.iter().filter(|column| column.kept) {
        if column.name == spare.column {
            return Some((column, group.chunks.get(place)?));
        }
        place += column.leaves.len();
    }
    None
}

/// No two chunks may be in the same place: their rows would count twice.
fn apart(groups: &[Group]) -> Result<(), Fault> {
    let mut places: Vec<(u64, u64)> = groups
        .iter()
        .flat_map(|group| &group.chunks)
        .map(Chunk::place)
        .collect();
    places.retain(|(_, length)| *length > 0);
    places.sort_unstable();
    let twice = places.windows(2).any(|pair| match pair {
        [(start, length), (next, _)] => start + length > *next,
        _ => false,
    });
    match twice {
        true => Err(Fault::Broken("two of its columns are in the same place")),
        false => Ok(()),
    }
}
