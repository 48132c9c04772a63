//! Adding up what was added up of parts. Every number comes out as if the rows had come one after the other: counts and whole
//! numbers are exact, sums of floats are rounded once, days are bits, and different values are told apart by what they are.

use super::{Accumulator, Block, Place, TooMany, Wholes};
use crate::calendar::MOST_DAYS;
use uptake_rules::policy::measure::Aggregate;

impl Accumulator {
    /// Adds another one of the same plan. `entities` has the number of each of its entities, of `count` by now; `codes` for each slot the
    /// numbers under which different values are counted, for its own.
    ///
    /// # Errors
    /// When a count grows too large, or the days span more than any history.
    pub(crate) fn join(
        &mut self,
        other: &Self,
        (entities, count): (&[u32], usize),
        codes: &[Vec<u32>],
    ) -> Result<(), TooMany> {
        self.entities = self.entities.max(count);
        let sizes = [self.counts, self.days, self.sets, self.values, self.wholes];
        if let Some((low, high)) = other.seen {
            let (first, last) = self.seen.unwrap_or((low, high));
            let (first, last) = (first.min(low), last.max(high));
            if i64::from(last) - i64::from(first) > MOST_DAYS {
                return Err(TooMany::Days(first, last));
            }
            self.seen = Some((first, last));
        }
        let mut periods: Vec<(usize, i32)> = other.by_period.iter().map(|(period, at)| (*at, *period)).collect();
        periods.sort_unstable();
        for (from, period) in periods {
            let at = self.block(period);
            let (Some(own), Some(theirs)) = (self.blocks.get_mut(at), other.blocks.get(from)) else {
                continue;
            };
            if own.entities < self.entities {
                own.grow(self.entities, sizes);
            }
            for (entity, number) in entities.iter().enumerate().take(theirs.entities) {
                let number = *number as usize;
                // Nobody counts who has no row.
                if theirs.rows.get(entity).is_none_or(|rows| *rows == 0) {
                    continue;
                }
                if let (Some(own), Some(rows)) = (own.rows.get_mut(number), theirs.rows.get(entity)) {
                    *own = own.saturating_add(*rows);
                }
                for (slot, place) in self.places.iter().enumerate() {
                    let codes = codes.get(slot).map_or(&[] as &[u32], Vec::as_slice);
                    own.join_cell(theirs, *place, sizes, (number, entity), codes)?;
                }
            }
            self.join_beyond(other, (at, from), entities, codes);
        }
        Ok(())
    }

    /// Adds the different values past the words of sets, theirs and those that are past them under their new numbers.
    fn join_beyond(&mut self, other: &Self, (at, from): (usize, usize), entities: &[u32], codes: &[Vec<u32>]) {
        let own_cell = |entity: u32| (at as u64) << 32 | u64::from(entity);
        let mut found: Vec<(u64, u32, u32)> = Vec::new();
        for (slot, place) in self.places.iter().enumerate() {
            let Place::Set(place) = *place else { continue };
            let codes = codes.get(slot).map_or(&[] as &[u32], Vec::as_slice);
            let small = u32::try_from(place).unwrap_or(u32::MAX);
            let new = |code: u32| codes.get(code as usize).copied();
            // Past the word under their own number.
            for (cell, of, code) in &other.beyond {
                let entity = usize::try_from(*cell & 0xffff_ffff).unwrap_or(usize::MAX);
                if *of == small
                    && *cell >> 32 == from as u64
                    && let (Some(entity), Some(code)) = (entities.get(entity), new(*code))
                {
                    found.push((own_cell(*entity), small, code));
                }
            }
            // In the word, and past it under the new one.
            if let Some(block) = other.blocks.get(from)
                && codes.iter().take(64).any(|code| *code >= 64)
            {
                for (entity, number) in entities.iter().enumerate().take(block.entities) {
                    let word = block.sets.get(entity * other.sets + place).copied().unwrap_or(0);
                    for code in (0..64).filter(|code| word >> code & 1 == 1) {
                        if let Some(code) = new(code).filter(|code| *code >= 64) {
                            found.push((own_cell(*number), small, code));
                        }
                    }
                }
            }
        }
        for (cell, slot, code) in found {
            if code < 64 {
                let entity = usize::try_from(cell & 0xffff_ffff).unwrap_or(usize::MAX);
                let place = entity * self.sets + slot as usize;
                if let Some(word) = self.blocks.get_mut(at).and_then(|block| block.sets.get_mut(place)) {
                    *word |= 1 << code;
                }
            } else if self.beyond.insert((cell, slot, code)) {
                *self.beyond_counts.entry((cell, slot)).or_default() += 1;
            }
        }
    }
}

