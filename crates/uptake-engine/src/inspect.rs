//! A look at sources: what arrives, what it feeds, and what the door says to it. Nothing is added up.

use crate::calendar::{Day, ZoneClock, date, day};
use crate::error::Error;
use crate::input::Inputs;
use crate::intake::contract::value_kind;
use crate::intake::{IntakeReport, Refusal, SetAsideRow, SetAsideSink, counts, row_days};
use crate::names::{Kind, Names, Private, Sentence, Writer};
use crate::reduce::entities::EntityIndex;
use crate::reduce::reader::Reader;
use jiff::civil::Date;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uptake_adapter::ScanRequest;
use uptake_codes::AdapterCode;
use uptake_rules::policy::dataset::{Dataset, DatasetKind};
use uptake_rules::policy::mapping::Mapping;
use uptake_rules::policy::{Entities, Policy};

/// What to look at.
pub struct Look<'a> {
    /// The rules.
    pub policy: &'a Policy,
    /// The day of the figures: later rows are set aside, and ages are told from it.
    pub as_of: Date,
    /// The datasets; all that have a source if it is empty.
    pub datasets: &'a [String],
    /// Datasets whose source can't even be opened.
    pub closed: &'a [String],
    /// How many rows of each source are looked at; all if `None`.
    pub rows: Option<u64>,
}

/// What was seen of all sources.
pub struct Inspected {
    /// Each, in the order of the rules.
    pub sources: Vec<Inspection>,
    /// The names of the entities that were read.
    pub names: Vec<Arc<Names>>,
}

/// What was seen of a source. Texts from data are private until they are [written](Inspection::written).
#[derive(Clone, Debug, Serialize)]
pub struct Inspection<T = Private, S = Sentence> {
    /// The dataset.
    pub dataset: String,
    /// The mapping, if the source has one.
    pub mapping: Option<String>,
    /// The columns as they arrive.
    pub columns: Vec<Arriving<T>>,
    /// Columns that would be read and don't arrive.
    pub absent: Vec<Absent>,
    /// What the door said.
    #[serde(flatten)]
    pub report: IntakeReport<T>,
    /// The day of the first row that is used.
    pub first: Option<Date>,
    /// The day of the last row that is used.
    pub last: Option<Date>,
    /// How many days the last row is older than the day of the figures; less than zero for one that is later.
    pub days_old: Option<i32>,
    /// Names that the register of a column doesn't list, with their rows, by column.
    pub unlisted: BTreeMap<String, BTreeMap<T, u64>>,
    /// Whether there are more rows than were looked at.
    pub partial: bool,
    /// Why nobody was looked up on the list of entities, or under another name.
    pub not_looked_up: Option<S>,
    /// What stopped the reading.
    #[serde(skip)]
    pub fault: Option<Error>,
}

/// A column as it arrives.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Arriving<T = Private> {
    /// Its name. Where a file lacks its header, that is a value of its first row.
    pub name: T,
    /// Its types; several if it changes on the way.
    pub types: Vec<String>,
    /// The columns of the contract that it feeds, `where` for the mapping's condition.
    pub feeds: Vec<String>,
}

/// A column that doesn't arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Absent {
    /// Its name in the source.
    pub name: String,
    /// The columns of the contract that it would feed.
    pub feeds: Vec<String>,
    /// Whether a source may lack it.
    pub optional: bool,
}

impl Inspection {
    /// As it is written.
    #[must_use]
    pub fn written(self, writer: &Writer<'_>) -> Inspection<String, String> {
        let write = &mut |text: Private| writer.write(&text);
        Inspection {
            dataset: self.dataset,
            mapping: self.mapping,
            columns: self
                .columns
                .into_iter()
                .map(|column| Arriving {
                    name: write(column.name),
                    types: column.types,
                    feeds: column.feeds,
                })
                .collect(),
            absent: self.absent,
            report: self.report.map(write),
            first: self.first,
            last: self.last,
            days_old: self.days_old,
            unlisted: counts(self.unlisted, write),
            partial: self.partial,
            not_looked_up: self.not_looked_up.as_ref().map(|why| writer.say(why)),
            fault: self.fault,
        }
    }
}

