//! What a contract asks of typed rows: required values, known values, no future, no negative weight.

use super::known::Known;
use super::passing::Fault;
use super::report::IntakeReport;
use super::set_aside::Reason;
use super::within::all_within;
use crate::calendar::Day;
use crate::error::Error;
use crate::names::{Private, value_kind};
use crate::records::day_column;
use crate::reduce::texts::Texts;
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_adapter::Codes;
use uptake_rules::policy::dataset::{Column as Rule, Dataset, DatasetKind, Missing, SpellEnd};
use uptake_rules::policy::keep::Keep;

/// The columns that a contract needs whatever the rules read.
pub(super) fn own_columns(dataset: &Dataset) -> BTreeSet<&str> {
    let mut own: BTreeSet<&str> = dataset.key.iter().map(|name| name.text.as_str()).collect();
    if dataset.kind != DatasetKind::Records {
        own.insert(&dataset.entity.text);
    }
    let parts = [
        dataset.keep.as_ref().and_then(Keep::column),
        dataset.time.as_ref(),
        dataset.known.as_ref(),
        dataset.weight.as_ref(),
        dataset.from.as_ref(),
        dataset.end.as_ref().map(SpellEnd::column),
        dataset.known_as.as_ref(),
        dataset.system.as_ref(),
    ];
    own.extend(parts.into_iter().flatten().map(|name| name.text.as_str()));
    let asks = |column: &&Rule| column.missing != Missing::Allow || !column.values.is_empty();
    own.extend(
        dataset
            .columns
            .iter()
            .filter(asks)
            .map(|column| column.name.text.as_str()),
    );
    if dataset.kind == DatasetKind::Entities {
        own.extend(dataset.columns.iter().map(|column| column.name.text.as_str()));
    }
    own
}

/// Checks a batch; faults are added, never removed.
pub(super) fn check(
    dataset: &Dataset,
    columns: &[&Rule],
    (frame, codes): (&DataFrame, &Codes),
    known: &Known,
    report: &mut IntakeReport,
    faults: &mut Vec<Fault>,
) -> Result<(), Error> {
    present(dataset, frame, faults)?;
    in_time(dataset, frame, known, faults)?;
    for rule in columns {
        values(dataset, rule, (frame, codes), report, faults)?;
    }
    not_negative(dataset, frame, faults)?;
    in_order(dataset, frame, known, faults)
}

/// What holds on days doesn't end before it begins. A stretch that ends on the day before its first is empty, and is no fault.
/// On the list of entities it is none either: a row there is somebody, whatever the days say.
fn in_order(dataset: &Dataset, frame: &DataFrame, known: &Known, faults: &mut Vec<Fault>) -> Result<(), Error> {
    let (Some(from), Some(end)) = (&dataset.from, &dataset.end) else {
        return Ok(());
    };
    if dataset.kind == DatasetKind::Entities {
        return Ok(());
    }
    let mut clock = known.clock.clone();
    let first = day_column(frame, &from.text, &mut clock)?;
    let last = day_column(frame, &end.column().text, &mut clock)?;
    // The end is the last day, or the day after it.
    let least = match end {
        SpellEnd::Through(_) => 1,
        SpellEnd::Until(_) => 0,
    };
    for (row, (first, last)) in first.iter().zip(last.iter()).enumerate() {
        if let (Some(first), Some(last)) = (first, last)
            && i64::from(last) < i64::from(first) - least
        {
            faults.push(Fault {
                row,
                reason: Reason::EndsBeforeStart,
                column: end.column().text.clone(),
                made: None,
            });
        }
    }
    Ok(())
}

/// Entity and time are there, and the required parts of the key.
fn present(dataset: &Dataset, frame: &DataFrame, faults: &mut Vec<Fault>) -> Result<(), Error> {
    let optional = |name: &str| dataset.column(name).is_some_and(|column| column.optional);
    let parts = dataset.key.iter().filter(|name| !optional(&name.text));
    let mut names: BTreeSet<&str> = parts.map(|name| name.text.as_str()).collect();
    if dataset.kind != DatasetKind::Records {
        names.insert(&dataset.entity.text);
    }
    let others = [&dataset.time, &dataset.known_as];
    names.extend(others.into_iter().flatten().map(|name| name.text.as_str()));
    if let Some(known_as) = &dataset.known_as
        && let Ok(texts) = frame.column(&known_as.text)?.str()
    {
        let blank = |text: Option<&str>| text.is_some_and(|text| text.trim().is_empty());
        faults.extend(
            texts
                .iter()
                .enumerate()
                .filter(|(_, text)| blank(*text))
                .map(|(row, _)| Fault {
                    row,
                    reason: Reason::MissingKey,
                    column: known_as.text.clone(),
                    made: None,
                }),
        );
    }
    for name in names {
        let column = frame.column(name)?;
        if column.null_count() == 0 {
            continue;
        }
        for (row, null) in column.is_null().iter().enumerate() {
            if null == Some(true) {
                faults.push(Fault {
                    row,
                    reason: Reason::MissingKey,
                    column: name.to_owned(),
                    made: None,
                });
            }
        }
    }
    Ok(())
}

