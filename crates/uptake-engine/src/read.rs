//! Sources and a policy → [`Data`].

use crate::calendar::{Periods, day};
use crate::data::{Data, List};
use crate::error::Error;
use crate::input::Inputs;
use crate::intake::{IntakeReport, SetAsideSink};
use crate::names::{Names, OtherNames};
use crate::records::{Records, dangling, meeting, needed, short_forms};
use crate::reduce::entities::EntityIndex;
use crate::reduce::plan::{plan_with, row_measures};
use crate::reduce::reader::Reader;
use crate::reduce::spells::{Doubts, DoubtsOf, Spells, add_spells};
use crate::reduce::trace::Trace;
use crate::reduce::updates::Updates;
use crate::shape::Shape;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::{Dataset, DatasetKind};

/// Reads all that the rules need, once: the list of entities first, since it says who is known, then their other names, then
/// spells, then events, which are added up as they come.
///
/// # Errors
/// When a source can't be read or doesn't keep its contract as a whole, or when a row can't be set aside.
pub fn read(policy: &Policy, inputs: &mut dyn Inputs, sink: &mut dyn SetAsideSink, as_of: Date) -> Result<Data, Error> {
    reading(policy, &[], inputs, sink, as_of, None)
}

/// The same, and all that the measures of other policies add up, as far as these read the data in the same way: then they are judged
/// on it without reading anything.
///
/// # Errors
/// As [`read`].
pub fn read_for(
    policy: &Policy,
    others: &[&Policy],
    inputs: &mut dyn Inputs,
    sink: &mut dyn SetAsideSink,
    as_of: Date,
) -> Result<Data, Error> {
    reading(policy, others, inputs, sink, as_of, None)
}

/// The same, and the rows of one entity are noted.
///
/// # Errors
/// As [`read`].
pub fn read_tracing(
    policy: &Policy,
    inputs: &mut dyn Inputs,
    sink: &mut dyn SetAsideSink,
    as_of: Date,
    entity: Option<&str>,
) -> Result<Data, Error> {
    reading(policy, &[], inputs, sink, as_of, entity)
}

fn reading(
    policy: &Policy,
    others: &[&Policy],
    inputs: &mut dyn Inputs,
    sink: &mut dyn SetAsideSink,
    as_of: Date,
    entity: Option<&str>,
) -> Result<Data, Error> {
    let mappings = mappings(policy, inputs);
    let others: Vec<&Policy> = others
        .iter()
        .copied()
        .filter(|other| alike(policy, other, &mappings))
        .collect();
    let periods = Periods::new(&policy.calendar);
    let mut reader = Reader::new(policy, inputs, sink, day(as_of))?;
    reader.trace = entity.map(Trace::of);
    let mut said = Said::default();
    list(&mut reader, &mut said)?;
    for dataset in policy.names() {
        if let Some(reports) = reader.names(dataset)? {
            said.report(dataset, reports);
        }
    }
    let updates = spells(&mut reader, &mut said)?;
    let mut events = Vec::new();
    for plan in plan_with(policy, &others) {
        let (reduced, reports) = reader.events(plan, &periods)?;
        said.reports.insert(reduced.plan.dataset.clone(), reports);
        events.push(reduced);
    }
    let records = records(&mut reader, &mut said)?;
    for events in &mut events {
        events.settle(&reader.entities);
    }
    let lasting = policy
        .datasets
        .iter()
        .filter(|dataset| matches!(dataset.kind, DatasetKind::Entities | DatasetKind::Spells));
    let coverage = lasting.map(|dataset| {
        let name = &dataset.name.text;
        (name.clone(), reader.coverage(name, Vec::new()))
    });
    let coverage = coverage.collect();
    let gates = policy.datasets.iter().map(|dataset| {
        let name = &dataset.name.text;
        let sources = reader.inputs.sources(name).into_iter();
        (name.clone(), sources.map(|source| source.gates).collect())
    });
    let gates = gates.collect();
    let Reader {
        entities,
        list,
        identities,
        trace,
        ..
    } = reader;
    let read: Vec<&str> = events.iter().map(|events| events.plan.dataset.as_str()).collect();
    Ok(Data {
        as_of,
        shape: Shape::of(policy, &read, &mappings),
        order: order(&entities, list.as_ref()),
        periods,
        doubts: of_entities(said.doubts, &entities),
        names: Names::new(entities, identities.map(|known| known as Arc<dyn OtherNames>)),
        list,
        spells: said.spells,
        updates,
        events,
        records,
        trace,
        tables: None,
        coverage,
        gates,
        reports: said.reports,
        mappings,
    })
}

/// The mapping of each source of each dataset.
pub(crate) fn mappings(policy: &Policy, inputs: &dyn Inputs) -> BTreeMap<String, Vec<Option<String>>> {
    let all = policy.datasets.iter().map(|dataset| {
        let name = &dataset.name.text;
        let sources = inputs.sources(name).into_iter();
        (name.clone(), sources.map(|source| source.mapping).collect())
    });
    all.collect()
}

