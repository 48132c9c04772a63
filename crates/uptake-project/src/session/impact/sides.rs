//! What a word names as rules to compare: a project, a folder, a file, a built-in pack, or a git revision.

use super::request::ImpactRequest;
use crate::packs::{Pack, Packs};
use crate::project_files::{Loaded, ProjectFile};
use crate::revisions::Revision;
use crate::rule_files::Lies;
use crate::session::Session;
use crate::{Failure, which_project};
use std::path::{Path, PathBuf};
use uptake_rules::project::Project;
use uptake_rules::{RuleFile, heading};

/// Rules to compare.
#[derive(Clone)]
pub(in crate::session) struct Side {
    /// What they are called.
    pub(super) shown: String,
    /// Their files.
    pub(super) files: Vec<RuleFile>,
    /// What the paths of their own files begin with.
    pub(super) root: String,
    /// The stage, if their project states it, or else the project whose data are taken.
    pub(super) stage: Option<String>,
    /// The smallest group that is shown, if their project states it.
    pub(super) smallest_group: Option<u32>,
}

impl Side {
    /// The rules of a project that was read.
    pub(in crate::session) fn of_project(shown: &str, project: &Project, loaded: &Loaded) -> Self {
        Self {
            shown: shown.to_owned(),
            files: loaded.packs.files(),
            root: root_of(loaded),
            stage: project.stage.as_ref().map(|stage| stage.text.clone()),
            smallest_group: project.smallest_group,
        }
    }
}

/// Where rules to compare are looked for.
pub(super) struct Sides<'a> {
    pub(super) session: &'a Session,
    pub(super) request: &'a ImpactRequest<'a>,
    /// The project whose data are taken.
    pub(super) project: &'a Project,
    pub(super) loaded: &'a Loaded,
}

impl Sides<'_> {
    /// The rules after: those that are named, or those of the project as they are.
    pub(super) fn head(&self) -> Result<Side, Failure> {
        match self.request.head {
            Some(word) => self.named(word),
            None => Ok(Side::of_project("the rules as they are", self.project, self.loaded)),
        }
    }

    /// The rules that a word names. A path comes before a revision, and that before a built-in pack.
    pub(super) fn named(&self, word: &str) -> Result<Side, Failure> {
        let (path, disk) = (Path::new(word), &self.session.disk);
        match disk.lies(path)? {
            Lies::Folder => match which_project::of_folder(path, disk)? {
                None => self.packs(word, vec![Pack::folder(disk, path)?], format!("{}/", path.display())),
                Some(file) => self.at(word, &file),
            },
            Lies::File | Lies::Other if heading::read(&disk.read(path)?).project => self.at(word, path),
            Lies::File | Lies::Other => {
                let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
                let root = folder.map_or_else(String::new, |folder| format!("{}/", folder.display()));
                self.packs(word, vec![Pack::file(disk, path)?], root)
            }
            Lies::Nothing => match (self.revision(word), Pack::built_in(word, disk)) {
                (Ok(side), _) => Ok(side),
                (Err(failure), None) => Err(failure),
                (Err(_), Some(pack)) => self.packs(word, vec![pack], String::new()),
            },
        }
    }

    /// The rules of another project.
    fn at(&self, word: &str, path: &Path) -> Result<Side, Failure> {
        let path = path.strip_prefix("./").unwrap_or(path);
        let (project, loaded) = self.session.load(ProjectFile::At(path), None)?.sound()?;
        Ok(Side::of_project(word, &project, &loaded))
    }

    /// Packs in place of those of the project; what they need may be among these.
    fn packs(&self, word: &str, packs: Vec<Pack>, root: String) -> Result<Side, Failure> {
        let packs = Packs::with_needs(packs, &self.loaded.packs.all, &self.session.disk)?;
        let files = packs.files();
        if files.is_empty() {
            return Err(Failure::new(format!("the folder `{word}` has no rule files"))
                .help("name a folder with rule files, or with a project file"));
        }
        Ok(Side {
            shown: word.to_owned(),
            files,
            root,
            stage: self.project.stage.as_ref().map(|stage| stage.text.clone()),
            smallest_group: self.project.smallest_group,
        })
    }

    /// The project as it was at a revision.
    fn revision(&self, name: &str) -> Result<Side, Failure> {
        let disk = &self.session.disk;
        let file = match self.request.project {
            ProjectFile::At(path) => path.to_path_buf(),
            ProjectFile::InMemory(file) => PathBuf::from(file.path()),
        };
        let revision = Revision::read(name, &disk.at(file.parent().unwrap_or(Path::new(""))))?;
        let inner = revision.inner().join(file.file_name().unwrap_or_default());
        let path = revision.root().join(&inner);
        if disk.lies(&path)? == Lies::Nothing {
            let message = format!("the revision `{name}` has no `{}`", inner.display());
            return Err(Failure::new(message)
                .code(uptake_codes::ProgramCode::NoRevision)
                .help("name a revision that has the project, or `--base` a folder"));
        }
        let loaded = self.session.load(ProjectFile::At(&path), None)?;
        let root = format!("{}/", revision.root().display());
        let named = |path: &str| match path.strip_prefix(&root) {
            Some(inner) => format!("{name}:{inner}"),
            None => path.to_owned(),
        };
        // Files are called what they are called in the repository, wherever they were written.
        let files = loaded.packs.files().into_iter();
        let files = files
            .map(|file| match file.path().starts_with(&root) {
                true => RuleFile::new(named(file.path()), file.bytes().to_vec()),
                false => file,
            })
            .collect();
        let Some(project) = &loaded.project else {
            return loaded.sound().map(|_| ()).and(Err(Failure::new(format!(
                "the project of the revision `{name}` can't be read"
            ))));
        };
        let mut side = Side::of_project(name, project, &loaded);
        side.root = named(&side.root);
        side.files = files;
        Ok(side)
    }
}

/// Where a project's own files begin.
fn root_of(loaded: &Loaded) -> String {
    match loaded.folder.as_os_str().is_empty() {
        true => String::new(),
        false => format!("{}/", loaded.folder.display()),
    }
}
