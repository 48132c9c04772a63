//! Recording a run while its outputs are put in their place.

use crate::begun::{self, BESIDE, Begun, Noted, seen_from};
use crate::chain::chain;
use crate::error::{LedgerError, unwritable};
use crate::line::{Closing, Sealed, VERSION, seal};
use crate::{Entry, FindingKind, Ledger, Run, texts};
use std::collections::BTreeSet;
use std::fs::File;
use std::io::ErrorKind;
use std::path::Path;
use tempfile::NamedTempFile;

/// What keeps two runs from adding at the same time.
const LOCK: &str = ".lock";

/// A run whose outputs are about to be put in their place. Until it is settled no other run is recorded.
#[derive(Debug)]
#[must_use = "a run is recorded when it is settled"]
pub struct Recording {
    ledger: Ledger,
    begun: Begun,
    /// The lines with the new one, written through to the disk.
    beside: NamedTempFile,
    _lock: File,
}

impl Recording {
    /// Adds the entry, if its outputs are where they were to be put; else nothing of it stays. Answers with the entry and its digest.
    ///
    /// # Errors
    /// When the outputs can't be looked at, or the ledger can't be written. Then the note stays, and whoever comes next settles it.
    pub fn settle(self) -> Result<Option<(Entry, String)>, LedgerError> {
        let arrived = self.begun.arrived(self.ledger.folder())?;
        if arrived {
            put(&self.ledger, self.beside)?;
        }
        clear(&self.ledger, &self.begun)?;
        Ok(arrived.then_some((self.begun.sealed.entry, self.begun.sealed.sha256)))
    }
}

impl Ledger {
    /// Begins to record a run, with the texts of its rules, whose outputs are about to be put into `target`: the entry is added when they
    /// are there ([`Recording::settle`]). Meanwhile other runs wait, so entries stand in the order in which outputs came. What a run that was
    /// killed left is settled first.
    ///
    /// # Errors
    /// When the folder can't be read or written, and `ledger-broken` when the ledger isn't whole: a new entry would hide that.
    pub fn begin<'a>(
        &self,
        run: Run,
        at: String,
        rules: impl IntoIterator<Item = &'a [u8]>,
        target: &Path,
    ) -> Result<Recording, LedgerError> {
        std::fs::create_dir_all(self.folder()).map_err(|error| unwritable(self.folder(), &error))?;
        let lock = self.folder().join(LOCK);
        match crate::digest::regular(&lock) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(unwritable(&lock, &error)),
            Ok(()) | Err(_) => {}
        }
        let held = File::create(&lock).map_err(|error| unwritable(&lock, &error))?;
        held.lock().map_err(|error| unwritable(&lock, &error))?;
        let lines = self.lines()?;
        if let Some(finding) = self
            .lacks(&lines)?
            .then_some(FindingKind::LedgerMissing)
            .iter()
            .chain(&chain(&lines))
            .next()
        {
            return Err(LedgerError {
                code: finding.code(),
                message: format!(
                    "nothing is added to `{}`: {}",
                    self.folder().display(),
                    finding.message()
                ),
            });
        }
        settle(self)?;
        let entry = Entry {
            version: VERSION,
            entry: lines.entries.len() as u64 + 1,
            previous: lines.closing.map(|closing| closing.last),
            at,
            run,
        };
        let (line, sha256) = seal(&entry).map_err(|error| internal(self, &error))?;
        let folder = std::path::absolute(target).map_err(|error| unwritable(target, &error))?;
        let home = std::path::absolute(self.folder()).map_err(|error| unwritable(self.folder(), &error))?;
        let begun = Begun {
            near: Some(seen_from(&home, &folder)),
            folder,
            line,
            sealed: Sealed { entry, sha256 },
        };
        begun::note(self.folder(), &begun)?;
        let kept = || {
            for text in rules {
                texts::keep(self.folder(), text)?;
            }
            self.with(&begun)
        };
        match kept() {
            Ok(beside) => Ok(Recording {
                ledger: self.clone(),
                begun,
                beside,
                _lock: held,
            }),
            Err(error) => {
                clear(self, &begun)?;
                Err(error)
            }
        }
    }

    /// The lines with one more, beside those that are there.
    fn with(&self, begun: &Begun) -> Result<NamedTempFile, LedgerError> {
        let closing = Closing {
            entries: begun.sealed.entry.entry,
            last: begun.sealed.sha256.clone(),
        };
        let closing = serde_json::to_string(&closing).map_err(|error| internal(self, &error))?;
        let mut text = self.text()?.unwrap_or_default();
        // The closing line goes; all before it stays as it is, to the byte.
        let kept = text.trim_end_matches('\n').rfind('\n').map_or(0, |end| end + 1);
        text.truncate(kept);
        let text = format!("{text}{}\n{closing}\n", begun.line);
        begun::beside(self.folder(), text.as_bytes()).map_err(|error| unwritable(&self.entries_file(), &error))
    }
}

/// Settles what a killed run left in a ledger that is held: an entry whose outputs arrived is added, of any other nothing stays.
fn settle(ledger: &Ledger) -> Result<(), LedgerError> {
    leftovers(ledger.folder()).map_err(|error| unwritable(ledger.folder(), &error))?;
    let Noted::Run(begun) = begun::noted(ledger.folder())? else {
        return Ok(());
    };
    if ledger.written()?.is_followed_by(&begun.sealed) && begun.arrived(ledger.folder())? {
        put(ledger, ledger.with(&begun)?)?;
    }
    clear(ledger, &begun)
}

/// Puts lines in the place of those that are there.
fn put(ledger: &Ledger, beside: NamedTempFile) -> Result<(), LedgerError> {
    let path = ledger.entries_file();
    let written = || -> std::io::Result<()> {
        // Whoever may read or write those that are there may do so with these.
        match std::fs::metadata(&path) {
            Ok(before) => beside.as_file().set_permissions(before.permissions())?,
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
        beside.persist(&path).map_err(|error| error.error)?;
        File::open(ledger.folder())?.sync_all()
    };
    written().map_err(|error| unwritable(&path, &error))
}

/// Removes the note and the texts of its run that no entry names.
fn clear(ledger: &Ledger, begun: &Begun) -> Result<(), LedgerError> {
    let lines = ledger.written()?;
    // Where a line can't be read, nobody knows what it names.
    if lines.entries.iter().all(Option::is_some) {
        let named = lines.named();
        let own: BTreeSet<&str> = begun.texts().filter(|digest| !named.contains_key(*digest)).collect();
        for digest in own {
            texts::forget(ledger.folder(), digest)?;
        }
    }
    begun::unnote(ledger.folder())
}

/// Removes files that killed runs were writing.
fn leftovers(ledger: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(ledger)? {
        let entry = entry?;
        let name = entry.file_name();
        // `.ledger` is what earlier versions called them.
        let ours = [BESIDE, ".ledger"]
            .iter()
            .any(|begin| name.to_string_lossy().starts_with(begin));
        if ours && entry.file_type()?.is_file() {
            std::fs::remove_file(entry.path())?;
        }
    }
    texts::leftovers(ledger)
}

/// That a record can't be written as JSON.
fn internal(ledger: &Ledger, error: &serde_json::Error) -> LedgerError {
    unwritable(ledger.folder(), &std::io::Error::other(error.to_string()))
}
