//! Finding and reading rule files and scripts.

use crate::Failure;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use uptake_codes::RuleCode;
use uptake_rules::RuleFile;

/// The folder of a pack that holds the modules of its scripts.
pub(crate) const MODULES: &str = "lib";

/// Files as they are found from a folder. Paths are told as the user wrote them, without that folder.
#[derive(Clone, Debug)]
pub(crate) struct Disk {
    from: PathBuf,
    /// The files read so far. One that still has the same bytes is the same file, and isn't parsed again.
    known: Arc<Mutex<BTreeMap<PathBuf, RuleFile>>>,
}

impl Disk {
    /// One whose relative paths start from a folder; from the current one if it is empty.
    pub(crate) fn from(folder: &Path) -> Self {
        Self {
            from: folder.to_path_buf(),
            known: Arc::default(),
        }
    }

    /// Where a path leads. The empty path is the folder of a file that is named without one.
    pub(crate) fn at(&self, path: &Path) -> PathBuf {
        let at = self.from.join(path);
        if at.as_os_str().is_empty() {
            return PathBuf::from(".");
        }
        at
    }

    /// Whether there is a file.
    pub(crate) fn is_file(&self, path: &Path) -> bool {
        self.at(path).is_file()
    }

    /// Whether there is a folder.
    pub(crate) fn is_dir(&self, path: &Path) -> bool {
        self.at(path).is_dir()
    }

    /// Whether there is anything.
    pub(crate) fn exists(&self, path: &Path) -> bool {
        self.at(path).exists()
    }

    /// A path without links and detours, which is the same however a file is named.
    pub(crate) fn real(&self, path: &Path) -> PathBuf {
        std::fs::canonicalize(self.at(path)).unwrap_or_else(|_| path.to_path_buf())
    }

    /// Reads one file.
    pub(crate) fn read(&self, path: &Path) -> Result<RuleFile, Failure> {
        let shown = path.display().to_string();
        if self.is_dir(path) {
            return Err(
                Failure::new(format!("`{shown}` is a folder where a file is expected")).code(RuleCode::Unreadable)
            );
        }
        match std::fs::read(self.at(path)) {
            Ok(bytes) => Ok(self.known(path, shown, bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                Err(Failure::new(format!("the file `{shown}` wasn't found")).code(RuleCode::Unreadable))
            }
            Err(error) => Err(unreadable(path, &error)),
        }
    }

    /// The file that was read from `path` before, if its bytes are the same; else a new one.
    fn known(&self, path: &Path, shown: String, bytes: Vec<u8>) -> RuleFile {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(path) {
            Some(file) if file.path() == shown && file.bytes() == bytes => file.clone(),
            _ => {
                let file = RuleFile::new(shown, bytes);
                known.insert(path.to_path_buf(), file.clone());
                file
            }
        }
    }

    /// The rule files directly in a folder, by name.
    pub(crate) fn rules_in(&self, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
        self.entries(folder, is_rules)
    }

    /// The scripts of a pack's folder: those beside its rule files, then its modules.
    pub(crate) fn scripts_in(&self, folder: &Path) -> Result<Vec<RuleFile>, Failure> {
        let mut paths = self.entries(folder, is_script)?;
        let modules = folder.join(MODULES);
        if self.is_dir(&modules) {
            paths.extend(self.entries(&modules, is_script)?);
        }
        paths.iter().map(|path| self.read(path)).collect()
    }

    fn entries(&self, folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, Failure> {
        let unreadable = |error: std::io::Error| unreadable(folder, &error);
        let mut files = Vec::new();
        for entry in std::fs::read_dir(self.at(folder)).map_err(unreadable)? {
            let path = folder.join(entry.map_err(unreadable)?.file_name());
            if self.is_file(&path) && wanted(&path) {
                files.push(path);
            }
        }
        files.sort();
        Ok(files)
    }

    /// All folders below `folder`, itself first, by name. Hidden ones are left out.
    pub(crate) fn folders(&self, folder: &Path) -> Result<Vec<PathBuf>, Failure> {
        let mut all = vec![folder.to_path_buf()];
        let mut next = 0;
        while let Some(current) = all.get(next).cloned() {
            next += 1;
            let unreadable = |error: std::io::Error| unreadable(&current, &error);
            let mut inner = Vec::new();
            for entry in std::fs::read_dir(self.at(&current)).map_err(unreadable)? {
                let entry = entry.map_err(unreadable)?;
                let hidden = entry.file_name().to_string_lossy().starts_with('.');
                // Links are not followed, so that a circle of links can't trap us.
                if !hidden && entry.file_type().map_err(unreadable)?.is_dir() {
                    inner.push(current.join(entry.file_name()));
                }
            }
            inner.sort();
            all.extend(inner);
        }
        Ok(all)
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Failure {
    Failure::new(format!("`{}` can't be read: {error}", path.display())).code(RuleCode::Unreadable)
}

/// Whether a file's name is that of a rule file.
pub(crate) fn is_rules(path: &Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "yaml" || ending == "yml")
}

/// Whether a file's name is that of a script.
pub(crate) fn is_script(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending == "rhai")
}
