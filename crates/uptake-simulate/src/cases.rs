//! The cases that people bring to an end for customers, and the part that AI tools had in them.
//!
//! Everybody with customers closes about as many cases a week as their peers, and the tools' part grows with adoption in the
//! team: nobody supplies the figure alone. A few cases come without a word on it, as from a form that was left empty.

use std::fmt;

use jiff::SignedDuration;
use jiff::civil::{Date, DateTime};

use crate::calendar;
use crate::habit;
use crate::interactions::User;
use crate::random::{Random, Stream};
use crate::roster::Role;
use crate::settings::Settings;
use crate::teams::Segment;
use crate::tools::Tool;

/// What a tool did in a case.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Involvement {
    /// Nothing.
    None,
    /// It showed something.
    Surfaced,
    /// It wrote what a person went over.
    Drafted,
    /// It acted alone.
    Autonomous,
}

impl Involvement {
    /// As `cases.csv` spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Surfaced => "surfaced",
            Self::Drafted => "drafted",
            Self::Autonomous => "autonomous",
        }
    }
}

impl fmt::Display for Involvement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What a ticket system knows of the tool's part in a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assistance {
    /// What the tool did.
    pub involvement: Involvement,
    /// Whether there is a record of it.
    pub is_documented: bool,
    /// The tool, as the log spells it; nothing where none had a part.
    pub tool: Option<&'static str>,
    /// How much of a draft was sent, in percent.
    pub kept_percent: Option<u8>,
}

/// A row of `cases.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Such as `k-000001`; unique.
    pub case_id: String,
    /// Who closed it.
    pub person_id: String,
    /// When, in UTC.
    pub closed_at: DateTime,
    /// The customer; everybody has customers of their own.
    pub account_id: String,
    /// The tool's part; nothing where nobody recorded it.
    pub assistance: Option<Assistance>,
}

/// All cases of all users, sorted by time and then person, and numbered in that order.
pub(crate) fn cases(settings: &Settings, users: &[User<'_>]) -> Vec<Case> {
    let weeks = 0..settings.weeks;
    let of_user = |user| weeks.clone().flat_map(move |week| of_week(settings, user, week));
    numbered(users.iter().flat_map(of_user).collect(), 0)
}

/// Those of one week, numbered after those before: all weeks one after the other are [`cases`].
pub(crate) fn cases_of_week(settings: &Settings, users: &[User<'_>], week: usize, before: usize) -> Vec<Case> {
    numbered(
        users.iter().flat_map(|user| of_week(settings, user, week)).collect(),
        before,
    )
}

fn numbered(mut all: Vec<Case>, before: usize) -> Vec<Case> {
    all.sort_by(|a, b| (a.closed_at, &a.person_id).cmp(&(b.closed_at, &b.person_id)));
    for (number, case) in all.iter_mut().enumerate() {
        case.case_id = format!("k-{:06}", before + number + 1);
    }
    all
}

/// Cases that somebody may close in a working day, and how likely each is.
const OCCASIONS: usize = 2;

fn chance_of_a_case(segment: Option<Segment>) -> f64 {
    match segment {
        Some(Segment::Smb) => 0.45,
        Some(Segment::MidMarket) | None => 0.35,
        Some(Segment::Enterprise) => 0.25,
    }
}

/// How likely a tool has a part at the end of the weeks, in a team that adoption reaches fully.
fn chance_of_help(segment: Option<Segment>) -> f64 {
    match segment {
        Some(Segment::Smb) => 0.64,
        Some(Segment::MidMarket) | None => 0.66,
        Some(Segment::Enterprise) => 0.58,
    }
}

/// What somebody closes in a week.
fn of_week(settings: &Settings, user: &User<'_>, week: usize) -> Vec<Case> {
    let mut found = Vec::new();
    if !matches!(user.person.role, Role::Csm | Role::SupportEngineer) {
        return found;
    }
    let mut own = Random::stream(settings.seed, Stream::Cases, &[user.number]);
    let pace = own.between(0.9, 1.1);
    let reach = settings.reach(user.person.team);
    let help = chance_of_help(user.person.segment) * reach * own.between(0.85, 1.15);
    let progress = (week as f64 + 0.5) / settings.weeks as f64;
    let mut random = Random::stream(settings.seed, Stream::Cases, &[user.number, week]);
    for day in 0..5 {
        let day = calendar::plus_days(settings.monday(week), day);
        for _ in 0..OCCASIONS {
            if user.is_on_duty(day) && random.chance(chance_of_a_case(user.person.segment) * pace) {
                found.extend(one_case(&mut random, user, day, help * habit::risen(progress)));
            }
        }
    }
    found
}

/// One case. Its id is given later.
fn one_case(random: &mut Random, user: &User<'_>, day: Date, help: f64) -> Option<Case> {
    const ACCOUNTS: usize = 12;
    const SHARE_UNRECORDED: f64 = 0.03;
    let (from, to, _) = user.person.region.hours();
    let second = random.days(from * 3_600, to * 3_600 - 1);
    let midnight = day.to_datetime(jiff::civil::Time::midnight());
    let account = user.number * ACCOUNTS + random.below(ACCOUNTS);
    let assistance = assistance(random, day, help)?;
    Some(Case {
        case_id: String::new(),
        person_id: user.person.person_id.clone(),
        closed_at: midnight.saturating_add(SignedDuration::from_secs(second)),
        account_id: format!("a-{:05}", account + 1),
        assistance: (!random.chance(SHARE_UNRECORDED)).then_some(assistance),
    })
}

fn assistance(random: &mut Random, day: Date, help: f64) -> Option<Assistance> {
    const SHARE_DOCUMENTED: f64 = 0.95;
    if !random.chance(help) {
        return Some(Assistance {
            involvement: Involvement::None,
            is_documented: false,
            tool: None,
            kept_percent: None,
        });
    }
    let levels = [
        (3, Involvement::Surfaced),
        (6, Involvement::Drafted),
        (1, Involvement::Autonomous),
    ];
    let involvement = random.pick(levels.into_iter())?;
    let kept = u8::try_from(random.days(45, 100)).ok();
    Some(Assistance {
        involvement,
        is_documented: random.chance(SHARE_DOCUMENTED),
        tool: Some(Tool::choose(random, false, day)?.spelling(random)),
        kept_percent: kept.filter(|_| involvement == Involvement::Drafted),
    })
}
