//! Values that travel by themselves.

use super::{Laying, beyond};
use crate::error::Error;
use crate::reduce::accumulate::Laid;
use crate::reduce::pushed::answer::Answer;
use uptake_rules::policy::measure::Aggregate;
use uptake_rules::policy::register::Register;

impl Laying {
    /// Values that travelled by themselves.
    pub(in crate::reduce::pushed) fn values(
        &mut self,
        answer: &Answer,
        slots: &[usize],
        registers: &[Option<&Register>],
    ) -> Result<(), Error> {
        let (names, periods, times) = (answer.texts("n")?, answer.wholes("g")?, answer.counts("a")?);
        let is_text = |slot: &usize| {
            let slot = self.slots.get(*slot);
            slot.is_some_and(|slot| slot.aggregate == Aggregate::Distinct)
        };
        let texts = match slots.iter().all(is_text) {
            true => Some(answer.texts("v")?),
            false => None,
        };
        let floats = match texts {
            Some(_) => Vec::new(),
            None => answer.floats("v")?,
        };
        let flags: Vec<(usize, Vec<i64>)> = slots
            .iter()
            .map(|slot| Ok((*slot, answer.wholes(&format!("s{slot}"))?)))
            .collect::<Result<_, Error>>()?;
        for (row, name) in names.iter().enumerate() {
            let Some(entity) = name.and_then(|name| self.places.get(name)).copied() else {
                continue;
            };
            let period = periods.get(row).copied().unwrap_or(0);
            let cell = (entity, i32::try_from(period).map_err(|_| beyond())?);
            for (slot, flags) in &flags {
                if flags.get(row) != Some(&1) {
                    continue;
                }
                let times = times.get(row).copied().unwrap_or(0);
                let float = floats.get(row).copied().flatten();
                self.agreeing.came((*slot, cell), float, times);
                let laid = match &texts {
                    Some(texts) => texts.get(row).map(|text| {
                        let register = registers.get(*slot).copied().flatten();
                        Laid::Code(self.code(*slot, text, register))
                    }),
                    None => float.map(|value| Laid::Float(value, times)),
                };
                if let Some(laid) = laid {
                    self.lay(cell, *slot, laid)?;
                }
            }
        }
        Ok(())
    }
}
