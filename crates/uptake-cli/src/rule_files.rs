//! Finding and reading rule files.

use crate::built_in;
use crate::exit::Failure;
use std::path::{Path, PathBuf};
use uptake_rules::decode::Name;
use uptake_rules::diagnostic::Diagnostic;
use uptake_rules::near::nearest;
use uptake_rules::{Code, Diagnostics, RuleFile};

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

/// The rule files directly in a folder, by name.
pub(crate) fn in_folder(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable = |error: std::io::Error| {
        Failure::new(format!("`{}` can't be read: {error}", folder.display())).code("unreadable")
    };
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        let path = entry.map_err(unreadable)?.path();
        if path.is_file()
            && path
                .extension()
                .is_some_and(|ending| ending == "yaml" || ending == "yml")
        {
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

/// The rule files of the packs that a project names: paths relative to it first, then built-in packs.
pub(crate) fn of_packs(packs: &[Name], folder: &Path, diagnostics: &mut Diagnostics) -> Result<Vec<RuleFile>, Failure> {
    let mut files = Vec::new();
    for pack in packs {
        let path = folder.join(&pack.text);
        if path.is_dir() {
            let paths = in_folder(&path)?;
            if paths.is_empty() {
                diagnostics.push(
                    Diagnostic::error(
                        Code::EmptyFile,
                        pack.span,
                        format!("the folder `{}` has no rule files", pack.text),
                    )
                    .help("rule files end in `.yaml`"),
                );
            }
            for path in paths {
                files.push(read(&path)?);
            }
        } else if path.is_file() {
            files.push(read(&path)?);
        } else if let Some(built_in) = built_in::pack(&pack.text) {
            files.extend(built_in);
        } else {
            let names = built_in::names();
            let near = nearest(&pack.text, names.iter().map(String::as_str));
            let known: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
            diagnostics.push(
                Diagnostic::error(
                    Code::UnknownName,
                    pack.span,
                    format!("there is no pack `{}`", pack.text),
                )
                .help(format!(
                    "name a folder, a file, or a built-in pack: {}",
                    known.join(", ")
                ))
                .did_you_mean(near),
            );
        }
    }
    Ok(files)
}
