//! What is noticed while sources are read.

use super::columns::{self, Source, note_types};
use super::found::Inspection;
use super::look::Look;
use super::needed::needed;
use crate::assemble::breaches;
use crate::calendar::{Day, ZoneClock, date, day};
use crate::error::Error;
use crate::input::{SourceId, SourceInfo};
use crate::intake::{Asked, IntakeReport, arrived, deliverable, row_days};
use crate::names::{Private, Sentence, value_kind};
use crate::outcome::Finding;
use crate::reduce::onlooker::Onlooker;
use crate::reduce::plan::DatasetPlan;
use crate::reduce::unlisted::folded;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use uptake_adapter::Batch;
use uptake_rules::policy::dataset::{Dataset, DatasetKind};

/// What is noticed while sources are read.
pub(super) struct Watch<'a> {
    look: &'a Look<'a>,
    sources: BTreeMap<(String, usize), Seen<'a>>,
    /// The first fault of all: of the list or of names, since they are read first.
    fault: Option<Sentence>,
}

/// What is noticed of a source.
struct Seen<'a> {
    source: Source<'a>,
    /// What it is in the project.
    info: SourceInfo,
    /// The columns that arrived, with their types.
    columns: Vec<(String, Vec<String>)>,
    /// The columns of the mapping's input, or of the contract, that arrived.
    arrived: BTreeSet<&'a str>,
    /// The columns that were asked for; nothing if all were.
    only: Option<BTreeSet<String>>,
    /// How many rows came.
    rows: u64,
    /// Whether there are more than were looked at.
    partial: bool,
    /// First and last day of those that are used.
    days: Option<(Day, Day)>,
    /// The rows of each text, by the column of a register.
    texts: BTreeMap<String, FxHashMap<String, u64>>,
    fault: Option<Error>,
}

impl<'a> Watch<'a> {
    /// Nothing yet.
    pub(super) fn new(look: &'a Look<'a>, sources: &BTreeMap<String, Vec<SourceInfo>>, plans: &[DatasetPlan]) -> Self {
        let mut all = BTreeMap::new();
        for (dataset, sources) in sources {
            let Some(contract) = look.policy.dataset(dataset) else {
                continue;
            };
            for (number, info) in sources.iter().enumerate() {
                let mapping = info.mapping.as_ref().and_then(|name| look.policy.mapping(name));
                let set: BTreeSet<String> = info.set.iter().map(|(name, _)| name.text.clone()).collect();
                let source = Source {
                    dataset: contract,
                    mapping,
                    asked: Asked::of(contract, mapping, &needed(contract, plans, look.policy))
                        .setting(mapping, set.clone()),
                    set,
                };
                all.insert((dataset.clone(), number), Seen::new(source, info.clone()));
            }
        }
        Self {
            look,
            sources: all,
            fault: None,
        }
    }

    fn of(&mut self, source: SourceId<'_>) -> Option<&mut Seen<'a>> {
        self.sources.get_mut(&(source.dataset.to_owned(), source.number))
    }

    /// What was seen of a source, with what the door said.
    pub(super) fn inspection(&mut self, id: SourceId<'_>, mut report: IntakeReport) -> Inspection {
        // Those of columns that no rule reads come along.
        report.unlisted = Vec::new();
        let as_of = day(self.look.as_of);
        let policy = self.look.policy;
        let seen = self.sources.remove(&(id.dataset.to_owned(), id.number));
        let days = seen.as_ref().and_then(|seen| seen.days);
        let mut inspection = Inspection {
            dataset: id.dataset.to_owned(),
            number: id.number,
            mapping: None,
            columns: Vec::new(),
            absent: Vec::new(),
            report,
            first: days.map(|(low, _)| date(low)),
            last: days.map(|(_, high)| date(high)),
            days_old: days.map(|(_, high)| as_of - high),
            unlisted: BTreeMap::new(),
            empty: false,
            breaches: Vec::new(),
            partial: false,
            not_looked_up: None,
            fault: None,
        };
        let (documents, rows) = (inspection.report.documents, inspection.report.rows);
        inspection.empty = policy.dataset(id.dataset).is_some_and(|dataset| match dataset.kind {
            // A document without a row is no row.
            DatasetKind::Entities | DatasetKind::Events => rows == 0,
            DatasetKind::Records => documents == 0,
            DatasetKind::Spells | DatasetKind::Names => false,
        });
        let Some(seen) = seen else { return inspection };
        if !seen.columns.is_empty() {
            let asked = |name: &str| seen.only.as_ref().is_none_or(|only| only.contains(name));
            inspection.absent = columns::absent(&seen.arrived, &seen.source);
            inspection.absent.retain(|absent| asked(&absent.name));
        }
        for (column, texts) in &seen.texts {
            let named = seen
                .source
                .dataset
                .column(column)
                .and_then(|column| column.register.as_ref());
            let Some(register) = named.and_then(|name| policy.register(&name.text)) else {
                continue;
            };
            let kind = value_kind(seen.source.dataset, column);
            let names = folded(register, texts.iter().map(|(text, rows)| (text.as_str(), *rows)));
            let names: BTreeMap<_, _> = names
                .into_iter()
                .map(|(name, rows)| (Private::new(kind, name), rows))
                .collect();
            if !names.is_empty() {
                inspection.unlisted.insert(column.clone(), names);
            }
        }
        if !seen.partial && seen.fault.is_none() {
            let last = days.map(|(_, high)| high);
            let breaches = breaches::all(
                &seen.info.gates,
                &inspection.report,
                Some(seen.source.dataset),
                (last, as_of),
            )
            .into_iter();
            inspection.breaches = breaches
                .map(|(kind, span)| Finding {
                    source: inspection.report.label(),
                    kind,
                    span: Some(span),
                    place: None,
                })
                .collect();
        }
        inspection.columns = columns::arriving(seen.columns, &seen.source);
        inspection.mapping = seen.info.mapping;
        inspection.partial = seen.partial;
        inspection.fault = seen.fault;
        inspection
    }
}

impl<'a> Seen<'a> {
    fn new(source: Source<'a>, info: SourceInfo) -> Self {
        Self {
            source,
            info,
            columns: Vec::new(),
            arrived: BTreeSet::new(),
            only: None,
            rows: 0,
            partial: false,
            days: None,
            texts: BTreeMap::new(),
            fault: None,
        }
    }

