//! Whether rule files or suites were saved since they were last looked at.
//!
//! Files are looked at every now and then, by name, time and length, and read where one of these is another: an editor may write a
//! file in place, or put another one in its place, and a shared drive tells nobody. So no library that asks the system for events is
//! needed, whose answers differ between systems and drives; rule files are few.

use crate::rule_files::{Disk, Lies, MODULES, is_rules, is_script, is_suite};
use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Rule files, scripts and suites, as they were when they were last looked at.
#[derive(Clone, Debug, Default)]
pub struct RuleWatch {
    disk: Option<Disk>,
    folders: Vec<PathBuf>,
    /// Folders below which all are looked at, those that come later too.
    roots: Vec<PathBuf>,
    seen: Look,
}

/// Files as they were at one look.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Look {
    files: BTreeMap<PathBuf, Seen>,
    /// What can't be looked at, and why. It isn't gone: the command that runs again says what is wrong with it.
    closed: BTreeMap<PathBuf, String>,
}

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    saved: Option<SystemTime>,
    length: u64,
    bytes: Vec<u8>,
    /// Whether it was read at two looks with this time and length. A file that is saved twice within one tick of the file system's
    /// clock, with a look between, has the same time with other bytes; so one that is new is read once more.
    settled: bool,
}

impl RuleWatch {
    /// The rule files and scripts in these folders, as they are now.
    pub(crate) fn over(disk: &Disk, folders: impl IntoIterator<Item = PathBuf>) -> Self {
        Self::over_all(disk, folders, Vec::new())
    }

    /// The same, and those in `roots` and in all folders below them, which may be made later.
    pub(crate) fn over_all(disk: &Disk, folders: impl IntoIterator<Item = PathBuf>, roots: Vec<PathBuf>) -> Self {
        let mut folders: Vec<PathBuf> = folders.into_iter().collect();
        let modules: Vec<PathBuf> = folders.iter().map(|folder| folder.join(MODULES)).collect();
        folders.extend(modules);
        folders.sort();
        folders.dedup();
        let mut watch = Self {
            disk: Some(disk.clone()),
            folders,
            roots,
            seen: Look::default(),
        };
        watch.seen = watch.look();
        watch
    }

    /// Whether a file was saved with other bytes, came or went since this was last asked, or can't be looked at any more, or again.
    pub fn changed(&mut self) -> bool {
        let now = self.look();
        let bytes = |seen: &Look| -> Vec<(PathBuf, Vec<u8>)> {
            let all = seen.files.iter();
            all.map(|(path, seen)| (path.clone(), seen.bytes.clone())).collect()
        };
        let changed = now != self.seen && (now.closed != self.seen.closed || bytes(&now) != bytes(&self.seen));
        self.seen = now;
        changed
    }

    /// The files as they are. Those of a folder that can't be read stay what they were.
    fn look(&self) -> Look {
        let mut look = Look::default();
        let Some(disk) = &self.disk else { return look };
        let mut folders: BTreeSet<PathBuf> = self.folders.iter().cloned().collect();
        for root in &self.roots {
            match disk.folders(root) {
                Ok(below) => folders.extend(below),
                // What is in it is looked at as far as it was, and why not all of it is told.
                Err(failure) => {
                    let known = self.seen.files.keys().filter_map(|path| path.parent());
                    folders.extend(known.filter(|folder| folder.starts_with(root)).map(Path::to_path_buf));
                    folders.insert(root.clone());
                    look.closed.insert(root.clone(), failure.message);
                }
            }
        }
        for folder in &folders {
            let mut closed = Vec::new();
            let paths = match disk.within(folder, Lies::File, &mut closed) {
                Ok(paths) => paths,
                Err(failure) => {
                    look.closed.insert(folder.clone(), failure.message);
                    Vec::new()
                }
            };
            look.closed
                .extend(closed.into_iter().map(|closed| (closed.path, closed.why)));
            if look.closed.contains_key(folder) {
                let known = self.seen.files.iter();
                let within = known.filter(|(path, _)| path.parent() == Some(folder));
                look.files
                    .extend(within.map(|(path, seen)| (path.clone(), seen.clone())));
            }
            let watched = |path: &PathBuf| is_rules(path) || is_script(path) || is_suite(path);
            for path in paths.into_iter().filter(watched) {
                match self.one(disk, &path) {
                    Ok(seen) => {
                        look.files.insert(path, seen);
                    }
                    // Being written, it is as good as gone, and comes again.
                    Err(error) if error.kind() == ErrorKind::NotFound => {}
                    Err(error) => {
                        look.closed.insert(path, error.to_string());
                    }
                }
            }
        }
        look
    }

