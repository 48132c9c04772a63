//! `uptake parity`: whether two sets of sources lead to the same answers.

use super::days::date;
use super::project::ProjectArgument;
use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::path::PathBuf;
use uptake_engine::Range;
use uptake_project::{Failure, ParityRequest, ProjectFile};
use uptake_report::parity;

/// Run two files of sources through the same rules and compare every answer
#[derive(Args)]
#[command(
    after_help = "Example:\n  uptake parity --a exports.yaml --b warehouse.yaml\n\nEvery measure, definition and ladder of every entity and period is compared, then every row of every metric with its verdict. Unknown equals unknown and nothing else. The order of a source's rows doesn't matter, except for the last digits of sums of fractions, which `--tolerance 1e-9` ignores.\n\nExit codes: 0 identical, 1 different, 2 could not run."
)]
pub(crate) struct Parity {
    /// The first file of sources
    #[arg(long, value_name = "FILE")]
    a: PathBuf,
    /// The second file of sources
    #[arg(long, value_name = "FILE")]
    b: PathBuf,
    #[command(flatten)]
    project: ProjectArgument,
    /// Compare periods that begin on this day or later
    #[arg(long, value_name = "DATE", value_parser = date)]
    from: Option<Date>,
    /// Compare periods that end on this day or earlier
    #[arg(long, value_name = "DATE", value_parser = date)]
    to: Option<Date>,
    /// The day of the figures. The project's own, or today, if not given
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// By how much fractions may differ, as a part of the larger number (of 1, if both are smaller)
    #[arg(long, value_name = "PART", default_value_t = 0.0, value_parser = part)]
    tolerance: f64,
    /// Show names even if the project replaces them by pseudonyms; only for people who may see them
    #[arg(long)]
    names: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An object with everything that differs
    Json,
}

fn part(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    number
        .filter(|number| (0.0..1.0).contains(number))
        .ok_or_else(|| "it should be a number from 0 to less than 1, such as 1e-9".to_owned())
}

impl Parity {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let range = match (self.from, self.to) {
            (None, None) => Range::All,
            (from, to) => Range::Days(from, to),
        };
        let session = session();
        let project = self.project.find(&session)?;
        let found = session.parity(&ParityRequest {
            project: ProjectFile::At(&project),
            a: &self.a,
            b: &self.b,
            range,
            as_of: self.as_of,
            names: self.names,
            tolerance: self.tolerance,
        })?;
        match self.format {
            Format::Text => output::print(&parity::text(&found)),
            Format::Json => output::json(&found, "the comparison")?,
        }
        Ok(if found.identical { exit::DONE } else { exit::FINDINGS })
    }
}
