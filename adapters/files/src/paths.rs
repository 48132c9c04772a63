//! From a path or pattern to files, in the order of their names.

use std::path::{Path, PathBuf};
use uptake_adapter::{AdapterError, ErrorCode};

/// The files of `pattern`, each with the name that messages use.
pub(crate) fn expand(folder: &Path, pattern: &str) -> Result<Vec<(PathBuf, String)>, AdapterError> {
    // No file was looked into yet.
    found(folder, pattern).map_err(AdapterError::in_own_words)
}

fn found(folder: &Path, pattern: &str) -> Result<Vec<(PathBuf, String)>, AdapterError> {
    let whole = folder.join(pattern);
    if !pattern.contains(['*', '?', '[']) {
        return single(whole, pattern).map(|file| vec![file]);
    }
    let fault = |message: String| AdapterError::new(ErrorCode::Config, message).setting("path");
    let matches = glob::glob(&whole.to_string_lossy())
        .map_err(|error| fault(format!("`{pattern}` isn't a valid pattern: {}", error.msg)))?;
    let mut files = Vec::new();
    for found in matches {
        let path = found.map_err(|error| {
            AdapterError::new(
                ErrorCode::Source,
                format!("`{}` can't be read: {}", error.path().display(), error.error()),
            )
        })?;
        if path.is_file() {
            let shown = path.strip_prefix(folder).unwrap_or(&path).display().to_string();
            files.push((path, shown));
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(
            AdapterError::new(ErrorCode::Source, format!("no file matches `{pattern}`"))
                .help(format!("the pattern starts from `{}`", shown_folder(folder)))
                .setting("path"),
        );
    }
    Ok(files)
}

fn single(path: PathBuf, shown: &str) -> Result<(PathBuf, String), AdapterError> {
    if path.is_dir() {
        return Err(AdapterError::new(
            ErrorCode::Source,
            format!("`{shown}` is a folder where a file is expected"),
        )
        .help(format!(
            "name the files in it, as in `{}/*.csv`",
            shown.trim_end_matches('/')
        ))
        .setting("path"));
    }
    match std::fs::metadata(&path) {
        Ok(_) => Ok((path, shown.to_owned())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(AdapterError::new(
            ErrorCode::Source,
            format!("the file `{shown}` wasn't found"),
        )
        .help("the path is relative to the file that names it")
        .setting("path")),
        Err(error) => {
            Err(AdapterError::new(ErrorCode::Source, format!("`{shown}` can't be read: {error}")).setting("path"))
        }
    }
}

fn shown_folder(folder: &Path) -> String {
    if folder.as_os_str().is_empty() {
        ".".to_owned()
    } else {
        folder.display().to_string()
    }
}
