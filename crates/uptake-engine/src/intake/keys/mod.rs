//! Which row of a key stays.
//!
//! Rows go on as they come as long as the first row of a key is the right one: where no two rows of a key differ, or where
//! the contract says `first`. While keys come in their order, each is compared with the last one alone (`ascending.rs`,
//! `firsts.rs`). Else the sources are *surveyed* before: for each key the row is found that stays, by digests,
//! so that a key takes some 60 bytes however wide its rows are. Where several rows have an equal claim, a second survey
//! compares their values. Then the rows are read once more, and each is let through or set aside by what was found. So the
//! order of rows and files decides nothing but where the contract says so.

mod ascending;
mod digest;
mod firsts;
mod rank;
mod rows;
mod sortable;
mod twins;

pub(super) use rows::{AskedOfRows, Compared, KeyedRows, keyed};

use super::set_aside::Reason;
use crate::error::Error;
use firsts::{First, Firsts};
use rank::Rank;
use rustc_hash::FxHashMap;
use std::collections::hash_map::Entry;
use std::sync::Arc;
pub(crate) use twins::TwinLog;
use twins::Twins;
use uptake_codes::AdapterCode;
use uptake_rules::policy::keep::Keep;

/// What is known about the keys of a source, or of all sources of a dataset whose keys are compared across them.
pub(crate) struct Keys {
    phase: Phase,
    /// The place of the source that is read: of several the earlier one wins.
    source: usize,
    /// How many rows came in this reading.
    rows: i64,
    /// Keys of which no rule says which row stays, so that their values do.
    by_values: u64,
    /// The rows of this reading that have no key.
    twins: Twins,
}

/// The row of a key that has the best claim so far.
struct Best {
    values: u64,
    source: usize,
    rank: Rank,
    /// Another row has an equal claim, and other values.
    tied: bool,
}

/// The row of a key that stays.
struct Stays {
    values: u64,
    source: usize,
    met: bool,
}

enum Phase {
    /// Rows go on as they come.
    Streaming(Firsts),
    /// They did, and then a key came again with other values.
    Undecided,
    /// Looks for the best row of each key. Nothing goes on.
    Surveying(FxHashMap<u128, Best>),
    /// Looks for the row whose values come first, of those with an equal claim. Nothing goes on.
    Settling(FxHashMap<u128, Best>, FxHashMap<u128, (Box<[u8]>, u64)>),
    /// Lets the row go on that stays.
    Deciding(FxHashMap<u128, Stays>),
}

impl Default for Keys {
    fn default() -> Self {
        Self::in_phase(Phase::Streaming(Firsts::default()))
    }
}

impl Keys {
    fn in_phase(phase: Phase) -> Self {
        Self {
            phase,
            source: 0,
            rows: 0,
            by_values: 0,
            twins: Twins::default(),
        }
    }

    /// Keys that are looked for before any row goes on.
    pub(crate) fn surveying() -> Self {
        Self::in_phase(Phase::Surveying(FxHashMap::default()))
    }

    /// Whether the first row of a key is the one that stays, as far as a rule says it.
    pub(crate) fn streams(keep: Option<&Keep>) -> bool {
        match keep {
            None | Some(Keep::First) => true,
            Some(Keep::Last | Keep::Newest(_) | Keep::Greatest(_)) => false,
        }
    }

    /// The same for the rows of the source at that place.
    pub(crate) fn of_source(mut self, source: usize) -> Self {
        self.source = source;
        self
    }

    /// Whether rows can't go on before a survey.
    pub(crate) fn undecided(&self) -> bool {
        matches!(self.phase, Phase::Undecided)
    }

    /// Whether rows go on at all.
    pub(crate) fn lets_through(&self) -> bool {
        matches!(self.phase, Phase::Streaming(_) | Phase::Deciding(_))
    }

    /// Whether rows without a key are compared with each other.
    pub(super) fn looks_for_twins(&self) -> bool {
        self.lets_through() && self.twins.has_room()
    }

    /// How many rows without a key repeat another one in a way that may be meant, and how many one of another part to the minute.
    pub(crate) fn twins(&self) -> (u64, u64) {
        self.twins.counts()
    }

