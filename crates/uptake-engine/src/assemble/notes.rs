//! What else is worth knowing of a run: about its data, its periods and its rules.

use super::gaps::{gaps, without_rows};
use crate::calendar::day;
use crate::intake::{IntakeReport, Reason};
use crate::judge::Cube;
use crate::outcome::{Note, NoteKind};
use crate::reduce::near::alike;
use crate::reduce::plan::row_measures;
use crate::shape::whole;
use jiff::civil::Date;
use uptake_rules::hidden;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::DatasetKind;

/// All notes, in the order of the way through.
pub(super) fn notes(cube: &Cube<'_>, intake: &[IntakeReport]) -> Vec<Note> {
    let mut notes = delivered(cube);
    for (plan, events) in cube.plans.iter().zip(&cube.events) {
        let dataset = plan.dataset.clone();
        notes.extend((!events.delivered).then_some(NoteKind::NoSource { dataset }));
        notes.extend(without_rows(cube, &events.coverage));
    }
    notes.extend(intake.iter().filter_map(unknown_system));
    notes.extend(counted_twice(cube, intake));
    notes.extend(intake.iter().filter_map(restated));
    notes.extend(intake.iter().filter_map(|report| repeated(cube.policy, report)));
    notes.extend(intake.iter().filter_map(|report| no_records(cube.policy, report)));
    notes.extend(intake.iter().filter_map(|report| none_mapped(cube.policy, report)));
    notes.extend(intake.iter().flat_map(dangling));
    notes.extend(intake.iter().flat_map(goes_on));
    notes.extend(intake.iter().flat_map(meeting));
    notes.extend(names_alike(cube));
    notes.extend(at_once(cube));
    notes.extend(periods(cube));
    notes.extend(undecided(cube));
    let mut notes: Vec<Note> = notes.into_iter().map(Note::from).collect();
    notes.extend(ended_waivers(cube.policy, cube.data.as_of));
    notes
}

/// A list without rows, and spells that should take days away and aren't there.
fn delivered(cube: &Cube<'_>) -> Vec<NoteKind> {
    let (policy, data) = (cube.policy, cube.data);
    let mut notes = Vec::new();
    if let (Some(dataset), Some(list)) = (policy.entity_dataset(), &data.list)
        && list.codes.is_empty()
    {
        notes.push(NoteKind::NoEntities {
            dataset: dataset.name.text.clone(),
        });
    }
    for dataset in whole(policy).filter(|dataset| dataset.kind == DatasetKind::Spells) {
        let dataset = &dataset.name.text;
        if !data.spells.contains_key(dataset) && taken_away(policy, dataset) {
            notes.push(NoteKind::NoSpells {
                dataset: dataset.clone(),
            });
        }
    }
    notes
}

/// Whether the spells of a dataset take days away somewhere. Where they give them, what is measured is unknown without them,
/// and whoever asks for it says so.
fn taken_away(policy: &Policy, dataset: &str) -> bool {
    let except = policy.measures.iter().flat_map(|measure| measure.kind.except());
    except.into_iter().any(|except| except == dataset)
}

/// A source whose names are said to be of a system that no name is of.
fn unknown_system(report: &IntakeReport) -> Option<NoteKind> {
    let names = report.identities.as_ref().filter(|names| !names.system_known)?;
    Some(NoteKind::UnknownSystem {
        system: names.system.clone()?,
        dataset: report.label(),
    })
}

/// Files that two sources of a dataset read with the same mapping; of two sources the first such file.
fn counted_twice(cube: &Cube<'_>, intake: &[IntakeReport]) -> Vec<NoteKind> {
    let mapping = |report: &IntakeReport| {
        let of_dataset = intake.iter().filter(|other| other.dataset == report.dataset);
        let at = of_dataset.take_while(|other| other.source != report.source).count();
        cube.data.mappings.get(&report.dataset).and_then(|all| all.get(at))
    };
    let mut notes = Vec::new();
    for (at, report) in intake.iter().enumerate() {
        let before = intake.iter().take(at).filter(|other| other.dataset == report.dataset);
        for other in before.filter(|other| mapping(other) == mapping(report)) {
            notes.extend(
                report
                    .files
                    .intersection(&other.files)
                    .next()
                    .map(|file| NoteKind::CountedTwice {
                        file: file.to_string(),
                        sources: [other.label(), report.label()],
                    }),
            );
        }
    }
    notes
}

/// Rows that repeat a key with other values, where nothing states which of them stays.
fn restated(report: &IntakeReport) -> Option<NoteKind> {
    let rows = report.set_aside.get(&Reason::Restated).copied()?;
    (report.by_values > 0 && !report.keep_stated).then(|| NoteKind::RestatedRows {
        source: report.label(),
        rows,
    })
}

/// A source of records without a row.
fn no_records(policy: &Policy, report: &IntakeReport) -> Option<NoteKind> {
    let records = policy.dataset(&report.dataset)?.kind == DatasetKind::Records;
    (records && report.delivered && report.documents == 0).then(|| NoteKind::NoRecords { source: report.label() })
}

