//! Numbers that were added up elsewhere, laid into cells as if their rows had come.

use super::{Accumulator, Place, TooMany};
use crate::calendar::{Day, MOST_DAYS, PeriodIndex};
use uptake_rules::policy::measure::Aggregate;

/// What some rows of an entity and a period give a slot.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Laid {
    /// So many events.
    Count(u64),
    /// These days of the period.
    Days(u32),
    /// A value, by the number under which it is counted.
    Code(u32),
    /// A float, so many times.
    Float(f64, u64),
    /// So many whole numbers with this sum; their least or greatest one where that is asked for.
    Whole(i128, u64),
}

impl Accumulator {
    /// Makes room for so many entities.
    pub(crate) fn lay_entities(&mut self, count: usize) {
        self.entities = self.entities.max(count);
    }

    /// Takes note of the rows of an entity in a period: how many stand for an event, and the days of all of them.
    ///
    /// # Errors
    /// When the days span more than any history.
    pub(crate) fn lay_rows(
        &mut self,
        (entity, period): (u32, PeriodIndex),
        rows: u64,
        days: impl Iterator<Item = Day>,
    ) -> Result<(), TooMany> {
        for day in days {
            let (low, high) = self.seen.unwrap_or((day, day));
            let seen = (low.min(day), high.max(day));
            if i64::from(seen.1) - i64::from(seen.0) > MOST_DAYS {
                return Err(TooMany::Days(seen.0, seen.1));
            }
            self.seen = Some(seen);
        }
        let at = self.block(period);
        let sizes = [self.counts, self.days, self.sets, self.values, self.wholes];
        let Some(block) = self.blocks.get_mut(at) else {
            return Ok(());
        };
        if block.entities < self.entities {
            block.grow(self.entities, sizes);
        }
        if let Some(own) = block.rows.get_mut(entity as usize) {
            *own = own.saturating_add(u8::try_from(rows).unwrap_or(u8::MAX));
        }
        Ok(())
    }

    /// Lays something into a slot, after its rows were taken note of.
    ///
    /// # Errors
    /// When a count grows too large.
    pub(crate) fn lay(&mut self, (entity, period): (u32, PeriodIndex), slot: usize, laid: Laid) -> Result<(), TooMany> {
        let (at, number) = (self.block(period), entity as usize);
        let (Some(place), Some(block)) = (self.places.get(slot).copied(), self.blocks.get_mut(at)) else {
            return Ok(());
        };
        match (place, laid) {
            (Place::Count(place), Laid::Count(events)) => {
                let events = u32::try_from(events).map_err(|_| TooMany::Events(entity))?;
                let cell = number * self.counts + place;
                block.counts.add(cell, events).ok_or(TooMany::Events(entity))?;
            }
            (Place::Days(place), Laid::Days(days)) => {
                block.days.unite(number * self.days + place, days);
            }
            (Place::Set(place), Laid::Code(code)) if code < 64 => {
                if let Some(own) = block.sets.get_mut(number * self.sets + place) {
                    *own |= 1 << code;
                }
            }
            (Place::Set(place), Laid::Code(code)) => {
                let cell = (at as u64) << 32 | u64::from(entity);
                let place = u32::try_from(place).unwrap_or(u32::MAX);
                if self.beyond.insert((cell, place, code)) {
                    *self.beyond_counts.entry((cell, place)).or_default() += 1;
                }
            }
            (Place::Value(place, aggregate), Laid::Float(value, times)) => {
                let cell = number * self.values + place;
                block.take_times(
                    cell,
                    aggregate,
                    value,
                    u32::try_from(times).map_err(|_| TooMany::Events(entity))?,
                );
            }
            (Place::Whole(place, aggregate), Laid::Whole(sum, known)) => {
                let Some(more) = u32::try_from(known)
                    .map_err(|_| TooMany::Events(entity))?
                    .checked_sub(1)
                else {
                    return Ok(());
                };
                let cell = number * self.wholes + place;
                #[allow(
                    clippy::cast_possible_truncation,
                    reason = "the lowest 64 bits; what is beyond them is kept beside"
                )]
                let low = sum as i64;
                let beyond = i64::try_from((sum - i128::from(low)) >> 64).map_err(|_| TooMany::Events(entity))?;
                block.wholes.take(cell, aggregate, low);
                block.wholes.stands_for(cell, more, beyond);
            }
            (Place::Count(_) | Place::Days(_) | Place::Set(_) | Place::Value(..) | Place::Whole(..), _) => {}
        }
        Ok(())
    }
}

impl super::Block {
    /// Takes a float into a cell, as often as it came.
    fn take_times(&mut self, cell: usize, aggregate: Aggregate, value: f64, times: u32) {
        if matches!(aggregate, Aggregate::Min | Aggregate::Max) {
            if times > 0 {
                self.take(cell, aggregate, value);
                self.known(cell, times - 1);
            }
            return;
        }
        // A float times a power of two is exact, unless it is too large: then it is taken as often as it came.
        let exact = (0..u32::BITS).filter(|bit| times >> bit & 1 == 1);
        let pieces: Vec<f64> = exact.map(|bit| value * f64::from(1u32 << bit)).collect();
        if pieces.iter().all(|piece| piece.is_finite()) {
            let taken = u32::try_from(pieces.len()).unwrap_or(0);
            pieces.into_iter().for_each(|piece| self.take(cell, aggregate, piece));
            self.known(cell, times - taken);
        } else {
            (0..times).for_each(|_| self.take(cell, aggregate, value));
        }
    }

    /// The number that was taken last stands for so many more.
    fn known(&mut self, cell: usize, more: u32) {
        if let Some(known) = self.known.get_mut(cell) {
            *known = known.saturating_add(more);
        }
    }
}
