//! From a path or pattern to files, in the order of their names. Whatever a pattern matches is read, or an error: nothing that
//! it matches is passed over.

use glob::{MatchOptions, Pattern};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use uptake_adapter::{AdapterError, ErrorCode};

/// Letters by which a path is a pattern.
const SIGNS: [char; 3] = ['*', '?', '['];

/// Names that begin with a dot are matched only where a pattern says the dot, as by a shell.
const OPTIONS: MatchOptions = MatchOptions {
    case_sensitive: true,
    require_literal_separator: true,
    require_literal_leading_dot: true,
};

/// The files of `pattern`, each with the name that messages use.
pub(crate) fn expand(folder: &Path, pattern: &str) -> Result<Vec<(PathBuf, String)>, AdapterError> {
    // No file was looked into yet.
    found(folder, pattern).map_err(AdapterError::in_own_words)
}

fn found(folder: &Path, pattern: &str) -> Result<Vec<(PathBuf, String)>, AdapterError> {
    let whole = folder.join(pattern);
    if !pattern.contains(SIGNS) {
        return single(whole, pattern).map(|file| vec![file]);
    }
    let matches = Matches::of(folder, pattern)?;
    if whole.is_file() {
        // Its name has brackets or stars itself.
        return match matches.iter().find(|path| **path != whole) {
            None => single(whole, pattern).map(|file| vec![file]),
            Some(other) => Err(fault(format!(
                "`{pattern}` is a file, and a pattern that matches `{}` too",
                shown(folder, other)
            ))
            .help("write `[[]` for a bracket, `[*]` for a star and `[?]` for a question mark, or rename the file")),
        };
    }
    let mut files = Vec::new();
    let mut known: BTreeMap<Identity, String> = BTreeMap::new();
    for path in matches {
        let name = shown(folder, &path);
        let Some(identity) = file(&path, &name, pattern)? else {
            continue;
        };
        if let Some(twin) = identity.and_then(|identity| known.insert(identity, name.clone())) {
            return Err(fault(format!(
                "`{pattern}` matches one file twice, as `{twin}` and as `{name}`"
            ))
            .help("its rows would count twice: remove the link, or narrow the pattern"));
        }
        files.push((path, name));
    }
    files.sort();
    if files.is_empty() {
        return Err(fault(format!("no file matches `{pattern}`"))
            .help(format!("the pattern starts from `{}`", shown_folder(folder))));
    }
    Ok(files)
}

fn fault(message: String) -> AdapterError {
    AdapterError::new(ErrorCode::Source, message).setting("path")
}

fn unreadable(path: &Path, error: &std::io::Error) -> AdapterError {
    fault(format!("`{}` can't be read: {error}", path.display()))
}

fn shown(folder: &Path, path: &Path) -> String {
    path.strip_prefix(folder).unwrap_or(path).display().to_string()
}

/// What tells files apart whatever they are called: a link and what it leads to are one.
type Identity = (u64, u64);

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
fn identity(metadata: &std::fs::Metadata) -> Option<Identity> {
    use std::os::unix::fs::MetadataExt;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_: &std::fs::Metadata) -> Option<Identity> {
    None
}

/// Looks at something that a pattern matches. Nothing for a folder whose content the pattern matches as well.
fn file(path: &Path, name: &str, pattern: &str) -> Result<Option<Option<Identity>>, AdapterError> {
    let metadata = match std::fs::metadata(path) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return Err(
                fault(format!("`{name}` is a link to nothing, and `{pattern}` matches it"))
                    .help("remove the link, or narrow the pattern"),
            );
        }
        Err(error) => return Err(unreadable(path, &error)),
    };
    if metadata.is_file() {
        return Ok(Some(identity(&metadata)));
    }
    if metadata.is_dir() {
        if pattern.ends_with("**") || pattern.ends_with("**/*") {
            return Ok(None);
        }
        return Err(fault(format!("`{name}` is a folder, and `{pattern}` matches it"))
            .help("narrow the pattern, as in `*.csv`; `**/*.csv` reads what is in folders, too"));
    }
    Err(
        fault(format!("`{name}` isn't a regular file, and `{pattern}` matches it"))
            .help("narrow the pattern; a pipe has to be named by its own path"),
    )
}

/// What a pattern matches.
struct Matches {
    found: Vec<PathBuf>,
    /// The folders on the way to where one looks, by which a circle of links shows.
    way: Vec<Identity>,
}

