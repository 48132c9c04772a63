//! `uptake fmt`: rule files and suites in one style.

use super::rewriting::{Format, Words, finish};
use crate::world::session;
use clap::Args;
use std::path::PathBuf;
use uptake_project::Failure;

/// Lay out rule files and suites in one style; comments stay where they are, and nothing says anything else
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake fmt                 this project, or this folder\n  uptake fmt rules --check   only say what isn't in the style\n  uptake fmt rules/active.yaml\n\nLevels are two blanks deep, marks have one blank, comments at least two before them; blank lines stand alone, lines end in `\\n`, and none ends in white space. Lines are never broken or joined, and quotes, numbers and comments stay as they are written.\n\nEach file is compared with what it was, value by value and comment by comment, and all rules are resolved both ways. If that doesn't come to the same, the file stays as it is. A file with errors stays, too, and so do scripts (`*.rhai`).\n\nExit codes: 0 done, or all in the style; 1 something isn't in the style (with `--check`), or a file can't be laid out; 2 could not run."
)]
pub(crate) struct Fmt {
    /// A rule file, a suite, a project file, or a folder with all folders below it
    ///
    /// If not given, this folder if it has a project file, or the folder of the nearest `uptake.yaml` above
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
    /// Write nothing, and say which files aren't in the style
    #[arg(long)]
    check: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

const WORDS: Words = Words {
    odd: "not in the style",
    done: "laid out",
    all: "all in the style",
};

impl Fmt {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        let path = match &self.path {
            Some(path) => path.clone(),
            None => session.rules_folder_nearby()?,
        };
        finish(&session.lay_out(&path)?, self.check, self.format, &WORDS)
    }
}
