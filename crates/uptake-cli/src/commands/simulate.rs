//! `uptake simulate`: the data of a made-up organisation as files, with a project that runs on them.

use crate::output_folder::{OutputFolder, Replaces};
use crate::progress::Bar;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use std::io;
use std::path::{Path, PathBuf};
use uptake_codes::{ProgramCode, RuleCode};
use uptake_project::Failure;
use uptake_rules::missing::Missing;
use uptake_simulate::{
    ACCOUNTS_PER_CSM, CsvFiles, FAULTS, Fault, PLANTS, ParquetFiles, Plant, Simulation, Sink, Table, write_structure,
    write_tools_in_use,
};

/// Write the data of a made-up organisation: its people, their use of tools, their books and customers
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake simulate made --csms 120 --seed 7\n  uptake simulate made --csms 40 --plant score_in_time,owner_continuity\n  uptake simulate --plant list   the problems that can be planted\n\nThe same options give the same bytes, on every machine. Measure it with: uptake run --project made/uptake.yaml\n\nExit codes: 0 done, 2 could not run."
)]
pub(crate) struct Simulate {
    /// The folder for the project file and the data
    #[arg(value_name = "DIR")]
    folder: Option<PathBuf>,
    /// How many customer success managers there are
    #[arg(long, value_name = "N", default_value_t = 120, value_parser = clap::value_parser!(u32).range(12..=12_000))]
    csms: u32,
    /// How many accounts each of them has on average
    #[arg(long, value_name = "N", default_value_t = ACCOUNTS_PER_CSM as u32, value_parser = clap::value_parser!(u32).range(4..=400))]
    accounts_per_csm: u32,
    /// How many years of scores, use, touches and decisions there are
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=10))]
    years: u32,
    /// Where chance starts
    #[arg(long, value_name = "N", default_value_t = 7)]
    seed: u64,
    /// Plant these problems in the healthy organisation; the check of the same name finds each. `list` lists all
    #[arg(long, value_name = "NAMES", value_delimiter = ',')]
    plant: Vec<String>,
    /// The form of the data
    #[arg(long, value_enum, default_value_t = Form::Csv)]
    format: Form,
}

/// The form of the data.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Form {
    /// A CSV file per dataset
    Csv,
    /// A Parquet file per dataset
    Parquet,
}

impl Form {
    fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Parquet => "parquet",
        }
    }
}

impl Simulate {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        if self.plant.iter().any(|name| name == "list") {
            list();
            return Ok(exit::DONE);
        }
        let Some(target) = &self.folder else {
            let failure = Failure::new("no folder is named".to_owned()).code(ProgramCode::Unwritable);
            return Err(failure.help("say where to write: `uptake simulate DIR`"));
        };
        let simulation = self.simulation()?;
        let folder = OutputFolder::begin(target, Replaces::Run)?;
        write(&simulation, self.format, folder.path())?;
        folder.publish()?;
        output::print(&format!(
            "Written to {}. Measure it: uptake run --project {}\n",
            target.display(),
            target.join("uptake.yaml").display()
        ));
        Ok(exit::DONE)
    }

    fn simulation(&self) -> Result<Simulation, Failure> {
        let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
        let mut simulation = Simulation {
            accounts_per_csm: size(self.accounts_per_csm),
            years: size(self.years),
            ..Simulation::new(size(self.csms), self.seed)
        };
        if self.plant.len() > 1 && self.plant.iter().any(|name| name == "none") {
            let failure =
                Failure::new("`none` is an organisation without a problem, and others stand beside it".to_owned());
            return Err(failure
                .code(RuleCode::WrongValue)
                .help("leave `none` out, or the others"));
        }
        for name in &self.plant {
            match (Fault::named(name), Plant::named(name)) {
                (Some(fault), _) => simulation.faults.push(fault),
                (None, Some(Plant::None)) => {}
                (None, Some(plant)) => simulation.plants.push(plant),
                (None, None) => return Err(unknown(name)),
            }
        }
        Ok(simulation)
    }
}

/// A problem that can be planted: its name, what it is, and the other checks that may fail with it.
type Problem = (&'static str, &'static str, &'static [&'static str]);