/// Whether two policies read all data that either adds up in the same way.
pub(crate) fn alike(one: &Policy, other: &Policy, mappings: &BTreeMap<String, Vec<Option<String>>>) -> bool {
    let read = [one, other].into_iter().flat_map(row_measures);
    let read: BTreeSet<&str> = read.map(|(_, rows)| rows.dataset.as_str()).collect();
    let read: Vec<&str> = read.into_iter().collect();
    Shape::of(one, &read, mappings) == Shape::of(other, &read, mappings)
}

/// What the sources said.
#[derive(Default)]
struct Said {
    spells: BTreeMap<String, Spells>,
    doubts: BTreeMap<String, Doubts>,
    reports: BTreeMap<String, Vec<IntakeReport>>,
}

impl Said {
    fn report(&mut self, dataset: &Dataset, reports: Vec<IntakeReport>) {
        self.reports.insert(dataset.name.text.clone(), reports);
    }

    /// What is told of the first source of a dataset: where there are several, which of them a row is of isn't kept.
    fn first(&mut self, dataset: &str) -> Option<&mut IntakeReport> {
        self.reports.get_mut(dataset)?.first_mut()
    }
}

/// Takes in the list of entities, whose dates are spells, too.
fn list(reader: &mut Reader<'_, '_>, said: &mut Said) -> Result<(), Error> {
    let Some(dataset) = reader.policy.entity_dataset() else {
        return Ok(());
    };
    let (list, reports) = reader.list(dataset)?;
    if delivered(&reports) {
        let mut spells = Spells::new();
        add_spells(dataset, &list.frame, &list.codes, reader.entities.len(), &mut spells)?;
        said.spells.insert(dataset.name.text.clone(), spells);
    }
    said.report(dataset, reports);
    reader.list = Some(list);
    Ok(())
}

/// Doubts by the number of whom they are about, once everybody is known who ever will be. Others aren't judged.
fn of_entities(doubts: BTreeMap<String, Doubts>, entities: &EntityIndex) -> BTreeMap<String, DoubtsOf> {
    let of = |mut doubts: Doubts| -> DoubtsOf {
        let named = (0u32..).zip(entities.names());
        named
            .filter_map(|(code, name)| Some((code, doubts.remove(name)?)))
            .collect()
    };
    let datasets = doubts.into_iter();
    datasets.map(|(dataset, doubts)| (dataset, of(doubts))).collect()
}

/// Whether any source delivers a dataset.
fn delivered(reports: &[IntakeReport]) -> bool {
    reports.iter().any(|report| report.delivered)
}

/// Takes in all spells; what they say of entities for a while comes back.
fn spells(reader: &mut Reader<'_, '_>, said: &mut Said) -> Result<Vec<Updates>, Error> {
    let mut all = Vec::new();
    let datasets = reader.policy.datasets.iter();
    for dataset in datasets.filter(|dataset| dataset.kind == DatasetKind::Spells) {
        let came = reader.spells(dataset)?;
        all.extend(came.updates);
        if delivered(&came.reports) {
            said.spells.insert(dataset.name.text.clone(), came.spells);
        }
        if !came.doubts.is_empty() {
            said.doubts.insert(dataset.name.text.clone(), came.doubts);
        }
        said.report(dataset, came.reports);
    }
    Ok(all)
}

/// Takes in the records that tables read.
fn records(reader: &mut Reader<'_, '_>, said: &mut Said) -> Result<BTreeMap<String, Records>, Error> {
    let policy = reader.policy;
    let mut all = BTreeMap::new();
    for (name, columns) in needed(policy) {
        let Some(dataset) = policy.dataset(&name) else { continue };
        let (records, reports) = reader.records(dataset, &columns)?;
        said.report(dataset, reports);
        all.insert(name, records);
    }
    for (name, columns) in dangling(policy, &all)? {
        if let Some(report) = said.first(&name) {
            report.dangling = columns;
        }
    }
    for (name, columns) in short_forms(policy, &all) {
        if let Some(report) = said.first(&name) {
            report.alike = columns;
        }
    }
    for (name, columns) in meeting(policy, &all) {
        if let Some(report) = said.first(&name) {
            report.meeting = columns;
        }
    }
    Ok(all)
}

/// The numbers of those who are judged, in the order of their names: everybody, or those whom the list has.
fn order(entities: &EntityIndex, list: Option<&List>) -> Vec<u32> {
    let sorted = entities.sorted();
    match list {
        None => sorted,
        Some(list) => {
            let on_list: BTreeSet<u32> = list.codes.iter().copied().collect();
            sorted.into_iter().filter(|code| on_list.contains(code)).collect()
        }
    }
}
