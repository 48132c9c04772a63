//! Looks for people with several periods on record on whom two conditions answer as is asked. A history is believed only because every
//! condition was evaluated in it, and rows of each of its periods were found.

mod drawing;

use super::facts;
use super::history::{Ground, History, Person, rests_on};
use super::leaves::{LeafKind, Leaves};
use super::naming::Made;
use super::over::How;
use super::rows::Rows;
use super::timeline::{DAY, Timeline, When};
use super::wanted::Wanted;
use crate::expr::proof::{Pair, Witness};
use crate::expr::{Expr, ExprKind, Window};
use crate::policy::calendar::{Calendar, PeriodKind};
use crate::value::Literal;
use drawing::Drawing;
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// How many histories are tried for one question.
const DRAWN: usize = 10_000;
/// How much is evaluated for one question.
const STEPS: usize = 1_000_000;
/// The most parts of conditions that are evaluated for one question.
const MOST_PARTS: usize = 40_000_000;
/// For how many of the histories that answer as is asked rows are looked for.
const MOST_MADE: usize = 1_000;
/// Where one case is enough, how many more histories are tried for the others once there is one.
const MOST_SINCE: usize = 200;
/// The most periods of a history.
const MOST_PERIODS: usize = 64;
/// How many of the days that conditions name are looked at.
const MOST_DAYS: usize = 6;
/// The most rows of a history.
const MOST_ROWS: usize = 3_000;

/// A history that shows a pair of answers.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) pair: Pair,
    /// What columns hold in the judged period.
    pub(super) values: Witness,
    pub(super) rows: Vec<Made>,
    /// How many periods are on record, the judged one included.
    pub(super) periods: usize,
    /// The columns of other people.
    pub(super) others: Vec<Vec<(String, Literal)>>,
    /// The datasets of which nothing is known in a period, since nobody has a row of it, and how many periods before the judged one.
    pub(super) gaps: Vec<(String, usize)>,
}

/// Looks for a history for each of the pairs, among those that the data tell all of, and then among others, if these are wanted. The same
/// for the same conditions, always.
pub(super) fn find(
    conditions: [&Expr; 2],
    wanted: &[Pair],
    leaves: &Leaves,
    calendar: &Calendar,
    cases: &Wanted,
) -> Vec<Found> {
    let mut found = search(conditions, wanted, leaves, calendar, (false, cases.any));
    // Of a shorter time without a row something is known.
    if cases.gaps && calendar.period != PeriodKind::Day {
        let open = wanted
            .iter()
            .filter(|pair| !found.iter().any(|known| known.pair == **pair));
        let open: Vec<Pair> = open.copied().collect();
        if !open.is_empty() {
            found.extend(search(conditions, &open, leaves, calendar, (true, cases.any)));
        }
    }
    found
}

