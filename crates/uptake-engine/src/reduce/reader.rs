//! Reading datasets through their doors: the list, other names and spells whole, each batch on this thread.

use super::beside::side_by_side;
use super::entities::EntityIndex;
use super::identities::Identities;
use super::joiner::Joiner;
use super::onlooker::Onlooker;
use super::spells::{Doubts, Spells, add_spells};
use super::standing::Standing;
use super::trace::{Trace, spell_rows};
use super::updates::Updates;
use crate::binary::binary;
use crate::calendar::{Day, ZoneClock, day};
use crate::coverage::{Coverage, Evidence, SourceCoverage};
use crate::error::Error;
use crate::input::{Inputs, SourceId, SourceInfo};
use crate::intake::{Admitted, Door, Forgotten, IntakeReport, Known, Refusal, SetAsideSink};
use crate::records::{Building, Lost, Records};
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::Arc;
use uptake_adapter::{Batch, Batches, ScanRequest};
use uptake_rules::policy::dataset::{Dataset, DatasetKind};
use uptake_rules::policy::keep::NamesIgnore;
use uptake_rules::policy::mapping::Mapping;
use uptake_rules::policy::{Entities, Policy};

/// The list of entities.
pub struct List {
    /// Its rows, with all columns of the contract.
    pub frame: DataFrame,
    /// The entity of each row.
    pub codes: Vec<u32>,
}

/// Takes what a door lets through, and says whether it goes on.
type Give<'g> = &'g mut dyn FnMut(Admitted, &EntityIndex) -> Result<ControlFlow<()>, Error>;

/// What reading has to hand.
pub struct Reader<'a, 'b> {
    /// The rules.
    pub policy: &'a Policy,
    /// The sources.
    pub inputs: &'b mut dyn Inputs,
    /// Where rows go that are set aside.
    pub sink: &'b mut dyn SetAsideSink,
    /// The clock of the calendar.
    pub clock: ZoneClock,
    /// The last day of the figures.
    pub as_of: Day,
    /// The entities.
    pub entities: EntityIndex,
    /// The list of entities with their numbers, once it was read.
    pub list: Option<List>,
    /// Their other names, if any dataset of names is delivered.
    pub identities: Option<Arc<Identities>>,
    /// The rows of one entity, if they are to be noted.
    pub(crate) trace: Option<Trace>,
    /// Whoever looks on, if anybody does.
    pub(crate) onlooker: Option<&'b mut dyn Onlooker>,
    /// Whether rows are only looked at to find which row of each key stays.
    pub(super) surveys: bool,
    /// The part of the source that is read by itself; all if `None`.
    pub(super) part: Option<usize>,
    /// Who forgets what is set aside while rows are only looked at.
    pub(super) nobody: Forgotten,
    /// The rows that engines handed over of the dataset that is read, by the place of their source.
    pub(super) rest: BTreeMap<usize, Vec<Batch>>,
    /// Without a list: what makes no difference between names, whatever source they are from.
    pub(super) ignored: NamesIgnore,
}

impl<'a, 'b> Reader<'a, 'b> {
    /// For a policy's data up to a day; nobody is known yet.
    ///
    /// # Errors
    /// When the calendar's zone doesn't exist.
    pub fn new(
        policy: &'a Policy,
        inputs: &'b mut dyn Inputs,
        sink: &'b mut dyn SetAsideSink,
        as_of: Day,
    ) -> Result<Self, Error> {
        let ignored = match policy.entities {
            Entities::Listed(_) => NamesIgnore::default(),
            Entities::Seen => ignored_by_any(policy, inputs),
        };
        Ok(Self {
            policy,
            inputs,
            sink,
            clock: ZoneClock::new(&policy.calendar.time_zone)?,
            as_of,
            entities: match policy.entities {
                Entities::Listed(_) => EntityIndex::new(true),
                Entities::Seen => EntityIndex::seen(ignored),
            },
            ignored,
            list: None,
            identities: None,
            trace: None,
            onlooker: None,
            surveys: false,
            part: None,
            nobody: Forgotten,
            rest: BTreeMap::new(),
        })
    }

