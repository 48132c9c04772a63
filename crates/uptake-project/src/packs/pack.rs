//! Which files make a pack.

use crate::rule_files::{Disk, says_uptake};
use crate::{Failure, built_in};
use std::collections::BTreeSet;
use std::path::{Component, Path, PathBuf};
use uptake_rules::RuleFile;
use uptake_rules::heading::{self, Heading};

/// The files of a pack.
#[derive(Clone, Debug)]
pub struct Pack {
    /// What the user calls it: a folder, a file, or a built-in name.
    pub shown: String,
    /// The name that one of its files states.
    pub name: Option<String>,
    /// Rule files and scripts.
    pub files: Vec<RuleFile>,
    pub(super) identity: Identity,
    /// Where names of further packs start from; `None` for a built-in one.
    pub(crate) folder: Option<PathBuf>,
    /// For each rule file the packs that it builds on.
    pub(super) needs: Vec<(String, String)>,
    /// Whether all of a folder was taken, so that a script which nobody names is one too many.
    pub(super) whole: bool,
}

/// What makes two packs the same.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Identity {
    Path(PathBuf),
    BuiltIn(String),
}

impl Pack {
    /// The rule files of a folder with their scripts; the files may be none. Project files and files of sources belong to
    /// no pack.
    pub(crate) fn folder(disk: &Disk, path: &Path) -> Result<Self, Failure> {
        let mut files = Vec::new();
        for file in disk.rules_in(path)? {
            files.push(disk.read(&file)?);
        }
        files.retain(|file| {
            let heading = heading::read(file);
            !heading.project && !heading.sources
        });
        if !files.is_empty() {
            files.extend(disk.scripts_in(path)?);
        }
        let pack = Self::new(
            path.display().to_string(),
            Identity::Path(disk.real(path)),
            files,
            Some(path.to_path_buf()),
        );
        Ok(Self { whole: true, ..pack })
    }

    /// One rule file with the scripts beside it.
    pub(crate) fn file(disk: &Disk, path: &Path) -> Result<Self, Failure> {
        let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
        let mut files = vec![disk.read(path)?];
        files.extend(disk.scripts_in(&folder)?);
        Ok(Self::new(
            path.display().to_string(),
            Identity::Path(disk.real(path)),
            files,
            Some(folder),
        ))
    }

    /// Whether a single file is one of rules, as far as a look at it tells.
    pub(super) fn is_of_rules(&self) -> bool {
        self.files.first().is_some_and(says_uptake)
    }

    /// A pack that comes with the program.
    pub(crate) fn built_in(name: &str, disk: &Disk) -> Option<Self> {
        let (folder, files) = built_in::pack(name)?;
        let files = files.into_iter().map(|file| disk.built_in(file)).collect();
        Some(Self::new(name.to_owned(), Identity::BuiltIn(folder), files, None))
    }

    fn new(shown: String, identity: Identity, files: Vec<RuleFile>, folder: Option<PathBuf>) -> Self {
        let headings: Vec<(&str, Heading)> = files
            .iter()
            .filter(|file| !file.is_script())
            .map(|file| (file.path(), heading::read(file)))
            .collect();
        Self {
            shown,
            name: headings.iter().find_map(|(_, heading)| heading.pack.clone()),
            needs: headings
                .into_iter()
                .flat_map(|(path, heading)| heading.needs.into_iter().map(|need| (path.to_owned(), need)))
                .collect(),
            identity,
            folder,
            whole: false,
            files,
        }
    }

    /// Whether both are one pack, however each is named.
    pub(crate) fn is_same_as(&self, other: &Self) -> bool {
        self.identity == other.identity
    }

    /// How other packs may call it.
    pub(super) fn called(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.shown)
    }
}

/// Parts the packs of folders from files of other programs: those of a folder in which no file says that it is one of rules. If none
/// does at all, and no `others` were found, whoever named the folder means them.
pub(crate) fn with_rules(packs: Vec<Pack>, others: bool) -> (Vec<Pack>, BTreeSet<String>) {
    let packs = packs.into_iter().filter(|pack| !pack.files.is_empty());
    let (own, foreign): (Vec<Pack>, Vec<Pack>) = packs.partition(|pack| pack.files.iter().any(says_uptake));
    if own.is_empty() && !others {
        return (foreign, BTreeSet::new());
    }
    let files = foreign.iter().flat_map(|pack| &pack.files);
    let files = files
        .filter(|file| !file.is_script())
        .map(|file| file.path().to_owned());
    (own, files.collect())
}

/// A path from a folder, without the steps that stay where they are or lead back: one file has one name, and names don't grow
/// with the way to them. A step back over a link stays: it leads elsewhere.
pub(super) fn joined(folder: &Path, path: &str, disk: &Disk) -> PathBuf {
    let mut whole = PathBuf::new();
    for step in folder.join(path).components() {
        let back = step == Component::ParentDir
            && matches!(whole.components().next_back(), Some(Component::Normal(_)))
            && !disk.at(&whole).is_symlink();
        match back {
            true => {
                whole.pop();
            }
            false => whole.push(step),
        }
    }
    whole
}
