//! What happened at the door.

use super::refused::Refused;
use super::set_aside::Reason;
use crate::binary::binary;
use crate::names::Private;
use crate::reduce::identities::IdentityReport;
use crate::reduce::near::NearMiss;
use crate::reduce::unlisted::UnlistedName;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use uptake_rules::policy::dataset::Dataset;

/// What happened to the rows of a dataset.
#[derive(Clone, Debug, Serialize)]
pub struct IntakeReport<T = Private> {
    /// The dataset.
    pub dataset: String,
    /// The source, where the dataset has a list of them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Documents that came: the objects or lines that the source has.
    pub documents: u64,
    /// Documents of which no row came, because their lists are empty.
    pub documents_without_rows: u64,
    /// Rows that came of them. They are used, left out, without an event or set aside.
    pub rows: u64,
    /// Rows by the list that they come from, where a mapping states several.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub lists: BTreeMap<String, u64>,
    /// Rows that have nothing of what the mapping reads; they are left out or set aside for it.
    pub nothing_read: u64,
    /// Rows that are used.
    pub used: u64,
    /// Rows that the mapping leaves out on purpose.
    pub left_out: u64,
    /// Rows that stand for no event.
    pub without_event: u64,
    /// Documents among them that came after the day up to which data were to be known. They aren't read.
    #[serde(skip_serializing_if = "is_zero")]
    pub not_yet: u64,
    /// Records that aren't known yet on the day of the figures.
    #[serde(skip_serializing_if = "is_zero")]
    pub later: u64,
    /// Values of records that are never known, because the day since when they are isn't, by column.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub undated: BTreeMap<String, u64>,
    /// Records that refer to others which aren't there, by column; of a list of sources all are counted at the first.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub dangling: BTreeMap<String, u64>,
    /// How many values by which records are referred to go on where another one ends, by column; counted as those above.
    #[serde(skip)]
    pub alike: BTreeMap<String, u64>,
    /// How many records end on the day on which another one of the same begins, where most do, by column; counted as those above.
    #[serde(skip)]
    pub meeting: BTreeMap<String, u64>,
    /// Rows set aside, by reason.
    pub set_aside: BTreeMap<Reason, u64>,
    /// Of how many keys that row stays whose values come first, because nothing else says which.
    #[serde(skip)]
    pub by_values: u64,
    /// Whether the contract or the mapping states which row of a key stays.
    #[serde(skip)]
    pub keep_stated: bool,
    /// Rows that say the same as others and count all the same.
    #[serde(skip)]
    pub repeats: Repeats,
    /// The columns whose values couldn't be read in rows that were therefore set aside.
    #[serde(skip)]
    pub unreadable: BTreeSet<String>,
    /// The files that were read, where the dataset has a list of sources and its parts are files.
    #[serde(skip)]
    pub files: BTreeSet<Arc<str>>,
    /// What of each column couldn't be read, in rows that were therefore set aside.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refused: Vec<Refused<T>>,
    /// Rows that stay although a value is missing that the contract reports, by column.
    pub missing: BTreeMap<String, u64>,
    /// Values that the contract doesn't list, by column and value.
    pub unexpected: BTreeMap<String, BTreeMap<T, u64>>,
    /// Names that no register lists, for the columns that rules read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unlisted: Vec<UnlistedName<T>>,
    /// What became of the entities' names, where other names of theirs are known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identities: Option<IdentityReport<T>>,
    /// Names of nobody that differ from one on the list by case or blanks alone, most rows first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub near: Vec<NearMiss<T>>,
    /// What the source told of a part beside its rows, such as lines that were passed over.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub remarks: Vec<Told>,
    /// First and last day that the source covers: as the project states it, else with a row that is used.
    pub covers: Option<(jiff::civil::Date, jiff::civil::Date)>,
    /// First and last day with a well-formed row of events.
    pub reaches: Option<(jiff::civil::Date, jiff::civil::Date)>,
    /// Values that the project expects and that are in no used row, by column.
    #[serde(skip)]
    pub unmet: BTreeMap<String, BTreeSet<String>>,
    /// Whether a source delivers it at all.
    pub delivered: bool,
}

/// Rows that say the same as others in every column that is read, and count all the same.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Repeats {
    /// Rows without a key that repeat another one in a way that may be meant: of the same file or page, of another page, or of
    /// the same day where no time of day is stated.
    pub within: u64,
    /// Rows without a key that repeat one of another file, to the minute.
    pub files: u64,
    /// Rows that repeat, with their key or without any, those of an earlier source of the dataset, by its place.
    pub sources: Vec<(usize, u64)>,
}

/// What a source told of a part beside its rows. It is in the adapter's words and quotes nothing from data.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Told {
    /// The part: a file, a page.
    pub part: String,
    /// What was told.
    pub text: String,
}

