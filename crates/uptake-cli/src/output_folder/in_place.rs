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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test may stop")]
    use super::super::looked::Looked;
    use super::*;
    use crate::output_folder::Replaces;
    use uptake_report::outputs::sha256;

    /// Writes an output of these files, with its manifest.
    fn output(folder: &Path, files: &[(&str, &str)]) {
        let listed: Vec<_> = files
            .iter()
            .map(|(name, text)| serde_json::json!({ "file": name, "sha256": sha256(text.as_bytes()) }))
            .collect();
        for (name, text) in files {
            std::fs::write(folder.join(name), text).unwrap();
        }
        let manifest = serde_json::json!({ "engine": { "name": "uptake" }, "outputs": listed });
        std::fs::write(folder.join(MANIFEST), manifest.to_string()).unwrap();
    }

    const OLD: [(&str, &str); 3] = [("a.csv", "old"), ("b.csv", "old"), ("gone.csv", "old")];
    const NEW_FILES: [(&str, &str); 3] = [("a.csv", "new"), ("b.csv", "new"), ("c.csv", "new")];

    fn names(folder: &Path) -> Vec<String> {
        paths(folder).unwrap().into_iter().collect()
    }

    #[test]
    fn files_are_replaced_one_by_one_and_those_that_are_no_more_go() {
        let target = tempfile::tempdir().unwrap();
        output(target.path(), &OLD);
        let beside = Beside::within(target.path()).unwrap();
        output(beside.path(), &NEW_FILES);
        replace(beside, target.path()).unwrap();
        assert_eq!(names(target.path()), ["a.csv", "b.csv", "c.csv", "manifest.json"]);
        assert_eq!(std::fs::read_to_string(target.path().join("b.csv")).unwrap(), "new");
    }

    #[test]
    fn what_lies_elsewhere_is_brought_into_the_folder_first() {
        let (target, elsewhere) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let beside = Beside::within(elsewhere.path()).unwrap();
        output(beside.path(), &NEW_FILES);
        replace(beside, target.path()).unwrap();
        assert_eq!(names(target.path()), ["a.csv", "b.csv", "c.csv", "manifest.json"]);
        assert!(names(elsewhere.path()).is_empty());
    }

    #[test]
    fn a_folder_whose_replacing_was_broken_off_anywhere_is_still_ours_and_the_next_run_replaces_all() {
        for moved in 0..=4 {
            let target = tempfile::tempdir().unwrap();
            output(target.path(), &OLD);
            let beside = Beside::within(target.path()).unwrap();
            output(beside.path(), &NEW_FILES);
            for (name, _) in NEW_FILES.iter().take(moved) {
                std::fs::rename(beside.path().join(name), target.path().join(name)).unwrap();
            }
            if moved == 4 {
                std::fs::remove_file(target.path().join("gone.csv")).unwrap();
                std::fs::rename(beside.path().join(MANIFEST), target.path().join(MANIFEST)).unwrap();
            }
            // The lock of a killed run is gone, its folder isn't.
            beside.keep();
            Replaces::Run
                .check(target.path(), target.path(), &Looked::default())
                .unwrap();
            let beside = Beside::within(target.path()).unwrap();
            output(beside.path(), &[("a.csv", "newest")]);
            replace(beside, target.path()).unwrap();
            assert_eq!(names(target.path()), ["a.csv", "manifest.json"], "{moved}");
        }
    }

    #[test]
    fn somebodys_file_in_such_a_folder_keeps_it_from_being_replaced() {
        let target = tempfile::tempdir().unwrap();
        output(target.path(), &OLD);
        let beside = Beside::within(target.path()).unwrap();
        output(beside.path(), &NEW_FILES);
        std::fs::write(target.path().join("notes.txt"), "mine").unwrap();
        assert!(
            Replaces::Run
                .check(target.path(), target.path(), &Looked::default())
                .is_err()
        );
        // A folder that only has such a name, too.
        let other = tempfile::tempdir().unwrap();
        std::fs::create_dir(other.path().join(".uptake-mine")).unwrap();
        std::fs::write(other.path().join(".uptake-mine/thesis"), "mine").unwrap();
        assert!(
            Replaces::Run
                .check(other.path(), other.path(), &Looked::default())
                .is_err()
        );
    }
}
