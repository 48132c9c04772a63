//! `uptake test`: rules tried on small tables, beside what has to come out.

use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use uptake_project::Failure;
use uptake_report::suites::{self, SuitesForm};
use uptake_report::terminal::Detail;

/// Try rules on small tables, and compare what comes out with what has to
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake test                      all suites in this folder and below\n  uptake test rules/csm-ai-adoption\n  uptake test active.test.yaml --format junit > tests.xml\n\nA suite is a file whose name ends in `.test.yaml`, beside the rules that it tries. Each case has small tables, a day, and what has to come out: measures and verdicts of people, clauses, figures, notes, rows that are set aside. docs/rules.md says how it is written.\n\nA suite without cases fails.\n\nExit codes: 0 all cases passed, 1 a case failed, a suite has an error or no cases, 2 could not run."
)]
pub(crate) struct Test {
    /// A suite, or a folder: its suites and those of all folders below it. This folder, if not given
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people: what failed, and how many there were
    Text,
    /// An object with every suite and case
    Json,
    /// XML as JUnit writes it, for build servers
    Junit,
}

impl Test {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let path = self.path.unwrap_or_else(|| PathBuf::from("."));
        let found = session().try_suites(&path)?;
        match self.format {
            Format::Text => output::print(&suites::text(&found, output::style(Detail::Glance))),
            Format::Json => output::json(&SuitesForm::of(&found), "what came of the suites")?,
            Format::Junit => output::print(&suites::junit(&found)),
        }
        Ok(if found.passed() { exit::DONE } else { exit::FINDINGS })
    }
}
