//! The faults that real exports have, planted few and exact, so that tests can count them.
//!
//! Every faulty row but the CSM without a segment is added to the clean ones and, handled well, changes no rate: but whoever
//! has a row of an unreadable day isn't known in weeks without any other.

use jiff::civil::Date;

use crate::calendar;
use crate::interactions::{At, Interaction, interaction_id};
use crate::random::{Random, Stream};
use crate::roster::{Person, Role};
use crate::settings::Settings;

/// Interactions of [`STRANGER`], who is not on the roster.
pub const INTERACTIONS_OF_A_STRANGER: usize = 3;
/// Rows delivered a second time, with the same `interaction_id`.
pub const DUPLICATED_INTERACTIONS: usize = 2;
/// Rows dated after the day that follows the last week.
pub const FUTURE_INTERACTIONS: usize = 2;
/// Rows whose `at` is [`UNREADABLE_AT`].
pub const UNREADABLE_INTERACTIONS: usize = 1;
/// Rows with an empty `person_id`.
pub const INTERACTIONS_WITHOUT_PERSON: usize = 1;
/// All rows that the dirt adds to `interactions.csv`.
pub const DIRTY_INTERACTIONS: usize = INTERACTIONS_OF_A_STRANGER
    + DUPLICATED_INTERACTIONS
    + FUTURE_INTERACTIONS
    + UNREADABLE_INTERACTIONS
    + INTERACTIONS_WITHOUT_PERSON;
/// Rows that repeat a CSM, at the end of `people.csv`.
pub const DUPLICATED_PEOPLE: usize = 1;
/// CSMs whose `segment` is empty.
pub const CSMS_WITHOUT_SEGMENT: usize = 1;

/// The person whom the logs know and the roster doesn't.
pub const STRANGER: &str = "c-0042";
/// An `at` as a spreadsheet leaves it, on a day that no month has.
pub const UNREADABLE_AT: &str = "31/11/2025 09:41";

/// Soils the people and the interactions of a clean organisation. Every count holds when it has two CSMs in all weeks and at least [`DIRTY_INTERACTIONS`] interactions.
pub(crate) fn soil(settings: &Settings, people: &mut Vec<Person>, interactions: &mut Vec<Interaction>) {
    let mut random = Random::stream(settings.seed, Stream::Dirt, &[]);
    soil_interactions(settings, &mut random, interactions);
    soil_people(settings, &mut random, people);
}

fn soil_interactions(settings: &Settings, random: &mut Random, rows: &mut Vec<Interaction>) {
    let clean = rows.len();
    let taken = distinct(random, clean, DIRTY_INTERACTIONS);
    let mut copies = taken
        .iter()
        .filter_map(|&index| rows.get(index).cloned())
        .collect::<Vec<_>>()
        .into_iter();

    let mut added: Vec<Interaction> = copies.by_ref().take(DUPLICATED_INTERACTIONS).collect();
    let duplicates = added.len();
    added.extend(copies.by_ref().take(INTERACTIONS_OF_A_STRANGER).map(|row| Interaction {
        person_id: STRANGER.to_owned(),
        ..row
    }));
    added.extend(
        copies
            .by_ref()
            .take(FUTURE_INTERACTIONS)
            .zip([16, 203])
            .map(|(row, days)| Interaction {
                at: moved_to(&row.at, calendar::plus_days(settings.end(), days)),
                ..row
            }),
    );
    added.extend(copies.by_ref().take(UNREADABLE_INTERACTIONS).map(|row| Interaction {
        at: At::Text(UNREADABLE_AT.to_owned()),
        ..row
    }));
    added.extend(copies.take(INTERACTIONS_WITHOUT_PERSON).map(|row| Interaction {
        person_id: String::new(),
        ..row
    }));
    for (offset, row) in added.iter_mut().skip(duplicates).enumerate() {
        row.interaction_id = interaction_id(clean + offset);
        row.evidence_id = Some(format!("ev-{:06}", clean + offset + 1));
    }
    rows.append(&mut added);
    rows.sort_by(|a, b| (&a.at, &a.person_id).cmp(&(&b.at, &b.person_id)));
}

/// Both faults hit CSMs who are there in all weeks, so that every week shows how they are handled.
fn soil_people(settings: &Settings, random: &mut Random, people: &mut Vec<Person>) {
    let (first, last) = (settings.monday(0), calendar::plus_days(settings.end(), -1));
    let lasting: Vec<usize> = people
        .iter()
        .enumerate()
        .filter(|(_, person)| person.role == Role::Csm)
        .filter(|(_, person)| person.is_employed_on(first) && person.is_employed_on(last))
        .map(|(index, _)| index)
        .collect();
    let chosen = distinct(random, lasting.len(), DUPLICATED_PEOPLE + CSMS_WITHOUT_SEGMENT);
    let mut chosen = chosen.iter().filter_map(|&index| lasting.get(index).copied());
    for index in chosen.by_ref().take(DUPLICATED_PEOPLE) {
        people.extend(people.get(index).cloned());
    }
    for index in chosen.take(CSMS_WITHOUT_SEGMENT) {
        if let Some(person) = people.get_mut(index) {
            person.segment = None;
        }
    }
}

/// `count` distinct numbers below `bound`, or all of them when there are fewer.
fn distinct(random: &mut Random, bound: usize, count: usize) -> Vec<usize> {
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < count.min(bound) {
        let next = random.below(bound);
        if !chosen.contains(&next) {
            chosen.push(next);
        }
    }
    chosen
}

/// The same time of day on another date.
fn moved_to(at: &At, date: Date) -> At {
    match at {
        At::Utc(time) => At::Utc(date.to_datetime(time.time())),
        At::Text(_) => at.clone(),
    }
}
