//! `uptake init`: a project of one's own that runs at once.

mod begun;
mod from;

use crate::output_folder::{Beside, clear_beside};
use crate::world::session;
use crate::{exit, output};
use begun::{Begun, PACK};
use clap::Args;
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_project::{Failure, built_in};
use uptake_simulate::{Settings, clean_organisation, write_csv};

/// Write a project that runs at once, commented for a first-time author
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake init adoption\n  uptake init adoption --from exports/people.xlsx exports/usage.csv\n\nWithout `--from` the data are made up. With it each file is looked at as `uptake adapters suggest` does, and its block and mapping are written into the project; the files stay where they are. What only a person can decide is marked `???` and listed.\n\n`jobs/weekly.sh` in the folder measures every week and tells somebody if there is something to look at.\n\nExit codes: 0 done, 1 something is left to decide, 2 could not run."
)]
pub(crate) struct Init {
    /// The folder to make; it must be new or empty
    dir: PathBuf,
    /// Your own exports to start from, instead of made-up data
    #[arg(long, value_name = "FILE", num_args = 1..)]
    from: Vec<PathBuf>,
}

const README: &str = include_str!("init/README.md");
const WEEKLY: &str = include_str!("init/jobs/weekly.sh");
const ACTIONS: &str = include_str!("init/jobs/adoption.yml.txt");

/// The weeks of made-up data, of which the last one is the last whole week.
const WEEKS: usize = 26;

impl Init {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        clear_beside(&self.dir);
        let taken = std::fs::read_dir(&self.dir).is_ok_and(|mut entries| entries.next().is_some());
        if taken || self.dir.is_file() {
            return Err(
                Failure::new(format!("`{}` already exists and isn't empty", self.dir.display()))
                    .code(ProgramCode::Unwritable)
                    .help("name a new folder"),
            );
        }
        let begun = write(&self.dir, &self.from)?;
        let dir = self.dir.display();
        output::print(&format!("A project is in {dir}.\n"));
        output::print(&begun.told);
        output::print(&undecided(&self.dir));
        let next = match self.from.is_empty() {
            true => format!(
                "Next:\n  uptake run {dir}\n  uptake check {dir}\nThen put your own data in place of data/*.csv, and your tools into rules/tools.yaml.\n"
            ),
            false => format!(
                "Next:\n  uptake check {dir}\n  uptake adapters check --project {dir}\n  uptake run {dir}\nPut your tools into rules/tools.yaml.\n"
            ),
        };
        output::print(&next);
        Ok(if begun.open { exit::FINDINGS } else { exit::DONE })
    }
}

/// The places of a new project where only a person can decide, each with its key; empty if there is none.
fn undecided(dir: &Path) -> String {
    let rules = std::fs::read_dir(dir.join("rules")).into_iter().flatten().flatten();
    let mut files: Vec<PathBuf> = rules.map(|entry| entry.path()).collect();
    files.push(dir.join("uptake.yaml"));
    files.sort();
    let mut places = String::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        for (number, line) in (1..).zip(text.lines()) {
            let line = line.trim().trim_start_matches("- ");
            if let Some((key, value)) = line.split_once(':')
                && !line.starts_with('#')
                && value.contains("???")
            {
                places.push_str(&format!("  {}:{number}: {key}\n", file.display()));
            }
        }
    }
    match places.is_empty() {
        true => places,
        false => format!("Decide, in place of `???`:\n{places}"),
    }
}

/// Writes everything beside the folder and renames it into place.
fn write(dir: &Path, from: &[PathBuf]) -> Result<Begun, Failure> {
    let unwritable = |error: std::io::Error| {
        Failure::new(format!("`{}` can't be written: {error}", dir.display())).code(ProgramCode::Unwritable)
    };
    let beside = Beside::new(dir).map_err(unwritable)?;
    let made = beside.path();
    rules(&made.join("rules")).map_err(unwritable)?;
    std::fs::write(made.join("README.md"), README).map_err(unwritable)?;
    jobs(made).map_err(unwritable)?;
    // What is said of a file is said of where it will lie.
    let named = |failure: Failure| Failure {
        message: failure
            .message
            .replace(&*made.to_string_lossy(), &dir.to_string_lossy()),
        ..failure
    };
    let begun = match from.is_empty() {
        true => {
            write_csv(&clean_organisation(&recent(today())), &made.join("data")).map_err(unwritable)?;
            Begun::made_up()
        }
        false => from::look_at(from, made, &session()).map_err(named)?,
    };
    std::fs::write(made.join("uptake.yaml"), begun.project()).map_err(unwritable)?;
    beside.ready().map_err(unwritable)?;
    // An empty folder may be in the way; it is ours to replace.
    let _ = std::fs::remove_dir(dir);
    beside.rename(dir).map_err(unwritable)?;
    Ok(begun)
}

/// The pack with its suites, as files that are one's own to change.
fn rules(folder: &Path) -> std::io::Result<()> {
    std::fs::create_dir_all(folder)?;
    let (within, files) = built_in::pack(PACK).unwrap_or_default();
    for file in files.into_iter().chain(built_in::suites(PACK)) {
        let path = Path::new(file.path());
        let path = folder.join(path.strip_prefix(&within).unwrap_or(path));
        std::fs::create_dir_all(path.parent().unwrap_or(folder))?;
        std::fs::write(path, file.bytes())?;
    }
    Ok(())
}

/// What cron and GitHub call every week.
fn jobs(made: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let (jobs, workflows) = (made.join("jobs"), made.join(".github/workflows"));
    std::fs::create_dir_all(&jobs)?;
    let weekly = jobs.join("weekly.sh");
    std::fs::write(&weekly, WEEKLY)?;
    std::fs::set_permissions(&weekly, std::fs::Permissions::from_mode(0o755))?;
    std::fs::create_dir_all(&workflows)?;
    std::fs::write(workflows.join("adoption.yml"), ACTIONS)
}

fn today() -> Date {
    Timestamp::now().to_zoned(TimeZone::UTC).date()
}

/// Made-up data up to the last whole week before a day.
fn recent(day: Date) -> Settings {
    let weeks = i64::try_from(WEEKS).unwrap_or(0);
    Settings {
        people: 40,
        weeks: WEEKS,
        first_week: day.saturating_sub(weeks.weeks()),
        ..Settings::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn made_up_data_end_with_the_last_whole_week() {
        for (day, monday) in [
            (date(2026, 11, 29), date(2026, 11, 23)),
            (date(2026, 11, 30), date(2026, 11, 30)),
            (date(2027, 1, 1), date(2026, 12, 28)),
        ] {
            assert_eq!(recent(day).end(), monday, "{day}");
        }
    }
}
