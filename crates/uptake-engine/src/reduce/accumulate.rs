//! Adding rows up, densely: one cell per entity and period, one number per slot.

mod columns;
mod counting;
mod counts;
mod join;
mod kept;
mod laid;
mod too_many;
mod whole;

use super::batch::SlotValues;
use super::plan::{DatasetPlan, Slot};
use crate::calendar::{Day, MOST_DAYS, PeriodIndex, Periods};
use crate::error::Error;
pub(crate) use columns::SlotCells;
use counts::Counts;
pub(crate) use laid::Laid;
use rustc_hash::{FxHashMap, FxHashSet};
pub use too_many::MOST_EVENTS;
use too_many::too_long;
pub(crate) use too_many::{TooMany, too_many_events};
use uptake_rules::policy::measure::Aggregate;
use uptake_statistics::ExactSum;
use whole::Wholes;

/// The rows of a batch, as numbers side by side.
pub struct Rows<'a> {
    /// The entity of each row.
    pub entities: &'a [u32],
    /// Its day.
    pub days: &'a [Day],
    /// Its class.
    pub classes: &'a [u32],
    /// For how many events it stands; one if absent.
    pub weights: Option<&'a [i64]>,
    /// For each slot that takes values: the value of each row.
    pub(super) values: &'a [Option<SlotValues>],
    /// For each slot that counts different values: the number of each row's value, zero for an unknown one, and under
    /// which number less one it is counted.
    pub codes: &'a [Option<(&'a [u32], &'a [u32])>],
}

/// What is collected of a dataset.
pub struct Accumulator {
    places: Vec<Place>,
    filters: Vec<Option<usize>>,
    counts: usize,
    days: usize,
    sets: usize,
    values: usize,
    wholes: usize,
    periods: Periods,
    blocks: Vec<Block>,
    by_period: FxHashMap<PeriodIndex, usize>,
    entities: usize,
    classes: Vec<ClassWork>,
    /// What each class adds to all counts, four by four: a byte of one for each that grows.
    ones: Vec<u32>,
    /// Distinct values past the 64 that a set's word holds.
    beyond: FxHashSet<(u64, u32, u32)>,
    beyond_counts: FxHashMap<(u64, u32), u32>,
    /// First and last day seen.
    pub seen: Option<(Day, Day)>,
}

/// Where a slot's numbers are.
#[derive(Clone, Copy)]
enum Place {
    Count(usize),
    Days(usize),
    Set(usize),
    Value(usize, Aggregate),
    Whole(usize, Aggregate),
}

/// All cells of a period.
#[derive(Default)]
struct Block {
    entities: usize,
    /// How many rows an entity has, up to more than anybody asks: whether it has any.
    rows: Vec<u8>,
    counts: Counts,
    days: Counts,
    sets: Vec<u64>,
    values: Vec<f64>,
    /// What the sums among the values lack, where they aren't exact: so the order of rows makes no difference.
    rests: FxHashMap<usize, ExactSum>,
    known: Vec<u32>,
    wholes: Wholes,
}

/// What a row of a class adds to.
#[derive(Default)]
struct ClassWork {
    counts: Vec<u32>,
    days: Vec<u32>,
    sets: Vec<(u32, u32)>,
    values: Vec<(u32, u32, Aggregate)>,
    wholes: Vec<(u32, u32, Aggregate)>,
}

impl ClassWork {
    /// What it adds to each of so many counts, four by four.
    fn ones(&self, counts: usize) -> Vec<u32> {
        let mut ones = vec![0; counts];
        for slot in &self.counts {
            if let Some(one) = ones.get_mut(*slot as usize) {
                *one = 1;
            }
        }
        let (four, _) = ones.as_chunks();
        four.iter().map(|four| u32::from_ne_bytes(*four)).collect()
    }
}

