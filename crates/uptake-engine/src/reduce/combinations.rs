//! Numbers for combinations of codes: the codes of a row, side by side, make its class.
//!
//! Codes are packed into few bits, all columns of a row into one key as long as they are narrow, and the key is looked up. So a row
//! costs one look-up, however many columns there are. Where the columns are too wide together, a step numbers the first of them, and
//! the next step numbers pairs of that number and the codes after them. Only combinations that occur are kept.

use rustc_hash::FxHashMap;
use std::ops::Range;

/// Rows that are numbered together, so that what is made of them on the way stays in the nearest cache.
const STRETCH: usize = 1 << 10;

/// How many bits the columns of a step have, unless one by itself has more.
const MOST_BITS: u32 = 16;

/// Keys below this are looked up in a table, others in a map: few of very many combinations may occur.
const MOST_CELLS: u64 = 1 << 20;

/// The mark of a combination that didn't occur.
const NEW: u32 = u32::MAX;

/// Numbers combinations in the order of first sight.
#[derive(Default)]
pub(super) struct Combinations {
    /// For each column how many bits its codes have.
    bits: Vec<u32>,
    steps: Vec<Step>,
    /// The codes of each combination, one after another.
    codes: Vec<u32>,
}

/// Numbers the combinations of what was numbered before and some columns.
struct Step {
    columns: Range<usize>,
    bits: Vec<u32>,
    /// The bits of all its columns.
    width: u32,
    /// By key the number of the combination.
    table: Vec<u32>,
    /// The same for keys from [`MOST_CELLS`] on.
    beyond: FxHashMap<u64, u32>,
    len: u32,
}

impl Combinations {
    /// For the codes of so many columns.
    pub(super) fn new(columns: usize) -> Self {
        Self {
            bits: vec![0; columns],
            ..Self::default()
        }
    }

    /// How many combinations there are. Without columns all rows are of one.
    pub(super) fn len(&self) -> usize {
        match self.bits.len() {
            0 => 1,
            columns => self.codes.len() / columns,
        }
    }

    /// The codes of a combination, one per column.
    pub(super) fn codes(&self, number: usize) -> &[u32] {
        let columns = self.bits.len();
        let own = number * columns..(number + 1) * columns;
        self.codes.get(own).unwrap_or_default()
    }

    /// The number of the combination of each row. A column that is too short has the code zero from there on.
    pub(super) fn number(&mut self, columns: &[&[u32]], rows: usize) -> Vec<u32> {
        self.widen(columns);
        let mut numbers = vec![0; rows];
        let mut keys = Vec::with_capacity(STRETCH);
        let mut fresh = Vec::new();
        for (start, numbers) in (0..).step_by(STRETCH).zip(numbers.chunks_mut(STRETCH)) {
            for step in &mut self.steps {
                fresh.clear();
                step.pack(columns, start, numbers, &mut keys);
                step.number(&keys, numbers, &mut fresh);
            }
            for row in fresh.drain(..) {
                let codes = columns.iter().map(|column| column.get(start + row).copied());
                self.codes.extend(codes.map(Option::unwrap_or_default));
            }
        }
        numbers
    }

    /// Makes room for the codes of columns.
    fn widen(&mut self, columns: &[&[u32]]) {
        let mut wider = false;
        for (bits, column) in self.bits.iter_mut().zip(columns) {
            let all = column.iter().fold(0, |all, code| all | code);
            let needed = u32::BITS - all.leading_zeros();
            wider |= needed > *bits;
            *bits = needed.max(*bits);
        }
        if wider || self.steps.is_empty() {
            self.arrange();
        }
    }

    /// Deals the columns out to steps, and tells these what there is by now: in the same order it gets the same numbers.
    fn arrange(&mut self) {
        self.steps.clear();
        for (column, bits) in self.bits.iter().enumerate() {
            match self.steps.last_mut().filter(|step| step.width + bits <= MOST_BITS) {
                Some(step) => {
                    step.columns.end = column + 1;
                    step.bits.push(*bits);
                    step.width += bits;
                }
                None => self.steps.push(Step {
                    columns: column..column + 1,
                    bits: vec![*bits],
                    width: *bits,
                    table: Vec::new(),
                    beyond: FxHashMap::default(),
                    len: 0,
                }),
            }
        }
        let columns = self.bits.len().max(1);
        for codes in self.codes.chunks_exact(columns) {
            let mut number = 0;
            for step in &mut self.steps {
                let own = codes.get(step.columns.clone()).unwrap_or_default();
                let (mut packed, mut shift) = (0, 0);
                for (code, bits) in own.iter().zip(&step.bits) {
                    packed |= u64::from(*code) << shift;
                    shift += bits;
                }
                let key = u64::from(number) << step.width | packed;
                number = match step.known(key) {
                    NEW => step.add(key),
                    known => known,
                };
            }
        }
    }
}

