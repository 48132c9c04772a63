//! A row per entity and period, with numbers for entities.

use super::written_rows::WrittenRows;
use crate::error::Error;
use crate::names::{Columns, EntityId, Kind, Names, Private, Writer};
use crate::narrow::wide;
use crate::panel::Panel;
use crate::reduce::intern::Interner;
use polars::prelude::*;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use uptake_rules::policy::Policy;

/// What ends the name of a column with all groups that an entity is in at once. No rule's name has a blank.
pub const ALL: &str = " (all)";

/// What stands between them.
pub(crate) const GROUPS: &str = "; ";

/// The column that says why somebody doesn't count.
pub(crate) const NOT_COUNTED: &str = "not_counted";

/// The column that says which rules hold.
pub(crate) const RULE: &str = "rule";

/// Which rules hold together, each set once.
#[derive(Default)]
pub(crate) struct RuleSets {
    /// By their numbers.
    pub(crate) all: Vec<Vec<usize>>,
    numbers: BTreeMap<Vec<usize>, u32>,
}

impl RuleSets {
    /// The number of a set.
    pub(crate) fn number(&mut self, set: Vec<usize>) -> u32 {
        if let Some(number) = self.numbers.get(&set) {
            return *number;
        }
        let number = u32::try_from(self.all.len()).unwrap_or(u32::MAX);
        self.all.push(set.clone());
        self.numbers.insert(set, number);
        number
    }
}

/// What the columns are that no rule has.
#[derive(Clone, Default)]
pub(crate) struct Told {
    /// The list's columns, in the order of its contract.
    pub(crate) listed: Vec<String>,
    /// The column with the numbers of why somebody doesn't count.
    pub(crate) not_counted: String,
    /// Why, by number; nothing for who counts.
    pub(crate) reasons: Vec<Option<String>>,
    /// The column with the numbers of sets of rules.
    pub(crate) rule: String,
    /// The sets by their numbers, from the least to the most specific rule.
    pub(crate) sets: Vec<Vec<usize>>,
}

/// One row per entity and reported period: entity, period, measures, definitions, ladders, cuts. The entity's column holds
/// numbers, and the frame comes out by [`EntityPeriods::written`] alone.
#[derive(Clone)]
pub struct EntityPeriods {
    /// With the entities' numbers in their column.
    frame: Panel,
    entity: String,
    /// What the texts of the other columns are, where they are texts.
    kinds: Vec<(String, Kind)>,
    names: Arc<Names>,
    told: Told,
}

impl EntityPeriods {
    /// A frame whose column `entity` has the entities' numbers.
    pub(crate) fn new(frame: Panel, policy: &Policy, names: &Arc<Names>, told: Told) -> Self {
        let entity = policy.entity_column();
        let columns = Columns::of(policy);
        let texts = frame
            .columns()
            .filter(|column| column.name() != entity && *column.dtype() == DataType::String);
        Self {
            kinds: texts
                .map(|column| {
                    let name = column.name().as_str();
                    let own = name.strip_suffix(ALL).unwrap_or(name);
                    let kind = match told.listed.iter().any(|listed| listed == own) && !columns.is_shown(own) {
                        true => Kind::Free,
                        false => columns.kind(own),
                    };
                    (name.to_owned(), kind)
                })
                .collect(),
            entity: entity.to_owned(),
            names: Arc::clone(names),
            frame,
            told,
        }
    }

    /// The list's columns, in the order of its contract, whether they are delivered or not.
    #[must_use]
    pub fn listed(&self) -> &[String] {
        &self.told.listed
    }

    /// The name of the column that says why somebody doesn't count.
    #[must_use]
    pub fn not_counted(&self) -> &str {
        &self.told.not_counted
    }

