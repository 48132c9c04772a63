//! The texts of rules and scripts, each kept once under its digest.

use crate::begun::ordinary;
use crate::digest::{read, sha256};
use crate::error::{LedgerError, unreadable, unwritable};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;

const FOLDER: &str = "texts";

/// What the name of a text begins with that is being written.
const BESIDE: &str = ".text";

/// Where the text of a digest lies.
pub(crate) fn place(ledger: &Path, digest: &str) -> PathBuf {
    ledger.join(FOLDER).join(digest)
}

/// Keeps a text, if it isn't kept already.
pub(crate) fn keep(ledger: &Path, bytes: &[u8]) -> Result<(), LedgerError> {
    let path = place(ledger, &sha256(bytes));
    let folder = ledger.join(FOLDER);
    match read(&path) {
        Ok(kept) if kept == bytes => return Ok(()),
        // An entry that names a text which isn't kept could never be replayed.
        Ok(_) => return Err(changed(&path)),
        Err(error) if error.kind() == ErrorKind::NotFound => {}
        Err(error) => return Err(unreadable(&path, &error)),
    }
    let written = || -> std::io::Result<()> {
        std::fs::create_dir_all(&folder)?;
        let mut beside = ordinary(BESIDE, &folder)?;
        beside.write_all(bytes)?;
        beside.as_file().sync_all()?;
        beside.persist(&path).map_err(|error| error.error)?;
        Ok(())
    };
    written().map_err(|error| unwritable(&path, &error))
}

/// The kept text of a digest: none if it is missing, or isn't that text any more.
pub(crate) fn text(ledger: &Path, digest: &str) -> Result<Kept, LedgerError> {
    let path = place(ledger, digest);
    match read(&path) {
        Ok(bytes) if sha256(&bytes) == digest => Ok(Kept::Whole(bytes)),
        Ok(_) => Ok(Kept::Changed),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Kept::Missing),
        Err(error) if error.kind() == ErrorKind::InvalidInput => Ok(Kept::Changed),
        Err(error) => Err(unreadable(&path, &error)),
    }
}

/// That what lies at a place isn't the text that it is named after.
pub(crate) fn changed(path: &Path) -> LedgerError {
    LedgerError {
        code: ProgramCode::TextChanged,
        message: format!("the kept text `{}` was changed", path.display()),
    }
}

/// How a text was kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    /// As it was.
    Whole(Vec<u8>),
    /// Its bytes are others.
    Changed,
    /// It isn't there.
    Missing,
}

/// Keeps a text no longer.
pub(crate) fn forget(ledger: &Path, digest: &str) -> Result<(), LedgerError> {
    let path = place(ledger, digest);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unwritable(&path, &error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// Removes files that killed runs were writing.
pub(crate) fn leftovers(ledger: &Path) -> std::io::Result<()> {
    let entries = match std::fs::read_dir(ledger.join(FOLDER)) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(BESIDE) && entry.file_type()?.is_file() {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// The names of all that is kept, sorted.
pub(crate) fn names(ledger: &Path) -> Result<Vec<String>, LedgerError> {
    let folder = ledger.join(FOLDER);
    let entries = match std::fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(unreadable(&folder, &error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        let name = entry.map_err(|error| unreadable(&folder, &error))?.file_name();
        let name = name.to_string_lossy().into_owned();
        // What a run that was killed left beside.
        if !name.starts_with(BESIDE) {
            names.push(name);
        }
    }
    names.sort();
    Ok(names)
}
