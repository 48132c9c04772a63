//! Compares two meanings.

use super::case::Case;
use super::facts::{self, Known};
use super::histories::{self, Found};
use super::leaves::{LeafKind, Leaves};
use super::naming::Made;
use super::rows::Rows;
use super::timeline::{DAY, Timeline, When};
use super::wanted::Wanted;
use crate::expr::Expr;
use crate::expr::proof::{self, Occurs, Pair, Pairs, Witness};
use crate::policy::calendar::Calendar;
use crate::value::Literal;
use jiff::civil::Date;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// How many cases for one question are checked against rows.
const MOST_CASES: usize = 200;

/// Why nothing can be told though both are known.
pub(super) const NO_PROOF: &str = "no proof was found, and no case that rows can make";

/// The same of an override.
pub(super) const NEITHER: &str = "neither a proof nor a case that shows it was found";

/// Why nothing can be told of what decides which rows there are.
pub(super) const UNSEEN: &str = "what fills the rows of a dataset isn't compared";

/// What two meanings can answer together, and what that rests on.
#[derive(Clone, Debug)]
pub(crate) struct Compared {
    pub(crate) pairs: Pairs,
    /// The facts about the data that were used, a sentence each.
    pub(crate) facts: Vec<String>,
    /// The histories of cases that rest on several periods.
    histories: Vec<Found>,
}

/// The pairs that [`Pairs::implied`] reads.
pub(crate) const IMPLIED: [Pair; 2] = [(Some(true), Some(false)), (Some(true), None)];

/// Asks for some pairs of answers; a case is believed only if rows can make it.
pub(crate) fn compare(first: &Expr, second: &Expr, asked: &[Pair], leaves: &Leaves, calendar: &Calendar) -> Compared {
    compare_with(first, second, asked, leaves, calendar, &Wanted::default())
}

/// The same, where other cases are wanted.
pub(super) fn compare_with(
    first: &Expr,
    second: &Expr,
    asked: &[Pair],
    leaves: &Leaves,
    calendar: &Calendar,
    wanted: &Wanted,
) -> Compared {
    let columns: BTreeSet<&str> = first.columns().union(&second.columns()).copied().collect();
    let zone = &calendar.time_zone;
    let Known { facts, said } = facts::known(&columns, leaves, zone);
    let several = |column: &&str| match leaves.of(column).map(|leaf| &leaf.kind) {
        Some(LeafKind::Derived(_)) => true,
        Some(LeafKind::Rows(counted)) => counted.over.is_some(),
        Some(LeafKind::Days(..)) | None => false,
    };
    if columns.iter().any(several) {
        let pairs = proof::ruled_out([first, second], &facts, asked);
        return Compared::with_histories([first, second], (pairs, said), asked, leaves, calendar, wanted);
    }
    let mut rows = Rows::default();
    let mut left = MOST_CASES;
    let mut dated: Vec<(Witness, Date)> = Vec::new();
    let days = OnceCell::new();
    let pairs = proof::some_pairs([first, second], &facts, zone, asked, &mut |case| {
        let Some(fewer) = left.checked_sub(1) else { return false };
        left = fewer;
        let of_days = |column: &str| matches!(leaves.of(column).map(|leaf| &leaf.kind), Some(LeafKind::Days(..)));
        let values = case.0.iter().filter(|(column, _)| wanted.days || !of_days(column));
        let values = Witness(values.cloned().collect());
        let Some((_, timeline)) = made_when(&mut rows, &values, leaves, (calendar, &days), false) else {
            return false;
        };
        if timeline.first(0) != Timeline::judging(calendar, DAY).first(0) {
            dated.push((case.clone(), timeline.first(0)));
        }
        true
    });
    // What a register says on some days alone is a case in their period.
    let pairs = pairs.with_cases(&mut |case| {
        let day = dated.iter().find(|(known, _)| *known == case);
        match day {
            Some((_, first)) if !case.0.iter().any(|(name, _)| PERIOD.contains(&name.as_str())) => {
                let mut values = case.0;
                values.push((PERIOD[0].to_owned(), Literal::Date(*first)));
                values.sort_by(|(one, _), (other, _)| one.cmp(other));
                Witness(values)
            }
            _ => case,
        }
    });
    if leaves.unlisted || columns.contains("period") || columns.contains("period_end") {
        // Few days begin a period, and who has no row in it may have one in an earlier one: a history knows.
        return Compared::with_histories([first, second], (pairs, said), asked, leaves, calendar, wanted);
    }
    Compared {
        pairs,
        facts: said,
        histories: Vec::new(),
    }
}

impl Compared {
    /// Which of some pairs can't occur; no case is looked for.
    pub(super) fn proofs(conditions: [&Expr; 2], asked: &[Pair], leaves: &Leaves, calendar: &Calendar) -> Self {
        let columns: BTreeSet<&str> = conditions.iter().flat_map(|condition| condition.columns()).collect();
        let Known { facts, said } = facts::known(&columns, leaves, &calendar.time_zone);
        Self {
            pairs: proof::ruled_out(conditions, &facts, asked),
            facts: said,
            histories: Vec::new(),
        }
    }

