//! Whether rule files were saved since they were last looked at.
//!
//! Files are looked at every now and then, by name, time and length, and read where one of these is another: an editor may write a
//! file in place, or put another one in its place, and a shared drive tells nobody. So no library that asks the system for events is
//! needed, whose answers differ between systems and drives; rule files are few.

use crate::rule_files::{Disk, Lies, MODULES, is_rules, is_script};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Rule files and scripts, as they were when they were last looked at.
#[derive(Clone, Debug, Default)]
pub struct RuleWatch {
    disk: Option<Disk>,
    folders: Vec<PathBuf>,
    seen: BTreeMap<PathBuf, Seen>,
}

/// What is known of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    saved: Option<SystemTime>,
    length: u64,
    bytes: Vec<u8>,
}

impl RuleWatch {
    /// The rule files and scripts in these folders, as they are now.
    pub(crate) fn over(disk: &Disk, folders: impl IntoIterator<Item = PathBuf>) -> Self {
        let mut folders: Vec<PathBuf> = folders.into_iter().collect();
        let modules: Vec<PathBuf> = folders.iter().map(|folder| folder.join(MODULES)).collect();
        folders.extend(modules);
        folders.sort();
        folders.dedup();
        let mut watch = Self {
            disk: Some(disk.clone()),
            folders,
            seen: BTreeMap::new(),
        };
        watch.seen = watch.look();
        watch
    }

    /// Whether a file was saved with other bytes, came or went since this was last asked.
    pub fn changed(&mut self) -> bool {
        let now = self.look();
        let bytes = |seen: &BTreeMap<PathBuf, Seen>| -> Vec<(PathBuf, Vec<u8>)> {
            let all = seen.iter();
            all.map(|(path, seen)| (path.clone(), seen.bytes.clone())).collect()
        };
        let changed = now != self.seen && bytes(&now) != bytes(&self.seen);
        self.seen = now;
        changed
    }

    /// The files as they are. One that can't be read, since it is being written, is as good as gone, and comes again.
    fn look(&self) -> BTreeMap<PathBuf, Seen> {
        let Some(disk) = &self.disk else { return BTreeMap::new() };
        // What can't be looked at is told by the command that runs again.
        let mut closed = Vec::new();
        let within = |folder: &PathBuf| disk.within(folder, Lies::File, &mut closed).unwrap_or_default();
        let files = self.folders.iter().flat_map(within);
        let rules = files.filter(|path| is_rules(path) || is_script(path));
        rules
            .filter_map(|path| Some((path.clone(), self.one(disk, &path)?)))
            .collect()
    }

    fn one(&self, disk: &Disk, path: &Path) -> Option<Seen> {
        let about = std::fs::metadata(disk.at(path)).ok()?;
        let (saved, length) = (about.modified().ok(), about.len());
        let known = self.seen.get(path);
        match known.filter(|known| known.saved == saved && known.length == length && saved.is_some()) {
            Some(known) => Some(known.clone()),
            None => Some(Seen {
                saved,
                length,
                bytes: std::fs::read(disk.at(path)).ok()?,
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
        std::fs::remove_file(folder.path().join("b.yaml")).unwrap();
        assert!(watch.changed());
        assert!(!watch.changed());
    }
}