impl Block {
    /// Adds a cell of another block: of entity `from` there, to entity `to` here.
    fn join_cell(
        &mut self,
        theirs: &Self,
        place: Place,
        [counts, days, sets, values, wholes]: [usize; 5],
        (to, from): (usize, usize),
        codes: &[u32],
    ) -> Result<(), TooMany> {
        match place {
            Place::Count(place) => {
                let more = theirs.counts.get(from * counts + place).unwrap_or(0);
                let entity = u32::try_from(to).unwrap_or(u32::MAX);
                self.counts
                    .add(to * counts + place, more)
                    .ok_or(TooMany::Events(entity))?;
            }
            Place::Days(place) => {
                let more = theirs.days.get(from * days + place).unwrap_or(0);
                self.days.unite(to * days + place, more);
            }
            Place::Set(place) => {
                let more = theirs.sets.get(from * sets + place).copied().unwrap_or(0);
                if more != 0
                    && let Some(own) = self.sets.get_mut(to * sets + place)
                {
                    let new = (0..64usize).filter(|code| more >> code & 1 == 1);
                    let new = new
                        .filter_map(|code| codes.get(code).copied())
                        .filter(|code| *code < 64);
                    new.for_each(|code| *own |= 1 << code);
                }
            }
            Place::Value(place, aggregate) => {
                let (own, other) = (to * values + place, from * values + place);
                self.join_value(theirs, aggregate, own, other);
            }
            Place::Whole(place, aggregate) => {
                let (own, other) = (to * wholes + place, from * wholes + place);
                self.wholes.join(&theirs.wholes, aggregate, own, other);
            }
        }
        Ok(())
    }

    fn join_value(&mut self, theirs: &Self, aggregate: Aggregate, cell: usize, other: usize) {
        let (Some(more), Some(value)) = (theirs.known.get(other), theirs.values.get(other)) else {
            return;
        };
        if *more == 0 {
            return;
        }
        // As a value that comes, whose rest comes behind it, and which stands for several.
        self.take(cell, aggregate, *value);
        if let Some(known) = self.known.get_mut(cell) {
            *known = known.saturating_add(more - 1);
        }
        if let Some(rest) = theirs.rests.get(&other) {
            self.rests.entry(cell).or_default().join(rest);
        }
    }
}

impl Wholes {
    /// Adds a cell of others.
    pub(super) fn join(&mut self, theirs: &Self, aggregate: Aggregate, cell: usize, other: usize) {
        let (Some(more), Some(value)) = (theirs.known(other), theirs.value(other)) else {
            return;
        };
        if more == 0 {
            return;
        }
        self.take(cell, aggregate, value);
        self.stands_for(cell, more - 1, theirs.beyond(other));
    }
}

#[cfg(test)]
mod tests {
    use super::super::Rows;
    use super::*;
    use crate::binary::Bytes;
    use crate::calendar::Periods;
    use crate::reduce::batch::SlotValues;
    use crate::reduce::plan::{DatasetPlan, Slot};
    use proptest::prelude::*;
    use uptake_rules::policy::calendar::Calendar;

    /// An event: whose, when, what is counted under which number, and its value.
    type Event = (u32, i32, u32, Option<f64>);

    const SLOTS: [(Aggregate, bool); 9] = [
        (Aggregate::Count, false),
        (Aggregate::DistinctDays, false),
        (Aggregate::Distinct, false),
        (Aggregate::Sum, false),
        (Aggregate::Mean, false),
        (Aggregate::Min, false),
        (Aggregate::Max, false),
        (Aggregate::Sum, true),
        (Aggregate::Mean, true),
    ];

    fn plan() -> DatasetPlan {
        let slots = SLOTS.map(|(aggregate, whole)| Slot {
            aggregate,
            column: Some("column".to_owned()),
            filter: None,
            whole,
        });
        DatasetPlan {
            dataset: "uses".to_owned(),
            filters: Vec::new(),
            slots: slots.to_vec(),
        }
    }

