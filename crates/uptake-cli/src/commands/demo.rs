//! `uptake demo`: a made-up organisation, measured.

use super::run::{Format, Length, show};
use crate::output_folder::{Beside, OutputFolder, PROJECT, Replaces};
use crate::world::session;
use crate::{exit, measuring, output};
use clap::Args;
use std::path::{Path, PathBuf};
use uptake_codes::{ProgramCode, RuleCode};
use uptake_project::{Failure, ProjectFile, RunRequest};
use uptake_report::outputs::Wanted;
use uptake_rules::missing::Missing;
use uptake_simulate::{
    CsvFiles, Fault, PLANTS, Plant, Settings, Simulation, Table, organisation, planted, write_csv, write_structure,
    write_targets,
};

/// Measure a made-up organisation: about 120 people and their customers, three segments, a year of weeks
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake demo\n  uptake demo --out demo     also keeps the data, the project file and the figures\n  uptake demo --plant list   the problems that can be planted\n  uptake demo --plant shadow_use\n\nThe organisation is generated from a seed: it is the same every time, on every machine. Its people adopt AI while their books are too large and the health score warns too late. With `--plant` it is the use of tools alone.\n\nExit codes: 0 done, 2 could not run."
)]
pub(crate) struct Demo {
    /// Keep the project and its figures in this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Plant this problem in the healthy organisation; the check of the same name finds it. `list` lists all
    #[arg(long, value_name = "NAME")]
    plant: Option<String>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    #[command(flatten)]
    length: Length,
}

/// The project file of the use of tools.
const PROJECT_FILE: &str = "\
# A made-up organisation. Run it with: uptake run --project uptake.yaml
uptake: 1
project: demo
packs: [csm-ai-adoption]
stage: run
as_of: 2026-02-15

# The people are made up, so their groups may be shown however small they are.
privacy: { smallest_group: 1 }

sources:
  people: { adapter: files, path: data/people.csv }
  leave: { adapter: files, path: data/leave.csv }
  interactions: { adapter: files, path: data/interactions.csv }
  cases: { adapter: files, path: data/cases.csv }
";

impl Demo {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        if self.plant.as_deref() == Some("list") {
            let width = PLANTS.iter().map(|(name, _, _, _)| name.len()).max().unwrap_or(0);
            for (name, _, about, _) in PLANTS {
                output::print(&format!("{name:width$}  {about}\n"));
            }
            return Ok(exit::DONE);
        }
        let plant = self.plant.as_deref().map(plant).transpose()?;
        let wanted = Wanted::all(self.format.workbook(self.out.as_deref())?);
        let outcome = match &self.out {
            Some(out) => {
                let folder = OutputFolder::begin(out, Replaces::Demo)?;
                let outcome = measure(&folder.path().join(PROJECT), Some(folder.path()), &wanted, plant)?;
                folder.publish()?;
                outcome
            }
            None => {
                let beside = Beside::temporary().map_err(|error| {
                    Failure::new(format!("no temporary folder can be made: {error}")).code(ProgramCode::Unwritable)
                })?;
                measure(&beside.path().join("project"), None, &wanted, plant)?
            }
        };
        show(&outcome, self.format, self.length)?;
        if let (Some(out), Format::Table | Format::Xlsx) = (&self.out, self.format) {
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

/// The fault of a name.
fn plant(name: &str) -> Result<Plant, Failure> {
    Plant::named(name).ok_or_else(|| {
        let missing = Missing::new("fault", name)
            .message(format!("unknown problem `{name}`"))
            .among(PLANTS.iter().map(|(known, _, _, _)| *known))
            .help("`uptake demo --plant list` lists them");
        Failure::missing(RuleCode::UnknownName, &missing)
    })
}

/// What is wrong with how the demo's organisation is built, and how many accounts its people hold on average.
const FAULTS: [Fault; 2] = [Fault::BooksWithinCapacity, Fault::ScoreInTime];
const ACCOUNTS_PER_CSM: usize = 15;

/// What a project with a fault delivers beside the demo's own data.
const TARGETS: &str = "  targets: { adapter: files, path: data/targets.csv }
  barriers: { adapter: files, path: data/barriers.csv }
  rollouts: { adapter: files, path: data/rollouts.csv }
";

/// The tables about books, customers and scores.
fn structural() -> Vec<Table> {
    Table::ALL.into_iter().filter(|table| table.is_structural()).collect()
}

/// Writes them.
fn write_books(settings: &Settings, data: &Path) -> std::io::Result<()> {
    let simulation = Simulation {
        people: settings.clone(),
        accounts_per_csm: ACCOUNTS_PER_CSM,
        years: 3,
        faults: FAULTS.to_vec(),
        plants: Vec::new(),
    };
    let mut files = CsvFiles::create(data, &structural())?;
    write_structure(&simulation, &mut files, &mut |_, _| {})?;
    files.finish()
}

/// The project file; three of the faults lie in it.
fn project_file(plant: Option<Plant>) -> String {
    let Some(plant) = plant else {
        let packs = PROJECT_FILE.replace("[csm-ai-adoption]", "[csm-ai-adoption, cs-readiness]");
        let source = |table: Table| format!("  {0}: {{ adapter: files, path: data/{0}.csv }}\n", table.name());
        let books: String = structural().into_iter().map(source).collect();
        return format!("{packs}  # Whether the organisation is ready for it.\n{books}");
    };
    let whole = format!("{PROJECT_FILE}{TARGETS}");
    match plant {
        Plant::StageFits => whole.replace("stage: run", "stage: crawl"),
        // The day of the roll-out is asked for at the walk.
        Plant::RolledOut => whole.replace("stage: run", "stage: walk"),
        Plant::ResolutionBesideAdoption => {
            let lines = whole.lines().filter(|line| !line.contains("cases:"));
            lines.map(|line| format!("{line}\n")).collect()
        }
        _ => whole,
    }
}

/// Generates the organisation into `project` and runs its rules; the files go to `out`.
fn measure(
    project: &Path,
    out: Option<&Path>,
    wanted: &Wanted,
    plant: Option<Plant>,
) -> Result<uptake_report::Written, Failure> {
    let unwritable = |error: std::io::Error| {
        Failure::new(format!("the demo's data can't be written: {error}")).code(ProgramCode::Unwritable)
    };
    let data = project.join("data");
    std::fs::create_dir_all(&data).map_err(unwritable)?;
    let settings = Settings::default();
    let made = match plant {
        Some(plant) => planted(&settings, plant),
        None => organisation(&settings),
    };
    write_csv(&made, &data).map_err(unwritable)?;
    match plant {
        Some(plant) => write_targets(&settings, &made, plant, &data),
        None => write_books(&settings, &data),
    }
    .map_err(unwritable)?;
    let file = project.join("uptake.yaml");
    std::fs::write(&file, project_file(plant)).map_err(unwritable)?;
    uptake_report::outputs::mark(project, env!("CARGO_PKG_VERSION"))
        .map_err(|error| unwritable(std::io::Error::other(error)))?;
    let request = RunRequest::new(ProjectFile::At(&file));
    match out {
        Some(out) => Ok(measuring::run_into(&session(), &request, out, wanted)?.outcome),
        None => Ok(measuring::run(&session(), &request, None, wanted, None)?.outcome),
    }
}