/// No event is later than the day of the figures, or outside what the source covers.
pub(super) fn in_time(
    dataset: &Dataset,
    frame: &DataFrame,
    known: &Known,
    faults: &mut Vec<Fault>,
) -> Result<(), Error> {
    // What records tell may be of later days: of what is known by then the tables decide.
    let Some(time) = dataset.time.as_ref().filter(|_| dataset.kind != DatasetKind::Records) else {
        return Ok(());
    };
    let column = frame.column(&time.text)?;
    let start = |day: Day| match column.dtype() {
        DataType::Date => i64::from(day),
        _ => known.clock.start_of(day),
    };
    let from = known.not_before.map_or(i64::MIN, start);
    let end = start(known.as_of + 1);
    let until = known.not_after.map_or(i64::MAX, |last| start(last + 1));
    let physical = column
        .as_materialized_series()
        .to_physical_repr()
        .cast(&DataType::Int64)?;
    let times = physical.i64()?;
    if all_within(times, from, end.min(until).saturating_sub(1)) {
        return Ok(());
    }
    for (row, time_of_row) in times.iter().enumerate() {
        let reason = match time_of_row {
            Some(at) if at >= end => Reason::FromTheFuture,
            Some(at) if at < from => Reason::BeforeCoverage,
            Some(at) if at >= until => Reason::AfterCoverage,
            _ => continue,
        };
        faults.push(Fault {
            row,
            reason,
            column: time.text.clone(),
            made: None,
        });
    }
    Ok(())
}

/// Missing and unexpected values of a column.
fn values(
    dataset: &Dataset,
    rule: &Rule,
    (frame, codes): (&DataFrame, &Codes),
    report: &mut IntakeReport,
    faults: &mut Vec<Fault>,
) -> Result<(), Error> {
    let column = frame.column(&rule.name.text)?;
    let missing = column.null_count() as u64;
    if missing > 0 && rule.missing == Missing::Report {
        *report.missing.entry(rule.name.text.clone()).or_default() += missing;
    }
    if missing > 0 && rule.missing == Missing::SetAside {
        for (row, null) in column.is_null().iter().enumerate() {
            if null == Some(true) {
                faults.push(Fault {
                    row,
                    reason: Reason::MissingValue,
                    column: rule.name.text.clone(),
                    made: None,
                });
            }
        }
    }
    if !rule.values.is_empty()
        && let Ok(texts) = column.str()
    {
        let kind = value_kind(dataset, &rule.name.text);
        each(Texts::new(texts, codes), |text, rows| {
            if !rule.values.iter().any(|value| value == text) {
                let counts = report.unexpected.entry(rule.name.text.clone()).or_default();
                *counts.entry(Private::new(kind, text)).or_default() += rows;
            }
        });
    }
    Ok(())
}

/// Each text of a column with how many rows have it: once where it came as a number, else row by row.
fn each(texts: Texts<'_>, mut tell: impl FnMut(&str, u64)) {
    let Some(coded) = texts.coded else {
        return texts.column.iter().flatten().for_each(|text| tell(text, 1));
    };
    let mut rows = vec![0_u64; coded.dictionary.texts().len()];
    for number in coded.numbers.iter().flatten() {
        if let Some(rows) = rows.get_mut(number as usize) {
            *rows += 1;
        }
    }
    let texts = coded.dictionary.texts().iter().zip(rows);
    for (text, rows) in texts.filter(|(_, rows)| *rows > 0) {
        tell(text.unwrap_or_default(), rows);
    }
}

/// No row stands for less than no event.
fn not_negative(dataset: &Dataset, frame: &DataFrame, faults: &mut Vec<Fault>) -> Result<(), Error> {
    let Some(weight) = &dataset.weight else { return Ok(()) };
    let weights = frame.column(&weight.text)?.i64()?;
    if weights.min().is_none_or(|least| least >= 0) {
        return Ok(());
    }
    let negative = weights
        .iter()
        .enumerate()
        .filter(|(_, weight)| weight.is_some_and(|weight| weight < 0));
    faults.extend(negative.map(|(row, _)| Fault {
        row,
        reason: Reason::NegativeWeight,
        column: weight.text.clone(),
        made: None,
    }));
    Ok(())
}