impl<T> IntakeReport<T> {
    /// Names in its rows that nobody on the list has, and those that several have.
    pub fn strangers(&self) -> impl Iterator<Item = &T> {
        let names = self.identities.iter();
        let tallies = names.flat_map(|names| names.unmatched.iter().chain(&names.ambiguous));
        tallies.map(|tally| &tally.name)
    }

    /// That no source provides a dataset.
    #[must_use]
    pub fn undelivered(dataset: &Dataset) -> Self {
        Self {
            dataset: dataset.name.text.clone(),
            source: None,
            documents: 0,
            documents_without_rows: 0,
            rows: 0,
            lists: BTreeMap::new(),
            nothing_read: 0,
            used: 0,
            left_out: 0,
            without_event: 0,
            not_yet: 0,
            later: 0,
            undated: BTreeMap::new(),
            dangling: BTreeMap::new(),
            alike: BTreeMap::new(),
            meeting: BTreeMap::new(),
            set_aside: BTreeMap::new(),
            by_values: 0,
            repeats: Repeats::default(),
            keep_stated: false,
            unreadable: BTreeSet::new(),
            files: BTreeSet::new(),
            refused: Vec::new(),
            missing: BTreeMap::new(),
            unexpected: BTreeMap::new(),
            unlisted: Vec::new(),
            identities: None,
            near: Vec::new(),
            remarks: Vec::new(),
            covers: None,
            reaches: None,
            unmet: BTreeMap::new(),
            delivered: false,
        }
    }

    /// The same with its texts from data in another form.
    pub fn map<U: Ord>(self, turn: &mut dyn FnMut(T) -> U) -> IntakeReport<U> {
        IntakeReport {
            dataset: self.dataset,
            source: self.source,
            documents: self.documents,
            documents_without_rows: self.documents_without_rows,
            rows: self.rows,
            lists: self.lists,
            nothing_read: self.nothing_read,
            used: self.used,
            left_out: self.left_out,
            without_event: self.without_event,
            not_yet: self.not_yet,
            later: self.later,
            undated: self.undated,
            dangling: self.dangling,
            alike: self.alike,
            meeting: self.meeting,
            set_aside: self.set_aside,
            by_values: self.by_values,
            repeats: self.repeats,
            keep_stated: self.keep_stated,
            unreadable: self.unreadable,
            files: self.files,
            refused: self.refused.into_iter().map(|refused| refused.map(turn)).collect(),
            missing: self.missing,
            unexpected: counts(self.unexpected, turn),
            unlisted: self.unlisted.into_iter().map(|name| name.map(turn)).collect(),
            identities: self.identities.map(|names| names.map(turn)),
            near: self.near.into_iter().map(|near| near.map(turn)).collect(),
            remarks: self.remarks,
            covers: self.covers,
            reaches: self.reaches,
            unmet: self.unmet,
            delivered: self.delivered,
        }
    }

    /// What its source is called: the dataset, and the source's own name where there is a list of them.
    #[must_use]
    pub fn label(&self) -> String {
        match &self.source {
            None => self.dataset.clone(),
            Some(source) => format!("{}/{source}", self.dataset),
        }
    }

    /// How many rows are lost by those reasons for which rows are set aside that should have counted: none that repeats others or lies
    /// outside of the days that were stated.
    #[must_use]
    pub fn lost_rows(&self) -> u64 {
        let lost = self.set_aside.iter().filter(|(reason, _)| reason.is_loss());
        lost.map(|(_, rows)| rows).sum()
    }

    /// How many rows were set aside.
    #[must_use]
    pub fn set_aside_rows(&self) -> u64 {
        self.set_aside.values().sum()
    }
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "as serde calls it")]
fn is_zero(rows: &u64) -> bool {
    *rows == 0
}

/// Counts by column and text, with the texts in another form. What becomes the same is counted together.
pub(crate) fn counts<T, U: Ord>(
    counts: BTreeMap<String, BTreeMap<T, u64>>,
    turn: &mut dyn FnMut(T) -> U,
) -> BTreeMap<String, BTreeMap<U, u64>> {
    let of_column = |(column, texts): (String, BTreeMap<T, u64>)| {
        let mut turned = BTreeMap::new();
        for (text, rows) in texts {
            *turned.entry(turn(text)).or_default() += rows;
        }
        (column, turned)
    };
    counts.into_iter().map(of_column).collect()
}

binary!(IntakeReport {
    dataset,
    source,
    documents,
    documents_without_rows,
    rows,
    lists,
    nothing_read,
    used,
    left_out,
    without_event,
    not_yet,
    later,
    undated,
    dangling,
    alike,
    meeting,
    set_aside,
    by_values,
    keep_stated,
    repeats,
    unreadable,
    files,
    refused,
    missing,
    unexpected,
    unlisted,
    identities,
    near,
    remarks,
    covers,
    reaches,
    unmet,
    delivered,
});
binary!(Repeats { within, files, sources });
binary!(Told { part, text });
