//! What is asked of an impact, and what comes of it.

use super::shares::{EditShare, Rest, WithoutShare};
use crate::project_files::ProjectFile;
use jiff::civil::Date;
use std::path::Path;
use uptake_engine::outcome::{Impact, Withheld};
use uptake_rules::proving::Beside;

/// What to compare.
#[derive(Clone, Debug)]
pub struct ImpactRequest<'a> {
    /// The project file, whose data and settings are taken.
    pub project: ProjectFile<'a>,
    /// The rules before: a project, a folder, a rule file, a built-in pack, or a git revision.
    pub base: &'a str,
    /// The rules after; those of the project as they are if `None`.
    pub head: Option<&'a str>,
    /// The file with the sources, instead of the project's own.
    pub sources: Option<&'a Path>,
    /// The period by its name; the last one with data that is over if `None`.
    pub period: Option<&'a str>,
    /// The day of the figures; the project's own, or today.
    pub as_of: Option<Date>,
    /// Whether names are shown though the project replaces them.
    pub names: bool,
    /// Whether the rules are judged without each override and waiver, too.
    pub without_each: bool,
}

/// What other rules make of a project's data.
#[derive(Debug)]
pub struct Impacts {
    /// The project's name.
    pub project: String,
    /// The day of the figures.
    pub as_of: Date,
    /// What the rules before are called.
    pub base: String,
    /// What the rules after are called.
    pub head: String,
    /// All of it.
    pub total: Impact<String>,
    /// What each edit does by itself.
    pub edits: Vec<EditShare>,
    /// What the edits do only together, for each metric that changes.
    pub rest: Vec<Rest>,
    /// What would be without each override and waiver of the rules after.
    pub without: Vec<WithoutShare>,
    /// What can change for whatever data there are.
    pub proved: Beside,
    /// Why data were read again, for each time that they were.
    pub read_again: Vec<String>,
    /// Why single people aren't named, if they aren't.
    pub hidden: Option<Withheld>,
    /// The warnings of the rules, in short.
    pub warnings: String,
}
