//! What was added up of some parts of a source, as it is kept.

use crate::binary::{Binary, Bytes, Damaged};
use crate::calendar::{Day, Periods};
use crate::intake::{Gathered, Reason, SetAsideRow, TwinLog};
use crate::reduce::accumulate::Accumulator;
use crate::reduce::entities::EntityIndex;
use crate::reduce::plan::DatasetPlan;
use crate::reduce::texts::Texts;
use polars::prelude::StringChunked;
use std::collections::BTreeMap;
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_128;

/// What was added up of some parts of a source, one behind the other.
pub(super) struct Portion {
    /// The day of the figures.
    pub(super) as_of: Day,
    /// The list of entities, by digest.
    pub(super) list: u128,
    /// The names of those who have rows, in the order in which they came.
    pub(super) names: Vec<Box<str>>,
    /// For each slot what is counted under each number.
    pub(super) counted: Vec<Vec<String>>,
    /// The rows of each name that no register lists, by column.
    pub(super) unlisted: BTreeMap<String, BTreeMap<String, u64>>,
    /// By condition.
    pub(super) undecided: Vec<u64>,
    pub(super) met: Vec<[bool; 3]>,
    pub(super) gathered: Gathered,
    pub(super) set_aside: Vec<SetAsideRow>,
    pub(super) twins: Twins,
    /// What was added up, by the places of `names`.
    pub(super) accumulator: Accumulator,
}

/// What rows without a key leave to later parts.
pub(super) enum Twins {
    /// There is room for more: those that were compared, by part.
    Open(Vec<(Arc<str>, TwinLog)>),
    /// There is none. How many were found.
    Closed((u64, u64)),
}

impl Binary for Twins {
    fn put(&self, out: &mut Vec<u8>) {
        match self {
            Twins::Open(logs) => {
                0u8.put(out);
                logs.put(out);
            }
            Twins::Closed(counts) => {
                1u8.put(out);
                counts.put(out);
            }
        }
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        match u8::get(from)? {
            0 => Ok(Twins::Open(Vec::get(from)?)),
            1 => Ok(Twins::Closed(Binary::get(from)?)),
            _ => Err(Damaged),
        }
    }
}

impl Portion {
    /// As bytes.
    pub(super) fn put(&self, slots: usize) -> Vec<u8> {
        let mut out = Vec::new();
        self.as_of.put(&mut out);
        self.list.put(&mut out);
        self.names.put(&mut out);
        self.counted.put(&mut out);
        self.unlisted.put(&mut out);
        self.undecided.put(&mut out);
        self.met.put(&mut out);
        self.gathered.put(&mut out);
        self.set_aside.put(&mut out);
        self.twins.put(&mut out);
        self.accumulator.put_base(&mut out);
        (0..slots).for_each(|slot| self.accumulator.put_slot(slot, &mut out));
        out
    }

    /// Of bytes.
    pub(super) fn get(plan: &DatasetPlan, periods: &Periods, bytes: &[u8]) -> Result<Self, Damaged> {
        let from = &mut Bytes::of(bytes);
        let mut portion = Self {
            as_of: Binary::get(from)?,
            list: Binary::get(from)?,
            names: Binary::get(from)?,
            counted: Binary::get(from)?,
            unlisted: Binary::get(from)?,
            undecided: Binary::get(from)?,
            met: Binary::get(from)?,
            gathered: Binary::get(from)?,
            set_aside: Binary::get(from)?,
            twins: Binary::get(from)?,
            accumulator: Accumulator::get_base(plan, periods.clone(), from)?,
        };
        for slot in 0..plan.slots.len() {
            portion.accumulator.get_slot(slot, from)?;
        }
        from.end()?;
        Ok(portion)
    }

    /// Whether it is what its rows give with these entities, as of this day. Adds those whom it has, where anybody who is seen is one.
    pub(super) fn fits(&self, entities: &mut EntityIndex, list: u128, as_of: Day) -> bool {
        let left_out = &self.gathered.report.set_aside;
        let ageless = !self.gathered.evidence.later && !left_out.contains_key(&Reason::FromTheFuture);
        if self.as_of != as_of && !(ageless && self.as_of < as_of) {
            return false;
        }
        if !entities.is_listed() || self.list == list {
            return true;
        }
        // On another list somebody may be whose rows were refused, which is told of those on it alone.
        let strangers = left_out.keys().all(|reason| *reason == Reason::UnknownEntity);
        let known = |names: &mut dyn Iterator<Item = &str>, entities: &mut EntityIndex| codes(names, entities);
        let mut own = self.names.iter().map(|name| &**name);
        let mut others = self.gathered.strangers.keys().map(|name| &**name);
        strangers
            && known(&mut own, entities)
                .iter()
                .all(|code| *code != EntityIndex::STRANGER)
            && known(&mut others, entities)
                .iter()
                .all(|code| *code == EntityIndex::STRANGER)
    }
}

/// The numbers of names. Where anybody who is seen is an entity, these are now.
pub(in crate::reduce) fn codes(names: &mut dyn Iterator<Item = &str>, entities: &mut EntityIndex) -> Vec<u32> {
    let names: StringChunked = names.map(Some).collect();
    let mut codes = Vec::new();
    entities.codes(Texts::from(&names), false, &mut codes);
    codes
}

/// The digest of who is on the list.
pub(super) fn list_of(entities: &EntityIndex) -> u128 {
    let mut bytes = Vec::new();
    if entities.is_listed() {
        entities.names().to_vec().put(&mut bytes);
    }
    xxh3_128(&bytes)
}
