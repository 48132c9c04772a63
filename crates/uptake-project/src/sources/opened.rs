//! Opened sources, as the engine reads them.

use super::arrival::KnownAt;
use super::digested::Digested;
use super::frames::{Frames, MEMORY};
use super::redacted::Redacted;
use super::settings::settings;
use super::{blame, plugins, registry};
use crate::{Failure, Progress, World};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::path::Path;
use uptake_adapter::{
    AdapterError, Batches, Confinement, Engine, ErrorCode, Fingerprint, PartState, ProgramFile, Remark, ScanRequest,
    Source,
};
use uptake_codes::{AdapterCode, RunCode};
use uptake_engine::Error;
use uptake_engine::input::{Inputs, SourceId, SourceInfo};
use uptake_rules::Policy;
use uptake_rules::project::{Arrival, Project, SourceSpec, set_columns};
use uptake_rules::text::Name;
use uptake_rules::value::Literal;
use uptake_rules::{Sources as Texts, Span};

/// How sources are opened.
#[derive(Clone, Copy)]
pub(crate) struct Opening<'a> {
    /// Clock, environment and whoever hears how far reading is.
    pub(crate) world: &'a dyn World,
    /// Datasets that are given from memory.
    pub(crate) frames: &'a Frames,
    /// The folder that paths in source blocks start from.
    pub(crate) folder: &'a Path,
    /// The text of the project file.
    pub(crate) texts: &'a Texts,
    /// The rules, whose datasets say of which type the columns are that a block sets.
    pub(crate) policy: &'a Policy,
}

/// The opened sources.
pub(crate) struct OpenedSources {
    /// By dataset, in the order in which they are listed.
    sources: BTreeMap<String, Vec<Opened>>,
    /// Up to when what they tell was known, if only that is read.
    known_at: Option<KnownAt>,
    /// Where what was added up of single parts is kept, if it is.
    keeping: Option<Box<dyn Keeping>>,
    progress: Box<dyn Progress>,
}

/// Keeps what was added up of parts of sources, one behind the other.
pub(crate) trait Keeping: Send {
    /// What is kept of some parts of a source, as they are now.
    fn portion(&mut self, source: &str, parts: Range<usize>) -> Option<Vec<u8>>;

    /// Keeps it. `read` says what a part consists of that was read.
    fn keep(&mut self, source: &str, parts: Range<usize>, bytes: Vec<u8>, read: &dyn Fn(usize) -> Option<Fingerprint>);

    /// What is kept of a source whose rows are added up by its engine; `place` is where its data is.
    fn past(&mut self, source: &str, place: &str) -> Option<Vec<u8>>;

    /// Keeps it, if there is anything new. `pieces` are how many of it weren't asked for, and how many there are.
    fn keep_past(&mut self, source: &str, place: &str, bytes: Option<Vec<u8>>, pieces: (usize, usize));
}

/// An opened source.
struct Opened {
    spec: SourceSpec,
    /// The columns whose value it states for all of its rows.
    set: Vec<(Name, Literal)>,
    /// Nothing where it couldn't be opened.
    source: Option<Box<dyn Source>>,
    /// Whether its fingerprints are of what its scans read.
    witnessed: bool,
}

/// How the parts of sources look from outside, by what each source is called.
pub(crate) type Looks = Vec<(String, Vec<PartState>)>;

/// A source that runs code of others, and how far that is held back.
#[derive(Clone, Debug)]
pub struct Confined {
    /// What it is called: the dataset, and its own name where the dataset has a list of sources.
    pub source: String,
    /// Where its adapter is named.
    pub span: Span,
    /// How far it is held back.
    pub confinement: Confinement,
}

/// A source that couldn't be opened: its dataset, its place among the dataset's sources, and why.
pub(crate) type Closed = ((String, usize), Failure);

