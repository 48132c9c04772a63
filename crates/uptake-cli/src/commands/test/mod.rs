//! `uptake test`: rules tried on small tables, beside what has to come out.

mod write;
mod written;

use crate::world::session;
use crate::{exit, output, watching};
use clap::{Args, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};
use uptake_project::{Coverage, Failure, Session, SuitesRequest};
use uptake_report::suites::{self, SuitesForm};
use uptake_report::terminal::Detail;

/// Try rules on small tables, and compare what comes out with what has to
#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  uptake test                      all suites in this folder and below\n  uptake test rules/csm-ai-adoption\n  uptake test active.test.yaml --format junit > tests.xml\n  uptake test rules/csm-ai-adoption --case active:\n  uptake test rules/csm-ai-adoption --coverage --threshold 0.9\n  uptake test write rules/csm-ai-adoption --definition active\n\nA suite is a file whose name ends in `.test.yaml`, beside the rules that it tries. Each case has small tables, a day, and what has to come out: measures and verdicts of people, clauses, figures, notes, rows that are set aside. docs/how-to/test-your-rules.md says how it is written.\n\nA suite without cases fails.\n\n`--coverage` adds which branches of the rules the cases try: each comparison true, false and unknown, each rung of a ladder, each override and version, each reason for not counting. What no case tries is listed with its place, and why: nobody in the group, nothing gets there, or no case has it. What can't occur, whatever the data are, is proved and doesn't count. Rules are those of the packs around the suites. The conditions of checks and of derived tables, the `where` of mappings and the steps of scripts aren't looked at: how many of these there are is said.\n\nExit codes: 0 all cases passed, 1 a case failed, a suite has an error or no cases, 2 could not run, 4 less is tried than `--threshold` asks for."
)]
pub(crate) struct Test {
    #[command(subcommand)]
    command: Option<Command>,
    /// A suite, or a folder: its suites and those of all folders below it. This folder, if not given
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Find which branches of the rules the cases try
    #[arg(long)]
    coverage: bool,
    /// The least share of branches that cases have to try, from 0 to 1
    #[arg(long, value_name = "SHARE", requires = "coverage", value_parser = share)]
    threshold: Option<f64>,
    /// Try only cases that have this in their names; may be given more than once
    #[arg(long = "case", value_name = "TEXT")]
    cases: Vec<String>,
    /// Stop at the first case that fails
    #[arg(long, conflicts_with = "coverage")]
    fail_fast: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// Try again whenever a suite or a rule file is saved, until Ctrl-C
    #[arg(long)]
    watch: bool,
}

#[derive(Subcommand)]
enum Command {
    Write(write::Write),
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
        if let Some(Command::Write(write)) = self.command {
            return write.run();
        }
        let path = self.path.clone().unwrap_or_else(|| PathBuf::from("."));
        let session = session();
        match self.watch {
            true => watching::again(&|| session.watch_suites(&path), &mut || self.once(&session, &path)),
            false => self.once(&session, &path),
        }
    }

    fn once(&self, session: &Session, path: &Path) -> Result<u8, Failure> {
        let found = session.try_suites(&SuitesRequest {
            path,
            coverage: self.coverage,
            fail_fast: self.fail_fast,
            cases: &self.cases,
        })?;
        match self.format {
            Format::Text => output::print(&suites::text(&found, output::style(Detail::Glance))),
            Format::Json => output::json(&SuitesForm::of(&found), "what came of the suites")?,
            Format::Junit => output::print(&suites::junit(&found)),
        }
        let below = |coverage: &Coverage| self.threshold.is_some_and(|least| coverage.share() < least);
        Ok(match (found.passed(), found.coverage.as_ref().is_some_and(below)) {
            (false, _) => exit::FINDINGS,
            (true, true) => exit::BEYOND,
            (true, false) => exit::DONE,
        })
    }
}

/// A share from 0 to 1.
fn share(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("expected a number from 0 to 1, such as 0.9".to_owned()),
    }
}
