//! One dataset's door: batches go in, clean frames come out, faults are counted and kept.
//!
//! The way through: `entering`, then `mapping` if there is one, the contract, `holding` (keys and entities). `aside` takes out what
//! can't go on.

mod aside;
mod entering;
mod holding;
mod mapping;

use super::asked::Asked;
use super::contract;
use super::gathered::Gathered;
use super::keys::Keys;
use super::known::Known;
use super::outside::{Counted, Timed, stretches};
use super::places::Places;
use super::refusal::Refusal;
use super::refused::Refusals;
use super::report::{IntakeReport, Told};
use super::set_aside::SetAsideSink;
use super::unwrapped::ROW;
use super::witness::Witness;
use crate::binary::binary;
use crate::calendar::Day;
use crate::coverage::Evidence;
use crate::error::Error;
use crate::reduce::batch::days_of;
use crate::reduce::entities::EntityIndex;
use crate::reduce::joiner::Joiner;
use crate::reduce::near::near_misses;
use crate::reduce::spells::Doubts;
pub(crate) use entering::{Entered, Entrance, Met};
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uptake_adapter::{Batch, Codes, Remark, Spare, is_asked};
use uptake_rules::hidden_name;
use uptake_rules::policy::dataset::{Column, Dataset, DatasetKind};
use uptake_rules::policy::keep::{Keep, NamesIgnore};
use uptake_rules::policy::mapping::Mapping;
use uptake_rules::text::Name;
use uptake_rules::value::Literal;

/// The column of a mapping's input that decides which row of a key stays, beside the dataset's columns.
const DECIDING: &str = hidden_name!("deciding");

/// The column with the place of a row in its batch, where rows that are left out hold their keys.
const PLACE: &str = hidden_name!("place");

/// What came through.
pub struct Admitted {
    /// The dataset's needed columns, typed as the contract says. A column that may be absent and is, is all unknown.
    pub frame: DataFrame,
    /// The columns among them that came as numbers, and are what they came as.
    pub codes: Codes,
    /// The entity of each row.
    pub entities: Vec<u32>,
    /// The day of each row; none where they aren't events.
    pub days: Vec<Day>,
    /// Where each row stands in its source.
    pub places: Places,
}

/// Rows that need no door, since it is sure that it would let them through, and what it would count of them.
#[derive(Debug, Default)]
pub(crate) struct Elsewhere {
    /// Rows that are used.
    pub(crate) used: u64,
    /// Rows that the mapping leaves out.
    pub(crate) left_out: u64,
    /// Rows that stand for no event.
    pub(crate) without_event: u64,
    /// Rows without a value that the contract reports, by column.
    pub(crate) missing: BTreeMap<String, u64>,
    /// Rows that bear another name of their entity.
    pub(crate) joined: u64,
    /// Rows that write the name of their entity in other letters.
    pub(crate) alike: u64,
}

binary!(Elsewhere {
    used,
    left_out,
    without_event,
    missing,
    joined,
    alike
});

/// A dataset's door.
pub struct Door<'a> {
    dataset: &'a Dataset,
    mapping: Option<&'a Mapping>,
    asked: Asked<'a>,
    /// Columns whose value the project states.
    set: Vec<(Name, Literal)>,
    /// The column of its time, where rows outside of the days are only counted.
    timed: Option<Timed>,
    /// Whether the parts of its source are files.
    of_files: bool,
    known: Known,
    keep: Option<&'a Keep>,
    /// What is known of the rows' keys, where they have one.
    keys: Option<Keys>,
    joiner: Option<Joiner>,
    /// Whom the joiner met, where anybody in the data is an entity: who is meant by the row that stays is one.
    met: EntityIndex,
    witness: Option<Witness>,
    /// Without a joiner: names that aren't on the list, with their rows.
    strangers: FxHashMap<Box<str>, u64>,
    refusals: Refusals,
    report: IntakeReport,
}

impl<'a> Door<'a> {
    /// A door that lets the `needed` columns through, and those that the contract itself needs.
    pub fn new(dataset: &'a Dataset, mapping: Option<&'a Mapping>, needed: &BTreeSet<String>, known: Known) -> Self {
        Self {
            dataset,
            mapping,
            asked: Asked::of(dataset, mapping, needed),
            set: Vec::new(),
            timed: None,
            of_files: false,
            known,
            keep: keep(dataset, mapping),
            keys: None,
            joiner: None,
            met: EntityIndex::new(false),
            witness: matches!(dataset.kind, DatasetKind::Events | DatasetKind::Spells).then(Witness::default),
            strangers: FxHashMap::default(),
            refusals: Refusals::default(),
            report: IntakeReport {
                delivered: true,
                keep_stated: keep(dataset, mapping).is_some(),
                ..IntakeReport::undelivered(dataset)
            },
        }
    }

