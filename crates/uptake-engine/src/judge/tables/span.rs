//! The days of rows that are in the order of their days.

use crate::calendar::Day;
use crate::records::DayColumn;
use std::ops::Range;

/// What stands for the day of a row that has none: it comes first.
pub(super) const NO_DAY: Day = Day::MIN;

/// The days of rows in their order; none if the rows have no time.
pub(super) enum Span<'a> {
    /// A part of those of an index.
    Lent(&'a DayColumn, Range<usize>),
    /// Of rows that were picked out.
    Own(DayColumn),
}

impl<'a> Span<'a> {
    /// Of rows without a time.
    pub(super) fn none() -> Self {
        Span::Own(DayColumn::default())
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Span::Lent(_, range) => range.len(),
            Span::Own(days) => days.len(),
        }
    }

    /// The day of a row, or [`NO_DAY`]; `None` beyond the last row.
    pub(super) fn get(&self, at: usize) -> Option<Day> {
        let (days, place) = match self {
            Span::Lent(days, range) => (*days, range.start + at),
            Span::Own(days) => (days, at),
        };
        (at < self.len()).then(|| days.get(place).unwrap_or(NO_DAY))
    }

    /// The first day.
    pub(super) fn first(&self) -> Option<Day> {
        self.get(0)
    }

    /// The last day.
    pub(super) fn last(&self) -> Option<Day> {
        self.get(self.len().checked_sub(1)?)
    }

    /// How many days at the beginning are so: all of those that are so come first.
    pub(super) fn partition_point(&self, so: impl Fn(Day) -> bool) -> usize {
        let (mut from, mut until) = (0, self.len());
        while from < until {
            let middle = from + (until - from) / 2;
            match self.get(middle).is_some_and(&so) {
                true => from = middle + 1,
                false => until = middle,
            }
        }
        from
    }

    /// A part of them.
    pub(super) fn part(self, part: Range<usize>) -> Span<'a> {
        match self {
            Span::Lent(days, range) => {
                let place = |at: usize| (range.start + at).min(range.end);
                Span::Lent(days, place(part.start)..place(part.end))
            }
            Span::Own(days) => Span::Own(part.map_while(|at| (at < days.len()).then(|| days.get(at))).collect()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn days_of(span: &Span<'_>) -> Vec<Day> {
        (0..span.len()).filter_map(|at| span.get(at)).collect()
    }

    #[test]
    fn a_span_is_searched_like_a_slice() {
        let days = [None, None, Some(3), Some(3), Some(7)];
        let column: DayColumn = days.into_iter().collect();
        let all = [NO_DAY, NO_DAY, 3, 3, 7];
        for (from, until) in [(0, 5), (1, 4), (2, 2), (0, 0)] {
            let slice = &all[from..until];
            for span in [
                Span::Lent(&column, from..until),
                Span::Own(days[from..until].iter().copied().collect()),
            ] {
                assert_eq!(days_of(&span), slice);
                assert_eq!(
                    (span.first(), span.last()),
                    (slice.first().copied(), slice.last().copied())
                );
                for limit in [NO_DAY, 2, 3, 5, 9] {
                    let expected = slice.partition_point(|day| *day <= limit);
                    assert_eq!(span.partition_point(|day| day <= limit), expected);
                }
                if slice.len() > 2 {
                    assert_eq!(days_of(&span.part(1..3)), &slice[1..3]);
                }
            }
        }
    }
}
