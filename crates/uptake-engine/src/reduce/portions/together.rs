//! Portions put together, one behind the other.

use super::portion::Portion;
use crate::reduce::accumulate::TooMany;
use rustc_hash::FxHashMap;

/// Parts that are put together.
pub(super) struct Together {
    pub(super) whole: Portion,
    /// The place of each name.
    places: FxHashMap<Box<str>, u32>,
    /// For each slot the number under which each value is counted.
    numbers: Vec<FxHashMap<String, u32>>,
}

impl Together {
    /// From the first part on.
    pub(super) fn of(whole: Portion) -> Self {
        let places = whole.names.iter().cloned().zip(0..).collect();
        let numbers = whole.counted.iter();
        let numbers = numbers.map(|texts| texts.iter().cloned().zip(0..).collect());
        Self {
            places,
            numbers: numbers.collect(),
            whole,
        }
    }

    /// Adds the part behind these.
    pub(super) fn absorb(&mut self, part: Portion) -> Result<(), TooMany> {
        let whole = &mut self.whole;
        let mut entities = Vec::with_capacity(part.names.len());
        for name in part.names {
            let next = u32::try_from(self.places.len()).unwrap_or(u32::MAX);
            let place = *self.places.entry(name.clone()).or_insert(next);
            if place == next {
                whole.names.push(name);
            }
            entities.push(place);
        }
        let mut codes = Vec::with_capacity(part.counted.len());
        for ((texts, numbers), all) in part.counted.into_iter().zip(&mut self.numbers).zip(&mut whole.counted) {
            let number = |text: String| {
                let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
                let number = *numbers.entry(text.clone()).or_insert(next);
                if number == next {
                    all.push(text);
                }
                number
            };
            codes.push(texts.into_iter().map(number).collect());
        }
        whole
            .accumulator
            .join(&part.accumulator, (&entities, whole.names.len()), &codes)?;
        for (column, names) in part.unlisted {
            let all = whole.unlisted.entry(column).or_default();
            for (name, rows) in names {
                *all.entry(name).or_default() += rows;
            }
        }
        for (all, more) in whole.undecided.iter_mut().zip(part.undecided) {
            *all += more;
        }
        for (all, more) in whole.met.iter_mut().zip(part.met) {
            for (all, more) in all.iter_mut().zip(more) {
                *all |= more;
            }
        }
        whole.gathered.absorb(part.gathered);
        whole.set_aside.extend(part.set_aside);
        Ok(())
    }
}
