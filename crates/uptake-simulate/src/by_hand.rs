//! The adoption rate and the resolution rate counted the plain way, row by row, to hold an engine's answer against.

use std::collections::{HashMap, HashSet};

use jiff::civil::Date;

use crate::calendar;
use crate::cases::Involvement;
use crate::organisation::Organisation;
use crate::roster::{Person, Role};
use crate::tools::Tool;

/// How many documented interactions with approved tools make a week an active one.
pub const ACTIVE_FROM: usize = 3;
/// How many working days without leave make a CSM count in a week.
pub const ELIGIBLE_FROM: usize = 3;

/// The CSMs of one week, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// CSMs with at least [`ELIGIBLE_FROM`] working days not on leave.
    pub eligible: usize,
    /// Those of them with at least [`ACTIVE_FROM`] documented interactions with approved tools.
    pub active: usize,
    /// CSMs at work enough without a row in the week, of whom a row came whose day can't be read: it may be of this week.
    /// They aren't among the others.
    pub unknown: usize,
}

impl Tally {
    /// Active CSMs among the eligible, from 0 to 1; nothing when there are none.
    pub fn rate(&self) -> Option<f64> {
        (self.eligible > 0).then(|| self.active as f64 / self.eligible as f64)
    }
}

/// Counts the CSMs for whom `belongs` holds, in the week from `monday` (UTC). A repeated row counts once.
pub fn tally(organisation: &Organisation, monday: Date, belongs: impl Fn(&Person) -> bool) -> Tally {
    let counts = countable_interactions(organisation, monday);
    let week = monday..calendar::plus_weeks(monday, 1);
    let rows = || organisation.interactions.iter();
    let unreadable = rows().filter(|row| row.at.date().is_none());
    let unreadable: HashSet<&str> = unreadable.map(|row| row.person_id.as_str()).collect();
    let present = rows().filter(|row| row.at.date().is_some_and(|day| week.contains(&day)));
    let present: HashSet<&str> = present.map(|row| row.person_id.as_str()).collect();
    let mut seen = HashSet::new();
    let mut tally = Tally::default();
    for person in &organisation.people {
        let id = person.person_id.as_str();
        let counts_here = person.role == Role::Csm && belongs(person);
        if !seen.insert(id) || !counts_here || days_worked(organisation, person, monday) < ELIGIBLE_FROM {
            continue;
        }
        if unreadable.contains(id) && !present.contains(id) {
            tally.unknown += 1;
            continue;
        }
        tally.eligible += 1;
        tally.active += usize::from(counts.get(id).is_some_and(|&count| count >= ACTIVE_FROM));
    }
    tally
}

/// The cases of one week, counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Assisted {
    /// Cases of which it is known whether a tool had a documented part.
    pub known: usize,
    /// Those of them in which one had.
    pub assisted: usize,
    /// Cases of which nobody recorded it.
    pub unknown: usize,
}

/// Counts the cases of the CSMs for whom `belongs` holds, closed in the week from `monday` (UTC).
pub fn assisted(organisation: &Organisation, monday: Date, belongs: impl Fn(&Person) -> bool) -> Assisted {
    let week = monday..calendar::plus_weeks(monday, 1);
    let people = organisation.people.iter();
    let counted: HashSet<&str> = people
        .filter(|person| person.role == Role::Csm && belongs(person))
        .map(|person| person.person_id.as_str())
        .collect();
    let mut found = Assisted::default();
    for case in &organisation.cases {
        if !week.contains(&case.closed_at.date()) || !counted.contains(case.person_id.as_str()) {
            continue;
        }
        match &case.assistance {
            None => found.unknown += 1,
            Some(part) => {
                found.known += 1;
                found.assisted += usize::from(part.is_documented && part.involvement != Involvement::None);
            }
        }
    }
    found
}

/// Documented interactions with approved tools in the week, by person.
fn countable_interactions(organisation: &Organisation, monday: Date) -> HashMap<&str, usize> {
    let week = monday..calendar::plus_weeks(monday, 1);
    let mut seen = HashSet::new();
    let mut counts = HashMap::new();
    for row in &organisation.interactions {
        let Some(day) = row.at.date().filter(|day| week.contains(day)) else {
            continue;
        };
        let approved = Tool::named(row.tool).is_some_and(|tool| tool.is_approved_on(day));
        if seen.insert(&row.interaction_id) && approved && row.is_documented() {
            *counts.entry(row.person_id.as_str()).or_default() += 1;
        }
    }
    counts
}

fn days_worked(organisation: &Organisation, person: &Person, monday: Date) -> usize {
    (0..5)
        .map(|offset| calendar::plus_days(monday, offset))
        .filter(|day| person.is_employed_on(*day))
        .filter(|day| {
            let mut spells = organisation
                .leave
                .iter()
                .filter(|leave| leave.person_id == person.person_id);
            !spells.any(|leave| leave.covers(*day))
        })
        .count()
}
