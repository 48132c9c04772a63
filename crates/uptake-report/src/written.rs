//! The edge: from here on an outcome is text, and names in it are what may be told of them.

use std::cmp::Reverse;
use std::path::Path;
use uptake_engine::Outcome;
use uptake_engine::intake::IntakeReport;
use uptake_engine::names::UNKNOWN_CUT;
use uptake_engine::names::{Disclosure, Private};
use uptake_engine::outcome::{CheckOutcome, MetricRow};
use uptake_project::Loaded;

/// An outcome whose texts are written. All that people and programs read is made of one.
pub type Written = Outcome<String>;

/// Of which day the figures are, and when what they were made of was known, if not all is.
#[must_use]
pub fn days(outcome: &Written) -> String {
    match outcome.known_at {
        None => format!("as of {}", outcome.as_of),
        Some(known) => format!("as of {}, as known on {known}", outcome.as_of),
    }
}

/// Writes the texts of an outcome.
///
/// Under pseudonyms what was in the order of names is in that of the pseudonyms: the other would tell the names' alphabet.
#[must_use]
pub fn written(outcome: Outcome, disclosure: &Disclosure) -> Written {
    let rows = outcome.entity_periods.clone();
    let strangers = strangers(&outcome);
    let writer = disclosure.over(&[rows.names()]).knowing(&strangers);
    let mut shown = outcome.map(&mut |text: Private| Shown {
        text: writer.write(&text),
        hidden: writer.hides(&text),
    });
    if !writer.is_clear() {
        order(&mut shown);
    }
    shown.map(&mut |shown| shown.text)
}

/// An outcome as text, with the places of what it tells of. Of rules the path begins at the project, wherever that is.
#[must_use]
pub fn told(outcome: Outcome, disclosure: &Disclosure, loaded: &Loaded) -> Written {
    let mut told = written(outcome, disclosure);
    told.locate(|span| loaded.texts.place(span));
    told.governing.locate(&|span| {
        let place = loaded.texts.place(span);
        let from_project = Path::new(&place).strip_prefix(&loaded.folder);
        from_project.map_or(place.clone(), |path| path.display().to_string())
    });
    told
}

/// Names in the data of an outcome that nobody on the list has, or several have.
#[must_use]
pub fn strangers(outcome: &Outcome) -> Vec<Private> {
    outcome
        .intake
        .iter()
        .flat_map(IntakeReport::strangers)
        .cloned()
        .collect()
}

/// A text as it is written, and whether it is another one than what was read.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Shown {
    text: String,
    hidden: bool,
}

impl Shown {
    /// What is unknown comes last.
    fn place(&self) -> (bool, &str) {
        (self.text == UNKNOWN_CUT, &self.text)
    }
}

fn order(outcome: &mut Outcome<Shown>) {
    for metric in &mut outcome.metrics {
        let of_one_cut = |a: &MetricRow<Shown>, b: &MetricRow<Shown>| a.period == b.period && a.cut == b.cut;
        for rows in metric.rows.chunk_by_mut(of_one_cut) {
            if rows
                .iter()
                .any(|row| row.cut_value.as_ref().is_some_and(|value| value.hidden))
            {
                rows.sort_by(|a, b| {
                    let place = |row: &MetricRow<Shown>| row.cut_value.clone();
                    let (a, b) = (place(a), place(b));
                    a.as_ref().map(Shown::place).cmp(&b.as_ref().map(Shown::place))
                });
            }
        }
    }
    outcome.checks.iter_mut().for_each(order_check);
    outcome.intake.iter_mut().for_each(order_intake);
    for script in &mut outcome.scripts {
        script
            .printed
            .sort_by(|a, b| (&a.entity, &a.period).cmp(&(&b.entity, &b.period)));
    }
}

fn order_check(check: &mut CheckOutcome<Shown>) {
    if check
        .groups
        .iter()
        .flat_map(|group| &group.group)
        .any(|name| name.hidden)
    {
        check.groups.sort_by(|a, b| {
            let (a, b) = (a.group.iter().map(Shown::place), b.group.iter().map(Shown::place));
            a.cmp(b)
        });
    }
    for evidence in check.groups.iter_mut().filter_map(|group| group.evidence.as_mut()) {
        evidence
            .rows
            .sort_by(|a, b| (&a.entity, a.period).cmp(&(&b.entity, b.period)));
    }
}

fn order_intake(report: &mut IntakeReport<Shown>) {
    report
        .unlisted
        .sort_by(|a, b| (Reverse(a.rows), &a.name).cmp(&(Reverse(b.rows), &b.name)));
    report
        .near
        .sort_by(|a, b| (Reverse(a.rows), &a.name).cmp(&(Reverse(b.rows), &b.name)));
    let Some(names) = &mut report.identities else { return };
    for list in [&mut names.unmatched, &mut names.ambiguous] {
        list.sort_by(|a, b| (Reverse(a.rows), &a.name).cmp(&(Reverse(b.rows), &b.name)));
        for tally in list {
            tally.entities.sort();
        }
    }
}
