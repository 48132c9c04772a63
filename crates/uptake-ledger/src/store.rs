//! A ledger as it is read.

use crate::Entry;
use crate::begun::{self, Noted};
use crate::digest::read;
use crate::error::{LedgerError, unreadable};
use crate::lines::Lines;
use crate::texts::{self, Kept};
use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;

/// The file of entries.
const ENTRIES: &str = "ledger.ndjson";

/// A ledger in a folder.
#[derive(Clone, Debug)]
pub struct Ledger {
    folder: PathBuf,
}

impl Ledger {
    /// The ledger of a folder, whether it is there yet or not.
    #[must_use]
    pub fn at(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Its folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// All entries that say what their digests say, with their digests, in the order in which they stand there. One that stands twice
    /// comes once.
    ///
    /// # Errors
    /// When the ledger can't be read.
    pub fn entries(&self) -> Result<Vec<(Entry, String)>, LedgerError> {
        let mut seen = BTreeSet::new();
        let sealed = self.lines()?.entries.into_iter().flatten();
        let once = sealed.filter(|sealed| seen.insert(sealed.entry.entry));
        Ok(once.map(|sealed| (sealed.entry, sealed.sha256)).collect())
    }

    /// The text of a rule file by its digest.
    ///
    /// # Errors
    /// `text-changed` when it isn't kept any more, or isn't that text; and when it can't be read.
    pub fn text_of(&self, sha256: &str) -> Result<Vec<u8>, LedgerError> {
        let place = texts::place(&self.folder, sha256);
        match texts::text(&self.folder, sha256)? {
            Kept::Whole(bytes) => Ok(bytes),
            Kept::Changed => Err(texts::changed(&place)),
            Kept::Missing => Err(LedgerError {
                code: ProgramCode::TextChanged,
                message: format!("the kept text `{}` is missing", place.display()),
            }),
        }
    }

    /// The lines, with that of a run that was killed when its outputs were in their place. A ledger that isn't there yet has none.
    pub(crate) fn lines(&self) -> Result<Lines, LedgerError> {
        // The note first: a run that ends meanwhile has added its line when the note is gone.
        let noted = begun::noted(&self.folder)?;
        let mut lines = self.written()?;
        match noted {
            Noted::Nothing => {}
            Noted::Changed => lines.note_changed = true,
            Noted::Run(begun) => {
                if lines.is_followed_by(&begun.sealed) && begun.arrived(&self.folder)? {
                    lines.add(begun.sealed.clone());
                }
                lines.begun = Some(begun);
            }
        }
        Ok(lines)
    }

    /// The lines as they stand in the file.
    pub(crate) fn written(&self) -> Result<Lines, LedgerError> {
        Ok(Lines::of(self.text()?.as_deref()))
    }

    /// The file of entries.
    pub(crate) fn entries_file(&self) -> PathBuf {
        self.folder.join(ENTRIES)
    }

    pub(crate) fn text(&self) -> Result<Option<String>, LedgerError> {
        let path = self.folder.join(ENTRIES);
        match read(&path) {
            // Bytes that are no text can't be what was written: their lines are found to be changed.
            Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
            Err(error) => Err(unreadable(&path, &error)),
        }
    }

    /// Whether entries were there and are gone: texts are kept of which they told.
    ///
    /// # Errors
    /// When the folder can't be looked at.
    pub fn is_gone(&self) -> Result<bool, LedgerError> {
        self.lacks(&self.lines()?)
    }

    /// Whether these lines aren't there, though texts are kept.
    pub(crate) fn lacks(&self, lines: &Lines) -> Result<bool, LedgerError> {
        // The first run of all may have been killed when it had kept its texts.
        let begun: BTreeSet<&str> = lines.begun.iter().flat_map(|begun| begun.texts()).collect();
        let kept = texts::names(&self.folder)?;
        Ok(!lines.there && kept.iter().any(|name| !begun.contains(name.as_str())))
    }

    /// Whether there is one.
    ///
    /// # Errors
    /// When the folder can't be looked at.
    pub fn exists(&self) -> Result<bool, LedgerError> {
        Ok(self.lines()?.there)
    }
}
