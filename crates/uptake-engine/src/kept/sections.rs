//! Data as sections of bytes, and back.

use super::question::{Question, filters, slots};
use crate::binary::{Binary, Bytes, Damaged, binary};
use crate::calendar::Periods;
use crate::coverage::{Coverage, Evidence, Refused};
use crate::data::{Data, List};
use crate::input::Inputs;
use crate::intake::{IntakeReport, Reason, SetAsideRow};
use crate::names::Names;
use crate::records::Records;
use crate::reduce::accumulate::Accumulator;
use crate::reduce::plan::DatasetPlan;
use crate::reduce::reader::coverage;
use crate::reduce::reduced::Reduced;
use crate::reduce::spells::{DoubtsOf, Spells};
use crate::reduce::trace::Trace;
use crate::reduce::updates::Updates;
use crate::shape::Shape;
use jiff::civil::Date;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::sync::Arc;
use uptake_rules::policy::dataset::DatasetKind;
use xxhash_rust::xxh3::xxh3_128;

/// The section that says what the others have.
pub const HEAD: &str = "head";

/// The section with the rows that were set aside.
pub const SETS_ASIDE: &str = "set-aside";

const BASE: &str = "base";

/// A section.
pub struct Kept {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Who has sections that were kept.
pub trait Sections {
    /// The bytes of a section.
    ///
    /// # Errors
    /// When it isn't there, or isn't what was kept.
    fn section(&mut self, name: &str) -> Result<Vec<u8>, Damaged>;
}

/// What was kept.
pub struct KeptData {
    /// The data: as if they had been read.
    pub data: Data,
    /// The rows that were set aside while they were, in their order.
    pub set_aside: Vec<SetAsideRow>,
}

/// What the sections have.
struct Head {
    /// The day of the figures.
    as_of: Date,
    /// Whether a later day of the figures would read the same: no row was left out because of it.
    ageless: bool,
    /// Of each dataset that was added up: its conditions and what was collected, by digest.
    plans: Vec<Planned>,
}

struct Planned {
    dataset: String,
    filters: Vec<u128>,
    slots: Vec<u128>,
}

binary!(Head { as_of, ageless, plans });
binary!(Planned {
    dataset,
    filters,
    slots
});

impl Planned {
    fn of(plan: &DatasetPlan) -> Self {
        let digests = |texts: Vec<String>| texts.iter().map(|text| xxh3_128(text.as_bytes())).collect();
        Self {
            dataset: plan.dataset.clone(),
            filters: digests(filters(plan)),
            slots: digests(slots(plan)),
        }
    }

