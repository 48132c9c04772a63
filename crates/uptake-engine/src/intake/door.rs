//! One dataset's door: batches go in, clean frames come out, faults are counted and kept.

use super::asked::Asked;
use super::cast::Zones;
use super::contract;
use super::days::row_days;
use super::keys::{AskedOfRows, Keys, keyed};
use super::known::Known;
use super::passing::{Fault, Of, Passing};
use super::places::{Origin, Places};
use super::refusal::Refusal;
use super::refused::Refusals;
use super::report::{IntakeReport, Told};
use super::set_aside::{Reason, SetAsideSink};
use super::traced::{traced, wanted};
use super::typed::{From, Typed, stated, typed};
use super::unwrapped::{ROW, Unwrapped, tally, unwrap};
use super::witness::Witness;
use crate::calendar::Day;
use crate::compile::compile;
use crate::coverage::Evidence;
use crate::error::Error;
use crate::reduce::batch::days_of;
use crate::reduce::entities::EntityIndex;
use crate::reduce::joiner::Joiner;
use crate::reduce::near::near_misses;
use crate::reduce::texts::Texts;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use uptake_adapter::{Batch, Codes, Remark};
use uptake_rules::expr::ExprKind;
use uptake_rules::hidden_name;
use uptake_rules::policy::dataset::{Column as Rule, Dataset, DatasetKind};
use uptake_rules::policy::keep::{Keep, NamesIgnore};
use uptake_rules::policy::mapping::Mapping;
use uptake_rules::text::Name;
use uptake_rules::value::Literal;

/// The column with the truth of a mapping's `where`. No rule can name it.
const KEEP: &str = hidden_name!("keep");

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

