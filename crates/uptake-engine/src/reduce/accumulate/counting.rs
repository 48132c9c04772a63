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

/// Adds rows that each stand for one event to counts of a byte, four by four: to each of them one or nothing, as `ones` says of the row's class,
/// so that every row does the same. The row comes back whose events don't fit.
#[allow(clippy::indexing_slicing, reason = "as above")]
fn count_bytes<const FOURS: usize>(
    cells: &mut [u8],
    seen: &mut [u8],
    (classes, ones): (&[ClassWork], &[u32]),
    rows: &Rows<'_>,
    range: Range<usize>,
) -> Option<usize> {
    let (ones, _) = ones.as_chunks::<FOURS>();
    for row in range {
        let entity = rows.entities[row] as usize;
        let ones = &ones[rows.classes[row] as usize];
        let own = cells.as_chunks_mut::<4>().0.as_chunks_mut::<FOURS>().0;
        let own = &mut own[entity];
        let mut full = 0;
        for (four, ones) in own.iter().zip(ones) {
            // Of those that grow, whether one is in its upper half: it may be full.
            full |= u32::from_ne_bytes(*four) & (*ones << 7);
        }
        if full != 0 {
            let stopped = count(cells, seen, classes, rows, row..row + 1, 4 * FOURS);
            if stopped.is_some() {
                return stopped;
            }
            continue;
        }
        for (four, ones) in own.iter_mut().zip(ones) {
            *four = u32::from_ne_bytes(*four).wrapping_add(*ones).to_ne_bytes();
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
        (classes, ones): (&[ClassWork], &[u32]),
        rows: &Rows<'_>,
        range: Range<usize>,
        width: usize,
    ) -> Option<usize> {
        let (mut left, mut overflow) = (range, None);
        loop {
            let (seen, own) = (&mut self.rows, left.clone());
            let stopped = match &mut self.counts {
                Counts::One(cells) if rows.weights.is_none() => {
                    let all = (classes, ones);
                    match width / 4 {
                        1 => count_bytes::<1>(cells, seen, all, rows, own),
                        2 => count_bytes::<2>(cells, seen, all, rows, own),
                        3 => count_bytes::<3>(cells, seen, all, rows, own),
                        4 => count_bytes::<4>(cells, seen, all, rows, own),
                        5 => count_bytes::<5>(cells, seen, all, rows, own),
                        6 => count_bytes::<6>(cells, seen, all, rows, own),
                        // Where there are more, most rows add to few of them.
                        _ => count(cells, seen, classes, rows, own, width),
                    }
                }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_four_by_four_are_counts_one_by_one_until_a_byte_is_full() {
        let (width, entities) = (8, 3);
        let class = |slots: &[u32]| ClassWork {
            counts: slots.to_vec(),
            ..ClassWork::default()
        };
        let classes = [class(&[0, 1, 5]), class(&[]), class(&[3, 4]), class(&[0, 5, 2])];
        let ones: Vec<u32> = classes.iter().flat_map(|class| class.ones(width)).collect();
        let number = |row: u32, of: u32| row.wrapping_mul(2_654_435_761) >> 7 & (of - 1);
        let of_rows: Vec<u32> = (0..900).map(|row| number(row, 4).min(2)).collect();
        let of_classes: Vec<u32> = (0..900).map(|row| number(row + 77, 4)).collect();
        let rows = Rows {
            entities: &of_rows,
            days: &[0; 900],
            classes: &of_classes,
            weights: None,
            values: &[],
            codes: &[],
        };
        for range in [0..0, 0..300, 0..900] {
            let (mut cells, mut seen) = (vec![0_u8; entities * width], vec![0_u8; entities]);
            let (mut others, mut also_seen) = (cells.clone(), seen.clone());
            let stopped = count_bytes::<2>(&mut cells, &mut seen, (&classes, &ones), &rows, range.clone());
            let also = count(&mut others, &mut also_seen, &classes, &rows, range.clone(), width);
            assert_eq!(stopped, also, "{range:?}");
            assert_eq!((cells, seen), (others, also_seen), "{range:?}");
            assert_eq!(stopped.is_some(), range.end == 900);
        }
    }
}
