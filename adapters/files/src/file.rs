//! A file to read.

use crate::readings::{Moved, Patient, Readings};
use crate::spared::Spared;
use std::path::PathBuf;
use std::sync::Arc;
use uptake_adapter::{AdapterError, ErrorCode, Fingerprint, PartState};
use uptake_formats::{Origin, Remarks};

/// A file to read.
#[derive(Clone, Debug)]
pub(crate) struct File {
    /// Where it is.
    pub(crate) path: PathBuf,
    /// What messages call it.
    pub(crate) shown: Arc<str>,
    /// Where its reader tells what isn't a row and isn't a fault.
    pub(crate) remarks: Remarks,
    /// Where its reader tells how many rows it left out that it didn't have to give.
    pub(crate) spared: Spared,
    /// What all of its readings have in common.
    readings: Readings,
}

impl File {
    /// A file that nothing was read of yet.
    pub(crate) fn new(path: PathBuf, shown: Arc<str>, remarks: Remarks) -> Self {
        Self {
            path,
            shown,
            remarks,
            spared: Spared::default(),
            readings: Readings::default(),
        }
    }

    /// The same, which tells there how many rows its reader left out.
    pub(crate) fn sparing(self, spared: Spared) -> Self {
        Self { spared, ..self }
    }

    /// From now on digests are taken of what is read of it.
    pub(crate) fn witness(&self) {
        self.readings.witness();
    }

    /// A reading begins.
    pub(crate) fn begin(&self) {
        self.readings.begin();
    }

    /// Opens it to be read here and there.
    pub(crate) fn open(&self) -> Result<std::fs::File, AdapterError> {
        self.readings.open(&self.path).map_err(|moved| self.moved(&moved))
    }

    /// Opens it to be read from its start to its end.
    pub(crate) fn stream(&self) -> Result<Patient, AdapterError> {
        self.readings.stream(&self.path).map_err(|moved| self.moved(&moved))
    }

    /// A reading has come to its end.
    ///
    /// # Errors
    /// When the file isn't what it was when the reading began.
    pub(crate) fn settle(&self) -> Result<(), AdapterError> {
        let settled = self.readings.settle(&self.path, &self.shown);
        settled.map_err(|moved| self.moved(&moved))
    }

    /// The error of a reading; if the file was changed meanwhile, that is why.
    pub(crate) fn because(&self, error: AdapterError) -> AdapterError {
        match self.readings.changed(&self.path) {
            true => self.moved(&Moved::Changed),
            false => error,
        }
    }

    /// Digest and size of what was read; of the file as it lies there where nothing was.
    pub(crate) fn fingerprint(&self) -> Result<Fingerprint, AdapterError> {
        let found = self.readings.fingerprint(&self.path, &self.shown);
        found.map_err(|moved| self.moved(&moved))
    }

    /// How it looks from outside: when it was read, else now. Nothing of what isn't a regular file.
    pub(crate) fn look(&self) -> Result<Option<PartState>, AdapterError> {
        let found = self.readings.look(&self.path).map_err(|moved| self.moved(&moved))?;
        let Some(identity) = found else { return Ok(None) };
        let place = std::fs::canonicalize(&self.path).map_err(|error| unreadable(self, &error))?;
        Ok(Some(PartState {
            part: self.shown.to_string(),
            place: place.display().to_string(),
            state: identity.text(),
            changed: identity.changed_nanoseconds(),
        }))
    }

    fn moved(&self, moved: &Moved) -> AdapterError {
        match moved {
            Moved::Unreadable(error) => unreadable(self, error),
            Moved::Changed => {
                let message = format!("`{}` was changed while it was being read", self.shown);
                AdapterError::new(ErrorCode::Source, message)
                    .help("run again when nothing writes to it")
                    .setting("path")
                    .in_own_words()
            }
        }
    }

    /// For the readers of its rows.
    pub(crate) fn origin(&self) -> Origin {
        Origin {
            shown: Arc::clone(&self.shown),
            setting: "path",
        }
    }
}

/// A file can't be read. What the system says of it quotes nothing.
pub(crate) fn unreadable(file: &File, error: &std::io::Error) -> AdapterError {
    undecodable(file, error).in_own_words()
}

/// What a file holds can't be read.
pub(crate) fn undecodable(file: &File, error: &dyn std::fmt::Display) -> AdapterError {
    AdapterError::new(ErrorCode::Source, format!("`{}` can't be read: {error}", file.shown)).setting("path")
}
