//! What else is worth knowing of a run: about its data, its periods, its rules, and its scripts.

use crate::calendar::{date, day};
use crate::intake::IntakeReport;
use crate::judge::Cube;
use crate::judged::Judged;
use crate::outcome::{Note, ScriptOutcome};
use crate::reduce::plan::row_measures;
use crate::reduce::read::Reduced;
use crate::shape::whole;
use jiff::civil::Date;
use uptake_rules::decode::file::shown;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::DatasetKind;
use uptake_rules::policy::measure::MeasureKind;

/// All notes, in the order of the way through.
pub(super) fn notes(judged: &Judged<'_>) -> Vec<Note> {
    let cube = &judged.cube;
    let mut notes = delivered(cube);
    notes.extend(cube.plans.iter().zip(&cube.events).filter_map(|(plan, events)| {
        let name = &plan.dataset;
        let message = match (events.delivered, events.covers) {
            (false, _) => format!("no source delivers `{name}`, so what is measured from it is unknown"),
            (true, None) => format!("`{name}` has no rows that can be used, so what is measured from it is unknown"),
            (true, Some(_)) => return None,
        };
        Some(Note::new("no-events", message))
    }));
    notes.extend(super::reports::reports(cube).iter().filter_map(unknown_system));
    notes.extend(periods(cube));
    notes.extend(undecided(cube));
    notes.extend(ended_waivers(cube.policy, cube.data.as_of));
    notes.extend(judged.scripts.iter().flat_map(ScriptOutcome::notes));
    notes
}

/// A list without rows, and spells that should take days away and aren't there.
fn delivered(cube: &Cube<'_>) -> Vec<Note> {
    let (policy, data) = (cube.policy, cube.data);
    let mut notes = Vec::new();
    if let (Some(dataset), Some(list)) = (policy.entity_dataset(), &data.list)
        && list.codes.is_empty()
    {
        notes.push(Note::new(
            "no-entities",
            format!("`{}` has no rows, so there is nobody to measure", dataset.name.text),
        ));
    }
    for dataset in whole(policy).filter(|dataset| dataset.kind == DatasetKind::Spells) {
        let name = dataset.name.text.as_str();
        if !data.spells.contains_key(name) && taken_away(policy, name) {
            notes.push(Note::new(
                "not-delivered",
                format!("no source delivers `{name}`, so nobody has any"),
            ));
        }
    }
    notes
}

/// Whether the spells of a dataset take days away somewhere. Where they give them, what is measured is unknown without them,
/// and whoever asks for it says so.
fn taken_away(policy: &Policy, dataset: &str) -> bool {
    policy.measures.iter().any(|measure| match &measure.kind {
        MeasureKind::Days(days) => days.except.iter().any(|except| except == dataset),
        _ => false,
    })
}

/// A source whose names are said to be of a system that no name is of.
fn unknown_system(report: &IntakeReport) -> Option<Note> {
    let names = report.identities.as_ref().filter(|names| !names.system_known)?;
    let system = names.system.as_deref()?;
    Some(Note::new(
        "unknown-system",
        format!(
            "no name is of the system `{system}`, which the rows of `{}` are said to be of",
            report.dataset
        ),
    ))
}

/// A last period that isn't over, and data that end before it does.
fn periods(cube: &Cube<'_>) -> Vec<Note> {
    let (data, history) = (cube.data, cube.history);
    let last = data.periods.last_day(history.last);
    let mut notes = Vec::new();
    if last > day(data.as_of) {
        notes.push(Note::new(
            "not-over",
            format!(
                "{} isn't over on {}: its figures will change",
                data.periods.label(history.last),
                data.as_of
            ),
        ));
    }
    notes.extend(cube.events.iter().filter_map(|events| ends_early(cube, events)));
    notes
}

fn ends_early(cube: &Cube<'_>, events: &Reduced) -> Option<Note> {
    let periods = &cube.data.periods;
    let history = cube.history;
    let (first, last) = (periods.first_day(history.last), periods.last_day(history.last));
    let (_, high) = events.covers?;
    let (dataset, label) = (&events.plan.dataset, periods.label(history.last));
    let end = date(high);
    let message = if high < first {
        format!(
            "the rows of `{dataset}` end on {end}, before {label} begins: what is measured from it is unknown there"
        )
    } else if last - high >= 3 {
        // On the last days of a period there may just be no event; a gap of half a week is worth a word.
        format!("the rows of `{dataset}` end on {end}, before {label} does: its figures may be too low")
    } else {
        return None;
    };
    Some(Note::new("data-end-early", message))
}

/// Exceptions that no longer hold: what they allowed is no longer in force, and somebody should know.
fn ended_waivers(policy: &Policy, as_of: Date) -> Vec<Note> {
    let expired = uptake_rules::layers::expired(&policy.waivers, as_of);
    let note = |found: uptake_rules::Diagnostic| match found.span {
        Some(span) => Note::new("expired-waiver", found.message).at(span),
        None => Note::new("expired-waiver", found.message),
    };
    expired.into_iter().map(note).collect()
}

/// Rows that don't count because their condition is unknown: one note per dataset.
fn undecided(cube: &Cube<'_>) -> Vec<Note> {
    let mut notes = Vec::new();
    for events in cube.events.iter().filter(|events| events.delivered) {
        let mut counts: Vec<(&str, u64)> = Vec::new();
        for (measure, rows) in row_measures(cube.policy) {
            let slot = events.plan.find(rows);
            let rows = slot.and_then(|slot| events.undecided.get(slot)).copied().unwrap_or(0);
            if rows == 0 {
                continue;
            }
            // The forms of a measure that differs between groups go by its own name.
            let name = shown(&measure.name.text);
            match counts.iter_mut().find(|(known, _)| *known == name) {
                Some((_, most)) => *most = (*most).max(rows),
                None => counts.push((name, rows)),
            }
        }
        let measures: Vec<String> = counts.iter().map(|(name, rows)| format!("`{name}` ({rows})")).collect();
        if !measures.is_empty() {
            notes.push(Note::new(
                "undecided-rows",
                format!(
                    "rows of `{}` whose condition is unknown don't count, such as those with an unlisted name: {}",
                    events.plan.dataset,
                    measures.join(", ")
                ),
            ));
        }
    }
    notes
}
