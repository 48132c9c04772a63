//! The folder beside the target in which everything is written first.

use super::looked::Looked;
use super::ours::Replaces;
use super::staging::{MAKING, NEW, PREFIX, SWAPPING};
use rustix::fs::{CWD, FlockOperation, RenameFlags, flock, renameat_with};
use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;

/// Where such folders of this process were made. Whoever holds it is alone in moving and removing them.
static MADE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// As long as the answer is held, no signal ends the program: what is moved is moved whole.
pub(crate) fn alone() -> MutexGuard<'static, Vec<PathBuf>> {
    MADE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what this process has half written, as it is about to end by a signal. Nothing is put in its place any more; what is
/// being put there is first.
pub(crate) fn abandon() {
    let made = alone();
    for path in made.iter().filter(|path| is_leftover(path)) {
        // The command goes on writing meanwhile.
        for _ in 0..10 {
            match std::fs::remove_dir_all(path) {
                Err(error) if error.kind() != ErrorKind::NotFound => continue,
                _ => break,
            }
        }
    }
    std::mem::forget(made);
}

/// A temporary folder beside the target, or in it. Its owner holds a lock on it, so that others can tell what a killed run left.
pub(crate) struct Beside {
    folder: TempDir,
    new: PathBuf,
    /// Held as long as the folder is in the making.
    _lock: File,
}

impl Beside {
    /// A new one beside `target`, whose parents are made if they aren't there. What runs that were killed left there goes.
    pub(crate) fn new(target: &Path) -> Result<Self> {
        let parent = parent(target);
        std::fs::create_dir_all(parent)?;
        clear(parent);
        Self::within(parent)
    }

    /// A new one for what nobody keeps. What runs that were killed left there goes.
    pub(crate) fn temporary() -> Result<Self> {
        let folder = std::env::temp_dir();
        clear(&folder);
        Self::within(&folder)
    }

    /// A new one in a folder.
    pub(super) fn within(parent: &Path) -> Result<Self> {
        loop {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
            alone().push(folder.path().to_path_buf());
            // Between these two somebody who clears up may take it for one that a killed run left.
            let lock = match File::open(folder.path()) {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                lock => lock?,
            };
            let held = flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok();
            if held && folder.path().try_exists()? {
                File::create(folder.path().join(MAKING))?;
                let new = folder.path().join(NEW);
                // A temporary folder is the owner's alone; this one will be like any other.
                std::fs::create_dir(&new)?;
                return Ok(Self {
                    folder,
                    new,
                    _lock: lock,
                });
            }
        }
    }

    /// Where to write.
    pub(crate) fn path(&self) -> &Path {
        &self.new
    }

    /// Whether it lies in this folder.
    pub(super) fn is_within(&self, parent: &Path) -> bool {
        self.folder.path().parent() == Some(parent)
    }

    /// Writes its content through to the disk.
    pub(crate) fn ready(&self) -> Result<()> {
        through(&self.new)
    }

    /// Puts its content at `target`, where nothing is.
    pub(crate) fn rename(self, target: &Path) -> Result<()> {
        let alone = alone();
        renameat_with(CWD, &self.new, CWD, target, RenameFlags::NOREPLACE).map_err(Error::from)?;
        drop(alone);
        parent_through(target)
    }

    /// Puts its content in the place of `target` in one step, and `target` here. That isn't written through to the disk yet: an
    /// error here means that nothing was exchanged.
    pub(super) fn exchange(&self, target: &Path) -> Result<()> {
        let (making, swapping) = (self.folder.path().join(MAKING), self.folder.path().join(SWAPPING));
        if !swapping.try_exists()? {
            std::fs::rename(&making, &swapping)?;
        }
        if let Err(error) = renameat_with(CWD, &self.new, CWD, target, RenameFlags::EXCHANGE) {
            std::fs::rename(&swapping, &making)?;
            return Err(error.into());
        }
        Ok(())
    }

    /// Leaves what lies here where it is: it isn't ours.
    pub(super) fn keep(self) -> PathBuf {
        self.folder.keep()
    }

    /// Removes what lies here.
    pub(super) fn remove(self) -> Result<()> {
        self.folder.close()
    }
}

/// Writes a folder and all below it through to the disk.
pub(super) fn through(path: &Path) -> Result<()> {
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => through(&entry.path())?,
            false => File::open(entry.path())?.sync_all()?,
        }
    }
    File::open(path)?.sync_all()
}

/// Writes through to the disk what lies at a place.
pub(super) fn parent_through(target: &Path) -> Result<()> {
    File::open(parent(target))?.sync_all()
}

/// The folder in which something lies.
pub(super) fn parent(path: &Path) -> &Path {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// Removes what killed runs left beside `target`.
pub(crate) fn clear_beside(target: &Path) {
    clear(parent(target));
}

/// Removes what killed runs left in `folder`: folders of that name that nobody holds, which are half made, or hold the output of
/// a run as it wrote it. One with anything else holds what came into a target while it was replaced: it stays. What can't be
/// removed stays, too; the next run tries again.
pub(super) fn clear(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let ours = entry.file_name().to_string_lossy().starts_with(PREFIX);
        if !ours || !entry.file_type().is_ok_and(|ty| ty.is_dir()) {
            continue;
        }
        let Ok(folder) = File::open(entry.path()) else { continue };
        let free = flock(&folder, FlockOperation::NonBlockingLockExclusive).is_ok();
        let path = entry.path();
        if free && is_leftover(&path) {
            let _ = std::fs::remove_dir_all(path);
        }
    }
}

/// Whether all in such a folder is ours: it has just been begun, is half made, or holds the output of a run as it wrote it.
fn is_leftover(path: &Path) -> bool {
    let empty = std::fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none());
    let unchanged = || Replaces::Demo.check(&path.join(NEW), path, &Looked::default()).is_ok();
    empty || path.join(MAKING).is_file() || (path.join(SWAPPING).is_file() && unchanged())
}