    /// Looks for histories for the pairs that are undecided.
    fn with_histories(
        conditions: [&Expr; 2],
        (mut pairs, facts): (Pairs, Vec<String>),
        asked: &[Pair],
        leaves: &Leaves,
        calendar: &Calendar,
        wanted: &Wanted,
    ) -> Self {
        let undecided = |(one, other): &Pair| *pairs.of(*one, *other) == Occurs::Undecided;
        let open: Vec<Pair> = asked.iter().copied().filter(undecided).collect();
        let histories = histories::find(conditions, &open, leaves, calendar, wanted);
        for found in &histories {
            pairs = pairs.seen(found.pair, found.values.clone());
        }
        Self {
            pairs,
            facts,
            histories,
        }
    }

    /// The case that shows a pair of answers, where one was found; `answers` are what it shows.
    pub(super) fn case(
        &self,
        pair: Pair,
        answers: Vec<(String, Option<bool>)>,
        leaves: &Leaves,
        calendar: &Calendar,
    ) -> Option<Case> {
        let Occurs::Seen(case) = self.pairs.of(pair.0, pair.1) else {
            return None;
        };
        let history = self.histories.iter().find(|found| found.pair == pair);
        let named = || made(&mut Rows::default(), case, leaves, calendar, true).unwrap_or_default();
        Some(Case {
            values: case.0.clone(),
            answers,
            rows: history.map_or_else(named, |found| found.rows.clone()),
            periods: history.map_or(1, |found| found.periods),
            others: history.map_or_else(Vec::new, |found| found.others.clone()),
            gaps: history.map_or_else(Vec::new, |found| found.gaps.clone()),
        })
    }

    /// Of a case in words what nothing is known of in it; nothing where all is known.
    pub(super) fn unknown_in(&self, case: &Witness) -> String {
        let history = self.histories.iter().find(|found| found.values == *case);
        let gaps = history.map_or(&[][..], |found| &found.gaps);
        let words = gaps.iter().map(|(dataset, back)| {
            let periods = if *back == 1 { "period" } else { "periods" };
            format!(", where nobody has a row of `{dataset}` {back} {periods} before, so that nothing is known of it,")
        });
        words.collect()
    }

    /// Whether a pair is shown by a history.
    pub(super) fn history(&self, pair: Pair) -> Option<&Found> {
        self.histories.iter().find(|found| found.pair == pair)
    }
}

/// Rows of one period that make a case; `None` if there are none, or if that can't be told.
pub(super) fn made(
    rows: &mut Rows,
    case: &Witness,
    leaves: &Leaves,
    calendar: &Calendar,
    named: bool,
) -> Option<Vec<Made>> {
    made_when(rows, case, leaves, (calendar, &OnceCell::new()), named).map(|(made, _)| made)
}

/// The same with the period that they are in: that of the case, or else one that serves.
fn made_when(
    rows: &mut Rows,
    case: &Witness,
    leaves: &Leaves,
    (calendar, days): (&Calendar, &OnceCell<Vec<Date>>),
    named: bool,
) -> Option<(Vec<Made>, Timeline)> {
    let mut of = |timeline: Timeline| {
        let when = When {
            timeline: &timeline,
            back: 0,
            zone: &calendar.time_zone,
            of_history: false,
        };
        let made = rows.make(case, leaves, when, named)?;
        (!leaves.unlisted || !made.is_empty()).then_some((made, timeline))
    };
    let stated = of_case(case, calendar)?;
    of(stated.unwrap_or_else(|| Timeline::judging(calendar, DAY))).or_else(|| {
        if stated.is_some() {
            return None;
        }
        // What registers say may differ on other days alone.
        let days = days.get_or_init(|| leaves.fields.days());
        days.iter().find_map(|day| of(Timeline::judging(calendar, *day)))
    })
}

/// The columns that say which period it is.
const PERIOD: [&str; 2] = ["period", "period_end"];

/// The period that a case says, if it says one; `None` if there is no such period.
fn of_case(case: &Witness, calendar: &Calendar) -> Option<Option<Timeline>> {
    let day = |name: &str| match case.0.iter().find(|(column, _)| column == name) {
        None => Some(None),
        Some((_, Literal::Date(day))) => Some(Some(*day)),
        Some(_) => None,
    };
    let [first, last] = PERIOD.map(day);
    let (first, last) = (first?, last?);
    let Some(named) = first.or(last) else {
        return Some(None);
    };
    let timeline = Timeline::judging(calendar, named);
    let fits = first.is_none_or(|first| first == timeline.first(0)) && last.is_none_or(|last| last == timeline.last(0));
    fits.then_some(Some(timeline))
}