impl Step {
    /// The keys of rows from `start` on, which have these numbers by now.
    fn pack(&self, columns: &[&[u32]], start: usize, numbers: &[u32], keys: &mut Vec<u64>) {
        keys.clear();
        keys.extend(numbers.iter().map(|number| u64::from(*number) << self.width));
        let own = columns.get(self.columns.clone()).unwrap_or_default();
        let mut shift = 0;
        for (column, bits) in own.iter().zip(&self.bits) {
            let codes = column.get(start..).unwrap_or_default();
            for (key, code) in keys.iter_mut().zip(codes) {
                *key |= u64::from(*code) << shift;
            }
            shift += bits;
        }
    }

    /// The number of each key. Rows whose key is new come into `fresh`.
    fn number(&mut self, keys: &[u64], numbers: &mut [u32], fresh: &mut Vec<usize>) {
        for (row, (number, key)) in numbers.iter_mut().zip(keys).enumerate() {
            *number = match self.known(*key) {
                NEW => {
                    fresh.push(row);
                    self.add(*key)
                }
                known => known,
            };
        }
    }

    #[inline]
    fn known(&self, key: u64) -> u32 {
        match usize::try_from(key).ok().and_then(|at| self.table.get(at)) {
            Some(known) => *known,
            None => self.known_beyond(key),
        }
    }

    #[cold]
    fn known_beyond(&self, key: u64) -> u32 {
        match key < MOST_CELLS {
            true => NEW,
            false => self.beyond.get(&key).copied().unwrap_or(NEW),
        }
    }

    #[cold]
    fn add(&mut self, key: u64) -> u32 {
        let number = self.len;
        self.len += 1;
        let Some(at) = usize::try_from(key).ok().filter(|_| key < MOST_CELLS) else {
            self.beyond.insert(key, number);
            return number;
        };
        if at >= self.table.len() {
            self.table.resize((at + 1).next_power_of_two(), NEW);
        }
        if let Some(cell) = self.table.get_mut(at) {
            *cell = number;
        }
        number
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    /// Numbers of which few are like each other.
    fn noise(seed: u64, row: u64) -> u64 {
        let mut number = (row + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ seed.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        number ^= number >> 29;
        number.wrapping_mul(0x94d0_49bb_1331_11eb) >> 32
    }

    #[test]
    fn combinations_have_numbers_in_the_order_of_first_sight_however_wide_columns_become() {
        // How many codes each column has, batch after batch.
        let shapes: [&[&[u64]]; 5] = [
            &[&[], &[]],
            &[&[3, 3, 3], &[3, 9, 3], &[70, 9, 3]],
            &[&[60_000, 60_000], &[65_537, 3]],
            &[&[3; 40], &[3; 40]],
            &[&[2, 1, 900, 900, 5], &[2, 40_000, 900, 900, 6]],
        ];
        for (number, shape) in shapes.iter().enumerate() {
            let columns = shape.first().map_or(0, |widths| widths.len());
            let mut own = Combinations::new(columns);
            let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
            for (batch, widths) in shape.iter().enumerate() {
                let rows = 2_500;
                let code = |column: usize, row: u64| {
                    let seed = (number * 1_000 + batch * 100 + column) as u64;
                    u32::try_from(noise(seed, row) % widths[column]).unwrap()
                };
                let codes: Vec<Vec<u32>> = (0..columns)
                    .map(|column| (0..rows).map(|row| code(column, row)).collect())
                    .collect();
                let slices: Vec<&[u32]> = codes.iter().map(Vec::as_slice).collect();
                let numbers = own.number(&slices, 2_500);
                for (row, number) in numbers.iter().enumerate() {
                    let key: Vec<u32> = codes.iter().map(|column| column[row]).collect();
                    let next = u32::try_from(known.len()).unwrap();
                    let expected = *known.entry(key.clone()).or_insert(next);
                    assert_eq!(*number, expected, "{widths:?} {row}");
                    assert_eq!(own.codes(*number as usize), key, "{widths:?} {row}");
                }
            }
            assert_eq!(own.len(), known.len().max(1));
        }
    }

    #[test]
    fn a_table_has_no_more_cells_than_its_bound_however_many_texts_two_columns_have() {
        let codes: Vec<u32> = (0..65_536).collect();
        let turned: Vec<u32> = codes.iter().rev().copied().collect();
        let mut own = Combinations::new(2);
        for columns in [[&codes, &turned], [&codes, &codes], [&turned, &turned]] {
            own.number(&columns.map(Vec::as_slice), codes.len());
        }
        // The last ones are those before them in another order.
        assert_eq!(own.len(), 2 * codes.len());
        let cells: usize = own.steps.iter().map(|step| step.table.len()).sum();
        let beyond: usize = own.steps.iter().map(|step| step.beyond.len()).sum();
        assert!(own.steps.iter().all(|step| step.table.len() as u64 <= MOST_CELLS));
        assert!(cells + beyond <= (1 << 16) + (1 << 20) + own.len(), "{cells} {beyond}");
    }
}