impl Block {
    /// Makes room for all entities; counts, days, sets, values and whole values have so many slots each.
    fn grow(&mut self, entities: usize, [counts, days, sets, values, wholes]: [usize; 5]) {
        self.entities = entities;
        self.counts.grow(entities * counts);
        self.days.grow(entities * days);
        self.sets.resize(entities * sets, 0);
        self.values.resize(entities * values, 0.0);
        self.known.resize(entities * values, 0);
        self.wholes.grow(entities * wholes);
        self.rows.resize(entities, 0);
    }

    /// Takes a float into a cell.
    #[inline]
    fn take(&mut self, cell: usize, aggregate: Aggregate, value: f64) {
        let (Some(known), Some(sum)) = (self.known.get_mut(cell), self.values.get_mut(cell)) else {
            return;
        };
        let first = *known == 0;
        *known = known.saturating_add(1);
        *sum = match aggregate {
            Aggregate::Min if !first => sum.min(value),
            Aggregate::Max if !first => sum.max(value),
            Aggregate::Min | Aggregate::Max => value,
            _ => match ExactSum::two(*sum, value) {
                Some((total, 0.0)) => total,
                Some((total, rest)) => {
                    self.rests.entry(cell).or_default().add(rest);
                    total
                }
                // Too large for a number by now: all of it is kept beside.
                None => {
                    self.rests.entry(cell).or_default().extend([*sum, value]);
                    0.0
                }
            },
        };
    }
}

impl Accumulator {
    /// An empty accumulator of a plan.
    #[must_use]
    pub fn new(plan: &DatasetPlan, periods: Periods) -> Self {
        let (mut counts, mut days, mut sets, mut values, mut wholes) = (0, 0, 0, 0, 0);
        let next = |n: &mut usize| {
            *n += 1;
            *n - 1
        };
        let places = plan
            .slots
            .iter()
            .map(|slot| match slot.aggregate {
                Aggregate::Count => Place::Count(next(&mut counts)),
                Aggregate::DistinctDays => Place::Days(next(&mut days)),
                Aggregate::Distinct => Place::Set(next(&mut sets)),
                aggregate if slot.whole => Place::Whole(next(&mut wholes), aggregate),
                aggregate => Place::Value(next(&mut values), aggregate),
            })
            .collect();
        Self {
            places,
            filters: plan.slots.iter().map(|slot: &Slot| slot.filter).collect(),
            // So that they can be added to four by four.
            counts: counts.next_multiple_of(size_of::<u32>()),
            days,
            sets,
            values,
            wholes,
            periods,
            blocks: Vec::new(),
            by_period: FxHashMap::default(),
            entities: 0,
            classes: Vec::new(),
            ones: Vec::new(),
            beyond: FxHashSet::default(),
            beyond_counts: FxHashMap::default(),
            seen: None,
        }
    }

    /// Learns what rows of new classes add to.
    pub fn learn(&mut self, truths: &[Vec<Option<bool>>]) {
        // After the classes were arranged anew there may be fewer.
        self.classes.clear();
        self.ones.clear();
        for truths in truths {
            let mut work = ClassWork::default();
            for (slot, (place, filter)) in (0u32..).zip(self.places.iter().zip(&self.filters)) {
                let counts = filter.is_none_or(|filter| truths.get(filter) == Some(&Some(true)));
                if !counts {
                    continue;
                }
                let small = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
                match place {
                    Place::Count(at) => work.counts.push(small(*at)),
                    Place::Days(at) => work.days.push(small(*at)),
                    Place::Set(at) => work.sets.push((small(*at), slot)),
                    Place::Value(at, aggregate) => work.values.push((small(*at), slot, *aggregate)),
                    Place::Whole(at, aggregate) => work.wholes.push((small(*at), slot, *aggregate)),
                }
            }
            self.ones.extend(work.ones(self.counts));
            self.classes.push(work);
        }
    }

