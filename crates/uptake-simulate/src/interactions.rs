//! Every use of an AI tool that a log delivers.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use crate::calendar;
use crate::habit::Habit;
use crate::leave::Leave;
use crate::random::{Random, Stream};
use crate::roster::Person;
use crate::settings::Settings;
use crate::tools::{Kind, Tool};

/// The `at` column of `interactions.csv`. Displays as the column reads; what can't be read sorts last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum At {
    /// A time in UTC; reads as RFC 3339 with `Z`.
    Utc(DateTime),
    /// Text that is no time: dirt.
    Text(String),
}

impl At {
    /// The date in UTC, unless the text is no time.
    pub fn date(&self) -> Option<Date> {
        match self {
            Self::Utc(time) => Some(time.date()),
            Self::Text(_) => None,
        }
    }
}

impl fmt::Display for At {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Utc(time) => write!(f, "{time}Z"),
            Self::Text(text) => f.write_str(text),
        }
    }
}

/// A row of `interactions.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interaction {
    /// Such as `i-000001`; unique but for the planted duplicates.
    pub interaction_id: String,
    /// Who used the tool; empty in one planted row.
    pub person_id: String,
    /// When.
    pub at: At,
    /// The tool, as the log spells it: a name or an alias from [`TOOLS`](crate::TOOLS).
    pub tool: &'static str,
    /// What for.
    pub kind: Kind,
    /// The record that shows the use, when it is documented.
    pub evidence_id: Option<String>,
}

impl Interaction {
    /// Whether there is a record that shows the use.
    pub fn is_documented(&self) -> bool {
        self.evidence_id.is_some()
    }
}

/// A person with what decides their use.
#[derive(Clone, Copy)]
pub(crate) struct User<'a> {
    pub(crate) number: usize,
    pub(crate) person: &'a Person,
    pub(crate) habit: &'a Habit,
    pub(crate) away: &'a [Leave],
}

impl User<'_> {
    pub(crate) fn is_on_duty(&self, day: Date) -> bool {
        self.person.is_employed_on(day) && !self.away.iter().any(|spell| spell.covers(day))
    }
}

/// All interactions of all users, sorted by time and then person, and numbered in that order.
pub(crate) fn interactions(settings: &Settings, users: &[User<'_>]) -> Vec<Interaction> {
    numbered(users.iter().flat_map(|user| of_user(settings, user)).collect(), 0)
}

/// Those of one week, numbered after those before: all weeks one after the other are [`interactions`], since no use leaves its week.
pub(crate) fn interactions_of_week(
    settings: &Settings,
    users: &[User<'_>],
    week: usize,
    before: usize,
) -> Vec<Interaction> {
    numbered(
        users.iter().flat_map(|user| of_week(settings, user, week)).collect(),
        before,
    )
}

fn numbered(mut all: Vec<Interaction>, before: usize) -> Vec<Interaction> {
    all.sort_by(|a, b| (&a.at, &a.person_id).cmp(&(&b.at, &b.person_id)));
    for (number, interaction) in all.iter_mut().enumerate() {
        interaction.interaction_id = interaction_id(before + number);
        if let Some(evidence) = &mut interaction.evidence_id {
            *evidence = format!("ev-{:06}", before + number + 1);
        }
    }
    all
}

/// The id of the row numbered from 0.
pub(crate) fn interaction_id(number: usize) -> String {
    format!("i-{:06}", number + 1)
}

fn of_user(settings: &Settings, user: &User<'_>) -> Vec<Interaction> {
    (0..settings.weeks)
        .flat_map(|week| of_week(settings, user, week))
        .collect()
}

/// What somebody uses in a week.
fn of_week(settings: &Settings, user: &User<'_>, week: usize) -> Vec<Interaction> {
    /// How often somebody may turn to a tool in a working day.
    const OCCASIONS: usize = 4;
    const OCCASIONS_PER_WEEK: f64 = 20.0;
    let mut found = Vec::new();
    let progress = (week as f64 + 0.5) / settings.weeks as f64;
    let everyone = Random::stream(settings.seed, Stream::Week, &[week]).between(0.88, 1.12);
    let mut random = Random::stream(settings.seed, Stream::Use, &[user.number, week]);
    let expected = user.habit.intensity(progress) * everyone * random.between(0.6, 1.4);
    for day in 0..5 {
        let day = calendar::plus_days(settings.monday(week), day);
        for _ in 0..OCCASIONS {
            if user.is_on_duty(day) && random.chance(expected / OCCASIONS_PER_WEEK) {
                found.extend(one_use(&mut random, user, day));
            }
        }
    }
    found
}

/// One use on a working day, or rarely on the weekend after it. Its ids are given later.
fn one_use(random: &mut Random, user: &User<'_>, day: Date) -> Option<Interaction> {
    const SHARE_AT_WEEKENDS: f64 = 0.015;
    const SHARE_IN_THE_EVENING: f64 = 0.03;
    let weekend = calendar::plus_days(calendar::monday_of(day), random.days(5, 6));
    let moves = random.chance(SHARE_AT_WEEKENDS) && user.is_on_duty(weekend);
    let day = if moves { weekend } else { day };
    let (from, to, late) = user.person.region.hours();
    let (from, to) = if random.chance(SHARE_IN_THE_EVENING) {
        (to, late)
    } else {
        (from, to)
    };
    let second = random.days(from * 3_600, to * 3_600 - 1);
    let midnight = day.to_datetime(jiff::civil::Time::midnight());

    let shadow = random.chance(user.habit.shadow);
    let tool = Tool::choose(random, shadow, day)?;
    let documented = random.chance(if shadow {
        user.habit.documents / 2.0
    } else {
        user.habit.documents
    });
    Some(Interaction {
        interaction_id: String::new(),
        person_id: user.person.person_id.clone(),
        at: At::Utc(midnight.saturating_add(SignedDuration::from_secs(second))),
        tool: tool.spelling(random),
        kind: tool.kind(random)?,
        evidence_id: documented.then(String::new),
    })
}
