//! Days of many rows, two bytes each where they lie within living memory.

use crate::binary::{Binary, Bytes, Damaged};
use crate::calendar::Day;

/// What stands for an unknown day: no calendar reaches it.
const UNKNOWN: Day = Day::MIN;

/// 1 January 1930. With two bytes days reach from here to June 2109.
const NEAR: Day = -14_610;

/// What stands for an unknown day in two bytes.
const UNKNOWN_NEAR: u16 = u16::MAX;

/// A day of each row; it may be unknown.
#[derive(Clone, Debug)]
pub(crate) struct DayColumn(Kept);

#[derive(Clone, Debug)]
enum Kept {
    /// Days since [`NEAR`].
    Near(Vec<u16>),
    /// Any days.
    Any(Vec<Day>),
}

/// A day in two bytes, if it fits.
fn near(day: Day) -> Option<u16> {
    if day == UNKNOWN {
        return Some(UNKNOWN_NEAR);
    }
    let since = u16::try_from(day.checked_sub(NEAR)?).ok()?;
    (since != UNKNOWN_NEAR).then_some(since)
}

/// The day again.
fn far(since: u16) -> Day {
    match since {
        UNKNOWN_NEAR => UNKNOWN,
        since => NEAR + Day::from(since),
    }
}

impl DayColumn {
    /// The day of a row, if it is known.
    #[inline]
    pub(crate) fn get(&self, row: usize) -> Option<Day> {
        let day = match &self.0 {
            Kept::Near(days) => far(*days.get(row)?),
            Kept::Any(days) => *days.get(row)?,
        };
        (day != UNKNOWN).then_some(day)
    }

    /// The days in their order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Option<Day>> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Adds those of more rows.
    pub(crate) fn append(&mut self, more: &Self) {
        if let (Kept::Near(days), Kept::Near(more)) = (&mut self.0, &more.0) {
            days.extend(more);
            return;
        }
        more.iter().for_each(|day| self.push(day));
    }

    /// The same with the day before each, from a row on: the last day where the one after it is stated.
    pub(crate) fn day_before(&mut self, first: usize) {
        let mut any = match &mut self.0 {
            Kept::Any(days) => return one_less(days, first),
            Kept::Near(days) => {
                let later = days.get_mut(first..).unwrap_or_default();
                // The first day of all has none before it.
                if !later.contains(&0) {
                    for since in later.iter_mut().filter(|since| **since != UNKNOWN_NEAR) {
                        *since -= 1;
                    }
                    return;
                }
                wide(days)
            }
        };
        one_less(&mut any, first);
        self.0 = Kept::Any(any);
    }

    /// The last of the days; none if none is known.
    pub(crate) fn latest(&self) -> Option<Day> {
        match &self.0 {
            Kept::Near(days) => days
                .iter()
                .filter(|since| **since != UNKNOWN_NEAR)
                .max()
                .map(|since| far(*since)),
            Kept::Any(days) => days.iter().copied().max().filter(|day| *day != UNKNOWN),
        }
    }

    /// How many rows there are.
    pub(crate) fn len(&self) -> usize {
        match &self.0 {
            Kept::Near(days) => days.len(),
            Kept::Any(days) => days.len(),
        }
    }

    /// Puts rows in the order of their days, those without one first; rows of one day stay in their order.
    pub(crate) fn sort(&self, rows: &mut [u32]) {
        /// Fewer are compared with one another: days of two bytes would be counted in a table of half a megabyte.
        const MANY: usize = 1 << 13;
        let day = |row: &u32| self.get(*row as usize);
        if rows.is_sorted_by_key(day) {
            return;
        }
        match &self.0 {
            Kept::Near(days) if rows.len() >= MANY => sort_counting(days, rows),
            Kept::Near(_) | Kept::Any(_) => rows.sort_by_key(day),
        }
    }

    /// Gives back room that isn't needed.
    pub(crate) fn shrink(&mut self) {
        match &mut self.0 {
            Kept::Near(days) => days.shrink_to_fit(),
            Kept::Any(days) => days.shrink_to_fit(),
        }
    }

    fn push(&mut self, day: Option<Day>) {
        let day = day.unwrap_or(UNKNOWN);
        let mut any = match &mut self.0 {
            Kept::Any(days) => return days.push(day),
            Kept::Near(days) => match near(day) {
                Some(since) => return days.push(since),
                None => wide(days),
            },
        };
        any.push(day);
        self.0 = Kept::Any(any);
    }
}

/// Puts rows in the order of their days in two passes, whatever order they had.
fn sort_counting(days: &[u16], rows: &mut [u32]) {
    // The unknown day becomes the first one.
    let place = |row: u32| usize::from(days.get(row as usize).map_or(0, |since| since.wrapping_add(1)));
    let mut starts = vec![0_usize; usize::from(u16::MAX) + 2];
    for row in rows.iter() {
        if let Some(start) = starts.get_mut(place(*row) + 1) {
            *start += 1;
        }
    }
    let mut sum = 0;
    for start in &mut starts {
        sum += *start;
        *start = sum;
    }
    let before = rows.to_vec();
    for row in before {
        if let Some(start) = starts.get_mut(place(row)) {
            if let Some(slot) = rows.get_mut(*start) {
                *slot = row;
            }
            *start += 1;
        }
    }
}

