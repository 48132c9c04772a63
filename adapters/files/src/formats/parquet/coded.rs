//! A column of texts whose pages hold numbers of a dictionary: it is read as such, and each text of it once.

use super::chunk::Unpacked;
use super::fault::Fault;
use super::page::Page;
use super::runs::Runs;
use super::schema::Leaf;
use polars::prelude::*;
use std::sync::Arc;
use uptake_adapter::{Coded, Dictionary};

const TEXTS: Fault = Fault::Broken("a dictionary isn't as long as it says");
const LEVELS: Fault = Fault::Broken("a page doesn't say which of its values are missing");
const NUMBERS: Fault = Fault::Broken("a column has texts that its dictionary lacks");

/// The number by which Parquet knows bytes of any length.
const BYTES: i64 = 6;
/// Plain values, as they stand in a dictionary: by their name of today and an older one.
const PLAIN: [i64; 2] = [0, 2];
/// Numbers of a dictionary: by an older name and that of today.
const NUMBERED: [i64; 2] = [2, 8];
/// Levels as runs.
const RUNS: i64 = 3;

/// The numbers of a column in a row group, page by page.
#[derive(Debug)]
pub(super) struct CodedPages {
    name: PlSmallStr,
    dictionary: Arc<Dictionary>,
    pages: std::vec::IntoIter<Unpacked>,
    required: bool,
    page: Option<Numbers>,
    /// How many rows were taken.
    taken: usize,
}

/// The numbers of a page.
#[derive(Debug)]
struct Numbers {
    left: usize,
    /// For each value whether it is there; nothing where each is.
    levels: Option<Runs>,
    numbers: Runs,
}

/// Whether a leaf with one value a row has texts in a dictionary, and nothing but its numbers in its pages.
pub(super) fn is_coded(leaf: &Leaf, pages: &[Unpacked]) -> bool {
    let mut pages = pages.iter().map(|page| &page.head.page);
    let has_dictionary = matches!(pages.next(), Some(Page::Dictionary { encoding, .. }) if PLAIN.contains(encoding));
    let numbered = |page: &Page| match page {
        Page::Data {
            encoding, definition, ..
        } => NUMBERED.contains(encoding) && (leaf.required || *definition == RUNS),
        Page::DataV2 {
            encoding, definition, ..
        } => NUMBERED.contains(encoding) && (leaf.required || *definition > 0),
        Page::Index | Page::Dictionary { .. } => false,
    };
    leaf.kind == BYTES && has_dictionary && pages.all(numbered)
}

impl CodedPages {
    /// The pages of a leaf that [is coded](is_coded).
    pub(super) fn new(name: &str, leaf: &Leaf, pages: Vec<Unpacked>) -> Result<Self, Fault> {
        let mut pages = pages.into_iter();
        let texts = match pages.next() {
            Some(Unpacked { head, content }) => match head.page {
                Page::Dictionary { count, .. } => texts(&content, count)?,
                _ => return Err(TEXTS),
            },
            None => return Err(TEXTS),
        };
        Ok(Self {
            name: name.into(),
            dictionary: Arc::new(Dictionary::new(&texts)),
            pages,
            required: leaf.required,
            page: None,
            taken: 0,
        })
    }

    /// Bytes that are held of it, about.
    pub(super) fn size(&self) -> usize {
        self.pages.as_slice().iter().map(|page| page.content.len()).sum()
    }

    /// Some rows: the first, and how many. No row is asked for twice, and the earlier ones first. Their texts, and the numbers of these.
    pub(super) fn take(&mut self, (first, count): (usize, usize)) -> Result<(Column, Coded), Fault> {
        let between = first.checked_sub(self.taken).ok_or(NUMBERS)?;
        if between > 0 {
            self.numbers(between)?;
        }
        let numbers = self.numbers(count)?;
        self.taken = first + count;
        let texts = self.dictionary.texts().take(&numbers).map_err(|_| NUMBERS)?;
        let coded = Coded {
            name: self.name.clone(),
            dictionary: Arc::clone(&self.dictionary),
            numbers,
        };
        Ok((texts.with_name(self.name.clone()).into_column(), coded))
    }

