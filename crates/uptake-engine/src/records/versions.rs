//! The versions of a record: rows of one key that became known one after the other.

use super::{DayColumn, Records, Stored, whole_numbers};
use crate::calendar::Day;
use crate::error::Error;
use polars::prelude::*;
use rustc_hash::{FxHashMap, FxHasher};
use std::cmp::Ordering;
use std::hash::Hasher;
use uptake_codes::RunCode;
use uptake_rules::policy::dataset::Dataset;
use uptake_rules::text::Name;

/// Since when a later version of each row is known; none if no key has several.
///
/// Versions are in the order of the days since when they are known, and on one day in that of the instants. A row whose key isn't wholly
/// known has no other versions.
///
/// # Errors
/// When a column that tells them apart wasn't read.
pub(super) fn replaced(records: &Records, dataset: &Dataset) -> Result<Option<DayColumn>, Error> {
    let own_day = dataset.time.as_ref().or(dataset.from.as_ref());
    let days = records.time.as_ref().or(records.from.as_ref());
    let day = |row: usize| days.and_then(|days| days.get(row));
    let known = |row: usize| records.known.as_ref().and_then(|known| known.get(row));
    let key = dataset.key.iter().map(|name| compared(records, name));
    let key = key.collect::<Result<Vec<_>, Error>>()?;
    // Where a row's own time is part of its key, rows that are known on their own days are no versions of each other.
    let by_time = own_day.is_some_and(|time| dataset.key.iter().any(|key| key.text == time.text));
    let later = |row: usize| known(row).is_some_and(|known| Some(known) != day(row));
    if by_time && !(0..records.rows).any(later) || ascends(&key, records.rows) {
        return Ok(None);
    }
    let mut versions = several(&key, records.rows);
    versions.retain(|rows| !by_time || rows.iter().any(|row| later(*row)));
    let stated = |name: Option<&Name>| name.map(|name| compared(records, name)).transpose();
    let (known_at, own_time) = (stated(dataset.known.as_ref())?, stated(own_day)?);
    let instant = |values: &Option<Compared<'_>>, row: usize| values.as_ref().and_then(|values| values.get(row));
    let since = |row: usize| known(row).or_else(|| day(row)).unwrap_or(Day::MIN);
    let mut replaced: Vec<Option<Day>> = vec![None; records.rows];
    for rows in &mut versions {
        rows.sort_by_key(|row| (since(*row), instant(&known_at, *row), instant(&own_time, *row)));
        for pair in rows.windows(2) {
            if let [before, after] = pair
                && let Some(day) = replaced.get_mut(*before)
            {
                *day = Some(since(*after));
            }
        }
    }
    Ok(replaced
        .iter()
        .any(Option::is_some)
        .then(|| replaced.into_iter().collect()))
}

