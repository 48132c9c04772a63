//! What decides what is read.

use crate::input::{Inputs, SourceInfo};
use crate::read::{alike, mappings};
use crate::records::needed;
use crate::reduce::events::numbered;
use crate::reduce::plan::{DatasetPlan, plan_with};
use crate::shape::Shape;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use uptake_rules::policy::Policy;
use uptake_rules::project::Covers;
use uptake_rules::text::Name;

/// What is to be read, for one policy and others that are judged on the same data.
pub struct Question<'a> {
    pub(super) policy: &'a Policy,
    /// What is to be added up.
    pub(super) plans: Vec<DatasetPlan>,
    /// The mapping of each source of each dataset.
    pub(super) mappings: BTreeMap<String, Vec<Option<String>>>,
    /// The name of the entity whose rows are noted.
    pub(super) traced: Option<&'a str>,
    meaning: String,
}

impl<'a> Question<'a> {
    /// The question that [`read`](crate::read()), [`read_for`](crate::read_for) or [`read_tracing`](crate::read_tracing) answers.
    #[must_use]
    pub fn new(policy: &'a Policy, others: &[&Policy], inputs: &dyn Inputs, traced: Option<&'a str>) -> Self {
        let mappings = mappings(policy, inputs);
        let others: Vec<&Policy> = others
            .iter()
            .copied()
            .filter(|other| alike(policy, other, &mappings))
            .collect();
        let plans = plan_with(policy, &others);
        let meaning = meaning(policy, &plans, inputs, &mappings, traced);
        Self {
            policy,
            plans,
            mappings,
            traced,
            meaning,
        }
    }

    /// All that decides what is read, besides the bytes of the sources, the day of the figures and the program.
    #[must_use]
    pub fn meaning(&self) -> &str {
        &self.meaning
    }

    /// What is to be added up, as one text.
    #[must_use]
    pub fn aggregates(&self) -> String {
        self.plans.iter().flat_map(slots).collect::<Vec<String>>().join("\n")
    }

    /// Whether rows of records may be left out, or values of theirs, because of the day of the figures, without being counted.
    pub(super) fn dated_records(&self) -> bool {
        needed(self.policy).keys().any(|name| {
            let dataset = self.policy.dataset(name);
            dataset.is_none_or(|dataset| dataset.columns.iter().any(|column| column.known.is_some()))
        })
    }
}

/// What each slot of a plan collects.
pub(super) fn slots(plan: &DatasetPlan) -> Vec<String> {
    let filters = filters(plan);
    let slots = plan.slots.iter().map(|slot| {
        let filter = slot.filter.and_then(|filter| filters.get(filter));
        let (aggregate, column) = (slot.aggregate, &slot.column);
        format!("{:?} {aggregate:?} {column:?} {} {filter:?}", plan.dataset, slot.whole)
    });
    slots.collect()
}

/// The meaning of each condition of a plan.
pub(super) fn filters(plan: &DatasetPlan) -> Vec<String> {
    plan.filters.iter().map(|filter| format!("{filter:?}")).collect()
}

fn meaning(
    policy: &Policy,
    plans: &[DatasetPlan],
    inputs: &dyn Inputs,
    mappings: &BTreeMap<String, Vec<Option<String>>>,
    traced: Option<&str>,
) -> String {
    let records = needed(policy);
    let read: Vec<&str> = plans.iter().map(|plan| plan.dataset.as_str()).collect();
    let mut shape = Shape::of(policy, &read, mappings);
    shape.also(policy, records.keys().map(String::as_str), mappings);
    let mut text = format!("{}\nrecords {records:?}\n", shape.text());
    for plan in plans {
        // A report tells what the columns hold that are read, and the names that no register lists.
        let known = |column: &String| {
            let column = policy.dataset(&plan.dataset).and_then(|dataset| dataset.column(column));
            column.is_some_and(|column| column.register.is_some())
        };
        let numbered: BTreeSet<String> = numbered(policy, plan).into_iter().filter(known).collect();
        let line = format!(
            "{:?} reads {:?} and numbers {numbered:?}\n",
            plan.dataset,
            plan.needed()
        );
        text.push_str(&line);
    }
    for dataset in &policy.datasets {
        let name = &dataset.name.text;
        for source in inputs.sources(name) {
            // Writing into a text can't fail.
            let _ = writeln!(text, "{name:?} {}", source_meaning(&source));
        }
    }
    // Who else is asked for.
    let _ = writeln!(text, "traced {traced:?}");
    text
}

/// What the project says of a source, as far as it matters to reading.
fn source_meaning(source: &SourceInfo) -> String {
    let SourceInfo {
        name,
        of_files,
        mapping,
        time_zone,
        identities,
        names_ignore,
        covers,
        outside_counted,
        known,
        reading,
        set,
        gates,
        // Where rows are added up makes no difference to them.
        pushed: _,
    } = source;
    let covers = covers.map(|covers| {
        let Covers {
            from,
            through,
            // What a time without rows means is decided when it is judged.
            without_rows: _,
        } = covers;
        (from, through)
    });
    let text = |name: &Name| name.text.clone();
    let dates: Vec<String> = reading.dates.iter().map(text).collect();
    let reading = (reading.decimal, reading.thousands, dates);
    let set: Vec<_> = set.iter().map(|(name, value)| (text(name), value)).collect();
    // Of gates only this is looked for while rows come.
    let expect: Vec<_> = gates
        .expect
        .iter()
        .map(|(name, values)| (text(name), values.iter().map(text).collect::<Vec<_>>()))
        .collect();
    let names = (name, of_files, mapping, time_zone, identities, names_ignore);
    format!("{names:?} {covers:?} {outside_counted} {known:?} {reading:?} {set:?} {expect:?}")
}