    /// Adds a batch. `entities` is how many there are by now. The first row comes back with which a count grows larger than
    /// [`MOST_EVENTS`].
    ///
    /// # Errors
    /// When the rows span more periods than any history.
    pub fn add(&mut self, rows: &Rows<'_>, entities: usize) -> Result<Option<usize>, Error> {
        self.entities = self.entities.max(entities);
        let (mut start, mut overflows) = (0, None);
        // Stretches of one day are added together: period, block and bit are looked up once for them.
        while let Some(first) = rows.days.get(start).copied() {
            let length = rows.days.iter().skip(start).take_while(|day| **day == first).count();
            let overflow = self.stretch(rows, start, start + length, first)?;
            overflows = overflows.or(overflow);
            start += length;
        }
        Ok(overflows)
    }

    fn block(&mut self, period: PeriodIndex) -> usize {
        if let Some(at) = self.by_period.get(&period) {
            return *at;
        }
        self.blocks.push(Block::default());
        self.by_period.insert(period, self.blocks.len() - 1);
        self.blocks.len() - 1
    }

    /// Takes note of a day with rows.
    fn see(&mut self, day: Day) -> Result<(), Error> {
        self.seen = Some(
            self.seen
                .map_or((day, day), |(low, high)| (low.min(day), high.max(day))),
        );
        if let Some((low, high)) = self.seen
            && i64::from(high) - i64::from(low) > MOST_DAYS
        {
            return Err(too_long(low, high));
        }
        Ok(())
    }

    /// Adds the rows `start..end`, all of one day. The first row comes back with which a count grows too large.
    #[allow(
        clippy::indexing_slicing,
        reason = "the hot loop: cells are sized for all entities and slots before it, and every row has its entity below that"
    )]
    fn stretch(&mut self, rows: &Rows<'_>, start: usize, end: usize, day: Day) -> Result<Option<usize>, Error> {
        self.see(day)?;
        let period = self.periods.of(day);
        let at = self.block(period);
        let bit = 1u32 << (day - self.periods.first_day(period)).clamp(0, 31);
        let (n_counts, n_days, n_sets) = (self.counts, self.days, self.sets);
        let (n_values, n_wholes) = (self.values, self.wholes);
        let block = &mut self.blocks[at];
        if block.entities < self.entities {
            block.grow(self.entities, [n_counts, n_days, n_sets, n_values, n_wholes]);
        }
        let overflow = block.count((&self.classes, &self.ones), rows, start..end, n_counts);
        if n_days > 0 {
            block.note_days(&self.classes, rows, start..end, (n_days, bit));
        }
        if n_sets + n_values + n_wholes == 0 {
            return Ok(overflow);
        }
        for row in start..end {
            // The door counted it.
            if rows.is_no_event(row) {
                continue;
            }
            let entity = rows.entities[row] as usize;
            let work = &self.classes[rows.classes[row] as usize];
            for (slot, source) in &work.sets {
                let Some((numbers, counted)) = rows.codes[*source as usize] else {
                    continue;
                };
                let Some(number) = numbers[row].checked_sub(1) else {
                    continue;
                };
                let code = counted.get(number as usize).copied().unwrap_or(number);
                if code < 64 {
                    block.sets[entity * n_sets + *slot as usize] |= 1 << code;
                } else {
                    let cell = (at as u64) << 32 | entity as u64;
                    if self.beyond.insert((cell, *slot, code)) {
                        *self.beyond_counts.entry((cell, *slot)).or_default() += 1;
                    }
                }
            }
            for (slot, source, aggregate) in &work.values {
                if let Some(SlotValues::Float(values)) = &rows.values[*source as usize]
                    && let Some(value) = values[row]
                {
                    block.take(entity * n_values + *slot as usize, *aggregate, value);
                }
            }
            for (slot, source, aggregate) in &work.wholes {
                if let Some(SlotValues::Whole(values)) = &rows.values[*source as usize]
                    && let Some(value) = values[row]
                {
                    block.wholes.take(entity * n_wholes + *slot as usize, *aggregate, value);
                }
            }
        }
        Ok(overflow)
    }
}
