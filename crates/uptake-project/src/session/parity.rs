//! Whether two files of sources lead to the same answers.

use super::{Counted, RunRequest, Session};
use crate::Failure;
use crate::cache::Caching;
use crate::project_files::ProjectFile;
use jiff::civil::Date;
use std::path::Path;
use uptake_engine::Range;
use uptake_engine::intake::IntakeReport;
use uptake_engine::outcome::Finding;
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
    /// When the rules have errors, when one of the runs can't be done, or when a source has no usable row: two of them would be alike.
    pub fn parity(&self, request: &ParityRequest<'_>) -> Result<Parity<String>, Failure> {
        let side = |sources, as_of| {
            let run = RunRequest {
                sources: Some(sources),
                range: request.range.clone(),
                as_of,
                names: request.names,
                ..RunRequest::new(request.project)
            };
            // Both are read: that is what is asked.
            self.clone().caching(Caching::Off).run(&run, &mut Counted)
        };
        let a = side(request.a, request.as_of)?;
        // The same day for both, also around midnight.
        let b = side(request.b, Some(a.outcome.as_of))?;
        for (file, side) in [(request.a, &a), (request.b, &b)] {
            usable(file, &side.outcome.findings)?;
        }
        let found = compare(&a.loaded.policy, &a.outcome, &b.outcome, request.tolerance)
            .map_err(|error| Failure::engine(&error, &a.disclosure, &a.loaded.texts))?;
        let names = [a.outcome.entity_periods.names(), b.outcome.entity_periods.names()];
        let intake = a.outcome.intake.iter().chain(&b.outcome.intake);
        let strangers = intake.flat_map(IntakeReport::strangers);
        Ok(found.written(&a.disclosure.over(&names).knowing(strangers)))
    }
}

/// Nothing can be compared with a source of which nothing can be used.
fn usable(file: &Path, findings: &[Finding]) -> Result<(), Failure> {
    let Some(dead) = findings.iter().find(|finding| finding.kind.is_total()) else {
        return Ok(());
    };
    let message = format!(
        "nothing can be compared: no row of `{}` in `{}` can be used",
        dead.source,
        file.display()
    );
    let help = format!("`uptake adapters check --sources {}` says why", file.display());
    Err(Failure::new(message).code(dead.kind.code()).help(help))
}
