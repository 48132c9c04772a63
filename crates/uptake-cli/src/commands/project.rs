//! How a command is told its project.

use super::days::date;
use crate::output;
use clap::Args;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use uptake_project::{CacheNote, Caching, Failure, Session};

/// A project as an argument or as an option, whichever comes easier.
#[derive(Args)]
pub(crate) struct ProjectArgument {
    /// The project file or its folder; if not given, `uptake.yaml` here or in a folder above
    #[arg(value_name = "PROJECT", conflicts_with = "project")]
    named: Option<PathBuf>,
    #[command(flatten)]
    option: ProjectOption,
}

/// A project as an option, where the argument is something else.
#[derive(Args)]
pub(crate) struct ProjectOption {
    /// The project file or its folder; if not given, `uptake.yaml` here or in a folder above
    #[arg(long, value_name = "PROJECT")]
    project: Option<PathBuf>,
}

/// Which data a question is about, and whether people may be named.
#[derive(Args)]
pub(crate) struct DataArguments {
    /// Read the sources from this file instead of the project's own
    #[arg(long, value_name = "FILE")]
    pub(crate) sources: Option<PathBuf>,
    /// The day of the figures: later rows are set aside. The project's own, or today, if not given
    #[arg(long, value_name = "DATE", value_parser = date)]
    pub(crate) as_of: Option<Date>,
    /// Show names even if the project replaces them by pseudonyms; only for people who may see them
    #[arg(long)]
    pub(crate) names: bool,
}

/// Where what is read is kept for the next run.
#[derive(Args)]
pub(crate) struct CacheArguments {
    /// Keep what is read of the sources in this folder, and read nothing that is kept there, instead of what the project says
    #[arg(long, value_name = "DIR")]
    cache: Option<PathBuf>,
    /// Read the sources whatever is kept, and keep nothing
    #[arg(long, conflicts_with = "cache")]
    no_cache: bool,
}

impl CacheArguments {
    /// What a session does with what it reads.
    pub(crate) fn caching(&self) -> Caching {
        match (&self.cache, self.no_cache) {
            (_, true) => Caching::Off,
            (Some(folder), false) => Caching::Folder(folder.clone()),
            (None, false) => Caching::Project,
        }
    }
}

/// Tells what came of a cache: beside the figures, which are the same without it.
pub(crate) fn cached(notes: impl IntoIterator<Item = CacheNote>) {
    for note in notes {
        output::error(&format!("cache: {note}\n"));
    }
}

impl ProjectArgument {
    /// The project file.
    pub(crate) fn find(&self, session: &Session) -> Result<PathBuf, Failure> {
        find(session, self.named.as_deref().or(self.option.project.as_deref()))
    }
}

impl ProjectOption {
    /// Whether one is named.
    pub(crate) fn is_named(&self) -> bool {
        self.project.is_some()
    }

    /// The project file.
    pub(crate) fn find(&self, session: &Session) -> Result<PathBuf, Failure> {
        find(session, self.project.as_deref())
    }
}

/// Finds it, and says which one it is where that isn't plain.
fn find(session: &Session, named: Option<&Path>) -> Result<PathBuf, Failure> {
    let found = session.project_file(named)?;
    if named.is_none() && found.parent().is_some_and(|folder| !folder.as_os_str().is_empty()) {
        output::error(&format!("project: {}\n", found.display()));
    }
    Ok(found)
}

/// The rules that are named, or those of the project that is nearest.
pub(crate) fn rules(session: &Session, named: Option<String>) -> Result<String, Failure> {
    match named {
        Some(named) => Ok(named),
        None => Ok(session.rules_nearby()?.display().to_string()),
    }
}
