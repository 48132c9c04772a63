//! `uptake fmt`: rule files and suites in one style.

use crate::world::session;
use crate::{exit, output, output_file};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;
use uptake_project::{Failure, LaidOut};
use uptake_rules::render::{self, JsonDiagnostic};

/// Lay out rule files and suites in one style; comments stay where they are, and nothing says anything else
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake fmt                 this project, or this folder\n  uptake fmt rules --check   only say what isn't in the style\n  uptake fmt rules/active.yaml\n\nLevels are two blanks deep, marks have one blank, comments at least two before them; blank lines stand alone, lines end in `\\n`, and none ends in white space. Lines are never broken or joined, and quotes, numbers and comments stay as they are written.\n\nEach file is compared with what it was, value by value and comment by comment, and all rules are resolved both ways. If that doesn't come to the same, the file stays as it is. A file with errors stays, too, and so do scripts (`*.rhai`).\n\nExit codes: 0 done, or all in the style; 1 something isn't in the style (with `--check`), or a file can't be laid out; 2 could not run."
)]
pub(crate) struct Fmt {
    /// A rule file, a suite, a project file, or a folder with all folders below it
    ///
    /// If not given, this folder if it has a project file, or the folder of the nearest `uptake.yaml` above
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Write nothing, and say which files aren't in the style
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
    /// The files that weren't in the style: now they are, unless `--check` was given.
    changed: Vec<String>,
    /// The scripts, which are left as they are.
    scripts: Vec<String>,
    /// What keeps files from being laid out.
    findings: Vec<JsonDiagnostic>,
}

impl Fmt {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        let path = match &self.path {
            Some(path) => path.clone(),
            None => session.rules_folder_nearby()?,
        };
        let laid = session.lay_out(&path)?;
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
        let verb = if self.check { "not in the style" } else { "laid out" };
        for file in laid.changed() {
            text += &format!("{verb}: {}\n", file.path.display());
        }
        let files = |count: usize, what: &str| match count {
            1 => format!("1 {what}"),
            many => format!("{many} {what}s"),
        };
        let changed = match (laid.changed().count(), self.check) {
            (0, _) => "all in the style".to_owned(),
            (1, true) => "1 not in the style".to_owned(),
            (many, true) => format!("{many} not in the style"),
            (many, false) => format!("{many} laid out"),
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
