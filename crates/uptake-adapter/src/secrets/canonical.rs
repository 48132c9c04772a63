//! A text as secrets are looked for in it: whatever case it is in, however it is broken into lines, and without its escapes.

use std::collections::HashSet;
use std::ops::Range;

/// The longest escape that is undone, in bytes.
const LONGEST: usize = 12;

/// A text of which each byte knows the letters of the whole text that it was made of.
#[derive(Default)]
pub(super) struct Canonical {
    pub(super) bytes: Vec<u8>,
    places: Vec<Range<usize>>,
}

impl Canonical {
    /// In lower case, without blanks, line breaks and letters that aren't seen.
    pub(super) fn plain(text: &str) -> Self {
        let mut whole = Self::default();
        whole.read(text, |_| {});
        whole.without(|_| false)
    }

    /// The same without escapes of addresses, JSON, HTML and Rust, however often one is in another. Signs that an escape
    /// puts in or leaves out go as well.
    pub(super) fn unescaped(text: &str) -> Self {
        let mut whole = Self::default();
        whole.read(text, Self::reduce);
        whole.without(|byte| matches!(byte, b'\\' | b'+'))
    }

    /// Where `wanted` is, as ranges of the whole text. They may overlap.
    pub(super) fn find(&self, wanted: &[u8]) -> Vec<Range<usize>> {
        let Some(last) = wanted.len().checked_sub(1) else {
            return Vec::new();
        };
        let found = self.bytes.windows(wanted.len()).enumerate();
        let found = found.filter(|(_, window)| *window == wanted);
        let range = |at: usize| Some(self.places.get(at)?.start..self.places.get(at + last)?.end);
        found.filter_map(|(at, _)| range(at)).collect()
    }

    /// Where any of `wanted` is, all of which have one length.
    pub(super) fn find_any(&self, wanted: &HashSet<Vec<u8>>, length: usize) -> Vec<Range<usize>> {
        if wanted.is_empty() || length == 0 {
            return Vec::new();
        }
        let found = self.bytes.windows(length).enumerate();
        let found = found.filter(|(_, window)| wanted.contains(*window));
        let range = |at: usize| Some(self.places.get(at)?.start..self.places.get(at + length - 1)?.end);
        found.filter_map(|(at, _)| range(at)).collect()
    }

    /// Where the text begins with the end of `wanted`, or ends with its beginning: what was cut off may be a secret. Shorter than
    /// `least` bytes it may be any word.
    pub(super) fn cut(&self, wanted: &[u8], least: usize) -> Vec<Range<usize>> {
        let lengths = || (least..wanted.len()).rev();
        let begins = lengths().find(|length| {
            self.bytes
                .starts_with(wanted.get(wanted.len() - length..).unwrap_or(b"-"))
        });
        let ends = lengths().find(|length| self.bytes.ends_with(wanted.get(..*length).unwrap_or(b"-")));
        let range = |at: usize, length: usize| {
            let last = at + length.checked_sub(1)?;
            Some(self.places.get(at)?.start..self.places.get(last)?.end)
        };
        let begins = begins.and_then(|length| range(0, length));
        let ends = ends.and_then(|length| range(self.bytes.len() - length, length));
        begins.into_iter().chain(ends).collect()
    }

    fn read(&mut self, text: &str, mut after: impl FnMut(&mut Self)) {
        for (at, letter) in text.char_indices() {
            let place = at..at + letter.len_utf8();
            for letter in letter.to_lowercase() {
                let mut buffer = [0; 4];
                for byte in letter.encode_utf8(&mut buffer).bytes() {
                    self.push(byte, place.clone());
                }
            }
            after(self);
        }
    }

    fn push(&mut self, byte: u8, place: Range<usize>) {
        self.bytes.push(byte);
        self.places.push(place);
    }

