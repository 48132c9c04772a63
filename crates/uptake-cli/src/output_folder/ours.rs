//! What a run may replace: a folder that a run wrote, as it wrote it.

use super::looked::Looked;
use super::staging::{MAKING, destination, is_staging};
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::FileType;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_project::Failure;

/// The folder beside the figures of a demo that holds its project.
pub(crate) const PROJECT: &str = "project";

/// The file that says that a run wrote the folder, and what.
pub(super) const MANIFEST: &str = "manifest.json";

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
    /// else. `shown` is what the user calls it. What `looked` knows isn't read again.
    ///
    /// # Errors
    /// What stands in the way: somebody's file, a file that was changed, or something that is no folder.
    pub(super) fn check(self, folder: &Path, shown: &Path, looked: &Looked) -> Result<(), Failure> {
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
        let unreadable = |error: std::io::Error| {
            let message = format!("`{name}` can't be read: {error}");
            Failure::new(message).code(ProgramCode::Unwritable).help(ELSEWHERE)
        };
        let files = files(folder).map_err(unreadable)?;
        let Some(first) = files.keys().next() else {
            return Ok(());
        };
        let marks = Marks::of(&files, self).map_err(unreadable)?;
        if marks.none() && !is_staging(first) {
            let message = format!("the folder `{name}` contains `{first}`, which no run wrote");
            return refuse(message, ELSEWHERE);
        }
        for (file, content) in &files {
            match marks.judge(file, content.as_deref(), looked).map_err(unreadable)? {
                Whose::Ours => {}
                Whose::Nobodys => {
                    let message = format!("the folder `{name}` contains `{file}`, which no run wrote");
                    return refuse(message, ELSEWHERE);
                }
                Whose::Changed => {
                    let message = format!("`{file}` in the folder `{name}` was changed since a run wrote it");
                    return refuse(message, "keep the file elsewhere, or name another folder with `--out`");
                }
            }
        }
        Ok(())
    }
}

/// Whose a file is.
enum Whose {
    /// A run wrote it like that.
    Ours,
    /// No run wrote it.
    Nobodys,
    /// A run wrote it, and somebody changed it.
    Changed,
}

/// What the manifests in a folder list.
struct Marks {
    /// Of the whole folder: its own, and those of new files that a killed run was putting in their places.
    whole: Vec<Marker>,
    /// Of a demo's project in it.
    project: Vec<Marker>,
    /// The folders in the making within it.
    making: BTreeSet<String>,
}

impl Marks {
    fn of(files: &BTreeMap<String, Content>, replaces: Replaces) -> std::io::Result<Self> {
        let inner = format!("{PROJECT}/{MANIFEST}");
        let read = |wanted: &str| -> std::io::Result<Vec<Marker>> {
            let named = files
                .iter()
                .filter(|(file, _)| file.as_str() == wanted || destination(file) == Some(wanted));
            let mut found = Vec::new();
            for path in named.filter_map(|(_, content)| content.as_ref()) {
                found.extend(marker(&std::fs::read(path)?));
            }
            Ok(found)
        };
        let making = files
            .keys()
            .filter_map(|file| file.strip_suffix(MAKING)?.strip_suffix('/'));
        Ok(Self {
            whole: read(MANIFEST)?,
            project: match replaces {
                Replaces::Run => Vec::new(),
                Replaces::Demo => read(&inner)?,
            },
            making: making.filter(|folder| is_staging(folder)).map(str::to_owned).collect(),
        })
    }

    fn none(&self) -> bool {
        self.whole.is_empty()
    }

    fn judge(&self, file: &str, content: Option<&Path>, looked: &Looked) -> std::io::Result<Whose> {
        let top = file.split('/').next().unwrap_or(file);
        if self.making.contains(top) {
            return Ok(Whose::Ours);
        }
        let of_project = file.strip_prefix(PROJECT).and_then(|file| file.strip_prefix('/'));
        if file == MANIFEST || (of_project == Some(MANIFEST) && !self.project.is_empty()) {
            return Ok(Whose::Ours);
        }
        let whole = listed(&self.whole, Some(file));
        let digests: Vec<&str> = whole.chain(listed(&self.project, of_project)).collect();
        if digests.is_empty() {
            return Ok(Whose::Nobodys);
        }
        // What is no file has no content that a manifest could list.
        let Some(path) = content else {
            return Ok(Whose::Changed);
        };
        let digest = looked.digest(path)?;
        Ok(if digests.contains(&digest.as_str()) {
            Whose::Ours
        } else {
            Whose::Changed
        })
    }
}

/// The digests that manifests list for a file.
fn listed<'a>(markers: &'a [Marker], file: Option<&'a str>) -> impl Iterator<Item = &'a str> {
    let outputs = markers.iter().flat_map(|marker| &marker.outputs);
    let of_file = outputs.filter(move |listed| Some(listed.file.as_str()) == file);
    of_file.map(|listed| listed.sha256.as_str())
}

const ELSEWHERE: &str = "name an empty folder, a new one, or the output of an earlier run";

/// The manifest of a run of this program.
fn marker(bytes: &[u8]) -> Option<Marker> {
    let marker: Marker = serde_json::from_slice(bytes).ok()?;
    (marker.engine.name == "uptake").then_some(marker)
}

/// The paths of all files below a folder, from it.
pub(super) fn paths(folder: &Path) -> std::io::Result<BTreeSet<String>> {
    Ok(files(folder)?.into_keys().collect())
}

/// Where the content of a file lies, which is read when it is asked for: data may be larger than memory. What isn't a file has none.
type Content = Option<PathBuf>;

/// All files below a folder, by their paths from it. Whatever isn't a file or a folder has no content, so that no manifest
/// lists it as it is.
fn files(folder: &Path) -> std::io::Result<BTreeMap<String, Content>> {
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
                found.insert(name, Some(entry.path()));
            } else {
                found.insert(name, None);
            }
        }
        if empty {
            found.insert(prefix, None);
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
