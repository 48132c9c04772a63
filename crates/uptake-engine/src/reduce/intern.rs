//! Texts → small numbers.

use super::texts::Texts;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::Arc;
use uptake_adapter::{Coded, Codes, Dictionary};

/// Gives each distinct text a number, in the order of first sight.
#[derive(Clone, Default)]
pub(crate) struct Interner {
    /// Texts of up to twelve bytes are the view itself: one comparison of 16 bytes.
    short: ShortTable,
    long: FxHashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
    /// The dictionary that was read last, and the number of each of its texts; [`UNSEEN`] as long as no row needed it.
    dictionary: Option<(Arc<Dictionary>, Vec<u32>)>,
}

/// A piece of a column of texts.
type TextArray = <StringType as PolarsDataType>::Array;

/// The number of a text that wasn't looked up yet.
const UNSEEN: u32 = u32::MAX;

/// How many texts are looked up together, so that they wait for memory together: a table of many entities is in no near cache.
const AHEAD: usize = 32;

impl Interner {
    /// The number of distinct texts.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The texts, by number.
    pub(crate) fn texts(&self) -> &[Box<str>] {
        &self.texts
    }

    /// The texts alone.
    pub(crate) fn into_texts(self) -> Vec<Box<str>> {
        self.texts
    }

    /// The number of each value of `column`. Missing values get `missing`; texts that aren't known get a new number if
    /// `grow`, else `missing` too. Both roads give the same numbers.
    pub(crate) fn codes<'a>(&mut self, column: impl Into<Texts<'a>>, grow: bool, missing: u32, codes: &mut Vec<u32>) {
        let Texts { column, coded } = column.into();
        codes.reserve(column.len());
        match coded {
            Some(coded) => self.codes_of_numbers(coded, grow, missing, codes),
            None => self.codes_of_texts(column, grow, missing, codes),
        }
    }

    /// By the numbers of a dictionary: a text is looked up when it is first met.
    fn codes_of_numbers(&mut self, coded: &Coded, grow: bool, missing: u32, codes: &mut Vec<u32>) {
        let dictionary = &coded.dictionary;
        let mut known = match self.dictionary.take() {
            Some((last, known)) if Arc::ptr_eq(&last, dictionary) => known,
            // Where nobody gets a new number it doesn't matter which text a row needs first.
            _ if !grow => self.known_of(dictionary, missing),
            _ => vec![UNSEEN; dictionary.texts().len()],
        };
        let mut code_of = |number: u32| match known.get(number as usize) {
            Some(&code) if code != UNSEEN => code,
            _ => self.first_of(number, dictionary, &mut known, grow, missing),
        };
        for array in coded.numbers.downcast_iter() {
            match array.validity() {
                None => codes.extend(array.values().iter().map(|number| code_of(*number))),
                Some(_) => codes.extend(
                    array
                        .iter()
                        .map(|number| number.map_or(missing, |number| code_of(*number))),
                ),
            }
        }
        self.dictionary = Some((Arc::clone(dictionary), known));
    }

    /// The numbers of a dictionary's texts; [`UNSEEN`] where one isn't known. Looked up one right after the other, they wait for
    /// memory together.
    fn known_of(&mut self, dictionary: &Dictionary, missing: u32) -> Vec<u32> {
        let mut known = Vec::with_capacity(dictionary.texts().len());
        for array in dictionary.texts().downcast_iter() {
            for index in 0..array.len() {
                let code = self.code(array, index, false, missing);
                known.push(if code == missing { UNSEEN } else { code });
            }
        }
        known
    }

    /// The number of a text that no row needed before.
    #[cold]
    fn first_of(&mut self, number: u32, dictionary: &Dictionary, known: &mut [u32], grow: bool, missing: u32) -> u32 {
        let (Some(array), Some(slot)) = (
            dictionary.texts().downcast_iter().next(),
            known.get_mut(number as usize),
        ) else {
            return missing;
        };
        let code = self.code(array, number as usize, grow, missing);
        // Who isn't known may be by the next batch.
        if code != missing {
            *slot = code;
        }
        code
    }

    fn codes_of_texts(&mut self, column: &StringChunked, grow: bool, missing: u32, codes: &mut Vec<u32>) {
        let nulls = column.null_count() > 0;
        for array in column.downcast_iter() {
            let mut last: Option<(u128, u32)> = None;
            let mut index = 0;
            for views in array.views().chunks(AHEAD) {
                let mut found = [UNSEEN; AHEAD];
                for (found, view) in found.iter_mut().zip(views) {
                    *found = self.short.at_once(view.as_u128());
                }
                for (found, view) in found.into_iter().zip(views) {
                    let raw = view.as_u128();
                    // Also right for long texts: within an array equal views mean equal bytes.
                    let code = match last {
                        _ if nulls && array.get(index).is_none() => missing,
                        _ if found != UNSEEN => found,
                        Some((seen, code)) if seen == raw => code,
                        _ => {
                            let code = self.code(array, index, grow, missing);
                            last = Some((raw, code));
                            code
                        }
                    };
                    codes.push(code);
                    index += 1;
                }
            }
        }
    }

    /// The number of a text in an array, which is there.
    #[inline]
    fn code(&mut self, array: &TextArray, index: usize, grow: bool, missing: u32) -> u32 {
        let Some(view) = array.views().get(index) else {
            return missing;
        };
        if !view.is_inline() {
            return self.long_code(array.value(index), grow, missing);
        }
        let raw = view.as_u128();
        match self.short.get(raw) {
            Some(code) => code,
            None if grow => {
                let code = self.add(array.value(index));
                self.short.insert(raw, code);
                code
            }
            None => missing,
        }
    }

    fn long_code(&mut self, text: &str, grow: bool, missing: u32) -> u32 {
        match self.long.get(text) {
            Some(code) => *code,
            None if grow => {
                let code = self.add(text);
                self.long.insert(text.into(), code);
                code
            }
            None => missing,
        }
    }

    fn add(&mut self, text: &str) -> u32 {
        let code = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.into());
        code
    }
}

