//! What a run may replace: a folder that a run wrote, as it wrote it.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs::FileType;
use std::io::ErrorKind;
use std::path::Path;
use uptake_codes::ProgramCode;
use uptake_project::Failure;
use uptake_report::outputs::sha256;

/// The folder beside the figures of a demo that holds its project.
pub(crate) const PROJECT: &str = "project";

/// The file that says that a run wrote the folder, and what.
const MANIFEST: &str = "manifest.json";

/// As much of a manifest as says whose it is.
#[derive(Deserialize)]
struct Marker {
    engine: Engine,
    outputs: Vec<Listed>,
}

#[derive(Deserialize)]
struct Engine {
    name: String,
}

#[derive(Deserialize)]
struct Listed {
    file: String,
    sha256: String,
}

/// Which output may be replaced.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Replaces {
    /// That of a run: files alone.
    Run,
    /// That of a demo, too, with the project that it made.
    Demo,
}

impl Replaces {
    /// Whether `folder` may be replaced: it isn't there, is empty, or has what its own manifest lists, unchanged, and nothing
    /// else. `shown` is what the user calls it.
    ///
    /// # Errors
    /// What stands in the way: somebody's file, a file that was changed, or something that is no folder.
    pub(super) fn check(self, folder: &Path, shown: &Path) -> Result<(), Failure> {
        let name = shown.display();
        let refuse = |message: String, help: &str| Err(Failure::new(message).code(ProgramCode::Unwritable).help(help));
        match std::fs::symlink_metadata(folder) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => return refuse(format!("`{name}` can't be read: {error}"), ELSEWHERE),
            Ok(about) if !about.is_dir() => {
                let message = format!("`{name}` is {} where a folder is expected", kind(about.file_type()));
                return refuse(message, "name another folder with `--out`");
            }
            Ok(_) => {}
        }
        let files = match files(folder) {
            Ok(files) => files,
            Err(error) => return refuse(format!("`{name}` can't be read: {error}"), ELSEWHERE),
        };
        let Some(first) = files.keys().next() else {
            return Ok(());
        };
        let Some(marker) = files.get(MANIFEST).and_then(|bytes| marker(bytes)) else {
            let message = format!("the folder `{name}` contains `{first}`, which no run wrote");
            return refuse(message, ELSEWHERE);
        };
        let inner = format!("{PROJECT}/{MANIFEST}");
        let project = files.get(&inner).filter(|_| self == Replaces::Demo);
        let project = project.and_then(|bytes| self::marker(bytes));
        let of_project = |file: &str| {
            let file = file.strip_prefix(PROJECT)?.strip_prefix('/')?;
            project.as_ref()?.outputs.iter().find(|listed| listed.file == file)
        };
        let marks = |file: &str| file == MANIFEST || (file == inner && project.is_some());
        for (file, bytes) in files.iter().filter(|(file, _)| !marks(file)) {
            let listed = marker.outputs.iter().find(|listed| listed.file == *file);
            match listed.or_else(|| of_project(file)) {
                None => {
                    let message = format!("the folder `{name}` contains `{file}`, which no run wrote");
                    return refuse(message, ELSEWHERE);
                }
                Some(listed) if listed.sha256 != sha256(bytes) => {
                    let message = format!("`{file}` in the folder `{name}` was changed since a run wrote it");
                    return refuse(message, "keep the file elsewhere, or name another folder with `--out`");
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}

const ELSEWHERE: &str = "name an empty folder, a new one, or the output of an earlier run";

/// The manifest of a run of this program.
fn marker(bytes: &[u8]) -> Option<Marker> {
    let marker: Marker = serde_json::from_slice(bytes).ok()?;
    (marker.engine.name == "uptake").then_some(marker)
}

/// All files below a folder, by their paths from it. Whatever isn't a file or a folder has no content, so that no manifest
/// lists it as it is.
fn files(folder: &Path) -> std::io::Result<BTreeMap<String, Vec<u8>>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![(folder.to_path_buf(), String::new())];
    while let Some((path, prefix)) = folders.pop() {
        let mut empty = !prefix.is_empty();
        for entry in std::fs::read_dir(&path)? {
            let entry = entry?;
            empty = false;
            let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
            let kind = entry.file_type()?;
            if kind.is_dir() {
                folders.push((entry.path(), format!("{name}/")));
            } else if kind.is_file() {
                found.insert(name, std::fs::read(entry.path())?);
            } else {
                found.insert(name, Vec::new());
            }
        }
        if empty {
            found.insert(prefix, Vec::new());
        }
    }
    Ok(found)
}

/// What it is instead of a folder.
fn kind(ty: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt;
    if ty.is_file() {
        "a file"
    } else if ty.is_fifo() {
        "a pipe"
    } else if ty.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}
