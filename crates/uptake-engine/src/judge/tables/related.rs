//! One value of the rows that belong to a row.

use super::index::{HELD, Index, Indexes, between, truths};
use super::keys::Compared;
use super::source::{days, holds_on};
use super::theirs::Theirs;
use crate::calendar::{Day, day};
use crate::compile::data_type;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::outcome::Number;
use crate::records::Stored;
use crate::total::Total;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::cmp::Ordering;
use std::collections::BTreeSet;
use uptake_rules::expr::scalar;
use uptake_rules::policy::table::{Related, Relation, TableColumn, Take};
use uptake_rules::text::Name;
use uptake_rules::value::Type;

/// What became of the related rows of one row.
#[derive(Clone, Copy)]
enum Found {
    Unknown,
    /// The value of this row of theirs.
    Row(u32),
    Number(Number),
    Day(Day),
}

/// A column of related rows, and what no source delivers of what it reads.
#[allow(clippy::too_many_arguments, reason = "a row, and all that it may be related to")]
pub(super) fn column(
    frame: &DataFrame,
    now: &[Option<Day>],
    rule: &TableColumn,
    related: &Related,
    per: &[Name],
    theirs: &Theirs<'_>,
    indexes: &mut Indexes,
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
    let mine: Vec<Series> = pairs
        .iter()
        .map(|(_, mine)| Ok(frame.column(mine)?.as_materialized_series().clone()))
        .collect::<Result<_, Error>>()?;
    let numbers = index.keys.find(&mine, height)?;
    let bound = |formula: &Option<_>| formula.as_ref().map(|formula| days(frame, formula, cube)).transpose();
    let looking = Looking {
        theirs,
        related,
        index: &index,
        now,
        numbers: &numbers,
        as_of: day(cube.data.as_of),
        since: bound(&related.since)?,
        through: bound(&related.through)?,
        before: bound(&related.before)?,
        on: bound(&related.on)?,
        values: related
            .column
            .as_ref()
            .map(|column| Values::of(theirs, column))
            .transpose()?,
        holds: related
            .holds
            .as_ref()
            .map(|holds| truths(holds, theirs, cube))
            .transpose()?,
    };
    let found = looking.all(height);
    Ok((made(name, rule.ty, &found, looking.values.as_ref())?, behind))
}

/// The answers as a column of a type.
fn made(name: &str, ty: Type, found: &[Found], values: Option<&Values<'_>>) -> Result<Column, Error> {
    let picks = found.iter().any(|found| matches!(found, Found::Row(_)));
    if picks && let Some(values) = values {
        return values.picked(name, found);
    }
    Ok(match ty {
        Type::Int => {
            let numbers = found.iter().map(|found| match found {
                Found::Number(number) => whole(*number),
                Found::Unknown | Found::Row(_) | Found::Day(_) => None,
            });
            Int64Chunked::from_iter_options(name.into(), numbers).into_column()
        }
        Type::Float => {
            let numbers = found.iter().map(|found| match found {
                Found::Number(number) => Some(number.nearest()),
                Found::Unknown | Found::Row(_) | Found::Day(_) => None,
            });
            Float64Chunked::from_iter_options(name.into(), numbers).into_column()
        }
        Type::Date => {
            let days = found.iter().map(|found| match found {
                Found::Day(day) => Some(*day),
                Found::Unknown | Found::Row(_) | Found::Number(_) => None,
            });
            Int32Chunked::from_iter_options(name.into(), days)
                .into_date()
                .into_column()
        }
        Type::Bool | Type::Text | Type::Datetime | Type::Unknown => {
            Column::full_null(name.into(), found.len(), &data_type(ty))
        }
    })
}

/// A number that is whole.
fn whole(number: Number) -> Option<i64> {
    match number {
        Number::Whole(number) => Some(number),
        Number::Float(number) => scalar::to_int(number).filter(|_| number.fract() == 0.0),
    }
}

/// From how many related rows on an answer is kept: fewer are looked through as fast as an answer is found again.
const MANY: usize = 64;

/// What rows asked: whose rows, between which days, as known on which day, holding on which. Rows that ask the same have the
/// same answer; with `match: all` nearly all do.
type Question = (Option<u32>, Option<Day>, Option<Day>, Day, Option<Day>);

