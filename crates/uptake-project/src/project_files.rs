//! A project with the rules it names.

use crate::packs::{self, Packs};
use crate::read_rules::ReadRules;
use crate::rule_files::{Disk, Lies};
use crate::sources::{Frames, is_path};
use crate::{Failure, Findings};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use uptake_rules::diagnostic::Diagnostic;
use uptake_rules::project::{self, Project, SOURCES_FILE, SourcesFrom};
use uptake_rules::{Code, Diagnostics, Policy, RuleFile, Sources};

/// Where a project file is.
#[derive(Clone, Copy, Debug)]
pub enum ProjectFile<'a> {
    /// In a file.
    At(&'a Path),
    /// In memory. Its name, which messages show, is a path too: packs and sources are found from its folder.
    InMemory(&'a RuleFile),
}

/// A project, its policy, and everything needed to talk about them.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// What the project file says; `None` if it can't be read.
    pub project: Option<Project>,
    /// The rules.
    pub policy: Arc<Policy>,
    /// The texts.
    pub texts: Sources,
    /// What is to be said about them.
    pub diagnostics: Diagnostics,
    /// Every rule file and script that was read: the project file first, then its file of sources if it has one.
    pub files: Vec<RuleFile>,
    /// The packs it names, and those that they need.
    pub packs: Packs,
    /// The folder that paths in the project start from.
    pub folder: PathBuf,
    /// The file of sources, where they have one of their own.
    pub sources_file: Option<PathBuf>,
    /// The folder that paths in source blocks start from.
    pub sources_folder: PathBuf,
}

/// How projects are read.
#[derive(Clone, Copy)]
pub(crate) struct Loading<'a> {
    /// Where files are found.
    pub(crate) disk: &'a Disk,
    /// Datasets that are given from memory.
    pub(crate) frames: &'a Frames,
    /// The rules of the packs that the projects name, where they were read before. What is to be said about them was said then.
    pub(crate) rules: Option<&'a ReadRules>,
    /// The project as it was read before: where all its files are the same, it is the same.
    pub(crate) known: Option<&'a Loaded>,
}

