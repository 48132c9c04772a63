//! Files that hold still: what is digested is what was read, and a change while it is read is an error.
//!
//! A file is known by what the system says of the very file that was opened: device, number, length and times. It has to be the
//! same for every reading of a run, when a reading has come to its end, and still be what its path names then. So the digest may
//! be taken beside the reading, on a thread of its own, however the file is read.

use crate::identity::Identity;
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::JoinHandle;
use uptake_adapter::Fingerprint;
use uptake_formats::Digest;

/// What all readings of a file have in common.
#[derive(Clone, Debug, Default)]
pub(crate) struct Readings(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    /// Whether digests are taken.
    digests: bool,
    /// What the file was when it was first opened.
    first: Option<Identity>,
    /// What was opened since the last reading came to its end.
    opened: Vec<File>,
    /// The digest that is taken beside this reading.
    beside: Option<Beside>,
    /// What was read.
    read: Option<Fingerprint>,
}

/// A digest that is taken on a thread of its own. It is given up when nobody waits for it any more.
#[derive(Debug)]
struct Beside {
    thread: Option<JoinHandle<std::io::Result<Digest>>>,
    given_up: Arc<AtomicBool>,
}

/// Why a file isn't what was read.
#[derive(Debug)]
pub(crate) enum Moved {
    /// It was changed.
    Changed,
    /// It can't be looked at.
    Unreadable(std::io::Error),
}

impl From<std::io::Error> for Moved {
    fn from(error: std::io::Error) -> Self {
        Self::Unreadable(error)
    }
}

impl Readings {
    /// From now on digests are taken of what is read.
    pub(crate) fn witness(&self) {
        self.state().digests = true;
    }

    /// A reading begins; what came of one that was broken off doesn't matter.
    pub(crate) fn begin(&self) {
        let mut state = self.state();
        state.opened.clear();
        state.beside = None;
    }

    /// Opens a file to be read here and there. With the first one of a reading its digest begins to be taken.
    pub(crate) fn open(&self, path: &Path) -> Result<File, Moved> {
        let file = self.opened(path)?;
        self.keep(&file)?;
        let begins = {
            let state = self.state();
            state.digests && state.beside.is_none() && state.first.is_some()
        };
        if begins {
            // Opened anew: it has a place of its own where it is read.
            let whole = self.opened(path)?;
            self.keep(&whole)?;
            self.state().beside = Some(Beside::of(whole)?);
        }
        Ok(file)
    }

    /// Opens a file to be read from its start to its end.
    pub(crate) fn stream(&self, path: &Path) -> Result<Patient, Moved> {
        self.open(path).map(Patient)
    }

    fn opened(&self, path: &Path) -> Result<File, Moved> {
        let file = File::open(path)?;
        let Some(found) = Identity::settled(&file)? else {
            // A pipe comes once, and holds nothing that could change.
            return Ok(file);
        };
        match *self.state().first.get_or_insert(found) == found {
            true => Ok(file),
            false => Err(Moved::Changed),
        }
    }

    fn keep(&self, file: &File) -> Result<(), Moved> {
        let mut state = self.state();
        if state.first.is_some() {
            state.opened.push(file.try_clone()?);
        }
        Ok(())
    }

    /// A reading has come to its end: the file has to be what it was when it began, and its digest is that of what was read.
    pub(crate) fn settle(&self, path: &Path, shown: &str) -> Result<(), Moved> {
        let (opened, beside, digests) = {
            let mut state = self.state();
            (std::mem::take(&mut state.opened), state.beside.take(), state.digests)
        };
        self.unchanged(&opened, path)?;
        if !digests || opened.is_empty() {
            return Ok(());
        }
        if let Some(beside) = beside {
            let found = beside.digest()?.fingerprint(shown);
            if *self.state().read.get_or_insert_with(|| found.clone()) != found {
                return Err(Moved::Changed);
            }
        }
        // What was read for the digest has to be the same file, too.
        self.unchanged(&opened, path)
    }

    /// Whether a file that could not be read to its end was changed meanwhile: then that is why.
    pub(crate) fn changed(&self, path: &Path) -> bool {
        let opened = {
            let mut state = self.state();
            state.beside = None;
            std::mem::take(&mut state.opened)
        };
        !opened.is_empty() && matches!(self.unchanged(&opened, path), Err(Moved::Changed))
    }

    fn unchanged(&self, opened: &[File], path: &Path) -> Result<(), Moved> {
        let first = self.state().first;
        if opened.is_empty() {
            return Ok(());
        }
        for opened in opened {
            if Identity::of(&opened.metadata()?) != first {
                return Err(Moved::Changed);
            }
        }
        // Another file may have taken its place.
        match std::fs::metadata(path) {
            Ok(metadata) if Identity::of(&metadata) == first => Ok(()),
            Ok(_) | Err(_) => Err(Moved::Changed),
        }
    }

    /// How a file looks from outside: as it was first opened, else as it lies there. Nothing of what isn't a regular file.
    pub(crate) fn look(&self, path: &Path) -> Result<Option<Identity>, Moved> {
        match self.state().first {
            Some(first) => Ok(Some(first)),
            None => Ok(Identity::of(&std::fs::metadata(path)?)),
        }
    }

