//! `uptake ledger`: the recorded runs of a project.

use super::project::{ProjectArgument, ProjectOption};
use crate::recorded;
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

/// Which project's ledger a run is looked up in.
#[derive(Args)]
pub(crate) struct Records {
    #[command(flatten)]
    project: ProjectOption,
    #[command(flatten)]
    ledger: LedgerOption,
}

/// A recorded run with all that it is looked at by.
pub(crate) struct Recording {
    /// The project file.
    pub(crate) project: PathBuf,
    /// The ledger that has it.
    pub(crate) ledger: Recorded,
    /// The run.
    pub(crate) entry: Entry,
}

impl Records {
    /// The run that is meant: by its number, the first digits of its digest, or `last`.
    ///
    /// # Errors
    /// Where there is no such project, ledger or entry.
    pub(crate) fn find(&self, session: &Session, wanted: &str) -> Result<Recording, Failure> {
        let project = self.project.find(session)?;
        let ledger = self.ledger.find(session, Some(&project))?;
        // Several projects may have one ledger.
        let name = recorded::project_name(&project)?;
        let entry = recorded::find(&ledger, wanted, name.as_deref())?;
        Ok(Recording { project, ledger, entry })
    }
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
                // What is recorded is there whatever the rules say now; only where the project file can't be read nobody knows where.
                let loaded = session.load(ProjectFile::At(project), None)?;
                match loaded.project {
                    Some(_) => recording::ledger(&loaded),
                    None => {
                        loaded.sound()?;
                        None
                    }
                }
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
    let several = entries.iter().any(|(entry, _)| {
        let first = entries.first().map(|(first, _)| &first.run.project);
        first != Some(&entry.run.project)
    });
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
            run.folder,
        );
        if several {
            text.truncate(text.trim_end().len());
            text += &format!("  of {}\n", run.project);
        }
        if let Some(then) = &run.asked.known_at {
            text.truncate(text.trim_end().len());
            text += &format!("  as known on {}\n", then.day);
        }
        if let Some(packs) = run
            .approvals
            .as_ref()
            .filter(|packs| packs.iter().any(|pack| !pack.by.is_empty()))
        {
            text.truncate(text.trim_end().len());
            let by: std::collections::BTreeSet<&str> =
                packs.iter().flat_map(|pack| &pack.by).map(String::as_str).collect();
            text += &format!("  approved by {}\n", by.into_iter().collect::<Vec<_>>().join(", "));
        }
    }
    text
}
