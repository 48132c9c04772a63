//! What was seen of sources.

use crate::error::Error;
use crate::intake::{IntakeReport, Repeats, counts};
use crate::names::{Names, Private, Sentence, Writer};
use crate::outcome::Finding;
use jiff::civil::Date;
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;

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
    /// The source's place among those of the dataset, from zero.
    #[serde(skip)]
    pub number: usize,
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
    /// Whether it has no row, where nobody can take that for nothing: who was away, or has another name, may be nobody.
    #[serde(skip)]
    pub empty: bool,
    /// What its rows breach of what the project demands of them. Of a look at some rows alone nothing is demanded.
    #[serde(skip)]
    pub breaches: Vec<Finding<T>>,
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
    /// Whether a run does without it: a source may lack it, or no rule reads it.
    pub optional: bool,
}

impl Inspection {
    /// As it is written.
    #[must_use]
    pub fn written(self, writer: &Writer<'_>) -> Inspection<String, String> {
        let write = &mut |text: Private| writer.write(&text);
        Inspection {
            dataset: self.dataset,
            number: self.number,
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
            empty: self.empty,
            breaches: self.breaches.into_iter().map(|breach| breach.map(write)).collect(),
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
            || self.empty
            || !self.breaches.is_empty()
            || report.repeats != Repeats::default()
            || !report.missing.is_empty()
            || !report.unexpected.is_empty()
            || !self.unlisted.is_empty()
            || names.is_some_and(|names| !names.unmatched.is_empty() || !names.system_known)
    }
}
