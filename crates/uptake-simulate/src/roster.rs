//! Who works there, in which role and team, from when to when.

use std::fmt;

use jiff::civil::Date;

use crate::calendar;
use crate::random::{Random, Stream};
use crate::settings::Settings;
use crate::teams::{self, Region, Segment};

/// What somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// Customer success manager: whom the adoption rate is about.
    Csm,
    /// Leads a team of CSMs.
    Manager,
    /// Answers technical questions.
    SupportEngineer,
    /// Runs the CSMs' systems and processes.
    Ops,
}

impl Role {
    /// As `people.csv` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csm => "CSM",
            Self::Manager => "CS Manager",
            Self::SupportEngineer => "Support Engineer",
            Self::Ops => "CS Ops",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A row of `people.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// Such as `p-0001`; unique but for the planted duplicate row.
    pub person_id: String,
    /// What they do.
    pub role: Role,
    /// Their team's segment; missing for the one CSM planted without.
    pub segment: Option<Segment>,
    /// The name of their team, one of [`TEAMS`](crate::TEAMS).
    pub team: &'static str,
    /// Their team's region.
    pub region: Region,
    /// The first day employed.
    pub hired_on: Date,
    /// The last day employed; nothing while they still are.
    pub left_on: Option<Date>,
}

impl Person {
    /// Whether they are employed on the day.
    pub fn is_employed_on(&self, day: Date) -> bool {
        self.hired_on <= day && self.left_on.is_none_or(|last| day <= last)
    }
}

/// Every eleventh person has another role than CSM.
const CSMS_THEN_ONE_OTHER: usize = 11;

pub(crate) fn roster(settings: &Settings) -> Vec<Person> {
    (0..settings.people)
        .filter_map(|number| person(settings, number))
        .collect()
}

fn person(settings: &Settings, number: usize) -> Option<Person> {
    let others_before = number / CSMS_THEN_ONE_OTHER;
    let (role, team) = if number % CSMS_THEN_ONE_OTHER == CSMS_THEN_ONE_OTHER - 1 {
        let role = match others_before % 4 {
            0 | 2 => Role::Manager,
            1 => Role::SupportEngineer,
            _ => Role::Ops,
        };
        (role, teams::team_of_other(others_before)?)
    } else {
        let csm = number - others_before;
        let seat = if settings.mixed_teams { csm * teams::STRIDE } else { csm };
        (Role::Csm, teams::team_of_csm(seat)?)
    };
    let (hired_on, left_on) = employment(settings, number)?;
    Some(Person {
        person_id: format!("p-{:04}", number + 1),
        role,
        segment: Some(team.segment),
        team: team.name,
        region: team.region,
        hired_on,
        left_on,
    })
}

fn employment(settings: &Settings, number: usize) -> Option<(Date, Option<Date>)> {
    /// How long before the first week somebody was hired, in days.
    const NEWER: (i64, i64) = (10, 365);
    const SETTLED: (i64, i64) = (366, 3 * 365);
    const SENIOR: (i64, i64) = (3 * 365 + 1, 9 * 365);
    let mut random = Random::stream(settings.seed, Stream::Roster, &[number]);
    let before = random.pick([(10, None), (20, Some(NEWER)), (30, Some(SETTLED)), (40, Some(SENIOR))].into_iter())?;
    let Some((least, most)) = before else {
        let joins = day_between(&mut random, settings.day_at(6), settings.day_at(85));
        return Some((calendar::working_day_from(joins), None));
    };
    let first = settings.monday(0);
    let hired_on = calendar::working_day_from(calendar::plus_days(first, -random.days(least, most)));
    let left_on = random
        .chance(0.08)
        .then(|| day_between(&mut random, settings.day_at(10), settings.day_at(90)))
        .map(calendar::working_day_until);
    Some((hired_on, left_on))
}

fn day_between(random: &mut Random, from: Date, to: Date) -> Date {
    calendar::plus_days(from, random.days(0, calendar::days_between(from, to)))
}