    /// The same for one of several sources, by its name.
    #[must_use]
    pub fn called(mut self, source: Option<String>) -> Self {
        self.report.source = source;
        self
    }

    /// The same, where the parts of the source are files.
    #[must_use]
    pub(crate) fn of_files(self, of_files: bool) -> Self {
        Self { of_files, ..self }
    }

    /// The same, where the project states the value of columns for all rows, whatever is delivered.
    #[must_use]
    pub(crate) fn setting(mut self, set: &[(Name, Literal)]) -> Self {
        let names = set.iter().map(|(name, _)| name.text.clone()).collect();
        self.asked = self.asked.setting(self.mapping, names);
        self.set = set.to_vec();
        self
    }

    /// The same, where rows outside of the days that are measured are only counted. What the project states of columns is known by then.
    #[must_use]
    pub(crate) fn counting_outside(self, counts: bool) -> Self {
        let set = self.set.iter().map(|(name, _)| name.text.clone()).collect();
        let timed = || Timed::of(self.dataset, self.mapping, &set);
        Self {
            timed: counts.then(timed).flatten(),
            ..self
        }
    }

    /// What its source needn't give. Of rows that weren't known then it isn't told how many they were.
    pub(crate) fn spare(&self) -> Option<Spare> {
        let timed = self.timed.as_ref().filter(|_| self.known.through.is_none())?;
        Some(timed.spare(&self.known))
    }

    /// Takes note of rows that its source didn't give, since it didn't have to.
    pub(crate) fn spared(&mut self, rows: &[u64]) {
        for ((_, reason), rows) in stretches(&self.known).into_iter().zip(rows) {
            self.report.documents += rows;
            self.count_outside(&BTreeMap::from([(reason, *rows)]));
        }
    }

    fn count_outside(&mut self, outside: &Counted) {
        for (reason, rows) in outside.iter().filter(|(_, rows)| **rows > 0) {
            self.report.rows += rows;
            *self.report.set_aside.entry(*reason).or_default() += rows;
        }
    }

    /// The same, where entities may come under other names.
    #[must_use]
    pub fn joining(mut self, joiner: Option<Joiner>) -> Self {
        if let Some(witness) = &mut self.witness {
            witness.joiner.clone_from(&joiner);
        }
        Self { joiner, ..self }
    }

    /// The same, where the project expects values of columns to be in some used row. The columns are among those asked for.
    #[must_use]
    pub(crate) fn expecting(mut self, expect: &[(Name, Vec<Name>)]) -> Self {
        for (column, values) in expect {
            let values = values.iter().map(|value| value.text.clone());
            self.report.unmet.entry(column.text.clone()).or_default().extend(values);
        }
        self
    }

    /// Tells it what is known of the rows' keys. A dataset without a key has none.
    pub(crate) fn set_keys(&mut self, keys: Keys) {
        self.report.by_values = keys.by_values();
        self.keys = (!self.dataset.key.is_empty()).then_some(keys);
    }

    /// What is known of the rows' keys by now.
    pub(crate) fn take_keys(&mut self) -> Keys {
        let keys = self.keys.take().unwrap_or_default();
        let (within, across) = keys.twins();
        (self.report.repeats.within, self.report.repeats.files) = match self.of_files {
            true => (within, across),
            false => (within + across, 0),
        };
        keys
    }

    /// Takes note of rows that say the same as those of an earlier source of the dataset.
    pub(crate) fn repeats(&mut self, earlier: usize, rows: u64) {
        self.report.repeats.sources.push((earlier, rows));
    }

    /// Whether a key came again with other values, and no rule says which row stays. No row goes on from there.
    pub(crate) fn undecided(&self) -> bool {
        self.keys.as_ref().is_some_and(Keys::undecided)
    }

    /// Of which days the rows told, and whose were refused; `None` if they aren't events.
    #[must_use]
    pub fn evidence(&mut self) -> Option<Evidence> {
        let witness = self
            .witness
            .as_mut()
            .filter(|_| self.dataset.kind == DatasetKind::Events);
        Some(std::mem::take(&mut witness?.evidence))
    }

    /// On which days it isn't known whether somebody has a spell, since rows were refused.
    pub(crate) fn take_doubts(&mut self) -> Doubts {
        let witness = self.witness.as_mut();
        witness
            .map(|witness| std::mem::take(&mut witness.doubts))
            .unwrap_or_default()
    }

    /// The same for whoever looks on: more columns come through, as far as they can be read.
    #[must_use]
    pub(crate) fn showing(self, columns: &BTreeSet<String>) -> Self {
        Self {
            asked: self.asked.showing(self.dataset, self.mapping, columns),
            ..self
        }
    }

