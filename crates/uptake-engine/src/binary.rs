//! Values as bytes and back, for what is kept on disk between two runs.
//!
//! It is for the engine's own types alone, and no general way out: a [`Private`](crate::names::Private) still has no text form that
//! another crate could ask for. Lengths are looked at before anything is allocated for them, so that bytes that are damaged are
//! an error and no more.

use jiff::civil::Date;
use polars::io::SerWriter;
use polars::io::ipc::{IpcStreamReader, IpcStreamWriter};
use polars::prelude::{DataFrame, SerReader};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::Hash;
use std::sync::Arc;

/// That bytes aren't what was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Damaged;

/// Bytes that are read from their start to their end.
pub(crate) struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    /// All of these.
    pub(crate) fn of(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next ones.
    pub(crate) fn take(&mut self, length: usize) -> Result<&'a [u8], Damaged> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(Damaged)?;
        self.0 = rest;
        Ok(taken)
    }

    /// The next length: of things of which each takes at least so many bytes.
    fn length(&mut self, least: usize) -> Result<usize, Damaged> {
        let length = usize::try_from(u64::get(self)?).map_err(|_| Damaged)?;
        match length.checked_mul(least) {
            Some(bytes) if bytes <= self.0.len() => Ok(length),
            _ => Err(Damaged),
        }
    }

    /// That there are no more.
    pub(crate) fn end(&self) -> Result<(), Damaged> {
        match self.0.is_empty() {
            true => Ok(()),
            false => Err(Damaged),
        }
    }
}

/// What can be kept.
pub(crate) trait Binary: Sized {
    /// Adds it to bytes.
    fn put(&self, out: &mut Vec<u8>);

    /// Takes it from bytes.
    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged>;
}

/// A type is kept field by field. A new field doesn't compile until it is named here.
macro_rules! binary {
    ($type:ty { $($field:ident),+ $(,)? }) => {
        impl crate::binary::Binary for $type {
            fn put(&self, out: &mut Vec<u8>) {
                let Self { $($field),+ } = self;
                $(crate::binary::Binary::put($field, out);)+
            }

            fn get(from: &mut crate::binary::Bytes<'_>) -> Result<Self, crate::binary::Damaged> {
                $(let $field = crate::binary::Binary::get(from)?;)+
                Ok(Self { $($field),+ })
            }
        }
    };
}
pub(crate) use binary;

macro_rules! number {
    ($($type:ty),+) => {$(
        impl Binary for $type {
            fn put(&self, out: &mut Vec<u8>) {
                out.extend_from_slice(&self.to_le_bytes());
            }

            fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
                let bytes = from.take(size_of::<Self>())?;
                Ok(Self::from_le_bytes(bytes.try_into().map_err(|_| Damaged)?))
            }
        }
    )+};
}
number!(u8, u16, u32, u64, u128, i32, i64, f64);

impl Binary for usize {
    fn put(&self, out: &mut Vec<u8>) {
        (*self as u64).put(out);
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        usize::try_from(u64::get(from)?).map_err(|_| Damaged)
    }
}

impl Binary for bool {
    fn put(&self, out: &mut Vec<u8>) {
        out.push(u8::from(*self));
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        match u8::get(from)? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Damaged),
        }
    }
}

fn put_text(text: &str, out: &mut Vec<u8>) {
    text.len().put(out);
    out.extend_from_slice(text.as_bytes());
}

fn get_text<'a>(from: &mut Bytes<'a>) -> Result<&'a str, Damaged> {
    let length = from.length(1)?;
    std::str::from_utf8(from.take(length)?).map_err(|_| Damaged)
}

macro_rules! text {
    ($($type:ty),+) => {$(
        impl Binary for $type {
            fn put(&self, out: &mut Vec<u8>) {
                put_text(self, out);
            }

            fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
                Ok(get_text(from)?.into())
            }
        }
    )+};
}
text!(String, Box<str>, Arc<str>);

/// The words of the program that reports hold: names of types, settings that cure, what names may differ by.
const WORDS: [&str; 12] = [
    "bool",
    "int",
    "float",
    "text",
    "date",
    "datetime",
    "unknown",
    "dates",
    "decimal",
    "thousands",
    "case",
    "blanks",
];

impl Binary for &'static str {
    fn put(&self, out: &mut Vec<u8>) {
        put_text(self, out);
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        let text = get_text(from)?;
        WORDS.iter().find(|word| **word == text).copied().ok_or(Damaged)
    }
}

