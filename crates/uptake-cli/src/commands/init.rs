//! `uptake init`: a project of one's own that runs at once.

use crate::output_folder::{Beside, clear_beside};
use crate::{exit, output};
use clap::Args;
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_project::{Failure, built_in};
use uptake_simulate::{Settings, clean_organisation, write_csv};

/// Write a project that runs at once, commented for a first-time author
#[derive(Args)]
#[command(
    after_help = "Example:\n  uptake init adoption\n  uptake run --project adoption/uptake.yaml\n\nExit codes: 0 done, 2 could not run."
)]
pub(crate) struct Init {
    /// The folder to make; it must be new or empty
    dir: PathBuf,
}

const PROJECT: &str = include_str!("init/uptake.yaml");
const README: &str = include_str!("init/README.md");

/// The pack that a new project starts from.
const PACK: &str = "csm-ai-adoption";

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
        write(&self.dir)?;
        let project = self.dir.join("uptake.yaml");
        output::print(&format!(
            "A project is in {dir}. Next:\n  uptake run --project {project}\n  uptake check {dir}\nThen put your own data in place of data/*.csv, and your tools into rules/tools.yaml.\n",
            dir = self.dir.display(),
            project = project.display()
        ));
        Ok(exit::DONE)
    }
}

/// Writes everything beside the folder and renames it into place.
fn write(dir: &Path) -> Result<(), Failure> {
    let unwritable = |error: std::io::Error| {
        Failure::new(format!("`{}` can't be written: {error}", dir.display())).code(ProgramCode::Unwritable)
    };
    let beside = Beside::new(dir).map_err(unwritable)?;
    let made = beside.path();
    let rules = made.join("rules");
    std::fs::create_dir_all(&rules).map_err(unwritable)?;
    let (folder, files) = built_in::pack(PACK).unwrap_or_default();
    for file in files {
        let path = rules.join(
            Path::new(file.path())
                .strip_prefix(&folder)
                .unwrap_or(Path::new(file.path())),
        );
        std::fs::create_dir_all(path.parent().unwrap_or(&rules)).map_err(unwritable)?;
        std::fs::write(path, file.bytes()).map_err(unwritable)?;
    }
    let settings = Settings {
        people: 40,
        weeks: 26,
        ..Settings::default()
    };
    write_csv(&clean_organisation(&settings), &made.join("data")).map_err(unwritable)?;
    let last_day = settings.end().yesterday().unwrap_or(settings.end());
    std::fs::write(
        made.join("uptake.yaml"),
        PROJECT.replace("{as_of}", &last_day.to_string()),
    )
    .map_err(unwritable)?;
    std::fs::write(made.join("README.md"), README).map_err(unwritable)?;
    beside.ready().map_err(unwritable)?;
    // An empty folder may be in the way; it is ours to replace.
    let _ = std::fs::remove_dir(dir);
    beside.rename(dir).map_err(unwritable)
}