impl Matches {
    fn of(folder: &Path, pattern: &str) -> Result<Vec<PathBuf>, AdapterError> {
        let mut parts = Vec::new();
        for part in pattern.split('/').filter(|part| !part.is_empty()) {
            parts.push(match (part, part.contains(SIGNS)) {
                ("**", _) => Part::Any,
                (_, false) => Part::Name(part),
                (_, true) => Part::Like(Pattern::new(part).map_err(|error| {
                    AdapterError::new(
                        ErrorCode::Config,
                        format!("`{pattern}` isn't a valid pattern: {}", error.msg),
                    )
                    .setting("path")
                })?),
            });
        }
        if matches!(parts.last(), Some(Part::Any)) {
            parts.extend(Pattern::new("*").map(Part::Like));
        }
        let start = match pattern.starts_with('/') {
            true => PathBuf::from("/"),
            false if folder.as_os_str().is_empty() => PathBuf::from("."),
            false => folder.to_owned(),
        };
        let here = std::fs::metadata(&start).ok().and_then(|metadata| identity(&metadata));
        let mut matches = Self {
            found: Vec::new(),
            way: here.into_iter().collect(),
        };
        matches.look(&start, &parts)?;
        matches.found.sort();
        matches.found.dedup();
        if start.as_os_str() == "." {
            let bare = |path: PathBuf| path.strip_prefix(".").map(Path::to_owned).unwrap_or(path);
            return Ok(matches.found.into_iter().map(bare).collect());
        }
        Ok(matches.found)
    }

    /// Looks into a folder for the rest of a pattern.
    fn look(&mut self, folder: &Path, parts: &[Part<'_>]) -> Result<(), AdapterError> {
        let Some((first, rest)) = parts.split_first() else {
            return Ok(());
        };
        match first {
            Part::Name(name) => {
                let path = folder.join(name);
                if !rest.is_empty() {
                    return self.enter(&path, rest, false);
                }
                if std::fs::symlink_metadata(&path).is_ok() {
                    self.found.push(path);
                }
            }
            Part::Like(pattern) => {
                for path in entries(folder)? {
                    let name = name_of(&path);
                    if !pattern.matches_with(&name, OPTIONS) {
                        continue;
                    }
                    if path.file_name().is_some_and(|name| name.to_str().is_none()) {
                        return Err(fault(format!("the name `{name}` isn't UTF-8 text")).help("rename it"));
                    }
                    match rest.is_empty() {
                        true => self.found.push(path),
                        false => self.enter(&path, rest, true)?,
                    }
                }
            }
            Part::Any => {
                self.look(folder, rest)?;
                for path in entries(folder)? {
                    if !name_of(&path).starts_with('.') {
                        self.enter(&path, parts, true)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Goes into what may be a folder. One that was found, and isn't named, may be a link to a folder above it.
    fn enter(&mut self, path: &Path, parts: &[Part<'_>], found: bool) -> Result<(), AdapterError> {
        // What isn't there has nothing in it; a link to nothing that is matched is told by whoever reads it.
        let Ok(metadata) = std::fs::metadata(path) else {
            return match std::fs::symlink_metadata(path) {
                Ok(_) if matches!(parts.first(), Some(Part::Any)) => Ok(()),
                Ok(_) => Err(fault(format!(
                    "`{}` is a link to nothing, or can't be followed",
                    path.display()
                ))
                .help("remove the link, or narrow the pattern")),
                Err(_) => Ok(()),
            };
        };
        if !metadata.is_dir() {
            return Ok(());
        }
        let identity = identity(&metadata);
        if found && identity.is_some_and(|identity| self.way.contains(&identity)) {
            return Err(
                fault(format!("the link `{}` leads back to a folder above it", path.display()))
                    .help("remove the link, or narrow the pattern"),
            );
        }
        self.way.extend(identity);
        self.look(path, parts)?;
        if identity.is_some() {
            self.way.pop();
        }
        Ok(())
    }
}

/// A part of a pattern, between slashes.
enum Part<'a> {
    Name(&'a str),
    Like(Pattern),
    /// `**`: this folder and all below it.
    Any,
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default()
}

/// What is in a folder; nothing where there is no such folder.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, AdapterError> {
    let read = match std::fs::read_dir(folder) {
        Ok(read) => read,
        Err(error)
            if matches!(
                error.kind(),
                std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory
            ) =>
        {
            return Ok(Vec::new());
        }
        Err(error) => return Err(unreadable(folder, &error)),
    };
    read.map(|entry| {
        entry
            .map(|entry| entry.path())
            .map_err(|error| unreadable(folder, &error))
    })
    .collect()
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
    // Whoever runs it from somewhere else, as cron does, has to see where that is.
    let whole = std::path::absolute(match folder.as_os_str().is_empty() {
        true => Path::new("."),
        false => folder,
    });
    whole.map_or_else(|_| folder.display().to_string(), |whole| whole.display().to_string())
}
