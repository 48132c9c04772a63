//! What was added up as bytes, slot by slot, so that only those are read again that somebody asks for.

use super::{Accumulator, Block, Place};
use crate::binary::{Binary, Bytes, Damaged, get_bytes, get_narrow, narrow_into, put_narrow};
use crate::calendar::{PeriodIndex, Periods};
use crate::reduce::plan::DatasetPlan;
use uptake_statistics::ExactSum;

impl Accumulator {
    /// What all slots have in common: the periods, who has rows in them.
    pub(crate) fn put_base(&self, out: &mut Vec<u8>) {
        self.entities.put(out);
        self.seen.put(out);
        let mut periods: Vec<(usize, PeriodIndex)> = self.by_period.iter().map(|(period, at)| (*at, *period)).collect();
        periods.sort_unstable();
        periods.put(out);
        for block in &self.blocks {
            block.entities.put(out);
            put_narrow(block.rows.iter().map(|rows| u64::from(*rows)), out);
        }
    }

    /// The same again, with room for the slots of a plan, which are empty.
    pub(crate) fn get_base(plan: &DatasetPlan, periods: Periods, from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        let mut all = Self::new(plan, periods);
        all.entities = usize::get(from)?;
        all.seen = Option::get(from)?;
        let sizes = [all.counts, all.days, all.sets, all.values, all.wholes];
        for (number, (at, period)) in Vec::<(usize, PeriodIndex)>::get(from)?.into_iter().enumerate() {
            if number != at || all.by_period.insert(period, at).is_some() {
                return Err(Damaged);
            }
        }
        for _ in 0..all.by_period.len() {
            let entities = usize::get(from)?;
            if entities > all.entities {
                return Err(Damaged);
            }
            let mut block = Block {
                // They were written from bytes, so that none is wider.
                rows: get_bytes(from, entities)?.ok_or(Damaged)?.to_vec(),
                ..Block::default()
            };
            block.rows.resize(entities, 0);
            block.grow(entities, sizes);
            all.blocks.push(block);
        }
        Ok(all)
    }

    /// The numbers of a slot.
    pub(crate) fn put_slot(&self, slot: usize, out: &mut Vec<u8>) {
        let Some(place) = self.places.get(slot).copied() else {
            return;
        };
        for block in &self.blocks {
            let of = |width: usize, place: usize| (0..block.entities).map(move |entity| entity * width + place);
            match place {
                Place::Count(place) => put_narrow(
                    of(self.counts, place).map(|cell| block.counts.get(cell).unwrap_or(0).into()),
                    out,
                ),
                Place::Days(place) => put_narrow(
                    of(self.days, place).map(|cell| block.days.get(cell).unwrap_or(0).into()),
                    out,
                ),
                Place::Set(place) => put_narrow(
                    of(self.sets, place).map(|cell| block.sets.get(cell).copied().unwrap_or(0)),
                    out,
                ),
                Place::Value(place, _) => {
                    let known = of(self.values, place).map(|cell| block.known.get(cell).copied().unwrap_or(0).into());
                    put_narrow(known, out);
                    let bits = |cell: usize| block.values.get(cell).map_or(0, |value| value.to_bits());
                    put_narrow(of(self.values, place).map(bits), out);
                    let rests = of(self.values, place).enumerate();
                    let rests = rests.filter_map(|(entity, cell)| Some((entity, block.rests.get(&cell)?.clone())));
                    rests.collect::<Vec<(usize, ExactSum)>>().put(out);
                }
                Place::Whole(place, _) => block.wholes.put(of(self.wholes, place), out),
            }
        }
        if let Place::Set(place) = place {
            let own = self.beyond.iter().filter(|(_, slot, _)| *slot as usize == place);
            let mut own: Vec<(u64, u32)> = own.map(|(cell, _, code)| (*cell, *code)).collect();
            own.sort_unstable();
            own.put(out);
        }
    }

    /// The same again.
    pub(crate) fn get_slot(&mut self, slot: usize, from: &mut Bytes<'_>) -> Result<(), Damaged> {
        let place = self.places.get(slot).copied().ok_or(Damaged)?;
        for block in &mut self.blocks {
            let entities = block.entities;
            match place {
                Place::Count(place) => {
                    block.counts.get_cells(from, (self.counts, place), entities)?;
                }
                Place::Days(place) => {
                    block.days.get_cells(from, (self.days, place), entities)?;
                }
                Place::Set(place) => {
                    let (width, cells) = (self.sets, &mut block.sets);
                    get_narrow(from, entities, |at, number| {
                        if let Some(cell) = cells.get_mut(at * width + place) {
                            *cell = number;
                        }
                    })?;
                }
                Place::Value(place, _) => {
                    let (width, known, values) = (self.values, &mut block.known, &mut block.values);
                    get_narrow(from, entities, |at, number| {
                        narrow_into(known, at * width + place, number);
                    })?;
                    get_narrow(from, entities, |at, number| {
                        if let Some(cell) = values.get_mut(at * width + place) {
                            *cell = f64::from_bits(number);
                        }
                    })?;
                    for (entity, rest) in Vec::<(usize, ExactSum)>::get(from)? {
                        let cell = entity.checked_mul(width).ok_or(Damaged)? + place;
                        block.rests.insert(cell, rest);
                    }
                }
                Place::Whole(place, _) => block.wholes.get_cells(from, (self.wholes, place), entities)?,
            }
        }
        if let Place::Set(place) = place {
            let place = u32::try_from(place).map_err(|_| Damaged)?;
            for (cell, code) in Vec::<(u64, u32)>::get(from)? {
                if self.beyond.insert((cell, place, code)) {
                    *self.beyond_counts.entry((cell, place)).or_default() += 1;
                }
            }
        }
        Ok(())
    }
}

impl Binary for ExactSum {
    fn put(&self, out: &mut Vec<u8>) {
        let (parts, long, lost) = self.pieces();
        parts.to_vec().put(out);
        long.map(<[i64]>::to_vec).put(out);
        lost.put(out);
    }

    fn get(from: &mut Bytes<'_>) -> Result<Self, Damaged> {
        let (parts, long, lost) = (Vec::get(from)?, Option::<Vec<i64>>::get(from)?, bool::get(from)?);
        ExactSum::of_pieces(parts, long.as_deref(), lost).ok_or(Damaged)
    }
}
