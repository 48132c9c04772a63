//! Which form bytes are in.

use super::footer::MAGIC;
use super::message::CONTINUATION;
use std::io::{Cursor, Read, Result};

/// The form of Arrow IPC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Form {
    Stream,
    File,
    /// The same without a message of the schema at its start, as Polars writes it: its footer has it.
    Bare,
}

/// The first bytes of the file form: its letters, filled up to eight.
const FIRST: u64 = 8;

/// How many bytes show whether a message comes next.
const MARK: u64 = CONTINUATION.len() as u64;

/// The form of bytes by how they begin, how many of them were read, and all of the bytes again: those of the file form behind
/// its letters.
pub(super) fn form<R: Read>(mut bytes: R) -> Result<(Option<Form>, u64, impl Read + use<R>)> {
    let mut first = Vec::new();
    bytes.by_ref().take(FIRST).read_to_end(&mut first)?;
    let (form, at) = match first.as_slice() {
        file if file.starts_with(MAGIC) => {
            let at = file.len() as u64;
            first.clear();
            bytes.by_ref().take(MARK).read_to_end(&mut first)?;
            match first == CONTINUATION {
                true => (Some(Form::File), at),
                false => (Some(Form::Bare), at),
            }
        }
        stream if stream.starts_with(&CONTINUATION) => (Some(Form::Stream), 0),
        _ => (None, 0),
    };
    Ok((form, at, Cursor::new(first).chain(bytes)))
}