    /// Digest and size: of what was read, or, where nothing was read or digests weren't asked for, of the file as it lies there.
    pub(crate) fn fingerprint(&self, path: &Path, shown: &str) -> Result<Fingerprint, Moved> {
        if let Some(read) = &self.state().read {
            return Ok(read.clone());
        }
        self.begin();
        self.witness();
        drop(self.open(path)?);
        self.settle(path, shown)?;
        self.state().read.clone().ok_or(Moved::Changed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Beside {
    /// Begins with the first byte of a file that was just opened.
    fn of(file: File) -> std::io::Result<Self> {
        let given_up = Arc::new(AtomicBool::new(false));
        let told = Arc::clone(&given_up);
        let thread = std::thread::Builder::new().spawn(move || whole(&file, &told))?;
        Ok(Self {
            thread: Some(thread),
            given_up,
        })
    }

    /// The digest, once it is there.
    fn digest(mut self) -> std::io::Result<Digest> {
        let digest = self.thread.take().map(JoinHandle::join);
        digest.and_then(Result::ok).unwrap_or_else(|| Err(broken_off()))
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        self.given_up.store(true, Ordering::Relaxed);
    }
}

fn broken_off() -> std::io::Error {
    std::io::Error::other("taking its digest was broken off")
}

/// The digest of a file from where it is on, unless it is given up on the way.
fn whole(mut file: &File, given_up: &AtomicBool) -> std::io::Result<Digest> {
    let mut digest = Digest::default();
    let mut buffer = vec![0; 1 << 18];
    loop {
        if given_up.load(Ordering::Relaxed) {
            return Err(broken_off());
        }
        match patiently(&mut file, &mut buffer)? {
            0 => return Ok(digest),
            read => digest.update(buffer.get(..read).unwrap_or_default()),
        }
    }
}

/// Reads once. A signal that interrupts it isn't an error: it is tried again.
fn patiently(file: &mut impl Read, buffer: &mut [u8]) -> std::io::Result<usize> {
    loop {
        match file.read(buffer) {
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            read => return read,
        }
    }
}

/// A file that is read from its start to its end.
#[derive(Debug)]
pub(crate) struct Patient(File);

impl Read for Patient {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        patiently(&mut self.0, buffer)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::*;
    use std::io::Write;
    use std::path::PathBuf;
    use tempfile::TempDir;

    /// A folder with a file of ten bytes.
    fn ten() -> (TempDir, PathBuf) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ten");
        std::fs::write(&path, "0123456789").unwrap();
        (folder, path)
    }

    /// What comes of a file that is changed when four bytes of it are read; read as a stream, or here and there.
    fn after(change: &dyn Fn(&Path), stream: bool) -> Result<(), Moved> {
        let (_folder, path) = ten();
        let readings = Readings::default();
        readings.witness();
        let mut some = [0; 4];
        if stream {
            readings.stream(&path).unwrap().read_exact(&mut some).unwrap();
        } else {
            readings.open(&path).unwrap().read_exact(&mut some).unwrap();
        }
        change(&path);
        readings.settle(&path, "ten")
    }

    #[test]
    fn every_change_of_a_file_that_is_read_is_found() {
        let append = |path: &Path| {
            let file = File::options().append(true).open(path);
            file.unwrap().write_all(b"x").unwrap();
        };
        let truncate = |path: &Path| File::options().write(true).open(path).unwrap().set_len(9).unwrap();
        let overwrite = |path: &Path| std::fs::write(path, "9876543210").unwrap();
        let in_place = |path: &Path| {
            // The same length, and the same time of change as far as a program can set it.
            let before = std::fs::metadata(path).unwrap().modified().unwrap();
            std::fs::write(path, "9876543210").unwrap();
            File::options()
                .write(true)
                .open(path)
                .unwrap()
                .set_modified(before)
                .unwrap();
        };
        let renamed_over = |path: &Path| {
            let other = path.with_extension("other");
            std::fs::write(&other, "0123456789").unwrap();
            std::fs::rename(other, path).unwrap();
        };
        let removed = |path: &Path| std::fs::remove_file(path).unwrap();
        type Change<'a> = &'a dyn Fn(&Path);
        let mut changes: Vec<(&str, Change<'_>)> = vec![
            ("append", &append),
            ("truncate", &truncate),
            ("overwrite", &overwrite),
            ("in place", &in_place),
            ("renamed over", &renamed_over),
            ("removed", &removed),
        ];
        let linked = |path: &Path| {
            let other = path.with_extension("other");
            std::fs::write(&other, "0123456789").unwrap();
            std::fs::remove_file(path).unwrap();
            #[cfg(unix)]
            std::os::unix::fs::symlink(other, path).unwrap();
        };
        changes.push(("replaced by a link", &linked));
        for (name, change) in changes {
            for stream in [true, false] {
                assert!(matches!(after(change, stream), Err(Moved::Changed)), "{name}");
            }
        }
        for stream in [true, false] {
            assert!(after(&|_: &Path| (), stream).is_ok());
        }
    }

    #[test]
    fn the_digest_is_of_the_whole_file_however_much_of_it_was_read() {
        let (_folder, path) = ten();
        let readings = Readings::default();
        let whole = readings.fingerprint(&path, "ten").unwrap();
        assert_eq!(whole.bytes, 10);
        for length in [0, 4, 10] {
            let readings = Readings::default();
            readings.witness();
            let mut some = vec![0; length];
            readings.stream(&path).unwrap().read_exact(&mut some).unwrap();
            readings.settle(&path, "ten").unwrap();
            assert_eq!(readings.fingerprint(&path, "ten").unwrap(), whole);
        }
    }

    #[test]
    fn a_file_that_is_opened_again_has_to_be_the_same() {
        let (_folder, path) = ten();
        let readings = Readings::default();
        drop(readings.stream(&path).unwrap());
        readings.settle(&path, "ten").unwrap();
        std::fs::write(&path, "other").unwrap();
        assert!(matches!(readings.stream(&path), Err(Moved::Changed)));
        assert!(matches!(readings.fingerprint(&path, "ten"), Err(Moved::Changed)));
    }
}
