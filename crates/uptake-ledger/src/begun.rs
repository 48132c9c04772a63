//! The note of a run whose outputs are being put in their place.
//!
//! Two places can't be written in one step. So what is about to be written is noted first, and whether it was is told by the outputs: an
//! entry belongs to the ledger as soon as its manifest lies where it was to be put, and not before. A run that is killed anywhere leaves
//! a note; who reads the ledger goes by it, and the next run clears up.

use crate::error::{LedgerError, unreadable, unwritable};
use crate::line::{Sealed, unseal};
use crate::{MANIFEST, digest_of_file};
use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

/// The file of the note.
const NOTE: &str = "begun.json";

/// What the names of files begin with that are written beside and take their place when they are whole.
pub(crate) const BESIDE: &str = ".begun";

/// What is noted.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Note {
    /// The folder of the outputs, from the root.
    folder: PathBuf,
    /// The line of the entry.
    line: String,
}

/// A run that is being recorded, or was killed then.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    /// The folder of its outputs, from the root.
    pub(crate) folder: PathBuf,
    /// The line of its entry.
    pub(crate) line: String,
    /// What the line says.
    pub(crate) sealed: Sealed,
}

/// What a ledger's folder has of it.
#[derive(Clone, Debug)]
pub(crate) enum Noted {
    /// No run was broken off, and none is under way.
    Nothing,
    /// The note of a run.
    Run(Box<Begun>),
    /// A file of that name that no run wrote.
    Changed,
}

impl Begun {
    /// Whether its outputs are where they were to be put.
    pub(crate) fn arrived(&self) -> Result<bool, LedgerError> {
        use ErrorKind::{InvalidInput, NotADirectory, NotFound};
        let path = self.folder.join(MANIFEST);
        let mut outputs = self.sealed.entry.run.outputs.iter();
        let wanted = outputs.find(|output| output.file == MANIFEST);
        match digest_of_file(&path) {
            Ok((_, sha256)) => Ok(wanted.is_some_and(|wanted| wanted.sha256 == sha256)),
            Err(error) if [NotFound, NotADirectory, InvalidInput].contains(&error.kind()) => Ok(false),
            Err(error) => Err(unreadable(&path, &error)),
        }
    }

    /// The digests of the texts that it may have kept.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.sealed.entry.run.rules.iter().map(|rule| rule.sha256.as_str())
    }
}

/// Reads what is noted.
pub(crate) fn noted(ledger: &Path) -> Result<Noted, LedgerError> {
    let path = ledger.join(NOTE);
    let bytes = match crate::digest::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Noted::Nothing),
        Err(error) if error.kind() == ErrorKind::InvalidInput => return Ok(Noted::Changed),
        Err(error) => return Err(unreadable(&path, &error)),
    };
    let note: Option<Note> = serde_json::from_slice(&bytes).ok();
    let begun = note.and_then(|note| {
        let sealed = unseal(&note.line)?;
        Some(Begun {
            folder: note.folder,
            line: note.line,
            sealed,
        })
    });
    Ok(begun.map_or(Noted::Changed, |begun| Noted::Run(Box::new(begun))))
}

/// Notes a run.
pub(crate) fn note(ledger: &Path, begun: &Begun) -> Result<(), LedgerError> {
    let path = ledger.join(NOTE);
    let note = Note {
        folder: begun.folder.clone(),
        line: begun.line.clone(),
    };
    let written = || -> std::io::Result<()> {
        let beside = beside(ledger, &serde_json::to_vec(&note)?)?;
        beside.persist(&path).map_err(|error| error.error)?;
        File::open(ledger)?.sync_all()
    };
    written().map_err(|error| unwritable(&path, &error))
}

/// Takes the note away.
pub(crate) fn unnote(ledger: &Path) -> Result<(), LedgerError> {
    let path = ledger.join(NOTE);
    match std::fs::remove_file(&path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(unwritable(&path, &error)),
        Ok(()) | Err(_) => Ok(()),
    }
}

/// A file beside, written through to the disk.
pub(crate) fn beside(folder: &Path, bytes: &[u8]) -> std::io::Result<tempfile::NamedTempFile> {
    let mut beside = tempfile::Builder::new().prefix(BESIDE).tempfile_in(folder)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    Ok(beside)
}
