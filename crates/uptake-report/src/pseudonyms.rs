//! Names of entities replaced by keyed hashes, so that figures can be handed on without them.
//!
//! A name becomes `p-` and 16 hexadecimal digits of its keyed BLAKE3 hash, under a key derived from the project's. The same name
//! has the same pseudonym in every run and file; without the key nobody can tell it, or try names out.

use crate::export::ExportError;
use polars::prelude::*;
use std::fmt::Write;
use uptake_engine::intake::{SetAsideRow, SetAsideSink};
use uptake_engine::{Error, Outcome};
use uptake_rules::Policy;

/// A key that is shorter could be tried out.
const SHORTEST_KEY: usize = 16;

/// What the key is for: a key that serves other ends too gives other hashes there.
const CONTEXT: &str = "uptake 2026-11 pseudonyms of entities";

/// The key.
pub struct Pseudonyms([u8; 32]);

impl Pseudonyms {
    /// From a key.
    ///
    /// # Errors
    /// When it has fewer than 16 bytes.
    pub fn new(key: &str) -> Result<Self, ExportError> {
        if key.len() < SHORTEST_KEY {
            return Err(format!("it has fewer than {SHORTEST_KEY} characters").into());
        }
        Ok(Self(blake3::derive_key(CONTEXT, key.as_bytes())))
    }

    /// The pseudonym of a name.
    #[must_use]
    pub fn of(&self, name: &str) -> String {
        let hash = blake3::keyed_hash(&self.0, name.as_bytes());
        let mut pseudonym = "p-".to_owned();
        for byte in hash.as_bytes().iter().take(8) {
            // Writing into a text can't fail.
            let _ = write!(pseudonym, "{byte:02x}");
        }
        pseudonym
    }

    /// Replaces the names in an outcome. The rows are ordered anew: their order would tell the names' alphabet.
    ///
    /// # Errors
    /// When the outcome has no column with names.
    pub fn apply(&self, outcome: &mut Outcome) -> Result<(), ExportError> {
        let groups = outcome.checks.iter_mut().flat_map(|check| &mut check.groups);
        for evidence in groups.filter_map(|group| group.evidence.as_mut()) {
            for row in &mut evidence.rows {
                row.entity = self.of(&row.entity);
            }
            evidence
                .rows
                .sort_by(|a, b| (&a.entity, a.period).cmp(&(&b.entity, b.period)));
        }
        let entity = outcome.entity_column.as_str();
        let names = outcome.entity_periods.column(entity)?.str()?;
        let replaced: StringChunked = names.iter().map(|name| name.map(|name| self.of(name))).collect();
        let frame = outcome
            .entity_periods
            .with_column(replaced.with_name(entity.into()).into_column())?
            .clone();
        let order = SortMultipleOptions::default().with_maintain_order(true);
        outcome.entity_periods = frame.sort([entity, "period"], order)?;
        Ok(())
    }
}

/// Hands rows on without names: the entity's is replaced, and what else the row held is left out.
pub struct Nameless<'a> {
    /// Where rows go.
    pub inner: &'a mut dyn SetAsideSink,
    /// The key.
    pub pseudonyms: &'a Pseudonyms,
    /// The rules, which say which column names the entity.
    pub policy: &'a Policy,
}

impl SetAsideSink for Nameless<'_> {
    fn keep(&mut self, row: SetAsideRow) -> Result<(), Error> {
        let entity = self
            .policy
            .dataset(&row.dataset)
            .map(|dataset| dataset.entity.text.as_str());
        let value = match entity == Some(row.column.as_str()) && !row.value.is_empty() {
            true => self.pseudonyms.of(&row.value),
            false => row.value,
        };
        self.inner.keep(SetAsideRow {
            value,
            record: String::new(),
            ..row
        })
    }
}
