//! Small numbers as Parquet writes them: runs of one number, and numbers side by side in as few bits as the largest needs.

use super::fault::Fault;

const SHORT: Fault = Fault::Broken("the numbers of a page end early");

/// Bits of a number, at most.
const MOST_BITS: u32 = 32;

/// Numbers that are read one stretch after the other.
#[derive(Debug)]
pub(super) struct Runs {
    bytes: Vec<u8>,
    /// Where the next run begins.
    at: usize,
    bits: usize,
    run: Run,
}

#[derive(Debug)]
enum Run {
    /// So many times the same number.
    Same { number: u32, left: usize },
    /// Numbers side by side: where the first is, how many of its group of bytes have been read, how many are left.
    Packed { start: usize, read: usize, left: usize },
}

impl Runs {
    /// The numbers in bytes; `None` where one has more bits than there can be.
    pub(super) fn new(bytes: Vec<u8>, bits: u32) -> Option<Self> {
        (bits <= MOST_BITS).then_some(Self {
            bytes,
            at: 0,
            bits: bits as usize,
            run: Run::Same { number: 0, left: 0 },
        })
    }

    /// Appends the next `count` numbers.
    pub(super) fn take(&mut self, count: usize, numbers: &mut Vec<u32>) -> Result<(), Fault> {
        let mut missing = count;
        while missing > 0 {
            match &mut self.run {
                Run::Same { left: 0, .. } | Run::Packed { left: 0, .. } => self.next_run()?,
                Run::Same { number, left } => {
                    let taken = missing.min(*left);
                    numbers.resize(numbers.len() + taken, *number);
                    *left -= taken;
                    missing -= taken;
                }
                Run::Packed { start, read, left } => {
                    let taken = missing.min(*left);
                    let bytes = self.bytes.get(*start..).ok_or(SHORT)?;
                    unpacked(bytes, self.bits, *read, taken, numbers)?;
                    *read += taken;
                    *left -= taken;
                    missing -= taken;
                }
            }
        }
        Ok(())
    }

    /// Takes as many of the next `most` numbers as are `number` and stand in runs of one number, and says how many that are.
    pub(super) fn take_same(&mut self, most: usize, number: u32) -> Result<usize, Fault> {
        let mut taken = 0;
        while taken < most {
            match &mut self.run {
                Run::Same { left: 0, .. } | Run::Packed { left: 0, .. } => self.next_run()?,
                Run::Same { number: own, left } if *own == number => {
                    let more = (most - taken).min(*left);
                    *left -= more;
                    taken += more;
                }
                Run::Same { .. } | Run::Packed { .. } => break,
            }
        }
        Ok(taken)
    }

    fn next_run(&mut self) -> Result<(), Fault> {
        // Numbers without bits are all zero, and nothing is written of them.
        if self.bits == 0 {
            self.run = Run::Same {
                number: 0,
                left: usize::MAX,
            };
            return Ok(());
        }
        let head = self.head()?;
        let count = usize::try_from(head >> 1).map_err(|_| SHORT)?;
        if head & 1 == 0 {
            let end = self.at + self.bits.div_ceil(8);
            let written = self.bytes.get(self.at..end).ok_or(SHORT)?;
            let number = written
                .iter()
                .rev()
                .fold(0, |number, byte| number << 8 | u32::from(*byte));
            self.at = end;
            self.run = Run::Same { number, left: count };
            return Ok(());
        }
        let start = self.at;
        // The last group may be cut off where its numbers aren't needed.
        let size = count.saturating_mul(self.bits).min(self.bytes.len() - start);
        self.at = start + size;
        self.run = Run::Packed {
            start,
            read: 0,
            left: size * 8 / self.bits,
        };
        match size {
            0 => Err(SHORT),
            _ => Ok(()),
        }
    }

    /// What a run says of itself: seven bits in a byte, the least ones first.
    fn head(&mut self) -> Result<u64, Fault> {
        let mut head = 0;
        for shift in (0..63).step_by(7) {
            let byte = *self.bytes.get(self.at).ok_or(SHORT)?;
            self.at += 1;
            head |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Ok(head);
            }
        }
        Err(SHORT)
    }
}