/// Answers about many rows.
type Answered = FxHashMap<Question, Option<Found>>;

struct Looking<'a> {
    theirs: &'a Theirs<'a>,
    related: &'a Related,
    index: &'a Index,
    now: &'a [Option<Day>],
    /// For each row the number of those that belong to it.
    numbers: &'a [Option<Option<u32>>],
    as_of: Day,
    since: Option<Vec<Option<Day>>>,
    through: Option<Vec<Option<Day>>>,
    before: Option<Vec<Option<Day>>>,
    on: Option<Vec<Option<Day>>>,
    values: Option<Values<'a>>,
    holds: Option<Vec<u8>>,
}

impl Looking<'_> {
    /// The answers of all rows, in their order.
    fn all(&self, height: usize) -> Vec<Found> {
        let mut answered = Answered::default();
        let one = |row| self.one(row, &mut answered).unwrap_or(Found::Unknown);
        (0..height).map(one).collect()
    }

    /// The answer of a row; `None` if it is unknown.
    fn one(&self, row: usize, answered: &mut Answered) -> Option<Found> {
        let number = (*self.numbers.get(row)?)?;
        let limit = match self.related.hindsight {
            true => self.as_of,
            false => (*self.now.get(row)?)?,
        };
        // An unknown bound makes the answer unknown; none is no bound.
        let bound = |days: &Option<Vec<Option<Day>>>| -> Option<Option<Day>> {
            match days {
                None => Some(None),
                Some(days) => days.get(row).copied().flatten().map(Some),
            }
        };
        let (since, through, before, on) = (
            bound(&self.since)?,
            bound(&self.through)?,
            bound(&self.before)?,
            bound(&self.on)?,
        );
        let mut until = match (through, before.map(|before| before - 1)) {
            (Some(through), Some(before)) => Some(through.min(before)),
            (through, before) => through.or(before),
        };
        let mut from = since;
        if let Some(within) = self.related.within {
            let end = until.unwrap_or(limit);
            let first = end - i32::try_from(within).unwrap_or(i32::MAX) + 1;
            from = Some(from.map_or(first, |from| from.max(first)));
            until = Some(end);
        }
        // Where what is compared is when it is known, one comparison serves both.
        let known_too = self.related.at.is_none() && self.theirs.known_when_it_is();
        if known_too && self.index_has_days() {
            until = Some(until.map_or(limit, |until| until.min(limit)));
        }
        let (rows, days) = match number {
            None => (&[][..], &[][..]),
            Some(number) => {
                let (rows, days) = self.index.rows(number);
                between(rows, days, from, until)
            }
        };
        // Rows that hold "always" have no first day, and were left out by a bound that nobody stated.
        let unbounded = known_too && from.is_none() && through.is_none() && before.is_none();
        let (rows, days) = match (number, unbounded) {
            (Some(number), true) => {
                let (all, all_days) = self.index.rows(number);
                let end = all_days.map_or(all.len(), |days| days.partition_point(|day| *day <= limit));
                (
                    all.get(..end).unwrap_or_default(),
                    all_days.and_then(|days| days.get(..end)).unwrap_or_default(),
                )
            }
            _ => (rows, days),
        };
        if rows.len() < MANY {
            return self.answer(rows, days, limit, on, known_too);
        }
        let question = (number, from, until, limit, on);
        if let Some(answer) = answered.get(&question) {
            return *answer;
        }
        let answer = self.answer(rows, days, limit, on, known_too);
        answered.insert(question, answer);
        answer
    }

    /// What becomes of these rows, of which those count that exist by a day and hold on another.
    fn answer(&self, rows: &[u32], days: &[Day], limit: Day, on: Option<Day>, known_too: bool) -> Option<Found> {
        if known_too && on.is_none() {
            return self.taken(rows, days);
        }
        let theirs = self.theirs;
        let exists = |row: u32| theirs.known_by(row as usize).is_none_or(|known| known <= limit);
        let holds = |row: u32| on.is_none_or(|on| holds_on(theirs, row as usize, on));
        let kept = rows.iter().enumerate().filter(|(_, row)| exists(**row) && holds(**row));
        let (kept, kept_days): (Vec<u32>, Vec<Day>) = kept
            .map(|(at, row)| (*row, days.get(at).copied().unwrap_or_default()))
            .unzip();
        self.taken(&kept, &kept_days)
    }

    fn index_has_days(&self) -> bool {
        self.theirs.time.get().is_some()
    }

    /// What becomes of these rows, which are in the order of their days.
    fn taken(&self, rows: &[u32], days: &[Day]) -> Option<Found> {
        let take = self.related.take;
        if take == Take::Count {
            return Some(Found::Number(Number::whole(
                i64::try_from(rows.len()).unwrap_or(i64::MAX),
            )));
        }
        if take == Take::Unbroken {
            return self.unbroken(rows, days).map(Found::Day);
        }
        let values = self.values.as_ref()?;
        let known = || rows.iter().copied().filter(|row| values.is_known(*row));
        match take {
            Take::Count | Take::Unbroken => None,
            Take::Sum | Take::Mean => {
                let mut total = Total::default();
                let mut count = 0_i64;
                for number in rows.iter().filter_map(|row| values.number(*row)) {
                    total.add(number);
                    count += 1;
                }
                match (count, take) {
                    (0, Take::Sum) if self.related.absent_zero => Some(Found::Number(values.zero())),
                    (0, _) => None,
                    (_, Take::Sum) => {
                        let sum = total.sum().ok()?;
                        Some(Found::Number(sum))
                    }
                    _ => {
                        let mut divisor = Total::default();
                        divisor.add_whole(count);
                        total.over(&divisor).ok().map(|mean| Found::Number(Number::Float(mean)))
                    }
                }
            }
            Take::Median => {
                let mut numbers: Vec<f64> = rows
                    .iter()
                    .filter_map(|row| values.number(*row))
                    .map(Number::nearest)
                    .collect();
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
            Take::Min => known().min_by(|a, b| values.order(*a, *b)).map(Found::Row),
            Take::Max => known().max_by(|a, b| values.order(*a, *b)).map(Found::Row),
            Take::Distinct => {
                let mut rows: Vec<u32> = known().collect();
                let different = match values {
                    // Each text has one number.
                    Values::Texts(Stored::Texts { codes, .. }) => {
                        let mut numbers: Vec<u32> = rows.iter().map(|row| codes.get(*row as usize)).collect();
                        numbers.sort_unstable();
                        numbers.dedup();
                        numbers.len()
                    }
                    _ => {
                        rows.sort_by(|a, b| values.order(*a, *b));
                        rows.dedup_by(|a, b| values.order(*a, *b).is_eq());
                        rows.len()
                    }
                };
                Some(Found::Number(Number::whole(
                    i64::try_from(different).unwrap_or(i64::MAX),
                )))
            }
            Take::Only => {
                let mut known = known();
                let first = known.next()?;
                known
                    .all(|row| values.order(first, row).is_eq())
                    .then_some(Found::Row(first))
            }
            Take::First => {
                let day = days.first()?;
                let end = days.partition_point(|other| other <= day);
                let ties = rows.get(..end)?.iter().copied();
                extreme(ties, values, Ordering::Less).map(Found::Row)
            }
            Take::Last => {
                let day = days.last()?;
                let start = days.partition_point(|other| other < day);
                let ties = rows.get(start..)?.iter().copied();
                extreme(ties, values, Ordering::Greater).map(Found::Row)
            }
        }
    }

    /// The day of the first row of the stretch that reaches to the last one without a break. Rows of one day hold together.
    fn unbroken(&self, rows: &[u32], days: &[Day]) -> Option<Day> {
        let holds = self.holds.as_ref()?;
        let mut first = None;
        for (row, day) in rows.iter().zip(days).rev() {
            if holds.get(*row as usize) != Some(&HELD) {
                // A day on which something doesn't hold isn't in the stretch.
                return match first {
                    Some(start) if start == *day => {
                        let later = days.iter().copied().find(|other| other > day);
                        later.filter(|_| days.last() != Some(day))
                    }
                    first => first,
                };
            }
            first = Some(*day);
        }
        first
    }
}

