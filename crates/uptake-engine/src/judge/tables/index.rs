//! Which rows belong to which: sorted by what must be equal, then by day.

use super::keys::{Keys, Numbers, UNKNOWN};
use super::late::Staged;
use super::span::{NO_DAY, Span};
use super::theirs::Theirs;
use super::truths::{HELD, UNDECIDED};
use crate::calendar::{Day, day};
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::records::DayColumn;
use polars::prelude::*;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use uptake_rules::policy::table::Related;

/// The number of each row in an index: none where no row has its values, unknown where one of them is.
pub(super) type Found = Rc<Vec<Option<Option<u32>>>>;

/// Rows by what must be equal.
pub(super) struct Index<'a> {
    keys: Rc<Keyed<'a>>,
    /// Where the rows of each number begin.
    starts: Vec<u32>,
    /// The rows, those of a number by day.
    rows: Vec<u32>,
    /// The day of each of [`Index::rows`]; none if they have no time.
    days: Option<DayColumn>,
    /// Which of them count from when on, where that depends on the day from which one looks. The others all count.
    pub(super) counting: Option<Staged<'a>>,
    /// By number, how many days after its day in [`Index::days`] a row is known at the latest; none where that can't be said, as of rows
    /// that later versions replace. To whoever looks from so much later all of its rows exist.
    lags: Vec<Option<i32>>,
    /// Of how many rows it isn't known whether they count.
    undecided: u64,
}

/// Rows numbered by what must be equal: the same for all conditions.
struct Keyed<'a> {
    /// Tells it from others.
    name: String,
    keys: Keys,
    numbers: Numbers<'a>,
}

/// Those that were made for a table.
#[derive(Default)]
pub(super) struct Indexes<'a> {
    made: BTreeMap<String, Rc<Index<'a>>>,
    keyed: BTreeMap<String, Rc<Keyed<'a>>>,
    /// By the name of what was numbered and the columns that are looked up in it.
    found: BTreeMap<(String, Vec<String>), Found>,
}

impl<'a> Indexes<'a> {
    /// Of how many related rows it isn't known whether they count.
    pub(super) fn undecided(&self) -> u64 {
        self.made.values().map(|index| index.undecided).sum()
    }

    /// The numbers that the rows of a table have in an index by these columns of theirs, looked up once.
    pub(super) fn found(&mut self, index: &Index<'a>, mine: &[&str], frame: &DataFrame) -> Result<Found, Error> {
        let columns: Vec<String> = mine.iter().map(|name| (*name).to_owned()).collect();
        let name = (index.keys.name.clone(), columns);
        if let Some(known) = self.found.get(&name) {
            return Ok(Rc::clone(known));
        }
        let columns: Vec<Series> = mine
            .iter()
            .map(|name| Ok(frame.column(name)?.as_materialized_series().clone()))
            .collect::<Result<_, Error>>()?;
        let found = Rc::new(index.keys.keys.find(&columns, frame.height())?);
        self.found.insert(name, Rc::clone(&found));
        Ok(found)
    }

    /// The numbers of rows by what must be equal, made once for all conditions.
    fn keyed(&mut self, matches: &[String], theirs: &Theirs<'a>) -> Result<Rc<Keyed<'a>>, Error> {
        let name = format!("{} {matches:?}", theirs.name);
        if let Some(known) = self.keyed.get(&name) {
            return Ok(Rc::clone(known));
        }
        let compared = matches
            .iter()
            .map(|name| theirs.compared(name))
            .collect::<Result<Vec<_>, Error>>()?;
        let (keys, numbers) = Keys::number(&compared, theirs.rows)?;
        let keyed = Rc::new(Keyed {
            name: name.clone(),
            keys,
            numbers,
        });
        self.keyed.insert(name, Rc::clone(&keyed));
        Ok(keyed)
    }

    /// The index for a value of related rows, made once for all that ask the same.
    pub(super) fn of(
        &mut self,
        related: &Related,
        matches: &[String],
        theirs: &Theirs<'a>,
        cube: &Cube<'_>,
    ) -> Result<Rc<Index<'a>>, Error> {
        let filter = related.filter.as_ref().map(|filter| filter.without_spans());
        let at = related.at.as_ref().map(|at| at.text.as_str());
        let name = format!("{} {matches:?} {filter:?} {at:?}", theirs.name);
        if let Some(known) = self.made.get(&name) {
            return Ok(Rc::clone(known));
        }
        let keyed = self.keyed(matches, theirs)?;
        let index = Rc::new(Index::new(related, keyed, theirs, cube)?);
        self.made.insert(name, Rc::clone(&index));
        Ok(index)
    }
}

