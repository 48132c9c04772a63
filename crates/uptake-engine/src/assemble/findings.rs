//! What is wrong with the rows of a source as a whole: gates that it breaches, and what no project needs to state.

use super::breaches::{self, Breach};
use crate::calendar::{Day, date, day};
use crate::coverage::{Evidence, SourceCoverage};
use crate::intake::{IntakeReport, Reason};
use crate::judge::Cube;
use crate::outcome::{Finding, FindingKind};
use uptake_rules::Span;
use uptake_rules::policy::dataset::DatasetKind;
use uptake_rules::project::{Gates, WithoutRows};

/// A stretch without rows of fewer days may be a weekend or a holiday.
const LONG: Day = 7;

/// The findings of all sources whose rows the policy reads, in the order of the reports.
pub(super) fn findings(cube: &Cube<'_>, intake: &[IntakeReport]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut number = 0;
    let mut before: Option<&str> = None;
    let earlier = |report: &IntakeReport, place: usize| {
        let of_dataset = intake.iter().filter(|other| other.dataset == report.dataset);
        of_dataset.map(IntakeReport::label).nth(place).unwrap_or_default()
    };
    for report in intake.iter().filter(|report| report.delivered) {
        number = if before == Some(&report.dataset) { number + 1 } else { 0 };
        before = Some(&report.dataset);
        let gates = cube.data.gates.get(&report.dataset).and_then(|all| all.get(number));
        let events = cube.reduced(&report.dataset);
        let source = events.and_then(|events| events.coverage.sources.get(number));
        let repeated = repeated(cube, report, &earlier).into_iter().map(|kind| (kind, None));
        for (kind, span) in of_source(cube, report, source, gates).into_iter().chain(repeated) {
            findings.push(Finding {
                source: report.label(),
                kind,
                span,
                place: None,
            });
        }
    }
    findings
}

fn of_source(
    cube: &Cube<'_>,
    report: &IntakeReport,
    source: Option<&SourceCoverage>,
    gates: Option<&Gates>,
) -> Vec<(FindingKind, Option<Span>)> {
    let none = Gates::default();
    let gates = gates.unwrap_or(&none);
    let mut found = Vec::new();
    if nothing_usable(cube, report, source) {
        found.push((FindingKind::NothingUsable { rows: report.rows }, None));
    }
    let last = source
        .and_then(|source| source.evidence.as_ref()?.bounds())
        .map(|(_, last)| last);
    let as_of = day(cube.data.as_of);
    match gates.fresh_within.is_some() {
        true => found.extend(breaches::not_fresh(gates, last, as_of).map(placed)),
        false => found.extend(
            last.and_then(|last| stopped(cube, source, last))
                .map(|kind| (kind, None)),
        ),
    }
    found.extend(breaches::too_few(gates, report).map(placed));
    let unread = report.set_aside.iter().filter(|(reason, _)| is_unreadable(**reason));
    let unreadable: u64 = unread.map(|(_, rows)| rows).sum();
    if gates.most_set_aside.is_none() && report.used > 0 && unreadable * 2 > report.rows {
        let rows = report.rows;
        found.push((FindingKind::Unreadable { unreadable, rows }, None));
    }
    found.extend(breaches::too_many_set_aside(gates, report).map(placed));
    for (column, rows) in &report.undated {
        let kind = FindingKind::Undated {
            column: column.clone(),
            rows: *rows,
        };
        found.push((kind, None));
    }
    let dataset = cube.policy.dataset(&report.dataset);
    let missing = breaches::values_missing(gates, report, dataset);
    found.extend(missing.into_iter().map(placed));
    found
}

/// A breach as a finding with its place.
fn placed((kind, span): Breach) -> (FindingKind, Option<Span>) {
    (kind, Some(span))
}

/// Rows that count again though others say the same: of a file of the same source, or of an earlier source of the dataset. Spells
/// of the same days are the same days.
fn repeated(
    cube: &Cube<'_>,
    report: &IntakeReport,
    label: &dyn Fn(&IntakeReport, usize) -> String,
) -> Vec<FindingKind> {
    let Some(dataset) = cube.policy.dataset(&report.dataset) else {
        return Vec::new();
    };
    if !matches!(dataset.kind, DatasetKind::Events | DatasetKind::Records) {
        return Vec::new();
    }
    let key = || dataset.key.iter().map(|name| name.text.clone()).collect();
    let of_files = Some(report.repeats.files).filter(|rows| *rows > 0);
    let of_files = of_files.map(|rows| (rows, None)).into_iter();
    let of_sources = report.repeats.sources.iter();
    let of_sources = of_sources.map(|(place, rows)| (*rows, Some(label(report, *place))));
    let all = of_files.chain(of_sources);
    all.map(|(rows, of)| FindingKind::Repeated { rows, of, key: key() })
        .collect()
}

/// Whether a source has no usable row at all. Where nobody was away there is no spell, and names may be none; but not where
/// rows came.
fn nothing_usable(cube: &Cube<'_>, report: &IntakeReport, source: Option<&SourceCoverage>) -> bool {
    let kind = cube.policy.dataset(&report.dataset).map(|dataset| dataset.kind);
    match kind {
        Some(DatasetKind::Events) => {
            source.is_some_and(|source| source.evidence.as_ref().and_then(Evidence::bounds).is_none())
        }
        Some(DatasetKind::Entities) => report.used == 0,
        Some(DatasetKind::Spells | DatasetKind::Names | DatasetKind::Records) => {
            // Of a key whose row was left out the others aren't needed: nothing is missing.
            let needed = |reason: &Reason| !matches!(reason, Reason::Duplicate | Reason::Restated);
            report.used == 0 && report.set_aside.keys().any(needed)
        }
        None => false,
    }
}

/// Whether the rows of a source end before the last judged period begins; or, where the rows themselves say which period is the
/// last, before the last two that are over.
fn stopped(cube: &Cube<'_>, source: Option<&SourceCoverage>, last: Day) -> Option<FindingKind> {
    let stated = source.and_then(|source| source.stated).unwrap_or_default();
    if stated.without_rows == WithoutRows::Zero {
        return None;
    }
    let periods = &cube.data.periods;
    let as_of = day(cube.data.as_of);
    let over = periods.of(as_of + 1) - 1;
    let expected = match cube.history.named {
        true => cube.history.last,
        false => cube.history.last.max(over - 1),
    };
    let begins = periods.first_day(expected);
    (last < begins && as_of.min(periods.last_day(expected)) - last >= LONG).then(|| FindingKind::Stopped {
        last: date(last),
        period: periods.label(expected),
    })
}

/// Whether a row that is set aside for a reason isn't what the contract says, so that nobody knows what it tells.
fn is_unreadable(reason: Reason) -> bool {
    match reason {
        Reason::WrongType
        | Reason::NoTimeZone
        | Reason::MissingKey
        | Reason::MissingValue
        | Reason::EndsBeforeStart
        | Reason::NegativeWeight => true,
        Reason::Duplicate
        | Reason::Restated
        | Reason::BeforeCoverage
        | Reason::AfterCoverage
        | Reason::FromTheFuture
        | Reason::UnknownEntity
        | Reason::AmbiguousIdentity => false,
    }
}
