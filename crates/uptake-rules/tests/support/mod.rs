//! What the tests share: loading texts as rule files, and reading examples out of Markdown.

#![allow(dead_code, reason = "each test file uses its own part")]

use uptake_rules::diagnostic::Diagnostic;
use uptake_rules::proving::settled;
use uptake_rules::{Diagnostics, Policy, RuleFile, Sources, heading, load, project, render};

pub(crate) mod constructs;
pub(crate) mod expression;
pub(crate) mod markdown;
#[allow(clippy::cast_possible_truncation, reason = "chance has few bits")]
pub(crate) mod random_script;
pub(crate) mod row;

/// What is left after a check.
pub(crate) struct Checked {
    /// The rules.
    pub(crate) policy: Policy,
    /// What was found, in the order in which it is shown.
    pub(crate) found: Vec<Diagnostic>,
    /// The texts.
    pub(crate) sources: Sources,
}

/// Loads `files` (name, bytes) together, a project file with the packs beside it, as `uptake check` does.
pub(crate) fn check_bytes(files: &[(&str, &[u8])]) -> Checked {
    let (mut sources, mut diagnostics) = (Sources::default(), Diagnostics::default());
    let files: Vec<RuleFile> = files.iter().map(|(path, bytes)| RuleFile::new(*path, *bytes)).collect();
    let (projects, rules): (Vec<_>, Vec<_>) = files.into_iter().partition(|file| heading::read(file).project);
    let (blocks, rules): (Vec<_>, Vec<_>) = rules.into_iter().partition(|file| heading::read(file).sources);
    let mut project = projects
        .first()
        .and_then(|file| project::read(file, &mut sources, &mut diagnostics));
    if let Some(file) = blocks.first() {
        let read = project::read_sources(file, &mut sources, &mut diagnostics);
        project = project.map(|project| match read {
            Some(read) => project.with_sources(read),
            None => project,
        });
    }
    let policy = load(&rules, &mut sources, &mut diagnostics);
    if let Some(project) = &project {
        project::check(project, &policy, &sources, &mut diagnostics);
    }
    settled(&policy, &sources, &mut diagnostics);
    Checked {
        policy,
        found: diagnostics.sorted(&sources),
        sources,
    }
}

/// The same for texts.
pub(crate) fn check(files: &[(&str, &str)]) -> Checked {
    let files: Vec<(&str, &[u8])> = files.iter().map(|(path, text)| (*path, text.as_bytes())).collect();
    check_bytes(&files)
}

impl Checked {
    /// All findings as people see them.
    pub(crate) fn text(&self) -> String {
        render::text(&self.found, &self.sources, false).trim_end().to_owned()
    }

    /// All findings, one a line: the underlined text and the message.
    pub(crate) fn lines(&self) -> Vec<String> {
        let line = |d: &Diagnostic| {
            let under = d.span.map_or("", |span| self.sources.text(span));
            format!("{}: {}", under, d.message)
        };
        self.found.iter().map(line).collect()
    }

    /// The codes of all findings.
    pub(crate) fn codes(&self) -> Vec<&'static str> {
        self.found.iter().map(|d| d.code.as_str()).collect()
    }
}