    /// The doors of a dataset: one for each of its sources, in the order in which they are listed.
    pub(super) fn doors(&self, dataset: &'a Dataset, needed: &BTreeSet<String>) -> Result<Vec<Door<'a>>, Error> {
        let sources = self.inputs.sources(&dataset.name.text);
        sources
            .iter()
            .map(|source| self.door_of(dataset, source, needed))
            .collect()
    }

    /// The door of one source of a dataset.
    pub(crate) fn door_of(
        &self,
        dataset: &'a Dataset,
        source: &SourceInfo,
        needed: &BTreeSet<String>,
    ) -> Result<Door<'a>, Error> {
        let mapping = source.mapping.as_ref().and_then(|mapping| self.policy.mapping(mapping));
        let known = Known {
            clock: self.clock.clone(),
            source_zone: source.time_zone.as_deref().map(ZoneClock::new).transpose()?,
            reading: source.reading.clone(),
            as_of: self.as_of,
            not_before: source.covers.and_then(|covers| covers.from).map(day),
            not_after: source.covers.and_then(|covers| covers.through).map(day),
            through: source.known.clone(),
        };
        let joiner = self.joiner(dataset, mapping, source);
        let mut needed = needed.clone();
        needed.extend(source.gates.expect.iter().map(|(column, _)| column.text.clone()));
        let mut door = Door::new(dataset, mapping, &needed, known).joining(joiner);
        door = door.setting(&source.set).counting_outside(source.outside_counted);
        door = door.expecting(&source.gates.expect);
        if self.onlooker.is_some() && !self.surveys {
            door = door.showing(&registered(dataset));
        }
        Ok(door.of_files(source.of_files).called(source.name.clone()))
    }

    /// What a dataset's sources say of which periods, with what their rows show; nothing if they aren't events.
    pub(crate) fn coverage(&self, dataset: &str, evidence: Vec<Option<Evidence>>) -> Coverage {
        coverage(self.inputs, dataset, evidence)
    }

    /// What joins a source's rows to the entities that they name, where other names are known or a rule says how names are
    /// compared.
    fn joiner(&self, dataset: &Dataset, mapping: Option<&Mapping>, source: &SourceInfo) -> Option<Joiner> {
        let listed = self.entities.is_listed();
        let ignored = self.ignored.or(ignored(mapping, source));
        let of_mapping = || Some(mapping?.identities.as_ref()?.text.clone());
        let (identities, system) = match dataset.kind {
            DatasetKind::Entities | DatasetKind::Records => return None,
            // A group isn't an entity.
            DatasetKind::Spells if dataset.by.is_some() => return None,
            DatasetKind::Events | DatasetKind::Spells => match &self.identities {
                Some(identities) => (Arc::clone(identities), source.identities.clone().or_else(of_mapping)),
                None if listed && ignored.any() => (Arc::default(), None),
                None => return None,
            },
            // The ids in it are those of the list, in whatever letters.
            DatasetKind::Names if listed && ignored.any() => (Arc::default(), None),
            DatasetKind::Names => return None,
        };
        Some(Joiner::new(identities, system, ignored, &self.entities))
    }

    /// Lets all batches of a source through its door. `give` gets each, with the entities known by then,
    /// and says whether there is any use in going on. That comes back, too: there is none where the keys are undecided.
    pub(super) fn admit(
        &mut self,
        door: &mut Door<'_>,
        standing: &mut Standing,
        source: SourceId<'_>,
        mut give: impl FnMut(Admitted, &EntityIndex) -> Result<ControlFlow<()>, Error>,
    ) -> Result<ControlFlow<()>, Error> {
        let needed = ScanRequest {
            columns: Some(door.request()),
            spare: door.spare(),
        };
        standing.lend(source.number, door);
        let looked_at = self.onlooker.is_some() && !self.surveys;
        let ended = match looked_at {
            false => self.batches(door, standing, source, &needed, &mut give),
            // Whoever looks on sees all columns. What stops the reading of one that no rule reads doesn't stop a run. What stops
            // it once alone, such as a disk that answers the second time, doesn't keep the others from being seen.
            true => {
                let all = ScanRequest::default();
                let mut ended = self.batches(door, standing, source, &all, &mut give);
                if ended.is_err() && door.is_untouched() {
                    ended = self.batches(door, standing, source, &all, &mut give);
                }
                if ended.is_err() && door.is_untouched() {
                    if let (Some(onlooker), Some(columns)) = (&mut self.onlooker, &needed.columns) {
                        onlooker.sees_only(source, columns);
                    }
                    ended = self.batches(door, standing, source, &needed, &mut give);
                }
                ended
            }
        };
        let whole = matches!(ended, Ok(ControlFlow::Continue(())));
        standing.take_back(source.number, door, whole)?;
        ended
    }