impl Opening<'_> {
    /// Opens every source of a project.
    pub(crate) fn all(self, project: &Project) -> Result<OpenedSources, Failure> {
        let (opened, failures) = self.each(project);
        match failures.into_iter().next() {
            Some((_, failure)) => Err(failure),
            None => Ok(opened),
        }
    }

    /// Opens those that can be opened, and says why the others can't.
    pub(crate) fn each(self, project: &Project) -> (OpenedSources, Vec<Closed>) {
        let mut sources: BTreeMap<String, Vec<Opened>> = BTreeMap::new();
        let mut failures = Vec::new();
        for spec in &project.sources {
            let dataset = spec.dataset.text.clone();
            let source = match self.one(spec) {
                Ok(source) => Some(source),
                Err(failure) => {
                    failures.push(((dataset.clone(), spec.number), failure));
                    None
                }
            };
            let set = set_columns(spec, self.policy, self.texts);
            let spec = spec.clone();
            sources.entry(dataset).or_default().push(Opened {
                spec,
                set,
                source,
                witnessed: false,
            });
        }
        let progress = self.world.progress();
        let opened = OpenedSources {
            sources,
            known_at: None,
            keeping: None,
            progress,
        };
        (opened, failures)
    }

    /// What a block says to its adapter, references resolved; what can't be resolved isn't opened either.
    pub(crate) fn meaning(self, spec: &SourceSpec) -> String {
        let Self { world, texts, .. } = self;
        let mut text = format!("{:?} {:?}\n", spec.label(), spec.adapter.text);
        if let Ok(settings) = settings(spec, self.folder, world, texts) {
            let plain: Vec<&str> = settings.plain().collect();
            let all: Vec<(&str, &str)> = settings.iter().collect();
            text.push_str(&format!("{all:?} {plain:?}\n"));
        }
        text
    }

    /// Opens one.
    pub(crate) fn one(self, spec: &SourceSpec) -> Result<Box<dyn Source>, Failure> {
        let Self { world, texts, .. } = self;
        if let Some(frame) = self.frames.source(spec) {
            return Ok(frame);
        }
        let name = spec.adapter.text.as_str();
        if name == MEMORY && !self.frames.is_empty() {
            let message = format!("no frame was given for the dataset `{}`", spec.dataset.text);
            return Err(Failure::new(message)
                .code(AdapterCode::Source)
                .place(texts.place(spec.adapter.span)));
        }
        let (opened, settings) = if plugins::is_path(name) {
            let settings = settings(spec, self.folder, world, texts)?;
            (plugins::open(name, &settings, world), settings)
        } else {
            let adapter = registry::named(name).map_err(|failure| failure.place(texts.place(spec.adapter.span)))?;
            let settings = settings(spec, self.folder, world, texts)?;
            (adapter.open(&settings), settings)
        };
        match opened {
            Ok(source) => Ok(Redacted::over(source, settings)),
            Err(error) => Err(blame::opening(settings.redacted_error(error), spec, texts)),
        }
    }
}

impl OpenedSources {
    /// The sources that run code of others, by what each is called.
    pub(crate) fn confined(&self) -> Vec<Confined> {
        let opened = self.sources.values().flatten();
        let confined = opened.filter_map(|Opened { spec, source, .. }| {
            Some(Confined {
                source: spec.label(),
                span: spec.adapter.span,
                confinement: source.as_ref()?.confinement()?,
            })
        });
        confined.collect()
    }

    /// The files whose code sources run, each once.
    pub(crate) fn programs(&self) -> Vec<ProgramFile> {
        let opened = self.sources.values().flatten();
        let files = opened.filter_map(|opened| opened.source.as_ref());
        let files: BTreeSet<ProgramFile> = files.flat_map(|source| source.programs()).collect();
        files.into_iter().collect()
    }

    /// From now on what is added up of single parts is kept.
    pub(crate) fn keeping(&mut self, keeping: Option<Box<dyn Keeping>>) {
        self.keeping = keeping;
    }

    /// From now on only what was known then is read.
    pub(crate) fn as_known_at(&mut self, known_at: Option<KnownAt>) {
        self.known_at = known_at;
    }

    fn of(&self, id: SourceId<'_>) -> Option<&Opened> {
        self.sources.get(id.dataset)?.get(id.number)
    }

    /// From now on scans take the digests of what they read, where sources can. Whether all do.
    pub(crate) fn witness(&mut self) -> bool {
        for opened in self.sources.values_mut().flatten() {
            opened.witnessed = match &mut opened.source {
                // What can't be read twice tells what its last scan read.
                Some(source) => source.witness() || !source.rereadable(),
                None => true,
            };
        }
        self.sources.values().flatten().all(|opened| opened.witnessed)
    }

    /// What the sources consist of that don't take digests of what they read, by what each is called.
    ///
    /// # Errors
    /// When a source can't be read.
    pub(crate) fn unwitnessed(&self) -> Result<Vec<Digested>, Error> {
        self.digested(|opened| !opened.witnessed)
    }

    /// What the sources consist of, by what each is called. `before` has what those that don't take digests of what they read
    /// consisted of when it began.
    ///
    /// # Errors
    /// When a source can't be read, or has changed.
    pub(crate) fn fingerprints(&self, before: &[Digested]) -> Result<Vec<Digested>, Error> {
        let all = self.digested(|_| true)?;
        for before in before {
            let after = all.iter().find(|after| after.source == before.source);
            if after.is_none_or(|after| after.parts != before.parts) {
                let message = format!("`{}` was changed while it was being read", before.source);
                return Err(Error::new(AdapterCode::Source, message)
                    .help("run again when nothing writes to it")
                    .at(before.span));
            }
        }
        Ok(all)
    }