    /// The dataset.
    #[must_use]
    pub(crate) fn dataset(&self) -> &'a Dataset {
        self.dataset
    }

    /// The columns of the dataset that it asks for, and those of the mapping's input behind them, or the same.
    pub(crate) fn asks(&self) -> (&[&'a Column], &[&'a Column]) {
        self.asked.columns()
    }

    /// What it knows besides the contract.
    pub(crate) fn knows(&self) -> &Known {
        &self.known
    }

    /// Takes rows for read that another one has let through.
    pub(crate) fn tells(report: &mut IntakeReport, told: Elsewhere) {
        report.documents += told.used + told.left_out + told.without_event;
        report.rows += told.used + told.left_out + told.without_event;
        report.used += told.used;
        report.left_out += told.left_out;
        report.without_event += told.without_event;
        for (column, rows) in told.missing {
            *report.missing.entry(column).or_default() += rows;
        }
        if let Some(identities) = &mut report.identities {
            identities.joined += told.joined;
            identities.alike += told.alike;
        }
    }

    /// Whether nothing came to it yet.
    #[must_use]
    pub(crate) fn is_untouched(&self) -> bool {
        self.report.documents == 0
    }

    /// A batch of all columns of a source without those that the door doesn't ask for.
    ///
    /// # Errors
    /// When the columns can't be selected.
    pub(crate) fn narrowed(&self, frame: &DataFrame) -> Result<DataFrame, Error> {
        let asked = self.request();
        let names = frame.get_column_names().into_iter();
        let names: Vec<PlSmallStr> = names.filter(|name| is_asked(&asked, name)).cloned().collect();
        // Without any column a frame would have no rows either.
        match names.is_empty() {
            true => Ok(frame.clone()),
            false => Ok(frame.select(names)?),
        }
    }

    /// What happened, where these were the entities.
    #[must_use]
    pub fn report(self, entities: &EntityIndex) -> IntakeReport {
        let near = match &self.joiner {
            Some(joiner) => near_misses(joiner.strangers(), joiner.ignore(), entities),
            None => {
                let strangers = self.strangers.iter().map(|(name, rows)| (&**name, *rows));
                near_misses(strangers, NamesIgnore::default(), entities)
            }
        };
        IntakeReport {
            identities: self.joiner.as_ref().map(Joiner::report),
            near,
            refused: self.refusals.told(&self.known.reading),
            ..self.report
        }
    }

    /// What was gathered of a part of the source, to be put together with that of others. Where names are joined, it isn't all.
    pub(crate) fn gathered(mut self) -> Gathered {
        Gathered {
            evidence: self.evidence().unwrap_or_default(),
            strangers: self.strangers,
            refusals: self.refusals,
            report: self.report,
        }
    }

    /// The same door after all parts of its source have been through others.
    pub(crate) fn having(self, gathered: Gathered) -> Self {
        let Gathered {
            evidence,
            strangers,
            refusals,
            report,
        } = gathered;
        Self {
            witness: self.witness.map(|witness| Witness { evidence, ..witness }),
            strangers,
            refusals,
            report,
            ..self
        }
    }

    /// What looks other names of entities up, if they are.
    pub(crate) fn joiner(&self) -> Option<&Joiner> {
        self.joiner.as_ref()
    }

    /// Whether other names of entities are looked up.
    pub(crate) fn joins(&self) -> bool {
        self.joiner.is_some()
    }

    /// Keeps what the source told beside its rows.
    pub fn remarked(&mut self, remarks: Vec<Remark>) {
        let told = remarks.into_iter().map(|Remark { part, text }| Told { part, text });
        self.report.remarks.extend(told);
    }

    /// The top-level columns to ask the source for.
    #[must_use]
    pub fn request(&self) -> Vec<String> {
        let mut columns = self.asked.request(self.mapping);
        if let Some(through) = &self.known.through
            && !columns.contains(&through.column)
        {
            columns.push(through.column.clone());
        }
        columns
    }

    /// Lets a batch through.
    ///
    /// # Errors
    /// When a column is missing or as a whole of the wrong type, or when a row can't be kept aside.
    pub fn admit(
        &mut self,
        batch: Batch,
        entities: &mut EntityIndex,
        sink: &mut dyn SetAsideSink,
    ) -> Result<Admitted, Refusal> {
        self.meet(&Met::of(&batch));
        let entered = self.entrance().enter(batch)?;
        self.pass(entered, entities, sink)
    }

    /// What it is before anything has come to it: where batches enter.
    pub(crate) fn entrance(&self) -> Entrance<'a> {
        Entrance {
            dataset: self.dataset,
            mapping: self.mapping,
            asked: self.asked.clone(),
            set: self.set.clone(),
            timed: self.timed.clone(),
            known: self.known.clone(),
            label: self.report.label(),
        }
    }

    /// Whether the parts of its source are files.
    pub(crate) fn is_of_files(&self) -> bool {
        self.of_files
    }

    /// Takes note of a batch that comes, whether it can enter or not.
    pub(crate) fn meet(&mut self, met: &Met) {
        self.report.documents += met.documents;
        if self.of_files && self.report.source.is_some() && !self.report.files.contains(&met.part) {
            self.report.files.insert(Arc::clone(&met.part));
        }
    }

    /// Lets a batch through that has entered. Batches pass in the order in which they come.
    ///
    /// # Errors
    /// As [`Door::admit`].
    pub(crate) fn pass(
        &mut self,
        entered: Entered,
        entities: &mut EntityIndex,
        sink: &mut dyn SetAsideSink,
    ) -> Result<Admitted, Refusal> {
        let Entered {
            passing,
            rows,
            came,
            not_yet,
            outside,
        } = entered;
        self.report.not_yet += not_yet;
        self.count_outside(&outside);
        if let Some(came) = came {
            self.report.documents_without_rows += came.without_rows;
            self.report.nothing_read += came.nothing_read;
            for (list, rows) in came.by_list {
                *self.report.lists.entry(list).or_default() += rows;
            }
        }
        self.report.rows += rows;
        let mut passing = passing?;
        let mut left_out = None;
        if let Some(mapping) = self.mapping {
            self.set_aside(&mut passing, Some(mapping), entities, sink)?;
            left_out = self.map(mapping, &mut passing)?;
        }
        contract::check(
            self.dataset,
            &self.asked.needed,
            (&passing.typed, &passing.codes),
            &self.known,
            &mut self.report,
            &mut passing.faults,
        )?;
        self.set_aside(&mut passing, None, entities, sink)?;
        // A row that is set aside for another reason holds no key, and a row that doesn't stay puts nobody on the list.
        let codes = match self.may_be_nobody(entities) {
            true => {
                let codes = self.entities(&mut passing, entities)?;
                self.set_aside(&mut passing, None, entities, sink)?;
                let stay = self.keys(&mut passing, left_out.as_ref())?;
                self.set_aside(&mut passing, None, entities, sink)?;
                let stayed = codes.into_iter().zip(stay).filter(|(_, stays)| *stays);
                self.known(stayed.map(|(code, _)| code).collect(), entities)
            }
            false => {
                self.keys(&mut passing, left_out.as_ref())?;
                self.set_aside(&mut passing, None, entities, sink)?;
                self.entities(&mut passing, entities)?
            }
        };
        for (column, values) in &mut self.report.unmet {
            let Ok(texts) = passing.typed.column(column) else {
                continue;
            };
            if !values.is_empty() {
                let texts = texts.cast(&DataType::String)?;
                for text in texts.str()?.iter().flatten() {
                    values.remove(text);
                }
            }
        }
        let mut days = Vec::new();
        if let Some(witness) = &mut self.witness
            && self.dataset.kind == DatasetKind::Events
        {
            days = days_of(self.dataset, &passing.typed, &mut self.known.clock.clone())?;
            witness.uses(&days);
        }
        let without_event = without_event(self.dataset, &passing.typed)?;
        self.report.without_event += without_event;
        self.report.used += passing.typed.height() as u64 - without_event;
        Ok(Admitted {
            places: Places {
                origin: passing.origin,
                rows: passing.raw.column(ROW)?.u32()?.clone(),
            },
            frame: passing.typed.drop_many([DECIDING, PLACE]),
            codes: passing.codes,
            entities: codes,
            days,
        })
    }

    /// Why a batch, of all columns of a source, can't be let through. It isn't counted.
    pub(crate) fn refusal(
        &mut self,
        batch: Batch,
        entities: &mut EntityIndex,
        sink: &mut dyn SetAsideSink,
    ) -> Option<Refusal> {
        let counted = self.report.clone();
        let again = self.admit(batch, entities, sink);
        self.report = counted;
        again.err()
    }
}

/// Which row of a key stays: the mapping's word is closer to the source than the contract's.
pub(crate) fn keep<'a>(dataset: &'a Dataset, mapping: Option<&'a Mapping>) -> Option<&'a Keep> {
    mapping
        .and_then(|mapping| mapping.keep.as_ref())
        .or(dataset.keep.as_ref())
}

/// How many rows stand for no event: those of which the weight is zero.
fn without_event(dataset: &Dataset, frame: &DataFrame) -> Result<u64, Error> {
    let Some(weight) = &dataset.weight else { return Ok(0) };
    let weights = frame.column(&weight.text)?.i64()?;
    Ok(weights
        .iter()
        .filter(|weight| weight.is_some_and(|weight| weight <= 0))
        .count() as u64)
}
