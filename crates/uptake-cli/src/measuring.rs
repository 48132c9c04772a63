//! Running a project into a folder: all that is written of a run.

use crate::commands::project::cached;
use crate::made::Made;
use crate::output_folder::{Destination, Place};
use crate::{output, recording};
use std::path::{Path, PathBuf};
use uptake_codes::ProgramCode;
use uptake_engine::names::Disclosure;
use uptake_engine::outcome::{Note, NoteKind};
use uptake_engine::{Error, Outcome};
use uptake_ledger::{Recording, Then};
use uptake_project::{Counted, Failure, Loaded, Ran, RunRequest, Session};
use uptake_report::export::ExportError;
use uptake_report::outputs::{self, Figures, Manifest, SetAsideFile, Wanted};
use uptake_report::page::{self, Page, Subject};
use uptake_report::{Written, strangers};

/// What was measured, and the folder that has it.
pub(crate) struct Measured {
    /// The figures.
    pub(crate) outcome: Written,
    /// Where their files are, if they were asked for.
    pub(crate) folder: Option<PathBuf>,
    /// Where earlier figures stay, of which they don't take the place.
    pub(crate) kept: Option<PathBuf>,
}

/// Runs a project. With `out` the files are in place when it returns.
pub(crate) fn run(
    session: &Session,
    request: &RunRequest<'_>,
    out: Option<&Path>,
    wanted: &Wanted,
    then: Option<&Then>,
) -> Result<Measured, Failure> {
    match out {
        None => {
            let ran = session.run(request, &mut Counted)?;
            Ok(of(ran))
        }
        Some(out) => {
            let destination = Destination::begin(out)?;
            let made = run_into(session, request, destination.path(), wanted)?;
            let outcome = &made.outcome;
            let total = outcome.findings.iter().any(|finding| finding.kind.is_total());
            // Figures of which a source is dead never take the place of earlier ones, but that of other such figures beside them.
            let place = match total {
                false => destination.place(&outcome.range.last),
                true => destination.place_beside(&outcome.range.last),
            };
            let begun = recording::begin(request, &made, destination.path(), &place.target, wanted, then)?;
            let published = destination.publish(&place);
            // It may be in its place though not all went well.
            let recorded = begun.map(Recording::settle).transpose();
            published?;
            if recorded
                .map_err(recording::failure)?
                .is_some_and(|added| added.is_none())
            {
                let message = format!("`{}` was changed before it was recorded", place.target.display());
                return Err(Failure::new(message).code(ProgramCode::OutputChanged));
            }
            let Place { target, kept } = place;
            let folder = Some(target);
            Ok(Measured {
                outcome: made.outcome,
                folder,
                kept,
            })
        }
    }
}

/// What came of a run without a folder.
pub(crate) fn of(ran: Ran) -> Measured {
    cached(ran.cache);
    Measured {
        outcome: told(ran.outcome, &ran.disclosure, &ran.loaded),
        folder: None,
        kept: None,
    }
}

/// Runs a project and makes the page of its figures. Nothing is written.
pub(crate) fn page(session: &Session, request: &RunRequest<'_>) -> Result<(Written, Page), Failure> {
    let ran = session.run(request, &mut Counted)?;
    cached(ran.cache);
    let names = ran.disclosure.is_clear();
    let outcome = told(ran.outcome, &ran.disclosure, &ran.loaded);
    let page = page::page(&Subject {
        outcome: &outcome,
        policy: &ran.loaded.policy,
        reference: &ran.loaded.reference(),
        names,
        version: env!("CARGO_PKG_VERSION"),
    });
    Ok((outcome, page))
}

/// An outcome as text, with its places. What is worth a warning in the rules goes to standard error.
fn told(outcome: Outcome, disclosure: &Disclosure, loaded: &Loaded) -> Written {
    output::error(&loaded.warnings());
    uptake_report::told(outcome, disclosure, loaded)
}

/// Runs a project and writes all files into an existing folder. Nothing is recorded.
pub(crate) fn run_into(
    session: &Session,
    request: &RunRequest<'_>,
    folder: &Path,
    wanted: &Wanted,
) -> Result<Made, Failure> {
    let request = RunRequest {
        digests: true,
        ..request.clone()
    };
    let prepared = session.prepare(&request)?;
    // Nothing of the data is in an error about the file itself.
    let unkept = |error: Error| Failure::new(error.message.to_string()).code(error.code);
    let mut kept = SetAsideFile::create(folder, prepared.disclosure()).map_err(unkept)?;
    let ran = prepared.run(&mut kept)?;
    cached(ran.cache);
    kept.finish().map_err(unkept)?;
    let strangers = strangers(&ran.outcome);
    let mut outcome = told(ran.outcome, &ran.disclosure, &ran.loaded);
    let why = uptake_project::withheld(request.names, ran.disclosure.is_clear(), &ran.loaded.policy);
    // Who didn't ask for the list of people needn't be told that it isn't written.
    let why = why.filter(|_| wanted.has(outputs::PEOPLE));
    outcome
        .notes
        .extend(why.map(|why| Note::from(NoteKind::PeopleWithheld { why })));
    let reference = ran.loaded.reference();
    let figures = Figures {
        outcome: &outcome,
        writer: ran
            .disclosure
            .over(&[outcome.entity_periods.names()])
            .knowing(&strangers),
        policy: &ran.loaded.policy,
        reference: &reference,
        names: request.names,
        outputs: outputs::OUTPUTS,
        wanted,
    };
    let digests = outputs::write(&figures, folder).map_err(|(name, error)| unwritable(name, &error))?;
    let manifest = Manifest {
        version: env!("CARGO_PKG_VERSION"),
        outcome: &outcome,
        project: &ran.loaded.folder,
        rules: &ran.loaded.files,
        sources: &ran.digests,
        cube: ran.cube.as_ref(),
        confined: &ran.confined,
        digests: &digests,
    };
    let written = manifest.write(folder);
    written.map_err(|error| unwritable("manifest.json", &error))?;
    let parts = ran.digests.iter().flat_map(|source| source.parts.iter().flatten());
    Ok(Made {
        outcome,
        sources: parts.map(|part| ran.loaded.sources_folder.join(&part.part)).collect(),
        loaded: ran.loaded,
        disclosure: ran.disclosure,
        programs: ran.programs,
    })
}

fn unwritable(name: &str, error: &ExportError) -> Failure {
    Failure::new(format!("`{name}` can't be written: {error}")).code(ProgramCode::Unwritable)
}