    /// How many rows of each other source say the same as one of these: by the same key, or both without any.
    pub(crate) fn shared<'k>(&self, others: impl Iterator<Item = &'k Self>) -> Vec<u64> {
        let mut others = others.peekable();
        let own: FxHashMap<u128, u64> = match others.peek() {
            Some(_) => self.each().collect(),
            None => FxHashMap::default(),
        };
        let shared = |other: &Self| {
            let same = |(key, values): &(u128, u64)| own.get(key) == Some(values);
            other.each().filter(same).count() as u64 + self.twins.shared(&other.twins)
        };
        others.map(shared).collect()
    }

    /// The digest of each key and that of its row's values, of rows that go on.
    fn each(&self) -> Box<dyn Iterator<Item = (u128, u64)> + '_> {
        match &self.phase {
            Phase::Streaming(firsts) => Box::new(firsts.each()),
            Phase::Deciding(stays) => Box::new(stays.iter().map(|(key, stays)| (*key, stays.values))),
            Phase::Undecided | Phase::Surveying(_) | Phase::Settling(..) => Box::new(std::iter::empty()),
        }
    }

    /// Whether rows go on as they come, and none had a key yet.
    pub(crate) fn without_any(&self) -> bool {
        matches!(&self.phase, Phase::Streaming(first) if first.is_empty())
    }

    /// Whether more rows without a key are compared.
    pub(crate) fn has_room(&self) -> bool {
        self.twins.has_room()
    }

    /// Goes on from rows without a key that were counted, after which no more are compared.
    pub(crate) fn closed(counts: (u64, u64)) -> Self {
        Self {
            twins: Twins::closed(counts),
            ..Self::default()
        }
    }

    /// Writes down the rows without a key that are compared from now on.
    pub(crate) fn write_down(&mut self) {
        self.twins.write_down();
    }

    /// What was written down.
    pub(crate) fn written_down(&mut self) -> TwinLog {
        self.twins.written_down()
    }

    /// Compares rows of a part that were written down; whether that could be done.
    pub(crate) fn again(&mut self, part: &Arc<str>, log: &TwinLog) -> bool {
        self.twins.again(part, log)
    }

    /// Whether it is looked whether rows come in the order of their keys.
    pub(super) fn ascend(&self) -> bool {
        matches!(&self.phase, Phase::Streaming(firsts) if firsts.ascend())
    }

    /// What is compared of rows.
    pub(super) fn compares(&self) -> Compared {
        match self.phase {
            Phase::Streaming(_) | Phase::Undecided | Phase::Deciding(_) => Compared::Digests,
            Phase::Surveying(_) => Compared::Claims,
            Phase::Settling(..) => Compared::Values,
        }
    }

    /// Of how many keys the row stays whose values come first.
    pub(crate) fn by_values(&self) -> u64 {
        self.by_values
    }

    /// After a reading of all rows: what the next one does.
    pub(crate) fn next(self) -> Self {
        let Self { phase, by_values, .. } = self;
        let mut by_values = by_values;
        let phase = match phase {
            Phase::Surveying(best) if best.values().any(|best| best.tied) => {
                Phase::Settling(best, FxHashMap::default())
            }
            Phase::Surveying(best) => Phase::Deciding(stays(best, &FxHashMap::default())),
            Phase::Settling(best, least) => {
                by_values = least.len() as u64;
                Phase::Deciding(stays(best, &least))
            }
            Phase::Deciding(mut stays) => {
                stays.values_mut().for_each(|stays| stays.met = false);
                Phase::Deciding(stays)
            }
            Phase::Streaming(_) | Phase::Undecided => Phase::Streaming(Firsts::default()),
        };
        Self {
            by_values,
            ..Self::in_phase(phase)
        }
    }

    /// Whether each key's row is known, so that the next reading can let it through.
    pub(crate) fn decided(&self) -> bool {
        matches!(self.phase, Phase::Deciding(_))
    }

    /// That every row that stays was met.
    ///
    /// # Errors
    /// When one wasn't: then the source had other rows than before.
    pub(crate) fn finish(&self) -> Result<(), Error> {
        match &self.phase {
            Phase::Deciding(stays) if stays.values().any(|stays| !stays.met) => Err(changed()),
            Phase::Deciding(_) | Phase::Streaming(_) | Phase::Undecided | Phase::Surveying(_) | Phase::Settling(..) => {
                Ok(())
            }
        }
    }

    /// Takes note of rows of a part. The places of those that don't go on come back, with the reason.
    ///
    /// # Errors
    /// When the source has other rows than it had before.
    pub(super) fn take(&mut self, rows: &KeyedRows<'_>, part: &Arc<str>) -> Result<Vec<(usize, Reason)>, Error> {
        let mut faults = Vec::new();
        let (twins, part) = (self.looks_for_twins(), self.twins.part(part));
        self.twins.begin(twins);
        if let Phase::Streaming(firsts) = &mut self.phase
            && firsts.follow(self.source, rows.ends(), rows.digests())
        {
            self.rows += rows.many();
            return Ok(faults);
        }
        for row in rows.in_order() {
            self.rows += 1;
            let Some(key) = rows.key(row) else {
                if twins && row.used().is_some() {
                    self.twins.take(rows.values(row), part, rows.is_timed(row));
                }
                continue;
            };
            let (values, source) = (rows.values(row), self.source);
            let reason = match &mut self.phase {
                Phase::Streaming(firsts) => match firsts.by_key().entry(key) {
                    Entry::Vacant(free) => {
                        free.insert(First { values, source });
                        None
                    }
                    Entry::Occupied(first) if first.get().values == values => Some(Reason::Duplicate),
                    Entry::Occupied(first) if first.get().source < source || rows.first_stays() => {
                        Some(Reason::Restated)
                    }
                    Entry::Occupied(_) => {
                        self.phase = Phase::Undecided;
                        return Ok(Vec::new());
                    }
                },
                Phase::Undecided => None,
                Phase::Surveying(best) => {
                    let rank = rows.rank(row, self.rows);
                    let row = Best {
                        values,
                        source,
                        rank,
                        tied: false,
                    };
                    compare(best, key, row);
                    None
                }
                Phase::Settling(best, least) => {
                    let rank = rows.rank(row, self.rows);
                    let tied = |best: &&Best| best.tied && best.source == source && best.rank == rank;
                    if best.get(&key).filter(tied).is_some() {
                        let own = rows.sortable(row);
                        let least = least.entry(key).or_insert_with(|| (own.clone(), values));
                        if own < least.0 {
                            *least = (own, values);
                        }
                    }
                    None
                }
                Phase::Deciding(stays) => {
                    let stays = stays.get_mut(&key).ok_or_else(changed)?;
                    let same = stays.values == values;
                    match same && stays.source == source && !stays.met {
                        true => {
                            stays.met = true;
                            None
                        }
                        false if same => Some(Reason::Duplicate),
                        false => Some(Reason::Restated),
                    }
                }
            };
            if let (Some(reason), Some(place)) = (reason, row.used()) {
                faults.push((place, reason));
            }
        }
        Ok(faults)
    }
}

/// The better of a row and the best one of its key.
fn compare(best: &mut FxHashMap<u128, Best>, key: u128, row: Best) {
    match best.entry(key) {
        Entry::Vacant(free) => {
            free.insert(row);
        }
        Entry::Occupied(mut known) => {
            let known = known.get_mut();
            if row.source > known.source {
                return;
            }
            match row.rank.cmp(&known.rank) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Greater => *known = row,
                std::cmp::Ordering::Equal => known.tied |= row.values != known.values,
            }
        }
    }
}

/// The rows that stay, of the best ones and, where several were, the least.
fn stays(best: FxHashMap<u128, Best>, least: &FxHashMap<u128, (Box<[u8]>, u64)>) -> FxHashMap<u128, Stays> {
    let stays = |(key, best): (u128, Best)| {
        let values = least.get(&key).map_or(best.values, |(_, values)| *values);
        let stays = Stays {
            values,
            source: best.source,
            met: false,
        };
        (key, stays)
    };
    best.into_iter().map(stays).collect()
}

fn changed() -> Error {
    Error::new(
        AdapterCode::Retryable,
        "the source changed while it was read: its keys were compared first, and then it had other rows",
    )
    .help("run again when nothing writes to the source")
}
