//! Texts → small numbers.

use polars::prelude::*;
use rustc_hash::FxHashMap;

/// Gives each distinct text a number, in the order of first sight.
#[derive(Clone, Debug, Default)]
pub struct Interner {
    /// Texts of up to twelve bytes are the view itself: one comparison of 16 bytes.
    short: FxHashMap<u128, u32>,
    long: FxHashMap<Box<str>, u32>,
    texts: Vec<Box<str>>,
}

impl Interner {
    /// The number of distinct texts.
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// The texts, by number.
    pub fn texts(&self) -> &[Box<str>] {
        &self.texts
    }

    /// The number of each value of `column`. Missing values get `missing`; texts that aren't known get a new number if
    /// `grow`, else `missing` too.
    pub fn codes(&mut self, column: &StringChunked, grow: bool, missing: u32, codes: &mut Vec<u32>) {
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
                if let Some((seen, code)) = last
                    && seen == raw
                {
                    codes.push(code);
                    continue;
                }
                let code = if view.is_inline() {
                    match self.short.get(&raw) {
                        Some(code) => *code,
                        None if grow => {
                            let code = self.add(array.value(index));
                            self.short.insert(raw, code);
                            code
                        }
                        None => missing,
                    }
                } else {
                    let text = array.value(index);
                    match self.long.get(text) {
                        Some(code) => *code,
                        None if grow => {
                            let code = self.add(text);
                            self.long.insert(text.into(), code);
                            code
                        }
                        None => missing,
                    }
                };
                last = Some((raw, code));
                codes.push(code);
            }
        }
    }

    fn add(&mut self, text: &str) -> u32 {
        let code = u32::try_from(self.texts.len()).unwrap_or(u32::MAX);
        self.texts.push(text.into());
        code
    }
}
