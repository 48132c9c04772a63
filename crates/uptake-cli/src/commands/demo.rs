//! `uptake demo`: a made-up organisation, measured.

use super::run::{Format, show};
use crate::exit::{self, Failure};
use crate::measuring::Measuring;
use crate::output;
use crate::output_folder::{OutputFolder, PROJECT};
use clap::Args;
use std::path::{Path, PathBuf};
use uptake_engine::Range;
use uptake_simulate::{Settings, organisation, write_csv};

/// Measure a made-up organisation: about 120 people, three segments, a year of weeks
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake demo\n  uptake demo --out demo     also keeps the data, the project file and the figures\n\nThe organisation is generated from a seed: it is the same every time, on every machine.\n\nExit codes: 0 done, 2 could not run."
)]
pub(crate) struct Demo {
    /// Keep the project and its figures in this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

/// The demo's project file.
const PROJECT_FILE: &str = "\
# A made-up organisation. Run it with: uptake run --project uptake.yaml
uptake: 1
project: demo
packs: [csm-ai-adoption]
stage: run
as_of: 2026-02-15

sources:
  people: { adapter: files, path: data/people.csv }
  leave: { adapter: files, path: data/leave.csv }
  interactions: { adapter: files, path: data/interactions.csv }
";

impl Demo {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let outcome = match &self.out {
            Some(out) => {
                let folder = OutputFolder::begin_demo(out)?;
                let outcome = measure(&folder.path().join(PROJECT), Some(folder.path()))?;
                folder.publish()?;
                outcome
            }
            None => {
                let beside = tempfile::tempdir().map_err(|error| {
                    Failure::new(format!("no temporary folder can be made: {error}")).code("unwritable")
                })?;
                measure(&beside.path().join("project"), None)?
            }
        };
        show(&outcome, self.format)?;
        if let (Some(out), Format::Table) = (&self.out, self.format) {
            let project = out.join(PROJECT).join("uptake.yaml");
            output::print(&format!(
                "\nWritten to {}. Run it yourself: uptake run --project {}\n",
                out.display(),
                project.display()
            ));
        }
        Ok(exit::DONE)
    }
}

/// Generates the organisation into `project` and runs its rules; the files go to `out`.
fn measure(project: &Path, out: Option<&Path>) -> Result<uptake_engine::Outcome, Failure> {
    let unwritable =
        |error: std::io::Error| Failure::new(format!("the demo's data can't be written: {error}")).code("unwritable");
    let data = project.join("data");
    std::fs::create_dir_all(&data).map_err(unwritable)?;
    write_csv(&organisation(&Settings::default()), &data).map_err(unwritable)?;
    let file = project.join("uptake.yaml");
    std::fs::write(&file, PROJECT_FILE).map_err(unwritable)?;
    let measuring = Measuring {
        project: &file,
        sources: None,
        range: Range::All,
        as_of: None,
        out: None,
    };
    match out {
        Some(out) => measuring.run_into(out),
        None => measuring.run(),
    }
}