/// The least or the greatest value among rows of one day; a known one before an unknown one.
fn extreme(rows: impl Iterator<Item = u32> + Clone, values: &Values<'_>, which: Ordering) -> Option<u32> {
    let known = rows.clone().filter(|row| values.is_known(*row));
    let best = match which {
        Ordering::Less => known.min_by(|a, b| values.order(*a, *b)),
        Ordering::Equal | Ordering::Greater => known.max_by(|a, b| values.order(*a, *b)),
    };
    best.or_else(|| rows.clone().next())
}

/// A column of theirs.
enum Values<'a> {
    Texts(&'a Stored),
    /// Texts of a frame.
    Words(Series),
    Floats(Float64Chunked),
    /// Truths, whole numbers, days and instants, as whole numbers; with the column that they are of.
    Wholes(Int64Chunked, Series),
}

impl<'a> Values<'a> {
    fn of(theirs: &Theirs<'a>, column: &str) -> Result<Self, Error> {
        let series = match theirs.compared(column)? {
            Compared::Stored(stored @ Stored::Texts { .. }) => return Ok(Values::Texts(stored)),
            Compared::Stored(Stored::Other(series)) => series.clone(),
            Compared::Series(series) => series.rechunk(),
        };
        Ok(match series.dtype() {
            DataType::String => Values::Words(series),
            DataType::Float64 => Values::Floats(series.f64()?.clone()),
            _ => Values::Wholes(series.to_physical_repr().cast(&DataType::Int64)?.i64()?.clone(), series),
        })
    }

