//! Which project is meant, where a folder or nothing is named.

use crate::Failure;
use crate::project_files::{Loading, ProjectFile};
use crate::rule_files::{Disk, Lies, MODULES, is_rules, is_script, is_suite};
use std::path::{Path, PathBuf};
use uptake_codes::RuleCode;
use uptake_rules::heading;

/// What a project file is called, if nothing speaks against it.
pub const PROJECT_FILE: &str = "uptake.yaml";

/// How many folders above the current one are looked into.
pub(crate) const ABOVE: usize = 64;

/// The project file that a path means: the file itself, or the one of a folder.
pub(crate) fn named(path: &Path, disk: &Disk) -> Result<PathBuf, Failure> {
    if disk.lies(path)? != Lies::Folder {
        return Ok(path.to_path_buf());
    }
    if let Some(found) = of_folder(path, disk)? {
        return Ok(found);
    }
    // What keeps it from being one is told of it.
    let usual = beside(path);
    if disk.lies(&usual)? == Lies::File {
        return Ok(usual);
    }
    Err(
        Failure::new(format!("the folder `{}` has no project file", path.display()))
            .code(RuleCode::Unreadable)
            .help(format!(
                "name the file, or put a file `{PROJECT_FILE}` into the folder; `uptake init DIR` makes a project"
            )),
    )
}

/// The project file of a folder: the one with the usual name, or its only one; `None` if it has none.
pub(crate) fn of_folder(folder: &Path, disk: &Disk) -> Result<Option<PathBuf>, Failure> {
    let found = in_folder(folder, disk)?;
    let usual = found
        .iter()
        .find(|path| path.file_name().is_some_and(|name| name == PROJECT_FILE));
    match (usual, found.as_slice()) {
        (Some(_), _) => Ok(Some(beside(folder))),
        (None, []) => Ok(None),
        // Places are told from here, without the `./` that the folder `.` puts before them.
        (None, [only]) => Ok(Some(only.strip_prefix("./").unwrap_or(only).to_path_buf())),
        (None, [first, ..]) => Err(Failure::new(format!(
            "the folder `{}` has several project files",
            folder.display()
        ))
        .code(RuleCode::Unreadable)
        .help(format!(
            "name one of them, such as `{}`; where one is called `{PROJECT_FILE}`, it is taken",
            first.display()
        ))),
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

/// The nearest `uptake.yaml` above a folder, as far as its path tells.
pub(crate) fn above(folder: &Path, disk: &Disk) -> Result<Option<PathBuf>, Failure> {
    let named = |above: &&Path| !above.as_os_str().is_empty();
    for above in folder.ancestors().skip(1).take(ABOVE).filter(named) {
        let path = above.join(PROJECT_FILE);
        if disk.lies(&path)? == Lies::File {
            return Ok(Some(path));
        }
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

/// In how many folders, from a file's own, project files of other names are looked for.
const NEAR: usize = 3;

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

/// Whether a project around a file reads it.
pub(crate) fn reads(file: &Path, loading: Loading<'_>) -> Result<bool, Failure> {
    Ok(reading(file, loading)?.is_some())
}

/// The project around a file that reads it, or is it: the nearest one, and of a folder the one with the usual name first.
fn reading(file: &Path, loading: Loading<'_>) -> Result<Option<PathBuf>, Failure> {
    Ok(first_reading(file, 1, loading)?.pop())
}

/// All projects around a file that read it.
pub(crate) fn all_reading(file: &Path, loading: Loading<'_>) -> Result<Vec<PathBuf>, Failure> {
    first_reading(file, usize::MAX, loading)
}

/// The first so many of them. No more are read than it takes to find these.
fn first_reading(file: &Path, most: usize, loading: Loading<'_>) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for (above, folder) in file.ancestors().skip(1).take(ABOVE).enumerate() {
        for path in candidates(folder, above < NEAR, loading.disk)? {
            if is_of(file, &path, loading)? {
                found.push(path);
                if found.len() == most {
                    return Ok(found);
                }
            }
        }
    }
    Ok(found)
}

/// The project files of a folder, the one with the usual name first. Those of other names are looked for near a file, or beside one of the
/// usual name: further above are folders of other things.
fn candidates(folder: &Path, near: bool, disk: &Disk) -> Result<Vec<PathBuf>, Failure> {
    let usual = folder.join(PROJECT_FILE);
    let is_there = disk.lies(&usual)? == Lies::File;
    let mut found = vec![usual.clone()];
    if near || is_there {
        // A folder with a file that can't be read has none that is known to read others.
        let others = in_folder(folder, disk).unwrap_or_default();
        found.extend(others.into_iter().filter(|path| disk.place(path) != disk.place(&usual)));
    }
    Ok(found)
}

/// Whether a file is a project's own or one that it reads, or would be: a new one in a folder that is a pack as a whole.
fn is_of(file: &Path, project: &Path, loading: Loading<'_>) -> Result<bool, Failure> {
    let disk = loading.disk;
    let place = disk.place(file);
    if disk.place(project) == place {
        return Ok(true);
    }
    if disk.lies(project)? != Lies::File {
        return Ok(false);
    }
    // A project that can't be read has no files; what is wrong with it is told where it is open.
    let Ok(loaded) = loading.load(ProjectFile::At(project), None) else {
        return Ok(false);
    };
    if loaded
        .files
        .iter()
        .any(|known| disk.place(Path::new(known.path())) == place)
    {
        return Ok(true);
    }
    let ours = is_script(file) || (is_rules(file) && !is_suite(file));
    let new = ours && disk.lies(file)? == Lies::Nothing;
    let parent = file.parent().map(|folder| disk.place(folder));
    Ok(new && loaded.packs.folders().any(|folder| parent == Some(disk.place(folder))))
}

/// The rules that a file belongs to.
pub(crate) fn around(file: &Path, loading: Loading<'_>) -> Result<PathBuf, Failure> {
    let disk = loading.disk;
    if let Some(project) = reading(file, loading)? {
        return Ok(project);
    }
    // A new file isn't there yet.
    let saved = is_rules(file) && disk.lies(file)? == Lies::File;
    if is_suite(file) || (saved && heading::read(&disk.read(file)?).project) {
        return Ok(file.to_path_buf());
    }
    let folder = file.parent().unwrap_or(Path::new(""));
    match folder.file_name().is_some_and(|name| name == MODULES) {
        true => Ok(folder.parent().unwrap_or(folder).to_path_buf()),
        false => Ok(folder.to_path_buf()),
    }
}

/// The usual name in a folder, told without `./`.
fn beside(folder: &Path) -> PathBuf {
    match folder == Path::new(".") {
        true => PathBuf::from(PROJECT_FILE),
        false => folder.join(PROJECT_FILE),
    }
}
