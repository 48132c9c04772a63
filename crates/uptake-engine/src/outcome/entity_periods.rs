//! A row per entity and period, with numbers for entities.

use crate::error::Error;
use crate::names::{Columns, EntityId, Kind, Names, Private, Writer};
use polars::prelude::*;
use std::fmt;
use std::sync::Arc;
use uptake_rules::policy::Policy;

/// What ends the name of a column with all groups that an entity is in at once. No rule's name has a blank.
pub(crate) const ALL: &str = " (all)";

/// What stands between them.
pub(crate) const GROUPS: &str = "; ";

/// One row per entity and reported period: entity, period, measures, definitions, ladders, cuts. The entity's column holds
/// numbers, and the frame comes out by [`EntityPeriods::written`] alone.
#[derive(Clone)]
pub struct EntityPeriods {
    /// With the entities' numbers in their column.
    frame: DataFrame,
    entity: String,
    /// What the texts of the other columns are, where they are texts.
    kinds: Vec<(String, Kind)>,
    names: Arc<Names>,
}

impl EntityPeriods {
    /// A frame whose column `entity` has the entities' numbers.
    pub(crate) fn new(frame: DataFrame, policy: &Policy, names: &Arc<Names>) -> Self {
        let entity = policy.entity_column();
        let columns = Columns::of(policy);
        let texts = frame
            .columns()
            .iter()
            .filter(|column| column.name() != entity && *column.dtype() == DataType::String);
        Self {
            kinds: texts
                .map(|column| {
                    let name = column.name().as_str();
                    (name.to_owned(), columns.kind(name.strip_suffix(ALL).unwrap_or(name)))
                })
                .collect(),
            entity: entity.to_owned(),
            names: Arc::clone(names),
            frame,
        }
    }

    /// The names of the entities.
    #[must_use]
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The frame as it is written. Under pseudonyms its rows are ordered by them: their order would tell the names' alphabet.
    ///
    /// # Errors
    /// When a column isn't what it was made as.
    pub fn written(&self, writer: &Writer<'_>) -> Result<DataFrame, Error> {
        let shown: Vec<String> = (0..u32::try_from(self.names.len()).unwrap_or(u32::MAX))
            .map(|id| writer.write(&Private::entity(EntityId(id), &self.names)))
            .collect();
        let ids = self.ids()?;
        let names: StringChunked = ids
            .iter()
            .map(|id| shown.get(id? as usize).map(String::as_str))
            .collect();
        let mut frame = self.frame.clone();
        frame.with_column(names.with_name(self.entity.as_str().into()).into_column())?;
        if writer.is_clear() {
            return Ok(frame);
        }
        for (name, kind) in &self.kinds {
            let texts = frame.column(name)?.str()?;
            let all = name.ends_with(ALL);
            let write = |text: &str| match all {
                true => {
                    let groups = text.split(GROUPS).map(|group| writer.text(*kind, group));
                    groups.collect::<Vec<_>>().join(GROUPS)
                }
                false => writer.text(*kind, text).into_owned(),
            };
            let written: StringChunked = texts.iter().map(|text| Some(write(text?))).collect();
            frame.with_column(written.with_name(name.as_str().into()).into_column())?;
        }
        let order = SortMultipleOptions::default().with_maintain_order(true);
        Ok(frame.sort([self.entity.as_str(), "period"], order)?)
    }

    /// The numbers of the entities, row by row.
    pub(crate) fn ids(&self) -> Result<&UInt32Chunked, Error> {
        Ok(self.frame.column(&self.entity)?.u32()?)
    }

    /// The name of a row's entity.
    pub(crate) fn name(&self, id: Option<u32>) -> &str {
        id.and_then(|id| self.names.evaluated(EntityId(id))).unwrap_or("")
    }

    /// A row's entity.
    pub(crate) fn entity(&self, id: u32) -> Private {
        Private::entity(EntityId(id), &self.names)
    }

    /// What the texts of a column are.
    pub(crate) fn kind(&self, column: &str) -> Kind {
        let known = self.kinds.iter().find(|(name, _)| name == column);
        known.map_or(Kind::Derived, |(_, kind)| *kind)
    }

    /// The columns, names of entities aside.
    pub(crate) fn frame(&self) -> &DataFrame {
        &self.frame
    }
}

impl fmt::Debug for EntityPeriods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows of {:?}", self.frame.height(), self.names)
    }
}
