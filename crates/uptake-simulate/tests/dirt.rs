//! The planted faults are as many as their constants say, and change no rate.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test may stop where it fails"
)]

use std::collections::HashSet;

use jiff::civil::date;
use uptake_simulate::{At, Organisation, Role, Settings, clean_organisation, dirt, organisation, tally};

fn demo() -> Organisation {
    organisation(&Settings::default())
}

/// How many of the ids have been there before.
fn repeated<'a>(ids: impl Iterator<Item = &'a String>) -> usize {
    let mut seen = HashSet::new();
    ids.filter(|id| !seen.insert(id.as_str())).count()
}

#[test]
fn three_interactions_are_of_a_person_who_is_not_on_the_roster() {
    let made = demo();
    let known: HashSet<&str> = made.people.iter().map(|person| person.person_id.as_str()).collect();
    let strange = made
        .interactions
        .iter()
        .filter(|row| !row.person_id.is_empty() && !known.contains(row.person_id.as_str()))
        .inspect(|row| assert_eq!(row.person_id, dirt::STRANGER));
    assert_eq!(strange.count(), dirt::INTERACTIONS_OF_A_STRANGER);
    assert_eq!(dirt::INTERACTIONS_OF_A_STRANGER, 3);
}

#[test]
fn two_interactions_are_delivered_twice() {
    let made = demo();
    let rows = made.interactions;
    assert_eq!(
        repeated(rows.iter().map(|row| &row.interaction_id)),
        dirt::DUPLICATED_INTERACTIONS
    );
    assert_eq!(dirt::DUPLICATED_INTERACTIONS, 2);
    let identical = rows.windows(2).filter(|pair| pair[0] == pair[1]).count();
    assert_eq!(identical, dirt::DUPLICATED_INTERACTIONS);
}

#[test]
fn two_interactions_are_dated_after_the_day_that_follows_the_weeks() {
    let made = demo();
    let future = made
        .interactions
        .iter()
        .filter_map(|row| row.at.date())
        .filter(|day| *day > date(2026, 2, 16));
    assert_eq!(future.count(), dirt::FUTURE_INTERACTIONS);
    assert_eq!(dirt::FUTURE_INTERACTIONS, 2);
}

#[test]
fn one_interaction_has_a_time_that_can_t_be_read_and_comes_last() {
    let made = demo();
    let unreadable = made.interactions.iter().filter(|row| matches!(row.at, At::Text(_)));
    assert_eq!(unreadable.count(), dirt::UNREADABLE_INTERACTIONS);
    assert_eq!(dirt::UNREADABLE_INTERACTIONS, 1);
    let last = made.interactions.last().unwrap();
    assert_eq!(last.at.to_string(), dirt::UNREADABLE_AT);
}

#[test]
fn one_interaction_has_no_person() {
    let made = demo();
    let without = made.interactions.iter().filter(|row| row.person_id.is_empty());
    assert_eq!(without.count(), dirt::INTERACTIONS_WITHOUT_PERSON);
    assert_eq!(dirt::INTERACTIONS_WITHOUT_PERSON, 1);
}

#[test]
fn one_csm_is_on_the_roster_twice_and_comes_last() {
    let people = demo().people;
    assert_eq!(
        repeated(people.iter().map(|person| &person.person_id)),
        dirt::DUPLICATED_PEOPLE
    );
    assert_eq!(dirt::DUPLICATED_PEOPLE, 1);
    let last = people.last().unwrap();
    assert_eq!(last.role, Role::Csm);
    assert_eq!(people.iter().filter(|person| *person == last).count(), 2);
}

#[test]
fn one_csm_who_is_there_in_all_weeks_has_no_segment() {
    let settings = Settings::default();
    let people = demo().people;
    let without: Vec<_> = people.iter().filter(|person| person.segment.is_none()).collect();
    assert_eq!(without.len(), dirt::CSMS_WITHOUT_SEGMENT);
    assert_eq!(dirt::CSMS_WITHOUT_SEGMENT, 1);
    assert_eq!(without[0].role, Role::Csm);
    assert!(without[0].is_employed_on(settings.monday(0)) && without[0].left_on.is_none());
}

#[test]
fn the_faults_add_nine_interactions_and_keep_the_clean_ones() {
    let clean = clean_organisation(&Settings::default());
    let soiled = demo();
    let added = soiled.interactions.len() - clean.interactions.len();
    assert_eq!((added, dirt::DIRTY_INTERACTIONS), (9, 9));
    let mut rows = soiled.interactions.iter();
    assert!(clean.interactions.iter().all(|row| rows.any(|other| other == row)));
}

/// Whose interaction has a time that can't be read may have used something in any week: without another row it is unknown.
#[test]
fn the_faults_make_nobody_active_and_nobody_but_one_unknown() {
    let settings = Settings::default();
    let (clean, soiled) = (clean_organisation(&settings), demo());
    for week in 0..settings.weeks {
        let monday = settings.monday(week);
        let (clean, soiled) = (tally(&clean, monday, |_| true), tally(&soiled, monday, |_| true));
        assert_eq!(clean.active, soiled.active, "{monday}");
        assert_eq!(clean.eligible, soiled.eligible + soiled.unknown, "{monday}");
        assert!(clean.unknown == 0 && soiled.unknown <= 1, "{monday}");
    }
}

#[test]
fn the_counts_hold_for_another_seed_too() {
    let made = organisation(&Settings {
        seed: 7,
        people: 24,
        weeks: 6,
        ..Settings::default()
    });
    let ids = made.interactions.iter().map(|row| &row.interaction_id);
    assert_eq!(repeated(ids), dirt::DUPLICATED_INTERACTIONS);
    assert_eq!(
        repeated(made.people.iter().map(|person| &person.person_id)),
        dirt::DUPLICATED_PEOPLE
    );
    assert_eq!(
        made.people.iter().filter(|person| person.segment.is_none()).count(),
        dirt::CSMS_WITHOUT_SEGMENT
    );
}
