//! `uptake check`: every fault of every rule file, in one pass.

use super::days::date;
use super::found::{self, Format};
use crate::world::session;
use crate::{exit, watching};
use clap::Args;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use uptake_project::{Checked, Failure, Session, counts};

/// Check rule files: all errors of all files at once, each with its place and a fix
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake check\n  uptake check rules/csm-ai-adoption\n  uptake check . --format json\n  uptake check . --format sarif     for code scanning; also github, gitlab, junit\n  uptake check --watch              again at each save\n\nA folder is checked with all folders below it; each folder with rule files is a pack of its own, read with its scripts (`*.rhai`, `lib/*.rhai`) and the packs it needs. A project file is checked together with its sources and the packs it names. Folders in which no YAML file states `uptake` are left aside, which is said.\n\nNotes, such as that a script runs in the interpreter, aren't findings.\n\nExit codes: 0 clean, 1 findings, 2 could not run."
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
    /// The day by which reviews are overdue and waivers have ended
    ///
    /// If not given, today; of waivers the day of the project, if it states one
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Check again whenever a rule file is saved, until Ctrl-C
    #[arg(long)]
    watch: bool,
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
        let checked = session.check(path, self.as_of)?;
        found::print(&checked, self.format, &summary(&checked))?;
        Ok(if checked.clean() { exit::DONE } else { exit::FINDINGS })
    }
}

fn summary(checked: &Checked) -> String {
    let files = match checked.files.len() {
        1 => "1 file".to_owned(),
        many => format!("{many} files"),
    };
    let counts = counts(|severity| checked.count(severity), checked.follow_ups());
    let found = match (checked.clean(), counts.as_str()) {
        (true, "") => format!("{files} checked, nothing found\n"),
        (true, notes) => format!("{files} checked, nothing found, {notes}\n"),
        (false, counts) => format!("{files} checked: {counts}\n"),
    };
    found + found::aside(checked).as_str()
}
