//! Running a project: rules and sources in, an outcome and its files out.

use crate::exit::Failure;
use crate::output_folder::OutputFolder;
use crate::project_files::{self, Loaded};
use crate::sources;
use crate::sources::ProjectSources;
use jiff::civil::Date;
use std::path::Path;
use uptake_engine::intake::SetAsideRow;
use uptake_engine::names::{Disclosure, Names};
use uptake_engine::{Error, Outcome, Range, Request};
use uptake_report::export::ExportError;
use uptake_report::outputs::{self, Figures, Manifest, SetAsideFile};
use uptake_report::{Written, written};
use uptake_rules::project::Project;

/// What to measure.
pub(crate) struct Measuring<'a> {
    /// The project file.
    pub(crate) project: &'a Path,
    /// The file with the sources, instead of the project's own.
    pub(crate) sources: Option<&'a Path>,
    /// Which periods.
    pub(crate) range: Range,
    /// The day of the figures; the project's own, or today.
    pub(crate) as_of: Option<Date>,
    /// Whether names are shown though the project replaces them.
    pub(crate) names: bool,
    /// Where the files go.
    pub(crate) out: Option<&'a Path>,
}

impl Measuring<'_> {
    /// Runs it. With `out` the files are in place when it returns.
    pub(crate) fn run(&self) -> Result<Written, Failure> {
        match self.out {
            None => {
                let measured = self.outcome()?;
                Ok(measured.loaded.written(measured.outcome, &measured.disclosure))
            }
            Some(out) => {
                let folder = OutputFolder::begin(out)?;
                let outcome = self.run_into(folder.path())?;
                folder.publish()?;
                Ok(outcome)
            }
        }
    }

    /// Runs it and writes nothing.
    pub(crate) fn outcome(&self) -> Result<Measured, Failure> {
        let (project, loaded) = self.load()?;
        let disclosure = disclosure(&project, &loaded, self.names)?;
        let mut opened = sources::open(&project, &loaded.sources_folder, &loaded.sources)?;
        let outcome = self
            .measure(&project, &loaded, &mut opened, &mut Counted)
            .map_err(|error| failure(&error, &disclosure, &loaded))?;
        Ok(Measured {
            outcome,
            loaded,
            disclosure,
        })
    }

    /// Runs it and writes all files into an existing folder.
    pub(crate) fn run_into(&self, folder: &Path) -> Result<Written, Failure> {
        let (project, loaded) = self.load()?;
        let disclosure = disclosure(&project, &loaded, self.names)?;
        let fault = |error: Error| failure(&error, &disclosure, &loaded);
        let mut kept = SetAsideFile::create(folder, &disclosure).map_err(fault)?;
        // The digests of files are taken by a second pair of hands while the rules run; what can't be read twice tells its
        // digest afterwards.
        let parts = sources::open(&project, &loaded.sources_folder, &loaded.sources)?;
        let digests = std::thread::spawn(move || parts.fingerprints(true));
        let mut opened = sources::open(&project, &loaded.sources_folder, &loaded.sources)?;
        let outcome = self.measure(&project, &loaded, &mut opened, &mut kept).map_err(fault)?;
        kept.finish().map_err(fault)?;
        let outcome = loaded.written(outcome, &disclosure);
        let figures = Figures {
            outcome: &outcome,
            writer: disclosure.over(&[outcome.entity_periods.names()]),
            policy: &loaded.policy,
        };
        outputs::write(&figures, folder).map_err(|(name, error)| unwritable(name, &error))?;
        let mut digests = digests
            .join()
            .unwrap_or_else(|_| Err(Failure::new("the digests of the sources can't be taken")))?;
        digests.extend(opened.fingerprints(false)?);
        digests.sort_by(|(left, _), (right, _)| left.cmp(right));
        let manifest = Manifest {
            version: env!("CARGO_PKG_VERSION"),
            outcome: &outcome,
            project: &loaded.folder,
            rules: &loaded.files,
            sources: &digests,
        };
        let written = manifest.write(folder);
        written.map_err(|error| unwritable("manifest.json", &error))?;
        Ok(outcome)
    }

    fn load(&self) -> Result<(Project, Loaded), Failure> {
        project_files::load_with(self.project, self.sources)?.sound()
    }

    fn measure(
        &self,
        project: &Project,
        loaded: &Loaded,
        opened: &mut ProjectSources,
        sink: &mut dyn uptake_engine::intake::SetAsideSink,
    ) -> Result<Outcome, Error> {
        let request = Request {
            project: &project.name,
            policy: &loaded.policy,
            stage: project.stage.as_ref().map(|stage| stage.text.as_str()),
            as_of: as_of(self.as_of, project, loaded),
            range: self.range.clone(),
        };
        uptake_engine::run(&request, opened, sink)
    }
}