/// Appends numbers of so many bits: `count` of them, from the one at `first` on.
fn unpacked(bytes: &[u8], bits: usize, first: usize, count: usize, numbers: &mut Vec<u32>) -> Result<(), Fault> {
    #[allow(clippy::cast_possible_truncation, reason = "the mask leaves 32 bits at most")]
    let cut = |word: u64, bit: usize| (word >> (bit % 8)) as u32 & mask(bits);
    let from = numbers.len();
    // Whole words, as long as there are eight bytes; the last few numbers byte by byte.
    let whole = (bytes.len() * 8).saturating_sub(64) / bits;
    let words = whole.saturating_sub(first).min(count);
    numbers.resize(from + words, 0);
    let word = |place: usize| {
        let word = bytes.get(place * bits / 8..).and_then(|rest| rest.first_chunk::<8>());
        word.map(|word| u64::from_le_bytes(*word)).ok_or(SHORT)
    };
    let new = numbers.get_mut(from..).unwrap_or_default();
    // Eight numbers of up to eight bits are in one word, from each eighth one on.
    let alone = match bits {
        ..=8 => (first.next_multiple_of(8) - first).min(words),
        _ => words,
    };
    let (alone, eights) = new.split_at_mut_checked(alone).unwrap_or_default();
    let (eights, rest) = eights.as_chunks_mut::<8>();
    for (place, number) in (first..).zip(&mut *alone) {
        *number = cut(word(place)?, place * bits);
    }
    let first_eight = first + alone.len();
    for (place, eight) in (first_eight..).step_by(8).zip(&mut *eights) {
        let word = word(place)?;
        for (shift, number) in (0..).step_by(bits).zip(eight) {
            #[allow(clippy::cast_possible_truncation, reason = "the mask leaves eight bits at most")]
            let low = (word >> shift) as u32 & mask(bits);
            *number = low;
        }
    }
    for (place, number) in (first_eight + 8 * eights.len()..).zip(rest) {
        *number = cut(word(place)?, place * bits);
    }
    for place in first + words..first + count {
        let bit = place * bits;
        let rest = bytes.get(bit / 8..).ok_or(SHORT)?;
        let mut word = [0; 8];
        for (own, byte) in word.iter_mut().zip(rest) {
            *own = *byte;
        }
        if rest.len() * 8 < bit % 8 + bits {
            return Err(SHORT);
        }
        numbers.push(cut(u64::from_le_bytes(word), bit));
    }
    Ok(())
}

fn mask(bits: usize) -> u32 {
    match bits {
        0 => 0,
        bits => u32::MAX >> (32 - bits.min(32)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers, packed side by side in whole groups of eight.
    fn packed(numbers: &[u32], bits: usize) -> Vec<u8> {
        let mut bytes = vec![0_u8; numbers.len().div_ceil(8) * bits];
        for (place, number) in numbers.iter().enumerate() {
            for bit in (0..bits).filter(|bit| number >> bit & 1 == 1) {
                let at = place * bits + bit;
                bytes[at / 8] |= 1 << (at % 8);
            }
        }
        bytes
    }

    #[test]
    fn numbers_of_every_width_come_back_in_whatever_stretches_they_are_asked_for() {
        for bits in 1..=32_usize {
            let own = |n: u32| n.wrapping_mul(0x9e37_79b9) & mask(bits);
            let first: Vec<u32> = (0..104).map(own).collect();
            let second = own(77);
            let mut bytes = vec![(104 / 8) << 1 | 1];
            bytes.extend(packed(&first, bits));
            // A run of three hundred: twice that, seven bits in a byte.
            bytes.extend([0xd8, 0x04]);
            bytes.extend(&second.to_le_bytes()[..bits.div_ceil(8)]);
            let wanted: Vec<u32> = first.into_iter().chain(std::iter::repeat_n(second, 300)).collect();
            for stretch in [1, 7, 64, 404] {
                let mut runs = Runs::new(bytes.clone(), u32::try_from(bits).unwrap()).unwrap();
                let mut read = Vec::new();
                while read.len() < wanted.len() {
                    runs.take(stretch.min(wanted.len() - read.len()), &mut read).unwrap();
                }
                assert_eq!(read, wanted, "{bits} bits, {stretch} at once");
                assert!(runs.take(1, &mut read).is_err(), "{bits} bits");
            }
        }
    }

    #[test]
    fn numbers_without_bits_are_zero_and_none_has_more_than_32() {
        let mut read = Vec::new();
        Runs::new(Vec::new(), 0).unwrap().take(5, &mut read).unwrap();
        assert_eq!(read, [0; 5]);
        assert!(Runs::new(vec![2, 1], 33).is_none());
    }

    #[test]
    fn a_run_whose_head_or_numbers_are_cut_off_is_an_error() {
        for bytes in [vec![], vec![0x80; 20], vec![3], vec![4], vec![0xff, 0xff]] {
            let mut runs = Runs::new(bytes.clone(), 9).unwrap();
            assert!(runs.take(8, &mut Vec::new()).is_err(), "{bytes:?}");
        }
    }
}