fn search(
    conditions: [&Expr; 2],
    wanted: &[Pair],
    leaves: &Leaves,
    calendar: &Calendar,
    (gaps, any): (bool, bool),
) -> Vec<Found> {
    let columns = rests_on(&conditions, leaves);
    let Some(reach) = Reach::of(&columns, leaves) else {
        return Vec::new();
    };
    let zone = &calendar.time_zone;
    let known = facts::known(&columns, leaves, zone);
    let mut drawing = Drawing::of(&conditions, &columns, leaves, &known.facts);
    if gaps && !drawing.may_have_gaps(&columns, leaves) {
        return Vec::new();
    }
    let anchors: Vec<Date> = match reach.frozen {
        Some(day) => vec![day],
        None if columns.contains("period") || columns.contains("period_end") => {
            let mut anchors = vec![DAY, DAY.saturating_add(5.days()), DAY.saturating_add(40.days())];
            anchors.extend(around_days(&conditions));
            anchors.extend(leaves.fields.days());
            anchors
        }
        None => dated(leaves),
    };
    let timelines: Vec<Timeline> = anchors.iter().map(|day| Timeline::judging(calendar, *day)).collect();
    let mut lengths = reach.lengths();
    if gaps {
        // Before a period of which nothing is known there are others, and after it.
        lengths.drain(..lengths.len().saturating_sub(1));
    }
    let (mut rows, mut found, mut steps) = (Rows::default(), Vec::<Found>::new(), 0);
    // A long condition is asked of fewer people, whichever the machine: a search ends by what it did, not by the clock.
    let parts: usize = conditions.iter().map(|condition| size(condition)).sum();
    let (drawn, mut left) = (DRAWN.min(MOST_PARTS / parts.max(1)), MOST_MADE);
    let mut since = 0;
    for _ in 0..drawn {
        if found.len() == wanted.len() || steps > STEPS || any && since > MOST_SINCE {
            break;
        }
        since += usize::from(!found.is_empty());
        let (Some(length), Some(timeline)) = (drawing.pick(&lengths), drawing.pick(&timelines)) else {
            break;
        };
        let (length, ground) = (*length, Ground { leaves, timeline, zone });
        let mut person = drawing.person(length, timeline);
        if gaps && !drawing.with_gap(&mut person, length) {
            continue;
        }
        let others = match reach.least {
            Some(least) => drawing.others(least, length, timeline),
            None => Vec::new(),
        };
        let history = History::new(ground, length, &person, &others);
        let of = |condition: &Expr| match history.evaluate(condition, length - 1) {
            Literal::Bool(held) => Some(held),
            _ => None,
        };
        let pair = (of(conditions[0]), of(conditions[1]));
        steps += history.steps() + history.length() * others.len();
        let fresh = wanted.contains(&pair) && !found.iter().any(|known| known.pair == pair);
        if !fresh || history.unsure() {
            continue;
        }
        let Some(fewer) = left.checked_sub(1) else { break };
        left = fewer;
        let Some(made) = made(&mut rows, ground, length, &person, &others) else {
            continue;
        };
        found.push(Found {
            pair,
            values: judged(&history, &conditions, &person, *timeline, &columns),
            rows: made,
            periods: length,
            others: others
                .iter()
                .map(|other| other.columns.clone().into_iter().collect())
                .collect(),
            gaps: gaps_of(&person, leaves),
        });
    }
    found
}

/// The datasets of which nothing is known in a period.
fn gaps_of(person: &Person, leaves: &Leaves) -> Vec<(String, usize)> {
    let mut gaps = BTreeSet::new();
    for (name, values) in &person.counted {
        let Some(LeafKind::Rows(counted)) = leaves.of(name).map(|leaf| &leaf.kind) else {
            continue;
        };
        let unknown = values.iter().rev().enumerate();
        let unknown = unknown.filter(|(_, value)| counted.zero && **value == Literal::Unknown);
        gaps.extend(unknown.map(|(back, _)| (counted.dataset.clone(), back)));
    }
    gaps.into_iter().collect()
}

/// The days that histories are looked for on: mostly any, and as often those on which registers say something else.
fn dated(leaves: &Leaves) -> Vec<Date> {
    let named = leaves.fields.days();
    let mut days = vec![DAY; named.len().max(1)];
    days.extend(named);
    days
}

/// How many parts a condition has.
fn size(condition: &Expr) -> usize {
    let mut parts = 0;
    condition.visit(&mut |_| parts += 1);
    parts
}

/// Days in the periods before, at and after each day that conditions name, as that since when an override holds.
fn around_days(conditions: &[&Expr; 2]) -> BTreeSet<Date> {
    let mut named = BTreeSet::new();
    for condition in conditions {
        condition.visit(&mut |part| match &part.kind {
            ExprKind::Literal(Literal::Date(day)) if named.len() < MOST_DAYS => {
                named.insert(*day);
            }
            _ => {}
        });
    }
    let around = |day: Date| [-1, 0, 31].map(|days: i64| day.saturating_add(days.days()));
    named.into_iter().flat_map(around).collect()
}