/// Whether the keys come in their order and none comes twice, as of rows that a source has sorted.
fn ascends(key: &[Compared<'_>], rows: usize) -> bool {
    (0..rows).all(|row| {
        let mut order = Ordering::Equal;
        for values in key {
            let Some(own) = values.get(row) else { return false };
            if order.is_eq() && row > 0 {
                order = values.get(row - 1).cmp(&Some(own));
            }
        }
        row == 0 || order.is_lt()
    })
}

/// The rows of each key that several rows have. Nearly all keys have one row alone: so those are told apart by a bit each first, and
/// the keys themselves are compared of those rows alone whose bit another one has, too.
fn several(key: &[Compared<'_>], rows: usize) -> Vec<Vec<usize>> {
    /// Of so many rows with keys of their own about one shares its bit with another.
    const BITS: usize = 16;
    let mut met = Bits::new(rows.saturating_mul(BITS));
    let mut repeated = Bits::new(rows.saturating_mul(BITS));
    for hash in (0..rows).filter_map(|row| hashed(key, row)) {
        if !met.set(hash) {
            repeated.set(hash);
        }
    }
    let mut by_key: FxHashMap<Vec<i64>, Vec<usize>> = FxHashMap::default();
    for row in 0..rows {
        let candidate = hashed(key, row).is_some_and(|hash| repeated.has(hash));
        let own = || key.iter().map(|values| values.get(row)).collect();
        if let Some(own) = candidate.then(own).flatten() {
            by_key.entry(own).or_default().push(row);
        }
    }
    by_key.into_values().filter(|rows| rows.len() > 1).collect()
}

/// A number for a row's key, the same for equal keys; `None` for a key that isn't wholly known.
fn hashed(key: &[Compared<'_>], row: usize) -> Option<u64> {
    let mut hasher = FxHasher::default();
    for values in key {
        hasher.write_i64(values.get(row)?);
    }
    // Folded, so that every bit of the key moves the first bits, by which the numbers are told apart.
    let product = u128::from(hasher.finish()) * 0xa076_1d64_78bd_642f;
    #[allow(clippy::cast_possible_truncation, reason = "both halves are folded into one")]
    let folded = (product >> 64) as u64 ^ product as u64;
    Some(folded)
}

/// A bit for each of some stretches of all numbers.
struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// About so many.
    fn new(many: usize) -> Self {
        Self {
            words: vec![0; many / 64 + 1],
        }
    }

    /// Where the bit of a number is: its word, and it alone in that.
    fn place(&self, number: u64) -> (usize, u64) {
        let bits = self.words.len() as u128 * 64;
        let at = (u128::from(number) * bits) >> 64;
        // Below the number of words.
        (usize::try_from(at / 64).unwrap_or(0), 1 << (at % 64))
    }

    /// Sets the bit of a number; says whether it wasn't yet.
    fn set(&mut self, number: u64) -> bool {
        let (at, bit) = self.place(number);
        let word = self.words.get_mut(at);
        word.is_some_and(|word| {
            let new = *word & bit == 0;
            *word |= bit;
            new
        })
    }

    fn has(&self, number: u64) -> bool {
        let (at, bit) = self.place(number);
        self.words.get(at).is_some_and(|word| word & bit != 0)
    }
}

/// The values of a column as whole numbers that are equal where the values are.
enum Compared<'a> {
    Codes(&'a super::Codes),
    Numbers(Int64Chunked),
}

impl Compared<'_> {
    fn get(&self, row: usize) -> Option<i64> {
        match self {
            Compared::Codes(codes) => Some(codes.get(row))
                .filter(|code| *code != super::NO_VALUE)
                .map(i64::from),
            Compared::Numbers(numbers) => numbers.get(row),
        }
    }
}

fn compared<'a>(records: &'a Records, name: &Name) -> Result<Compared<'a>, Error> {
    let missing = || {
        let message = format!(
            "internal error: the column `{}` of records wasn't read for their versions",
            name.text
        );
        Error::new(RunCode::Engine, message)
    };
    Ok(match records.column(&name.text).ok_or_else(missing)? {
        Stored::Texts { codes, .. } | Stored::Few { codes, .. } => Compared::Codes(codes),
        Stored::Other(series) => Compared::Numbers(whole_numbers(&series.rechunk())?),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::{BTreeMap, BTreeSet};

    #[test]
    fn keys_in_their_order_are_told_from_ones_that_come_again() {
        let column = |values: &[Option<i64>]| {
            Compared::Numbers(Int64Chunked::from_iter_options("key".into(), values.iter().copied()))
        };
        let ascending = |one: &[Option<i64>], other: &[Option<i64>]| ascends(&[column(one), column(other)], one.len());
        let accounts = [Some(1), Some(1), Some(2), Some(2)];
        assert!(ascending(&accounts, &[Some(5), Some(6), Some(5), Some(9)]));
        assert!(!ascending(&accounts, &[Some(5), Some(5), Some(5), Some(9)]));
        assert!(!ascending(&accounts, &[Some(6), Some(5), Some(5), Some(9)]));
        assert!(!ascending(&accounts, &[Some(5), Some(6), None, Some(9)]));
        assert!(!ascending(&[None], &[Some(5)]));
        assert!(ascending(&[], &[]));
    }

    #[test]
    fn the_keys_that_several_rows_have_are_those_that_trying_all_finds() {
        let mut random = 7_u64;
        let mut below = |most: u64| {
            random ^= random << 13;
            random ^= random >> 7;
            random ^= random << 17;
            i64::try_from(random % most).unwrap_or(0)
        };
        for many in [0, 1, 2, 50, 3_000] {
            for most in [2, 60, 1 << 40] {
                let one: Vec<Option<i64>> = (0..many)
                    .map(|_| Some(below(most)).filter(|one| one % 7 != 3))
                    .collect();
                // Floats by their bits, of which the last ones are all zero.
                let other: Vec<Option<i64>> = (0..many).map(|_| Some(below(60) << 48)).collect();
                let column = |values: &Vec<Option<i64>>| {
                    Compared::Numbers(Int64Chunked::from_iter_options("key".into(), values.iter().copied()))
                };
                let found: BTreeSet<Vec<usize>> = several(&[column(&one), column(&other)], many).into_iter().collect();
                let mut plainly: BTreeMap<(i64, i64), Vec<usize>> = BTreeMap::new();
                for (row, (one, other)) in one.iter().zip(&other).enumerate() {
                    if let (Some(one), Some(other)) = (one, other) {
                        plainly.entry((*one, *other)).or_default().push(row);
                    }
                }
                let plainly: BTreeSet<Vec<usize>> = plainly.into_values().filter(|rows| rows.len() > 1).collect();
                assert_eq!(found, plainly, "{many} rows, {most} keys");
            }
        }
    }
}
