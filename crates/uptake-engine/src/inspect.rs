//! A look at sources: what arrives, what it feeds, and what the door says to it. Nothing is added up.

mod columns;
mod found;
mod watch;

pub use found::{Absent, Arriving, Inspected, Inspection};

use crate::calendar::{date, day};
use crate::error::Error;
use crate::input::{Inputs, SourceId, SourceInfo};
use crate::intake::{Refusal, SetAsideRow, SetAsideSink};
use crate::names::{Names, OtherNames};
use crate::reduce::entities::EntityIndex;
use crate::reduce::reader::Reader;
use columns::{absent, arriving, note_types};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::sync::Arc;
use uptake_adapter::ScanRequest;
use uptake_codes::AdapterCode;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::{Dataset, DatasetKind};
use watch::Watch;

/// What to look at.
pub struct Look<'a> {
    /// The rules.
    pub policy: &'a Policy,
    /// The day of the figures: later rows are set aside, and ages are told from it.
    pub as_of: Date,
    /// The datasets; all that have a source if it is empty.
    pub datasets: &'a [String],
    /// Sources that can't even be opened: the dataset, and the place among its sources.
    pub closed: &'a [(String, usize)],
    /// How many rows of each source are looked at; all if `None`.
    pub rows: Option<u64>,
}

impl Look<'_> {
    fn is_closed(&self, dataset: &str, number: usize) -> bool {
        self.closed
            .iter()
            .any(|(closed, at)| closed == dataset && *at == number)
    }
}

/// Looks at sources, in the order of the rules. One that can't be read doesn't keep the others from being looked at.
///
/// # Errors
/// When the calendar's zone doesn't exist.
pub fn inspect(look: &Look<'_>, inputs: &mut dyn Inputs) -> Result<Inspected, Error> {
    let wanted: Vec<&Dataset> = look
        .policy
        .datasets
        .iter()
        .filter(|dataset| look.datasets.is_empty() || look.datasets.contains(&dataset.name.text))
        .filter(|dataset| !inputs.sources(&dataset.name.text).is_empty())
        .collect();
    let mut nobody = Forgotten;
    let mut reader = Reader::new(look.policy, inputs, &mut nobody, day(look.as_of))?;
    let not_looked_up = match wanted.iter().any(|dataset| dataset.kind != DatasetKind::Entities) {
        true => everybody(look, &mut reader).err().map(|error| error.message),
        false => None,
    };
    if not_looked_up.is_some() {
        reader.entities = EntityIndex::new(false);
        reader.identities = None;
    }
    let (mut seen, mut names) = (Vec::new(), Vec::new());
    for dataset in wanted {
        for (number, source) in reader.inputs.sources(&dataset.name.text).iter().enumerate() {
            if look.is_closed(&dataset.name.text, number) {
                continue;
            }
            let (mut inspection, known) = one(look, dataset, (number, source), &mut reader)?;
            names.push(known);
            if dataset.kind != DatasetKind::Entities {
                inspection.not_looked_up.clone_from(&not_looked_up);
            }
            seen.push(inspection);
        }
    }
    Ok(Inspected { sources: seen, names })
}

/// Reads who there is and how they are called: without that nobody can be looked up.
fn everybody(look: &Look<'_>, reader: &mut Reader<'_, '_>) -> Result<(), Error> {
    let policy = reader.policy;
    let open = |dataset: &Dataset| match look.closed.iter().any(|(closed, _)| *closed == dataset.name.text) {
        true => Err(Error::new(
            AdapterCode::Source,
            format!("the source of `{}` can't be opened", dataset.name.text),
        )),
        false => Ok(()),
    };
    if let Some(dataset) = policy.entity_dataset() {
        open(dataset)?;
        reader.list(dataset)?;
    }
    for dataset in policy.names() {
        open(dataset)?;
        reader.names(dataset)?;
    }
    Ok(())
}

/// Looks at one source; the names of the entities that are known by then come along.
fn one<'a>(
    look: &Look<'a>,
    dataset: &'a Dataset,
    (number, source): (usize, &SourceInfo),
    reader: &mut Reader<'a, '_>,
) -> Result<(Inspection, Arc<Names>), Error> {
    let name = dataset.name.text.as_str();
    let id = SourceId { dataset: name, number };
    let mapping = source.mapping.as_ref().and_then(|mapping| look.policy.mapping(mapping));
    let all: BTreeSet<String> = dataset.columns.iter().map(|column| column.name.text.clone()).collect();
    let mut door = reader.door_of(dataset, source, &all)?;
    // The list was read already when others are looked at, and is looked at by itself.
    let mut entities = match dataset.kind {
        DatasetKind::Entities => EntityIndex::new(true),
        _ => reader.entities.clone(),
    };
    let mut watch = Watch::new(look.policy, dataset);
    let mut seen: Vec<(String, Vec<String>)> = Vec::new();
    let (mut rows, mut partial) = (0, false);
    let mut read = || -> Result<(), Error> {
        for batch in reader.inputs.scan(id, &ScanRequest { columns: None })? {
            let mut batch = batch.map_err(|error| reader.inputs.blame(id, error))?;
            note_types(&batch.frame, &mut seen);
            if let Some(most) = look.rows {
                let left = usize::try_from(most - rows).unwrap_or(usize::MAX);
                partial = batch.frame.height() > left;
                batch.frame = batch.frame.head(Some(left));
            }
            rows += batch.frame.height() as u64;
            reader.inputs.progress(name, batch.frame.height() as u64);
            let admitted = door.admit(batch, &mut entities, reader.sink).map_err(Refusal::error)?;
            watch.see(&admitted.frame, &reader.clock)?;
            if partial {
                break;
            }
        }
        Ok(())
    };
    let fault = read().err();
    door.remarked(reader.inputs.remarks(id));
    let absent = match seen.is_empty() {
        true => Vec::new(),
        false => absent(&seen, dataset, mapping),
    };
    let days = watch.days;
    let mut report = door.report(&entities);
    if dataset.kind == DatasetKind::Events {
        report.covers = days.map(|(low, high)| (date(low), date(high)));
    }
    let inspection = Inspection {
        dataset: name.to_owned(),
        number,
        mapping: source.mapping.clone(),
        columns: arriving(seen, dataset, mapping),
        absent,
        report,
        first: days.map(|(low, _)| date(low)),
        last: days.map(|(_, high)| date(high)),
        days_old: days.map(|(_, high)| day(look.as_of) - high),
        unlisted: watch.unlisted(),
        partial,
        not_looked_up: None,
        fault,
    };
    let known = reader.identities.clone().map(|known| known as Arc<dyn OtherNames>);
    Ok((inspection, Names::new(entities, known)))
}

/// Rows set aside are counted; they are kept by a run.
struct Forgotten;

impl SetAsideSink for Forgotten {
    fn keep(&mut self, _: SetAsideRow) -> Result<(), Error> {
        Ok(())
    }
}
