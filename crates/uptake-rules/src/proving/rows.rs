//! Whether there can be rows as a case has them: a case that no rows make isn't shown to anybody.

use super::amounts::Amounts;
use super::days;
use super::leaves::{Counted, LeafKind, Leaves};
use super::naming::{self, Made, Row, grouped};
use super::registers::{Values, nowhere};
use super::spells::days_fit;
use super::timeline::When;
use crate::expr::proof::{self, Facts, Occurs, Witness};
use crate::expr::{Expr, ExprKind};
use crate::policy::measure::{Aggregate, DaysMeasure};
use crate::value::{Literal, Type};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// More different conditions over the rows of a dataset than this aren't put together.
const MOST_FILTERS: usize = 5;
/// How many ways to share rows out are tried.
const MOST_TRIES: usize = 20_000;
/// How many rows of a kind are looked at for whether a name makes them.
const MOST_NAMED: usize = 2_000;
/// How much is tried for the rows of one question: each row that is looked at for a name is a step.
const MOST_WORK: usize = 40_000;
/// How many of these steps it takes to ask whether there are rows of a kind.
const ASKED: usize = 20;
/// The most rows of a dataset in a period.
const MOST_ROWS: i64 = 10_000;

fn truth(kind: ExprKind) -> Expr {
    Expr {
        kind,
        ty: Type::Bool,
        span: nowhere(),
    }
}

/// Whether each row that the one condition counts is counted by the other.
pub(super) fn implies(one: &Counted, other: &Counted, leaves: &Leaves, zone: &str) -> bool {
    let dataset = &one.dataset;
    let Some(other) = &other.filter else { return true };
    let Some(one) = &one.filter else { return false };
    if one.without_spans() == other.without_spans() {
        return true;
    }
    let names: BTreeSet<&str> = one.columns().union(&other.columns()).copied().collect();
    let mut parts = leaves
        .fields
        .together(dataset, &names, &[one, other])
        .unwrap_or_default();
    parts.push(one.clone());
    let first = truth(ExprKind::And(parts));
    let asked = [(Some(true), Some(false)), (Some(true), None)];
    // Only whether it never occurs matters, so no row is looked for.
    let pairs = proof::some_pairs([&first, other], &Facts::default(), zone, &asked, &mut |_| false);
    *pairs.implied() == Occurs::Never
}

/// Rows of one kind: the conditions that count them, and what they look like.
type Cell = (u32, Witness);

/// What was found out about the rows of datasets, and how much may still be tried for it.
#[derive(Debug)]
pub(super) struct Rows {
    cells: BTreeMap<String, Option<Vec<Cell>>>,
    work: Work,
}

/// How much may still be tried: a question that takes more stays undecided, on every machine alike.
#[derive(Clone, Copy, Debug)]
struct Work(usize);

impl Work {
    fn take(&mut self, steps: usize) -> Option<()> {
        self.0 = self.0.checked_sub(steps)?;
        Some(())
    }
}

impl Default for Rows {
    fn default() -> Self {
        Self {
            cells: BTreeMap::new(),
            work: Work(MOST_WORK),
        }
    }
}

impl Rows {
    /// Rows with which somebody has these numbers; `None` if there are none, or if that can't be told. No row of a dataset whose
    /// numbers are unknown: it doesn't cover the period. With `named`, each row has all its values.
    pub(super) fn make(&mut self, case: &Witness, leaves: &Leaves, when: When<'_>, named: bool) -> Option<Vec<Made>> {
        let mut datasets: BTreeMap<&str, Vec<(&Counted, &Literal)>> = BTreeMap::new();
        let mut days: Vec<(&DaysMeasure, &Literal)> = Vec::new();
        for (column, value) in &case.0 {
            match leaves.of(column).map(|leaf| &leaf.kind) {
                None => {}
                Some(LeafKind::Rows(counted)) => {
                    datasets.entry(&counted.dataset).or_default().push((counted, value));
                }
                Some(LeafKind::Days(measure, _)) => days.push((measure, value)),
                // What rests on several periods takes a history.
                Some(LeafKind::Derived(_)) => return None,
            }
        }
        if !days_fit(&days, leaves, case, when) {
            return None;
        }
        let mut made = Vec::new();
        for (dataset, group) in datasets {
            made.extend(self.group(dataset, &group, leaves, when, named)?);
        }
        Some(made)
    }

