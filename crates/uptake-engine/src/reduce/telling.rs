//! What the rows of a batch add to, found out before they are added.

use super::accumulate::{Rows, too_many_events};
use super::batch::{SlotValues, values, weights};
use super::classify::Classifier;
use super::distinct::{CountedAs, Distinct};
use super::entities::EntityIndex;
use super::intern::{Numbered, TextColumns};
use super::pipeline::At;
use super::plan::DatasetPlan;
use super::trace::{self, TracedRow};
use super::unlisted::{Unlisted, UnlistedName};
use crate::calendar::Day;
use crate::error::Error;
use crate::intake::Admitted;
use std::collections::BTreeMap;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::Dataset;

/// Finds out what rows add to, and notes what is to be told of them.
pub(super) struct Telling<'a> {
    dataset: &'a Dataset,
    pub(super) plan: DatasetPlan,
    pub(super) texts: TextColumns,
    classifier: Classifier<'a>,
    distinct: Distinct<'a>,
    unlisted: Unlisted<'a>,
    /// The rows that are noted.
    pub(super) traced: Vec<TracedRow>,
    /// Where entities are numbered anew, as they come.
    pub(super) local: Option<Local>,
}

/// What the answers of all conditions are for each class.
pub(super) type Truths = Vec<Vec<Option<bool>>>;

/// A batch, and what its rows add to.
pub(super) struct Told {
    admitted: Admitted,
    /// The entity of each row, where entities are numbered anew.
    local: Option<Vec<u32>>,
    /// How many entities there are by now.
    pub(super) count: usize,
    classes: Vec<u32>,
    /// The classes, where there are new ones since the batch before.
    pub(super) learnt: Option<Truths>,
    weights: Option<Vec<i64>>,
    values: Vec<Option<SlotValues>>,
    /// For each slot that counts different values what its rows count as.
    counted: Vec<Option<CountedAs>>,
}

impl Told {
    /// For each slot the numbers of the rows' values, and under which they are counted.
    pub(super) fn codes(&self) -> Vec<Option<(&[u32], &[u32])>> {
        self.counted
            .iter()
            .map(|counted| counted.as_ref().map(CountedAs::slices))
            .collect()
    }

    /// Its rows, with these codes.
    pub(super) fn rows<'r>(&'r self, codes: &'r [Option<(&'r [u32], &'r [u32])>]) -> Rows<'r> {
        Rows {
            entities: self.local.as_ref().unwrap_or(&self.admitted.entities),
            days: &self.admitted.days,
            classes: &self.classes,
            weights: self.weights.as_deref(),
            values: &self.values,
            codes,
        }
    }

    /// That a row brings more events than a count holds.
    pub(super) fn too_many(&self, entity: &str, row: usize) -> Error {
        let (part, number) = self.admitted.places.of(row);
        let names = self.admitted.frame.column(entity);
        let name = names.and_then(|names| Ok(names.str()?.get(row).unwrap_or_default().to_owned()));
        too_many_events(&name.unwrap_or_default(), &format!(", with row {number} of {part}"))
    }
}

/// The numbers of entities in one part alone.
#[derive(Default)]
pub(super) struct Local {
    /// By number elsewhere; [`EntityIndex::STRANGER`] has none yet.
    places: Vec<u32>,
    /// By number here.
    entities: Vec<u32>,
}

impl Local {
    /// Numbers the entities of a batch.
    fn number(&mut self, entities: &[u32]) -> Vec<u32> {
        let mut rows = Vec::with_capacity(entities.len());
        for entity in entities {
            let at = *entity as usize;
            if self.places.len() <= at {
                self.places.resize(at + 1, EntityIndex::STRANGER);
            }
            let Some(place) = self.places.get_mut(at) else { continue };
            if *place == EntityIndex::STRANGER {
                *place = u32::try_from(self.entities.len()).unwrap_or(u32::MAX);
                self.entities.push(*entity);
            }
            rows.push(*place);
        }
        rows
    }
}

