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
use std::path::{Component, Path, PathBuf};

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
    /// The same from the ledger's folder: both may be moved, or seen under another path.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    near: Option<PathBuf>,
    /// The line of the entry.
    line: String,
}

/// A run that is being recorded, or was killed then.
#[derive(Clone, Debug)]
pub(crate) struct Begun {
    /// The folder of its outputs, from the root.
    pub(crate) folder: PathBuf,
    /// The same from the ledger's folder.
    pub(crate) near: Option<PathBuf>,
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
    /// Whether its outputs are where they were to be put, as seen from the ledger's folder or from the root.
    pub(crate) fn arrived(&self, ledger: &Path) -> Result<bool, LedgerError> {
        let near = self.near.as_ref().map(|near| ledger.join(near));
        for folder in near.iter().chain([&self.folder]) {
            if self.lies_in(folder)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn lies_in(&self, folder: &Path) -> Result<bool, LedgerError> {
        use ErrorKind::{InvalidInput, NotADirectory, NotFound};
        let path = folder.join(MANIFEST);
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
            near: note.near,
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
        near: begun.near.clone(),
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

/// A path as it is seen from a folder; both are from the root.
pub(crate) fn seen_from(folder: &Path, path: &Path) -> PathBuf {
    let (folder, path): (Vec<_>, Vec<_>) = (folder.components().collect(), path.components().collect());
    let same = folder.iter().zip(&path).take_while(|(one, other)| one == other).count();
    let up = folder.iter().skip(same).map(|_| Component::ParentDir);
    up.chain(path.into_iter().skip(same)).collect()
}

/// A file beside, written through to the disk, which may be read as any other new file: an auditor reads what somebody else's run wrote.
pub(crate) fn beside(folder: &Path, bytes: &[u8]) -> std::io::Result<tempfile::NamedTempFile> {
    let mut beside = ordinary(BESIDE, folder)?;
    beside.write_all(bytes)?;
    beside.as_file().sync_all()?;
    Ok(beside)
}

/// A new file with the permissions that files get here; a temporary one would be its owner's alone.
pub(crate) fn ordinary(prefix: &str, folder: &Path) -> std::io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(prefix).make_in(folder, |path| File::create_new(path))
}