    /// Where each of the other's slots and conditions is among these; `None` if one isn't.
    fn places(&self, wanted: &Self) -> Option<(Vec<usize>, Vec<usize>)> {
        let places = |own: &[u128], wanted: &[u128]| {
            let place = |digest: &u128| own.iter().position(|own| own == digest);
            wanted.iter().map(place).collect::<Option<Vec<usize>>>()
        };
        Some((
            places(&self.slots, &wanted.slots)?,
            places(&self.filters, &wanted.filters)?,
        ))
    }
}

/// Everything but what was added up and the records.
struct Base {
    names: Arc<Names>,
    order: Vec<u32>,
    list: Option<List>,
    spells: BTreeMap<String, Spells>,
    doubts: BTreeMap<String, DoubtsOf>,
    updates: Vec<Updates>,
    reports: BTreeMap<String, Vec<IntakeReport>>,
    /// By dataset and source, what the rows of events show.
    evidence: BTreeMap<String, Vec<Option<Evidence>>>,
    trace: Option<Trace>,
    events: Vec<Rest>,
}

/// What belongs to a dataset's events besides the numbers.
struct Rest {
    delivered: bool,
    refused: FxHashMap<u32, Refused>,
    /// By slot.
    undecided: Vec<u64>,
    /// By condition.
    met: Vec<[bool; 3]>,
}

binary!(Base {
    names,
    order,
    list,
    spells,
    doubts,
    updates,
    reports,
    evidence,
    trace,
    events
});
binary!(Rest {
    delivered,
    refused,
    undecided,
    met
});

fn records_section(dataset: &str) -> String {
    format!("records/{dataset}")
}

fn rows_section(dataset: &str) -> String {
    format!("rows/{dataset}")
}

fn slot_section(dataset: &str, slot: usize) -> String {
    format!("slot/{dataset}/{slot}")
}

fn bytes(value: &impl Binary) -> Vec<u8> {
    let mut out = Vec::new();
    value.put(&mut out);
    out
}

fn whole<T: Binary>(bytes: &[u8]) -> Result<T, Damaged> {
    let mut from = Bytes::of(bytes);
    let found = T::get(&mut from)?;
    from.end()?;
    Ok(found)
}

/// Data that a question led to as sections, with the rows that were set aside meanwhile.
#[must_use]
pub fn keep(question: &Question<'_>, data: &Data, set_aside: &[SetAsideRow]) -> Vec<Kept> {
    let head = Head {
        as_of: data.as_of,
        ageless: is_ageless(question, data),
        plans: data.events.iter().map(|events| Planned::of(&events.plan)).collect(),
    };
    let evidence = data.events.iter().map(|events| {
        let sources = events.coverage.sources.iter();
        let evidence = sources.map(|source| source.evidence.clone()).collect();
        (events.plan.dataset.clone(), evidence)
    });
    let mut base = Vec::new();
    // Field by field as `Base` is read, without copying any.
    data.names.put(&mut base);
    data.order.put(&mut base);
    data.list.put(&mut base);
    data.spells.put(&mut base);
    data.doubts.put(&mut base);
    data.updates.put(&mut base);
    data.reports.put(&mut base);
    evidence.collect::<BTreeMap<_, Vec<Option<Evidence>>>>().put(&mut base);
    data.trace.put(&mut base);
    data.events.len().put(&mut base);
    for events in &data.events {
        events.delivered.put(&mut base);
        events.refused.put(&mut base);
        events.undecided.put(&mut base);
        events.met.put(&mut base);
    }
    let section = |name: &str, bytes: Vec<u8>| Kept {
        name: name.to_owned(),
        bytes,
    };
    let mut all = vec![section(HEAD, bytes(&head)), section(BASE, base)];
    for (name, records) in &data.records {
        all.push(section(&records_section(name), bytes(records)));
    }
    for events in &data.events {
        let dataset = &events.plan.dataset;
        let mut rows = Vec::new();
        events.accumulator.put_base(&mut rows);
        all.push(section(&rows_section(dataset), rows));
        for slot in 0..events.plan.slots.len() {
            let mut numbers = Vec::new();
            events.accumulator.put_slot(slot, &mut numbers);
            all.push(section(&slot_section(dataset, slot), numbers));
        }
    }
    let mut rows = Vec::new();
    set_aside.len().put(&mut rows);
    set_aside.iter().for_each(|row| row.put(&mut rows));
    all.push(section(SETS_ASIDE, rows));
    all
}

/// Whether nothing was left out because of the day of the figures: then a later one leads to the same data.
fn is_ageless(question: &Question<'_>, data: &Data) -> bool {
    let later = |report: &IntakeReport| report.later > 0 || report.set_aside.contains_key(&Reason::FromTheFuture);
    let mut evidence = data.events.iter().flat_map(|events| &events.coverage.sources);
    !data.reports.values().flatten().any(later)
        && !evidence.any(|source| source.evidence.as_ref().is_some_and(|evidence| evidence.later))
        && !question.dated_records()
}

/// Whether sections with this head have all that is asked for, as of a day.
///
/// # Errors
/// When it isn't a head.
pub fn head_serves(head: &[u8], question: &Question<'_>, as_of: Date) -> Result<bool, Damaged> {
    let head: Head = whole(head)?;
    let day = head.as_of == as_of || head.ageless && head.as_of < as_of;
    Ok(day && places(&head, question).is_some())
}

/// Where the slots and conditions of each plan are; `None` where one isn't there.
fn places(head: &Head, question: &Question<'_>) -> Option<Vec<(Vec<usize>, Vec<usize>)>> {
    if head.plans.len() != question.plans.len() {
        return None;
    }
    let pairs = head.plans.iter().zip(&question.plans);
    pairs
        .map(|(kept, wanted)| {
            let wanted = Planned::of(wanted);
            // Of rows that are noted it is said which of all conditions they meet.
            let same = question.traced.is_none() || kept.filters == wanted.filters;
            let found = kept.places(&wanted)?;
            (same && kept.dataset == wanted.dataset).then_some(found)
        })
        .collect()
}

/// The data of a question from sections whose head [serves](head_serves) it: as if they had been read.
///
/// # Errors
/// When a section isn't there, or isn't what was kept.
pub fn restore(
    question: &Question<'_>,
    inputs: &dyn Inputs,
    sections: &mut dyn Sections,
    as_of: Date,
) -> Result<KeptData, Damaged> {
    let head: Head = whole(&sections.section(HEAD)?)?;
    let places = places(&head, question).ok_or(Damaged)?;
    let base: Base = whole(&sections.section(BASE)?)?;
    let policy = question.policy;
    let periods = Periods::new(&policy.calendar);
    let mut evidence = base.evidence;
    let mut events = Vec::with_capacity(places.len());
    if base.events.len() != places.len() {
        return Err(Damaged);
    }
    for ((plan, places), rest) in question.plans.iter().zip(&places).zip(base.events) {
        let (accumulator, rest) = added(plan, &periods, places, rest, sections)?;
        let evidence = evidence.remove(&plan.dataset).unwrap_or_default();
        events.push(Reduced {
            plan: plan.clone(),
            delivered: rest.delivered,
            accumulator,
            coverage: coverage(inputs, &plan.dataset, evidence),
            refused: rest.refused,
            undecided: rest.undecided,
            met: rest.met,
        });
    }
    let mut records: BTreeMap<String, Records> = BTreeMap::new();
    for name in crate::records::needed(policy).into_keys() {
        if policy.dataset(&name).is_some() {
            let kept = whole(&sections.section(&records_section(&name))?)?;
            records.insert(name, kept);
        }
    }
    let set_aside = whole(&sections.section(SETS_ASIDE)?)?;
    let read: Vec<&str> = question.plans.iter().map(|plan| plan.dataset.as_str()).collect();
    let lasting = policy
        .datasets
        .iter()
        .filter(|dataset| matches!(dataset.kind, DatasetKind::Entities | DatasetKind::Spells));
    let lasting = lasting.map(|dataset| {
        let name = &dataset.name.text;
        (name.clone(), coverage(inputs, name, Vec::new()))
    });
    let gates = policy.datasets.iter().map(|dataset| {
        let name = &dataset.name.text;
        let sources = inputs.sources(name).into_iter();
        (name.clone(), sources.map(|source| source.gates).collect())
    });
    let data = Data {
        as_of,
        shape: Shape::of(policy, &read, &question.mappings),
        periods,
        names: base.names,
        order: base.order,
        list: base.list,
        spells: base.spells,
        doubts: base.doubts,
        updates: base.updates,
        events,
        records,
        trace: base.trace,
        tables: None,
        coverage: lasting.collect::<BTreeMap<String, Coverage>>(),
        reports: base.reports,
        gates: gates.collect(),
        mappings: question.mappings.clone(),
    };
    Ok(KeptData { data, set_aside })
}

/// What was added up of a plan, from the `places` of its slots and conditions among those that were kept.
fn added(
    plan: &DatasetPlan,
    periods: &Periods,
    (slots, filters): &(Vec<usize>, Vec<usize>),
    rest: Rest,
    sections: &mut dyn Sections,
) -> Result<(Accumulator, Rest), Damaged> {
    let rows = sections.section(&rows_section(&plan.dataset))?;
    let mut from = Bytes::of(&rows);
    let mut accumulator = Accumulator::get_base(plan, periods.clone(), &mut from)?;
    from.end()?;
    for (slot, place) in slots.iter().enumerate() {
        let numbers = sections.section(&slot_section(&plan.dataset, *place))?;
        let mut from = Bytes::of(&numbers);
        accumulator.get_slot(slot, &mut from)?;
        from.end()?;
    }
    let undecided = slots.iter().map(|place| rest.undecided.get(*place).copied());
    let met = filters.iter().map(|place| rest.met.get(*place).copied());
    let rest = Rest {
        undecided: undecided.collect::<Option<_>>().ok_or(Damaged)?,
        met: met.collect::<Option<_>>().ok_or(Damaged)?,
        ..rest
    };
    Ok((accumulator, rest))
}

impl Binary for Arc<Names> {
    fn put(&self, out: &mut Vec<u8>) {
        self.texts().len().put(out);
        self.texts().iter().for_each(|name| name.put(out));
        self.others().put(out);
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        Ok(Names::kept(Vec::get(from)?, Option::get(from)?))
    }
}
