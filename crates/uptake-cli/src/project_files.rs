//! A project file with the rules it names.

use crate::exit::Failure;
use crate::packs::{self, Packs};
use crate::{output, rule_files};
use std::path::{Path, PathBuf};
use uptake_rules::diagnostic::Diagnostic;
use uptake_rules::project::{self, Project, SOURCES_FILE, SourcesFrom};
use uptake_rules::{Code, Diagnostics, Policy, RuleFile, Sources, render};

/// A project, its policy, and everything needed to talk about them.
pub(crate) struct Loaded {
    /// What the project file says; `None` if it can't be read.
    pub(crate) project: Option<Project>,
    /// The rules.
    pub(crate) policy: Policy,
    /// The texts.
    pub(crate) sources: Sources,
    /// What is to be said about them.
    pub(crate) diagnostics: Diagnostics,
    /// Every rule file and script that was read: the project file first, then its file of sources if it has one.
    pub(crate) files: Vec<RuleFile>,
    /// The packs it names, and those that they need.
    pub(crate) packs: Packs,
    /// The folder that paths in the project start from.
    pub(crate) folder: PathBuf,
    /// The file of sources, where they have one of their own.
    pub(crate) sources_file: Option<PathBuf>,
    /// The folder that paths in source blocks start from.
    pub(crate) sources_folder: PathBuf,
}

/// Reads a project file and all rules it names, with its own sources.
pub(crate) fn load(path: &Path) -> Result<Loaded, Failure> {
    load_with(path, None)
}

/// The same with the sources of another file, if one is given.
pub(crate) fn load_with(path: &Path, sources_file: Option<&Path>) -> Result<Loaded, Failure> {
    let file = rule_files::read(path)?;
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let mut project = project::read(&file, &mut sources, &mut diagnostics);
    let other = match (sources_file, &project) {
        (Some(path), _) => Some((path.to_path_buf(), rule_files::read(path)?)),
        (None, Some(project)) => own_sources(project, &folder, &mut diagnostics),
        (None, None) => None,
    };
    if let Some((_, file)) = &other {
        let read = project::read_sources(file, &mut sources, &mut diagnostics);
        project = project.map(|project| match read {
            Some(read) => project.with_sources(read),
            None => project,
        });
    }
    let given = match &project {
        Some(project) => packs::named(&project.packs, &folder, &mut diagnostics)?,
        None => Vec::new(),
    };
    let packs = Packs::with_needs(given, &[])?;
    let mut policy = packs.load(&mut sources, &mut diagnostics);
    if let Some(project) = &project {
        policy.smallest_group = project.smallest_group.or(policy.smallest_group);
        uptake_rules::project::check(project, &policy, &sources, &mut diagnostics);
    }
    let (sources_file, blocks) = other.unzip();
    let files = std::iter::once(file).chain(blocks).chain(packs.files()).collect();
    let sources_folder = match sources_file.as_deref().and_then(Path::parent) {
        Some(parent) => parent.to_path_buf(),
        None => folder.clone(),
    };
    Ok(Loaded {
        project,
        policy,
        sources,
        diagnostics,
        files,
        packs,
        folder,
        sources_file,
        sources_folder,
    })
}

/// The file that a project has its sources in, if it has them in one.
fn own_sources(project: &Project, folder: &Path, diagnostics: &mut Diagnostics) -> Option<(PathBuf, RuleFile)> {
    let (path, span) = match &project.sources_from {
        SourcesFrom::Read => return None,
        SourcesFrom::Beside => {
            let path = folder.join(SOURCES_FILE);
            if !path.exists() {
                diagnostics.push(
                    Diagnostic::error(Code::MissingKey, project.span, "a project file lacks the key `sources`")
                        .help(format!("write `sources: …`, or put a file `{SOURCES_FILE}` beside it")),
                );
                return None;
            }
            (path, project.span)
        }
        SourcesFrom::File(name) => (folder.join(&name.text), name.span),
    };
    match rule_files::read(&path) {
        Ok(file) => Some((path, file)),
        Err(failure) => {
            diagnostics.push(
                Diagnostic::error(Code::Unreadable, span, failure.message)
                    .help("`sources` has the blocks of the sources, or the path of the file that has them"),
            );
            None
        }
    }
}

impl Loaded {
    /// The project, if there was no error; otherwise all diagnostics as the failure.
    pub(crate) fn sound(self) -> Result<(Project, Self), Failure> {
        let failed = self.diagnostics.has_errors();
        match self.project.clone() {
            Some(project) if !failed => Ok((project, self)),
            _ => {
                let all = self.diagnostics.sorted(&self.sources);
                Err(Failure::rendered(render::text(
                    &all,
                    &self.sources,
                    output::colour_of_errors(),
                )))
            }
        }
    }
}