    fn group(
        &mut self,
        dataset: &str,
        group: &[(&Counted, &Literal)],
        leaves: &Leaves,
        when: When<'_>,
        named: bool,
    ) -> Option<Vec<Made>> {
        let unknown = |value: &Literal| *value == Literal::Unknown;
        if !when.of_history && group.iter().any(|(counted, _)| counted.over.is_some()) {
            return None;
        }
        if group.iter().any(|(counted, value)| counted.zero && unknown(value)) {
            // A period that the data don't cover: nothing of it is known.
            return group.iter().all(|(_, value)| unknown(value)).then(Vec::new);
        }
        let mut filters: Vec<Option<Expr>> = Vec::new();
        let mut wants: Vec<Want> = Vec::new();
        let mut of_filter = Vec::new();
        for (counted, value) in group {
            let filter = counted.filter.as_ref().map(Expr::without_spans);
            let at = filters.iter().position(|known| *known == filter).unwrap_or_else(|| {
                filters.push(filter);
                wants.push(Want::default());
                filters.len() - 1
            });
            wants.get_mut(at)?.add(counted, value)?;
            of_filter.push((at, *counted, *value));
        }
        if filters.len() > MOST_FILTERS {
            return None;
        }
        let time = group.iter().find_map(|(counted, _)| counted.time.as_ref());
        let cells = self.cells(dataset, &filters, leaves, time, when)?;
        let masks: Vec<u32> = cells.iter().map(|(mask, _)| *mask).collect();
        let left: Vec<Left> = wants.iter().map(Want::left).collect::<Option<_>>()?;
        if !nested_days(&wants, &masks) {
            return None;
        }
        let mut taken = Vec::new();
        let mut tries = MOST_TRIES;
        shared_out(&masks, &left, &mut tries, &mut taken)?;
        if taken.iter().sum::<i64>() > MOST_ROWS {
            return None;
        }
        let mut rows: Vec<Row> = Vec::new();
        let mut number = 0;
        for ((mask, row), times) in cells.iter().zip(taken) {
            if times == 0 {
                continue;
            }
            // Each condition's rows lie on as many days as it asks for; without one all lie on the first.
            let dated = wants.iter().enumerate().filter(|(at, _)| mask & (1 << at) != 0);
            let most = dated.filter_map(|(_, want)| want.days).min().unwrap_or(1).max(1);
            let (mut values, days) = placed(dataset, &filters, *mask, row, leaves, time, when)?;
            if i64::try_from(days.len()).ok()? < most {
                return None;
            }
            values.retain(|(column, _)| time.is_none_or(|(time, _)| time != column));
            for row in number..number + times {
                let day = *days.get(usize::try_from(row % most).ok()?)?;
                rows.push(Row {
                    mask: *mask,
                    day: when.timeline.offset(when.back) + day,
                    values: values.clone(),
                });
            }
            number += times;
        }
        if named {
            naming::fill(&mut rows, &of_filter)?;
        }
        Some(grouped(dataset, rows))
    }

    /// The kinds of rows that there can be, by the conditions that count them.
    fn cells(
        &mut self,
        dataset: &str,
        filters: &[Option<Expr>],
        leaves: &Leaves,
        time: Option<&(String, Type)>,
        when: When<'_>,
    ) -> Option<&Vec<Cell>> {
        // Which day it is matters to what a register says, and to what a condition asks of the day.
        let reads = |name: &str| leaves.fields.asks(dataset, name) || time.is_some_and(|(time, _)| time == name);
        let dated = filters
            .iter()
            .flatten()
            .any(|filter| filter.columns().into_iter().any(reads));
        let which = match dated {
            true => when.timeline.first(when.back).to_string(),
            false => format!("{} days", when.timeline.days(when.back)),
        };
        let work = &mut self.work;
        let known = self.cells.entry(format!("{dataset} {which} {filters:?}"));
        known
            .or_insert_with(|| cells(dataset, filters, leaves, time, when, work))
            .as_ref()
    }
}

/// What a row of a kind has, where a name tells what registers say of it, and the days of the period on which it is one; `None` where
/// there is no such day.
fn placed(
    dataset: &str,
    filters: &[Option<Expr>],
    mask: u32,
    row: &Witness,
    leaves: &Leaves,
    time: Option<&(String, Type)>,
    when: When<'_>,
) -> Option<(Values, Vec<i64>)> {
    let days = days::that_fit(filters, mask, row, time, when);
    let first = when.timeline.first(when.back);
    let dates: Vec<Date> = days.iter().map(|day| first.saturating_add(day.days())).collect();
    let (values, fits) = leaves.fields.named(dataset, &row.0, &dates)?;
    let days: Vec<i64> = days
        .into_iter()
        .zip(fits)
        .filter_map(|(day, fits)| fits.then_some(day))
        .collect();
    (!days.is_empty()).then_some((values, days))
}