impl<T, S> Inspection<T, S> {
    /// Whether something is to be said against the source, other than that it can't be read.
    #[must_use]
    pub fn finds(&self) -> bool {
        let report = &self.report;
        let names = report.identities.as_ref();
        report.set_aside_rows() > 0
            || !report.missing.is_empty()
            || !report.unexpected.is_empty()
            || !self.unlisted.is_empty()
            || names.is_some_and(|names| !names.unmatched.is_empty() || !names.system_known)
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
        .filter(|dataset| inputs.source(&dataset.name.text).is_some())
        .collect();
    let clock = ZoneClock::new(&look.policy.calendar.time_zone)?;
    let mut nobody = Forgotten;
    let mut reader = Reader {
        policy: look.policy,
        inputs,
        sink: &mut nobody,
        clock,
        as_of: day(look.as_of),
        entities: EntityIndex::new(matches!(look.policy.entities, Entities::Listed(_))),
        list: None,
        identities: None,
    };
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
        let (mut inspection, known) = one(look, dataset, &mut reader)?;
        names.push(known);
        if dataset.kind != DatasetKind::Entities {
            inspection.not_looked_up.clone_from(&not_looked_up);
        }
        seen.push(inspection);
    }
    Ok(Inspected { sources: seen, names })
}

/// Reads who there is and how they are called: without that nobody can be looked up.
fn everybody(look: &Look<'_>, reader: &mut Reader<'_, '_>) -> Result<(), Error> {
    let policy = reader.policy;
    let open = |dataset: &Dataset| match look.closed.contains(&dataset.name.text) {
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
    reader: &mut Reader<'a, '_>,
) -> Result<(Inspection, Arc<Names>), Error> {
    let name = dataset.name.text.as_str();
    let source = reader.inputs.source(name).unwrap_or_default();
    let mapping = source.mapping.as_ref().and_then(|mapping| look.policy.mapping(mapping));
    let all: BTreeSet<String> = dataset.columns.iter().map(|column| column.name.text.clone()).collect();
    let mut door = reader.door_of(dataset, &source, &all)?;
    // The list was read already when others are looked at, and is looked at by itself.
    let mut entities = match dataset.kind {
        DatasetKind::Entities => EntityIndex::new(true),
        _ => reader.entities.clone(),
    };
    let mut watch = Watch::new(look.policy, dataset);
    let mut arriving: Vec<(String, Vec<String>)> = Vec::new();
    let (mut rows, mut partial) = (0, false);
    let mut read = || -> Result<(), Error> {
        for batch in reader.inputs.scan(name, &ScanRequest { columns: None })? {
            let mut batch = batch.map_err(|error| reader.inputs.blame(name, error))?;
            note_types(&batch.frame, &mut arriving);
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
    let absent = match arriving.is_empty() {
        true => Vec::new(),
        false => absent(&arriving, dataset, mapping),
    };
    let columns = arriving.into_iter().map(|(name, types)| {
        let feeds = feeds(&name, dataset, mapping);
        // What the rules read is called by a name that stands in them.
        let kind = if feeds.is_empty() { Kind::Free } else { Kind::Open };
        Arriving {
            name: Private::new(kind, name),
            types,
            feeds,
        }
    });
    let columns = columns.collect();
    let Watch { days, unlisted, .. } = watch;
    let mut report = door.report();
    if dataset.kind == DatasetKind::Events {
        report.covers = days.map(|(low, high)| (date(low), date(high)));
    }
    let inspection = Inspection {
        dataset: name.to_owned(),
        mapping: source.mapping.clone(),
        columns,
        absent,
        report,
        first: days.map(|(low, _)| date(low)),
        last: days.map(|(_, high)| date(high)),
        days_old: days.map(|(_, high)| day(look.as_of) - high),
        unlisted: unlisted
            .into_iter()
            .map(|(column, names)| {
                let kind = value_kind(dataset, &column);
                let names = names.into_iter().map(|(name, rows)| (Private::new(kind, name), rows));
                (column, names.collect())
            })
            .collect(),
        partial,
        not_looked_up: None,
        fault,
    };
    Ok((inspection, Names::new(entities, reader.identities.clone())))
}

/// What is noticed about rows that came through the door.
struct Watch<'a> {
    policy: &'a Policy,
    dataset: &'a Dataset,
    days: Option<(Day, Day)>,
    unlisted: BTreeMap<String, FxHashMap<String, u64>>,
}

impl<'a> Watch<'a> {
    fn new(policy: &'a Policy, dataset: &'a Dataset) -> Self {
        Self {
            policy,
            dataset,
            days: None,
            unlisted: BTreeMap::new(),
        }
    }

    fn see(&mut self, frame: &DataFrame, clock: &ZoneClock) -> Result<(), Error> {
        if matches!(self.dataset.kind, DatasetKind::Events | DatasetKind::Spells) {
            let day = row_days(self.dataset, frame, clock)?;
            for day in (0..frame.height()).filter_map(day) {
                let (low, high) = self.days.unwrap_or((day, day));
                self.days = Some((low.min(day), high.max(day)));
            }
        }
        for column in &self.dataset.columns {
            let named = column.register.as_ref();
            let Some(register) = named.and_then(|name| self.policy.register(&name.text)) else {
                continue;
            };
            let mut counts: FxHashMap<&str, u64> = FxHashMap::default();
            let texts = frame.column(&column.name.text)?.str()?;
            for text in texts.iter().flatten() {
                *counts.entry(text).or_default() += 1;
            }
            for (text, rows) in counts {
                if register.find(text).is_none() {
                    let unlisted = self.unlisted.entry(column.name.text.clone()).or_default();
                    *unlisted.entry(text.to_owned()).or_default() += rows;
                }
            }
        }
        Ok(())
    }
}

/// Adds the columns of a batch, and types that they didn't have before.
fn note_types(frame: &DataFrame, arriving: &mut Vec<(String, Vec<String>)>) {
    for column in frame.columns() {
        let ty = type_name(column.dtype());
        match arriving.iter_mut().find(|(name, _)| name == column.name().as_str()) {
            Some((_, types)) if types.contains(&ty) => {}
            Some((_, types)) => types.push(ty),
            None => arriving.push((column.name().to_string(), vec![ty])),
        }
    }
}

/// A type in the words of the rule language, as far as it has them.
fn type_name(ty: &DataType) -> String {
    match ty {
        DataType::Boolean => "bool".to_owned(),
        DataType::String | DataType::Categorical(..) | DataType::Enum(..) => "text".to_owned(),
        DataType::Date => "date".to_owned(),
        DataType::Datetime(_, Some(_)) => "datetime".to_owned(),
        DataType::Datetime(_, None) => "datetime without a zone".to_owned(),
        DataType::Null => "nothing".to_owned(),
        DataType::List(inner) => format!("list of {}", type_name(inner)),
        DataType::Struct(_) => "object".to_owned(),
        ty if ty.is_integer() => "int".to_owned(),
        ty if ty.is_float() || ty.is_decimal() => "float".to_owned(),
        other => other.to_string(),
    }
}

/// The top of a path into nested values.
fn top(path: &str) -> &str {
    path.split('.').next().unwrap_or(path)
}

/// The columns of the contract that a mapping's input feeds.
fn fed_by(input: &str, mapping: &Mapping) -> Vec<String> {
    let mut fed: Vec<String> = mapping
        .columns
        .iter()
        .filter(|(_, expr)| expr.columns().contains(input))
        .map(|(name, _)| name.text.clone())
        .collect();
    let filter = mapping.filter.as_ref();
    if filter.is_some_and(|filter| filter.columns().contains(input)) {
        fed.push("where".to_owned());
    }
    fed
}

/// The columns of the contract that a column of the source feeds.
fn feeds(name: &str, dataset: &Dataset, mapping: Option<&Mapping>) -> Vec<String> {
    let Some(mapping) = mapping else {
        let columns = dataset.columns.iter().filter(|column| column.source_name() == name);
        return columns.map(|column| column.name.text.clone()).collect();
    };
    let wraps = mapping.rows.as_deref() == Some(name);
    let mut fed: Vec<String> = Vec::new();
    for input in &mapping.input {
        let path = input.source_name();
        if wraps || path == name || top(path) == name {
            fed.extend(fed_by(&input.name.text, mapping));
        }
    }
    let mut seen = BTreeSet::new();
    fed.retain(|name| seen.insert(name.clone()));
    fed
}

/// What would be read and doesn't arrive.
fn absent(columns: &[(String, Vec<String>)], dataset: &Dataset, mapping: Option<&Mapping>) -> Vec<Absent> {
    let arrives = |name: &str| columns.iter().any(|(known, _)| known == name);
    let Some(mapping) = mapping else {
        let lacking = dataset.columns.iter().filter(|column| !arrives(column.source_name()));
        return lacking
            .map(|column| Absent {
                name: column.source_name().to_owned(),
                feeds: vec![column.name.text.clone()],
                optional: column.optional,
            })
            .collect();
    };
    if let Some(rows) = mapping.rows.as_deref().filter(|rows| !arrives(rows)) {
        return vec![Absent {
            name: rows.to_owned(),
            feeds: feeds(rows, dataset, Some(mapping)),
            optional: false,
        }];
    }
    if mapping.rows.is_some() {
        return Vec::new();
    }
    let lacking = mapping.input.iter().filter(|input| {
        let path = input.source_name();
        !arrives(path) && !arrives(top(path))
    });
    lacking
        .map(|input| Absent {
            name: input.source_name().to_owned(),
            feeds: fed_by(&input.name.text, mapping),
            optional: input.optional,
        })
        .collect()
}

/// Rows set aside are counted; they are kept by a run.
struct Forgotten;

impl SetAsideSink for Forgotten {
    fn keep(&mut self, _: SetAsideRow) -> Result<(), Error> {
        Ok(())
    }
}
