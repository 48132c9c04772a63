//! A run whose files lie in a folder, before it is recorded and published.

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
    /// The files of others' programs that sources ran.
    pub(crate) programs: Vec<ProgramFile>,
}
