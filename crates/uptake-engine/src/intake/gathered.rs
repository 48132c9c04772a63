//! What a door has gathered of a part of a source: put together part by part, it is what one door gathers of all of them.

use super::refused::Refusals;
use super::report::{IntakeReport, Repeats};
use crate::binary::binary;
use crate::coverage::Evidence;
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};

/// What a door has gathered of a part, where no other names of entities are looked up.
pub(crate) struct Gathered {
    /// What its rows show besides their content.
    pub(crate) evidence: Evidence,
    /// Names that aren't on the list, with their rows.
    pub(crate) strangers: FxHashMap<Box<str>, u64>,
    /// Values that can't be read.
    pub(super) refusals: Refusals,
    /// The counts. What is made of all rows at the end isn't in them.
    pub(crate) report: IntakeReport,
}

binary!(Gathered {
    evidence,
    strangers,
    refusals,
    report,
});

impl Gathered {
    /// Adds what was gathered of the part behind these.
    pub(crate) fn absorb(&mut self, later: Self) {
        let Self {
            evidence,
            strangers,
            refusals,
            report,
        } = later;
        self.evidence.absorb(evidence);
        for (name, rows) in strangers {
            *self.strangers.entry(name).or_default() += rows;
        }
        self.refusals.absorb(refusals);
        add_report(&mut self.report, report);
    }
}

/// Adds the counts of the part behind. Each field is named, so that a new one doesn't compile until it is added.
fn add_report(all: &mut IntakeReport, later: IntakeReport) {
    let IntakeReport {
        dataset: _,
        source: _,
        documents,
        documents_without_rows,
        rows,
        lists,
        nothing_read,
        used,
        left_out,
        without_event,
        not_yet,
        later: later_rows,
        undated,
        dangling,
        alike,
        meeting,
        set_aside,
        by_values,
        keep_stated,
        // Keys know them of all parts.
        repeats: Repeats { .. },
        unreadable,
        files,
        refused,
        missing,
        unexpected,
        unlisted,
        identities: _,
        near,
        remarks,
        covers: _,
        reaches: _,
        unmet,
        delivered,
    } = later;
    all.documents += documents;
    all.documents_without_rows += documents_without_rows;
    all.rows += rows;
    add(&mut all.lists, lists);
    all.nothing_read += nothing_read;
    all.used += used;
    all.left_out += left_out;
    all.without_event += without_event;
    all.not_yet += not_yet;
    all.later += later_rows;
    add(&mut all.undated, undated);
    add(&mut all.dangling, dangling);
    add(&mut all.alike, alike);
    add(&mut all.meeting, meeting);
    add(&mut all.set_aside, set_aside);
    all.by_values += by_values;
    all.keep_stated |= keep_stated;
    all.unreadable.extend(unreadable);
    all.files.extend(files);
    all.refused.extend(refused);
    add(&mut all.missing, missing);
    for (column, values) in unexpected {
        add(all.unexpected.entry(column).or_default(), values);
    }
    all.unlisted.extend(unlisted);
    all.near.extend(near);
    all.remarks.extend(remarks);
    // A value is missing that no part has.
    for (column, values) in &mut all.unmet {
        let theirs: BTreeSet<String> = unmet.get(column).cloned().unwrap_or_default();
        values.retain(|value| theirs.contains(value));
    }
    all.delivered |= delivered;
}

fn add<K: Ord>(all: &mut BTreeMap<K, u64>, more: BTreeMap<K, u64>) {
    for (key, rows) in more {
        *all.entry(key).or_default() += rows;
    }
}