impl Loading<'_> {
    /// Reads a project file and all rules it names, with the sources of another file if one is given.
    pub(crate) fn load(self, file: ProjectFile<'_>, sources_file: Option<&Path>) -> Result<Loaded, Failure> {
        let file = match file {
            ProjectFile::At(path) => self.disk.read(path)?,
            ProjectFile::InMemory(file) => file.clone(),
        };
        let folder = Path::new(file.path())
            .parent()
            .map(Path::to_path_buf)
            .unwrap_or_default();
        // Places in rules that were read before stay what they are.
        let mut texts = self.rules.map_or_else(Sources::default, |rules| rules.texts.clone());
        let mut diagnostics = Diagnostics::default();
        let mut project = project::read(&file, &mut texts, &mut diagnostics);
        let other = match (sources_file, &project) {
            (Some(path), _) => Some((path.to_path_buf(), self.disk.read(path)?)),
            (None, Some(project)) => self.own_sources(project, &folder, &mut diagnostics)?,
            (None, None) => None,
        };
        if let Some((_, file)) = &other {
            let read = project::read_sources(file, &mut texts, &mut diagnostics);
            project = project.map(|project| match read {
                Some(read) => project.with_sources(read),
                None => project,
            });
        }
        if let Some(project) = &mut project {
            self.frames.add_to(project);
        }
        let (packs, mut policy) = match self.rules {
            Some(rules) => (rules.packs.clone(), Arc::clone(&rules.policy)),
            None => {
                let named = match &project {
                    Some(project) => packs::named(&project.packs, &folder, self.disk, &mut diagnostics)?,
                    None => Vec::new(),
                };
                let packs = Packs::with_needs(named, &[], self.disk)?;
                let own = std::iter::once(&file).chain(other.as_ref().map(|(_, blocks)| blocks));
                if let Some(known) = self.known.filter(|known| is_of(known, own, &packs)) {
                    return Ok(known.clone());
                }
                let policy = packs.load(&mut texts, &mut diagnostics);
                (packs, Arc::new(policy))
            }
        };
        if let Some(project) = &project {
            let smallest = project.smallest_group.or(policy.smallest_group);
            if smallest != policy.smallest_group {
                Arc::make_mut(&mut policy).smallest_group = smallest;
            }
            uptake_rules::project::check(project, &policy, &texts, &mut diagnostics);
            crate::sources::pushed::check(project, &policy, &texts, &mut diagnostics);
        }
        let (sources_file, blocks) = other.unzip();
        let files: Vec<RuleFile> = std::iter::once(file).chain(blocks).chain(packs.files()).collect();
        if self.rules.is_none() {
            packs::report_passed_over(&folder, &files, &packs, self.disk, &mut diagnostics)?;
        }
        let sources_folder = match sources_file.as_deref().and_then(Path::parent) {
            Some(parent) => parent.to_path_buf(),
            None => folder.clone(),
        };
        Ok(Loaded {
            project,
            policy,
            texts,
            diagnostics,
            files,
            packs,
            folder,
            sources_file,
            sources_folder,
        })
    }

    /// The file that a project has its sources in, if it has them in one.
    fn own_sources(
        self,
        project: &Project,
        folder: &Path,
        diagnostics: &mut Diagnostics,
    ) -> Result<Option<(PathBuf, RuleFile)>, Failure> {
        let (path, span) = match &project.sources_from {
            SourcesFrom::Read => return Ok(None),
            SourcesFrom::Beside => {
                let path = folder.join(SOURCES_FILE);
                if self.disk.lies(&path)? == Lies::Nothing {
                    // Whoever gives frames may give all there is.
                    if self.frames.is_empty() {
                        diagnostics.push(
                            Diagnostic::error(
                                Code::MissingKey,
                                project.span,
                                "a project file requires the key `sources`",
                            )
                            .help(format!("write `sources: …`, or put a file `{SOURCES_FILE}` beside it")),
                        );
                    }
                    return Ok(None);
                }
                (path, project.span)
            }
            SourcesFrom::File(name) => (folder.join(&name.text), name.span),
        };
        match self.disk.read(&path) {
            Ok(file) => Ok(Some((path, file))),
            Err(failure) => {
                diagnostics.push(
                    Diagnostic::error(Code::Unreadable, span, failure.message)
                        .help("`sources` has the blocks of the sources, or the path of the file that has them"),
                );
                Ok(None)
            }
        }
    }
}

/// Whether a project that was read is made of these files: its own, then those of its packs.
fn is_of<'f>(known: &Loaded, own: impl Iterator<Item = &'f RuleFile>, packs: &Packs) -> bool {
    let files: Vec<RuleFile> = own.cloned().chain(packs.files()).collect();
    same_files(&known.files, &files)
}

/// Whether files are the same, in the same order.
pub(crate) fn same_files(one: &[RuleFile], other: &[RuleFile]) -> bool {
    let same = |(one, other): (&RuleFile, &RuleFile)| one.path() == other.path() && one.bytes() == other.bytes();
    one.len() == other.len() && one.iter().zip(other).all(same)
}

impl Loaded {
    /// What is worth a warning in its rules, in short; empty if nothing is.
    #[must_use]
    pub fn warnings(&self) -> String {
        let project = self.files.first().map_or("", RuleFile::path);
        Findings::new(&self.diagnostics, self.texts.clone()).warnings(project)
    }

    /// The libraries of adapters that the project names: the paths that it has for them, and where they lie.
    #[must_use]
    pub fn libraries(&self) -> Vec<(String, PathBuf)> {
        let names = self.project.iter().flat_map(|project| &project.sources);
        let names = names
            .map(|source| source.adapter.text.as_str())
            .filter(|name| is_path(name));
        let names: std::collections::BTreeSet<&str> = names.collect();
        let placed = names
            .into_iter()
            .map(|name| (name.to_owned(), self.sources_folder.join(name)));
        placed.collect()
    }

    /// The project, if there was no error.
    ///
    /// # Errors
    /// All that is to be said about the rules, if one of it is an error.
    pub fn sound(self) -> Result<(Project, Self), Failure> {
        let failed = self.diagnostics.has_errors();
        match self.project.clone() {
            Some(project) if !failed => Ok((project, self)),
            _ => Err(Failure::rules(Findings::new(&self.diagnostics, self.texts))),
        }
    }
}
