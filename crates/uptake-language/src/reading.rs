//! Rule files as they are read for an editor: once for each change, with all that was looked up.

use crate::index::Index;
use crate::settings::AdapterSetting;
use crate::uses;
use std::sync::Arc;
use uptake_rules::project::{self, Project};
use uptake_rules::syntax::Node;
use uptake_rules::{Diagnostics, FileId, Policy, RuleFile, SourceFile, Sources, heading};

/// Rule files and scripts that belong together: those of a pack with what it needs, or of a project, with its own file.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    files: Vec<RuleFile>,
    suites: Vec<RuleFile>,
    /// The rule files that suites read besides.
    others: Vec<RuleFile>,
    /// Why the suites can't be read, if they can't.
    unread: Option<String>,
    settings: Arc<[AdapterSetting]>,
}

impl Rules {
    /// All files of a pack or a project.
    #[must_use]
    pub fn new(files: Vec<RuleFile>) -> Self {
        Self {
            files,
            ..Self::default()
        }
    }

    /// The same with the settings that the adapters of sources read, which rules know nothing of.
    #[must_use]
    pub fn with_settings(self, settings: Arc<[AdapterSetting]>) -> Self {
        Self { settings, ..self }
    }

    /// The settings of adapters.
    pub(crate) fn settings(&self) -> &[AdapterSetting] {
        &self.settings
    }

    /// A file by its path.
    pub(crate) fn file(&self, path: &str) -> Option<&RuleFile> {
        self.files.iter().find(|file| file.path() == path)
    }

    /// The same with the suites that try them: a renaming reaches these, too.
    #[must_use]
    pub fn with_suites(self, suites: Vec<RuleFile>) -> Self {
        Self { suites, ..self }
    }

    /// The same with the rule files that suites read besides: what they name isn't renamed.
    #[must_use]
    pub fn with_others(self, others: Vec<RuleFile>) -> Self {
        Self { others, ..self }
    }

    /// The rule files that suites read besides.
    pub(crate) fn others(&self) -> &[RuleFile] {
        &self.others
    }

    /// The same where the suites can't be read: nothing is renamed then, since it wouldn't be in them.
    #[must_use]
    pub fn with_unread_suites(self, why: String) -> Self {
        Self {
            unread: Some(why),
            ..self
        }
    }

    /// Why the suites can't be read, if they can't.
    pub(crate) fn unread(&self) -> Option<&str> {
        self.unread.as_deref()
    }

    /// The suites.
    #[must_use]
    pub fn suites(&self) -> &[RuleFile] {
        &self.suites
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &[RuleFile] {
        &self.files
    }

    /// The tree of a file in YAML, whose places belong to no text; `None` for one that can't be read.
    pub(crate) fn tree(&self, path: &str) -> Option<Node> {
        self.file(path).filter(|file| !file.is_script())?.tree_in(FileId(0))
    }

    /// The same with another text in one of the files; the others keep the trees that they were parsed into.
    #[must_use]
    pub(crate) fn with(&self, path: &str, text: String) -> Self {
        let files = self.files.iter().map(|file| match file.path() == path {
            true => RuleFile::new(path, text.clone()),
            false => file.clone(),
        });
        Self {
            files: files.collect(),
            suites: self.suites.clone(),
            others: self.others.clone(),
            unread: self.unread.clone(),
            settings: Arc::clone(&self.settings),
        }
    }
}

/// Rules that were read, and what editors ask of them.
#[derive(Debug)]
pub struct Reading {
    pub(crate) rules: Rules,
    pub(crate) policy: Policy,
    pub(crate) sources: Sources,
    pub(crate) diagnostics: Diagnostics,
    pub(crate) index: Index,
}

impl Reading {
    /// Reads rules. Whatever faults they have, there is an answer.
    #[must_use]
    pub fn new(rules: Rules) -> Self {
        let (policy, sources, diagnostics) = read(&rules);
        let mut index = Index::new(&policy);
        if let Some(trace) = diagnostics.trace() {
            uses::find(trace, &policy, &sources, &mut index);
        }
        Self {
            rules,
            policy,
            sources,
            diagnostics,
            index,
        }
    }

    /// The policy, as far as it could be read.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The texts.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// What is to be said about the rules.
    #[must_use]
    pub fn diagnostics(&self) -> &Diagnostics {
        &self.diagnostics
    }

    /// The text of a suite.
    #[must_use]
    pub fn suite(&self, path: &str) -> Option<&str> {
        let file = self.rules.suites.iter().find(|file| file.path() == path)?;
        let text = std::str::from_utf8(file.bytes()).ok()?;
        Some(text.strip_prefix('\u{feff}').unwrap_or(text))
    }

    pub(crate) fn file(&self, path: &str) -> Option<(FileId, &SourceFile)> {
        self.sources.iter().find(|(_, file)| file.path == path)
    }
}

/// Reads rules as a project or a pack is read.
pub(crate) fn read(rules: &Rules) -> (Policy, Sources, Diagnostics) {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::tracing());
    let (mut project, mut packs) = (None, Vec::new());
    for file in &rules.files {
        let heading = match file.is_script() {
            true => heading::Heading::default(),
            false => heading::read(file),
        };
        if heading.sources {
            let blocks = project::read_sources(file, &mut sources, &mut diagnostics);
            project = match (project, blocks) {
                (Some(project), Some(blocks)) => Some(Project::with_sources(project, blocks)),
                (project, _) => project,
            };
        } else if heading.project {
            project = project::read(file, &mut sources, &mut diagnostics);
        } else {
            packs.push(file.clone());
        }
    }
    let policy = uptake_rules::load(&packs, &mut sources, &mut diagnostics);
    if let Some(project) = &project {
        project::check(project, &policy, &sources, &mut diagnostics);
    }
    (policy, sources, diagnostics)
}