impl Binary for Date {
    fn put(&self, out: &mut Vec<u8>) {
        let parts = [i32::from(self.year()), i32::from(self.month()), i32::from(self.day())];
        parts.iter().for_each(|part| part.put(out));
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        let (year, month, day) = (i32::get(from)?, i32::get(from)?, i32::get(from)?);
        let small = |part: i32| i8::try_from(part).map_err(|_| Damaged);
        let year = i16::try_from(year).map_err(|_| Damaged)?;
        Date::new(year, small(month)?, small(day)?).map_err(|_| Damaged)
    }
}

impl<T: Binary> Binary for Option<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.is_some().put(out);
        if let Some(value) = self {
            value.put(out);
        }
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        bool::get(from)?.then(|| T::get(from)).transpose()
    }
}

impl<T: Binary> Binary for Vec<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        self.iter().for_each(|value| value.put(out));
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        let length = from.length(1)?;
        (0..length).map(|_| T::get(from)).collect()
    }
}

impl<T: Binary + Ord> Binary for BTreeSet<T> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        self.iter().for_each(|value| value.put(out));
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        Ok(Vec::get(from)?.into_iter().collect())
    }
}

impl<K: Binary + Ord, V: Binary> Binary for BTreeMap<K, V> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        for (key, value) in self {
            key.put(out);
            value.put(out);
        }
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        Ok(Vec::<(K, V)>::get(from)?.into_iter().collect())
    }
}

/// In the order of the keys, so that the same map has the same bytes.
impl<K: Binary + Ord + Hash, V: Binary> Binary for FxHashMap<K, V> {
    fn put(&self, out: &mut Vec<u8>) {
        self.len().put(out);
        let mut all: Vec<(&K, &V)> = self.iter().collect();
        all.sort_by_key(|(key, _)| *key);
        for (key, value) in all {
            key.put(out);
            value.put(out);
        }
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        Ok(Vec::<(K, V)>::get(from)?.into_iter().collect())
    }
}

impl<A: Binary, B: Binary> Binary for (A, B) {
    fn put(&self, out: &mut Vec<u8>) {
        self.0.put(out);
        self.1.put(out);
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        Ok((A::get(from)?, B::get(from)?))
    }
}

impl Binary for [bool; 3] {
    fn put(&self, out: &mut Vec<u8>) {
        self.iter().for_each(|value| value.put(out));
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        Ok([bool::get(from)?, bool::get(from)?, bool::get(from)?])
    }
}

/// As a stream of Arrow IPC. The height stands before it, since a frame without columns has none there.
impl Binary for DataFrame {
    fn put(&self, out: &mut Vec<u8>) {
        let mut bytes = Vec::new();
        // Writing into memory can't fail, and every type in the engine's frames has a form in Arrow. If one hadn't, reading it back
        // fails, which recomputes.
        let written = IpcStreamWriter::new(&mut bytes).finish(&mut self.clone());
        if written.is_err() {
            bytes.clear();
        }
        self.height().put(out);
        bytes.put(out);
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        let height = usize::get(from)?;
        let length = from.length(1)?;
        let bytes = std::io::Cursor::new(from.take(length)?);
        let frame = IpcStreamReader::new(bytes).finish().map_err(|_| Damaged)?;
        match frame.height() == height {
            true => Ok(frame),
            false => Err(Damaged),
        }
    }
}

/// Whole numbers side by side, each in as few bytes as the largest takes; none where all are zero.
pub(crate) fn put_narrow(numbers: impl ExactSizeIterator<Item = u64> + Clone, out: &mut Vec<u8>) {
    let most = numbers.clone().fold(0, |all, number| all | number);
    let width = match most {
        0 => 0u8,
        1..=0xff => 1,
        0x100..=0xffff => 2,
        0x1_0000..=0xffff_ffff => 4,
        _ => 8,
    };
    width.put(out);
    numbers.len().put(out);
    out.reserve(numbers.len() * usize::from(width));
    #[allow(clippy::cast_possible_truncation, reason = "the largest number has no more bytes")]
    match width {
        0 => {}
        1 => out.extend(numbers.map(|number| number as u8)),
        2 => numbers.for_each(|number| (number as u16).put(out)),
        4 => numbers.for_each(|number| (number as u32).put(out)),
        _ => numbers.for_each(|number| number.put(out)),
    }
}

/// Takes numbers of [`put_narrow`], of which there have to be so many, if none takes more than a byte: a byte each, or nothing where all
/// are zero. Of others nothing is taken.
pub(crate) fn get_bytes<'a>(from: &mut Bytes<'a>, length: usize) -> Result<Option<&'a [u8]>, Damaged> {
    let mut next = Bytes(from.0);
    let width = u8::get(&mut next)?;
    if width > 1 {
        return Ok(None);
    }
    if usize::get(&mut next)? != length {
        return Err(Damaged);
    }
    let bytes = next.take(length * usize::from(width))?;
    *from = next;
    Ok(Some(bytes))
}

