//! What sources say about periods.
#![allow(clippy::unwrap_used, reason = "a test may stop")]

use super::*;
use crate::calendar::{date, day};
use jiff::civil::Date;
use uptake_rules::project::{Covers, WithoutRows};

fn february(of: i8) -> Day {
    day(Date::constant(2026, 2, of))
}

/// The weeks that begin on 2, 9, 16 February.
const WEEKS: [i8; 3] = [2, 9, 16];

fn source(days: &[i8], unusable: &[i8], stated: Option<Covers>) -> SourceCoverage {
    let mut evidence = Evidence::default();
    for of in days {
        evidence.uses(february(*of));
    }
    evidence.unusable.extend(unusable.iter().map(|of| february(*of)));
    SourceCoverage {
        label: "uses".to_owned(),
        stated,
        evidence: Some(evidence),
    }
}

fn stated(from: i8, through: i8) -> Option<Covers> {
    Some(Covers {
        from: Some(Date::constant(2026, 2, from)),
        through: Some(Date::constant(2026, 2, through)),
        without_rows: WithoutRows::Unknown,
    })
}

fn weeks(source: &SourceCoverage) -> [State; 3] {
    WEEKS.map(|of| source.state((february(of), february(of) + 6), february(22)))
}

fn known(states: [State; 3]) -> [&'static str; 3] {
    states.map(|state| match state {
        State::Known => "known",
        State::Silent => "zero",
        State::Unknown(gap) => gap.as_str(),
    })
}

#[test]
fn without_covers_a_source_is_known_from_its_first_row_to_its_last() {
    assert_eq!(
        known(weeks(&source(&[9], &[], None))),
        ["not-begun", "known", "stopped"]
    );
    assert_eq!(
        known(weeks(&source(&[8, 16], &[], None))),
        ["known", "no-rows", "known"]
    );
    assert_eq!(known(weeks(&source(&[], &[9], None))), ["no-usable-rows"; 3]);
}

#[test]
fn stated_days_make_an_early_silence_zero_and_a_late_one_unknown() {
    let all = stated(2, 22);
    assert_eq!(known(weeks(&source(&[9], &[], all))), ["zero", "known", "stopped"]);
    assert_eq!(known(weeks(&source(&[2, 16], &[], all))), ["known", "zero", "known"]);
    assert_eq!(known(weeks(&source(&[], &[], all))), ["no-usable-rows"; 3]);
}

#[test]
fn a_source_that_may_be_silent_says_zero_after_its_last_row() {
    let zero = |through| Covers {
        through,
        without_rows: WithoutRows::Zero,
        ..stated(2, 22).unwrap()
    };
    for through in [Some(Date::constant(2026, 2, 22)), None] {
        assert_eq!(
            known(weeks(&source(&[2], &[], Some(zero(through))))),
            ["known", "zero", "zero"]
        );
    }
    assert_eq!(
        known(weeks(&source(&[], &[], Some(zero(None))))),
        ["no-usable-rows"; 3],
        "nothing shows that the source lives"
    );
}

#[test]
fn rows_that_came_and_cant_be_used_are_no_evidence_of_nothing() {
    assert_eq!(
        known(weeks(&source(&[2, 16], &[11], stated(2, 22)))),
        ["known", "none-usable", "known"]
    );
    assert_eq!(
        known(weeks(&source(&[2], &[11], None))),
        ["known", "none-usable", "stopped"]
    );
    let mut adrift = source(&[2, 16], &[], stated(2, 22));
    adrift.evidence.as_mut().unwrap().adrift = 1;
    assert_eq!(known(weeks(&adrift)), ["known", "none-usable", "known"]);
}

#[test]
fn stated_days_that_cut_a_period_make_it_unknown_whatever_its_rows_say() {
    let rows = source(&[2, 9, 16], &[], stated(4, 17));
    assert_eq!(known(weeks(&rows)), ["cut", "known", "cut"]);
    assert_eq!(
        known(weeks(&source(&[9], &[], stated(9, 15)))),
        ["uncovered", "known", "uncovered"]
    );
    // What the day of the figures cuts isn't cut by the source.
    let running = rows.state((february(16), february(22)), february(17));
    assert_eq!(running, State::Known);
}

#[test]
fn a_day_without_a_row_is_a_weekend_and_a_week_without_one_is_a_gap() {
    let rows = source(&[6, 9, 17], &[], None);
    let day = |of| rows.state((february(of), february(of)), february(22));
    assert_eq!([7, 8].map(day), [State::Known; 2]);
    assert_eq!([10, 12, 16].map(day), [State::Unknown(Gap::NoRows); 3]);
    assert_eq!(
        day(18),
        State::Unknown(Gap::Stopped {
            last: date(february(17))
        })
    );
}

#[test]
fn a_dataset_is_known_where_all_its_sources_are() {
    let coverage = Coverage {
        sources: vec![source(&[2, 9, 16], &[], None), source(&[9], &[], None)],
    };
    let gap = |of: i8| coverage.gap((february(of), february(of) + 6), february(22));
    assert_eq!(gap(9), None);
    assert_eq!(
        gap(2),
        Some(Gap::NotBegun {
            first: date(february(9))
        })
    );
    assert_eq!(
        gap(16),
        Some(Gap::Stopped {
            last: date(february(9))
        })
    );
    let not_yet = |of: i8| coverage.not_yet((february(of), february(of) + 6), february(22));
    assert_eq!([not_yet(2), not_yet(9), not_yet(16)], [true, false, false]);
}

#[test]
fn a_list_and_spells_are_known_in_the_periods_that_are_stated_whole() {
    let list = |stated| SourceCoverage {
        label: "people".to_owned(),
        stated,
        evidence: None,
    };
    assert_eq!(known(weeks(&list(None))), ["known"; 3]);
    assert_eq!(known(weeks(&list(stated(9, 17)))), ["uncovered", "known", "cut"]);
    let since = Covers {
        through: None,
        ..stated(9, 9).unwrap()
    };
    assert_eq!(known(weeks(&list(Some(since)))), ["uncovered", "known", "known"]);
}

#[test]
fn a_gap_at_an_end_of_a_known_period_is_told_where_no_days_are_stated() {
    let edges = |source: &SourceCoverage, of: i8| source.edges((february(of), february(of) + 6), february(22), 3);
    let rows = source(&[5, 9, 16], &[], None);
    assert_eq!(edges(&rows, 2), (Some(february(5)), None));
    assert_eq!(edges(&rows, 9), (None, None));
    assert_eq!(edges(&rows, 16), (None, Some(february(16))));
    assert_eq!(edges(&source(&[5, 16], &[], stated(2, 22)), 2), (None, None));
}
