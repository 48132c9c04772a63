//! Rule files that lie beside those of a project and that nobody reads: what they say doesn't hold, which nothing else shows.

use super::Packs;
use crate::Failure;
use crate::rule_files::{Closed, Disk, Lies, MODULES, is_rules};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use uptake_rules::diagnostic::Severity;
use uptake_rules::{Code, Diagnostic, Diagnostics, RuleFile, heading};

/// How deeply folders are looked into below one of rules: data may lie there, too.
const DEEPEST: usize = 2;

/// Warns of rule files beside the project file and in the folders of its packs that aren't read. A folder with a pack of its own
/// is another matter: a project may name it or not.
///
/// # Errors
/// Where the system can't answer what lies there.
pub(crate) fn report(
    project: &Path,
    read: &[RuleFile],
    packs: &Packs,
    disk: &Disk,
    diagnostics: &mut Diagnostics,
) -> Result<(), Failure> {
    let known: BTreeSet<PathBuf> = read.iter().map(|file| disk.real(Path::new(file.path()))).collect();
    let unread = |path: &PathBuf| !known.contains(&disk.real(path));
    let folders: BTreeSet<PathBuf> = packs.folders().map(Path::to_path_buf).collect();
    let (mut told, mut closed) = (BTreeSet::new(), Vec::new());
    let mut warn = |path: &Path, message: String, help: String| {
        if told.insert(path.to_path_buf()) {
            let found = Diagnostic::error_in_file(Code::UnusedFile, path.display().to_string(), message);
            diagnostics.push(found.severity(Severity::Warning).help(help));
        }
    };
    for folder in &folders {
        let files = disk
            .within(folder, Lies::File, &mut closed)?
            .into_iter()
            .filter(&unread);
        let others: Vec<(PathBuf, String)> = files
            .filter_map(|path| Some((path.clone(), named_otherwise(&path)?)))
            .collect();
        for (path, name) in others {
            if !disk.look(&path, &mut closed)?.is_some_and(|file| states_version(&file)) {
                continue;
            }
            let message = "the file isn't read, since its name doesn't end in `.yaml`".to_owned();
            warn(&path, message, format!("rename it to `{name}`"));
        }
        for path in below(folder, disk, DEEPEST, &mut closed)?.into_iter().filter(&unread) {
            let message = format!(
                "the file isn't read: a pack has the files of its own folder, `{}`",
                folder.display()
            );
            warn(
                &path,
                message,
                format!(
                    "move it there, or name its folder under `packs`, too: `{}`",
                    parent(&path)
                ),
            );
        }
    }
    for path in parts(project, disk, &mut closed)?.into_iter().filter(&unread) {
        let message = "the file isn't read: no pack of the project has it".to_owned();
        let into = folders.first().map(|folder| folder.display().to_string());
        let help = match into.filter(|into| Path::new(into) != project) {
            Some(into) => format!("move it to `{into}`, or name it under `packs`"),
            None => "name it under `packs`".to_owned(),
        };
        warn(&path, message, help);
    }
    // Of a file that is called otherwise nobody expects rules.
    let may_have = |closed: &Closed| (closed.folder || is_rules(&closed.path)) && unread(&closed.path);
    for Closed { path, why, .. } in closed.into_iter().filter(may_have) {
        let message = format!("nobody can tell whether rules that aren't read lie here: {why}");
        warn(&path, message, "make it readable, or move it elsewhere".to_owned());
    }
    Ok(())
}

fn parent(path: &Path) -> String {
    path.parent()
        .map_or_else(String::new, |parent| parent.display().to_string())
}

/// How a file would have to be called: `emea.yaml` for `emea.yaml.txt`, which is what some editors make of it.
fn named_otherwise(path: &Path) -> Option<String> {
    let name = path.file_name()?.to_str()?;
    let stem = name.strip_suffix(".txt").or_else(|| name.strip_suffix(".TXT"))?;
    let ends = |ending: &str| stem.to_ascii_lowercase().ends_with(ending);
    Some(match ends(".yaml") || ends(".yml") {
        true => stem.to_owned(),
        false => format!("{stem}.yaml"),
    })
}

/// The parts of packs in the folders below one.
fn below(folder: &Path, disk: &Disk, levels: usize, closed: &mut Vec<Closed>) -> Result<Vec<PathBuf>, Failure> {
    let Some(rest) = levels.checked_sub(1) else {
        return Ok(Vec::new());
    };
    let mut found = Vec::new();
    for path in disk.within(folder, Lies::Folder, closed)? {
        if path.file_name().is_some_and(|name| name != MODULES) {
            found.extend(parts(&path, disk, closed)?);
            found.extend(below(&path, disk, rest, closed)?);
        }
    }
    Ok(found)
}

/// The rule files of a folder that are parts of some pack: none if a file there states the name of one, which makes the folder a
/// pack of its own.
fn parts(folder: &Path, disk: &Disk, closed: &mut Vec<Closed>) -> Result<Vec<PathBuf>, Failure> {
    let mut read: Vec<(PathBuf, RuleFile)> = Vec::new();
    for path in disk.within(folder, Lies::File, closed)? {
        if is_rules(&path)
            && let Some(file) = disk.look(&path, closed)?
        {
            read.push((path, file));
        }
    }
    let headings: Vec<_> = read.iter().map(|(_, file)| heading::read(file)).collect();
    if headings.iter().any(|heading| heading.pack.is_some()) {
        return Ok(Vec::new());
    }
    let parts = read.into_iter().zip(headings);
    Ok(parts
        .filter(|((_, file), heading)| !heading.project && !heading.sources && states_version(file))
        .map(|((path, _), _)| path)
        .collect())
}

/// Whether a file states the version of the rule language, as those of rules do and no other text does: by a line where it can't be read.
fn states_version(file: &RuleFile) -> bool {
    let mut lines = file.bytes().split(|byte| *byte == b'\n');
    lines.any(|line| {
        line.strip_prefix(b"\xef\xbb\xbf")
            .unwrap_or(line)
            .starts_with(b"uptake:")
    }) || heading::read(file).version
}
