//! Which rows belong to which: sorted by what must be equal, then by day.

use super::keys::{Keys, UNKNOWN};
use super::late::Staged;
use super::span::{NO_DAY, Span};
use super::theirs::Theirs;
use super::truths::{HELD, UNDECIDED};
use crate::calendar::{Day, day};
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::records::DayColumn;
use std::collections::BTreeMap;
use std::ops::Range;
use std::rc::Rc;
use uptake_rules::policy::table::Related;

/// Rows by what must be equal.
pub(super) struct Index<'a> {
    pub(super) keys: Keys,
    /// Where the rows of each number begin.
    starts: Vec<u32>,
    /// The rows, those of a number by day.
    rows: Vec<u32>,
    /// The day of each of [`Index::rows`]; none if they have no time.
    days: Option<DayColumn>,
    /// Which of them count from when on, where that depends on the day from which one looks. The others all count.
    pub(super) counting: Option<Staged<'a>>,
    /// Of how many rows it isn't known whether they count.
    undecided: u64,
}

/// Those that were made for a table.
#[derive(Default)]
pub(super) struct Indexes<'a>(BTreeMap<String, Rc<Index<'a>>>);

impl<'a> Indexes<'a> {
    /// Of how many related rows it isn't known whether they count.
    pub(super) fn undecided(&self) -> u64 {
        self.0.values().map(|index| index.undecided).sum()
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
        if let Some(known) = self.0.get(&name) {
            return Ok(Rc::clone(known));
        }
        let index = Rc::new(Index::new(related, matches, theirs, cube)?);
        self.0.insert(name, Rc::clone(&index));
        Ok(index)
    }
}

impl<'a> Index<'a> {
    fn new(related: &Related, matches: &[String], theirs: &Theirs<'a>, cube: &Cube<'_>) -> Result<Self, Error> {
        let compared = matches
            .iter()
            .map(|name| theirs.compared(name))
            .collect::<Result<Vec<_>, Error>>()?;
        let (keys, numbers) = Keys::number(&compared, theirs.rows)?;
        let filter = related.filter.as_ref();
        let counting = filter.map(|filter| Staged::of(filter, theirs, cube)).transpose()?;
        let as_of = day(cube.data.as_of);
        let undecided = |staged: &Staged<'_>| {
            (0..theirs.rows)
                .filter(|row| staged.at(*row, as_of) == UNDECIDED)
                .count()
        };
        let undecided = counting.as_ref().map_or(0, undecided) as u64;
        let count = |row: usize| counting.as_ref().is_none_or(|staged| staged.ever(row, HELD));
        let mut starts: Vec<u32> = vec![0; keys.count() as usize + 1];
        for (row, number) in numbers.iter().enumerate() {
            if number != UNKNOWN
                && count(row)
                && let Some(start) = starts.get_mut(number as usize + 1)
            {
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
        for (row, number) in numbers.iter().enumerate() {
            if number == UNKNOWN || !count(row) {
                continue;
            }
            if let Some(place) = next.get_mut(number as usize)
                && let Some(slot) = rows.get_mut(*place as usize)
            {
                *slot = u32::try_from(row).unwrap_or(u32::MAX);
                *place += 1;
            }
        }
        let own;
        let days = match &related.at {
            None => theirs.time.get(),
            Some(at) => {
                own = theirs.days_of(&at.text, cube)?;
                Some(&own)
            }
        };
        let days = days.map(|days| {
            let day = |row: u32| days.get(row as usize).unwrap_or(NO_DAY);
            for bounds in starts.windows(2) {
                let [from, until] = bounds else { continue };
                if let Some(own) = rows.get_mut(*from as usize..*until as usize)
                    && !own.is_sorted_by_key(|row| day(*row))
                {
                    own.sort_by_key(|row| day(*row));
                }
            }
            rows.iter().map(|row| days.get(*row as usize)).collect()
        });
        Ok(Self {
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
