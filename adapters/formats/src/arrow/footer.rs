//! The footer of the file form: it has to name the very batches that are there, and may be the only place of the schema.

use super::fault::Fault;
use super::schema::Columns;
use polars_arrow_format::ipc::planus::ReadAsRoot;
use polars_arrow_format::ipc::{FooterRef, SchemaRef};

/// The letters at both ends of a file.
pub(super) const MAGIC: &[u8] = b"ARROW1";

/// A footer that was read before the rows.
#[derive(Debug)]
pub struct Footer {
    /// Where it begins.
    pub start: u64,
    /// It, its length and the letters at the end of the file.
    pub bytes: Vec<u8>,
}

impl Footer {
    /// The schema, and where the first message begins, if there is any.
    pub(super) fn opening(&self, asked: Option<&[String]>, most_levels: usize) -> Result<(Columns, u64), Fault> {
        let footer = FooterRef::read_as_root(words(&self.bytes)?)?;
        let columns = Columns::read(schema(&footer)?, footer.version()?, asked, most_levels)?;
        let stated = stated(&footer)?;
        let first = stated.rows.first().into_iter().chain(stated.dictionaries.first());
        let first = first.copied().min().unwrap_or(self.start);
        match first <= self.start {
            true => Ok((columns, first)),
            false => Err(Fault::broken(OTHER)),
        }
    }
}

const OTHER: &str = "its footer names other batches than those that are there";

/// The words of a footer, with nothing but zeros before them.
fn words(footer: &[u8]) -> Result<&[u8], Fault> {
    let rest = footer.strip_suffix(MAGIC).ok_or(Fault::Cut)?;
    let (words, length) = rest.split_last_chunk::<4>().ok_or(Fault::Cut)?;
    let length = usize::try_from(i32::from_le_bytes(*length)).ok();
    let start = length.and_then(|length| words.len().checked_sub(length));
    let (filling, words) = start
        .and_then(|start| words.split_at_checked(start))
        .ok_or_else(|| Fault::broken("its footer has an impossible length"))?;
    match filling.iter().any(|byte| *byte != 0) {
        true => Err(Fault::broken("it has something between its rows and its footer")),
        false => Ok(words),
    }
}

fn schema<'f>(footer: &FooterRef<'f>) -> Result<SchemaRef<'f>, Fault> {
    footer
        .schema()?
        .ok_or_else(|| Fault::broken("its footer has no schema"))
}

/// The places that a footer names, in order.
fn stated(footer: &FooterRef<'_>) -> Result<Places, Fault> {
    let mut stated = Places::default();
    for block in footer.record_batches()?.into_iter().flatten() {
        stated.rows.push(u64::try_from(block.offset()).unwrap_or(u64::MAX));
    }
    for block in footer.dictionaries()?.into_iter().flatten() {
        stated
            .dictionaries
            .push(u64::try_from(block.offset()).unwrap_or(u64::MAX));
    }
    stated.rows.sort_unstable();
    stated.dictionaries.sort_unstable();
    Ok(stated)
}

/// Where messages of rows and of dictionaries begin, in the order in which they came.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Places {
    pub(super) rows: Vec<u64>,
    pub(super) dictionaries: Vec<u64>,
}

/// Looks whether a footer, with its length and letters, says of the file what was found in it.
pub(super) fn agrees(
    footer: &[u8],
    columns: &Columns,
    asked: Option<&[String]>,
    most_levels: usize,
    found: &Places,
) -> Result<(), Fault> {
    let footer = FooterRef::read_as_root(words(footer)?)?;
    // A writer may state another version in its footer than in its messages, by which these are laid out.
    if Columns::read(schema(&footer)?, columns.version, asked, most_levels)? != *columns {
        return Err(Fault::broken("its footer has another schema than its rows"));
    }
    match stated(&footer)? == *found {
        true => Ok(()),
        false => Err(Fault::broken(OTHER)),
    }
}