/// Takes numbers of [`put_narrow`], of which there have to be so many. `each` gets the place and the number of those that aren't zero.
pub(crate) fn get_narrow(from: &mut Bytes<'_>, length: usize, mut each: impl FnMut(usize, u64)) -> Result<(), Damaged> {
    let width = u8::get(from)?;
    if usize::get(from)? != length {
        return Err(Damaged);
    }
    let size = length.checked_mul(usize::from(width)).ok_or(Damaged)?;
    let bytes = from.take(size)?;
    let mut give = |place: usize, number: u64| {
        if number != 0 {
            each(place, number);
        }
    };
    match width {
        0 => {}
        1 => bytes
            .iter()
            .enumerate()
            .for_each(|(place, byte)| give(place, u64::from(*byte))),
        2 => bytes.as_chunks().0.iter().enumerate().for_each(|(place, bytes)| {
            give(place, u64::from(u16::from_le_bytes(*bytes)));
        }),
        4 => bytes.as_chunks().0.iter().enumerate().for_each(|(place, bytes)| {
            give(place, u64::from(u32::from_le_bytes(*bytes)));
        }),
        8 => bytes.as_chunks().0.iter().enumerate().for_each(|(place, bytes)| {
            give(place, u64::from_le_bytes(*bytes));
        }),
        _ => return Err(Damaged),
    }
    Ok(())
}

/// Puts a number into a cell; what is kept of a cell of 32 bits has no more.
pub(crate) fn narrow_into(cells: &mut [u32], at: usize, number: u64) {
    if let (Some(cell), Ok(number)) = (cells.get_mut(at), u32::try_from(number)) {
        *cell = number;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::indexing_slicing, reason = "a test may stop")]
    use super::*;
    use proptest::prelude::*;

    fn through<T: Binary>(value: &T) -> Result<T, Damaged> {
        let mut bytes = Vec::new();
        value.put(&mut bytes);
        let mut from = Bytes::of(&bytes);
        let found = T::get(&mut from)?;
        from.end()?;
        Ok(found)
    }

    proptest! {
        #[test]
        fn values_come_back_as_they_went_in(
            value in any::<BTreeMap<String, Vec<(u32, Option<i64>)>>>(),
            floats in any::<Vec<f64>>(),
        ) {
            prop_assert_eq!(through(&value), Ok(value));
            let bits = |all: &[f64]| all.iter().map(|number| number.to_bits()).collect::<Vec<_>>();
            prop_assert_eq!(through(&floats).map(|found| bits(&found)), Ok(bits(&floats)));
        }

        #[test]
        fn numbers_come_back_at_every_width(numbers in any::<Vec<u64>>(), shift in 0u32..64) {
            let numbers: Vec<u64> = numbers.into_iter().map(|number| number >> shift).collect();
            let mut bytes = Vec::new();
            put_narrow(numbers.iter().copied(), &mut bytes);
            let mut found = vec![0; numbers.len()];
            let mut from = Bytes::of(&bytes);
            let got = get_narrow(&mut from, numbers.len(), |place, number| found[place] = number);
            prop_assert_eq!(got, Ok(()));
            prop_assert_eq!(found, numbers);
        }

        #[test]
        fn damaged_bytes_are_an_error_and_allocate_nothing_that_they_only_state(
            bytes in any::<Vec<u8>>(),
        ) {
            // Whatever comes of it, it comes.
            let _ = <BTreeMap<String, Vec<String>> as Binary>::get(&mut Bytes::of(&bytes));
            let _ = <DataFrame as Binary>::get(&mut Bytes::of(&bytes));
        }
    }

    #[test]
    fn the_words_of_the_program_come_back() {
        for word in WORDS {
            assert_eq!(through(&word), Ok(word));
        }
        let types = ["bool", "int", "float", "text", "date", "datetime"];
        assert!(types.iter().all(|name| WORDS.contains(name)));
        let mut bytes = Vec::new();
        put_text("another", &mut bytes);
        assert_eq!(<&'static str>::get(&mut Bytes::of(&bytes)), Err(Damaged));
    }

    #[test]
    fn a_length_beyond_the_bytes_is_damage() {
        let mut bytes = Vec::new();
        u64::MAX.put(&mut bytes);
        assert_eq!(Vec::<u8>::get(&mut Bytes::of(&bytes)), Err(Damaged));
    }
}
