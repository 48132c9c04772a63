//! Texts → small numbers.

use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;

/// Gives each distinct text a number, in the order of first sight.
#[derive(Clone, Debug, Default)]
pub(crate) struct Interner {
    /// Texts of up to twelve bytes are the view itself: one comparison of 16 bytes.
    short: ShortTable,
    long: FxHashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Interner {
    /// The number of distinct texts.
    pub(crate) fn len(&self) -> usize {
        self.texts.len()
    }

    /// The texts, by number.
    pub(crate) fn texts(&self) -> &[Box<str>] {
        &self.texts
    }

    /// The number of each value of `column`. Missing values get `missing`; texts that aren't known get a new number if
    /// `grow`, else `missing` too.
    pub(crate) fn codes(&mut self, column: &StringChunked, grow: bool, missing: u32, codes: &mut Vec<u32>) {
        codes.reserve(column.len());
        let nulls = column.null_count() > 0;
        for array in column.downcast_iter() {
            let mut last: Option<(u128, u32)> = None;
            for (index, view) in array.views().iter().enumerate() {
                if nulls && array.get(index).is_none() {
                    codes.push(missing);
                    continue;
                }
                let raw = view.as_u128();
                // Also right for long texts: within an array equal views mean equal bytes.
                let code = match last {
                    Some((seen, code)) if seen == raw => code,
                    _ if view.is_inline() => match self.short.get(raw) {
                        Some(code) => code,
                        None if grow => {
                            let code = self.add(array.value(index));
                            self.short.insert(raw, code);
                            code
                        }
                        None => missing,
                    },
                    _ => self.long_code(array.value(index), grow, missing),
                };
                last = Some((raw, code));
                codes.push(code);
            }
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

/// The text columns of a dataset that are read by number. Each is numbered once per batch, whoever needs it.
#[derive(Debug, Default)]
pub(crate) struct TextColumns {
    columns: BTreeMap<String, (Interner, Vec<u32>)>,
}

impl TextColumns {
    /// Makes sure that a column is numbered.
    pub(crate) fn want(&mut self, column: &str) {
        self.columns.entry(column.to_owned()).or_default();
    }

    /// Numbers a batch's columns; missing values get `u32::MAX`.
    pub(crate) fn number(&mut self, frame: &DataFrame) -> PolarsResult<()> {
        for (name, (interner, codes)) in &mut self.columns {
            codes.clear();
            // Text stays as it is; other types are numbered by what they look like.
            let column = frame.column(name)?.cast(&DataType::String)?;
            interner.codes(column.str()?, true, u32::MAX, codes);
        }
        Ok(())
    }

    /// The numbers of the batch, with the texts behind them.
    pub(crate) fn get(&self, column: &str) -> Option<(&Interner, &[u32])> {
        self.columns.get(column).map(|(interner, codes)| (interner, codes.as_slice()))
    }
}

/// Views of short texts → numbers, by open addressing. The general hash map took half of the reduce step's time.
#[derive(Clone, Debug, Default)]
struct ShortTable {
    slots: Vec<(u128, u32)>,
    filled: usize,
}

/// The number of a free slot.
const FREE: u32 = u32::MAX;

impl ShortTable {
    /// Folds the product of both halves, so that every byte of the text moves every bit of the place.
    #[inline]
    #[allow(clippy::cast_possible_truncation, reason = "a hash keeps the bits it needs")]
    fn place(&self, key: u128) -> usize {
        let (low, high) = (key as u64 ^ 0x9e37_79b9_7f4a_7c15, (key >> 64) as u64 ^ 0xd1b5_4a32_d192_ed03);
        let product = u128::from(low) * u128::from(high);
        ((product >> 64) as u64 ^ product as u64) as usize & (self.slots.len() - 1)
    }

    #[inline]
    fn get(&self, key: u128) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let start = self.place(key);
        let (before, from) = self.slots.split_at_checked(start)?;
        for (known, code) in from.iter().chain(before) {
            if *code == FREE {
                return None;
            }
            if *known == key {
                return Some(*code);
            }
        }
        None
    }

    /// Adds a key that isn't there.
    fn insert(&mut self, key: u128, code: u32) {
        // At most half full, so that a free slot is always near.
        if self.filled * 2 >= self.slots.len() {
            let size = (self.slots.len() * 2).max(64);
            let old = std::mem::replace(&mut self.slots, vec![(0, FREE); size]);
            for (key, code) in old.into_iter().filter(|(_, code)| *code != FREE) {
                self.put(key, code);
            }
        }
        self.put(key, code);
        self.filled += 1;
    }

    fn put(&mut self, key: u128, code: u32) {
        let start = self.place(key);
        let (before, from) = self.slots.split_at_mut(start);
        if let Some(slot) = from.iter_mut().chain(before).find(|(_, code)| *code == FREE) {
            *slot = (key, code);
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
        let second: StringChunked = [Some("p-00007"), None, Some("stranger"), Some("a rather long name 00001"), Some("")]
            .into_iter()
            .collect();
        interner.codes(&second, false, u32::MAX, &mut again);
        assert_eq!(again, [7, u32::MAX, u32::MAX, 5_001, u32::MAX]);
        assert_eq!(interner.texts().get(7).map(|text| &**text), Some("p-00007"));
    }
}
