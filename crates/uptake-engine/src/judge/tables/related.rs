//! One value of the rows that belong to a row.

use super::belonging::{Asked, Belonging, Ours};
use super::index::Indexes;
use super::late::Staged;
use super::theirs::Theirs;
use super::truths::HELD;
use super::values::Values;
use crate::calendar::Day;
use crate::compile::data_type;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::outcome::Number;
use crate::records::DayColumn;
use crate::total::Total;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use uptake_rules::expr::scalar;
use uptake_rules::policy::table::{Related, Relation, TableColumn, Take};
use uptake_rules::text::Name;
use uptake_rules::value::Type;

/// What became of the related rows of one row.
#[derive(Clone, Copy)]
enum Found {
    /// The value of this row of theirs.
    Row(u32),
    Number(Number),
    Day(Day),
}

/// What became of the related rows of rows that ask the same: of `match: all` nearly all do.
#[derive(Default)]
struct Answers {
    known: FxHashMap<Asked, Option<Found>>,
    again: usize,
}

impl Answers {
    /// From how many rows on that are looked through an answer is kept: fewer are looked through as fast as it is found again.
    const MANY: usize = 16;
    /// After so many answers it is seen whether rows ask the same; where fewer than half do, no more are kept.
    const TRIED: usize = 4_096;

    /// The answer, made where it isn't known.
    fn of(&mut self, asked: Asked, candidates: usize, make: impl FnOnce() -> Option<Found>) -> Option<Found> {
        if candidates < Self::MANY {
            return make();
        }
        if let Some(found) = self.known.get(&asked) {
            self.again += 1;
            return *found;
        }
        let found = make();
        if self.known.len() < Self::TRIED || self.again > self.known.len() {
            self.known.insert(asked, found);
        }
        found
    }
}

/// A column of related rows, and what no source delivers of what it reads.
#[allow(clippy::too_many_arguments, reason = "a row, and all that it may be related to")]
pub(super) fn column<'a>(
    frame: &DataFrame,
    now: &DayColumn,
    rule: &TableColumn,
    related: &Related,
    per: &[Name],
    theirs: &Theirs<'a>,
    indexes: &mut Indexes<'a>,
    cube: &Cube<'_>,
) -> Result<(Column, BTreeSet<String>), Error> {
    let name = rule.name.text.as_str();
    let height = frame.height();
    let unknown = |behind| Ok((Column::full_null(name.into(), height, &data_type(rule.ty)), behind));
    let own = &theirs.undelivered;
    // Which rows there are isn't known, nor which of them belong to a row.
    let named = related.matches.iter().map(|(theirs, _)| theirs).chain(&related.at);
    let mut behind = own.rows.clone();
    behind.extend(named.flat_map(|name| own.behind(&name.text)));
    behind.extend(own.behind_all(&related.holds));
    if !behind.is_empty() {
        return unknown(behind);
    }
    behind.extend(related.column.iter().flat_map(|column| own.behind(column)));
    // Rows of a group belong to it by what it is made by.
    let pairs: Vec<(String, String)> = match (&related.of, related.matches.is_empty()) {
        (Relation::Rows, true) => per.iter().map(|name| (name.text.clone(), name.text.clone())).collect(),
        _ => {
            let stated = related.matches.iter();
            let mut pairs: Vec<_> = stated
                .map(|(theirs, mine)| (theirs.text.clone(), mine.text.clone()))
                .collect();
            if related.of == Relation::Rows {
                pairs.extend(per.iter().map(|name| (name.text.clone(), name.text.clone())));
            }
            pairs
        }
    };
    let matches: Vec<String> = pairs.iter().map(|(theirs, _)| theirs.clone()).collect();
    let index = indexes.of(related, &matches, theirs, cube)?;
    let filtered = own.behind_all(&related.filter);
    behind.extend(filtered.iter().cloned());
    // Rows of which it isn't known whether they count would be missing from the number.
    if !filtered.is_empty() && index.undecided() > 0 {
        return unknown(behind);
    }
    let mine: Vec<&str> = pairs.iter().map(|(_, mine)| mine.as_str()).collect();
    let numbers = indexes.found(&index, &mine, frame)?;
    let belonging = Belonging::of((frame, now), related, &matches, theirs, (&index, &numbers), cube)?;
    let taking = Taking {
        related,
        values: related
            .column
            .as_ref()
            .map(|column| Values::of(theirs, column, cube))
            .transpose()?,
        instants: theirs
            .instants(related.at.as_ref().map(|at| at.text.as_str()))
            .filter(|_| related.take.is_by_time())
            .map(|column| Values::of(theirs, column, cube))
            .transpose()?,
        holds: related
            .holds
            .as_ref()
            .map(|holds| Staged::of(holds, theirs, cube))
            .transpose()?,
    };
    let mut answers = Answers::default();
    let one = |row: usize| -> Option<Found> {
        let asked = belonging.asked(row)?;
        answers.of(asked, belonging.candidates(&asked), || {
            taking.taken(&belonging.to(&asked))
        })
    };
    let column = made(name, rule.ty, (0..height).map(one), &taking)?;
    Ok((column, behind))
}