fn unwritable(name: &str, error: &ExportError) -> Failure {
    Failure::new(format!("`{name}` can't be written: {error}")).code("unwritable")
}

/// A run that wrote nothing.
pub(crate) struct Measured {
    /// What it found.
    pub(crate) outcome: Outcome,
    /// The project and its rules.
    pub(crate) loaded: Loaded,
    /// What may be told of names.
    pub(crate) disclosure: Disclosure,
}

impl Measured {
    /// The names of the entities.
    pub(crate) fn names(&self) -> &Names {
        self.outcome.entity_periods.names()
    }
}

impl Loaded {
    /// An outcome as text, with its places.
    fn written(&self, outcome: Outcome, disclosure: &Disclosure) -> Written {
        let mut written = written(outcome, disclosure);
        written.locate(|span| self.sources.place(span));
        written
    }
}

/// What may be told of names: all with `names`, else what the project says.
pub(crate) fn disclosure(project: &Project, loaded: &Loaded, names: bool) -> Result<Disclosure, Failure> {
    let Some(key) = project.pseudonyms.as_ref().filter(|_| !names) else {
        return Ok(Disclosure::clear());
    };
    let place = loaded.sources.place(key.span);
    let fault = |message: String| {
        Failure::new(message)
            .code("source-settings")
            .place(place.clone())
            .help("refer to a long random text, as in `${env:UPTAKE_KEY}` or `${file:PATH}`")
    };
    if !key.text.contains("${") {
        return Err(fault("the key of `pseudonyms` stands in the project file".to_owned()));
    }
    let secret = sources::expand(&key.text, &loaded.folder, &mut Vec::new());
    let secret = secret.map_err(|failure| failure.place(place.clone()))?;
    Disclosure::pseudonyms(&secret).map_err(|error| fault(format!("the key of `pseudonyms` can't be used: {error}")))
}

/// The day of the figures: the one that was asked for, the project's own, or today.
pub(crate) fn as_of(asked: Option<Date>, project: &Project, loaded: &Loaded) -> Date {
    asked
        .or(project.as_of)
        .unwrap_or_else(|| today(&loaded.policy.calendar.time_zone))
}

/// Today in a zone: the only look at the clock.
pub(crate) fn today(zone: &str) -> Date {
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    jiff::Timestamp::now().to_zoned(zone).date()
}

/// An error of the engine, with its place; what it quotes from data goes through the door.
pub(crate) fn failure(error: &Error, disclosure: &Disclosure, loaded: &Loaded) -> Failure {
    let writer = disclosure.over(&[]);
    let failure = Failure::new(writer.say(&error.message)).code(error.code);
    let failure = match error.span {
        Some(span) => failure.place(loaded.sources.place(span)),
        None => failure,
    };
    match &error.help {
        Some(help) => failure.help(writer.say(help)),
        None => failure,
    }
}

/// Without a folder the rows set aside are only counted; the summary tells how many and why.
pub(crate) struct Counted;

impl uptake_engine::intake::SetAsideSink for Counted {
    fn keep(&mut self, _: SetAsideRow) -> Result<(), Error> {
        Ok(())
    }
}
