//! `uptake migrate`: rule files in the newest version of the rule language.

use crate::world::session;
use crate::{exit, output, output_file};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;
use uptake_project::{Failure, LaidOut};
use uptake_rules::render::{self, JsonDiagnostic};

/// Write rule files, suites and project files in the newest version of the rule language; comments stay where they are
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake migrate rules --check   only say which files are of an older version\n  uptake migrate rules\n  uptake impact --base HEAD      nobody flips\n\nFiles of all versions are read, side by side, and mean what they meant; a newer version only has other names for some keys. `docs/rules.md` lists them. Nothing but these names and the version is written: comments and layout stay.\n\nAll rules are resolved both ways. If that doesn't come to the same, the file stays as it is. A file with errors stays, too.\n\nExit codes: 0 done, or all of the newest version; 1 something is older (with `--check`), or a file can't be migrated; 2 could not run."
)]
pub(crate) struct Migrate {
    /// A rule file, a suite, a project file, or a folder with all folders below it
    ///
    /// If not given, this folder if it has a project file, or the folder of the nearest `uptake.yaml` above
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Write nothing, and say which files are of an older version
    #[arg(long)]
    check: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An object with the files and what was found
    Json,
}

/// What came of it.
#[derive(Serialize)]
struct Answer {
    /// How many files were read.
    files: usize,
    /// The files of an older version: now they are of the newest, unless `--check` was given.
    changed: Vec<String>,
    /// The scripts, which are left as they are.
    scripts: Vec<String>,
    /// What keeps files from being migrated.
    findings: Vec<JsonDiagnostic>,
}

impl Migrate {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        let path = match &self.path {
            Some(path) => path.clone(),
            None => session.rules_folder_nearby()?,
        };
        let laid = session.migrate(&path)?;
        if !self.check {
            for file in laid.changed() {
                if let Some(text) = &file.text {
                    output_file::write(&file.path, text.as_bytes())?;
                }
            }
        }
        match self.format {
            Format::Text => output::print(&self.text(&laid)),
            Format::Json => output::json(&answer(&laid), "what was found")?,
        }
        let odd = self.check && laid.changed().next().is_some();
        Ok(if odd || !laid.findings.diagnostics.is_empty() {
            exit::FINDINGS
        } else {
            exit::DONE
        })
    }

    fn text(&self, laid: &LaidOut) -> String {
        let mut text = laid.findings.text(output::colour());
        let verb = if self.check { "of an older version" } else { "migrated" };
        for file in laid.changed() {
            text += &format!("{verb}: {}\n", file.path.display());
        }
        let files = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            many => format!("{many} {what}s"),
        };
        let changed = match (laid.changed().count(), self.check) {
            (0, _) => "all of the newest version".to_owned(),
            (1, true) => "1 of an older version".to_owned(),
            (many, true) => format!("{many} of an older version"),
            (many, false) => format!("{many} migrated"),
        };
        text += &files(laid.files.len(), "file");
        text += &match laid.findings.diagnostics.len() {
            0 => format!(" read, {changed}"),
            1 => format!(" read, {changed}, 1 file left as it is"),
            found => format!(" read, {changed}, {found} files left as they are"),
        };
        text += &match laid.scripts.len() {
            0 => "\n".to_owned(),
            1 => "; 1 script is left as it is\n".to_owned(),
            many => format!("; {many} scripts are left as they are\n"),
        };
        text
    }
}

fn answer(laid: &LaidOut) -> Answer {
    Answer {
        files: laid.files.len(),
        changed: laid.changed().map(|file| file.path.display().to_string()).collect(),
        scripts: laid.scripts.clone(),
        findings: render::json(&laid.findings.diagnostics, &laid.findings.texts),
    }
}
