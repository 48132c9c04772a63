//! Running a project into a folder: all that is written of a run.

use crate::manifest;
use crate::output_folder::OutputFolder;
use std::path::Path;
use uptake_codes::ProgramCode;
use uptake_engine::names::Disclosure;
use uptake_engine::{Error, Outcome};
use uptake_project::{Counted, Failure, Loaded, RunRequest, Session};
use uptake_report::checks;
use uptake_report::export::{self, ExportError};
use uptake_report::identities::identities_csv;
use uptake_report::json;
use uptake_report::set_aside::SetAsideFile;
use uptake_report::{Written, unlisted, written};

/// Runs a project. With `out` the files are in place when it returns.
pub(crate) fn run(session: &Session, request: &RunRequest<'_>, out: Option<&Path>) -> Result<Written, Failure> {
    match out {
        None => {
            let ran = session.run(request, &mut Counted)?;
            Ok(told(ran.outcome, &ran.disclosure, &ran.loaded))
        }
        Some(out) => {
            let folder = OutputFolder::begin(out)?;
            let outcome = run_into(session, request, folder.path())?;
            folder.publish()?;
            Ok(outcome)
        }
    }
}

/// An outcome as text, with its places.
fn told(outcome: Outcome, disclosure: &Disclosure, loaded: &Loaded) -> Written {
    let mut written = written(outcome, disclosure);
    written.locate(|span| loaded.texts.place(span));
    written
}

/// Runs a project and writes all files into an existing folder.
pub(crate) fn run_into(session: &Session, request: &RunRequest<'_>, folder: &Path) -> Result<Written, Failure> {
    let request = RunRequest {
        digests: true,
        ..request.clone()
    };
    let prepared = session.prepare(&request)?;
    // Nothing of the data is in an error about the file itself.
    let unkept = |error: Error| Failure::new(error.message.to_string()).code(error.code);
    let mut kept = SetAsideFile::create(&folder.join("set_aside.csv"), prepared.disclosure()).map_err(unkept)?;
    let ran = prepared.run(&mut kept)?;
    kept.finish().map_err(unkept)?;
    let outcome = told(ran.outcome, &ran.disclosure, &ran.loaded);
    let writer = ran.disclosure.over(&[outcome.entity_periods.names()]);
    let unwritable = |name: &'static str| {
        move |error: ExportError| {
            Failure::new(format!("`{name}` can't be written: {error}")).code(ProgramCode::Unwritable)
        }
    };
    export::metrics_csv(&outcome, &folder.join("metrics.csv")).map_err(unwritable("metrics.csv"))?;
    export::metrics_parquet(&outcome, &folder.join("metrics.parquet")).map_err(unwritable("metrics.parquet"))?;
    checks::csv(&outcome, &folder.join("checks.csv")).map_err(unwritable("checks.csv"))?;
    export::entity_periods(&outcome, &writer, &folder.join("entity_periods.parquet"))
        .map_err(unwritable("entity_periods.parquet"))?;
    export::excluded_csv(&outcome, &folder.join("excluded.csv")).map_err(unwritable("excluded.csv"))?;
    if let Some(snippet) = unlisted::snippet(&outcome, &ran.loaded.policy) {
        let written = std::fs::write(folder.join("unlisted.yaml"), snippet);
        written.map_err(|error| unwritable("unlisted.yaml")(error.into()))?;
    }
    identities_csv(&outcome, &folder.join("identities.csv")).map_err(unwritable("identities.csv"))?;
    json::file(&outcome, &folder.join("outcome.json")).map_err(unwritable("outcome.json"))?;
    manifest::write(folder, &ran.loaded.folder, &outcome, &ran.loaded.files, &ran.digests)?;
    Ok(outcome)
}