    /// The name of the column that says which rules hold.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.told.rule
    }

    /// The rows as they are written, with the rules in words: `words` has those for a set of the outcome's differing rules, given
    /// by their places from the least to the most specific.
    ///
    /// # Errors
    /// When a column isn't what it was made as.
    pub fn rows(&self, writer: &Writer<'_>, words: &dyn Fn(&[usize]) -> String) -> Result<WrittenRows, Error> {
        let rules = (
            self.told.rule.clone(),
            texts(self.told.sets.iter().map(|set| words(set))),
        );
        // Under pseudonyms the rows have another order.
        if !writer.is_clear() {
            return Ok(WrittenRows::new(Panel::of(self.written(writer)?), vec![rules]));
        }
        let mut frame = self.frame.clone();
        if !writer.writes_all() {
            for (name, kind) in &self.kinds {
                let (along, column) = self.frame.held(name)?;
                if let Some(written) = rewritten(column.str()?, |text| written(writer, (name, *kind), text))? {
                    frame.put(along, written.with_name(name.as_str().into()).into_column())?;
                }
            }
        }
        let names = (self.entity.clone(), self.shown(writer));
        let reasons = (self.told.not_counted.clone(), self.reasons());
        Ok(WrittenRows::new(frame, vec![names, reasons, rules]))
    }

    /// The names of all entities as they are written, by number.
    fn shown(&self, writer: &Writer<'_>) -> StringChunked {
        let all = 0..u32::try_from(self.names.len()).unwrap_or(u32::MAX);
        texts(all.map(|id| writer.write(&Private::entity(EntityId(id), &self.names))))
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.frame.height()
    }

    /// Whether there are none: nobody was judged.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.frame.height() == 0
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
        let names = self.shown(writer).take(&self.ids()?)?;
        let mut frame = self.frame()?;
        frame.with_column(names.with_name(self.entity.as_str().into()).into_column())?;
        if writer.writes_all() {
            return Ok(frame);
        }
        for (name, kind) in &self.kinds {
            let column = frame.column(name)?.str()?;
            if let Some(written) = rewritten(column, |text| written(writer, (name, *kind), text))? {
                frame.with_column(written.with_name(name.as_str().into()).into_column())?;
            }
        }
        if writer.is_clear() {
            return Ok(frame);
        }
        let order = SortMultipleOptions::default().with_maintain_order(true);
        Ok(frame.sort([self.entity.as_str(), "period"], order)?)
    }

    /// The names of all entities as they are shown, by number.
    pub(crate) fn all_shown(&self, writer: &Writer<'_>) -> Vec<String> {
        let shown = self.shown(writer);
        shown.iter().map(|name| name.unwrap_or_default().to_owned()).collect()
    }

    /// The column with the entity.
    pub(crate) fn entity_column(&self) -> &str {
        &self.entity
    }

    /// The numbers of the entities, row by row.
    pub(crate) fn ids(&self) -> Result<UInt32Chunked, Error> {
        Ok(self.frame.column(&self.entity)?.u32()?.clone())
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
    ///
    /// # Errors
    /// When a column isn't what it was made as.
    pub(crate) fn frame(&self) -> Result<DataFrame, Error> {
        let mut frame = wide(self.frame.whole()?)?;
        let numbers = frame.column(&self.told.not_counted)?.u32()?;
        let reasons = self.reasons().take(numbers)?;
        frame.with_column(reasons.with_name(self.told.not_counted.as_str().into()).into_column())?;
        Ok(frame)
    }

    /// Why somebody doesn't count, by number.
    fn reasons(&self) -> StringChunked {
        self.told.reasons.iter().map(Option::as_deref).collect()
    }
}

/// A column of texts.
fn texts(texts: impl Iterator<Item = String>) -> StringChunked {
    texts.map(Some).collect()
}

/// A text of a column as it is written; of a column with all groups each of them for itself.
fn written(writer: &Writer<'_>, (name, kind): (&str, Kind), text: &str) -> String {
    match name.ends_with(ALL) {
        true => {
            let groups = text.split(GROUPS).map(|group| writer.text(kind, group));
            groups.collect::<Vec<_>>().join(GROUPS)
        }
        false => writer.text(kind, text).into_owned(),
    }
}

/// A column with its texts written anew, if any of them changes. They repeat: each is looked at once.
fn rewritten(column: &StringChunked, write: impl Fn(&str) -> String) -> PolarsResult<Option<StringChunked>> {
    let mut known = Interner::default();
    let mut numbers = Vec::new();
    known.codes(column, true, IdxSize::MAX, &mut numbers);
    let shown: Vec<String> = known.texts().iter().map(|text| write(text)).collect();
    if shown.iter().zip(known.texts()).all(|(shown, text)| **shown == **text) {
        return Ok(None);
    }
    let numbers = numbers
        .into_iter()
        .map(|number| (number != IdxSize::MAX).then_some(number));
    let numbers = IdxCa::from_iter_options(PlSmallStr::EMPTY, numbers);
    texts(shown.into_iter()).take(&numbers).map(Some)
}

impl fmt::Debug for EntityPeriods {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows of {:?}", self.frame.height(), self.names)
    }
}
