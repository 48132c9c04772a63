//! Rows are counted into cells of whatever width these have; a count that doesn't fit makes them wider.

use super::counts::{Counts, Width};
use super::{Block, ClassWork, Rows};
use std::ops::Range;

impl Rows<'_> {
    /// Whether a row stands for no event.
    #[inline]
    pub(super) fn is_no_event(&self, row: usize) -> bool {
        self.weights
            .is_some_and(|weights| weights.get(row).is_none_or(|weight| *weight <= 0))
    }
}

/// Adds rows to counts of a width. The row comes back whose events don't fit: nothing of it was added.
#[allow(
    clippy::indexing_slicing,
    reason = "the hot loop: cells are sized for all entities and slots before it, and every row has its entity below that"
)]
fn count<W: Width>(
    cells: &mut [W],
    seen: &mut [u8],
    classes: &[ClassWork],
    rows: &Rows<'_>,
    range: Range<usize>,
    width: usize,
) -> Option<usize> {
    let one = W::try_from(1).ok()?;
    for row in range {
        if rows.is_no_event(row) {
            continue;
        }
        let events = match rows.weights {
            None => one,
            Some(weights) => match u32::try_from(weights[row])
                .ok()
                .and_then(|events| W::try_from(events).ok())
            {
                Some(events) => events,
                None => return Some(row),
            },
        };
        let entity = rows.entities[row] as usize;
        let slots = &classes[rows.classes[row] as usize].counts;
        let base = entity * width;
        for (number, slot) in slots.iter().enumerate() {
            let cell = &mut cells[base + *slot as usize];
            let Some(sum) = cell.plus(events) else {
                for slot in &slots[..number] {
                    let cell = &mut cells[base + *slot as usize];
                    *cell = cell.less(events);
                }
                return Some(row);
            };
            *cell = sum;
        }
        seen[entity] = seen[entity].saturating_add(1);
    }
    None
}

/// Notes the days of rows in cells of a width, if the bit of their day fits into one.
#[allow(clippy::indexing_slicing, reason = "as above")]
fn note_days<W: Width + std::ops::BitOrAssign>(
    cells: &mut [W],
    classes: &[ClassWork],
    rows: &Rows<'_>,
    range: Range<usize>,
    (width, bit): (usize, u32),
) -> bool {
    let Ok(bit) = W::try_from(bit) else { return false };
    for row in range {
        if rows.is_no_event(row) {
            continue;
        }
        let base = rows.entities[row] as usize * width;
        for slot in &classes[rows.classes[row] as usize].days {
            cells[base + *slot as usize] |= bit;
        }
    }
    true
}

impl Block {
    /// Counts rows, all of one period. The first row comes back with which a count grows too large.
    pub(super) fn count(
        &mut self,
        classes: &[ClassWork],
        rows: &Rows<'_>,
        range: Range<usize>,
        width: usize,
    ) -> Option<usize> {
        let (mut left, mut overflow) = (range, None);
        loop {
            let (seen, own) = (&mut self.rows, left.clone());
            let stopped = match &mut self.counts {
                Counts::One(cells) => count(cells, seen, classes, rows, own, width),
                Counts::Two(cells) => count(cells, seen, classes, rows, own, width),
                Counts::Four(cells) => count(cells, seen, classes, rows, own, width),
            };
            match stopped {
                None => return overflow,
                Some(row) if self.counts.widen() => left.start = row,
                Some(row) => {
                    overflow = overflow.or(Some(row));
                    left.start = row + 1;
                }
            }
        }
    }

    /// Notes the day of rows, all of one day.
    pub(super) fn note_days(
        &mut self,
        classes: &[ClassWork],
        rows: &Rows<'_>,
        range: Range<usize>,
        place: (usize, u32),
    ) {
        loop {
            let own = range.clone();
            let noted = match &mut self.days {
                Counts::One(cells) => note_days(cells, classes, rows, own, place),
                Counts::Two(cells) => note_days(cells, classes, rows, own, place),
                Counts::Four(cells) => note_days(cells, classes, rows, own, place),
            };
            if noted || !self.days.widen() {
                return;
            }
        }
    }
}
