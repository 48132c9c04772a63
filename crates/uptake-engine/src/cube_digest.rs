//! A digest of the cube: of all that was counted, before any rule decides about it.
//!
//! Two runs whose cubes have one digest counted the same of the same entities in the same periods. So where figures differ and
//! digests don't, rules differ; where digests differ, what was read does. It goes by values alone: not by how wide numbers are
//! kept, how texts are numbered, in how many pieces a column lies, or which of cache, engine and door added rows up.
//!
//! Names go into it, and nothing comes out but one digest of everything: to try a guess takes all other cells.

use crate::error::Error;
use crate::judge::Cube;
use crate::judged::Judged;
use crate::names::EntityId;
use crate::narrow::is_narrow;
use crate::records::{DayColumn, Records, needed};
use polars::prelude::*;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;

/// What is counted of everybody in every judged period, and the records that tables are made of, as one number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CubeDigest {
    /// How many cells of an entity and a period there are.
    pub rows: u64,
    /// SHA-256 in lowercase hexadecimal.
    pub sha256: String,
}

/// So many rows of records are made columns at once.
const PIECE: usize = 1 << 16;

/// So many bytes are collected before they are hashed.
const BLOCK: usize = 1 << 15;

/// The digest of what was judged.
///
/// # Errors
/// When a column isn't what it was made as.
pub fn cube_digest(judged: &Judged<'_>) -> Result<CubeDigest, Error> {
    let cube = &judged.cube;
    let mut digest = Taking::new();
    periods(cube, &mut digest);
    entities(cube, &mut digest);
    for name in counted(cube) {
        digest.text(name);
        digest.column(&cube.frame.column(name)?)?;
    }
    let none = Records::default();
    for (dataset, columns) in needed(cube.policy) {
        digest.text(&dataset);
        records(cube.data.records.get(&dataset).unwrap_or(&none), &columns, &mut digest)?;
    }
    Ok(CubeDigest {
        rows: cube.frame.height() as u64,
        sha256: digest.end(),
    })
}

/// The judged periods by their days.
fn periods(cube: &Cube<'_>, digest: &mut Taking) {
    let (first, last) = cube.range();
    for period in first..=last {
        let (from, to) = (cube.data.periods.first_day(period), cube.data.periods.last_day(period));
        digest.some(&i64::from(from).to_le_bytes());
        digest.some(&i64::from(to).to_le_bytes());
    }
}

/// Who is judged, in their order.
fn entities(cube: &Cube<'_>, digest: &mut Taking) {
    for code in &cube.data.order {
        match cube.data.names.evaluated(EntityId(*code)) {
            Some(name) => digest.text(name),
            None => digest.unknown(),
        }
    }
}

/// The columns of the list and the measures, those that are there: a dataset that nobody delivers has none.
fn counted<'c>(cube: &'c Cube<'_>) -> Vec<&'c str> {
    let policy = cube.policy;
    let list = policy.entity_dataset().into_iter().flat_map(|list| &list.columns);
    let list = list.map(|column| column.name.text.as_str());
    let list = list.filter(|name| *name != policy.entity_column());
    let measures = policy.measures.iter().map(|measure| measure.name.text.as_str());
    let mut names: Vec<&str> = list.chain(measures).filter(|name| cube.frame.has(name)).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// The columns of records that rules read, and their days.
fn records(records: &Records, columns: &BTreeSet<String>, digest: &mut Taking) -> Result<(), Error> {
    let there: Vec<&str> = columns
        .iter()
        .map(String::as_str)
        .filter(|name| records.column(name).is_some())
        .collect();
    digest.some(&(records.rows as u64).to_le_bytes());
    for name in there {
        digest.text(name);
        for first in (0..records.rows).step_by(PIECE) {
            let rows = first..records.rows.min(first + PIECE);
            digest.column(records.block(rows, [name])?.column(name)?)?;
        }
    }
    for days in [&records.time, &records.from, &records.last, &records.known] {
        match days {
            None => digest.unknown(),
            Some(days) => of_days(days, digest),
        }
    }
    Ok(())
}

fn of_days(days: &DayColumn, digest: &mut Taking) {
    for day in days.iter() {
        digest.whole(day.map(i64::from));
    }
}

/// A digest that is being taken.
struct Taking {
    hasher: Sha256,
    block: Vec<u8>,
}

impl Taking {
    fn new() -> Self {
        Self {
            hasher: Sha256::new(),
            block: Vec::with_capacity(BLOCK),
        }
    }

    fn unknown(&mut self) {
        self.bytes(&[0]);
    }

    /// A value of a stated width.
    fn some(&mut self, bytes: &[u8]) {
        self.bytes(&[1]);
        self.bytes(bytes);
    }

    fn whole(&mut self, number: Option<i64>) {
        match number {
            Some(number) => self.some(&number.to_le_bytes()),
            None => self.unknown(),
        }
    }

    /// A text, by its own digest: so none can run into the next.
    fn text(&mut self, text: &str) {
        self.some(&Sha256::digest(text.as_bytes()));
    }

    fn bytes(&mut self, bytes: &[u8]) {
        if self.block.len() + bytes.len() > BLOCK {
            self.hasher.update(&self.block);
            self.block.clear();
        }
        self.block.extend_from_slice(bytes);
    }

    /// The values of a column.
    fn column(&mut self, column: &Column) -> Result<(), Error> {
        match column.dtype() {
            DataType::Boolean => {
                for truth in column.bool()?.iter() {
                    self.whole(truth.map(i64::from));
                }
            }
            DataType::Float64 => {
                for number in column.f64()?.iter() {
                    self.whole(number.map(|number| number.to_bits().cast_signed()));
                }
            }
            DataType::String => self.texts(column.str()?),
            dtype if *dtype == DataType::Int64 || *dtype == DataType::Date || is_narrow(dtype) => {
                let numbers = column.to_physical_repr().cast(&DataType::Int64)?;
                for number in numbers.i64()?.iter() {
                    self.whole(number);
                }
            }
            _ => self.texts(column.cast(&DataType::String)?.str()?),
        }
        Ok(())
    }

    /// Texts repeat: each is digested once.
    fn texts(&mut self, texts: &StringChunked) {
        let mut known: FxHashMap<&str, [u8; 32]> = FxHashMap::default();
        for text in texts.iter() {
            match text {
                None => self.unknown(),
                Some(text) => {
                    let digest = *known
                        .entry(text)
                        .or_insert_with(|| Sha256::digest(text.as_bytes()).into());
                    self.some(&digest);
                }
            }
        }
    }

    fn end(mut self) -> String {
        self.hasher.update(&self.block);
        let digest = self.hasher.finalize();
        digest.iter().map(|byte| format!("{byte:02x}")).collect()
    }
}
