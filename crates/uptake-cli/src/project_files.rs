//! A project file with the rules it names.

use crate::exit::Failure;
use crate::packs::{self, Packs};
use crate::{output, rule_files};
use std::path::{Path, PathBuf};
use uptake_rules::project::{self, Project};
use uptake_rules::{Diagnostics, Policy, RuleFile, Sources, render};

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
    /// Every rule file and script that was read, the project file first.
    pub(crate) files: Vec<RuleFile>,
    /// The packs it names, and those that they need.
    pub(crate) packs: Packs,
    /// The folder that paths in the project start from.
    pub(crate) folder: PathBuf,
}

/// Reads a project file and all rules it names.
pub(crate) fn load(path: &Path) -> Result<Loaded, Failure> {
    let file = rule_files::read(path)?;
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    let mut sources = Sources::default();
    let mut diagnostics = Diagnostics::default();
    let project = project::read(&file, &mut sources, &mut diagnostics);
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
    let files = std::iter::once(file).chain(packs.files()).collect();
    Ok(Loaded {
        project,
        policy,
        sources,
        diagnostics,
        files,
        packs,
        folder,
    })
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
