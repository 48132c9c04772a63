//! The file of kept data: a table of sections, then the sections, each with its digest.
//!
//! It begins with a mark, the form of the file and the digest of the table, so that a file that was cut off, changed or is of another
//! form is told by its first bytes. A section is checked when it is read: what nobody asks for costs nothing.

use super::folder::opened;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::Path;
use uptake_engine::kept::{Damaged, HEAD, Kept, Sections};
use xxhash_rust::xxh3::xxh3_128;

const MARK: &[u8; 8] = b"UPTKCUBE";

/// The form of the file. Another one is no error: it is of another program.
const FORM: u32 = 2;

/// Mark, form, length of the table and its digest.
const START: usize = 8 + 4 + 8 + 16;

/// No table is longer.
const LONGEST: u64 = 64 << 20;

/// A section, as the table has it.
struct Place {
    name: String,
    start: u64,
    length: u64,
    digest: u128,
}

/// A file of kept data that was opened.
pub(super) struct CubeFile {
    file: File,
    places: Vec<Place>,
}

/// Why a file can't be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unusable {
    /// It isn't there any more: another run has removed it.
    Gone,
    /// It isn't what was kept.
    Damaged,
    /// It has another form: another version of the program has written it.
    OtherForm,
}

impl From<Damaged> for Unusable {
    fn from(_: Damaged) -> Self {
        Self::Damaged
    }
}

/// The bytes of a file with these sections, in pieces.
pub(super) fn write(sections: &[Kept], to: &mut impl Write) -> std::io::Result<()> {
    let mut table = Vec::new();
    let number = |number: usize| (number as u64).to_le_bytes();
    let mut start = 0;
    for Kept { name, bytes } in sections {
        table.extend_from_slice(&number(name.len()));
        table.extend_from_slice(name.as_bytes());
        table.extend_from_slice(&number(start));
        table.extend_from_slice(&number(bytes.len()));
        table.extend_from_slice(&xxh3_128(bytes).to_le_bytes());
        start += bytes.len();
    }
    to.write_all(MARK)?;
    to.write_all(&FORM.to_le_bytes())?;
    to.write_all(&number(table.len()))?;
    to.write_all(&xxh3_128(&table).to_le_bytes())?;
    to.write_all(&table)?;
    sections.iter().try_for_each(|section| to.write_all(&section.bytes))
}

impl CubeFile {
    /// Opens a file, and looks at its table.
    pub(super) fn open(path: &Path) -> Result<Self, Unusable> {
        let mut file = match opened(path) {
            Ok(file) => file,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(Unusable::Gone),
            Err(_) => return Err(Unusable::Damaged),
        };
        let mut start = [0; START];
        file.read_exact(&mut start).map_err(|_| Unusable::Damaged)?;
        let mut rest = start.as_slice();
        if part::<8>(&mut rest)? != *MARK {
            return Err(Unusable::Damaged);
        }
        if u32::from_le_bytes(part(&mut rest)?) != FORM {
            return Err(Unusable::OtherForm);
        }
        let length = u64::from_le_bytes(part(&mut rest)?);
        let digest = u128::from_le_bytes(part(&mut rest)?);
        let whole = file.metadata().map_err(|_| Unusable::Damaged)?.len();
        let first = START as u64 + length;
        if length > LONGEST || first > whole {
            return Err(Unusable::Damaged);
        }
        let table = exactly(&mut file, length)?;
        if xxh3_128(&table) != digest {
            return Err(Unusable::Damaged);
        }
        let places = places(&table, first)?;
        // Nothing is missing at its end, and nothing stands behind it.
        let end = places.iter().map(|place| place.start + place.length).max();
        match end.unwrap_or(first) == whole {
            true => Ok(Self { file, places }),
            false => Err(Unusable::Damaged),
        }
    }

    /// What says what the file has.
    pub(super) fn head(&mut self) -> Result<Vec<u8>, Damaged> {
        self.section(HEAD)
    }
}

impl Sections for CubeFile {
    fn section(&mut self, name: &str) -> Result<Vec<u8>, Damaged> {
        let place = self.places.iter().find(|place| place.name == name).ok_or(Damaged)?;
        self.file.seek(SeekFrom::Start(place.start)).map_err(|_| Damaged)?;
        let bytes = exactly(&mut self.file, place.length)?;
        match xxh3_128(&bytes) == place.digest {
            true => Ok(bytes),
            false => Err(Damaged),
        }
    }
}

fn exactly(file: &mut File, length: u64) -> Result<Vec<u8>, Damaged> {
    let mut bytes = vec![0; usize::try_from(length).map_err(|_| Damaged)?];
    file.read_exact(&mut bytes).map_err(|_| Damaged)?;
    Ok(bytes)
}

fn part<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Damaged> {
    let (first, others) = rest.split_first_chunk::<N>().ok_or(Damaged)?;
    *rest = others;
    Ok(*first)
}

/// The sections of a table, which begin at `first`, one behind the other.
fn places(table: &[u8], first: u64) -> Result<Vec<Place>, Damaged> {
    let mut rest = table;
    let mut places: Vec<Place> = Vec::new();
    let mut next = first;
    while !rest.is_empty() {
        let length = usize::try_from(u64::from_le_bytes(part(&mut rest)?)).map_err(|_| Damaged)?;
        let (name, others) = rest.split_at_checked(length).ok_or(Damaged)?;
        rest = others;
        let name = std::str::from_utf8(name).map_err(|_| Damaged)?.to_owned();
        let start = u64::from_le_bytes(part(&mut rest)?).checked_add(first).ok_or(Damaged)?;
        let length = u64::from_le_bytes(part(&mut rest)?);
        let digest = u128::from_le_bytes(part(&mut rest)?);
        if start != next {
            return Err(Damaged);
        }
        next = start.checked_add(length).ok_or(Damaged)?;
        places.push(Place {
            name,
            start,
            length,
            digest,
        });
    }
    Ok(places)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test may stop")]
    use super::*;

    fn sections() -> Vec<Kept> {
        let section = |name: &str, bytes: &[u8]| Kept {
            name: name.to_owned(),
            bytes: bytes.to_vec(),
        };
        vec![section(HEAD, b"head"), section("a", b""), section("b", &[7; 100])]
    }

    fn all(path: &Path) -> Result<Vec<Vec<u8>>, Unusable> {
        let mut file = CubeFile::open(path)?;
        let names = [HEAD, "a", "b"];
        names.iter().map(|name| Ok(file.section(name)?)).collect()
    }

    #[test]
    fn sections_come_back_and_any_changed_or_missing_byte_is_found() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.cube");
        let mut bytes = Vec::new();
        write(&sections(), &mut bytes).unwrap();
        std::fs::write(&path, &bytes).unwrap();
        let kept: Vec<Vec<u8>> = sections().into_iter().map(|section| section.bytes).collect();
        assert_eq!(all(&path), Ok(kept));
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 0x40;
            std::fs::write(&path, &damaged).unwrap();
            assert!(all(&path).is_err(), "byte {at}");
            std::fs::write(&path, &bytes[..at]).unwrap();
            assert!(all(&path).is_err(), "cut off at {at}");
        }
        bytes.push(0);
        std::fs::write(&path, &bytes).unwrap();
        assert_eq!(all(&path), Err(Unusable::Damaged));
        assert_eq!(all(&folder.path().join("none")), Err(Unusable::Gone));
    }
}