fn cells(
    dataset: &str,
    filters: &[Option<Expr>],
    leaves: &Leaves,
    time: Option<&(String, Type)>,
    when: When<'_>,
    work: &mut Work,
) -> Option<Vec<Cell>> {
    let names: BTreeSet<&str> = filters.iter().flatten().flat_map(Expr::columns).collect();
    let all: Vec<&Expr> = filters.iter().flatten().collect();
    let known = leaves.fields.together(dataset, &names, &all)?;
    let facts = Facts {
        delivered: true,
        ..Facts::default()
    };
    let no = || truth(ExprKind::Literal(Literal::Bool(false)));
    let yes = truth(ExprKind::Literal(Literal::Bool(true)));
    let mut cells = Vec::new();
    for mask in 0..(1u32 << filters.len()) {
        let mut parts = known.clone();
        for (at, filter) in filters.iter().enumerate() {
            let counts = match filter {
                Some(filter) => truth(ExprKind::Coalesce(vec![filter.clone(), no()])),
                None => yes.clone(),
            };
            parts.push(match mask & (1 << at) {
                0 => truth(ExprKind::Not(Box::new(counts))),
                _ => counts,
            });
        }
        parts.push(yes.clone());
        let whole = truth(ExprKind::And(parts));
        let asked = [(Some(true), Some(true))];
        work.take(ASKED)?;
        let mut tries = Work(MOST_NAMED.min(work.0));
        let before = tries.0;
        let mut can_be = |row: &Witness| {
            tries.take(1).is_some() && placed(dataset, filters, mask, row, leaves, time, when).is_some()
        };
        let pairs = proof::some_pairs([&whole, &yes], &facts, when.zone, &asked, &mut can_be);
        work.take(before - tries.0)?;
        if let Occurs::Seen(row) = pairs.of(Some(true), Some(true)) {
            cells.push((mask, row.clone()));
        }
    }
    Some(cells)
}

/// What is asked of the rows that one condition counts.
#[derive(Default)]
struct Want {
    count: Option<i64>,
    days: Option<i64>,
    /// Different values, by column.
    values: BTreeMap<String, i64>,
    /// Columns that are added up, or of which the greatest is taken, with what has to come out and their type.
    other: BTreeMap<String, (Amounts, Type)>,
    some: bool,
}

impl Want {
    /// `None` where the two can't be together, or where that can't be told.
    fn add(&mut self, counted: &Counted, value: &Literal) -> Option<()> {
        let number = match (counted.aggregate, value) {
            // What is unknown without a row is never zero, and unknown where there is none.
            (Aggregate::Count | Aggregate::DistinctDays | Aggregate::Distinct, Literal::Int(0)) if !counted.zero => {
                return None;
            }
            (Aggregate::Count | Aggregate::DistinctDays | Aggregate::Distinct, Literal::Unknown) if !counted.zero => 0,
            (_, Literal::Int(number)) => *number,
            (Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max, Literal::Unknown) => 0,
            (Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max, _) => 1,
            _ => return None,
        };
        // Two of the same rows say the same.
        let set = |known: &mut Option<i64>| match known {
            Some(known) if *known != number => None,
            _ => {
                *known = Some(number);
                Some(())
            }
        };
        match counted.aggregate {
            Aggregate::Count => set(&mut self.count)?,
            Aggregate::DistinctDays if number <= counted.days => set(&mut self.days)?,
            Aggregate::DistinctDays => return None,
            Aggregate::Distinct => {
                let mut known = self.values.get(counted.column.as_ref()?).copied();
                set(&mut known)?;
                self.values.insert(counted.column.clone()?, number);
            }
            Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => {
                let column = counted.column.clone()?;
                let reads = |filter: &Expr| filter.columns().contains(column.as_str());
                if counted.filter.as_ref().is_some_and(reads) {
                    return None;
                }
                let ty = counted.values.as_ref().map_or(Type::Unknown, |column| column.ty);
                let (amounts, _) = self.other.entry(column).or_insert((Amounts::default(), ty));
                // A sum that is zero without a row needs none.
                let nothing = counted.zero && is_zero(value);
                amounts.ask(counted.aggregate, value, nothing)?;
                self.some |= *value != Literal::Unknown && !nothing;
            }
        }
        let numbers: Vec<i64> = self.days.into_iter().chain(self.values.values().copied()).collect();
        let most = numbers.iter().copied().max().unwrap_or(0);
        let fits = |count: i64| count >= most && numbers.iter().all(|number| (*number == 0) == (count == 0));
        self.count.unwrap_or(most).ge(&0).then_some(())?;
        let none = self.count == Some(0) || self.days == Some(0) || self.values.values().any(|number| *number == 0);
        if self.some && none {
            return None;
        }
        (fits(self.count.unwrap_or(most)) || self.count.is_none() && most == 0).then_some(())
    }