    /// How the parts of all sources look from outside, by what each is called; or what the first is called that can't tell.
    ///
    /// # Errors
    /// When a part can't be looked at.
    pub(crate) fn states(&self) -> Result<Result<Looks, String>, AdapterError> {
        let mut all = Vec::new();
        for Opened { spec, source, .. } in self.sources.values().flatten() {
            let Some(source) = source else { continue };
            match source.states()? {
                Some(looks) => all.push((spec.label(), looks)),
                None => return Ok(Err(spec.label())),
            }
        }
        Ok(Ok(all))
    }

    /// What the sources consist of that look so: what `known` says of a part's look, else what the part holds.
    ///
    /// # Errors
    /// When a part can't be read.
    pub(crate) fn digested_by(
        &self,
        looks: &Looks,
        known: &mut dyn FnMut(&PartState) -> Option<Fingerprint>,
    ) -> Result<Vec<Digested>, AdapterError> {
        let mut all = Vec::new();
        for Opened { spec, source, .. } in self.sources.values().flatten() {
            let label = spec.label();
            let looks = looks.iter().find(|(source, _)| *source == label);
            let (Some(source), Some((_, looks))) = (source, looks) else {
                continue;
            };
            let mut parts = Vec::with_capacity(looks.len());
            for (number, look) in looks.iter().enumerate() {
                match known(look) {
                    Some(found) => parts.push(found),
                    None => parts.extend(source.fingerprint(number)?),
                }
            }
            all.push(Digested {
                source: label,
                span: spec.adapter.span,
                parts: Some(parts),
            });
        }
        all.sort_by(|left, right| left.source.cmp(&right.source));
        Ok(all)
    }

    /// The same after a reading that began when they looked so. One that looks otherwise now isn't what was read, or kept.
    ///
    /// # Errors
    /// When a part can't be read, or was changed.
    pub(crate) fn digested_after(
        &self,
        looks: &Looks,
        known: &mut dyn FnMut(&PartState) -> Option<Fingerprint>,
    ) -> Result<Vec<Digested>, Error> {
        if self.states()? != Ok(looks.clone()) {
            let message = "a source was changed while it was being read";
            return Err(Error::new(AdapterCode::Source, message).help("run again when nothing writes to it"));
        }
        Ok(self.digested_by(looks, known)?)
    }

    fn digested(&self, wanted: impl Fn(&Opened) -> bool) -> Result<Vec<Digested>, Error> {
        let mut all = Vec::new();
        for opened in self.sources.values().flatten().filter(|opened| wanted(opened)) {
            let Opened { spec, source, .. } = opened;
            let Some(source) = source else { continue };
            all.push(Digested {
                source: spec.label(),
                span: spec.adapter.span,
                parts: match source.fingerprints() {
                    Ok(parts) => Some(parts),
                    // It says so of itself; a figure stands without, and the manifest tells it.
                    Err(error) if error.code == ErrorCode::Unsupported => None,
                    Err(error) => return Err(blame::reading(error, spec)),
                },
            });
        }
        all.sort_by(|left, right| left.source.cmp(&right.source));
        Ok(all)
    }
}

impl Inputs for OpenedSources {
    fn sources(&self, dataset: &str) -> Vec<SourceInfo> {
        let known_at = self.known_at.as_ref();
        let sources = self.sources.get(dataset).into_iter().flatten();
        sources.map(|opened| info(opened, known_at)).collect()
    }

    fn scan(&mut self, id: SourceId<'_>, request: &ScanRequest) -> Result<Batches, Error> {
        let opened = self.sources.get_mut(id.dataset).and_then(|all| all.get_mut(id.number));
        match opened {
            Some(Opened {
                spec,
                source: Some(source),
                ..
            }) => {
                // What is left out isn't told file by file, of which some may not have been there then.
                let whole = ScanRequest {
                    spare: None,
                    ..request.clone()
                };
                let request = if self.known_at.is_some() { &whole } else { request };
                let batches = source.scan(request).map_err(|error| blame::reading(error, spec))?;
                Ok(match &self.known_at {
                    Some(known_at) => known_at.there(spec, batches),
                    None => batches,
                })
            }
            Some(Opened { spec, source: None, .. }) => {
                let message = format!("the source of `{}` can't be opened", spec.label());
                Err(Error::new(AdapterCode::Source, message))
            }
            None => {
                let message = format!("internal error: `{}` has no source {}", id.dataset, id.number);
                Err(Error::new(RunCode::Engine, message))
            }
        }
    }

    fn engine(&mut self, id: SourceId<'_>) -> Result<Box<dyn Engine>, Error> {
        let opened = self.sources.get_mut(id.dataset).and_then(|all| all.get_mut(id.number));
        match opened {
            Some(Opened {
                spec,
                source: Some(source),
                ..
            }) => source.engine().map_err(|error| blame::reading(error, spec)),
            Some(_) | None => {
                let message = format!("the source of `{}` can't be opened", id.dataset);
                Err(Error::new(AdapterCode::Source, message))
            }
        }
    }

