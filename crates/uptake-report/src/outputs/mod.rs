//! All files of a run, one module each: its name, what it is, its columns, and how it is written.
//!
//! [`OUTPUTS`] is the one list. The folder of a run, the list in the manifest, what a folder may hold to be replaced, the help
//! of `run` and the docs are all made from it. A new output is a module and a line here.

mod checks_csv;
mod entity_periods_parquet;
mod excluded_csv;
mod identities_csv;
mod manifest_json;
mod metrics_csv;
mod metrics_parquet;
mod outcome_json;
mod set_aside_csv;
mod table;
mod unlisted_yaml;

use crate::Written;
use crate::export::ExportError;
pub use manifest_json::{Manifest, sha256};
pub use set_aside_csv::SetAsideFile;
use std::path::Path;
pub use table::{Column, ColumnType};
use uptake_engine::names::Writer;
use uptake_rules::Policy;

/// A file of a run.
#[derive(Debug)]
pub struct Output {
    /// Its name in the folder.
    pub name: &'static str,
    /// What it is, in a main clause without its subject.
    pub about: &'static str,
    /// Where it is written, if it isn't always: the end of "is written where …".
    pub only: Option<&'static str>,
    /// Its columns, if it is a table and the rules don't decide about them.
    pub columns: &'static [Column],
    /// When and how it is written.
    pub write: Write,
}

/// When and how an output is written.
#[derive(Debug)]
pub enum Write {
    /// Row by row while the data are read, by [`SetAsideFile`].
    WhileReading,
    /// Once the outcome is there. Answers whether there was anything to write.
    Afterwards(fn(&Figures<'_>, &Path) -> Result<bool, ExportError>),
    /// Last, by [`Manifest::write`], since it names the others.
    Last,
}

/// What outputs are made of.
pub struct Figures<'a> {
    /// The outcome.
    pub outcome: &'a Written,
    /// What may be told of names.
    pub writer: Writer<'a>,
    /// The rules.
    pub policy: &'a Policy,
}

/// All files of a run, in the order in which people are told of them.
pub const OUTPUTS: &[Output] = &[
    metrics_csv::OUTPUT,
    metrics_parquet::OUTPUT,
    excluded_csv::OUTPUT,
    checks_csv::OUTPUT,
    entity_periods_parquet::OUTPUT,
    set_aside_csv::OUTPUT,
    identities_csv::OUTPUT,
    unlisted_yaml::OUTPUT,
    outcome_json::OUTPUT,
    manifest_json::OUTPUT,
];

/// Writes all that comes of an outcome into a folder.
///
/// # Errors
/// The name of the first file that can't be written, and why.
pub fn write(figures: &Figures<'_>, folder: &Path) -> Result<(), (&'static str, ExportError)> {
    for output in OUTPUTS {
        if let Write::Afterwards(write) = output.write {
            write(figures, &folder.join(output.name)).map_err(|error| (output.name, error))?;
        }
    }
    Ok(())
}

/// What `--out` writes, in words.
#[must_use]
pub fn in_words() -> String {
    let always = OUTPUTS.iter().filter(|output| output.only.is_none());
    let mut names: Vec<&str> = always.map(|output| output.name).collect();
    let last = names.pop().unwrap_or_default();
    let sometimes: Vec<String> = OUTPUTS
        .iter()
        .filter_map(|output| Some(format!("{} where {}", output.name, output.only?)))
        .collect();
    format!(
        "`--out` writes {} and {last}; {}.",
        names.join(", "),
        sometimes.join(", and ")
    )
}

#[cfg(test)]
mod tests;
