//! Opened sources, as the engine reads them.

use super::frames::{Frames, MEMORY};
use super::settings::settings;
use super::{blame, plugins, registry};
use crate::{Failure, Progress, World};
use std::collections::BTreeMap;
use std::path::Path;
use uptake_adapter::{AdapterError, Batches, Fingerprint, ScanRequest, Source};
use uptake_codes::AdapterCode;
use uptake_engine::Error;
use uptake_engine::input::{Inputs, SourceInfo};
use uptake_rules::Sources as Texts;
use uptake_rules::project::{Project, SourceSpec};

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
}

/// The opened sources.
pub(crate) struct OpenedSources {
    sources: BTreeMap<String, Opened>,
    progress: Box<dyn Progress>,
}

/// An opened source.
struct Opened {
    spec: SourceSpec,
    source: Box<dyn Source>,
}

impl Opening<'_> {
    /// Opens every source of a project.
    pub(crate) fn all(self, project: &Project) -> Result<OpenedSources, Failure> {
        let (opened, failures) = self.each(project);
        match failures.into_iter().next() {
            Some((_, failure)) => Err(failure),
            None => Ok(opened),
        }
    }

    /// Opens those that can be opened, and says why the others can't, by dataset.
    pub(crate) fn each(self, project: &Project) -> (OpenedSources, Vec<(String, Failure)>) {
        let mut sources = BTreeMap::new();
        let mut failures = Vec::new();
        for spec in &project.sources {
            let dataset = spec.dataset.text.clone();
            match self.one(spec) {
                Ok(source) => {
                    let spec = spec.clone();
                    sources.insert(dataset, Opened { spec, source });
                }
                Err(failure) => failures.push((dataset, failure)),
            }
        }
        let progress = self.world.progress();
        (OpenedSources { sources, progress }, failures)
    }

    fn one(self, spec: &SourceSpec) -> Result<Box<dyn Source>, Failure> {
        let Self { world, texts, .. } = self;
        if let Some(frame) = self.frames.source(&spec.dataset.text) {
            return Ok(frame);
        }
        let name = spec.adapter.text.as_str();
        if name == MEMORY && !self.frames.is_empty() {
            let message = format!("no frame was given for the dataset `{}`", spec.dataset.text);
            return Err(Failure::new(message)
                .code(AdapterCode::Source)
                .place(texts.place(spec.adapter.span)));
        }
        let opened = if plugins::is_path(name) {
            plugins::open(name, &settings(spec, self.folder, world, texts)?, world)
        } else {
            let adapter = registry::named(name).map_err(|failure| failure.place(texts.place(spec.adapter.span)))?;
            adapter.open(&settings(spec, self.folder, world, texts)?)
        };
        opened.map_err(|error| blame::opening(error, spec, texts))
    }
}

impl OpenedSources {
    /// What the sources consist of, by dataset: those that can be read again at any time, or those that can't.
    pub(crate) fn fingerprints(&self, rereadable: bool) -> Result<Vec<(String, Fingerprint)>, AdapterError> {
        let mut all = Vec::new();
        let asked = |(_, opened): &(&String, &Opened)| opened.source.rereadable() == rereadable;
        for (dataset, Opened { source, .. }) in self.sources.iter().filter(asked) {
            let parts = source.fingerprints()?;
            all.extend(parts.into_iter().map(|part| (dataset.clone(), part)));
        }
        Ok(all)
    }
}

impl Inputs for OpenedSources {
    fn source(&self, dataset: &str) -> Option<SourceInfo> {
        let spec = &self.sources.get(dataset)?.spec;
        Some(SourceInfo {
            mapping: spec.mapping.as_ref().map(|name| name.text.clone()),
            time_zone: spec.time_zone.as_ref().map(|name| name.text.clone()),
            identities: spec.identities.as_ref().map(|name| name.text.clone()),
            covers: spec.covers,
        })
    }

    fn scan(&mut self, dataset: &str, request: &ScanRequest) -> Result<Batches, Error> {
        match self.sources.get_mut(dataset) {
            Some(Opened { spec, source }) => source.scan(request).map_err(|error| blame::reading(error, spec)),
            None => Ok(Box::new(std::iter::empty())),
        }
    }

    fn blame(&self, dataset: &str, error: AdapterError) -> Error {
        match self.sources.get(dataset) {
            Some(opened) => blame::reading(error, &opened.spec),
            None => error.into(),
        }
    }

    fn progress(&mut self, dataset: &str, rows: u64) {
        self.progress.rows(dataset, rows);
    }
}
