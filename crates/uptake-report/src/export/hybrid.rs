//! Numbers as Parquet packs them: runs of a number that repeats, and between them numbers of as few bits as the largest needs.

/// How many numbers are packed together: so they end with a byte.
const GROUP: usize = 8;

/// Runs and packed numbers of `width` bits each, as they are added.
pub(super) struct Hybrid {
    width: u32,
    bytes: Vec<u8>,
    /// Those that wait to be packed.
    waiting: Vec<u32>,
}

impl Hybrid {
    /// Of so many bits each, behind bytes that are there.
    pub(super) fn new(width: u32, bytes: Vec<u8>) -> Self {
        let waiting = Vec::new();
        Self { width, bytes, waiting }
    }

    /// Adds a number so many times.
    pub(super) fn repeated(&mut self, number: u32, times: usize) {
        let open = (GROUP - self.waiting.len() % GROUP) % GROUP;
        let filled = open.min(times);
        let rest = times - filled;
        if rest < GROUP {
            self.waiting.extend(std::iter::repeat_n(number, times));
            return;
        }
        self.waiting.extend(std::iter::repeat_n(number, filled));
        self.pack();
        head(&mut self.bytes, (rest as u64) << 1);
        let width = self.width.div_ceil(u8::BITS) as usize;
        self.bytes.extend(number.to_le_bytes().iter().take(width));
    }

    /// Adds numbers that differ, most of them.
    pub(super) fn each(&mut self, numbers: &[u32]) {
        self.waiting.extend(numbers);
    }

    /// All bytes.
    pub(super) fn finish(mut self) -> Vec<u8> {
        self.pack();
        self.bytes
    }

    /// Packs those that wait. Only behind the last ones there may be room left in a group.
    fn pack(&mut self) {
        if self.waiting.is_empty() {
            return;
        }
        let groups = self.waiting.len().div_ceil(GROUP);
        head(&mut self.bytes, (groups as u64) << 1 | 1);
        let width = self.width as usize;
        self.bytes.reserve(groups * width);
        for group in self.waiting.chunks(GROUP) {
            match width <= GROUP {
                true => packed_at_once(group, width, &mut self.bytes),
                false => packed(group, width, &mut self.bytes),
            }
        }
        self.waiting.clear();
    }
}

/// The head of a run or of packed numbers: seven bits a byte, the lowest first.
fn head(bytes: &mut Vec<u8>, mut number: u64) {
    loop {
        let low = u8::try_from(number & 0x7f).unwrap_or_default();
        number >>= 7;
        if number == 0 {
            return bytes.push(low);
        }
        bytes.push(low | 0x80);
    }
}

/// Packs up to eight numbers of at most eight bits.
fn packed_at_once(group: &[u32], width: usize, bytes: &mut Vec<u8>) {
    let shifted = group
        .iter()
        .enumerate()
        .map(|(at, number)| u64::from(*number) << (at * width));
    let bits = shifted.fold(0, |all, bits| all | bits);
    bytes.extend_from_slice(bits.to_le_bytes().get(..width).unwrap_or_default());
}

/// Packs up to eight numbers of any number of bits.
fn packed(group: &[u32], width: usize, bytes: &mut Vec<u8>) {
    let end = bytes.len() + width;
    let (mut bits, mut filled) = (0_u64, 0);
    for number in group {
        bits |= u64::from(*number) << filled;
        filled += width;
        while filled >= 8 {
            bytes.extend(bits.to_le_bytes().first());
            bits >>= 8;
            filled -= 8;
        }
    }
    bytes.extend(bits.to_le_bytes().first().filter(|_| filled > 0));
    bytes.resize(end, 0);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_packed_as_the_format_shows_it() {
        // The example of the format's own text: 0 to 7 of three bits each.
        let mut packed = Hybrid::new(3, Vec::new());
        packed.each(&[0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(packed.finish(), [0b11, 0b1000_1000, 0b1100_0110, 0b1111_1010]);
        let mut runs = Hybrid::new(9, vec![9]);
        runs.repeated(300, 70);
        assert_eq!(runs.finish(), [9, 0x8c, 0x01, 0x2c, 0x01]);
    }

    #[test]
    fn numbers_that_wait_are_filled_up_by_the_run_behind_them() {
        let mut bytes = Hybrid::new(1, Vec::new());
        bytes.each(&[1, 0, 1]);
        bytes.repeated(1, 21);
        bytes.repeated(0, 2);
        assert_eq!(bytes.finish(), [0b11, 0b1111_1101, 16 << 1, 1, 0b11, 0]);
    }

    #[test]
    fn both_ways_of_packing_say_the_same() {
        for width in 1..=8 {
            for count in 1..=8_u32 {
                let numbers: Vec<u32> = (0..count).map(|at| (at * 37 + 11) % (1 << width)).collect();
                let (mut one, mut other) = (Vec::new(), Vec::new());
                packed_at_once(&numbers, width, &mut one);
                packed(&numbers, width, &mut other);
                assert_eq!(one, other, "{count} of {width} bits");
            }
        }
    }
}
