//! A look at sources: what arrives, what it feeds, and what the door says to it. They are read as a run reads them, by the same
//! functions; somebody looks on.

mod columns;
mod found;
mod look;
mod needed;
mod watch;

pub use found::{Absent, Arriving, Inspected, Inspection};
pub use look::Look;

use crate::calendar::{Periods, day};
use crate::error::Error;
use crate::input::{Inputs, SourceId};
use crate::intake::{Forgotten, IntakeReport};
use crate::names::{Names, OtherNames, Sentence};
use crate::reduce::entities::EntityIndex;
use crate::reduce::plan::{DatasetPlan, plan};
use crate::reduce::reader::Reader;
use std::collections::BTreeMap;
use std::sync::Arc;
use uptake_rules::policy::dataset::{Dataset, DatasetKind};
use watch::Watch;

/// Looks at sources, in the order of the rules. One that can't be read doesn't keep the others from being looked at.
///
/// # Errors
/// When the calendar's zone doesn't exist, or when a column of the contract can't be computed.
pub fn inspect(look: &Look<'_>, inputs: &mut dyn Inputs) -> Result<Inspected, Error> {
    let wanted: Vec<&Dataset> = look
        .policy
        .datasets
        .iter()
        .filter(|dataset| look.wants(&dataset.name.text) && !inputs.sources(&dataset.name.text).is_empty())
        .collect();
    let sources = wanted
        .iter()
        .map(|dataset| (dataset.name.text.clone(), inputs.sources(&dataset.name.text)));
    let sources: BTreeMap<_, _> = sources.collect();
    let plans = plan(look.policy);
    let (mut watch, mut nobody) = (Watch::new(look, &sources, &plans), Forgotten);
    let reader = Reader::new(look.policy, inputs, &mut nobody, day(look.as_of))?;
    let mut looking = Looking {
        look,
        wanted: &wanted,
        plans,
        reader,
        reports: BTreeMap::new(),
    };
    looking.reader.onlooker = Some(&mut watch);
    let why = looking.who()?;
    looking.rest()?;
    let Looking { reader, reports, .. } = looking;
    let known = reader.identities.map(|known| known as Arc<dyn OtherNames>);
    let names = Names::new(reader.entities, known);
    let mut seen = Vec::new();
    for dataset in wanted {
        for (number, report) in reports.get(&dataset.name.text).into_iter().flatten().enumerate() {
            let name = dataset.name.text.as_str();
            let id = SourceId { dataset: name, number };
            if look.is_closed(name, number) {
                continue;
            }
            let mut inspection = watch.inspection(id, report.clone());
            if dataset.kind != DatasetKind::Entities {
                inspection.not_looked_up.clone_from(&why);
            }
            seen.push(inspection);
        }
    }
    Ok(Inspected {
        sources: seen,
        names: vec![names],
    })
}

/// Reading while somebody looks on.
struct Looking<'a, 'b, 'c> {
    look: &'c Look<'a>,
    wanted: &'c [&'a Dataset],
    plans: Vec<DatasetPlan>,
    reader: Reader<'a, 'b>,
    reports: BTreeMap<String, Vec<IntakeReport>>,
}

impl<'a> Looking<'a, '_, '_> {
    /// Reads who there is and how they are called: without that nobody can be looked up. Why it couldn't be read comes back.
    fn who(&mut self) -> Result<Option<Sentence>, Error> {
        let others = self.wanted.iter().any(|dataset| dataset.kind != DatasetKind::Entities);
        let mut fault = None;
        if others && self.look.rows.is_some() {
            // Whoever stands beyond the first rows has to be known all the same.
            let (onlooker, nobody) = (self.reader.onlooker.take(), self.reader.entities.clone());
            fault = self.everybody().err().map(|error| error.message);
            let known = (self.reader.entities.clone(), self.reader.identities.clone());
            let list = self.reader.list.take();
            self.reader.onlooker = onlooker;
            self.reader.entities = nobody;
            self.reader.identities = None;
            self.everybody()?;
            (self.reader.entities, self.reader.identities) = known;
            self.reader.list = list;
        } else if others || !self.wanted.is_empty() {
            self.everybody()?;
            if let Some(onlooker) = &self.reader.onlooker {
                fault = onlooker.first_fault();
            }
        }
        if fault.is_some() {
            self.reader.entities = EntityIndex::new(false);
            self.reader.identities = None;
        }
        Ok(fault)
    }

    /// The list of entities and their other names, as a run reads them.
    fn everybody(&mut self) -> Result<(), Error> {
        let policy = self.reader.policy;
        if let Some(dataset) = policy.entity_dataset() {
            let (list, reports) = self.reader.list(dataset)?;
            self.reader.list = Some(list);
            self.reports.insert(dataset.name.text.clone(), reports);
        }
        for dataset in policy.names() {
            let reports = self.reader.names(dataset)?;
            self.reports
                .extend(reports.map(|reports| (dataset.name.text.clone(), reports)));
        }
        Ok(())
    }

    /// Spells and events, as a run reads them, and those that no rule reads.
    fn rest(&mut self) -> Result<(), Error> {
        let periods = Periods::new(&self.reader.policy.calendar);
        for dataset in self.wanted {
            let name = &dataset.name.text;
            let reports = match dataset.kind {
                DatasetKind::Entities | DatasetKind::Names => continue,
                DatasetKind::Spells => self.reader.spells(dataset)?.reports,
                DatasetKind::Records => self.reader.unread(dataset)?,
                DatasetKind::Events => match self.plans.iter().find(|plan| plan.dataset == *name) {
                    Some(plan) => self.reader.events(plan.clone(), &periods)?.1,
                    None => self.reader.unread(dataset)?,
                },
            };
            self.reports.insert(name.clone(), reports);
        }
        Ok(())
    }
}
