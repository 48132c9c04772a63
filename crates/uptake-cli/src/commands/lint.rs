//! `uptake lint`: what is worth mending in rules that can be read.

use super::days::date;
use super::found::{self, Format};
use crate::world::session;
use crate::{exit, output, output_file};
use clap::Args;
use jiff::civil::Date;
use std::path::PathBuf;
use uptake_project::{Checked, Failure, counts};

/// Look for rules without owner, source or test, unused and repeated ones, idle overrides, hidden patterns, metrics bound by half, deprecated names
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake lint                       this project, or this folder\n  uptake lint rules --format sarif  for code scanning; also json, github, gitlab, junit\n  uptake lint rules --fix           write what can be put right without a decision\n  uptake explain-code no-test       what a finding means, and what helps\n\nA pack's owner and source stand for all of its rules. A rule is tried if a suite below the folder expects something of it, or of a rule that reads it. Two rules say the same if they do word by word, or if the prover shows it. Reviews are overdue by `--as-of`. Folders in which no YAML file states `uptake` are left aside, which is said.\n\n`--fix` writes the name of the rule that takes a deprecated one's place, where both are shown to say the same. A file is written if its rules have no error afterwards.\n\nRules with errors are reported as `uptake check` does, and nothing else is said of them.\n\nExit codes: 0 nothing found, 1 findings, 2 could not run."
)]
pub(crate) struct Lint {
    /// A rule file, a project file, or a folder with all folders below it
    ///
    /// If not given, this folder if it has a project file, or the folder of the nearest `uptake.yaml` above
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// The day that reviews are due by; today if not given
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Write what can be put right without a decision, and report the rest
    #[arg(long)]
    fix: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

impl Lint {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        let path = match &self.path {
            Some(path) => path.clone(),
            None => session.rules_folder_nearby()?,
        };
        let mut linting = session.lint(&path, self.as_of)?;
        let mut fixed = 0;
        if self.fix && !linting.fixed.is_empty() {
            for file in &linting.fixed {
                output_file::write(&output_file::behind(&file.path), file.text.as_bytes())?;
            }
            fixed = linting.fixed.len();
            linting = session.lint(&path, self.as_of)?;
        }
        let mut summary = summary(&linting.checked);
        if fixed > 0 {
            summary = format!("{} written\n{summary}", files(fixed));
        }
        if self.format != Format::Text && fixed > 0 {
            output::error(&format!("{} written\n", files(fixed)));
        }
        found::print(&linting.checked, self.format, &summary)?;
        Ok(if linting.checked.clean() {
            exit::DONE
        } else {
            exit::FINDINGS
        })
    }
}

fn files(count: usize) -> String {
    match count {
        1 => "1 file".to_owned(),
        many => format!("{many} files"),
    }
}

fn summary(checked: &Checked) -> String {
    let files = files(checked.files.len());
    let found = match checked.clean() {
        true => format!("{files} looked at, nothing found\n"),
        false => format!(
            "{files} looked at: {}\n",
            counts(|severity| checked.count(severity), checked.follow_ups())
        ),
    };
    found + found::aside(checked).as_str()
}