    fn added(events: &[Event]) -> Accumulator {
        let mut all = Accumulator::new(&plan(), Periods::new(&Calendar::default()));
        all.learn(&[Vec::new()]);
        let entities: Vec<u32> = events.iter().map(|event| event.0).collect();
        let days: Vec<i32> = events.iter().map(|event| event.1).collect();
        // One up, as numbers of texts are.
        let numbers: Vec<u32> = events.iter().map(|event| event.2 + 1).collect();
        let floats: Vec<Option<f64>> = events.iter().map(|event| event.3).collect();
        #[allow(clippy::cast_possible_truncation, reason = "too large ones become the largest")]
        let wholes: Vec<Option<i64>> = floats.iter().map(|value| value.map(|value| value as i64)).collect();
        let values = SLOTS.map(|(aggregate, whole)| match (aggregate, whole) {
            (Aggregate::Count | Aggregate::DistinctDays | Aggregate::Distinct, _) => None,
            (_, false) => Some(SlotValues::Float(floats.clone())),
            (_, true) => Some(SlotValues::Whole(wholes.clone())),
        });
        let codes = SLOTS
            .map(|(aggregate, _)| (aggregate == Aggregate::Distinct).then_some((numbers.as_slice(), &[] as &[u32])));
        let classes = vec![0; events.len()];
        let rows = Rows {
            entities: &entities,
            days: &days,
            classes: &classes,
            weights: None,
            values: &values,
            codes: &codes,
        };
        assert!(matches!(all.add(&rows, 5), Ok(None)));
        all
    }

    fn columns(all: &Accumulator) -> Vec<String> {
        let slots = (0..SLOTS.len()).map(|slot| {
            let cells = all.slot(slot, (-2, 8), false, |_| true);
            let mut column = cells.column(5);
            cells.fill(&[0, 1, 2, 3, 4], None, &mut column);
            format!("{:?}", column.numbers())
        });
        let together = format!("{:?}", all.together(2, &[0, 1, 2, 3, 4], -2, 8, 3));
        slots.chain([together]).collect()
    }

    fn events() -> impl Strategy<Value = Vec<Event>> {
        let value = prop_oneof![
            Just(None),
            Just(Some(1e308)),
            Just(Some(-1e308)),
            Just(Some(0.1)),
            (-9e18..9e18f64).prop_map(Some),
            (-1.0..1.0f64).prop_map(Some),
        ];
        prop::collection::vec((0..5u32, 0..40i32, 0..100u32, value), 0..60)
    }

    proptest! {
        #[test]
        fn parts_that_are_put_together_are_what_all_rows_give(first in events(), second in events()) {
            let both: Vec<Event> = first.iter().chain(&second).copied().collect();
            // The second part numbers everything the other way round.
            let turned = second.iter().map(|(entity, day, code, value)| (4 - entity, *day, 99 - code, *value));
            let turned: Vec<Event> = turned.collect();
            let mut joined = added(&first);
            let codes = vec![(0..100).rev().collect::<Vec<u32>>(); SLOTS.len()];
            let ended = joined.join(&added(&turned), (&[4, 3, 2, 1, 0], 5), &codes);
            prop_assert_eq!(ended, Ok(()));
            prop_assert_eq!(columns(&joined), columns(&added(&both)));
        }

        #[test]
        fn what_was_added_up_comes_back_from_its_bytes(events in events()) {
            let all = added(&events);
            let mut bytes = Vec::new();
            all.put_base(&mut bytes);
            (0..SLOTS.len()).for_each(|slot| all.put_slot(slot, &mut bytes));
            let mut from = Bytes::of(&bytes);
            let found = Accumulator::get_base(&plan(), Periods::new(&Calendar::default()), &mut from);
            let Ok(mut found) = found else { return Err(TestCaseError::fail("the base is damaged")) };
            for slot in 0..SLOTS.len() {
                prop_assert_eq!(found.get_slot(slot, &mut from), Ok(()));
            }
            prop_assert_eq!(from.end(), Ok(()));
            prop_assert_eq!(columns(&found), columns(&all));
        }
    }
}