/// The number of a missing text; known texts count from one.
pub(crate) const MISSING: u32 = 0;

/// Numbers the text columns of a dataset, each once per batch, whoever needs it.
#[derive(Default)]
pub(crate) struct Numberer {
    columns: Vec<(String, Interner)>,
}

/// A column of a batch by number, with the texts that are new in it.
#[derive(Default)]
pub(crate) struct Numbered {
    numbers: Vec<u32>,
    fresh: Vec<Box<str>>,
}

impl Numberer {
    /// A numberer of these columns.
    pub(crate) fn new<'a>(columns: impl Iterator<Item = &'a str>) -> Self {
        let names: BTreeSet<&str> = columns.collect();
        Self {
            columns: names
                .into_iter()
                .map(|name| (name.to_owned(), Interner::default()))
                .collect(),
        }
    }

    /// What reads the numbers, on whatever thread.
    pub(crate) fn reader(&self) -> TextColumns {
        let empty = |(name, _): &(String, Interner)| (name.clone(), TextColumn::default());
        TextColumns {
            columns: self.columns.iter().map(empty).collect(),
        }
    }

    /// Numbers a batch's columns, with the codes that came beside them.
    pub(crate) fn number(&mut self, frame: &DataFrame, codes: &Codes) -> PolarsResult<Vec<Numbered>> {
        self.columns
            .iter_mut()
            .map(|(name, interner)| {
                // Text stays as it is; other types are numbered by what they look like.
                let column = frame.column(name)?.cast(&DataType::String)?;
                let known = interner.len();
                let mut numbers = Vec::new();
                interner.codes(Texts::new(column.str()?, codes), true, u32::MAX, &mut numbers);
                // One up, so that missing is the least.
                for number in &mut numbers {
                    *number = number.wrapping_add(1);
                }
                let fresh = interner.texts().iter().skip(known).cloned().collect();
                Ok(Numbered { numbers, fresh })
            })
            .collect()
    }
}

/// The numbers of the batch at hand, and the texts behind all numbers so far.
#[derive(Default)]
pub(crate) struct TextColumns {
    columns: Vec<(String, TextColumn)>,
}

/// A column's texts and numbers.
#[derive(Default)]
pub(crate) struct TextColumn {
    /// The texts, by number less one.
    pub(crate) texts: Vec<Box<str>>,
    /// The number of each row of the batch.
    pub(crate) numbers: Arc<Vec<u32>>,
}

impl TextColumns {
    /// Takes the next batch.
    pub(crate) fn receive(&mut self, batch: Vec<Numbered>) {
        for ((_, column), numbered) in self.columns.iter_mut().zip(batch) {
            column.numbers = Arc::new(numbered.numbers);
            column.texts.extend(numbered.fresh);
        }
    }

    /// A column.
    pub(crate) fn get(&self, name: &str) -> Option<&TextColumn> {
        self.columns
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, column)| column)
    }
}

