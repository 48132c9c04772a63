//! Running a project: rules and sources in, an outcome out.

use super::Session;
use crate::Failure;
use crate::project_files::{Loaded, ProjectFile};
use crate::pseudonyms::{Nameless, Pseudonyms};
use crate::sources::OpenedSources;
use jiff::civil::Date;
use std::path::Path;
use uptake_adapter::Fingerprint;
use uptake_engine::intake::{SetAsideRow, SetAsideSink};
use uptake_engine::{Error, Outcome, Range, Request};
use uptake_rules::project::Project;

/// What to run.
#[derive(Clone, Debug)]
pub struct RunRequest<'a> {
    /// The project file.
    pub project: ProjectFile<'a>,
    /// The file with the sources, instead of the project's own.
    pub sources: Option<&'a Path>,
    /// Which periods.
    pub range: Range,
    /// The day of the figures; the project's own, or today.
    pub as_of: Option<Date>,
    /// Whether names are shown though the project replaces them.
    pub names: bool,
    /// Whether the digests of the sources are taken.
    pub digests: bool,
}

impl<'a> RunRequest<'a> {
    /// All that a project has, as it says it.
    #[must_use]
    pub fn new(project: ProjectFile<'a>) -> Self {
        Self {
            project,
            sources: None,
            range: Range::All,
            as_of: None,
            names: false,
            digests: false,
        }
    }
}

/// What came of a run.
#[derive(Debug)]
pub struct Ran {
    /// The figures. Names are replaced if the project says so.
    pub outcome: Outcome,
    /// The project and its rules.
    pub loaded: Loaded,
    /// What the sources consist of, by dataset; empty if it wasn't asked for.
    pub digests: Vec<(String, Fingerprint)>,
}

impl Session {
    /// Runs a project's rules on its data. Rows that can't be used go to `sink`, without names if the project replaces them.
    ///
    /// # Errors
    /// When the rules have errors, or when a source can't be read or doesn't keep its contract as a whole.
    pub fn run(&self, request: &RunRequest<'_>, sink: &mut dyn SetAsideSink) -> Result<Ran, Failure> {
        let (project, loaded) = self.load(request.project, request.sources)?.sound()?;
        // The digests of files are taken by a second pair of hands while the rules run; what can't be read twice tells its
        // digest afterwards.
        let digests = match request.digests {
            true => {
                let parts = self.opening(&loaded).all(&project)?;
                Some(std::thread::spawn(move || parts.fingerprints(true)))
            }
            false => None,
        };
        let mut opened = self.opening(&loaded).all(&project)?;
        let outcome = self.measure(request, &project, &loaded, &mut opened, sink)?;
        let mut all = Vec::new();
        if let Some(digests) = digests {
            let broken = |_| Err(Failure::new("the digests of the sources can't be taken"));
            all.extend(digests.join().unwrap_or_else(broken)?);
            all.extend(opened.fingerprints(false)?);
            all.sort_by(|(left, _), (right, _)| left.cmp(right));
        }
        Ok(Ran {
            outcome,
            loaded,
            digests: all,
        })
    }

    fn measure(
        &self,
        request: &RunRequest<'_>,
        project: &Project,
        loaded: &Loaded,
        opened: &mut OpenedSources,
        sink: &mut dyn SetAsideSink,
    ) -> Result<Outcome, Failure> {
        let asked = Request {
            project: &project.name,
            policy: &loaded.policy,
            stage: project.stage.as_ref().map(|stage| stage.text.as_str()),
            as_of: self.as_of(request.as_of, Some(project), &loaded.policy),
            range: request.range.clone(),
        };
        let pseudonyms = match request.names {
            true => None,
            false => Pseudonyms::of_project(project, loaded, self.world.as_ref())?,
        };
        let mut nameless;
        let sink = match &pseudonyms {
            Some(pseudonyms) => {
                nameless = Nameless {
                    inner: sink,
                    pseudonyms,
                    policy: &loaded.policy,
                };
                &mut nameless as &mut dyn SetAsideSink
            }
            None => sink,
        };
        let outcome = uptake_engine::run(&asked, opened, sink);
        let mut outcome = outcome.map_err(|error| Failure::engine(error, &loaded.texts))?;
        if let Some(pseudonyms) = &pseudonyms {
            pseudonyms.apply(&mut outcome)?;
        }
        outcome.locate(|span| loaded.texts.place(span));
        Ok(outcome)
    }
}

/// Keeps no row: the outcome tells how many were set aside, and why.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counted;

impl SetAsideSink for Counted {
    fn keep(&mut self, _: SetAsideRow) -> Result<(), Error> {
        Ok(())
    }
}