impl<'a> Telling<'a> {
    pub(super) fn new(policy: &'a Policy, dataset: &'a Dataset, plan: DatasetPlan, zone: &str) -> Self {
        Self {
            dataset,
            texts: TextColumns::default(),
            classifier: Classifier::new(dataset, &policy.registers, &plan.filters, zone),
            distinct: Distinct::new(&plan, dataset, &policy.registers),
            unlisted: Unlisted::new(dataset, &policy.registers),
            traced: Vec::new(),
            local: None,
            plan,
        }
    }

    /// The columns whose texts are numbered.
    pub(super) fn text_columns(&self) -> impl Iterator<Item = &str> {
        self.classifier.texts().chain(self.distinct.columns())
    }

    /// The names of those who came, in their order.
    pub(super) fn local_names(&self, entities: &EntityIndex) -> Vec<Box<str>> {
        let own = self.local.iter().flat_map(|local| &local.entities);
        own.map(|entity| entities.name(*entity).into()).collect()
    }

    /// For each slot what is counted under each number.
    pub(super) fn counted(&self) -> Vec<Vec<String>> {
        self.distinct.counted(&self.texts)
    }

    /// The rows of each name that no register lists, by column.
    pub(super) fn unlisted_counts(&self) -> BTreeMap<String, BTreeMap<String, u64>> {
        self.unlisted.counts(&self.texts, 0)
    }

    /// The same of one of several sources.
    pub(super) fn unlisted_of(&self, source: usize) -> BTreeMap<String, BTreeMap<String, u64>> {
        self.unlisted.counts(&self.texts, source)
    }

    /// The names that no register lists in the rows of a source, those with the most rows first.
    pub(super) fn unlisted_names(&self, source: usize) -> Vec<UnlistedName> {
        self.unlisted.names(&self.texts, source)
    }

    /// What is told of such rows.
    pub(super) fn of_counts(&self, counts: &BTreeMap<String, BTreeMap<String, u64>>) -> Vec<UnlistedName> {
        self.unlisted.of_counts(counts)
    }

    /// By condition, how many rows were undecided.
    pub(super) fn undecided(&self) -> Vec<u64> {
        let filters = 0..self.plan.filters.len();
        filters.map(|filter| self.classifier.undecided(filter)).collect()
    }

    /// By condition, whether it was true, false and unknown for some row.
    pub(super) fn met(&self) -> Vec<[bool; 3]> {
        let filters = 0..self.plan.filters.len();
        filters.map(|filter| self.classifier.met(filter)).collect()
    }

    /// What a batch with the numbered texts of its rows adds to.
    pub(super) fn tell(&mut self, admitted: Admitted, numbered: Vec<Numbered>, at: At) -> Result<Told, Error> {
        let (frame, days) = (&admitted.frame, admitted.days.as_slice());
        self.texts.receive(numbered);
        self.unlisted.add(&self.texts, at.source);
        let before = self.classifier.version;
        let classes = self.classifier.classify(frame, days, &self.texts)?;
        let learnt = (self.classifier.version != before).then(|| self.classifier.truths.clone());
        let weights = weights(self.dataset, frame)?;
        let values = values(&self.plan, frame)?;
        if let Some(code) = at.traced {
            self.note(code, &admitted, &classes, weights.as_deref());
        }
        let counted = self.distinct.codes(&self.texts);
        let (local, count) = match &mut self.local {
            None => (None, at.entities),
            Some(local) => (Some(local.number(&admitted.entities)), local.entities.len()),
        };
        Ok(Told {
            admitted,
            local,
            count,
            classes,
            learnt,
            weights,
            values,
            counted,
        })
    }

    /// Notes the rows of an entity.
    fn note(&mut self, code: u32, admitted: &Admitted, classes: &[u32], weights: Option<&[i64]>) {
        let own = admitted.entities.iter().enumerate();
        let own = own.filter(|(_, entity)| **entity == code);
        self.traced.extend(own.map(|(row, _)| {
            let (part, number) = admitted.places.of(row);
            let day: Day = admitted.days.get(row).copied().unwrap_or_default();
            let class = classes.get(row);
            let truths = class.and_then(|class| self.classifier.truths.get(*class as usize));
            TracedRow {
                part: part.into(),
                row: number,
                days: (day, day),
                truths: truths.cloned().unwrap_or_default(),
                events: weights.and_then(|all| all.get(row)).copied().unwrap_or(1),
                values: trace::values(&admitted.frame, row),
            }
        }));
    }
}
