//! Random changes of bytes.

/// Small random numbers (xorshift), the same for the same seed.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below `end`; 0 if there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % (end.max(1) as u64)).unwrap_or(0)
    }
}

/// Pieces that formats of text stumble over.
const PIECES: &[&[u8]] = &[
    b"null",
    b"{}",
    b"[]",
    b"[",
    b"]",
    b"{",
    b"}",
    b"\"",
    b"\\",
    b",",
    b":",
    b"\n",
    b"\r\n",
    b"\r",
    b" ",
    b";",
    b"\t",
    b"\"\"",
    b"1e400",
    b"-0",
    b"9007199254740993",
    b"18446744073709551616",
    b"-9223372036854775809",
    b"0.1",
    b"1e5",
    b"01",
    b"NaN",
    b"true",
    b"\\ud800",
    b"\\udc00",
    b"\\u0000",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xff",
    b"\xed\xa0\x80",
    b"\0",
    b"\"a\":1,",
    b"\"a\":{\"b\":[1,{}]},",
    b"sep=;\n",
    b"2026-02-30",
    b"1.234,56",
    b"=1+1",
    b"{\"id\":\"ana\"}\n",
];

/// Numbers that lengths and counts in binary formats stumble over.
const NUMBERS: &[u32] = &[
    0,
    1,
    0x7f,
    0x80,
    0xff,
    0x7fff,
    0x8000,
    0xffff,
    0x7fff_ffff,
    0x8000_0000,
    0xffff_ffff,
];

/// One of the inputs, changed in one to eight places.
pub(crate) fn changed(pool: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = pool[random.below(pool.len())].clone();
    // Few changes mostly: after many nothing is left to be read.
    let times = [1, 1, 1, 1, 2, 2, 3, 8][random.below(8)];
    for _ in 0..times {
        change(&mut bytes, pool, random);
    }
    bytes.truncate(1 << 20);
    bytes
}

fn change(bytes: &mut Vec<u8>, pool: &[Vec<u8>], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let most = 1 << random.below(10);
    let size = random.below(most);
    let end = bytes.len().min(at + size);
    match random.below(9) {
        0 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        1 if at < bytes.len() => bytes[at] = u8::try_from(random.below(256)).unwrap_or(0),
        2 => drop(bytes.drain(at..end)),
        3 => bytes.truncate(at),
        4 => {
            let piece = bytes[at..end].to_vec();
            let to = random.below(bytes.len() + 1);
            drop(bytes.splice(to..to, piece));
        }
        5 => {
            let piece = PIECES[random.below(PIECES.len())];
            let times = if random.below(30) == 0 { 1 + size } else { 1 };
            drop(bytes.splice(at..at, piece.repeat(times)));
        }
        6 => {
            let number = NUMBERS[random.below(NUMBERS.len())].to_le_bytes();
            let wide = [1, 2, 4][random.below(3)];
            for (byte, new) in bytes.iter_mut().skip(at).zip(&number[..wide]) {
                *byte = *new;
            }
        }
        7 => {
            let other = &pool[random.below(pool.len())];
            let from = random.below(other.len() + 1);
            let to = other.len().min(from + size);
            drop(bytes.splice(at..end, other[from..to].iter().copied()));
        }
        _ => {
            let piece = PIECES[random.below(PIECES.len())];
            drop(bytes.splice(at..end, piece.iter().copied()));
        }
    }
}
