//! What is asked of an impact.

use crate::project_files::ProjectFile;
use jiff::civil::Date;
use std::path::Path;

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