    fn arrives(&mut self, batch: &mut Batch, most: Option<u64>) -> ControlFlow<()> {
        note_types(&batch.frame, &mut self.columns);
        let Source { dataset, mapping, .. } = self.source;
        // Where the door can't unwrap it, it says so: nothing is missing then.
        let there = arrived(&batch.frame, dataset, mapping).unwrap_or_else(|_| deliverable(dataset, mapping));
        self.arrived.extend(there.iter().map(|rule| rule.name.text.as_str()));
        if let Some(most) = most {
            let left = usize::try_from(most.saturating_sub(self.rows)).unwrap_or(usize::MAX);
            self.partial |= batch.frame.height() > left;
            batch.frame = batch.frame.head(Some(left));
        }
        self.rows += batch.frame.height() as u64;
        match self.partial {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }

    fn admits(&mut self, dataset: &Dataset, frame: &DataFrame, clock: &ZoneClock) -> Result<(), Error> {
        if matches!(dataset.kind, DatasetKind::Events | DatasetKind::Spells) {
            let day = row_days(dataset, frame, clock)?;
            for day in (0..frame.height()).filter_map(day) {
                let (low, high) = self.days.unwrap_or((day, day));
                self.days = Some((low.min(day), high.max(day)));
            }
        }
        for column in dataset.columns.iter().filter(|column| column.register.is_some()) {
            let counts = self.texts.entry(column.name.text.clone()).or_default();
            for text in frame.column(&column.name.text)?.str()?.iter().flatten() {
                match counts.get_mut(text) {
                    Some(rows) => *rows += 1,
                    None => {
                        counts.insert(text.to_owned(), 1);
                    }
                }
            }
        }
        Ok(())
    }
}

impl Onlooker for Watch<'_> {
    fn arrives(&mut self, source: SourceId<'_>, batch: &mut Batch) -> ControlFlow<()> {
        let most = self.look.rows;
        self.of(source)
            .map_or(ControlFlow::Continue(()), |seen| seen.arrives(batch, most))
    }

    fn admits(
        &mut self,
        source: SourceId<'_>,
        dataset: &Dataset,
        frame: &DataFrame,
        clock: &ZoneClock,
    ) -> Result<(), Error> {
        self.of(source)
            .map_or(Ok(()), |seen| seen.admits(dataset, frame, clock))
    }

    fn sees_only(&mut self, source: SourceId<'_>, columns: &[String]) {
        if let Some(seen) = self.of(source) {
            seen.only = Some(columns.iter().cloned().collect());
        }
    }

    fn most_rows(&self) -> Option<u64> {
        self.look.rows
    }

    fn forgets(&mut self, dataset: &str) {
        for ((_, _), seen) in self.sources.iter_mut().filter(|((name, _), _)| name == dataset) {
            seen.columns.clear();
            seen.arrived.clear();
            seen.texts.clear();
            (seen.rows, seen.partial, seen.days, seen.fault) = (0, false, None, None);
        }
    }

    fn fails(&mut self, source: SourceId<'_>, error: Error) {
        self.fault.get_or_insert_with(|| error.message.clone());
        if let Some(seen) = self.of(source) {
            seen.fault = Some(error);
        }
    }

    fn first_fault(&self) -> Option<Sentence> {
        self.fault.clone()
    }
}
