//! Cells of whole numbers from zero up, all in as many bytes as the largest so far needs: what people do in a period is
//! rarely more than a byte holds, and there are many people and periods.

use crate::binary::{Bytes, Damaged, get_bytes, get_narrow};

/// Cells of counts, or of bits.
pub(super) enum Counts {
    One(Vec<u8>),
    Two(Vec<u16>),
    Four(Vec<u32>),
}

/// A number of one of these widths.
pub(super) trait Width: Copy + Into<u32> + TryFrom<u32> {
    /// The sum, if it fits.
    fn plus(self, more: Self) -> Option<Self>;
    /// The difference; it was added before.
    fn less(self, more: Self) -> Self;
}

macro_rules! width {
    ($($ty:ty),*) => {
        $(impl Width for $ty {
            #[inline]
            fn plus(self, more: Self) -> Option<Self> {
                self.checked_add(more)
            }

            #[inline]
            fn less(self, more: Self) -> Self {
                self.wrapping_sub(more)
            }
        })*
    };
}

width!(u8, u16, u32);

impl Default for Counts {
    fn default() -> Self {
        Self::One(Vec::new())
    }
}

impl Counts {
    /// Makes room for so many cells.
    pub(super) fn grow(&mut self, cells: usize) {
        match self {
            Self::One(all) => all.resize(cells, 0),
            Self::Two(all) => all.resize(cells, 0),
            Self::Four(all) => all.resize(cells, 0),
        }
    }

    /// The number of a cell.
    #[inline]
    pub(super) fn get(&self, cell: usize) -> Option<u32> {
        match self {
            Self::One(all) => all.get(cell).copied().map(u32::from),
            Self::Two(all) => all.get(cell).copied().map(u32::from),
            Self::Four(all) => all.get(cell).copied(),
        }
    }

    /// Puts a number into a cell, if there is such a cell.
    pub(super) fn put(&mut self, cell: usize, number: u32) {
        loop {
            let fits = match self {
                Self::One(all) => put(all, cell, number),
                Self::Two(all) => put(all, cell, number),
                Self::Four(all) => put(all, cell, number),
            };
            if fits || !self.widen() {
                return;
            }
        }
    }

    /// Puts numbers that were kept into the cells of entities, of which each has `width`: into the one at `place`. The cells are zero.
    pub(super) fn get_cells(
        &mut self,
        from: &mut Bytes<'_>,
        (width, place): (usize, usize),
        entities: usize,
    ) -> Result<(), Damaged> {
        if let Self::One(all) = self
            && let Some(bytes) = get_bytes(from, entities)?
        {
            let own = all.iter_mut().skip(place).step_by(width.max(1));
            own.zip(bytes).for_each(|(cell, byte)| *cell = *byte);
            return Ok(());
        }
        get_narrow(from, entities, |at, number| self.restore(at * width + place, number))
    }

    /// Puts a number that was kept into a cell. What is larger than any count is left out.
    fn restore(&mut self, cell: usize, number: u64) {
        if let Ok(number) = u32::try_from(number) {
            self.put(cell, number);
        }
    }

    /// Adds to a cell; nothing where the sum grows too large. A cell that isn't there takes nothing.
    #[must_use]
    pub(super) fn add(&mut self, cell: usize, more: u32) -> Option<()> {
        if let Some(number) = self.get(cell) {
            self.put(cell, number.checked_add(more)?);
        }
        Some(())
    }

    /// Adds bits to a cell.
    pub(super) fn unite(&mut self, cell: usize, bits: u32) {
        if let Some(number) = self.get(cell)
            && number | bits != number
        {
            self.put(cell, number | bits);
        }
    }

    /// Makes the cells wider, if they aren't as wide as can be.
    pub(super) fn widen(&mut self) -> bool {
        *self = match std::mem::take(self) {
            Self::One(all) => Self::Two(all.into_iter().map(u16::from).collect()),
            Self::Two(all) => Self::Four(all.into_iter().map(u32::from).collect()),
            Self::Four(all) => {
                *self = Self::Four(all);
                return false;
            }
        };
        true
    }
}

/// Whether a number fits into the cells; it is there then, if there is such a cell.
fn put<W: Width>(all: &mut [W], cell: usize, number: u32) -> bool {
    let Ok(number) = W::try_from(number) else { return false };
    if let Some(cell) = all.get_mut(cell) {
        *cell = number;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_all_widths_are_kept_and_added_to_in_one_row_of_cells() {
        let mut counts = Counts::default();
        counts.grow(4);
        assert_eq!(counts.add(0, 255), Some(()));
        assert!(matches!(counts, Counts::One(_)));
        assert_eq!(counts.add(0, 1), Some(()));
        assert!(matches!(counts, Counts::Two(_)));
        counts.put(1, 70_000);
        assert!(matches!(counts, Counts::Four(_)));
        counts.grow(6);
        counts.unite(2, 0b101);
        counts.unite(2, 0b110);
        counts.restore(3, u64::MAX);
        counts.restore(5, 7);
        assert_eq!(counts.add(9, 1), Some(()));
        assert_eq!(counts.add(1, u32::MAX), None);
        let all: Vec<Option<u32>> = (0..7).map(|cell| counts.get(cell)).collect();
        assert_eq!(all, [Some(256), Some(70_000), Some(7), Some(0), Some(0), Some(7), None]);
    }
}
