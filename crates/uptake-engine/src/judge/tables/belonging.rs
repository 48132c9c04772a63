//! Which rows belong to a row, to whoever looks from its `now`.

use super::index::Index;
use super::late::{Staged, is_known};
use super::source::{began_by, days, holds_on};
use super::span::Span;
use super::theirs::Theirs;
use super::truths::HELD;
use crate::calendar::{Day, day};
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::records::DayColumn;
use polars::prelude::*;
use std::borrow::Cow;
use uptake_rules::policy::formula::Formula;
use uptake_rules::policy::table::Related;

/// The days of a bound, where it is stated: one for each row, which may be unknown.
type Bound = Option<Vec<Option<Day>>>;

/// How rows are found that belong to a row.
pub(super) struct Belonging<'a> {
    theirs: &'a Theirs<'a>,
    related: &'a Related,
    index: &'a Index<'a>,
    now: &'a DayColumn,
    as_of: Day,
    /// For each row the number of what must be equal; none if no row has that, unknown if one of its values is.
    numbers: &'a [Option<Option<u32>>],
    since: Bound,
    through: Bound,
    before: Bound,
    on: Bound,
    late: Late,
}

/// Since when values are known that decide which rows belong.
struct Late {
    /// Of what must be equal.
    matched: Vec<DayColumn>,
    /// Of the day that is compared.
    at: Option<DayColumn>,
    /// Of the last day of what holds on days.
    last: Option<DayColumn>,
}

/// The rows that belong to a row, in the order of their days.
pub(super) struct Ours<'a> {
    pub(super) rows: Cow<'a, [u32]>,
    /// Their days; none if they have no time.
    pub(super) days: Span<'a>,
    /// What became known later doesn't exist.
    pub(super) limit: Day,
}

