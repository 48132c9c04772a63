//! Which project is meant, where a folder or nothing is named.

use crate::Failure;
use crate::rule_files::{Disk, Lies};
use std::path::{Path, PathBuf};
use uptake_codes::RuleCode;
use uptake_rules::heading;

/// What a project file is called, if nothing speaks against it.
pub const PROJECT_FILE: &str = "uptake.yaml";

/// How many folders above the current one are looked into.
const ABOVE: usize = 64;

/// The project file that a path means: the file itself, or the one of a folder.
pub(crate) fn named(path: &Path, disk: &Disk) -> Result<PathBuf, Failure> {
    if disk.lies(path)? != Lies::Folder {
        return Ok(path.to_path_buf());
    }
    let usual = beside(path);
    if disk.lies(&usual)? == Lies::File {
        return Ok(usual);
    }
    let shown = path.display();
    match in_folder(path, disk)?.as_slice() {
        [only] => Ok(only.clone()),
        [] => Err(Failure::new(format!("the folder `{shown}` has no project file"))
            .code(RuleCode::Unreadable)
            .help(format!(
                "name the file, or put a file `{PROJECT_FILE}` into the folder; `uptake init DIR` makes a project"
            ))),
        [first, ..] => Err(Failure::new(format!("the folder `{shown}` has several project files"))
            .help(format!("name one of them, such as `{}`", first.display()))),
    }
}

/// The nearest `uptake.yaml`: in the current folder or in one above it.
pub(crate) fn nearest(disk: &Disk) -> Result<Option<PathBuf>, Failure> {
    let mut folder = PathBuf::new();
    for _ in 0..ABOVE {
        let path = folder.join(PROJECT_FILE);
        if disk.lies(&path)? == Lies::File {
            return Ok(Some(path));
        }
        let above = folder.join("..");
        if disk.real(&above) == disk.real(&folder) {
            return Ok(None);
        }
        folder = above;
    }
    Ok(None)
}

/// The nearest one, which has to be there.
pub(crate) fn needed(disk: &Disk) -> Result<PathBuf, Failure> {
    nearest(disk)?.ok_or_else(|| {
        Failure::new(format!(
            "there is no project file `{PROJECT_FILE}` here, nor in a folder above"
        ))
        .code(RuleCode::Unreadable)
        .help("name the project's file or folder; `uptake init DIR` makes a project")
    })
}

/// The project files of a folder.
pub(crate) fn in_folder(folder: &Path, disk: &Disk) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for path in disk.rules_in(folder)? {
        if heading::read(&disk.read(&path)?).project {
            found.push(path);
        }
    }
    Ok(found)
}

/// The usual name in a folder, told without `./`.
fn beside(folder: &Path) -> PathBuf {
    match folder == Path::new(".") {
        true => PathBuf::from(PROJECT_FILE),
        false => folder.join(PROJECT_FILE),
    }
}
