//! `uptake ledger`: the recorded runs of a project.

use super::project::ProjectArgument;
use crate::recording::{self, failure};
use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use serde::Serialize;
use std::path::PathBuf;
use uptake_codes::ProgramCode;
use uptake_ledger::{Entry, Ledger as Recorded};
use uptake_project::{Failure, ProjectFile, Session};

/// List the recorded runs of a project
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake ledger\n  uptake ledger adoption --format json\n\nA project that states `ledger: FOLDER` records each `uptake run --out`: digests of rules, scripts, adapters, sources, the program and all outputs, and the flags; no names and no values of the data. `uptake verify` tells whether the ledger is as it was written, `uptake replay` runs an entry again. Entries that aren't as they were written aren't listed, which is said.\n\nExit codes: 0 done, 1 the ledger isn't as it was written, 2 could not run."
)]
pub(crate) struct Ledger {
    #[command(flatten)]
    project: ProjectArgument,
    #[command(flatten)]
    ledger: LedgerOption,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// Which ledger is meant.
#[derive(Args)]
pub(crate) struct LedgerOption {
    /// The ledger's folder, instead of the one that the project states
    #[arg(long, value_name = "DIR")]
    ledger: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// A line for each run
    Table,
    /// A list with all that is recorded
    Json,
}

/// An entry beside its digest.
#[derive(Serialize)]
struct Listed<'a> {
    sha256: &'a str,
    #[serde(flatten)]
    entry: &'a Entry,
}

impl LedgerOption {
    /// Whether one is named.
    pub(crate) fn is_named(&self) -> bool {
        self.ledger.is_some()
    }

    /// The ledger that is named, or the one of a project.
    ///
    /// # Errors
    /// `no-ledger` where there is none.
    pub(crate) fn find(&self, session: &Session, project: Option<&PathBuf>) -> Result<Recorded, Failure> {
        let found = self.find_even_gone(session, project, false)?;
        match found.exists().map_err(failure)? {
            true => Ok(found),
            false => Err(none_in(&found)),
        }
    }

    /// The same, also of one whose entries are gone while texts are left of it; if `even_gone`, of any that is stated.
    ///
    /// # Errors
    /// `no-ledger` where there is none.
    pub(crate) fn find_even_gone(
        &self,
        session: &Session,
        project: Option<&PathBuf>,
        even_gone: bool,
    ) -> Result<Recorded, Failure> {
        let found = match (&self.ledger, project) {
            (Some(folder), _) => Some(Recorded::at(folder)),
            (None, Some(project)) => {
                let (_, loaded) = session.load(ProjectFile::At(project), None)?.sound()?;
                recording::ledger(&loaded)
            }
            (None, None) => None,
        };
        let none = || {
            Failure::new("the project keeps no ledger")
                .code(ProgramCode::NoLedger)
                .help("state `ledger: FOLDER` in the project file, or name one with `--ledger`")
        };
        let found = found.ok_or_else(none)?;
        let gone = || Ok::<_, Failure>(even_gone || found.is_gone().map_err(failure)?);
        if !found.exists().map_err(failure)? && !gone()? {
            return Err(none_in(&found));
        }
        Ok(found)
    }
}

fn none_in(ledger: &Recorded) -> Failure {
    Failure::new(format!("there is no ledger in `{}`", ledger.folder().display()))
        .code(ProgramCode::NoLedger)
        .help("each `uptake run --out` of a project with `ledger:` adds to it")
}

impl Ledger {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        let project = match self.ledger.is_named() {
            true => None,
            false => Some(self.project.find(&session)?),
        };
        let ledger = self.ledger.find(&session, project.as_ref())?;
        let recording::Read { entries, broken } = recording::entries(&ledger)?;
        match self.format {
            Format::Table => output::print(&table(&entries)),
            Format::Json => {
                let listed = entries.iter().map(|(entry, sha256)| Listed { sha256, entry });
                output::json(&listed.collect::<Vec<_>>(), "the ledger")?;
            }
        }
        Ok(match broken {
            None => exit::DONE,
            Some(broken) => {
                output::error(&broken.text(output::colour_of_errors()));
                exit::FINDINGS
            }
        })
    }
}

/// A line for each run.
fn table(entries: &[(Entry, String)]) -> String {
    let mut text =
        String::from("entry  digest        ended                 figures of  periods                folder\n");
    for (entry, digest) in entries {
        let run = &entry.run;
        let periods = match run.periods.0 == run.periods.1 {
            true => run.periods.0.clone(),
            false => format!("{} to {}", run.periods.0, run.periods.1),
        };
        text += &format!(
            "{:>5}  {}  {}  {}  {periods:<21}  {}\n",
            entry.entry,
            digest.get(..12).unwrap_or(digest),
            entry.at,
            run.as_of,
            run.folder
        );
    }
    text
}
