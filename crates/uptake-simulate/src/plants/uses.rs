//! Faults in how people use tools.

use crate::calendar;
use crate::interactions::{At, Interaction};
use crate::organisation::Organisation;
use crate::random::{Random, Stream};
use crate::settings::Settings;
use crate::teams::Segment;
use crate::tools::Tool;
use std::collections::BTreeMap;

/// A number from 0 to 1 that is a person's own.
pub(super) fn lot(settings: &Settings, number: usize) -> f64 {
    Random::stream(settings.seed, Stream::Plant, &[number]).fraction()
}

/// The day of an interaction and its week, counted from 0.
pub(super) fn week(settings: &Settings, row: &Interaction) -> usize {
    let days = row
        .at
        .date()
        .map_or(0, |day| calendar::days_between(settings.monday(0), day));
    usize::try_from(days / 7).unwrap_or(0)
}

pub(super) fn approved(row: &Interaction) -> bool {
    let tool = Tool::named(row.tool);
    tool.zip(row.at.date())
        .is_some_and(|(tool, day)| tool.is_approved_on(day))
}

/// The number of each person, by id.
pub(super) fn numbers(organisation: &Organisation) -> BTreeMap<String, usize> {
    let ids = organisation.people.iter().map(|person| person.person_id.clone());
    ids.zip(0..).collect()
}

/// Leaves of the uses of approved tools as many as `limit` says for a person and week, documented ones; all if it says nothing.
fn thin(settings: &Settings, organisation: &mut Organisation, limit: impl Fn(usize, usize) -> Option<usize>) {
    let numbers = numbers(organisation);
    let mut kept: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    organisation.interactions.retain(|row| {
        let Some(number) = numbers.get(&row.person_id) else {
            return true;
        };
        let week = week(settings, row);
        let Some(limit) = limit(*number, week).filter(|_| approved(row)) else {
            return true;
        };
        let kept = kept.entry((*number, week)).or_default();
        let stays = row.is_documented() && *kept < limit;
        *kept += usize::from(stays);
        stays
    });
}

/// In one team nobody uses an approved tool more than once a week.
pub(super) fn one_team_lags(settings: &Settings, organisation: &mut Organisation) {
    let teams = organisation.people.iter();
    let lags: Vec<bool> = teams.map(|person| person.team == "Enterprise APAC").collect();
    thin(settings, organisation, |number, _| {
        lags.get(number).is_some_and(|lags| *lags).then_some(1)
    });
}

/// Three of ten people of a segment have no more than one use a week.
pub(super) fn three_of_ten_hardly_use(settings: &Settings, organisation: &mut Organisation, segment: Segment) {
    let segments: Vec<_> = organisation.people.iter().map(|person| person.segment).collect();
    thin(settings, organisation, |number, _| {
        let theirs = segments.get(number) == Some(&Some(segment)) && lot(settings, number) < 0.3;
        theirs.then_some(1)
    });
}

/// Two fifths of the people of one segment have two or three documented uses a week.
pub(super) fn at_the_edge(settings: &Settings, organisation: &mut Organisation) {
    let segments: Vec<_> = organisation.people.iter().map(|person| person.segment).collect();
    thin(settings, organisation, |number, week| {
        let theirs = segments.get(number) == Some(&Some(Segment::Smb)) && lot(settings, number) < 0.45;
        theirs.then_some(2 + (number + week) % 2)
    });
}

/// Nearly half of the people have a record of two uses a week at most.
pub(super) fn without_records(settings: &Settings, organisation: &mut Organisation) {
    let numbers = numbers(organisation);
    let mut kept: BTreeMap<(usize, usize), usize> = BTreeMap::new();
    for row in &mut organisation.interactions {
        let Some(number) = numbers.get(&row.person_id) else {
            continue;
        };
        if lot(settings, *number) > 0.45 || !row.is_documented() {
            continue;
        }
        let kept = kept.entry((*number, week(settings, row))).or_default();
        *kept += 1;
        if *kept > 2 {
            row.evidence_id = None;
        }
    }
}

/// A third of the people use nothing but a tool that isn't approved.
pub(super) fn in_the_shadow(settings: &Settings, organisation: &mut Organisation) {
    let numbers = numbers(organisation);
    for row in &mut organisation.interactions {
        let number = numbers.get(&row.person_id);
        if number.is_some_and(|number| lot(settings, *number) < 0.38) && approved(row) {
            row.tool = "ChatGPT Free";
        }
    }
}

/// Since six weeks seven of ten people stop at three, as when a target has come.
pub(super) fn exactly_three(settings: &Settings, organisation: &mut Organisation) {
    let since = settings.weeks.saturating_sub(6);
    thin(settings, organisation, |number, week| {
        (week >= since && lot(settings, number) < 0.7).then_some(3)
    });
}

/// A third of the uses is on a Saturday or Sunday.
pub(super) fn at_weekends(settings: &Settings, organisation: &mut Organisation) {
    for (number, row) in organisation.interactions.iter_mut().enumerate() {
        let mut random = Random::stream(settings.seed, Stream::Plant, &[number, 1]);
        if let At::Utc(at) = &mut row.at
            && random.chance(0.33)
        {
            let day = calendar::plus_days(calendar::monday_of(at.date()), random.days(5, 6));
            *at = day.to_datetime(at.time());
        }
    }
    let rows = &mut organisation.interactions;
    rows.sort_by(|a, b| (&a.at, &a.person_id).cmp(&(&b.at, &b.person_id)));
}

/// Over the last twelve weeks ever more people come to use tools.
pub(super) fn rising(settings: &Settings, organisation: &mut Organisation) {
    let first = settings.weeks.saturating_sub(12);
    thin(settings, organisation, |number, week| {
        let gone = week.saturating_sub(first).min(11);
        let left_out = 0.72 * (1.0 - gone as f64 / 11.0);
        (lot(settings, number) < left_out).then_some(0)
    });
}

/// Seven of ten people use nothing every second week.
pub(super) fn every_other_week(settings: &Settings, organisation: &mut Organisation) {
    thin(settings, organisation, |number, week| {
        let off = settings.weeks.saturating_sub(week).is_multiple_of(2) && lot(settings, number) < 0.8;
        off.then_some(0)
    });
}