impl<'a> Index<'a> {
    fn new(related: &Related, keys: Rc<Keyed<'a>>, theirs: &Theirs<'a>, cube: &Cube<'_>) -> Result<Self, Error> {
        let filter = related.filter.as_ref();
        let counting = filter.map(|filter| Staged::of(filter, theirs, cube)).transpose()?;
        let as_of = day(cube.data.as_of);
        let undecided = |staged: &Staged<'_>| {
            (0..theirs.rows)
                .filter(|row| staged.at(*row, as_of) == UNDECIDED)
                .count()
        };
        let undecided = counting.as_ref().map_or(0, undecided) as u64;
        let own;
        let days = match &related.at {
            None => theirs.time.get(),
            Some(at) => {
                own = theirs.days_of(&at.text, cube)?;
                Some(&own)
            }
        };
        let number = |row: usize| {
            let counts = counting.as_ref().is_none_or(|staged| staged.ever(row, HELD));
            Some(keys.numbers.get(row)).filter(|number| counts && *number != UNKNOWN)
        };
        let mut starts: Vec<u32> = vec![0; keys.keys.count() as usize + 1];
        for number in (0..theirs.rows).filter_map(number) {
            if let Some(start) = starts.get_mut(number as usize + 1) {
                *start += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut rows: Vec<u32> = vec![0; sum as usize];
        let mut next = starts.clone();
        for row in 0..theirs.rows {
            if let Some(number) = number(row)
                && let Some(place) = next.get_mut(number as usize)
                && let Some(slot) = rows.get_mut(*place as usize)
            {
                *slot = u32::try_from(row).unwrap_or(u32::MAX);
                *place += 1;
            }
        }
        let days = days.map(|days| {
            for bounds in starts.windows(2) {
                let [from, until] = bounds else { continue };
                if let Some(own) = rows.get_mut(*from as usize..*until as usize) {
                    days.sort(own);
                }
            }
            rows.iter().map(|row| days.get(*row as usize)).collect::<DayColumn>()
        });
        let lag = |place: usize| {
            let row = *rows.get(place)? as usize;
            match (theirs.replaced_on(row), theirs.known_by(row)) {
                (Some(_), _) => None,
                (None, None) => Some(0),
                (None, Some(known)) => known.checked_sub(days.as_ref()?.get(place)?),
            }
        };
        let lags = starts.windows(2).map(|bounds| match bounds {
            [from, until] => (*from..*until).try_fold(0, |lags, place| Some(lag(place as usize)?.max(lags))),
            _ => None,
        });
        Ok(Self {
            lags: lags.collect(),
            keys,
            starts,
            rows,
            days,
            counting: counting.filter(Staged::is_late),
            undecided,
        })
    }

    /// Of how many rows it isn't known whether they count.
    pub(super) fn undecided(&self) -> u64 {
        self.undecided
    }

    /// How many rows a number has.
    pub(super) fn many(&self, number: u32) -> usize {
        self.range(number).len()
    }

    /// How many days after its day a row of a number is known at the latest, if that can be said.
    pub(super) fn lag(&self, number: u32) -> Option<i32> {
        self.lags.get(number as usize).copied().flatten()
    }

    fn range(&self, number: u32) -> Range<usize> {
        let place = |at: u32| self.starts.get(at as usize).copied().unwrap_or(0) as usize;
        place(number)..place(number + 1)
    }

    /// The rows of a number, in the order of their days, that lie between two days, both included; with those that have no day, which
    /// come first, or without. With their days.
    pub(super) fn between(
        &self,
        number: u32,
        from: Option<Day>,
        through: Option<Day>,
        dayless: bool,
    ) -> (&[u32], Span<'_>) {
        let range = self.range(number);
        let rows = self.rows.get(range.clone()).unwrap_or_default();
        let Some(days) = &self.days else {
            return (rows, Span::none());
        };
        let days = Span::Lent(days, range);
        let first = match (from, dayless) {
            (Some(from), _) => days.partition_point(|day| day < from || day == NO_DAY),
            (None, true) => 0,
            (None, false) => days.partition_point(|day| day == NO_DAY),
        };
        let end = through
            .map_or(days.len(), |through| days.partition_point(|day| day <= through))
            .max(first);
        (rows.get(first..end).unwrap_or_default(), days.part(first..end))
    }
}
