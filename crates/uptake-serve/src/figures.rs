//! The figures of a moment, and all that pages and interfaces are made of. Nothing here changes once it is made.

use crate::http::Response;
use crate::kept::Kept;
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;
use uptake_codes::RunCode;
use uptake_engine::outcome::Withheld;
use uptake_project::reference::Reference;
use uptake_project::{Digested, Failure, Loaded, Ran, withheld};
use uptake_report::export::ExportError;
use uptake_report::page::{People, Subject, people};
use uptake_report::{Written, json, outputs, strangers, told, without_people};

/// So many pages are kept as they were made.
const PAGES: usize = 64;
/// So many forms of the report there are.
const REPORTS: usize = 2;

/// The figures.
pub(crate) struct Figures {
    /// The outcome. Where single people aren't shown, nothing in it tells of one.
    pub(crate) outcome: Written,
    /// The rules, with the project.
    pub(crate) loaded: Loaded,
    /// What the rules say.
    pub(crate) reference: Reference,
    /// Whether names are what they are.
    pub(crate) names: bool,
    /// Why single people aren't shown, if they aren't.
    pub(crate) hidden: Option<Withheld>,
    /// Who is in which group; nobody where single people aren't shown.
    pub(crate) people: People,
    /// When they were made.
    pub(crate) made: Timestamp,
    /// `outcome.json`.
    pub(crate) json: Arc<Vec<u8>>,
    /// `metrics.parquet`.
    pub(crate) parquet: Arc<Vec<u8>>,
    /// The files that were read, as they were.
    read: Vec<(PathBuf, Option<Stamp>)>,
    /// Pages that were made.
    pub(crate) pages: Kept<Response>,
    /// Reports that were made.
    pub(crate) reports: Kept<String>,
}

/// By what a file is known to be the same.
type Stamp = (u64, SystemTime);

impl Figures {
    /// The figures of a run. `asked` says whether whoever serves may see names in any case.
    pub(crate) fn of(ran: Ran, asked: bool, made: Timestamp) -> Result<Self, Failure> {
        let failed = |error: ExportError| Failure::new(format!("the figures can't be written: {error}"));
        let names = ran.disclosure.is_clear();
        let hidden = withheld(asked, names, &ran.loaded.policy);
        let strangers = strangers(&ran.outcome);
        let mut outcome = told(ran.outcome, &ran.disclosure, &ran.loaded);
        let people = match hidden {
            Some(_) => People::new(),
            None => {
                let writer = ran
                    .disclosure
                    .over(&[outcome.entity_periods.names()])
                    .knowing(&strangers);
                people(&outcome, &writer).map_err(failed)?
            }
        };
        if hidden.is_some() {
            outcome = without_people(outcome);
        }
        let mut text = json::text(&outcome).map_err(failed)?;
        text.push('\n');
        Ok(Self {
            reference: ran.loaded.reference(),
            read: stamped(&ran.digests, &ran.loaded.sources_folder),
            json: Arc::new(text.into_bytes()),
            parquet: Arc::new(outputs::metrics_parquet(&outcome).map_err(failed)?),
            loaded: ran.loaded,
            outcome,
            names,
            hidden,
            people,
            made,
            pages: Kept::of(PAGES),
            reports: Kept::of(REPORTS),
        })
    }

    /// What pages of an outcome are made of: of this one, or of a part of it.
    pub(crate) fn subject<'a>(&'a self, outcome: &'a Written, version: &'a str) -> Subject<'a> {
        Subject {
            outcome,
            policy: &self.loaded.policy,
            reference: &self.reference,
            names: self.names,
            version,
        }
    }

    /// The project's own files: its file, and its file of sources if it has one.
    pub(crate) fn own_files(&self) -> Vec<PathBuf> {
        let own = self
            .loaded
            .files
            .iter()
            .take(1 + usize::from(self.loaded.sources_file.is_some()));
        own.map(|file| PathBuf::from(file.path())).collect()
    }

    /// Whether rules may be quoted: not where names are replaced, since rules may have some.
    ///
    /// # Errors
    /// `person-withheld` where they may not.
    pub(crate) fn rules_shown(&self) -> Result<(), Failure> {
        match self.names {
            true => Ok(()),
            false => Err(Failure::of(
                RunCode::PersonWithheld,
                "rules may name somebody, and the project asks for pseudonyms",
            )),
        }
    }

    /// Whether a file that was read is another one by now, or gone.
    pub(crate) fn is_outdated(&self) -> bool {
        self.read.iter().any(|(path, before)| stamp(path) != *before)
    }
}

/// The parts of sources that are files here. A part that isn't one is none of those that can be looked at.
fn stamped(sources: &[Digested], folder: &Path) -> Vec<(PathBuf, Option<Stamp>)> {
    let parts = sources.iter().flat_map(|source| source.parts.iter().flatten());
    let paths = parts.map(|part| folder.join(&part.part));
    let known = paths.map(|path| {
        let stamp = stamp(&path);
        (path, stamp)
    });
    known.filter(|(_, stamp)| stamp.is_some()).collect()
}

fn stamp(path: &Path) -> Option<Stamp> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.len(), about.modified().ok()?))
}
