//! `uptake test write`: a suite that is begun for you.

use super::written::put;
use crate::commands::days::date;
use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::fs::FileType;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use uptake_codes::RuleCode;
use uptake_project::{Failure, RealRequest, WriteRequest, WrittenSuite, suite_beside};
use uptake_report::suites::{WrittenForm, written_text};

/// Write a suite with cases at every edge of a pack's rules: below, at and above each number, and unknown
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake test write rules/csm-ai-adoption\n  uptake test write rules/csm-ai-adoption --definition active\n  uptake test write --from uptake.yaml --person ana --period 2026-W07 --output rules/tests/ana.test.yaml\n\nEach case is found by the prover, made of rows, and measured by the engine; what the engine says is what the suite expects. Read it before you keep it: it says what the rules do, not what they should. Edges without a case are listed with the reason.\n\nWith `--from` the case has the rows of a person, and expects what came out of them. Names of people and keys of rows are replaced by made-up ones, the same for the same; other columns, such as a team, stay as they are. What comes out otherwise without the rows of all others is left out and listed.\n\nExit codes: 0 written, 2 could not run, such as when the file exists and `--force` isn't given."
)]
pub(crate) struct Write {
    /// A pack: its folder, a rule file, or the name of a built-in pack
    #[arg(value_name = "PACK", required_unless_present = "from", conflicts_with = "from")]
    pack: Option<String>,
    /// A project whose data have the person: its file or folder, or the folder of a run of it
    #[arg(long, value_name = "PROJECT", requires = "person")]
    from: Option<PathBuf>,
    /// The person, by the name that the list has
    #[arg(long, value_name = "NAME", requires = "from")]
    person: Option<String>,
    /// The period, such as 2026-W07; the last one that is over and has data, if not given
    #[arg(long, value_name = "PERIOD", requires = "from")]
    period: Option<String>,
    /// The day of the figures; the run's or the project's own, or today, if not given
    #[arg(long, value_name = "DATE", value_parser = date, requires = "from")]
    as_of: Option<Date>,
    /// Look at one person even if the project replaces names by pseudonyms; only for people who may see them
    #[arg(long, requires = "from")]
    names: bool,
    /// The definition or ladder; all of the pack, if not given
    #[arg(long, value_name = "NAME")]
    definition: Option<String>,
    /// The file to write; in the folder `tests` of the pack, or here with `--from`, if not given
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// Write over a file that exists
    #[arg(long)]
    force: bool,
    /// How to print what was done
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// An object with the file, its cases, and the edges without one
    Json,
}

impl Write {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let path = self.path()?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let written = match (&self.pack, &self.from) {
            (Some(pack), _) => session().write_suite(&WriteRequest {
                rules: pack,
                only: self.definition.as_deref(),
                folder,
            })?,
            (None, Some(from)) => self.real(from, folder)?,
            // The arguments are refused before.
            (None, None) => return Err(Failure::new("required: a pack or `--from`")),
        };
        put(&path, &written.text, self.force)?;
        match self.format {
            Format::Text => output::print(&written_text(&path, &written)),
            Format::Json => output::json(&WrittenForm::of(&path, &written), "what was written")?,
        }
        Ok(exit::DONE)
    }

    /// A case of a person's rows.
    fn real(&self, from: &Path, folder: &Path) -> Result<WrittenSuite, Failure> {
        let session = session();
        let (project, run_of) = match of_run(from)? {
            Some(run) => run,
            None => (session.project_file(Some(from))?, None),
        };
        session.write_real_case(&RealRequest {
            project: &project,
            person: self.person.as_deref().unwrap_or_default(),
            period: self.period.as_deref(),
            as_of: self.as_of.or(run_of),
            names: self.names,
            only: self.definition.as_deref(),
            folder,
        })
    }

    fn path(&self) -> Result<PathBuf, Failure> {
        if let Some(path) = &self.output {
            return Ok(path.clone());
        }
        let pack = Path::new(self.pack.as_deref().unwrap_or_default());
        let folder = match kind(pack)? {
            Some(kind) if kind.is_dir() => pack,
            Some(_) => pack.parent().unwrap_or(Path::new("")),
            // The name of a built-in pack.
            None => Path::new(""),
        };
        Ok(match self.from {
            Some(_) => folder.join("tests").join("real.test.yaml"),
            None => suite_beside(folder, self.definition.as_deref()),
        })
    }
}

/// What lies at a path; nothing if nothing does. That it can't be told is an error.
fn kind(path: &Path) -> Result<Option<FileType>, Failure> {
    match std::fs::metadata(path) {
        Ok(about) => Ok(Some(about.file_type())),
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(error) => {
            let message = format!("can't look at `{}`: {error}", path.display());
            Err(Failure::new(message).code(RuleCode::Unreadable))
        }
    }
}

/// The file in a run's folder that says what it was.
const MANIFEST: &str = "manifest.json";

/// The project file of a run, and the day of its figures; nothing if there is no such file, or it is that of something else, such as of
/// made-up data. The run's folder lies in the project's, or in one below.
fn of_run(folder: &Path) -> Result<Option<(PathBuf, Option<Date>)>, Failure> {
    let path = folder.join(MANIFEST);
    let unreadable = |why: String| {
        Failure::new(format!("`{}` can't be read: {why}", path.display()))
            .code(RuleCode::Unreadable)
            .help("name the project instead of the run")
    };
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => return Ok(None),
        Err(error) => return Err(unreadable(error.to_string())),
    };
    let manifest: serde_json::Value = serde_json::from_str(&text).map_err(|error| unreadable(error.to_string()))?;
    let file = manifest.pointer("/rules/0/file").and_then(serde_json::Value::as_str);
    let Some(file) = file else { return Ok(None) };
    let as_of = manifest.pointer("/as_of").and_then(serde_json::Value::as_str);
    let as_of = as_of.and_then(|day| day.parse().ok());
    let above = std::path::absolute(folder).map_err(|error| unreadable(error.to_string()))?;
    for folder in above.ancestors() {
        let path = folder.join(file);
        if kind(&path)?.is_some_and(|kind| kind.is_file()) {
            return Ok(Some((path, as_of)));
        }
    }
    Err(unreadable(format!("its project file `{file}` isn't in a folder above")))
}