/// Views of short texts → numbers, by open addressing. The general hash map took half of the reduce step's time.
/// Keys and numbers lie apart, so that the keys of many entities stay in the cache.
#[derive(Clone, Default)]
struct ShortTable {
    keys: Vec<u128>,
    codes: Vec<u32>,
    filled: usize,
    /// The number of the empty text, whose view is the mark of a free slot.
    empty: Option<u32>,
}

/// The mark of a free slot.
const FREE: u128 = 0;

impl ShortTable {
    /// Folds the product of both halves, so that every byte of the text moves every bit of the place.
    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "a hash keeps the bits it needs")]
    fn place(&self, key: u128) -> usize {
        let (low, high) = (
            key as u64 ^ 0x9e37_79b9_7f4a_7c15,
            (key >> 64) as u64 ^ 0xd1b5_4a32_d192_ed03,
        );
        let product = u128::from(low) * u128::from(high);
        ((product >> 64) as u64 ^ product as u64) as usize & (self.keys.len() - 1)
    }

    #[inline]
    fn get(&self, key: u128) -> Option<u32> {
        if key == FREE {
            return self.empty;
        }
        if self.keys.is_empty() {
            return None;
        }
        let mut at = self.place(key);
        loop {
            match self.keys.get(at) {
                Some(known) if *known == key => return self.codes.get(at).copied(),
                Some(&FREE) => return None,
                Some(_) => at += 1,
                None => at = 0,
            }
        }
    }

    /// The number of a key that lies in its own place or the next one, as nearly all do; [`UNSEEN`] of any other. Without a branch, so
    /// that the look-ups of several keys don't wait for each other.
    #[inline]
    fn at_once(&self, key: u128) -> u32 {
        if self.keys.is_empty() {
            return UNSEEN;
        }
        let own = self.place(key);
        let next = (own + 1) & (self.keys.len() - 1);
        let at = |at: usize| match (self.keys.get(at), self.codes.get(at)) {
            (Some(known), Some(code)) => code | u32::from((*known == key) & (key != FREE)).wrapping_sub(1),
            _ => UNSEEN,
        };
        // What isn't there is all ones.
        at(own) & at(next)
    }

    /// Adds a key that isn't there.
    fn insert(&mut self, key: u128, code: u32) {
        if key == FREE {
            self.empty = Some(code);
            return;
        }
        // At most two thirds full, so that a free slot is always near.
        if self.filled * 3 >= self.keys.len() * 2 {
            let size = (self.keys.len() * 2).max(64);
            let keys = std::mem::replace(&mut self.keys, vec![FREE; size]);
            let codes = std::mem::replace(&mut self.codes, vec![0; size]);
            for (key, code) in keys.into_iter().zip(codes).filter(|(key, _)| *key != FREE) {
                self.put(key, code);
            }
        }
        self.put(key, code);
        self.filled += 1;
    }

    fn put(&mut self, key: u128, code: u32) {
        let start = self.place(key);
        let slots = self.keys.len();
        let free = (start..slots)
            .chain(0..start)
            .find(|at| self.keys.get(*at) == Some(&FREE));
        if let Some(at) = free
            && let (Some(slot), Some(number)) = (self.keys.get_mut(at), self.codes.get_mut(at))
        {
            (*slot, *number) = (key, code);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_share_a_number_across_batches_and_new_ones_get_the_next() {
        let mut interner = Interner::default();
        let mut codes = Vec::new();
        let names: Vec<String> = (0..5_000).map(|n| format!("p-{n:05}")).collect();
        let long: Vec<String> = (0..500).map(|n| format!("a rather long name {n:05}")).collect();
        let first: StringChunked = names.iter().chain(&long).map(|name| Some(name.as_str())).collect();
        interner.codes(&first, true, u32::MAX, &mut codes);
        assert_eq!(codes, (0..5_500).collect::<Vec<u32>>());
        let mut again = Vec::new();
        let second: StringChunked = [
            Some("p-00007"),
            None,
            Some("stranger"),
            Some("a rather long name 00001"),
            Some(""),
        ]
        .into_iter()
        .collect();
        interner.codes(&second, false, u32::MAX, &mut again);
        assert_eq!(again, [7, u32::MAX, u32::MAX, 5_001, u32::MAX]);
        let mut empty = Vec::new();
        interner.codes(
            &[Some(""), Some("p-00000"), Some("")].into_iter().collect(),
            true,
            u32::MAX,
            &mut empty,
        );
        assert_eq!(empty, [5_500, 0, 5_500]);
        assert_eq!(interner.texts().get(7).map(|text| &**text), Some("p-00007"));
    }
}
