//! `uptake docs`: the reference of a pack, from its rules.

use super::project;
use crate::world::session;
use crate::{exit, output};
use clap::{Args, ValueEnum};
use uptake_project::Failure;
use uptake_report::reference;

/// Print the reference of a pack from its rules: data, measures, definitions, metrics, scripts
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake docs csm-ai-adoption > csm-ai-adoption.md\n  uptake docs rules\n  uptake docs --short\n  uptake docs uptake.yaml --format json\n\nThe reference is made from the rules themselves, conditions and scripts as they are written, so it says what is measured. For a project it covers all packs and the packs that they need.\n\nExit codes: 0 done, 1 the rules have errors, which are shown, 2 could not run."
)]
pub(crate) struct Docs {
    /// A pack's folder, a rule file, a project file or its folder, or the name of a built-in pack
    ///
    /// If not given, the project or pack in this folder, or the nearest `uptake.yaml` in a folder above
    #[arg(value_name = "PACK|FOLDER|PROJECT", conflicts_with = "project")]
    of: Option<String>,
    /// The same for a project, as other commands take it
    #[arg(long, value_name = "PROJECT")]
    project: Option<String>,
    /// One page for people who don't write rules: figures, what words mean, what is good, who has other rules, what is checked
    #[arg(long, conflicts_with = "format")]
    short: bool,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Markdown)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, and for pages
    Markdown,
    /// For machines
    Json,
}

impl Docs {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        let rules = project::rules(&session, self.of.or(self.project))?;
        let reference = match session.reference(&rules) {
            Ok(reference) => reference,
            Err(failure) => return output::findings(failure),
        };
        match self.format {
            Format::Markdown if self.short => output::print(&reference::short(&reference)),
            Format::Markdown => output::print(&reference::markdown(&reference)),
            Format::Json => output::json(&reference, "the reference")?,
        }
        Ok(exit::DONE)
    }
}