/// What columns hold in the judged period: those of the conditions and those of the entity, and which period it is.
fn judged(
    history: &History<'_>,
    conditions: &[&Expr; 2],
    person: &Person,
    timeline: Timeline,
    columns: &BTreeSet<&str>,
) -> Witness {
    let mut names: BTreeSet<&str> = conditions.iter().flat_map(|condition| condition.columns()).collect();
    names.extend(person.columns.keys().map(String::as_str));
    if timeline.first(0) != DAY || columns.contains("period") || columns.contains("period_end") {
        names.insert("period");
    }
    let at = history.length() - 1;
    let values = names.into_iter().map(|name| (name.to_owned(), history.value(name, at)));
    Witness(values.collect())
}

/// The rows of all periods and people.
fn made(rows: &mut Rows, ground: Ground<'_>, length: usize, person: &Person, others: &[Person]) -> Option<Vec<Made>> {
    let mut all: Vec<Made> = Vec::new();
    let mut count = 0;
    for (who, person) in std::iter::once(person).chain(others).enumerate() {
        for at in 0..length {
            let values = person.counted.iter().map(|(name, values)| {
                let value = values.get(at).cloned().unwrap_or(Literal::Unknown);
                (name.clone(), value)
            });
            // From when to when the list has somebody says on which days others can be.
            let columns = person.columns.iter().map(|(name, value)| (name.clone(), value.clone()));
            let values = values.chain(columns);
            let when = When {
                timeline: ground.timeline,
                back: i64::try_from(length - 1 - at).ok()?,
                zone: ground.zone,
                of_history: true,
            };
            for made in rows.make(&Witness(values.collect()), ground.leaves, when, true)? {
                count += made.days.len();
                let known = all
                    .iter_mut()
                    .find(|known| known.who == who && known.dataset == made.dataset && known.values == made.values);
                match known {
                    Some(known) => known.days.extend(made.days),
                    None => all.push(Made { who, ..made }),
                }
            }
            if count > MOST_ROWS {
                return None;
            }
        }
        if ground.leaves.unlisted && !all.iter().any(|made| made.who == who) {
            return None;
        }
    }
    Some(all)
}

/// How far what is asked reaches.
struct Reach {
    /// How many periods each part of it looks at.
    depths: Vec<usize>,
    /// The fewest people that a number of all entities takes, where there is one.
    least: Option<usize>,
    /// The day whose period stays.
    frozen: Option<Date>,
}

impl Reach {
    /// `None` where something of it can't be told from periods.
    fn of(columns: &BTreeSet<&str>, leaves: &Leaves) -> Option<Self> {
        let mut reach = Self {
            depths: Vec::new(),
            least: None,
            frozen: None,
        };
        for column in columns {
            match leaves.of(column).map(|leaf| &leaf.kind) {
                None | Some(LeafKind::Days(..)) => {}
                Some(LeafKind::Rows(counted)) => reach.depths.extend(counted.over.map(|over| over.last as usize)),
                Some(LeafKind::Derived(over)) => match &over.how {
                    How::Measure(window) => {
                        reach.depths.push(window.last as usize);
                        reach.depths.push(window.minimum as usize);
                    }
                    How::Function(Window::Lag(back), _) => {
                        reach.depths.push(*back as usize);
                    }
                    How::Function(Window::Last(last), _) => {
                        reach.depths.push(last.periods as usize);
                        reach.depths.push(last.least as usize);
                    }
                    How::Function(Window::First | Window::Streak | Window::Since, _) => {
                        reach.depths.push(3);
                    }
                    How::Across(across) => {
                        let least = across.least as usize;
                        reach.least = Some(reach.least.map_or(least, |known| known.max(least)));
                        reach.frozen = reach.frozen.max(across.frozen);
                    }
                    How::Script => return None,
                },
            }
        }
        Some(reach)
    }

    /// How many periods histories have: around each depth, and all depths together.
    fn lengths(&self) -> Vec<usize> {
        let within: Vec<usize> = self
            .depths
            .iter()
            .copied()
            .filter(|depth| *depth < MOST_PERIODS)
            .collect();
        let whole = within.iter().sum::<usize>() + 1;
        let mut lengths: BTreeSet<usize> = BTreeSet::from([1, 2, whole.min(MOST_PERIODS)]);
        for depth in within {
            lengths.extend([depth.saturating_sub(1), depth, depth + 1]);
        }
        lengths.into_iter().filter(|length| *length > 0).collect()
    }
}