/// Rows of events or records that come without a key, though the contract has one, and repeat others.
fn repeated(policy: &Policy, report: &IntakeReport) -> Option<NoteKind> {
    let dataset = policy.dataset(&report.dataset)?;
    let rows = report.repeats.within;
    let adds_up = matches!(dataset.kind, DatasetKind::Events | DatasetKind::Records);
    (adds_up && rows > 0).then(|| NoteKind::RepeatedRows {
        source: report.label(),
        rows,
        key: dataset.key.iter().map(|name| name.text.clone()).collect(),
    })
}

/// A source of records of which the mapping counts no row.
fn none_mapped(policy: &Policy, report: &IntakeReport) -> Option<NoteKind> {
    let records = policy.dataset(&report.dataset)?.kind == DatasetKind::Records;
    (records && report.rows > 0 && report.left_out == report.rows).then(|| NoteKind::NoneMapped {
        source: report.label(),
        rows: report.rows,
    })
}

/// Records that refer to others which aren't there.
fn dangling(report: &IntakeReport) -> impl Iterator<Item = NoteKind> + '_ {
    report.dangling.iter().map(|(column, rows)| NoteKind::Dangling {
        source: report.label(),
        column: column.clone(),
        rows: *rows,
    })
}

/// Values by which records are referred to, and that may be one in two forms.
fn goes_on(report: &IntakeReport) -> impl Iterator<Item = NoteKind> + '_ {
    report.alike.iter().map(|(column, values)| NoteKind::GoesOn {
        source: report.label(),
        column: column.clone(),
        values: *values,
    })
}

/// Records whose last day is most often the first one of the next.
fn meeting(report: &IntakeReport) -> impl Iterator<Item = NoteKind> + '_ {
    report.meeting.iter().map(|(column, rows)| NoteKind::Meeting {
        source: report.label(),
        column: column.clone(),
        rows: *rows,
    })
}

/// Entities whose names differ from another one's by case or blanks alone: they may be one, and count as two.
fn names_alike(cube: &Cube<'_>) -> Option<NoteKind> {
    let (entities, by) = alike(&cube.data.names)?;
    Some(NoteKind::NamesAlike {
        entities,
        by: by.words(),
    })
}

/// Who has several spells at once in a reported period, whatever decides what they count as.
fn at_once(cube: &Cube<'_>) -> Vec<NoteKind> {
    let mut notes = Vec::new();
    for found in &cube.at_once {
        let periods = found.entities.values();
        let reported = periods.filter(|periods| periods.iter().any(|period| *period >= cube.history.from));
        let entities = reported.count() as u64;
        if entities > 0 {
            notes.push(NoteKind::AtOnce {
                dataset: found.dataset.clone(),
                entities,
                overlap: found.overlap,
            });
        }
    }
    notes
}

/// A last period that isn't over, and data that end before it does.
fn periods(cube: &Cube<'_>) -> Vec<NoteKind> {
    let (data, history) = (cube.data, cube.history);
    let mut notes = Vec::new();
    if data.periods.last_day(history.last) > day(data.as_of) {
        notes.push(NoteKind::NotOver {
            period: data.periods.label(history.last),
            as_of: data.as_of,
        });
    }
    // An export that wasn't renewed answers with the figures of the time before.
    let over = data.periods.of(day(data.as_of) + 1) - 1;
    let mut sources = cube.events.iter().flat_map(|events| &events.coverage.sources);
    let goes_on = sources.any(|source| source.stated.and_then(|covers| covers.through).is_none());
    if !history.named && goes_on && over > history.last {
        notes.push(NoteKind::LaterPeriod {
            later: data.periods.label(over),
            last: data.periods.label(history.last),
        });
    }
    notes.extend(gaps(cube));
    notes
}

/// Exceptions that no longer hold: what they allowed is no longer in force, and somebody should know.
fn ended_waivers(policy: &Policy, as_of: Date) -> Vec<Note> {
    let expired = uptake_rules::layers::expired(&policy.waivers, as_of);
    let note = |found: uptake_rules::Diagnostic| Note {
        span: found.span,
        ..Note::from(NoteKind::ExpiredWaiver { message: found.message })
    };
    expired.into_iter().map(note).collect()
}

/// Rows that don't count because their condition is unknown: one note per dataset.
fn undecided(cube: &Cube<'_>) -> Vec<NoteKind> {
    let mut notes = Vec::new();
    for events in cube.events.iter().filter(|events| events.delivered) {
        let mut measures: Vec<(String, u64)> = Vec::new();
        for (measure, rows) in row_measures(cube.policy) {
            let slot = events.plan.find(rows);
            let rows = slot.and_then(|slot| events.undecided.get(slot)).copied().unwrap_or(0);
            if rows == 0 {
                continue;
            }
            // The forms of a measure that differs between groups go by its own name.
            let name = hidden::owner(&measure.name.text);
            match measures.iter_mut().find(|(known, _)| known == name) {
                Some((_, most)) => *most = (*most).max(rows),
                None => measures.push((name.to_owned(), rows)),
            }
        }
        if !measures.is_empty() {
            notes.push(NoteKind::UndecidedRows {
                dataset: events.plan.dataset.clone(),
                measures,
            });
        }
    }
    notes
}