    /// Undoes the escapes that end here.
    fn reduce(&mut self) {
        while let Some((length, letter)) = escape(
            self.bytes
                .get(self.bytes.len().saturating_sub(LONGEST)..)
                .unwrap_or_default(),
        ) {
            let from = self.bytes.len() - length;
            let place =
                self.places.get(from).map_or(0, |place| place.start)..self.places.last().map_or(0, |place| place.end);
            self.bytes.truncate(from);
            self.places.truncate(from);
            match letter {
                Undone::Byte(byte) => self.push(byte.to_ascii_lowercase(), place),
                Undone::Letter(letter) => {
                    let mut buffer = [0; 4];
                    for letter in letter.to_lowercase() {
                        for byte in letter.encode_utf8(&mut buffer).bytes() {
                            self.push(byte, place.clone());
                        }
                    }
                }
            }
        }
    }

    fn without(self, left_out: impl Fn(u8) -> bool) -> Self {
        let mut kept = Self::default();
        let mut rest = self.bytes.as_slice();
        let mut places = self.places.into_iter();
        while let Some((first, tail)) = rest.split_first() {
            // Letters that aren't seen: U+200B to U+200F, U+2028 to U+202E, U+2060 to U+206F, U+FEFF, a soft hyphen.
            let unseen = match rest {
                [0xe2, 0x80, 0x8b..=0x8f | 0xa8..=0xae, ..]
                | [0xe2, 0x81, 0xa0..=0xaf, ..]
                | [0xef, 0xbb, 0xbf, ..] => 3,
                [0xc2, 0xa0 | 0xad, ..] => 2,
                [byte, ..] if *byte <= b' ' || *byte == 0x7f || left_out(*byte) => 1,
                _ => 0,
            };
            if unseen > 0 {
                rest = rest.get(unseen..).unwrap_or_default();
                places.by_ref().take(unseen).for_each(drop);
                continue;
            }
            rest = tail;
            if let Some(place) = places.next() {
                kept.push(*first, place);
            }
        }
        kept
    }
}

enum Undone {
    Byte(u8),
    Letter(char),
}

/// The escape at the end of a text: its length and what it stands for. The text is in lower case.
fn escape(tail: &[u8]) -> Option<(usize, Undone)> {
    let number = |digits: &[u8], base| u32::from_str_radix(std::str::from_utf8(digits).ok()?, base).ok();
    let ending = |length: usize| tail.len().checked_sub(length).and_then(|from| tail.get(from..));
    let byte = |digits: &[u8]| {
        number(digits, 16)
            .and_then(|value| u8::try_from(value).ok())
            .map(Undone::Byte)
    };
    let letter = |value: u32| char::from_u32(value).map(Undone::Letter);
    if let Some([b'%', digits @ ..]) = ending(3)
        && digits.iter().all(u8::is_ascii_hexdigit)
    {
        return Some((3, byte(digits)?));
    }
    if let Some([b'\\', b'x', digits @ ..]) = ending(4)
        && digits.iter().all(u8::is_ascii_hexdigit)
    {
        return Some((4, byte(digits)?));
    }
    if let Some([b'\\', b'u', digits @ ..]) = ending(6)
        && digits.iter().all(u8::is_ascii_hexdigit)
    {
        return Some((6, letter(number(digits, 16)?)?));
    }
    match tail {
        [.., b'\\', b'\\'] => return Some((2, Undone::Byte(b'\\'))),
        [.., b'\\', b'n' | b'r' | b't'] => return Some((2, Undone::Byte(b' '))),
        _ => {}
    }
    let from = match tail.last() {
        Some(b'}') => tail.windows(3).rposition(|window| window == b"\\u{")?,
        Some(b';') => tail.iter().rposition(|byte| *byte == b'&')?,
        _ => return None,
    };
    let whole = tail.get(from..)?;
    let value = match whole {
        [b'\\', b'u', b'{', digits @ .., b'}'] => letter(number(digits, 16)?)?,
        [b'&', b'#', b'x', digits @ .., b';'] => letter(number(digits, 16)?)?,
        [b'&', b'#', digits @ .., b';'] => letter(number(digits, 10)?)?,
        b"&amp;" => Undone::Byte(b'&'),
        b"&lt;" => Undone::Byte(b'<'),
        b"&gt;" => Undone::Byte(b'>'),
        b"&quot;" => Undone::Byte(b'"'),
        b"&apos;" => Undone::Byte(b'\''),
        _ => return None,
    };
    Some((whole.len(), value))
}
