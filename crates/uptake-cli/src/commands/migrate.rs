//! `uptake migrate`: rule files in the newest version of the rule language.

use super::rewriting::{Format, Words, finish};
use crate::world::session;
use clap::Args;
use std::path::PathBuf;
use uptake_project::Failure;

/// Write rule files, suites and project files in the newest version of the rule language; comments stay where they are
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake migrate rules --check   only say which files are of an older version\n  uptake migrate rules\n  uptake impact --base HEAD      nobody flips\n\nFiles of all versions are read, side by side, and mean what they meant; a newer version only has other names for some keys. `docs/rules.md` lists them. Nothing but these names and the version is written: comments and layout stay.\n\nAll rules are resolved both ways. If that doesn't come to the same, the file stays as it is. A file with errors stays, too.\n\nExit codes: 0 done, or all of the newest version; 1 something is older (with `--check`), or a file can't be migrated; 2 could not run."
)]
pub(crate) struct Migrate {
    /// A rule file, a suite, a project file, or a folder with all folders below it
    ///
    /// If not given, this folder if it has a project file, or the folder of the nearest `uptake.yaml` above
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Write nothing, and say which files are of an older version
    #[arg(long)]
    check: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const WORDS: Words = Words {
    odd: "of an older version",
    done: "migrated",
    all: "all of the newest version",
};

impl Migrate {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        let path = match &self.path {
            Some(path) => path.clone(),
            None => session.rules_folder_nearby()?,
        };
        finish(&session.migrate(&path)?, self.check, self.format, &WORDS)
    }
}
