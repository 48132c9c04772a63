//! For how many rows conditions are unknown and values missing, and for which rows conditions hold.

use super::Laying;
use crate::error::Error;
use crate::reduce::pushed::answer::Answer;
use uptake_sql::Plan;

impl Laying {
    /// The conditions that may be unknown for some row, and the reported columns that some row lacks: how many of them there are has to be
    /// asked.
    pub(in crate::reduce::pushed) fn to_tell(&self) -> (Vec<usize>, Vec<usize>) {
        let conditions = (0..self.met.len()).filter(|_| self.unknown);
        let lacking = self.lacks.iter().enumerate().filter(|(_, lacks)| **lacks);
        (conditions.collect(), lacking.map(|(column, _)| column).collect())
    }

    /// How many there are.
    pub(in crate::reduce::pushed) fn told(
        &mut self,
        answer: &Answer,
        plan: &Plan<'_>,
        conditions: &[usize],
        columns: &[usize],
    ) -> Result<(), Error> {
        for filter in conditions {
            let rows = answer.number(&format!("u{filter}"))?;
            if let Some(undecided) = self.undecided.get_mut(*filter) {
                *undecided += rows;
            }
        }
        for (name, at) in plan.reported().into_iter().zip(0..) {
            if columns.contains(&at) {
                let rows = answer.number(&format!("m{at}"))?;
                *self.told.missing.entry(name.to_owned()).or_default() += rows;
            }
        }
        Ok(())
    }

    /// For which rows conditions hold and fail, now that it is known for how many they are unknown.
    pub(super) fn settle(&mut self) {
        let all = self.told.used + self.told.without_event;
        for ((met, held), unknown) in self.met.iter_mut().zip(&self.held).zip(&self.undecided) {
            if let Some(held) = held {
                met[0] |= *held > 0;
                met[1] |= all.saturating_sub(held + unknown) > 0;
            }
            met[2] |= *unknown > 0;
        }
    }
}