    /// How many rows, at the least; `None` where no rows have the numbers that are asked for.
    fn rows(&self) -> Option<i64> {
        let least = self.days.into_iter().chain(self.values.values().copied()).max();
        let mut rows = self.count.unwrap_or(least.unwrap_or(0).max(i64::from(self.some)));
        if self.some {
            for (amounts, ty) in self.other.values() {
                rows = rows.max(amounts.rows(self.count, *ty)?);
            }
        }
        Some(rows)
    }

    fn left(&self) -> Option<Left> {
        let none = self.days == Some(0) || self.values.values().any(|number| *number == 0);
        let nothing = !self.other.is_empty() && !self.some;
        let rows = self.rows()?;
        Some(match self.count {
            Some(count) => Left::Exactly(count),
            None if none || nothing => Left::Exactly(0),
            None => Left::AtLeast(rows),
        })
    }
}

fn is_zero(value: &Literal) -> bool {
    match value {
        Literal::Int(number) => *number == 0,
        Literal::Float(number) => *number == 0.0,
        _ => false,
    }
}

/// Whether days of several conditions fit together: of two, one counts all rows that the other does.
fn nested_days(wants: &[Want], cells: &[u32]) -> bool {
    let dated: Vec<(usize, i64, i64)> = wants
        .iter()
        .enumerate()
        .filter_map(|(at, want)| {
            Some((
                at,
                want.days.or_else(|| want.values.values().next().copied())?,
                want.rows()?,
            ))
        })
        .collect();
    let within = |one: usize, other: usize| {
        cells
            .iter()
            .all(|mask| mask & (1 << one) == 0 || mask & (1 << other) != 0)
    };
    dated.iter().enumerate().all(|(number, (one, its, rows))| {
        dated.iter().skip(number + 1).all(|(other, theirs, others)| {
            let fits = |less: i64, more: i64, fewer: i64, rows: i64| less <= more && more - less <= rows - fewer;
            within(*one, *other) && fits(*its, *theirs, *rows, *others)
                || within(*other, *one) && fits(*theirs, *its, *others, *rows)
        })
    })
}

/// How many rows are still to be counted by a condition.
#[derive(Clone, Copy, Debug)]
enum Left {
    Exactly(i64),
    AtLeast(i64),
}

impl Left {
    fn done(self) -> bool {
        match self {
            Left::Exactly(rows) => rows == 0,
            Left::AtLeast(rows) => rows <= 0,
        }
    }

    fn less(self, taken: i64) -> Self {
        match self {
            Left::Exactly(rows) => Left::Exactly(rows - taken),
            Left::AtLeast(rows) => Left::AtLeast(rows - taken),
        }
    }
}

/// How often rows of each kind are taken so that each condition counts as many as are left to it.
fn shared_out(cells: &[u32], left: &[Left], tries: &mut usize, taken: &mut Vec<i64>) -> Option<()> {
    if left.iter().all(|left| left.done()) {
        return Some(());
    }
    let (first, rest) = cells.split_first()?;
    let inside = |at: usize| first & (1 << at) != 0;
    let its = || {
        left.iter()
            .enumerate()
            .filter(|(at, _)| inside(*at))
            .map(|(_, left)| *left)
    };
    let exact = its().filter_map(|left| match left {
        Left::Exactly(rows) => Some(rows),
        Left::AtLeast(_) => None,
    });
    let wanted = its().map(|left| match left {
        Left::Exactly(rows) | Left::AtLeast(rows) => rows.max(0),
    });
    let most = exact.min().or(wanted.max()).unwrap_or(0);
    for take in (0..=most).rev() {
        *tries = tries.checked_sub(1)?;
        let remaining: Vec<Left> = left
            .iter()
            .enumerate()
            .map(|(at, left)| if inside(at) { left.less(take) } else { *left })
            .collect();
        taken.push(take);
        if shared_out(rest, &remaining, tries, taken).is_some() {
            return Some(());
        }
        taken.pop();
    }
    None
}
