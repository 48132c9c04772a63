//! A run whose files lie in a folder, before it is recorded and published.

use std::path::PathBuf;
use uptake_adapter::ProgramFile;
use uptake_engine::names::Disclosure;
use uptake_project::Loaded;
use uptake_report::Written;

/// A run whose files lie in a folder.
pub(crate) struct Made {
    /// The figures.
    pub(crate) outcome: Written,
    /// The project and its rules.
    pub(crate) loaded: Loaded,
    /// What may be told of names.
    pub(crate) disclosure: Disclosure,
    /// The parts of the sources, as files beside the project; of a database there is none.
    pub(crate) sources: Vec<PathBuf>,
    /// The files of others' programs that sources ran.
    pub(crate) programs: Vec<ProgramFile>,
}
