//! What was added up, slot by slot.

use super::{Accumulator, Block, Place};
use crate::calendar::PeriodIndex;
use crate::narrow::Filling;
use rustc_hash::{FxHashMap, FxHashSet};
use uptake_rules::policy::measure::Aggregate;

/// The cells of a slot in some periods.
pub(crate) struct SlotCells<'a> {
    accumulator: &'a Accumulator,
    place: Option<Place>,
    periods: Vec<Cells<'a>>,
    zero: bool,
}

/// What is known of a period.
enum Cells<'a> {
    /// Nothing.
    Unknown,
    /// That it has no rows.
    Empty,
    /// Its rows, with the block's number.
    Block(u64, &'a Block),
}

impl SlotCells<'_> {
    /// An empty column with room for so many entities.
    pub(crate) fn column(&self, entities: usize) -> Filling {
        let rows = entities * self.periods.len();
        match self.place {
            Some(Place::Value(..) | Place::Whole(_, Aggregate::Mean)) => Filling::float(rows),
            None | Some(Place::Count(_) | Place::Days(_) | Place::Set(_) | Place::Whole(..)) => Filling::whole(rows),
        }
    }

    /// Fills a column: entity after entity, each with all periods. Unknown is also what is `lost`, by entity and number of the period.
    pub(crate) fn fill(&self, entities: &[u32], lost: Option<&dyn Fn(u32, usize) -> bool>, column: &mut Filling) {
        let own = self.accumulator;
        match column {
            Filling::Whole(..) => {
                let cell = |place, at, block: &Block, entity| own.whole_cell(place, at, block, entity);
                let rows = self.rows(entities, lost, self.zero.then_some(0), cell);
                column.extend_whole(&rows);
            }
            Filling::Float(..) => {
                let cell = |place, _, block: &Block, entity| own.float_cell(place, block, entity);
                let rows = self.rows(entities, lost, self.zero.then_some(0.0), cell);
                rows.into_iter().for_each(|number| column.push_float(number));
            }
        }
    }

    /// What `cell` makes of entities, `absent` where it finds that no row counted. A period is looked at for all of them: they lie beside
    /// each other in it.
    fn rows<T: Copy>(
        &self,
        entities: &[u32],
        lost: Option<&dyn Fn(u32, usize) -> bool>,
        absent: Option<T>,
        cell: impl Fn(Place, u64, &Block, usize) -> Option<Option<T>>,
    ) -> Vec<Option<T>> {
        let width = self.periods.len();
        let mut rows = vec![None; entities.len() * width];
        for (at, period) in self.periods.iter().enumerate() {
            let block = match period {
                Cells::Unknown => continue,
                Cells::Empty => None,
                Cells::Block(at, block) => self.place.map(|place| (place, *at, *block)),
            };
            let own = rows.iter_mut().skip(at).step_by(width.max(1));
            for (row, code) in own.zip(entities) {
                if lost.is_some_and(|lost| lost(*code, at)) {
                    continue;
                }
                let entity = *code as usize;
                let block = block.filter(|(_, _, block)| entity < block.entities);
                let counted = block.and_then(|(place, at, block)| cell(place, at, block, entity));
                *row = counted.unwrap_or(absent);
            }
        }
        rows
    }
}

impl Accumulator {
    /// A slot in the periods `first..=last`, of which some are `known`. Where no row counted it is zero if `zero` says so, else
    /// unknown. What doesn't fit into 64 bits is unknown, whatever `zero` says.
    pub(crate) fn slot(
        &self,
        slot: usize,
        (first, last): (PeriodIndex, PeriodIndex),
        zero: bool,
        known: impl Fn(PeriodIndex) -> bool,
    ) -> SlotCells<'_> {
        let cells = |period: PeriodIndex| {
            let block = || Some(self.by_period.get(&period).copied()).flatten();
            match known(period) {
                false => Cells::Unknown,
                true => block()
                    .and_then(|at| Some(Cells::Block(at as u64, self.blocks.get(at)?)))
                    .unwrap_or(Cells::Empty),
            }
        };
        SlotCells {
            accumulator: self,
            place: self.places.get(slot).copied(),
            periods: (first..=last).map(cells).collect(),
            zero,
        }
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
    ) -> Vec<Option<i64>> {
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
                column.push((count > 0).then_some(i64::from(count)));
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

    /// A cell of whole numbers; `None` where no row counted.
    #[inline]
    fn whole_cell(&self, place: Place, at: u64, block: &Block, entity: usize) -> Option<Option<i64>> {
        let positive = |n: u32| (n > 0).then_some(Some(i64::from(n)));
        match place {
            Place::Count(place) => positive(block.counts.get(entity * self.counts + place)?),
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
            Place::Whole(place, _) => block.wholes.whole(entity * self.wholes + place),
            Place::Value(..) => None,
        }
    }

    /// A cell of floats, or a mean; `None` where no row counted.
    fn float_cell(&self, place: Place, block: &Block, entity: usize) -> Option<Option<f64>> {
        match place {
            Place::Whole(place, _) => block.wholes.mean(entity * self.wholes + place).map(Some),
            Place::Value(place, aggregate) => {
                let cell = entity * self.values + place;
                let known = block.known.get(cell).copied().filter(|known| *known > 0)?;
                let value = *block.values.get(cell)?;
                let mut sum = block.rests.get(&cell).cloned().unwrap_or_default();
                sum.add(value);
                Some(match aggregate {
                    Aggregate::Mean => sum.over(f64::from(known)),
                    _ => sum.total(),
                })
            }
            Place::Count(_) | Place::Days(_) | Place::Set(_) => None,
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