/// The answers as a column of a type: none is kept beside it.
fn made(
    name: &str,
    ty: Type,
    found: impl Iterator<Item = Option<Found>>,
    taking: &Taking<'_>,
) -> Result<Column, Error> {
    if let (true, Some(values)) = (picks(taking.related.take), &taking.values) {
        let rows = found.map(|found| match found? {
            Found::Row(row) => Some(row),
            Found::Number(_) | Found::Day(_) => None,
        });
        return values.picked(name, &rows.collect::<Vec<_>>());
    }
    let number = |found: Option<Found>| match found? {
        Found::Number(number) => Some(number),
        Found::Row(_) | Found::Day(_) => None,
    };
    Ok(match ty {
        Type::Int => {
            let numbers = found.map(|found| whole(number(found)?));
            Int64Chunked::from_iter_options(name.into(), numbers).into_column()
        }
        Type::Float => {
            let numbers = found.map(|found| number(found).map(Number::nearest));
            Float64Chunked::from_iter_options(name.into(), numbers).into_column()
        }
        Type::Date => {
            let days = found.map(|found| match found? {
                Found::Day(day) => Some(day),
                Found::Row(_) | Found::Number(_) => None,
            });
            Int32Chunked::from_iter_options(name.into(), days)
                .into_date()
                .into_column()
        }
        Type::Bool | Type::Text | Type::Datetime | Type::Unknown => {
            Column::full_null(name.into(), found.count(), &data_type(ty))
        }
    })
}

/// Whether what is taken is the value of one of the rows.
fn picks(take: Take) -> bool {
    match take {
        Take::Min | Take::Max | Take::First | Take::Last | Take::Only => true,
        Take::Count | Take::Sum | Take::Mean | Take::Median | Take::Distinct | Take::Unbroken => false,
    }
}

/// A number that is whole.
fn whole(number: Number) -> Option<i64> {
    match number {
        Number::Whole(number) => Some(number),
        Number::Float(number) => scalar::to_int(number).filter(|_| number.fract() == 0.0),
    }
}

/// What is taken of the rows that belong to a row.
struct Taking<'a> {
    related: &'a Related,
    values: Option<Values<'a>>,
    /// The time of each, where it has hours and which of them comes first matters.
    instants: Option<Values<'a>>,
    holds: Option<Staged<'a>>,
}

