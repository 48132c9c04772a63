//! The folder beside the target in which everything is written first.

use super::ours::Replaces;
use rustix::fs::{CWD, FlockOperation, RenameFlags, flock, renameat_with};
use std::fs::{File, Permissions};
use std::io::{Error, ErrorKind, Result};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use tempfile::TempDir;

/// What the name of such a folder begins with.
const PREFIX: &str = ".uptake-";

/// A file that stands in it as long as it is in the making: what a killed run leaves without one was somebody's target.
pub(super) const MAKING: &str = ".making";

/// A temporary folder beside the target. Its owner holds a lock on it, so that others can tell what a killed run left.
pub(crate) struct Beside {
    folder: TempDir,
    /// Held as long as the folder is in the making.
    _lock: File,
}

impl Beside {
    /// A new one beside `target`, whose parents are made if they aren't there.
    pub(crate) fn new(target: &Path) -> Result<Self> {
        let parent = parent(target);
        std::fs::create_dir_all(parent)?;
        loop {
            let folder = tempfile::Builder::new().prefix(PREFIX).tempdir_in(parent)?;
            // Between these two somebody who clears up may take it for one that a killed run left.
            let lock = match File::open(folder.path()) {
                Err(error) if error.kind() == ErrorKind::NotFound => continue,
                lock => lock?,
            };
            let held = flock(&lock, FlockOperation::NonBlockingLockExclusive).is_ok();
            if held && folder.path().try_exists()? {
                File::create(folder.path().join(MAKING))?;
                return Ok(Self { folder, _lock: lock });
            }
        }
    }

    /// Where it lies.
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Makes its content what others may read, and writes it through to the disk.
    pub(crate) fn ready(&self) -> Result<()> {
        std::fs::remove_file(self.path().join(MAKING))?;
        // A temporary folder is the owner's alone; an output folder is like any other.
        std::fs::set_permissions(self.path(), Permissions::from_mode(0o755))?;
        through(self.path())
    }

    /// Puts it at `target`, where nothing is.
    pub(crate) fn rename(self, target: &Path) -> Result<()> {
        renameat_with(CWD, self.path(), CWD, target, RenameFlags::NOREPLACE).map_err(Error::from)?;
        // The folder has moved: there is nothing left to remove.
        let _ = self.folder.keep();
        parent_through(target)
    }

    /// Puts it in the place of `target` in one step, and `target` here.
    pub(super) fn exchange(&self, target: &Path) -> Result<()> {
        renameat_with(CWD, self.path(), CWD, target, RenameFlags::EXCHANGE).map_err(Error::from)?;
        parent_through(target)
    }

    /// Removes what lies here.
    pub(super) fn remove(self) -> Result<()> {
        self.folder.close()
    }
}

/// Writes a folder and all below it through to the disk.
fn through(path: &Path) -> Result<()> {
    for entry in std::fs::read_dir(path)? {
        let entry = entry?;
        match entry.file_type()?.is_dir() {
            true => through(&entry.path())?,
            false => File::open(entry.path())?.sync_all()?,
        }
    }
    File::open(path)?.sync_all()
}

fn parent_through(target: &Path) -> Result<()> {
    File::open(parent(target))?.sync_all()
}

/// The folder in which something lies.
fn parent(path: &Path) -> &Path {
    let parent = path.parent().filter(|parent| !parent.as_os_str().is_empty());
    parent.unwrap_or(Path::new("."))
}

/// Removes what killed runs left beside `target`: folders of that name that nobody holds, which are half made, or the output of
/// a run as it wrote it. One with anything else holds what came into a target while it was replaced: it stays. What can't be
/// removed stays, too; the next run tries again.
pub(super) fn clear(target: &Path) {
    let Ok(entries) = std::fs::read_dir(parent(target)) else {
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
        if free && (path.join(MAKING).is_file() || Replaces::Demo.check(&path, &path).is_ok()) {
            let _ = std::fs::remove_dir_all(path);
        }
    }
}
