//! Whether two files of sources lead to the same answers.

use super::{Counted, RunRequest, Session};
use crate::Failure;
use crate::project_files::ProjectFile;
use jiff::civil::Date;
use std::path::Path;
use uptake_engine::Range;
use uptake_engine::intake::IntakeReport;
use uptake_engine::parity::{Parity, compare};

/// What to compare.
#[derive(Clone, Debug)]
pub struct ParityRequest<'a> {
    /// The project file.
    pub project: ProjectFile<'a>,
    /// The first file of sources.
    pub a: &'a Path,
    /// The second file of sources.
    pub b: &'a Path,
    /// Which periods.
    pub range: Range,
    /// The day of the figures; the project's own, or today.
    pub as_of: Option<Date>,
    /// By how much fractions may differ, as a part of the larger number (of 1, if both are smaller).
    pub tolerance: f64,
    /// Whether names are shown though the project replaces them.
    pub names: bool,
}

impl Session {
    /// Runs two files of sources through the same rules and compares every answer.
    ///
    /// # Errors
    /// When the rules have errors, or when one of the runs can't be done.
    pub fn parity(&self, request: &ParityRequest<'_>) -> Result<Parity<String>, Failure> {
        let side = |sources, as_of| {
            let run = RunRequest {
                sources: Some(sources),
                range: request.range.clone(),
                as_of,
                names: request.names,
                ..RunRequest::new(request.project)
            };
            self.run(&run, &mut Counted)
        };
        let a = side(request.a, request.as_of)?;
        // The same day for both, also around midnight.
        let b = side(request.b, Some(a.outcome.as_of))?;
        let found = compare(&a.loaded.policy, &a.outcome, &b.outcome, request.tolerance)
            .map_err(|error| Failure::engine(&error, &a.disclosure, &a.loaded.texts))?;
        let names = [a.outcome.entity_periods.names(), b.outcome.entity_periods.names()];
        let intake = a.outcome.intake.iter().chain(&b.outcome.intake);
        let strangers = intake.flat_map(IntakeReport::strangers);
        Ok(found.written(&a.disclosure.over(&names).knowing(strangers)))
    }
}
