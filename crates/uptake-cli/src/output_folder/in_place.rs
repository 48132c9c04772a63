//! A folder that can't be exchanged as a whole: one on which something is mounted, one in a folder that may not be written, one of
//! a file system that exchanges no folders. Its files are replaced one by one, the manifest last.
//!
//! All new files lie in a folder within it first, with their manifest. So if the program is killed between two of them, each
//! file is listed in one of two manifests, and the next run replaces all.

use super::beside::{Beside, alone, clear, through};
use super::ours::{MANIFEST, paths};
use super::staging::is_staging;
use rustix::fs::{Access, access};
use std::fs::File;
use std::io::{Error, ErrorKind, Result};
use std::path::Path;

/// Whether an exchange failed for what the folder is, so that its files can still be replaced.
pub(super) fn helps_against(error: &Error) -> bool {
    use ErrorKind::{CrossesDevices, InvalidInput, PermissionDenied, ReadOnlyFilesystem, ResourceBusy, Unsupported};
    let kinds = [
        CrossesDevices,
        InvalidInput,
        PermissionDenied,
        ReadOnlyFilesystem,
        ResourceBusy,
        Unsupported,
    ];
    kinds.contains(&error.kind())
}

/// Puts the content of `beside` in the place of that of `target`.
pub(super) fn replace(beside: Beside, target: &Path) -> Result<()> {
    let beside = match beside.is_within(target) {
        true => beside,
        false => brought(&beside, target)?,
    };
    let _alone = alone();
    let old = paths(target)?;
    let new = paths(beside.path())?;
    for file in new.iter().filter(|file| *file != MANIFEST) {
        let to = target.join(file);
        std::fs::create_dir_all(to.parent().unwrap_or(target))?;
        std::fs::rename(beside.path().join(file), to)?;
    }
    for file in old.iter().filter(|file| !is_staging(file) && !new.contains(*file)) {
        std::fs::remove_file(target.join(file))?;
        // A folder that is empty now goes; any other stays.
        let folders = Path::new(file).ancestors().skip(1);
        for folder in folders.filter(|folder| !folder.as_os_str().is_empty()) {
            let _ = std::fs::remove_dir(target.join(folder));
        }
    }
    std::fs::rename(beside.path().join(MANIFEST), target.join(MANIFEST))?;
    File::open(target)?.sync_all()?;
    beside.remove()?;
    clear(target);
    Ok(())
}

/// A copy of what lies beside, in the target.
fn brought(from: &Beside, target: &Path) -> Result<Beside> {
    let to = Beside::within(target)?;
    for file in paths(from.path())? {
        let path = to.path().join(&file);
        std::fs::create_dir_all(path.parent().unwrap_or(to.path()))?;
        std::fs::copy(from.path().join(&file), path)?;
    }
    through(to.path())?;
    Ok(to)
}

/// Whether files can be made in a folder that is there.
pub(super) fn writable(target: &Path) -> Result<()> {
    Ok(access(target, Access::WRITE_OK | Access::EXEC_OK)?)
}