    /// The same for what a source has of the requested columns.
    fn batches(
        &mut self,
        door: &mut Door<'_>,
        standing: &mut Standing,
        source: SourceId<'_>,
        request: &ScanRequest,
        give: Give<'_>,
    ) -> Result<ControlFlow<()>, Error> {
        let batches = self.scan(source, request, standing)?;
        let ended = match self.onlooker.is_none() && door.is_of_files() {
            true => side_by_side(&door.entrance(), batches, |arrival| {
                let (met, entered) = arrival.map_err(|error| self.inputs.blame(source, error))?;
                self.inputs.progress(source, met.documents());
                door.meet(&met);
                let (entities, sink) = self.taking();
                let admitted = entered.and_then(|entered| door.pass(entered, entities, sink));
                self.give(door, source, admitted, give)
            }),
            false => self.one_by_one(door, source, batches, give),
        };
        let ended = ended?;
        if ended.is_continue() {
            door.remarked(self.inputs.remarks(source));
            if request.spare.is_some() {
                door.spared(&self.inputs.spared(source));
            }
        }
        Ok(ended)
    }

    /// The same for batches that are looked at, or that may be long in coming.
    fn one_by_one(
        &mut self,
        door: &mut Door<'_>,
        source: SourceId<'_>,
        batches: Batches,
        give: Give<'_>,
    ) -> Result<ControlFlow<()>, Error> {
        let mut left = self.onlooker.as_ref().and_then(|onlooker| onlooker.most_rows());
        for batch in batches {
            let mut batch = batch.map_err(|error| self.inputs.blame(source, error))?;
            let mut last = false;
            match &mut self.onlooker {
                Some(onlooker) if !self.surveys => {
                    last = onlooker.arrives(source, &mut batch).is_break();
                    batch.frame = door.narrowed(&batch.frame)?;
                }
                // Of the rows that are looked at one of each key stays.
                Some(_) => last = cut(&mut batch, &mut left),
                None => {}
            }
            self.inputs.progress(source, batch.frame.height() as u64);
            let (entities, sink) = self.taking();
            let admitted = door.admit(batch, entities, sink);
            if self.give(door, source, admitted, give)?.is_break() {
                return Ok(ControlFlow::Break(()));
            }
            if last {
                break;
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// What rows that come through may change: who is known, and what is set aside. Nothing is, where rows are only looked at.
    fn taking(&mut self) -> (&mut EntityIndex, &mut dyn SetAsideSink) {
        match self.surveys {
            true => (&mut self.entities, &mut self.nobody),
            false => (&mut self.entities, self.sink),
        }
    }

    /// Gives on what a door lets through. Whether there is any use in going on.
    fn give(
        &mut self,
        door: &mut Door<'_>,
        source: SourceId<'_>,
        admitted: Result<Admitted, Refusal>,
        give: Give<'_>,
    ) -> Result<ControlFlow<()>, Error> {
        let admitted = match admitted {
            Ok(admitted) => admitted,
            Err(Refusal::MissingColumn(error)) => return Err(self.with_all_columns(door, source, error)),
            Err(Refusal::Other(error)) => return Err(error),
        };
        if door.undecided() {
            return Ok(ControlFlow::Break(()));
        }
        if let Some(onlooker) = self.onlooker.as_mut().filter(|_| !self.surveys) {
            onlooker.admits(source, door.dataset(), &admitted.frame, &self.clock)?;
        }
        give(admitted, &self.entities)
    }

    /// What stopped the reading of a source stops a run. Whoever looks on goes on with the next source.
    pub(super) fn settle(
        &mut self,
        source: SourceId<'_>,
        ended: Result<ControlFlow<()>, Error>,
    ) -> Result<ControlFlow<()>, Error> {
        match (&mut self.onlooker, ended) {
            (Some(onlooker), Err(error)) => {
                onlooker.fails(source, error);
                Ok(ControlFlow::Continue(()))
            }
            (_, ended) => ended,
        }
    }

    /// The reports of a dataset that no rule reads, whose rows are looked at only.
    ///
    /// # Errors
    /// As for the others.
    pub(crate) fn unread(&mut self, dataset: &'a Dataset) -> Result<Vec<IntakeReport>, Error> {
        Ok(self.rows(dataset, &BTreeSet::new())?.reports)
    }

    /// A missing column told again with all columns at hand: one of them may be the one that was meant.
    fn with_all_columns(&mut self, door: &mut Door<'_>, source: SourceId<'_>, error: Error) -> Error {
        let whole = self.inputs.scan(source, &ScanRequest::default());
        let batch = whole.map(|mut batches| batches.next().transpose().ok().flatten());
        match batch {
            Ok(Some(batch)) => {
                let again = door.refusal(batch, &mut self.entities, self.sink);
                again.map_or(error, Refusal::error)
            }
            Ok(None) => error,
            Err(unreadable) => unreadable,
        }
    }

    /// The rows of a dataset, source after source and batch after batch.
    fn rows(&mut self, dataset: &'a Dataset, needed: &BTreeSet<String>) -> Result<Came, Error> {
        self.decided(dataset, needed, |reader, standing| {
            let doors = reader.doors(dataset, needed)?;
            if doors.is_empty() {
                return Ok(Came {
                    reports: vec![IntakeReport::undelivered(dataset)],
                    ..Came::default()
                });
            }
            let mut came = Came::default();
            for (number, mut door) in doors.into_iter().enumerate() {
                let dataset = dataset.name.text.as_str();
                let source = SourceId { dataset, number };
                let ended = reader.admit(&mut door, standing, source, |admitted, _| {
                    came.rows.push(admitted);
                    Ok(ControlFlow::Continue(()))
                });
                let flow = reader.settle(source, ended)?;
                for (name, days) in door.take_doubts() {
                    came.doubts.entry(name).or_default().extend(days);
                }
                came.reports.push(door.report(&reader.entities));
                if flow.is_break() {
                    break;
                }
            }
            Ok(came)
        })
    }

    /// The records of a dataset, with the `needed` columns.
    ///
    /// # Errors
    /// When the source can't be read or doesn't keep the contract.
    pub(crate) fn records(
        &mut self,
        dataset: &'a Dataset,
        needed: &BTreeSet<String>,
    ) -> Result<(Records, Vec<IntakeReport>), Error> {
        self.decided(dataset, needed, |reader, standing| {
            let mut building = Building::new(dataset, needed, reader.clock.clone(), reader.as_of);
            let doors = reader.doors(dataset, needed)?;
            if doors.is_empty() {
                return Ok((building.done(false, None)?, vec![IntakeReport::undelivered(dataset)]));
            }
            let mut reports = Vec::with_capacity(doors.len());
            for (number, mut door) in doors.into_iter().enumerate() {
                let source = SourceId {
                    dataset: dataset.name.text.as_str(),
                    number,
                };
                let mut told = IntakeReport::undelivered(dataset);
                let ended = reader.admit(&mut door, standing, source, |admitted, _| {
                    building.add(&admitted.frame, &mut told)?;
                    Ok(ControlFlow::Continue(()))
                });
                let flow = reader.settle(source, ended)?;
                let report = door.report(&reader.entities);
                reports.push(IntakeReport {
                    used: report.used.saturating_sub(told.later),
                    later: told.later,
                    undated: told.undated,
                    ..report
                });
                if flow.is_break() {
                    break;
                }
            }
            // A source without rows says that there are none. Rows of which none can be used say nothing.
            let tells = |report: &IntakeReport| report.used + report.left_out > 0 || report.set_aside.is_empty();
            let delivered = reports.iter().any(tells);
            let lost = Lost::of(dataset, &reports);
            Ok((building.done(delivered, lost)?, reports))
        })
    }

    /// The list of entities, whole, and the reports of its sources.
    ///
    /// # Errors
    /// When the source can't be read or doesn't keep the contract.
    pub fn list(&mut self, dataset: &'a Dataset) -> Result<(List, Vec<IntakeReport>), Error> {
        let mut frames = Vec::new();
        let mut codes = Vec::new();
        let Came { rows, reports, .. } = self.rows(dataset, &BTreeSet::new())?;
        self.note(dataset, &rows, None)?;
        for admitted in rows {
            frames.push(admitted.frame.lazy());
            codes.extend(admitted.entities);
        }
        let frame = if frames.is_empty() {
            let columns = dataset.columns.iter().map(|column| {
                let ty = crate::compile::data_type(column.ty);
                Column::full_null(column.name.text.as_str().into(), 0, &ty)
            });
            DataFrame::new(0, columns.collect())?
        } else {
            concat(frames, UnionArgs::default())?.collect()?
        };
        Ok((List { frame, codes }, reports))
    }

    /// Takes in the names of a dataset, if it is delivered.
    ///
    /// # Errors
    /// When the source can't be read or doesn't keep the contract.
    pub fn names(&mut self, dataset: &'a Dataset) -> Result<Option<Vec<IntakeReport>>, Error> {
        let mut identities = self
            .identities
            .take()
            .map_or_else(|| Identities::comparing(self.ignored), Arc::unwrap_or_clone);
        // On the list an id may be written in other letters.
        let list = self.entities.is_listed().then(|| self.entities.names().to_vec());
        let Came { rows, reports, .. } = self.rows(dataset, &BTreeSet::new())?;
        for admitted in rows {
            let own = |row: usize| {
                let code = *admitted.entities.get(row)?;
                list.as_ref()?.get(code as usize).map(|name| &**name)
            };
            identities.add(dataset, &admitted.frame, own)?;
        }
        let delivered = reports.iter().any(|report| report.delivered);
        if delivered || identities.any() {
            self.identities = Some(Arc::new(identities));
        }
        Ok(delivered.then_some(reports))
    }

    /// The spells of a dataset, by entity.
    ///
    /// # Errors
    /// When the source can't be read or doesn't keep the contract.
    pub(crate) fn spells(&mut self, dataset: &'a Dataset) -> Result<CameSpells, Error> {
        if let Some(by) = &dataset.by {
            return self.group_spells(dataset, by.text.as_str());
        }
        let mut spells = Spells::new();
        let mut parts = Vec::new();
        let needed = set_by(dataset);
        let Came { rows, reports, doubts } = self.rows(dataset, &needed)?;
        self.note(dataset, &rows, None)?;
        let count = self.entities.len();
        for admitted in rows {
            add_spells(dataset, &admitted.frame, &admitted.entities, count, &mut spells)?;
            if !dataset.updates.is_empty() {
                parts.push((admitted.frame, admitted.entities));
            }
        }
        let updates = Updates::new(dataset, parts, count)?;
        Ok(CameSpells {
            spells,
            doubts,
            updates,
            reports,
        })
    }

    /// The spells of groups, given to every entity of the group.
    fn group_spells(&mut self, dataset: &'a Dataset, by: &str) -> Result<CameSpells, Error> {
        // The groups are numbered by themselves while their rows are read.
        let entities = std::mem::replace(&mut self.entities, EntityIndex::new(false));
        // A group has no other names.
        let identities = self.identities.take();
        let mut of_groups = Spells::new();
        let rows = self.rows(dataset, &BTreeSet::new());
        let groups = std::mem::replace(&mut self.entities, entities);
        self.identities = identities;
        let Came {
            rows,
            reports,
            doubts: of_names,
        } = rows?;
        for admitted in &rows {
            add_spells(
                dataset,
                &admitted.frame,
                &admitted.entities,
                groups.len(),
                &mut of_groups,
            )?;
        }
        let mut spells = vec![Vec::new(); self.entities.len()];
        let mut doubts = Doubts::new();
        let mut own = None;
        if let Some(List { frame, codes }) = &self.list {
            let values = frame.column(by)?.cast(&DataType::String)?;
            let mut numbers = Vec::new();
            groups.clone().codes(values.str()?, false, &mut numbers);
            let traced = self.trace.as_ref().and_then(|trace| trace.code(&self.entities));
            for ((code, group), name) in codes.iter().zip(numbers).zip(values.str()?.iter()) {
                let entity = self.entities.names().get(*code as usize);
                if let (Some(entity), Some(days)) = (entity, name.and_then(|name| of_names.get(name))) {
                    // A row that may be of any day would leave everybody in doubt in all periods.
                    let bounded = days.iter().filter(|(from, last)| *from > Day::MIN && *last < Day::MAX);
                    doubts.insert(entity.clone(), bounded.copied().collect());
                }
                own = own.or(Some(group).filter(|_| traced == Some(*code)));
                if let (Some(own), Some(theirs)) = (spells.get_mut(*code as usize), of_groups.get(group as usize)) {
                    own.clone_from(theirs);
                }
            }
        }
        if own.is_some() {
            self.note(dataset, &rows, own)?;
        }
        Ok(CameSpells {
            spells,
            doubts,
            updates: None,
            reports,
        })
    }

    /// Notes the rows of the entity whose rows are to be noted; `group` is the number under which it comes, if not its own.
    fn note(&mut self, dataset: &Dataset, rows: &[Admitted], group: Option<u32>) -> Result<(), Error> {
        let Some(trace) = &mut self.trace else { return Ok(()) };
        let Some(code) = group.or_else(|| trace.code(&self.entities)) else {
            return Ok(());
        };
        let mut noted = Vec::new();
        for admitted in rows {
            noted.extend(spell_rows(dataset, admitted, code)?);
        }
        trace.take(&dataset.name.text, noted);
        Ok(())
    }
}

/// What a dataset's sources say of which periods, with what their rows show; nothing if they aren't events.
pub(crate) fn coverage(inputs: &dyn Inputs, dataset: &str, evidence: Vec<Option<Evidence>>) -> Coverage {
    let evidence = evidence.into_iter().chain(std::iter::repeat_with(|| None));
    let sources = inputs.sources(dataset).into_iter().zip(evidence);
    let sources = sources.map(|(source, evidence)| SourceCoverage {
        label: match source.name {
            None => dataset.to_owned(),
            Some(name) => format!("{dataset}/{name}"),
        },
        stated: source.covers,
        evidence,
    });
    Coverage {
        sources: sources.collect(),
    }
}

/// All rows of a dataset that is read whole.
#[derive(Default)]
struct Came {
    rows: Vec<Admitted>,
    reports: Vec<IntakeReport>,
    /// Whose rows of spells were refused.
    doubts: Doubts,
}

/// The spells of a dataset, with what they say of entities for a while.
pub(crate) struct CameSpells {
    pub(crate) spells: Spells,
    /// On which days it isn't known whether somebody has one.
    pub(crate) doubts: Doubts,
    pub(crate) updates: Option<Updates>,
    pub(crate) reports: Vec<IntakeReport>,
}

/// The columns that spells set, which have to come through their door.
pub(crate) fn set_by(spells: &Dataset) -> BTreeSet<String> {
    spells.updates.iter().map(|name| name.text.clone()).collect()
}

/// The columns whose values a register knows.
fn registered(dataset: &Dataset) -> BTreeSet<String> {
    let columns = dataset.columns.iter().filter(|column| column.register.is_some());
    columns.map(|column| column.name.text.clone()).collect()
}

/// What makes no difference between the names of a source and those that are known.
fn ignored(mapping: Option<&Mapping>, source: &SourceInfo) -> NamesIgnore {
    let of_mapping = || mapping?.names_ignore;
    source.names_ignore.or_else(of_mapping).unwrap_or_default()
}

/// What any source leaves out of account between names of entities. Without a list an entity is whatever its names are, so
/// that one rule has to hold for all of them.
fn ignored_by_any(policy: &Policy, inputs: &dyn Inputs) -> NamesIgnore {
    let mut all = NamesIgnore::default();
    for dataset in policy.datasets.iter().filter(|dataset| dataset.by.is_none()) {
        for source in inputs.sources(&dataset.name.text) {
            let mapping = source.mapping.as_ref().and_then(|mapping| policy.mapping(mapping));
            all = all.or(ignored(mapping, &source));
        }
    }
    all
}

/// Leaves as many rows of a batch as may still come, if their number is bounded. Whether it has the last ones.
fn cut(batch: &mut Batch, left: &mut Option<u64>) -> bool {
    let Some(left) = left else { return false };
    let rows = batch.frame.height() as u64;
    if rows > *left {
        batch.frame = batch.frame.head(Some(usize::try_from(*left).unwrap_or(usize::MAX)));
        return true;
    }
    *left -= rows;
    false
}

binary!(List { frame, codes });
