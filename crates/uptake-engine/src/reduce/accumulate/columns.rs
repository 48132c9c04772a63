//! What was added up, slot by slot.

use super::{Accumulator, Block, Place};
use crate::calendar::PeriodIndex;
use rustc_hash::{FxHashMap, FxHashSet};
use uptake_rules::policy::measure::Aggregate;

impl Accumulator {
    /// The values of a slot: entity after entity of `order`, each with the periods `first..=last`; `None` where no row
    /// counted.
    #[must_use]
    pub fn column(&self, slot: usize, order: &[u32], first: PeriodIndex, last: PeriodIndex) -> Vec<Option<f64>> {
        let blocks: Vec<Option<(u64, &Block)>> = (first..=last)
            .map(|period| {
                let at = *self.by_period.get(&period)?;
                Some((at as u64, self.blocks.get(at)?))
            })
            .collect();
        let Some(place) = self.places.get(slot).copied() else {
            return vec![None; order.len() * blocks.len()];
        };
        let mut column = Vec::with_capacity(order.len() * blocks.len());
        for entity in order {
            let entity = *entity as usize;
            column.extend(blocks.iter().map(|block| {
                let (at, block) = (*block)?;
                if entity < block.entities {
                    self.cell(place, at, block, entity)
                } else {
                    None
                }
            }));
        }
        column
    }

    /// How many different values a slot has in the `length` periods up to each of `first..=last`, taken together; entity
    /// after entity of `order`. `None` where no row counted, and for a slot that doesn't count different values.
    #[must_use]
    pub fn together(
        &self,
        slot: usize,
        order: &[u32],
        first: PeriodIndex,
        last: PeriodIndex,
        length: u32,
    ) -> Vec<Option<f64>> {
        let blocks: Vec<Option<usize>> = (first..=last)
            .map(|period| self.by_period.get(&period).copied())
            .collect();
        let Some(Place::Set(place)) = self.places.get(slot).copied() else {
            return vec![None; order.len() * blocks.len()];
        };
        let beyond = self.beyond_of(place);
        let word = |at: usize, entity: usize| {
            let block = self.blocks.get(at).filter(|block| entity < block.entities)?;
            block.sets.get(entity * self.sets + place).copied()
        };
        let mut column = Vec::with_capacity(order.len() * blocks.len());
        for entity in order {
            let cell = |at: usize| (at as u64) << 32 | u64::from(*entity);
            for at in 0..blocks.len() {
                let from = (at + 1).saturating_sub(length as usize);
                let window = blocks.get(from..=at).unwrap_or(&[]).iter().flatten();
                let (mut bits, mut further) = (0u64, FxHashSet::<u32>::default());
                for block in window {
                    bits |= word(*block, *entity as usize).unwrap_or(0);
                    further.extend(beyond.get(&cell(*block)).into_iter().flatten());
                }
                let further = u32::try_from(further.len()).unwrap_or(u32::MAX);
                let count = bits.count_ones().saturating_add(further);
                column.push((count > 0).then_some(f64::from(count)));
            }
        }
        column
    }

    /// The values of a set past its word, by cell.
    fn beyond_of(&self, place: usize) -> FxHashMap<u64, Vec<u32>> {
        let mut beyond: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        for (cell, slot, code) in &self.beyond {
            if *slot as usize == place {
                beyond.entry(*cell).or_default().push(*code);
            }
        }
        beyond
    }

    fn cell(&self, place: Place, at: u64, block: &Block, entity: usize) -> Option<f64> {
        let positive = |n: u32| (n > 0).then_some(f64::from(n));
        match place {
            Place::Count(place) => positive(*block.counts.get(entity * self.counts + place)?),
            Place::Days(place) => positive(block.days.get(entity * self.days + place)?.count_ones()),
            Place::Set(place) => {
                let word = block.sets.get(entity * self.sets + place)?.count_ones();
                let slot = u32::try_from(place).unwrap_or(u32::MAX);
                let beyond = match self.beyond_counts.is_empty() {
                    true => 0,
                    false => self
                        .beyond_counts
                        .get(&(at << 32 | entity as u64, slot))
                        .copied()
                        .unwrap_or(0),
                };
                positive(word + beyond)
            }
            Place::Value(place, aggregate) => {
                let cell = entity * self.values + place;
                let known = *block.known.get(cell)?;
                let value = *block.values.get(cell)?;
                let value = block.rests.get(&cell).map_or(value, |rest| rest.total(value));
                (known > 0).then_some(match aggregate {
                    Aggregate::Mean => value / f64::from(known),
                    _ => value,
                })
            }
        }
    }

    /// Whether an entity has rows in a period.
    #[must_use]
    pub fn has_rows(&self, entity: u32, period: PeriodIndex) -> bool {
        self.by_period
            .get(&period)
            .and_then(|at| self.blocks.get(*at)?.rows.get(entity as usize))
            .is_some_and(|rows| *rows > 0)
    }
}
