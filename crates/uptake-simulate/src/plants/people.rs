//! Faults in who works where since when.

use crate::organisation::Organisation;
use crate::roster::{Person, Role};
use crate::settings::Settings;
use crate::teams::Segment;
use crate::tools::Tool;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// How many documented uses of approved tools each person has in the last four weeks.
fn uses(settings: &Settings, organisation: &Organisation) -> BTreeMap<String, usize> {
    let from = settings.monday(settings.weeks.saturating_sub(4));
    let mut uses = BTreeMap::new();
    for row in organisation.interactions.iter().filter(|row| row.is_documented()) {
        let tool = Tool::named(row.tool);
        let day = row.at.date().filter(|day| *day >= from);
        if tool.zip(day).is_some_and(|(tool, day)| tool.is_approved_on(day)) {
            *uses.entry(row.person_id.clone()).or_default() += 1;
        }
    }
    uses
}

/// A day of hiring a good year before the data, and one many years before.
fn hired(settings: &Settings, newer: bool) -> Date {
    crate::calendar::plus_days(settings.monday(0), if newer { -90 } else { -2_500 })
}

/// Gives everybody of a segment who was there all the time a day of hiring: `newer` says for the place among them, by use
/// from most to least, and for how many there are, whether they are newer.
fn hire(settings: &Settings, organisation: &mut Organisation, newer: impl Fn(Segment, usize, usize) -> bool) {
    let uses = uses(settings, organisation);
    let first = settings.monday(0);
    for segment in [Segment::Smb, Segment::MidMarket, Segment::Enterprise] {
        let theirs = |person: &&mut Person| person.segment == Some(segment) && person.role == Role::Csm;
        let mut people: Vec<&mut Person> = organisation.people.iter_mut().filter(theirs).collect();
        people.sort_by_key(|person| std::cmp::Reverse(uses.get(&person.person_id).copied().unwrap_or(0)));
        let many = people.len();
        for (place, person) in people.into_iter().enumerate() {
            // Who came later stays as new as they are; an earlier day gives them no more weeks of use.
            if person.hired_on > first && newer(segment, place, many) {
                continue;
            }
            person.hired_on = hired(settings, newer(segment, place, many));
        }
    }
}

/// Newer people sit where use is high, and in each segment use a little less than the others.
pub(super) fn reversed(settings: &Settings, organisation: &mut Organisation) {
    hire(settings, organisation, |segment, place, many| {
        let senior_percent = match segment {
            Segment::Smb => 12,
            Segment::MidMarket => 50,
            Segment::Enterprise => 88,
        };
        // Seniors stand at even distances from the top, a little closer to it than to the bottom.
        let seniors = (many * senior_percent / 100).max(1);
        !(0..seniors).any(|senior| senior * many * 93 / (seniors * 100) == place)
    });
}

/// Newer people use most, and segments differ in how many of them they have.
pub(super) fn parted(settings: &Settings, organisation: &mut Organisation) {
    hire(settings, organisation, |segment, place, many| {
        let newer_percent = match segment {
            Segment::Smb => 85,
            Segment::MidMarket => 12,
            Segment::Enterprise => 50,
        };
        place * 100 < many * newer_percent
    });
}
