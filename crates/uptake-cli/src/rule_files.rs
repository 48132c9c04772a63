//! Finding and reading rule files and scripts.

use crate::exit::Failure;
use std::path::{Path, PathBuf};
use uptake_rules::RuleFile;

/// The folder of a pack that holds the modules of its scripts.
pub(crate) const MODULES: &str = "lib";

/// Reads one file.
pub(crate) fn read(path: &Path) -> Result<RuleFile, Failure> {
    let shown = path.display().to_string();
    if path.is_dir() {
        return Err(Failure::new(format!("`{shown}` is a folder where a file is expected")).code("unreadable"));
    }
    match std::fs::read(path) {
        Ok(bytes) => Ok(RuleFile { path: shown, bytes }),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            Err(Failure::new(format!("there is no file `{shown}`")).code("unreadable"))
        }
        Err(error) => Err(Failure::new(format!("`{shown}` can't be read: {error}")).code("unreadable")),
    }
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

/// The rule files directly in a folder, by name.
pub(crate) fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    entries(folder, is_rules)
}

/// The scripts of a pack's folder: those beside its rule files, then its modules.
pub(crate) fn scripts(folder: &Path) -> Result<Vec<RuleFile>, Failure> {
    let mut paths = entries(folder, is_script)?;
    let modules = folder.join(MODULES);
    if modules.is_dir() {
        paths.extend(entries(&modules, is_script)?);
    }
    paths.iter().map(|path| read(path)).collect()
}

fn entries(folder: &Path, wanted: impl Fn(&Path) -> bool) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::new(format!("`{}` can't be read: {error}", folder.display())).code("unreadable")
    };
    // The folder of a file that is named without one is the current folder.
    let place = if folder.as_os_str().is_empty() {
        Path::new(".")
    } else {
        folder
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(place).map_err(unreadable)? {
        let path = folder.join(entry.map_err(unreadable)?.file_name());
        if path.is_file() && wanted(&path) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// All folders below `folder`, itself first, by name. Hidden ones are left out.
pub(crate) fn folders(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut all = vec![folder.to_path_buf()];
    let mut next = 0;
    while let Some(current) = all.get(next).cloned() {
        next += 1;
        let unreadable = |error: std::io::Error| {
            Failure::new(format!("`{}` can't be read: {error}", current.display())).code("unreadable")
        };
        let mut inner = Vec::new();
        for entry in std::fs::read_dir(&current).map_err(unreadable)? {
            let entry = entry.map_err(unreadable)?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            // Links are not followed, so that a circle of links can't trap us.
            if !hidden && entry.file_type().map_err(unreadable)?.is_dir() {
                inner.push(entry.path());
            }
        }
        inner.sort();
        all.extend(inner);
    }
    Ok(all)
}