/// Days in four bytes each.
fn wide(days: &[u16]) -> Vec<Day> {
    days.iter().map(|since| far(*since)).collect()
}

/// The day before each, from a row on.
fn one_less(days: &mut [Day], first: usize) {
    for day in days.iter_mut().skip(first).filter(|day| **day != UNKNOWN) {
        *day = day.saturating_sub(1);
    }
}

impl Default for DayColumn {
    fn default() -> Self {
        Self(Kept::Near(Vec::new()))
    }
}

impl FromIterator<Option<Day>> for DayColumn {
    fn from_iter<T: IntoIterator<Item = Option<Day>>>(days: T) -> Self {
        let mut rest = days.into_iter();
        let mut days = Vec::with_capacity(rest.size_hint().0);
        while let Some(day) = rest.next() {
            let day = day.unwrap_or(UNKNOWN);
            match near(day) {
                Some(since) => days.push(since),
                None => {
                    let mut any = wide(&days);
                    any.push(day);
                    any.extend(rest.map(|day| day.unwrap_or(UNKNOWN)));
                    return Self(Kept::Any(any));
                }
            }
        }
        Self(Kept::Near(days))
    }
}

impl Binary for DayColumn {
    fn put(&self, out: &mut Vec<u8>) {
        match &self.0 {
            Kept::Near(days) => {
                2u8.put(out);
                days.put(out);
            }
            Kept::Any(days) => {
                4u8.put(out);
                days.put(out);
            }
        }
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        Ok(Self(match u8::get(from)? {
            2 => Kept::Near(Vec::get(from)?),
            4 => Kept::Any(Vec::get(from)?),
            _ => return Err(Damaged),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 31 December 9999, as systems write it that know no "still".
    const FOREVER: Day = 2_932_896;

    #[test]
    fn days_come_back_as_they_went_in_however_far_they_lie() {
        for days in [
            vec![Some(0), None, Some(20_000), Some(NEAR)],
            vec![Some(19_000), None, Some(FOREVER), Some(1)],
            vec![Some(NEAR - 1), None],
            vec![Some(NEAR + 65_534), Some(NEAR + 65_535)],
        ] {
            let column: DayColumn = days.iter().copied().collect();
            assert_eq!(column.iter().collect::<Vec<_>>(), days);
            assert_eq!(column.get(days.len()), None);
            assert_eq!(column.latest(), days.iter().copied().flatten().max());
        }
    }

    #[test]
    fn rows_are_put_in_the_order_of_their_days_and_those_without_one_come_first() {
        for far in [None, Some(FOREVER)] {
            let few = [
                Some(7),
                None,
                Some(3),
                Some(7),
                None,
                Some(NEAR),
                far,
                Some(NEAR + 65_534),
            ];
            // Days of many rows are counted, those of few compared.
            for times in [1, 2_000] {
                let days = few.repeat(times);
                let column: DayColumn = days.iter().copied().collect();
                let mut rows: Vec<u32> = (0..u32::try_from(days.len()).unwrap())
                    .rev()
                    .filter(|row| row % 5 != 3)
                    .collect();
                let mut expected = rows.clone();
                expected.sort_by_key(|row| days[*row as usize]);
                column.sort(&mut rows);
                assert_eq!(rows, expected);
            }
        }
    }

    #[test]
    fn what_is_added_keeps_its_days_on_both_sides() {
        let near: DayColumn = [Some(5), None].into_iter().collect();
        let far: DayColumn = [Some(FOREVER)].into_iter().collect();
        for (first, second) in [(&near, &far), (&far, &near), (&near, &near)] {
            let mut both = first.clone();
            both.append(second);
            assert_eq!(
                both.iter().collect::<Vec<_>>(),
                first.iter().chain(second.iter()).collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn the_day_before_is_taken_from_a_row_on_and_of_the_first_near_day_too() {
        let mut column: DayColumn = [Some(7), None, Some(7)].into_iter().collect();
        column.day_before(1);
        assert_eq!(column.iter().collect::<Vec<_>>(), [Some(7), None, Some(6)]);
        let mut column: DayColumn = [Some(NEAR), Some(FOREVER)].into_iter().collect();
        column.day_before(0);
        assert_eq!(column.iter().collect::<Vec<_>>(), [Some(NEAR - 1), Some(FOREVER - 1)]);
        let mut column: DayColumn = [Some(NEAR)].into_iter().collect();
        column.day_before(0);
        assert_eq!(column.get(0), Some(NEAR - 1));
    }
}
