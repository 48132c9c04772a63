//! Running a project: rules and sources in, an outcome and its files out.

use crate::exit::Failure;
use crate::output_folder::OutputFolder;
use crate::project_files::{self, Loaded};
use crate::sources::ProjectSources;
use crate::{manifest, sources};
use jiff::civil::Date;
use std::path::Path;
use uptake_engine::intake::SetAsideRow;
use uptake_engine::{Error, Outcome, Range, Request};
use uptake_report::export::{self, ExportError};
use uptake_report::identities::identities_csv;
use uptake_report::set_aside::SetAsideFile;
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
    /// Where the files go.
    pub(crate) out: Option<&'a Path>,
}

impl Measuring<'_> {
    /// Runs it. With `out` the files are in place when it returns.
    pub(crate) fn run(&self) -> Result<Outcome, Failure> {
        match self.out {
            None => self.outcome().map(|(outcome, _)| outcome),
            Some(out) => {
                let folder = OutputFolder::begin(out)?;
                let outcome = self.run_into(folder.path())?;
                folder.publish()?;
                Ok(outcome)
            }
        }
    }

    /// Runs it and writes nothing; the rules come along.
    pub(crate) fn outcome(&self) -> Result<(Outcome, Loaded), Failure> {
        let (project, loaded) = self.load()?;
        let mut opened = sources::open(&project, &loaded.sources_folder, &loaded.sources)?;
        let outcome = self.measure(&project, &loaded, &mut opened, &mut Counted)?;
        Ok((outcome, loaded))
    }

    /// Runs it and writes all files into an existing folder.
    pub(crate) fn run_into(&self, folder: &Path) -> Result<Outcome, Failure> {
        let (project, loaded) = self.load()?;
        let mut kept = SetAsideFile::create(&folder.join("set_aside.csv")).map_err(|error| failure(error, &loaded))?;
        // The digests of files are taken by a second pair of hands while the rules run; what can't be read twice tells its
        // digest afterwards.
        let parts = sources::open(&project, &loaded.sources_folder, &loaded.sources)?;
        let digests = std::thread::spawn(move || parts.fingerprints(true));
        let mut opened = sources::open(&project, &loaded.sources_folder, &loaded.sources)?;
        let outcome = self.measure(&project, &loaded, &mut opened, &mut kept)?;
        kept.finish().map_err(|error| failure(error, &loaded))?;
        let unwritable = |name: &'static str| {
            move |error: ExportError| Failure::new(format!("`{name}` can't be written: {error}")).code("unwritable")
        };
        export::metrics_csv(&outcome, &folder.join("metrics.csv")).map_err(unwritable("metrics.csv"))?;
        export::metrics_parquet(&outcome, &folder.join("metrics.parquet")).map_err(unwritable("metrics.parquet"))?;
        export::entity_periods(&outcome, &folder.join("entity_periods.parquet"))
            .map_err(unwritable("entity_periods.parquet"))?;
        identities_csv(&outcome, &folder.join("identities.csv")).map_err(unwritable("identities.csv"))?;
        export::outcome_json(&outcome, &folder.join("outcome.json")).map_err(unwritable("outcome.json"))?;
        let mut digests = digests
            .join()
            .unwrap_or_else(|_| Err(Failure::new("the digests of the sources can't be taken")))?;
        digests.extend(opened.fingerprints(false)?);
        digests.sort_by(|(left, _), (right, _)| left.cmp(right));
        manifest::write(folder, &loaded.folder, &outcome, &loaded.files, &digests)?;
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
    ) -> Result<Outcome, Failure> {
        let request = Request {
            project: &project.name,
            policy: &loaded.policy,
            stage: project.stage.as_ref().map(|stage| stage.text.as_str()),
            as_of: as_of(self.as_of, project, loaded),
            range: self.range.clone(),
        };
        let mut outcome = uptake_engine::run(&request, opened, sink).map_err(|error| failure(error, loaded))?;
        outcome.locate(|span| loaded.sources.place(span));
        Ok(outcome)
    }
}

/// The day of the figures: the one that was asked for, the project's own, or today.
pub(crate) fn as_of(asked: Option<Date>, project: &Project, loaded: &Loaded) -> Date {
    asked
        .or(project.as_of)
        .unwrap_or_else(|| today(&loaded.policy.calendar.time_zone))
}

/// Today in a zone: the only look at the clock.
fn today(zone: &str) -> Date {
    let zone = jiff::tz::TimeZone::get(zone).unwrap_or(jiff::tz::TimeZone::UTC);
    jiff::Timestamp::now().to_zoned(zone).date()
}

/// A fault of the engine, with its place.
pub(crate) fn failure(error: Error, loaded: &Loaded) -> Failure {
    let failure = Failure::new(error.message).code(error.code);
    let failure = match error.span {
        Some(span) => failure.place(loaded.sources.place(span)),
        None => failure,
    };
    match error.help {
        Some(help) => failure.help(help),
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
