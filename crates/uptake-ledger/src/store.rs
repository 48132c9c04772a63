//! Reading a ledger and adding to it.

use crate::chain::chain;
use crate::digest::read;
use crate::error::{LedgerError, unreadable, unwritable};
use crate::line::{Closing, seal};
use crate::lines::Lines;
use crate::texts::{self, Kept};
use crate::{Entry, FindingKind, Run};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;

/// The file of entries.
const ENTRIES: &str = "ledger.ndjson";

/// What keeps two runs from adding at the same time.
const LOCK: &str = ".lock";

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

    /// Adds a run, with the texts of its rules, and answers with the entry and its digest. Two runs at once wait for each other. The
    /// file is written beside and then takes its place, so that no run leaves half a line.
    ///
    /// # Errors
    /// When the folder can't be read or written, and `ledger-broken` when the ledger isn't whole: a new entry would hide that.
    pub fn add<'a>(
        &self,
        run: Run,
        at: String,
        rules: impl IntoIterator<Item = &'a [u8]>,
    ) -> Result<(Entry, String), LedgerError> {
        let broken = |why: &dyn std::fmt::Display| unwritable(&self.folder, &std::io::Error::other(why.to_string()));
        std::fs::create_dir_all(&self.folder).map_err(|error| unwritable(&self.folder, &error))?;
        let lock = self.folder.join(LOCK);
        let held = File::create(&lock).map_err(|error| unwritable(&lock, &error))?;
        held.lock().map_err(|error| unwritable(&lock, &error))?;
        let lines = self.lines()?;
        if let Some(finding) = self
            .is_gone()?
            .then_some(FindingKind::LedgerMissing)
            .iter()
            .chain(&chain(&lines))
            .next()
        {
            return Err(LedgerError {
                code: ProgramCode::LedgerBroken,
                message: format!("nothing is added to `{}`: {}", self.folder.display(), finding.message()),
            });
        }
        for text in rules {
            texts::keep(&self.folder, text)?;
        }
        let previous = lines.closing.map(|closing| closing.last);
        let number = lines.entries.len() as u64 + 1;
        let entry = Entry {
            version: 1,
            entry: number,
            previous,
            at,
            run,
        };
        let (line, digest) = seal(&entry).map_err(|error| broken(&error))?;
        let closing = Closing {
            entries: number,
            last: digest.clone(),
        };
        let closing = serde_json::to_string(&closing).map_err(|error| broken(&error))?;
        let path = self.folder.join(ENTRIES);
        let mut text = self.text()?.unwrap_or_default();
        // The closing line goes; all before it stays as it is, to the byte.
        let kept = text.trim_end_matches('\n').rfind('\n').map_or(0, |end| end + 1);
        text.truncate(kept);
        let written = || -> std::io::Result<()> {
            let mut beside = tempfile::Builder::new().prefix(".ledger").tempfile_in(&self.folder)?;
            write!(beside, "{text}{line}\n{closing}\n")?;
            beside.as_file().sync_all()?;
            beside.persist(&path).map_err(|error| error.error)?;
            File::open(&self.folder)?.sync_all()
        };
        written().map_err(|error| unwritable(&path, &error))?;
        Ok((entry, digest))
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

    /// The lines as they stand there. A ledger that isn't there yet has none.
    pub(crate) fn lines(&self) -> Result<Lines, LedgerError> {
        Ok(Lines::of(self.text()?.as_deref()))
    }

    fn text(&self) -> Result<Option<String>, LedgerError> {
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
        Ok(!self.exists()? && !texts::names(&self.folder)?.is_empty())
    }

    /// Whether there is one.
    ///
    /// # Errors
    /// When the folder can't be looked at.
    pub fn exists(&self) -> Result<bool, LedgerError> {
        let path = self.folder.join(ENTRIES);
        path.try_exists().map_err(|error| unreadable(&path, &error))
    }
}