    fn parts(&self, id: SourceId<'_>) -> usize {
        let source = self.of(id).and_then(|opened| opened.source.as_ref());
        match (source.map(|source| source.states()), &self.keeping) {
            (Some(Ok(Some(states))), Some(_)) => states.len(),
            (_, _) => 0,
        }
    }

    fn scan_part(&mut self, id: SourceId<'_>, part: usize, request: &ScanRequest) -> Result<Batches, Error> {
        let opened = self.sources.get_mut(id.dataset).and_then(|all| all.get_mut(id.number));
        match opened {
            Some(Opened {
                spec,
                source: Some(source),
                ..
            }) => source
                .scan_part(part, request)
                .map_err(|error| blame::reading(error, spec)),
            Some(_) | None => self.scan(id, request),
        }
    }

    fn portion(&mut self, id: SourceId<'_>, parts: Range<usize>) -> Option<Vec<u8>> {
        let label = self.of(id)?.spec.label();
        self.keeping.as_mut()?.portion(&label, parts)
    }

    fn keep_portion(&mut self, id: SourceId<'_>, parts: Range<usize>, bytes: Vec<u8>) {
        let opened = self.sources.get(id.dataset).and_then(|all| all.get(id.number));
        if let (
            Some(Opened {
                spec,
                source: Some(source),
                ..
            }),
            Some(keeping),
        ) = (opened, &mut self.keeping)
        {
            // One that can't be told isn't kept.
            let read = |part: usize| source.fingerprint(part).ok().flatten();
            keeping.keep(&spec.label(), parts, bytes, &read);
        }
    }

    fn arrival(&self, id: SourceId<'_>) -> Option<String> {
        // Looking back isn't kept: what was known then is asked for each time.
        if self.keeping.is_none() || self.known_at.is_some() {
            return None;
        }
        match &self.of(id)?.spec.arrival {
            Some((Arrival::Column { column, .. }, _)) => Some(column.clone()),
            Some((Arrival::Files | Arrival::Always, _)) | None => None,
        }
    }

    fn past(&mut self, id: SourceId<'_>, place: &str) -> Option<Vec<u8>> {
        let label = self.of(id)?.spec.label();
        self.keeping.as_mut()?.past(&label, place)
    }

    fn keep_past(&mut self, id: SourceId<'_>, place: &str, bytes: Option<Vec<u8>>, pieces: (usize, usize)) {
        let label = self.of(id).map(|opened| opened.spec.label());
        if let (Some(label), Some(keeping)) = (label, &mut self.keeping) {
            keeping.keep_past(&label, place, bytes, pieces);
        }
    }

    fn rereadable(&self, id: SourceId<'_>) -> bool {
        let source = self.of(id).and_then(|opened| opened.source.as_ref());
        source.is_none_or(|source| source.rereadable())
    }

    fn blame(&self, id: SourceId<'_>, error: AdapterError) -> Error {
        match self.of(id) {
            Some(opened) => blame::reading(error, &opened.spec),
            None => error.into(),
        }
    }

    fn remarks(&self, id: SourceId<'_>) -> Vec<Remark> {
        let source = self.of(id).and_then(|opened| opened.source.as_ref());
        source.map_or_else(Vec::new, |source| source.remarks())
    }

    fn spared(&self, id: SourceId<'_>) -> Vec<u64> {
        let source = self.of(id).and_then(|opened| opened.source.as_ref());
        source.map_or_else(Vec::new, |source| source.spared())
    }

    fn progress(&mut self, source: SourceId<'_>, rows: u64) {
        let label = self.of(source).map(|opened| opened.spec.label());
        self.progress.rows(label.as_deref().unwrap_or(source.dataset), rows);
    }
}

/// What the project says of a source.
fn info(Opened { spec, set, .. }: &Opened, known_at: Option<&KnownAt>) -> SourceInfo {
    let text = |name: &Option<Name>| name.as_ref().map(|name| name.text.clone());
    SourceInfo {
        name: spec
            .listed
            .then(|| text(&spec.name).unwrap_or_else(|| (spec.number + 1).to_string())),
        mapping: text(&spec.mapping),
        time_zone: text(&spec.time_zone),
        identities: text(&spec.identities),
        names_ignore: spec.names_ignore,
        covers: known_at.map_or(spec.covers, |known_at| known_at.covers(spec)),
        outside_counted: spec.outside_counted.is_some(),
        reading: spec.reading.clone(),
        set: set.clone(),
        of_files: spec.adapter.text == "files",
        gates: spec.gates.clone(),
        known: known_at.and_then(|known_at| known_at.through(spec)),
        // An engine isn't asked what it knew: its rows are read, and those that came later are left.
        pushed: spec.pushdown.filter(|_| known_at.is_none()),
    }
}