/// All problems that can be planted, in data about tools and about customers.
fn all() -> impl Iterator<Item = Problem> {
    let tools = PLANTS.iter().map(|(name, _, about, with)| (*name, *about, *with));
    tools.chain(FAULTS.iter().map(|(name, _, about, with)| (*name, *about, *with)))
}

fn list() {
    let width = all().map(|(name, _, _)| name.len()).max().unwrap_or(0);
    for (name, about, with) in all() {
        let others = match with {
            [] => String::new(),
            with => format!("; with it may fail: {}", with.join(", ")),
        };
        output::print(&format!("{name:width$}  {about}{others}\n"));
    }
}

fn unknown(name: &str) -> Failure {
    let missing = Missing::new("fault", name)
        .message(format!("unknown problem `{name}`"))
        .among(all().map(|(known, _, _)| known))
        .help("`uptake simulate --plant list` lists them");
    Failure::missing(RuleCode::UnknownName, &missing)
}

/// Writes the data and the project file into a folder.
fn write(simulation: &Simulation, form: Form, folder: &Path) -> Result<(), Failure> {
    let unwritable =
        |error: io::Error| Failure::new(format!("the data can't be written: {error}")).code(ProgramCode::Unwritable);
    let data = folder.join("data");
    std::fs::create_dir(&data).map_err(unwritable)?;
    let without_cases = simulation.plants.contains(&Plant::ResolutionBesideAdoption);
    let tables: Vec<Table> = Table::ALL
        .into_iter()
        .filter(|table| *table != Table::Cases || !without_cases)
        .collect();
    match form {
        Form::Csv => {
            let mut files = CsvFiles::create(&data, &tables).map_err(unwritable)?;
            rows(simulation, &mut files, without_cases).map_err(unwritable)?;
            files.finish()
        }
        Form::Parquet => {
            let mut files = ParquetFiles::create(&data, &tables).map_err(unwritable)?;
            rows(simulation, &mut files, without_cases).map_err(unwritable)?;
            files.finish()
        }
    }
    .map_err(unwritable)?;
    let project = project_file(simulation, form, &tables);
    std::fs::write(folder.join("uptake.yaml"), project).map_err(unwritable)?;
    uptake_report::outputs::mark(folder, env!("CARGO_PKG_VERSION")).map_err(|error| unwritable(io::Error::other(error)))
}

/// Makes all rows.
fn rows(simulation: &Simulation, sink: &mut dyn Sink, without_cases: bool) -> io::Result<()> {
    let mut bar = Bar::new();
    let mut sink = Without { sink, without_cases };
    write_tools_in_use(simulation, &mut sink, &mut |done, all| {
        bar.part("weeks of tools", done, all)
    })?;
    let mut bar = Bar::new();
    write_structure(simulation, &mut sink, &mut |done, all| {
        bar.part("books of accounts", done, all)
    })
}

/// Leaves the cases out where nothing delivers them.
struct Without<'a> {
    sink: &'a mut dyn Sink,
    without_cases: bool,
}

impl Sink for Without<'_> {
    fn row(&mut self, table: Table, fields: &[uptake_simulate::Field<'_>]) -> io::Result<()> {
        if self.without_cases && table == Table::Cases {
            return Ok(());
        }
        self.sink.row(table, fields)
    }
}

/// The packs that the project uses.
const PACKS: &str = "csm-ai-adoption, cs-readiness, cs-amplification";

/// The project; one of the faults lies in its stage.
fn project_file(simulation: &Simulation, form: Form, tables: &[Table]) -> String {
    let mut text = format!(
        "# A made-up organisation. Run it with: uptake run --project uptake.yaml
uptake: 1
project: simulated
packs: [{PACKS}]
stage: {stage}
as_of: {as_of}

# The people are made up, so their groups may be shown however small they are.
privacy: {{ smallest_group: 1 }}

sources:
",
        stage = simulation.stage(),
        as_of = simulation.as_of()
    );
    for table in tables {
        let (name, ending) = (table.name(), form.ending());
        text += &format!("  {name}: {{ adapter: files, path: data/{name}.{ending} }}\n");
    }
    text
}
