//! Who is away, and when.

use std::fmt;

use jiff::civil::Date;

use crate::calendar;
use crate::random::{Random, Stream};
use crate::roster::Person;
use crate::settings::Settings;

/// Why somebody is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// One to three weeks, most often in summer and around the turn of the year.
    Holiday,
    /// Three to six months.
    Parental,
    /// One to four days.
    Sick,
}

impl Reason {
    /// As `leave.csv` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Holiday => "holiday",
            Self::Parental => "parental",
            Self::Sick => "sick",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A row of `leave.csv`: a spell away. A person's spells never overlap and lie within their employment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leave {
    /// Who is away.
    pub person_id: String,
    /// The first day away.
    pub starts_on: Date,
    /// The last day away. It may lie after the simulated weeks: leave is planned ahead.
    pub ends_on: Date,
    /// Why.
    pub reason: Reason,
}

impl Leave {
    /// Whether the day belongs to the spell.
    pub fn covers(&self, day: Date) -> bool {
        self.starts_on <= day && day <= self.ends_on
    }
}

/// The spells of the `number`th person, in the order of time.
pub(crate) fn spells(settings: &Settings, number: usize, person: &Person) -> Vec<Leave> {
    let mut random = Random::stream(settings.seed, Stream::Leave, &[number]);
    let mut kept: Vec<Leave> = Vec::new();
    for (starts_on, ends_on, reason) in wishes(settings, &mut random) {
        let employed = person.is_employed_on(starts_on) && person.is_employed_on(ends_on);
        let free = kept
            .iter()
            .all(|spell| ends_on < spell.starts_on || spell.ends_on < starts_on);
        if employed && free {
            kept.push(Leave {
                person_id: person.person_id.clone(),
                starts_on,
                ends_on,
                reason,
            });
        }
    }
    kept.sort_by_key(|spell| spell.starts_on);
    kept
}

/// Spells asked for, the most important first; some will overlap or fall outside the employment.
fn wishes(settings: &Settings, random: &mut Random) -> Vec<(Date, Date, Reason)> {
    const WEEKS_PER_HOLIDAY: usize = 17;
    const WEEKS_PER_ILLNESS: usize = 26;
    let mut wishes = Vec::new();
    if random.chance(0.035) {
        let starts_on = settings.monday(random.below(settings.weeks));
        let days = random.days(13, 26) * 7 - 3;
        wishes.push((starts_on, calendar::plus_days(starts_on, days), Reason::Parental));
    }
    for _ in 0..settings.weeks / WEEKS_PER_HOLIDAY {
        wishes.extend(holiday(settings, random));
    }
    for _ in 0..settings.weeks / WEEKS_PER_ILLNESS {
        let starts_on = calendar::plus_days(settings.monday(random.below(settings.weeks)), random.days(0, 4));
        wishes.push((
            starts_on,
            calendar::plus_days(starts_on, random.days(0, 3)),
            Reason::Sick,
        ));
    }
    wishes
}

fn holiday(settings: &Settings, random: &mut Random) -> Option<(Date, Date, Reason)> {
    let monday = random.pick((0..settings.weeks).map(|week| {
        let monday = settings.monday(week);
        (season(monday), monday)
    }))?;
    let weeks = random.pick([(50, 1), (38, 2), (12, 3)].into_iter())?;
    // Most go from Monday to Friday, some from the middle of one week to the middle of another.
    let starts_on = if random.chance(0.8) {
        monday
    } else {
        calendar::plus_days(monday, random.days(1, 3))
    };
    let last_day = if starts_on == monday { 4 } else { 6 };
    Some((
        starts_on,
        calendar::plus_days(starts_on, (weeks - 1) * 7 + last_day),
        Reason::Holiday,
    ))
}

/// How likely a holiday is to begin in the week.
fn season(monday: Date) -> usize {
    match (monday.month(), monday.day()) {
        (7 | 8, _) => 4,
        (12, 18..) => 8,
        _ => 1,
    }
}
