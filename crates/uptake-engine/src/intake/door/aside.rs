//! Rows that can't go on: taken out, counted, and told of the days that they were of.

use super::Door;
use crate::error::Error;
use crate::intake::passing::{Of, Passing};
use crate::intake::set_aside::{Reason, SetAsideSink};
use crate::intake::traced::{traced, wanted};
use crate::reduce::entities::EntityIndex;
use polars::prelude::*;
use uptake_rules::policy::mapping::Mapping;

impl Door<'_> {
    /// Takes the faulty rows out, and counts them. `mapping` is the one that they haven't been through yet.
    pub(super) fn set_aside(
        &mut self,
        passing: &mut Passing,
        mapping: Option<&Mapping>,
        entities: &mut EntityIndex,
        sink: &mut dyn SetAsideSink,
    ) -> Result<(), Error> {
        let label = self.report.label();
        let of = Of {
            source: &label,
            dataset: self.dataset,
            mapping: self.mapping,
            inputs: &self.asked.inputs,
        };
        let rows = passing.typed.clone();
        let faults = passing.set_aside(&of, sink, &mut self.refusals)?;
        if let Some(witness) = &mut self.witness
            && !faults.is_empty()
        {
            let places = faults
                .iter()
                .map(|fault| IdxSize::try_from(fault.row).unwrap_or(IdxSize::MAX));
            let mut rows = rows.take(&IdxCa::from_vec("rows".into(), places.collect()))?;
            let mut reasons: Vec<Reason> = faults.iter().map(|fault| fault.reason).collect();
            if let Some(mapping) = mapping {
                let wanted = wanted(mapping, &rows, &self.known)?;
                reasons = reasons
                    .into_iter()
                    .zip(wanted.iter())
                    .filter(|(_, wanted)| *wanted == Some(true))
                    .map(|(reason, _)| reason)
                    .collect();
                rows = traced(self.dataset, mapping, rows.filter(&wanted)?, &self.known)?;
            }
            witness.refused(self.dataset, &rows, &reasons, &self.known, entities)?;
        }
        for fault in faults {
            *self.report.set_aside.entry(fault.reason).or_default() += 1;
            if matches!(fault.reason, Reason::WrongType | Reason::NoTimeZone) {
                self.report.unreadable.insert(fault.column);
            }
        }
        Ok(())
    }
}