impl Taking<'_> {
    /// What becomes of these rows; `None` if it is unknown.
    fn taken(&self, ours: &Ours<'_>) -> Option<Found> {
        let (rows, limit) = (&*ours.rows, ours.limit);
        let take = self.related.take;
        if take == Take::Count {
            return Some(counted(rows.len()));
        }
        if take == Take::Unbroken {
            return self.unbroken(ours).map(Found::Day);
        }
        let values = self.values.as_ref()?;
        match take {
            Take::Count | Take::Unbroken => None,
            Take::Sum => self.sum(values, ours),
            Take::Mean => mean(values.numbers(rows, limit)),
            Take::Median => median(values.numbers(rows, limit)),
            Take::Min => values.least(rows, limit).map(Found::Row),
            Take::Max => values.greatest(rows, limit).map(Found::Row),
            Take::Distinct => Some(counted(values.different(rows, limit))),
            Take::Only => {
                let mut known = values.known(rows, limit);
                let first = known.next()?;
                known.all(|row| values.same(first, row)).then_some(Found::Row(first))
            }
            // Of rows of one time the least known value, and of the last time the greatest.
            Take::First => {
                let day = ours.days.first()?;
                let end = ours.days.partition_point(|other| other <= day);
                let own = self.of_one_time(rows.get(..end)?, Ordering::Less);
                values.least(&own, limit).map(Found::Row)
            }
            Take::Last => {
                let day = ours.days.last()?;
                let start = ours.days.partition_point(|other| other < day);
                let own = self.of_one_time(rows.get(start..)?, Ordering::Greater);
                values.greatest(&own, limit).map(Found::Row)
            }
        }
    }

    /// Of rows of one day those of its first instant, or of its last one; all where their time is a day.
    fn of_one_time<'r>(&self, rows: &'r [u32], wanted: Ordering) -> Cow<'r, [u32]> {
        let Some(instants) = self.instants.as_ref().filter(|_| rows.len() > 1) else {
            return Cow::Borrowed(rows);
        };
        let mut own: Vec<u32> = Vec::new();
        for row in rows {
            let order = own.first().map_or(wanted, |first| instants.order(*row, *first));
            if order == wanted {
                own.clear();
            }
            if order == wanted || order.is_eq() {
                own.push(*row);
            }
        }
        Cow::Owned(own)
    }

    /// The sum of all values. What isn't known isn't zero: one unknown value makes it unknown.
    fn sum(&self, values: &Values<'_>, ours: &Ours<'_>) -> Option<Found> {
        if ours.rows.is_empty() {
            return self.related.absent_zero.then(|| Found::Number(values.zero()));
        }
        let mut total = Total::default();
        let mut known = 0;
        for number in values.numbers(&ours.rows, ours.limit) {
            total.add(number);
            known += 1;
        }
        if known < ours.rows.len() {
            return None;
        }
        total.sum().ok().map(Found::Number)
    }

    /// The day of the first row of the stretch that reaches to the last one without a break. Rows of one day hold together.
    fn unbroken(&self, ours: &Ours<'_>) -> Option<Day> {
        let (rows, days) = (&*ours.rows, &ours.days);
        let holds = self.holds.as_ref()?;
        let mut first = None;
        for (at, row) in rows.iter().enumerate().rev() {
            let day = days.get(at)?;
            if holds.at(*row as usize, ours.limit) != HELD {
                // A day on which something doesn't hold isn't in the stretch.
                return match first {
                    Some(start) if start == day => {
                        let later = days.get(days.partition_point(|other| other <= day));
                        later.filter(|_| days.last() != Some(day))
                    }
                    first => first,
                };
            }
            first = Some(day);
        }
        first
    }
}

fn counted(rows: usize) -> Found {
    Found::Number(Number::whole(i64::try_from(rows).unwrap_or(i64::MAX)))
}

/// The mean of numbers; none if there are none, or if it doesn't fit.
fn mean(numbers: impl Iterator<Item = Number>) -> Option<Found> {
    let (mut total, mut divisor) = (Total::default(), Total::default());
    let mut any = false;
    for number in numbers {
        total.add(number);
        divisor.add_whole(1);
        any = true;
    }
    let mean = any.then(|| total.over(&divisor).ok())?;
    mean.map(|mean| Found::Number(Number::Float(mean)))
}

/// The median of numbers: of an even number the mean of the two in the middle; none if there are none.
fn median(numbers: impl Iterator<Item = Number>) -> Option<Found> {
    let mut numbers: Vec<f64> = numbers.map(Number::nearest).collect();
    numbers.sort_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    let upper = *numbers.get(middle)?;
    Some(Found::Number(Number::Float(match numbers.len() % 2 {
        1 => upper,
        _ => {
            let lower = *numbers.get(middle.checked_sub(1)?)?;
            lower + (upper - lower) / 2.0
        }
    })))
}