    fn numbers(&mut self, count: usize) -> Result<UInt32Chunked, Fault> {
        let mut numbers = Vec::with_capacity(count);
        // For each number whether there is one, from where the first is missing on.
        let mut present: Vec<bool> = Vec::new();
        let (mut levels, mut there) = (Vec::new(), Vec::new());
        while numbers.len() < count {
            let page = match &mut self.page {
                Some(page) if page.left > 0 => page,
                page => page.insert(Numbers::of(self.pages.next().ok_or(LEVELS)?, self.required)?),
            };
            let stretch = page.left.min(count - numbers.len());
            page.left -= stretch;
            // Nearly always all are there, which a run says of many at once.
            let whole = match &mut page.levels {
                Some(runs) => runs.take_same(stretch, 1)?,
                None => stretch,
            };
            page.numbers.take(whole, &mut numbers)?;
            if !present.is_empty() {
                present.resize(numbers.len(), true);
            }
            let Some(runs) = page.levels.as_mut().filter(|_| whole < stretch) else {
                continue;
            };
            levels.clear();
            runs.take(stretch - whole, &mut levels)?;
            if levels.iter().any(|level| *level > 1) {
                return Err(LEVELS);
            }
            there.clear();
            let known = levels.iter().filter(|level| **level == 1).count();
            page.numbers.take(known, &mut there)?;
            let mut there = there.iter().copied();
            present.resize(numbers.len(), true);
            present.extend(levels.iter().map(|level| *level == 1));
            numbers.extend(levels.iter().map(|level| match level {
                1 => there.next().unwrap_or(0),
                _ => 0,
            }));
        }
        let name = self.name.clone();
        if present.is_empty() {
            return Ok(UInt32Chunked::from_vec(name, numbers));
        }
        let known = numbers.into_iter().zip(present);
        let known = known.map(|(number, is_there)| is_there.then_some(number));
        Ok(UInt32Chunked::from_iter_options(name, known))
    }
}

impl Numbers {
    fn of(page: Unpacked, required: bool) -> Result<Self, Fault> {
        let Unpacked { head, content } = page;
        let (count, levels, rest) = match head.page {
            Page::Data { count, .. } if required => (count, [].as_slice(), content.as_slice()),
            Page::Data { count, .. } => {
                let (length, rest) = content.split_first_chunk::<4>().ok_or(LEVELS)?;
                let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| LEVELS)?;
                let (levels, rest) = rest.split_at_checked(length).ok_or(LEVELS)?;
                (count, levels, rest)
            }
            Page::DataV2 {
                count,
                definition,
                repetition,
                ..
            } => {
                let (_, rest) = content.split_at_checked(repetition).ok_or(LEVELS)?;
                let (levels, rest) = rest.split_at_checked(definition).ok_or(LEVELS)?;
                (count, levels, rest)
            }
            Page::Index | Page::Dictionary { .. } => return Err(LEVELS),
        };
        // Where all are missing a page may say nothing of its numbers.
        let (bits, numbers) = rest.split_first().unwrap_or((&0, &[]));
        Ok(Self {
            left: usize::try_from(count).map_err(|_| LEVELS)?,
            levels: match required {
                true => None,
                false => Runs::new(levels.to_vec(), 1),
            },
            numbers: Runs::new(numbers.to_vec(), u32::from(*bits)).ok_or(NUMBERS)?,
        })
    }
}

/// The texts of a dictionary, each behind its length.
fn texts(content: &[u8], count: u64) -> Result<StringChunked, Fault> {
    let count = usize::try_from(count).map_err(|_| TEXTS)?;
    if count.saturating_mul(4) > content.len() {
        return Err(TEXTS);
    }
    let mut texts = StringChunkedBuilder::new(PlSmallStr::EMPTY, count);
    let mut rest = content;
    for _ in 0..count {
        let (length, after) = rest.split_first_chunk::<4>().ok_or(TEXTS)?;
        let length = usize::try_from(u32::from_le_bytes(*length)).map_err(|_| TEXTS)?;
        let (text, after) = after.split_at_checked(length).ok_or(TEXTS)?;
        let text = std::str::from_utf8(text).map_err(|_| Fault::Broken("a text isn't UTF-8"))?;
        texts.append_value(text);
        rest = after;
    }
    Ok(texts.finish())
}

#[cfg(test)]
mod tests;