    fn text(&self, row: u32) -> Option<&str> {
        match self {
            Values::Texts(Stored::Texts { codes, names }) => {
                names.get(codes.get(row as usize) as usize).map(|text| &**text)
            }
            Values::Words(series) => series.str().ok()?.get(row as usize),
            Values::Texts(Stored::Other(_)) | Values::Floats(_) | Values::Wholes(..) => None,
        }
    }

    fn is_known(&self, row: u32) -> bool {
        match self {
            Values::Texts(_) | Values::Words(_) => self.text(row).is_some(),
            Values::Floats(floats) => floats.get(row as usize).is_some_and(f64::is_finite),
            Values::Wholes(wholes, _) => wholes.get(row as usize).is_some(),
        }
    }

    fn number(&self, row: u32) -> Option<Number> {
        match self {
            Values::Floats(floats) => floats.get(row as usize).and_then(Number::float),
            Values::Wholes(wholes, _) => wholes.get(row as usize).map(Number::Whole),
            Values::Texts(_) | Values::Words(_) => None,
        }
    }

    /// Whether its numbers are whole.
    fn whole(&self) -> bool {
        matches!(self, Values::Wholes(..))
    }

    fn zero(&self) -> Number {
        match self.whole() {
            true => Number::Whole(0),
            false => Number::Float(0.0),
        }
    }

    fn order(&self, a: u32, b: u32) -> Ordering {
        match self {
            Values::Texts(_) | Values::Words(_) => self.text(a).cmp(&self.text(b)),
            Values::Floats(floats) => {
                let of = |row: u32| {
                    floats
                        .get(row as usize)
                        .map_or(f64::NEG_INFINITY, |number| number + 0.0)
                };
                of(a).total_cmp(&of(b))
            }
            Values::Wholes(wholes, _) => wholes.get(a as usize).cmp(&wholes.get(b as usize)),
        }
    }

    /// The values of the rows that were found.
    fn picked(&self, name: &str, found: &[Found]) -> Result<Column, Error> {
        let row = |found: &Found| match found {
            Found::Row(row) => Some(*row),
            Found::Unknown | Found::Number(_) | Found::Day(_) => None,
        };
        let series = match self {
            Values::Texts(_) | Values::Words(_) => {
                let texts: StringChunked = found
                    .iter()
                    .map(|found| row(found).and_then(|row| self.text(row)))
                    .collect();
                return Ok(texts.with_name(name.into()).into_column());
            }
            Values::Floats(floats) => floats.clone().into_series(),
            Values::Wholes(_, series) => series.clone(),
        };
        let places: IdxCa = found.iter().map(row).collect();
        Ok(series.take(&places)?.with_name(name.into()).into_column())
    }
}
