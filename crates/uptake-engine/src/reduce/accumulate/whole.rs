//! Cells of whole numbers: sums in more than 64 bits, least and greatest values as they are.

use crate::binary::{Binary, Bytes, Damaged, get_narrow, narrow_into, put_narrow};
use crate::total::quotient;
use rustc_hash::FxHashMap;
use uptake_rules::policy::measure::Aggregate;

/// Cells that whole numbers are taken into.
#[derive(Default)]
pub(super) struct Wholes {
    /// A value; of a sum the lowest 64 bits.
    values: Vec<i64>,
    /// How many numbers were taken.
    known: Vec<u32>,
    /// How often a sum went beyond 64 bits, upwards less downwards. So nothing is lost, and it may come back.
    beyond: FxHashMap<usize, i64>,
}

impl Wholes {
    /// Makes room.
    pub(super) fn grow(&mut self, cells: usize) {
        self.values.resize(cells, 0);
        self.known.resize(cells, 0);
    }

    /// Takes a number into a cell.
    #[inline]
    pub(super) fn take(&mut self, cell: usize, aggregate: Aggregate, number: i64) {
        let (Some(known), Some(value)) = (self.known.get_mut(cell), self.values.get_mut(cell)) else {
            return;
        };
        let first = *known == 0;
        *known = known.saturating_add(1);
        *value = match aggregate {
            Aggregate::Min if !first => number.min(*value),
            Aggregate::Max if !first => number.max(*value),
            Aggregate::Min | Aggregate::Max => number,
            _ => {
                let (sum, over) = value.overflowing_add(number);
                if over {
                    *self.beyond.entry(cell).or_default() += if number < 0 { -1 } else { 1 };
                }
                sum
            }
        };
    }

    /// How many numbers were taken into a cell.
    pub(super) fn known(&self, cell: usize) -> Option<u32> {
        self.known.get(cell).copied()
    }

    /// The number of a cell; of a sum its lowest 64 bits.
    pub(super) fn value(&self, cell: usize) -> Option<i64> {
        self.values.get(cell).copied()
    }

    /// How often the sum of a cell went beyond 64 bits.
    pub(super) fn beyond(&self, cell: usize) -> i64 {
        self.beyond.get(&cell).copied().unwrap_or(0)
    }

    /// The number that was taken last stands for so many more, and its sum went beyond 64 bits so often.
    pub(super) fn stands_for(&mut self, cell: usize, more: u32, beyond: i64) {
        if let Some(known) = self.known.get_mut(cell) {
            *known = known.saturating_add(more);
        }
        if beyond != 0 {
            *self.beyond.entry(cell).or_default() += beyond;
        }
    }

    /// The cells as bytes.
    pub(super) fn put(&self, cells: impl ExactSizeIterator<Item = usize> + Clone, out: &mut Vec<u8>) {
        let known = |cell| u64::from(self.known.get(cell).copied().unwrap_or(0));
        put_narrow(cells.clone().map(known), out);
        // Near zero on both sides numbers are short.
        let zigzag = |cell: usize| {
            let number: i64 = self.values.get(cell).copied().unwrap_or(0);
            ((number << 1) ^ (number >> 63)).cast_unsigned()
        };
        put_narrow(cells.clone().map(zigzag), out);
        let beyond = cells.enumerate();
        let beyond = beyond.filter_map(|(entity, cell)| Some((entity, *self.beyond.get(&cell)?)));
        beyond.collect::<Vec<(usize, i64)>>().put(out);
    }

    /// The cells of one place of each `width`, again.
    pub(super) fn get_cells(
        &mut self,
        from: &mut Bytes<'_>,
        (width, place): (usize, usize),
        entities: usize,
    ) -> Result<(), Damaged> {
        let known = &mut self.known;
        get_narrow(from, entities, |at, number| {
            narrow_into(known, at * width + place, number);
        })?;
        let values = &mut self.values;
        get_narrow(from, entities, |at, number| {
            if let Some(cell) = values.get_mut(at * width + place) {
                *cell = (number >> 1).cast_signed() ^ -(number & 1).cast_signed();
            }
        })?;
        for (entity, beyond) in Vec::<(usize, i64)>::get(from)? {
            let cell = entity.checked_mul(width).ok_or(Damaged)? + place;
            self.beyond.insert(cell, beyond);
        }
        Ok(())
    }

    /// The sum of a cell, or its least or greatest number; `None` where none was taken.
    fn exact(&self, cell: usize) -> Option<(i128, u32)> {
        let known = self.known.get(cell).copied().filter(|known| *known > 0)?;
        let value = i128::from(*self.values.get(cell)?);
        let beyond = i128::from(self.beyond.get(&cell).copied().unwrap_or(0));
        Some((value + (beyond << 64), known))
    }

    /// The same as a number of 64 bits: `None` where none was taken, `Some(None)` where it doesn't fit.
    pub(super) fn whole(&self, cell: usize) -> Option<Option<i64>> {
        let (value, _) = self.exact(cell)?;
        Some(i64::try_from(value).ok())
    }

    /// The mean of the numbers taken into a cell.
    pub(super) fn mean(&self, cell: usize) -> Option<f64> {
        let (sum, known) = self.exact(cell)?;
        Some(quotient(sum, known.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sum_may_leave_64_bits_and_come_back() {
        let of = |numbers: &[i64]| {
            let mut wholes = Wholes::default();
            wholes.grow(1);
            numbers
                .iter()
                .for_each(|number| wholes.take(0, Aggregate::Sum, *number));
            (wholes.whole(0), wholes.mean(0))
        };
        assert_eq!(of(&[]), (None, None));
        assert_eq!(of(&[i64::MAX, 1]), (Some(None), Some(4_611_686_018_427_387_904.0)));
        assert_eq!(of(&[i64::MIN, -1]).0, Some(None));
        assert_eq!(of(&[i64::MAX, i64::MAX, -3, i64::MIN, i64::MIN]).0, Some(Some(-5)));
        assert_eq!(of(&[i64::MIN, i64::MIN, i64::MAX, i64::MAX, 9]).0, Some(Some(7)));
        assert_eq!(of(&[9_007_199_254_740_993]).0, Some(Some(9_007_199_254_740_993)));
    }
}
