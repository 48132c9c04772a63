//! What the sources of a project deliver, and whether it keeps the contracts.

use super::Session;
use crate::Failure;
use crate::disclosure::disclosure;
use crate::project_files::ProjectFile;
use jiff::civil::Date;
use std::path::Path;
use uptake_codes::RuleCode;
use uptake_engine::Error;
use uptake_engine::inspect::{Inspection, Look, inspect};
use uptake_engine::names::Names;
use uptake_rules::missing::Missing;
use uptake_rules::project::{Project, SourceSpec};

/// What to look at.
#[derive(Clone, Debug)]
pub struct InspectRequest<'a> {
    /// The project file.
    pub project: ProjectFile<'a>,
    /// The file with the sources, instead of the project's own.
    pub sources: Option<&'a Path>,
    /// The dataset whose sources to look at, or what one of them is called; all if `None`.
    pub dataset: Option<&'a str>,
    /// How many rows of each source are looked at; all if `None`.
    pub rows: Option<u64>,
    /// The day from which ages are told; the project's own, or today.
    pub as_of: Option<Date>,
    /// Whether names are shown though the project replaces them.
    pub names: bool,
}

/// What was seen of the sources of a project.
#[derive(Debug)]
pub struct Inspected {
    /// The project's name.
    pub project: String,
    /// The day from which ages are told.
    pub as_of: Date,
    /// The sources, in the order of the project.
    pub sources: Vec<InspectedSource>,
}

/// A source with what was seen of it, or why nothing was.
#[derive(Debug)]
pub struct InspectedSource {
    /// What the project says of it.
    pub spec: SourceSpec,
    /// What was seen of it, up to where it failed; nothing if it couldn't be opened.
    pub seen: Option<Inspection<String, String>>,
    /// Why it couldn't be opened, or not be read to its end.
    pub failure: Option<Failure>,
}

impl Session {
    /// Looks at the sources of a project without adding anything up. One that can't be read doesn't keep the others from
    /// being looked at.
    ///
    /// # Errors
    /// When the rules have errors, or when the project has no such source.
    pub fn inspect(&self, request: &InspectRequest<'_>) -> Result<Inspected, Failure> {
        let (project, loaded) = self.load(request.project, request.sources)?.sound()?;
        let wanted = wanted(request.dataset, &project)?;
        let disclosure = disclosure(&project, &loaded, request.names, self.world.as_ref())?;
        let as_of = self.as_of(request.as_of, Some(&project), &loaded.policy);
        let (mut opened, mut closed) = self.opening(&loaded).each(&project);
        let shut: Vec<(String, usize)> = closed.iter().map(|(source, _)| source.clone()).collect();
        let look = Look {
            policy: &loaded.policy,
            as_of,
            datasets: &wanted,
            closed: &shut,
            rows: request.rows,
        };
        let failed = |error: Error| Failure::engine(&error, &disclosure, &loaded.texts);
        let inspected = inspect(&look, &mut opened).map_err(failed)?;
        let names: Vec<&Names> = inspected.names.iter().map(|names| &**names).collect();
        let strangers: Vec<_> = inspected
            .sources
            .iter()
            .flat_map(|seen| seen.report.strangers())
            .cloned()
            .collect();
        let writer = disclosure.over(&names).knowing(&strangers);
        let mut seen: Vec<_> = inspected
            .sources
            .into_iter()
            .map(|seen| seen.written(&writer))
            .collect();
        let specs = project.sources.into_iter();
        let specs = specs.filter(|spec| match request.dataset {
            None => true,
            Some(name) => spec.dataset.text == name || spec.label() == name,
        });
        let sources = specs
            .map(|spec| {
                let name = &spec.dataset.text;
                let mut found = take(&mut seen, |seen| seen.dataset == *name && seen.number == spec.number);
                for breach in found.iter_mut().flat_map(|seen| &mut seen.breaches) {
                    breach.place = breach.span.map(|span| loaded.texts.place(span));
                }
                let broke = found.as_mut().and_then(|seen| seen.fault.take());
                let shut = take(&mut closed, |((dataset, number), _)| {
                    dataset == name && *number == spec.number
                });
                InspectedSource {
                    seen: found,
                    failure: shut.map(|(_, failure)| failure).or(broke.map(failed)),
                    spec,
                }
            })
            .collect();
        Ok(Inspected {
            project: project.name,
            as_of,
            sources,
        })
    }
}

/// Takes the first of its kind out.
fn take<T>(all: &mut Vec<T>, wanted: impl Fn(&T) -> bool) -> Option<T> {
    all.iter().position(wanted).map(|at| all.swap_remove(at))
}

/// The datasets to look at; none for all. Of one source of several its dataset is read whole: rows of the others may have the
/// same keys.
pub(super) fn wanted(source: Option<&str>, project: &Project) -> Result<Vec<String>, Failure> {
    let Some(name) = source else {
        return Ok(Vec::new());
    };
    let specs = || project.sources.iter();
    let called = |spec: &&SourceSpec| spec.dataset.text == name || spec.label() == name;
    if let Some(spec) = specs().find(called) {
        return Ok(vec![spec.dataset.text.clone()]);
    }
    let mut names: Vec<String> = specs().map(|spec| spec.dataset.text.clone()).collect();
    names.dedup();
    names.extend(specs().filter(|spec| spec.listed).map(SourceSpec::label));
    let missing = Missing::new("source", name)
        .message(format!("the project has no source for `{name}`"))
        .among(names.iter().map(String::as_str));
    Err(Failure::missing(RuleCode::UnknownName, &missing))
}
