//! Faults in who works where since when.

use super::uses::{self, approved, week};
use crate::calendar;
use crate::organisation::Organisation;
use crate::roster::{Person, Role};
use crate::settings::Settings;
use crate::teams::Segment;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// In how many of the last four weeks each person had the three documented uses of approved tools that make somebody active.
fn active_weeks(settings: &Settings, organisation: &Organisation) -> BTreeMap<String, usize> {
    let first = settings.weeks.saturating_sub(4);
    let mut uses: BTreeMap<(&str, usize), usize> = BTreeMap::new();
    for row in organisation
        .interactions
        .iter()
        .filter(|row| row.is_documented() && approved(row))
    {
        let week = week(settings, row);
        if week >= first {
            *uses.entry((&row.person_id, week)).or_default() += 1;
        }
    }
    let mut weeks = BTreeMap::new();
    for ((person, _), _) in uses.into_iter().filter(|(_, uses)| *uses >= 3) {
        *weeks.entry(person.to_owned()).or_default() += 1;
    }
    weeks
}

/// A day of hiring 15 months before the end, and one many years before.
fn hired(settings: &Settings, newer: bool) -> Date {
    calendar::plus_days(settings.end(), if newer { -454 } else { -2_864 })
}

/// Gives all CSMs of a segment a day of hiring. `seniors` says which of them have been there for long, from their segment and in how
/// many weeks each was active, from most to least.
fn hire(settings: &Settings, organisation: &mut Organisation, seniors: impl Fn(Segment, &[usize]) -> Vec<bool>) {
    let active = active_weeks(settings, organisation);
    let active = |person: &Person| active.get(&person.person_id).copied().unwrap_or(0);
    let first = settings.monday(0);
    for segment in Segment::ALL {
        let theirs = |person: &&mut Person| {
            let there = person.left_on.is_none_or(|last| last >= settings.end());
            person.segment == Some(segment) && person.role == Role::Csm && there
        };
        let mut people: Vec<&mut Person> = organisation.people.iter_mut().filter(theirs).collect();
        people.sort_by_key(|person| std::cmp::Reverse(active(person)));
        let weeks: Vec<usize> = people.iter().map(|person| active(person)).collect();
        for (person, senior) in people.into_iter().zip(seniors(segment, &weeks)) {
            // Who came later stays as new as they are; an earlier day gives them no more weeks of use.
            if senior || person.hired_on <= first {
                person.hired_on = hired(settings, !senior);
            }
        }
    }
}

/// Newer people are where use is high, and in each segment use less than the others.
pub(super) fn reversed(settings: &Settings, organisation: &mut Organisation) {
    // Where use is the same in all segments, nothing can be reversed.
    uses::three_of_ten_hardly_use(settings, organisation, Segment::Enterprise);
    hire(settings, organisation, |segment, weeks| {
        let senior_percent = match segment {
            Segment::Smb => 12,
            Segment::MidMarket => 50,
            Segment::Enterprise => 88,
        };
        ahead(weeks, (weeks.len() * senior_percent / 100).max(1))
    });
}

/// By how much seniors are ahead within each segment. Five of forty are senior in one, so a week of leave moves their rate by five
/// points; and as long as it is far below eighteen points, newer people stay ahead on the whole.
const AHEAD: f64 = 0.12;

/// So many of those with these active weeks, from most to least, that are ahead of the others by [`AHEAD`] or little more.
fn ahead(weeks: &[usize], many: usize) -> Vec<bool> {
    let all = weeks.len();
    // At even distances they are as active as the others; then one of them after the other moves up by a place.
    let mut places: Vec<usize> = (0..many).map(|place| (2 * place + 1) * all / (2 * many)).collect();
    let of = |places: &[usize]| -> Vec<bool> { (0..all).map(|place| places.contains(&place)).collect() };
    let lead = |chosen: &[bool]| {
        let mean = |which: bool| {
            let theirs = weeks.iter().zip(chosen).filter(|(_, chosen)| **chosen == which);
            let (sum, count) = theirs.fold((0, 0_u32), |(sum, count), (weeks, _)| (sum + weeks, count + 1));
            sum as f64 / f64::from(4 * count.max(1))
        };
        mean(true) - mean(false)
    };
    for round in 0..all * many {
        if lead(&of(&places)) >= AHEAD {
            break;
        }
        let moved = round % many.max(1);
        let up = places.get(moved).and_then(|place| place.checked_sub(1));
        if let (Some(up), Some(place)) = (up.filter(|up| !places.contains(up)), places.get_mut(moved)) {
            *place = up;
        }
    }
    of(&places)
}

/// One segment has nearly all newer people, another nearly none; within each the newer ones use more.
pub(super) fn parted(settings: &Settings, organisation: &mut Organisation) {
    hire(settings, organisation, |segment, weeks| {
        let newer_percent = match segment {
            Segment::Smb => 85,
            Segment::MidMarket => 12,
            Segment::Enterprise => 50,
        };
        let newer = |place: usize| place * 100 < weeks.len() * newer_percent;
        (0..weeks.len()).map(|place| !newer(place)).collect()
    });
}