    fn one(&self, disk: &Disk, path: &Path) -> std::io::Result<Seen> {
        let about = std::fs::metadata(disk.at(path))?;
        // Some file systems don't say when.
        let (saved, length) = (about.modified().ok(), about.len());
        let known = self.seen.files.get(path);
        let same = known.filter(|known| known.saved == saved && known.length == length && saved.is_some());
        match same.filter(|known| known.settled) {
            Some(known) => Ok(known.clone()),
            None => Ok(Seen {
                saved,
                length,
                bytes: std::fs::read(disk.at(path))?,
                settled: same.is_some(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::RuleWatch;
    use crate::rule_files::Disk;
    use std::path::PathBuf;

    #[test]
    fn a_file_counts_as_saved_when_its_bytes_are_others_or_it_comes_or_goes() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("a.yaml", "uptake: 1\n");
        let mut watch = RuleWatch::over(&Disk::from(folder.path()), [PathBuf::new()]);
        assert!(!watch.changed());
        write("a.yaml", "uptake: 1\n# longer\n");
        assert!(watch.changed());
        // Saved once more, and the same.
        write("a.yaml", "uptake: 1\n# longer\n");
        assert!(!watch.changed());
        write("b.yaml", "uptake: 1\n");
        assert!(watch.changed());
        write("data.csv", "id\n");
        assert!(!watch.changed());
        write("a.test.yaml", "uptake: 1\n");
        assert!(watch.changed());
        std::fs::remove_file(folder.path().join("b.yaml")).unwrap();
        assert!(watch.changed());
        assert!(!watch.changed());
    }

    #[test]
    fn a_file_that_is_saved_twice_within_one_tick_of_the_clock_is_seen_both_times() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.yaml");
        let tick = std::time::UNIX_EPOCH + std::time::Duration::from_secs(1_700_000_000);
        let write = |text: &str| {
            std::fs::write(&path, text).unwrap();
            let file = std::fs::File::options().write(true).open(&path).unwrap();
            file.set_modified(tick).unwrap();
        };
        write("uptake: 1 # a\n");
        let mut watch = RuleWatch::over(&Disk::from(folder.path()), [PathBuf::new()]);
        write("uptake: 1 # b\n");
        assert!(watch.changed());
        assert!(!watch.changed());
    }

    #[test]
    fn files_in_folders_that_are_made_later_are_looked_at_too() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
        write("a.yaml", "uptake: 1\n");
        let mut watch = RuleWatch::over_all(&Disk::from(folder.path()), [], vec![PathBuf::new()]);
        assert!(!watch.changed());
        std::fs::create_dir_all(folder.path().join("team/inner")).unwrap();
        assert!(!watch.changed());
        write("team/inner/b.yaml", "uptake: 1\n");
        assert!(watch.changed());
        write("team/inner/b.yaml", "uptake: 1\n# saved once more\n");
        assert!(watch.changed());
        std::fs::remove_dir_all(folder.path().join("team")).unwrap();
        assert!(watch.changed());
        assert!(!watch.changed());
    }

    #[cfg(unix)]
    #[test]
    fn what_cant_be_looked_at_any_more_is_a_change_and_not_gone() {
        let folder = tempfile::tempdir().unwrap();
        let rules = folder.path().join("rules");
        std::fs::create_dir(&rules).unwrap();
        std::fs::write(rules.join("a.yaml"), "uptake: 1\n").unwrap();
        let mut watch = RuleWatch::over(&Disk::from(folder.path()), [PathBuf::from("rules")]);
        // A folder that leads to itself can't be read, whoever asks.
        let away = folder.path().join("away");
        std::fs::rename(&rules, &away).unwrap();
        std::os::unix::fs::symlink("rules", &rules).unwrap();
        assert!(watch.changed());
        assert!(
            watch.seen.files.contains_key(&PathBuf::from("rules/a.yaml")),
            "{watch:?}"
        );
        assert!(watch.seen.closed.contains_key(&PathBuf::from("rules")), "{watch:?}");
        assert!(!watch.changed());
        std::fs::remove_file(&rules).unwrap();
        std::fs::rename(&away, &rules).unwrap();
        assert!(watch.changed());
        assert!(!watch.changed());
    }
}
