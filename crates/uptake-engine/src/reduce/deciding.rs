//! Reading a dataset until it is known which row of each key stays: see [`crate::intake::Keys`].

use super::entities::EntityIndex;
use super::reader::Reader;
use super::standing::Standing;
use crate::error::Error;
use crate::input::{SourceId, SourceInfo};
use crate::intake::{Admitted, Keys, keep};
use std::collections::BTreeSet;
use std::ops::ControlFlow;
use uptake_adapter::{Batch, Batches, ScanRequest};
use uptake_rules::policy::dataset::{Dataset, DatasetKind};

impl<'a> Reader<'a, '_> {
    /// Reads a dataset: `read` reads all its sources, and is called again if it turns out on the way that no rule says which
    /// row of a key stays. Then nothing of the first reading counts.
    ///
    /// # Errors
    /// What `read` returns, and when a source can't be surveyed.
    pub(super) fn decided<T>(
        &mut self,
        dataset: &'a Dataset,
        needed: &BTreeSet<String>,
        mut read: impl FnMut(&mut Self, &mut Standing) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let sources = self.inputs.sources(&dataset.name.text);
        let mut standing = Standing::of(dataset, sources.len());
        if dataset.key.is_empty() {
            return read(self, &mut standing);
        }
        for scope in 0..standing.keys.len() {
            let streams = standing.sources(scope).all(|number| {
                let mapping = sources.get(number).and_then(|source| source.mapping.as_ref());
                let mapping = mapping.and_then(|mapping| self.policy.mapping(mapping));
                Keys::streams(keep(dataset, mapping))
            });
            if !streams {
                self.survey(dataset, needed, &mut standing, scope)?;
            }
        }
        loop {
            let mark = self.sink.mark()?;
            // Who is in the data or on the list is found on the way.
            let grows = !self.entities.is_listed() || dataset.kind == DatasetKind::Entities;
            let before = grows.then(|| self.entities.clone());
            let read = read(self, &mut standing)?;
            let Some(undecided) = standing.undecided().filter(|scope| !standing.failed.contains(scope)) else {
                return Ok(read);
            };
            self.sink.rewind(mark)?;
            if let Some(onlooker) = &mut self.onlooker {
                onlooker.forgets(&dataset.name.text);
            }
            if let Some(before) = before {
                self.entities = before;
            }
            self.survey(dataset, needed, &mut standing, undecided)?;
            (0..standing.keys.len()).for_each(|scope| standing.next(scope));
        }
    }

    /// Finds which row of each key of a scope stays. Nothing goes on, nobody is added, and no row is set aside by it.
    fn survey(
        &mut self,
        dataset: &'a Dataset,
        needed: &BTreeSet<String>,
        standing: &mut Standing,
        scope: usize,
    ) -> Result<(), Error> {
        let sources = self.inputs.sources(&dataset.name.text);
        if let Some(keys) = standing.keys.get_mut(scope) {
            *keys = Keys::surveying();
        }
        self.surveys = true;
        let ended = self.surveyed(dataset, needed, standing, scope, &sources);
        self.surveys = false;
        match ended {
            // Whoever looks on is told when the source is read.
            Err(_) if self.onlooker.is_some() => standing.fail(scope),
            ended => ended?,
        }
        Ok(())
    }

    fn surveyed(
        &mut self,
        dataset: &'a Dataset,
        needed: &BTreeSet<String>,
        standing: &mut Standing,
        scope: usize,
        sources: &[SourceInfo],
    ) -> Result<(), Error> {
        while !standing.keys.get(scope).is_none_or(Keys::decided) {
            for number in standing.sources(scope) {
                let Some(source) = sources.get(number) else { continue };
                let mut door = self.door_of(dataset, source, needed)?;
                let dataset = dataset.name.text.as_str();
                let id = SourceId { dataset, number };
                let all = |_: Admitted, _: &EntityIndex| Ok(ControlFlow::Continue(()));
                // Nothing breaks it off.
                let _flow = self.admit(&mut door, standing, id, all)?;
            }
            standing.next(scope);
        }
        Ok(())
    }

    /// The batches of a source. One that may say something else the next time is kept from its survey on.
    pub(super) fn scan(
        &mut self,
        source: SourceId<'_>,
        request: &ScanRequest,
        standing: &mut Standing,
    ) -> Result<Batches, Error> {
        if let Some(batches) = self.handed_over(source) {
            return Ok(Box::new(batches.into_iter().map(Ok)));
        }
        let Some(held) = standing.held.get_mut(source.number) else {
            return self.inputs.scan(source, request);
        };
        if self.surveys && held.is_none() && !self.inputs.rereadable(source) {
            let batches = self.inputs.scan(source, request)?.collect::<Result<Vec<Batch>, _>>();
            *held = Some(batches.map_err(|error| self.inputs.blame(source, error))?);
        }
        match (held, self.part) {
            (Some(batches), _) => Ok(Box::new(batches.clone().into_iter().map(Ok))),
            (None, Some(part)) => self.inputs.scan_part(source, part, request),
            (None, None) => self.inputs.scan(source, request),
        }
    }
}
