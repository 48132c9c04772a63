//! Names of entities replaced by keyed hashes, so that figures can be handed on without them.
//!
//! A name becomes `p-` and 16 hexadecimal digits of its keyed BLAKE3 hash, under a key derived from the project's. The same name
//! has the same pseudonym in every run and file; without the key nobody can tell it, or try names out.

use crate::project_files::Loaded;
use crate::sources::expand;
use crate::{Failure, World};
use polars::prelude::*;
use std::fmt::Write;
use uptake_codes::AdapterCode;
use uptake_engine::intake::{SetAsideRow, SetAsideSink};
use uptake_engine::{Error, Outcome};
use uptake_rules::Policy;
use uptake_rules::project::Project;

/// A key that is shorter could be tried out.
const SHORTEST_KEY: usize = 16;

/// What the key is for: a key that serves other ends too gives other hashes there.
const CONTEXT: &str = "uptake 2026-11 pseudonyms of entities";

/// The key.
pub(crate) struct Pseudonyms([u8; 32]);

impl Pseudonyms {
    /// What names are replaced with, if the project says so.
    pub(crate) fn of_project(project: &Project, loaded: &Loaded, world: &dyn World) -> Result<Option<Self>, Failure> {
        let Some(key) = &project.pseudonyms else {
            return Ok(None);
        };
        let place = loaded.texts.place(key.span);
        let fault = |message: String| {
            Failure::new(message)
                .code(AdapterCode::Config)
                .place(place.clone())
                .help("refer to a long random text, as in `${env:UPTAKE_KEY}` or `${file:PATH}`")
        };
        if !key.text.contains("${") {
            return Err(fault("the key of `pseudonyms` stands in the project file".to_owned()));
        }
        let secret = expand(&key.text, &loaded.folder, world, &mut Vec::new());
        let secret = secret.map_err(|failure| failure.place(place.clone()))?;
        if secret.len() < SHORTEST_KEY {
            return Err(fault(format!(
                "the key of `pseudonyms` can't be used: it has fewer than {SHORTEST_KEY} characters"
            )));
        }
        Ok(Some(Self(blake3::derive_key(CONTEXT, secret.as_bytes()))))
    }

    /// The pseudonym of a name.
    fn of(&self, name: &str) -> String {
        let hash = blake3::keyed_hash(&self.0, name.as_bytes());
        let mut pseudonym = "p-".to_owned();
        for byte in hash.as_bytes().iter().take(8) {
            // Writing into a text can't fail.
            let _ = write!(pseudonym, "{byte:02x}");
        }
        pseudonym
    }

    /// Replaces the names in an outcome. The rows are ordered anew: their order would tell the names' alphabet.
    pub(crate) fn apply(&self, outcome: &mut Outcome) -> Result<(), Failure> {
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
        let names = outcome
            .entity_periods
            .column(entity)
            .and_then(Column::str)
            .map_err(broken)?;
        let replaced: StringChunked = names.iter().map(|name| name.map(|name| self.of(name))).collect();
        let frame = outcome
            .entity_periods
            .with_column(replaced.with_name(entity.into()).into_column())
            .map_err(broken)?
            .clone();
        let order = SortMultipleOptions::default().with_maintain_order(true);
        outcome.entity_periods = frame.sort([entity, "period"], order).map_err(broken)?;
        Ok(())
    }
}

fn broken(error: PolarsError) -> Failure {
    Failure::new(format!("the names can't be replaced: {error}"))
}

/// Hands rows on without names: the entity's is replaced, and what else the row held is left out.
pub(crate) struct Nameless<'a> {
    /// Where rows go.
    pub(crate) inner: &'a mut dyn SetAsideSink,
    /// The key.
    pub(crate) pseudonyms: &'a Pseudonyms,
    /// The rules, which say which column names the entity.
    pub(crate) policy: &'a Policy,
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