impl<'a> Belonging<'a> {
    /// `matches` are their columns that must be equal, `numbers` what each row of `frame` has in the index.
    pub(super) fn of(
        (frame, now): (&DataFrame, &'a DayColumn),
        related: &'a Related,
        matches: &[String],
        theirs: &'a Theirs<'a>,
        (index, numbers): (&'a Index<'a>, &'a [Option<Option<u32>>]),
        cube: &Cube<'_>,
    ) -> Result<Self, Error> {
        let bound = |formula: &Option<Formula>| formula.as_ref().map(|formula| days(frame, formula, cube)).transpose();
        let late = |name: &str| theirs.late_days(name, cube);
        let matched: Vec<Option<DayColumn>> = matches
            .iter()
            .map(|theirs| late(theirs))
            .collect::<Result<_, Error>>()?;
        let at = related.at.as_ref().map(|at| late(&at.text)).transpose()?.flatten();
        let last = theirs.ends_in().map(late).transpose()?.flatten();
        Ok(Self {
            theirs,
            related,
            index,
            now,
            as_of: day(cube.data.as_of),
            numbers,
            since: bound(&related.since)?,
            through: bound(&related.through)?,
            before: bound(&related.before)?,
            on: bound(&related.on)?,
            late: Late {
                matched: matched.into_iter().flatten().collect(),
                at,
                last,
            },
        })
    }

    /// What decides which rows belong to a row; `None` if that is unknown.
    pub(super) fn asked(&self, row: usize) -> Option<Asked> {
        let number = (*self.numbers.get(row)?)?;
        let now = self.now.get(row);
        let limit = match self.related.hindsight {
            true => self.as_of,
            false => now?,
        };
        Some(Asked {
            number,
            limit,
            days: self.days(row, now, limit)?,
            on: bound(self.on.as_ref(), row)?,
        })
    }

    /// How many rows are looked through for it at most.
    pub(super) fn candidates(&self, asked: &Asked) -> usize {
        asked.number.map_or(0, |number| self.index.many(number))
    }

    /// The rows that belong.
    pub(super) fn to(&self, asked: &Asked) -> Ours<'a> {
        let Asked {
            number,
            limit,
            days: Days {
                from,
                mut until,
                dayless,
            },
            on,
        } = *asked;
        // Where each is known on the day that is compared, one comparison serves both.
        let known_too = self.related.at.is_none() && self.theirs.known_when_it_is();
        if known_too {
            until = Some(until.map_or(limit, |until| until.min(limit)));
        }
        let (rows, days) = match number {
            None => (&[][..], Span::none()),
            Some(number) => self.index.between(number, from, until, dayless),
        };
        let bounded = from.is_some() || !dayless;
        // Where nothing else decides, rows that are old enough belong without being looked at.
        let nothing_else = on.is_none() && !self.is_late();
        let lag = number
            .filter(|_| nothing_else)
            .and_then(|number| self.index.lag(number));
        let sure = lag.map_or(0, |lag| days.partition_point(|day| day <= limit.saturating_sub(lag)));
        let belongs = |row: u32| self.belongs(row as usize, limit, on, bounded);
        let rest = rows.iter().skip(sure);
        let all = sure + rest.take_while(|row| belongs(**row)).count();
        // Of most rows that are looked at from later days all belong.
        if all == rows.len() {
            return Ours {
                rows: Cow::Borrowed(rows),
                days,
                limit,
            };
        }
        let mut kept: Vec<usize> = (0..all).collect();
        let rest = rows.iter().enumerate().skip(all + 1);
        kept.extend(rest.filter(|(_, row)| belongs(**row)).map(|(at, _)| at));
        let timeless = days.len() == 0;
        let picked = kept.iter().map_while(|at| (!timeless).then(|| days.get(*at)));
        Ours {
            days: Span::Own(picked.collect()),
            rows: kept.iter().filter_map(|at| rows.get(*at).copied()).collect(),
            limit,
        }
    }

    /// Whether it depends on the day from which one looks which rows belong.
    fn is_late(&self) -> bool {
        self.index.counting.is_some() || !self.late.matched.is_empty() || self.late.at.is_some()
    }

    /// Whether a row that fits otherwise belongs to one that knows what was known up to a day.
    fn belongs(&self, row: usize, limit: Day, on: Option<Day>, bounded: bool) -> bool {
        let theirs = self.theirs;
        let exists = theirs.known_by(row).is_none_or(|known| known <= limit)
            && theirs.replaced_on(row).is_none_or(|replaced| replaced > limit);
        let counts = |counting: &Staged<'_>| counting.at(row, limit) == HELD;
        let known = |days: &DayColumn| is_known(days, row, limit);
        exists
            && self.index.counting.as_ref().is_none_or(counts)
            && self.late.matched.iter().all(known)
            && (!bounded || self.late.at.as_ref().is_none_or(known))
            && on.is_none_or(|on| match self.late.last.as_ref().is_none_or(known) {
                true => holds_on(theirs, row, on),
                // That it ends isn't known yet.
                false => began_by(theirs, row, on),
            })
    }

    /// Which days count for a row; `None` if a bound is unknown.
    fn days(&self, row: usize, now: Option<Day>, limit: Day) -> Option<Days> {
        let related = self.related;
        let since = bound(self.since.as_ref(), row)?;
        let through = bound(self.through.as_ref(), row)?;
        let before = bound(self.before.as_ref(), row)?.map(|before| before - 1);
        let stated = match (through, before) {
            (Some(through), Some(before)) => Some(through.min(before)),
            (through, before) => through.or(before),
        };
        if let Some(within) = related.within {
            let end = match stated {
                Some(end) => end,
                None => now?,
            };
            let first = end - i32::try_from(within).unwrap_or(i32::MAX) + 1;
            return Some(Days {
                from: Some(since.map_or(first, |since| since.max(first))),
                until: Some(end),
                dayless: false,
            });
        }
        // What is dated later doesn't belong unless something asks for it. What has no day isn't dated later.
        let open = related.at.is_some() || related.on.is_some();
        Some(Days {
            from: since,
            until: stated.or_else(|| (!open).then_some(limit)),
            dayless: since.is_none() && stated.is_none(),
        })
    }
}

/// What decides which rows belong to a row. To rows that ask the same the same rows belong.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Asked {
    /// Of what must be equal; none if no row has it.
    number: Option<u32>,
    /// What became known later doesn't exist.
    limit: Day,
    days: Days,
    /// The day on which they hold.
    on: Option<Day>,
}

/// The days on which rows count.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Days {
    from: Option<Day>,
    until: Option<Day>,
    /// Whether rows without a day count.
    dayless: bool,
}

/// A bound for a row: `None` if it is unknown, none if it isn't stated.
#[allow(clippy::option_option, reason = "an unknown bound isn't the same as none")]
fn bound(days: Option<&Vec<Option<Day>>>, row: usize) -> Option<Option<Day>> {
    match days {
        None => Some(None),
        Some(days) => days.get(row).copied().flatten().map(Some),
    }
}
