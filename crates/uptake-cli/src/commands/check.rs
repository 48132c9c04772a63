//! `uptake check`: every fault of every rule file, in one pass.

use crate::world::session;
use crate::{exit, output, watching};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use uptake_project::{Checked, Failure, Session, counts};
use uptake_report::ci;
use uptake_rules::render::{self, JsonDiagnostic};

/// Check rule files: all errors of all files at once, each with its place and a fix
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake check\n  uptake check rules/csm-ai-adoption\n  uptake check . --format json\n  uptake check . --format sarif     for code scanning; also github, gitlab, junit\n  uptake check --watch              again at each save\n\nA folder is checked with all folders below it; each folder with rule files is a pack of its own, read with its scripts (`*.rhai`, `lib/*.rhai`) and the packs it needs. A project file is checked together with its sources and the packs it names.\n\nNotes, such as that a script runs in the interpreter, aren't findings.\n\nExit codes: 0 clean, 1 findings, 2 could not run."
)]
pub(crate) struct Check {
    /// A rule file, a project file, or a folder
    ///
    /// If not given, this folder if it has a project file, or the nearest `uptake.yaml` in a folder above
    #[arg(value_name = "PATH", conflicts_with = "project")]
    path: Option<PathBuf>,
    /// The same for a project, as other commands take it
    #[arg(long, value_name = "PROJECT")]
    project: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Check again whenever a rule file is saved, until Ctrl-C
    #[arg(long)]
    watch: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, with the source underlined
    Text,
    /// An array of objects
    Json,
    /// SARIF 2.1.0, for code scanning
    Sarif,
    /// Annotations of a workflow on GitHub
    Github,
    /// Code quality of GitLab
    Gitlab,
    /// JUnit's XML: a case for each file
    Junit,
}

impl Check {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        let path = match self.path.as_ref().or(self.project.as_ref()) {
            Some(path) => path.clone(),
            None => session.rules_nearby()?,
        };
        match self.watch {
            true => watching::again(&|| session.watch(&path), &mut || self.once(&session, &path)),
            false => self.once(&session, &path),
        }
    }

    fn once(&self, session: &Session, path: &Path) -> Result<u8, Failure> {
        let checked = session.check(path)?;
        match self.format {
            Format::Text => {
                let colour = output::colour();
                let found: String = checked.findings.iter().map(|part| part.text(colour)).collect();
                output::print(&found);
                output::print(&summary(&checked));
            }
            Format::Json => output::json(&all(&checked), "the findings")?,
            Format::Sarif => output::json(&ci::sarif(&all(&checked), env!("CARGO_PKG_VERSION")), "the findings")?,
            Format::Github => output::print(&ci::github(&all(&checked))),
            Format::Gitlab => output::json(&ci::gitlab(&all(&checked)), "the findings")?,
            Format::Junit => output::print(&ci::junit(&all(&checked), &checked.files)),
        }
        Ok(if checked.clean() { exit::DONE } else { exit::FINDINGS })
    }
}

/// All findings, in their order.
fn all(checked: &Checked) -> Vec<JsonDiagnostic> {
    let parts = checked.findings.iter();
    parts
        .flat_map(|part| render::json(&part.diagnostics, &part.texts))
        .collect()
}

fn summary(checked: &Checked) -> String {
    let files = match checked.files.len() {
        1 => "1 file".to_owned(),
        many => format!("{many} files"),
    };
    let counts = counts(|severity| checked.count(severity), checked.follow_ups());
    match (checked.clean(), counts.as_str()) {
        (true, "") => format!("{files} checked, nothing found\n"),
        (true, notes) => format!("{files} checked, nothing found, {notes}\n"),
        (false, counts) => format!("{files} checked: {counts}\n"),
    }
}
