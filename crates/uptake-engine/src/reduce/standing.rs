//! How the keys of a dataset's sources stand, from one reading of them to the next.

use crate::error::Error;
use crate::intake::{Door, Keys};
use std::collections::BTreeSet;
use uptake_adapter::Batch;
use uptake_rules::policy::dataset::{Dataset, DatasetKind};

/// How the keys of a dataset's sources stand, from one reading of them to the next.
pub(crate) struct Standing {
    /// For each source; where keys are compared across them, one for all.
    pub(super) keys: Vec<Keys>,
    across: bool,
    sources: usize,
    /// The batches of sources that may say something else the next time, once they were surveyed.
    pub(super) held: Vec<Option<Vec<Batch>>>,
    /// Where a survey failed, so that there is no use in another one.
    pub(super) failed: BTreeSet<usize>,
}

impl Standing {
    pub(super) fn of(dataset: &Dataset, sources: usize) -> Self {
        let across = match dataset.kind {
            DatasetKind::Entities | DatasetKind::Names => true,
            DatasetKind::Events | DatasetKind::Spells | DatasetKind::Records => false,
        };
        let scopes = if across { sources.min(1) } else { sources };
        Self {
            keys: (0..scopes).map(|_| Keys::default()).collect(),
            across,
            sources,
            held: vec![None; sources],
            failed: BTreeSet::new(),
        }
    }

    /// Where the keys of a source are.
    fn scope(&self, source: usize) -> usize {
        if self.across { 0 } else { source }
    }

    /// The sources whose keys are there.
    pub(super) fn sources(&self, scope: usize) -> std::ops::Range<usize> {
        match self.across {
            true => 0..self.sources,
            false => scope..scope + 1,
        }
    }

    /// Where a key came again with other values, and no rule says which row stays.
    pub(super) fn undecided(&self) -> Option<usize> {
        self.keys.iter().position(Keys::undecided)
    }

    /// Takes note of a survey that failed.
    pub(super) fn fail(&mut self, scope: usize) {
        self.failed.insert(scope);
        if let Some(keys) = self.keys.get_mut(scope) {
            *keys = Keys::default();
        }
    }

    /// Goes on with a scope's next reading.
    pub(super) fn next(&mut self, scope: usize) {
        if let Some(keys) = self.keys.get_mut(scope) {
            *keys = std::mem::take(keys).next();
        }
    }

    /// Gives a door what is known of its source's keys.
    pub(super) fn lend(&mut self, source: usize, door: &mut Door<'_>) {
        let scope = self.scope(source);
        let keys = self.keys.get_mut(scope).map(std::mem::take).unwrap_or_default();
        door.set_keys(keys.of_source(source));
    }

    /// Takes it back after all its rows, or where they are of no use.
    ///
    /// # Errors
    /// When the source had other rows than in the survey.
    pub(super) fn take_back(&mut self, source: usize, door: &mut Door<'_>, whole: bool) -> Result<(), Error> {
        let scope = self.scope(source);
        let keys = door.take_keys();
        if whole && self.sources(scope).last() == Some(source) {
            keys.finish()?;
        }
        if whole && !self.across {
            for (earlier, rows) in keys.shared(self.keys.iter().take(scope)).into_iter().enumerate() {
                if rows > 0 {
                    door.repeats(earlier, rows);
                }
            }
        }
        if let Some(place) = self.keys.get_mut(scope) {
            *place = keys;
        }
        Ok(())
    }
}
