//! Whom the names of an answer mean.

use super::Laying;
use crate::intake::cast::is_bare;
use crate::reduce::entities::EntityIndex;
use crate::reduce::joiner::{Joiner, Way};
use crate::reduce::portions::codes;
use polars::prelude::StringChunked;
use rustc_hash::{FxHashMap, FxHashSet};

impl Laying {
    /// Numbers the names of those who are known.
    pub(super) fn named(&mut self, names: &StringChunked, entities: &mut EntityIndex) {
        let mut fresh: FxHashSet<&str> = FxHashSet::default();
        let fresh: Vec<&str> = names.iter().flatten().filter(|name| fresh.insert(name)).collect();
        let known = match entities.is_listed() {
            true => codes(&mut fresh.iter().copied(), entities),
            // Anybody who is seen is one.
            false => vec![0; fresh.len()],
        };
        for (name, code) in fresh.into_iter().zip(known) {
            if code == EntityIndex::STRANGER || !is_bare(name) {
                self.strangers.insert(name.into());
            } else {
                let place = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
                self.places.insert(name.into(), place);
                self.names.push(name.into());
            }
        }
        self.accumulator.lay_entities(self.names.len());
    }

    /// Finds out whom names mean. Several may mean one entity: what they have is added up there.
    pub(super) fn looked_up(&mut self, names: &StringChunked, entities: &mut EntityIndex, joiner: &Joiner) {
        let mut seen: FxHashSet<&str> = FxHashSet::default();
        let mut places: FxHashMap<u32, u32> = FxHashMap::default();
        for name in names.iter().flatten().filter(|name| seen.insert(name)) {
            let found = joiner.always(name, entities).filter(|_| is_bare(name));
            let Some((code, way)) = found else {
                self.strangers.insert(name.into());
                continue;
            };
            let place = *places.entry(code).or_insert_with(|| {
                let place = u32::try_from(self.names.len()).unwrap_or(u32::MAX);
                self.names.push(entities.name(code).into());
                place
            });
            self.places.insert(name.into(), place);
            if way != Way::Own {
                self.others.insert(name.into(), way);
            }
        }
        self.accumulator.lay_entities(self.names.len());
    }
}
