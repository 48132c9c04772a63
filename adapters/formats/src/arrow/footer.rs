//! The footer of the file form: it has to name the very batches that are there.

use super::fault::Fault;
use super::schema::Columns;
use polars_arrow_format::ipc::FooterRef;
use polars_arrow_format::ipc::planus::ReadAsRoot;

/// The letters at both ends of a file.
pub(super) const MAGIC: &[u8] = b"ARROW1";

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
    let rest = footer.strip_suffix(MAGIC).ok_or(Fault::Cut)?;
    let (words, length) = rest.split_last_chunk::<4>().ok_or(Fault::Cut)?;
    let length = usize::try_from(i32::from_le_bytes(*length)).ok();
    let start = length.and_then(|length| words.len().checked_sub(length));
    let (filling, words) = start
        .and_then(|start| words.split_at_checked(start))
        .ok_or_else(|| Fault::broken("its footer has an impossible length"))?;
    if filling.iter().any(|byte| *byte != 0) {
        return Err(Fault::broken("it has something between its rows and its footer"));
    }
    let footer = FooterRef::read_as_root(words)?;
    let schema = footer
        .schema()?
        .ok_or_else(|| Fault::broken("its footer has no schema"))?;
    if Columns::read(schema, footer.version()?, asked, most_levels)? != *columns {
        return Err(Fault::broken("its footer has another schema than its rows"));
    }
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
    if stated != *found {
        return Err(Fault::broken(
            "its footer names other batches than those that are there",
        ));
    }
    Ok(())
}
