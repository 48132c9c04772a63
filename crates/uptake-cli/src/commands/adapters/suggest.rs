//! `uptake adapters suggest`: how a file may be read.

use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use uptake_project::{Failure, SuggestRequest};

/// The packs whose datasets and mappings a file is held against: the main one first.
const PACKS: [&str; 2] = ["csm-ai-adoption", "mappings"];

/// Look at a file and propose how to read it: the source block, and a mapping if its columns have other names
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake adapters suggest exports/usage.csv\n  uptake adapters suggest people.xlsx --sheet Team --dataset people --project uptake.yaml\n  uptake adapters suggest exports/usage.csv --format json\n\nThe proposal is ready to paste: a block for `sources`, and a rule file with a mapping if one is needed. What isn't sure is in comments, with the reason. What only a person can decide, such as the order of day and month, is marked `???`, and a run is refused until it is decided.\n\nExit codes: 0 ready to paste, 1 something is left to decide, 2 the file can't be read, or nothing could run."
)]
pub(super) struct Suggest {
    /// The file: CSV, TSV, NDJSON, JSON, a workbook, Parquet or Arrow IPC, also compressed
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The dataset that it is for; the one that fits best if not given
    #[arg(long, value_name = "NAME")]
    dataset: Option<String>,
    /// The sheet of a workbook; the only one with a table if not given
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// The project file, or its folder, whose rules and list of entities count; the built-in packs if not given
    #[arg(long, value_name = "PROJECT")]
    project: Option<PathBuf>,
    /// Show names even if the project replaces them by pseudonyms; only for people who may see them
    #[arg(long)]
    names: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// YAML with comments, ready to paste
    Table,
    /// An object with the block, the mapping, and what isn't sure
    Json,
}

impl Suggest {
    /// Runs it.
    pub(super) fn run(self) -> Result<u8, Failure> {
        let session = session();
        let project = self.project.as_deref();
        let project = project.map(|path| session.project_file(Some(path))).transpose()?;
        let suggested = session.suggest(&SuggestRequest {
            file: &self.file,
            sheet: self.sheet.as_deref(),
            dataset: self.dataset.as_deref(),
            project: project.as_deref(),
            packs: &PACKS,
            names: self.names,
        })?;
        match self.format {
            Format::Table => output::print(&suggested.text()),
            Format::Json => output::json(&suggested, "the proposal")?,
        }
        Ok(match suggested.proposal.ready {
            true => exit::DONE,
            false => exit::FINDINGS,
        })
    }
}