/// A dataset's door.
pub struct Door<'a> {
    dataset: &'a Dataset,
    mapping: Option<&'a Mapping>,
    asked: Asked<'a>,
    /// Columns whose value the project states.
    set: Vec<(Name, Literal)>,
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
            of_files: false,
            known,
            keep: keep(dataset, mapping),
            keys: None,
            joiner: None,
            met: EntityIndex::new(false),
            witness: (dataset.kind == DatasetKind::Events).then(Witness::default),
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
        Some(std::mem::take(&mut self.witness.as_mut()?.evidence))
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
        let asked: BTreeSet<String> = self.request().into_iter().collect();
        let names = frame.get_column_names().into_iter();
        let names: Vec<PlSmallStr> = names.filter(|name| asked.contains(name.as_str())).cloned().collect();
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

    /// Keeps what the source told beside its rows.
    pub fn remarked(&mut self, remarks: Vec<Remark>) {
        let told = remarks.into_iter().map(|Remark { part, text }| Told { part, text });
        self.report.remarks.extend(told);
    }

    /// The top-level columns to ask the source for.
    #[must_use]
    pub fn request(&self) -> Vec<String> {
        self.asked.request(self.mapping)
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
        let mut passing = self.enter(batch)?;
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
        if let Some(witness) = &mut self.witness {
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

    /// Whether looking an entity up can fail, so that the row is set aside.
    fn may_be_nobody(&self, entities: &EntityIndex) -> bool {
        let names_nobody = matches!(self.dataset.kind, DatasetKind::Entities | DatasetKind::Records);
        self.joiner.is_some() || entities.is_listed() && !names_nobody
    }

    /// Finds which rows go on by their keys: the others are faults from now on. Where none goes on, they are taken out.
    fn keys(&mut self, passing: &mut Passing, left_out: Option<&DataFrame>) -> Result<Vec<bool>, Error> {
        let height = passing.typed.height();
        let Some(keys) = &mut self.keys else {
            return Ok(vec![true; height]);
        };
        let asked = AskedOfRows {
            dataset: self.dataset,
            columns: &self.asked.judged(),
            keep: self.keep,
            deciding: deciding(self.keep, &passing.typed),
            place: PLACE,
            twins: keys.looks_for_twins(),
        };
        let rows = keyed(&asked, keys.compares(), &passing.typed, left_out)?;
        let faults = keys.take(&rows, &passing.origin.part)?;
        let mut stay = vec![keys.lets_through(); height];
        if !keys.lets_through() {
            passing.keep(&BooleanChunked::full("keep".into(), false, height))?;
            return Ok(stay);
        }
        let column = self.dataset.key.first().map_or(String::new(), |name| name.text.clone());
        for (row, reason) in faults {
            if let Some(stays) = stay.get_mut(row) {
                *stays = false;
            }
            passing.faults.push(Fault {
                row,
                reason,
                column: column.clone(),
            });
        }
        Ok(stay)
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

    /// A batch with its nested values as columns, and typed: as the mapping's input if there is one, else as the dataset.
    fn enter(&mut self, batch: Batch) -> Result<Passing, Refusal> {
        let origin = Origin::of(&batch);
        let mut raw = batch.frame;
        let documents = raw.height();
        self.report.documents += documents as u64;
        if self.of_files && self.report.source.is_some() && !self.report.files.contains(&origin.part) {
            self.report.files.insert(Arc::clone(&origin.part));
        }
        let rows = UInt32Chunked::from_iter_values(ROW.into(), 0..u32::try_from(raw.height()).unwrap_or(u32::MAX));
        raw.with_column(rows.into_column())?;
        let mut derived = Vec::new();
        let mut codes = batch.codes;
        let from = match self.mapping {
            None => From::Source,
            Some(mapping) => {
                let paths = self.asked.paths();
                // Elements of lists have rows of their own.
                if mapping.rows.is_some() || !mapping.explode.is_empty() {
                    codes = Codes::default();
                }
                Unwrapped { frame: raw, derived } = unwrap(raw, &self.report.label(), mapping, &paths)?;
                let came = tally(documents, &raw, mapping, &self.asked.judged_paths())?;
                self.report.documents_without_rows += came.without_rows;
                self.report.nothing_read += came.nothing_read;
                for (list, rows) in came.by_list {
                    *self.report.lists.entry(list).or_default() += rows;
                }
                From::Unnested
            }
        };
        self.report.rows += raw.height() as u64;
        let Typed {
            frame: mut typed,
            codes,
            faults,
        } = self.typed((&raw, &codes, &*batch.part), &self.asked.inputs, from)?;
        if self.mapping.is_none() {
            typed = self.completed(typed)?;
        }
        Ok(Passing {
            typed,
            codes,
            raw,
            derived,
            faults,
            origin,
        })
    }

    fn typed(
        &self,
        (raw, codes, part): (&DataFrame, &Codes, &str),
        columns: &[&Rule],
        from: From,
    ) -> Result<Typed, Refusal> {
        let is_shown = |name: &str| self.asked.is_shown(name);
        typed(
            (self.dataset, &self.report.label(), part),
            (raw, codes),
            columns,
            &is_shown,
            from,
            &self.zones(),
        )
    }

    /// The dataset's columns, those among them whose value the project states.
    fn completed(&self, frame: DataFrame) -> Result<DataFrame, Error> {
        if self.set.is_empty() {
            return Ok(frame);
        }
        let columns = self.asked.needed.iter().map(|rule| {
            let stated_value = self.set.iter().find(|(name, _)| name.text == rule.name.text);
            match stated_value {
                Some((_, value)) => stated(self.dataset, rule, value, frame.height()),
                None => Ok(frame.column(&rule.name.text)?.clone()),
            }
        });
        let columns = columns.collect::<Result<Vec<Column>, Error>>()?;
        Ok(DataFrame::new(frame.height(), columns)?)
    }

    fn zones(&self) -> Zones<'_> {
        Zones {
            calendar: &self.known.clock,
            source: self.known.source_zone.as_ref(),
            reading: &self.known.reading,
        }
    }

    /// The dataset's columns from the mapping's input. Rows for which `where` doesn't hold are left out; they come back where
    /// they hold their keys.
    fn map(&mut self, mapping: &Mapping, passing: &mut Passing) -> Result<Option<DataFrame>, Refusal> {
        let holds = self.keep.is_some() && self.keys.is_some();
        let mut counts = None;
        if let Some(filter) = &mapping.filter {
            let before = passing.typed.clone();
            let keep = passing
                .typed
                .clone()
                .lazy()
                .with_columns([compile(filter, self.known.clock.name())
                    .cast(DataType::Boolean)
                    .alias(KEEP)])
                .select([col(KEEP)])
                .collect()?;
            let keep = keep.column(KEEP)?.bool()?.fill_null_with_values(false)?;
            let left_out = before.height() as u64 - u64::from(keep.sum().unwrap_or(0));
            self.report.left_out += left_out;
            if left_out > 0
                && let Some(witness) = &mut self.witness
            {
                // What isn't true is left out, unknown or not.
                let others = traced(self.dataset, mapping, before.filter(&!&keep)?, &self.known)?;
                witness.left_out(self.dataset, &others, &self.known)?;
            }
            match holds {
                true => counts = Some(keep),
                false => passing.keep(&keep)?,
            }
        }
        self.columns(mapping, passing)?;
        let Some(keep) = counts else { return Ok(None) };
        let places = UInt32Chunked::from_iter_values(PLACE.into(), 0..u32::try_from(keep.len()).unwrap_or(u32::MAX));
        passing.typed.with_column(places.into_column())?;
        let left_out = passing.typed.filter(&!&keep)?;
        passing.faults = kept(std::mem::take(&mut passing.faults), &keep);
        passing.keep(&keep)?;
        Ok(Some(self.on_their_days(left_out)?))
    }

    /// The dataset's columns, and the one of the input that decides which row stays.
    fn columns(&self, mapping: &Mapping, passing: &mut Passing) -> Result<(), Refusal> {
        let zone = self.known.clock.name();
        let filled = self.asked.filled();
        let needed = |name: &str| filled.iter().any(|column| column.name.text == name);
        let (mut columns, mut names): (Vec<Expr>, Vec<Expr>) = mapping
            .columns
            .iter()
            .filter(|(name, _)| needed(&name.text))
            .map(|(name, expr)| (compile(expr, zone).alias(name.text.as_str()), col(name.text.as_str())))
            .unzip();
        let decides = mapping
            .keep
            .as_ref()
            .and_then(Keep::column)
            .filter(|_| self.keys.is_some());
        let of_input = decides.filter(|name| passing.typed.column(&name.text).is_ok());
        if let Some(name) = of_input {
            columns.push(col(name.text.as_str()).alias(DECIDING));
            names.push(col(DECIDING));
        }
        // `with_columns` spreads constants over the rows; the input's own columns go afterwards.
        let before = std::mem::take(&mut passing.typed);
        let mapped = match names.is_empty() {
            true => DataFrame::new(before.height(), Vec::new())?,
            false => before.lazy().with_columns(columns).select(names).collect()?,
        };
        let codes = passing.codes.renamed(plain(mapping));
        let typed = self.typed((&mapped, &codes, &*passing.origin.part), &filled, From::Mapping)?;
        passing.typed = self.completed(typed.frame)?;
        (passing.codes, passing.faults) = (typed.codes, typed.faults);
        if of_input.is_some() {
            passing.typed.with_column(mapped.column(DECIDING)?.clone())?;
        }
        Ok(())
    }

    /// Of rows that are left out those that hold their keys: all but those dated where they would be set aside.
    fn on_their_days(&self, left_out: DataFrame) -> Result<DataFrame, Error> {
        let mut faults = Vec::new();
        contract::in_time(self.dataset, &left_out, &self.known, &mut faults)?;
        let mut hold = vec![true; left_out.height()];
        for fault in faults {
            if let Some(holds) = hold.get_mut(fault.row) {
                *holds = false;
            }
        }
        Ok(left_out.filter(&BooleanChunked::from_iter_values("hold".into(), hold.into_iter()))?)
    }

    /// The entities of the rows that have one. The others are faults from now on.
    fn entities(&mut self, passing: &mut Passing, entities: &mut EntityIndex) -> Result<Vec<u32>, Error> {
        let mut codes = Vec::new();
        if self.dataset.kind == DatasetKind::Records {
            return Ok(codes);
        }
        let column = passing.typed.column(&self.dataset.entity.text)?.str()?;
        let names = Texts::new(column, &passing.codes);
        match (&mut self.joiner, self.dataset.kind) {
            (Some(joiner), _) => {
                let day = row_days(self.dataset, &passing.typed, &self.known.clock)?;
                let among = match entities.is_listed() {
                    true => entities,
                    false => &mut self.met,
                };
                joiner.codes(names, day, among, &mut codes);
            }
            (None, DatasetKind::Names) => entities.strangers(names, &mut codes),
            (None, kind) => entities.codes(names, kind == DatasetKind::Entities, &mut codes),
        }
        if self.joiner.is_none() && codes.contains(&EntityIndex::STRANGER) {
            let names = column.iter().zip(&codes);
            for name in names.filter_map(|(name, code)| name.filter(|_| *code == EntityIndex::STRANGER)) {
                match self.strangers.get_mut(name) {
                    Some(rows) => *rows += 1,
                    None => drop(self.strangers.insert(name.into(), 1)),
                }
            }
        }
        if codes.iter().any(|code| *code >= EntityIndex::SEVERAL) {
            let reason = |code: u32| match code {
                EntityIndex::STRANGER => Some(Reason::UnknownEntity),
                EntityIndex::SEVERAL => Some(Reason::AmbiguousIdentity),
                _ => None,
            };
            let column = &self.dataset.entity.text;
            passing
                .faults
                .extend(codes.iter().enumerate().filter_map(|(row, code)| {
                    Some(Fault {
                        row,
                        reason: reason(*code)?,
                        column: column.clone(),
                    })
                }));
            codes.retain(|code| *code < EntityIndex::SEVERAL);
        }
        Ok(codes)
    }

    /// The numbers of entities that the joiner found.
    fn known(&self, codes: Vec<u32>, entities: &mut EntityIndex) -> Vec<u32> {
        if self.joiner.is_none() || entities.is_listed() {
            return codes;
        }
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        let mut number = |code: u32| {
            let met = self.met.names().get(code as usize).map(|name| &**name);
            let known = |name: &str| entities.code(name);
            *numbers
                .entry(code)
                .or_insert_with(|| met.map_or(EntityIndex::STRANGER, known))
        };
        codes.into_iter().map(&mut number).collect()
    }

    /// Takes the faulty rows out, and counts them. `mapping` is the one that they haven't been through yet.
    fn set_aside(
        &mut self,
        passing: &mut Passing,
        mapping: Option<&Mapping>,
        entities: &mut EntityIndex,
        sink: &mut dyn SetAsideSink,
    ) -> Result<(), Error> {
        let label = self.report.label();
        let of = Of {
            source: &label,
            dataset: self.dataset,
            mapping: self.mapping,
            inputs: &self.asked.inputs,
        };
        let rows = passing.typed.clone();
        let faults = passing.set_aside(&of, sink, &mut self.refusals)?;
        if let Some(witness) = &mut self.witness
            && !faults.is_empty()
        {
            let places = faults
                .iter()
                .map(|fault| IdxSize::try_from(fault.row).unwrap_or(IdxSize::MAX));
            let mut rows = rows.take(&IdxCa::from_vec("rows".into(), places.collect()))?;
            let mut reasons: Vec<Reason> = faults.iter().map(|fault| fault.reason).collect();
            if let Some(mapping) = mapping {
                let wanted = wanted(mapping, &rows, &self.known)?;
                reasons = reasons
                    .into_iter()
                    .zip(wanted.iter())
                    .filter(|(_, wanted)| *wanted == Some(true))
                    .map(|(reason, _)| reason)
                    .collect();
                rows = traced(self.dataset, mapping, rows.filter(&wanted)?, &self.known)?;
            }
            witness.refused(self.dataset, &rows, &reasons, &self.known, entities)?;
        }
        for fault in faults {
            *self.report.set_aside.entry(fault.reason).or_default() += 1;
            if matches!(fault.reason, Reason::WrongType | Reason::NoTimeZone) {
                self.report.unreadable.insert(fault.column);
            }
        }
        Ok(())
    }
}

/// Which row of a key stays: the mapping's word is closer to the source than the contract's.
pub(crate) fn keep<'a>(dataset: &'a Dataset, mapping: Option<&'a Mapping>) -> Option<&'a Keep> {
    mapping
        .and_then(|mapping| mapping.keep.as_ref())
        .or(dataset.keep.as_ref())
}

/// The columns that a mapping fills with a column of its input as it is: the names of that one and of the column.
fn plain(mapping: &Mapping) -> impl Iterator<Item = (&str, &str)> {
    mapping.columns.iter().filter_map(|(name, expr)| match &expr.kind {
        ExprKind::Column(input) => Some((input.as_str(), name.text.as_str())),
        _ => None,
    })
}

/// The column of a frame that decides which row of a key stays.
fn deciding<'a>(keep: Option<&'a Keep>, frame: &DataFrame) -> Option<&'a str> {
    let column = keep?.column()?;
    match frame.column(DECIDING) {
        Ok(_) => Some(DECIDING),
        Err(_) => Some(&column.text),
    }
}

/// The faults of the rows that are kept, by their new places.
fn kept(faults: Vec<Fault>, keep: &BooleanChunked) -> Vec<Fault> {
    if faults.is_empty() {
        return faults;
    }
    let mut places = Vec::with_capacity(keep.len());
    let mut next = 0;
    for keeps in keep.iter() {
        let keeps = keeps == Some(true);
        places.push(keeps.then_some(next));
        next += usize::from(keeps);
    }
    let placed = |fault: Fault| {
        let row = (*places.get(fault.row)?)?;
        Some(Fault { row, ..fault })
    };
    faults.into_iter().filter_map(placed).collect()
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
