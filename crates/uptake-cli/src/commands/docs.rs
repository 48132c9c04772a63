//! `uptake docs`: the reference of a pack, from its rules.

use super::days::date;
use super::project;
use super::published::published;
use crate::world::session;
use crate::{exit, output, output_file, printing};
use clap::{Args, ValueEnum};
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_project::{Failure, Session};
use uptake_report::{dossier, page, reference};

/// Print the reference of a pack from its rules: data, measures, definitions, metrics, scripts
#[derive(Args)]
#[command(
    after_help = "Examples:\n  uptake docs csm-ai-adoption > csm-ai-adoption.md\n  uptake docs rules\n  uptake docs --short\n  uptake docs uptake.yaml --format json\n  uptake docs rules --format html --out dossier.html   the dossier; also md with --dossier, pdf\n\nThe reference is made from the rules themselves, conditions and scripts as they are written, so it says what is measured. For a project it covers all packs and the packs that they need.\n\nExit codes: 0 done, 1 the rules have errors, which are shown, 2 could not run."
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
    /// The dossier: every rule beside its source and its owner, where each value comes from, tests, proofs, approvals, changes
    #[arg(long, conflicts_with = "short")]
    dossier: bool,
    /// The day that reviews are due by, and at whose end keys have to be valid; today, and now, if not given
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// The file to write; `-`, or without it, standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The browser that prints a PDF
    #[arg(long, value_name = "FILE")]
    browser: Option<PathBuf>,
    /// How to print
    #[arg(long, value_enum, default_value_t = Format::Markdown)]
    format: Format,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people, and for pages
    #[value(alias = "md")]
    Markdown,
    /// The dossier as one page for a browser
    Html,
    /// The same, printed by a browser of this machine; `--out` names the file
    Pdf,
    /// For machines
    Json,
}

impl Format {
    /// All that names of its files may end with.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Format::Markdown => output_file::MARKDOWN,
            Format::Html => output_file::HTML,
            Format::Pdf => output_file::PDF,
            Format::Json => &["json"],
        }
    }
}

impl Docs {
    /// Runs it.
    pub(crate) fn run(self) -> Result<u8, Failure> {
        let session = session();
        let rules = project::rules(&session, self.of.clone().or(self.project.clone()))?;
        if self.dossier || matches!(self.format, Format::Html | Format::Pdf) {
            return self.dossier_of(&session, &rules);
        }
        let reference = match session.reference(&rules) {
            Ok(reference) => reference,
            Err(failure) => return output::findings(failure),
        };
        match self.format {
            Format::Markdown if self.short => self.put(reference::short(&reference).as_bytes())?,
            Format::Markdown | Format::Html | Format::Pdf => self.put(reference::markdown(&reference).as_bytes())?,
            Format::Json => output::json(&reference, "the reference")?,
        }
        Ok(exit::DONE)
    }

    /// The dossier, in the form that was asked for.
    fn dossier_of(&self, session: &Session, rules: &str) -> Result<u8, Failure> {
        let mut dossier = match session.dossier(rules, self.as_of) {
            Ok(dossier) => dossier,
            Err(failure) => return output::findings(failure),
        };
        if dossier.reference.project.is_some() {
            dossier.published = published(session, Path::new(rules))?;
        }
        let page = dossier::page(&dossier, env!("CARGO_PKG_VERSION"));
        match self.format {
            Format::Markdown => self.put(page::markdown(&page).as_bytes())?,
            Format::Html => self.put(page::html(&page).as_bytes())?,
            Format::Pdf => {
                let out = self.out.as_deref().filter(|out| *out != Path::new("-"));
                let out = out.ok_or_else(|| {
                    Failure::new("a PDF needs a file")
                        .code(ProgramCode::Unwritable)
                        .help("name it, as in `--out dossier.pdf`")
                })?;
                let printed = printing::pdf(&page::html(&page), self.browser.as_deref())?;
                output_file::write_over(out, &printed, self.format.endings())?;
            }
            Format::Json => output::json(&page, "the dossier")?,
        }
        Ok(exit::DONE)
    }

    /// Puts a text where it was asked for.
    fn put(&self, text: &[u8]) -> Result<(), Failure> {
        match self.out.as_deref().filter(|out| *out != Path::new("-")) {
            Some(out) => output_file::write_over(out, text, self.format.endings()),
            None => {
                output::print(&String::from_utf8_lossy(text));
                Ok(())
            }
        }
    }
}
