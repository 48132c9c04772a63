//! Whose rows they are and which of those with the same key stay: what a row has to hold beyond its contract.

use super::{DECIDING, Door, PLACE};
use crate::error::Error;
use crate::intake::days::row_days;
use crate::intake::keys::{AskedOfRows, keyed};
use crate::intake::passing::{Fault, Passing};
use crate::intake::set_aside::Reason;
use crate::reduce::entities::EntityIndex;
use crate::reduce::texts::Texts;
use polars::prelude::*;
use rustc_hash::FxHashMap;
use uptake_rules::policy::dataset::DatasetKind;
use uptake_rules::policy::keep::Keep;

impl Door<'_> {
    /// Whether looking an entity up can fail, so that the row is set aside.
    pub(super) fn may_be_nobody(&self, entities: &EntityIndex) -> bool {
        let names_nobody = matches!(self.dataset.kind, DatasetKind::Entities | DatasetKind::Records);
        self.joiner.is_some() || entities.is_listed() && !names_nobody
    }

    /// Finds which rows go on by their keys: the others are faults from now on. Where none goes on, they are taken out.
    pub(super) fn keys(&mut self, passing: &mut Passing, left_out: Option<&DataFrame>) -> Result<Vec<bool>, Error> {
        let height = passing.typed.height();
        let Some(keys) = &mut self.keys else {
            return Ok(vec![true; height]);
        };
        let asked = AskedOfRows {
            dataset: self.dataset,
            columns: &self.asked.judged(),
            keep: self.keep,
            deciding: deciding(self.keep, &passing.typed),
            place: PLACE,
            twins: keys.looks_for_twins(),
            order: keys.ascend(),
        };
        let rows = keyed(&asked, keys.compares(), &passing.typed, left_out)?;
        let faults = keys.take(&rows, &passing.origin.part)?;
        let mut stay = vec![keys.lets_through(); height];
        if !keys.lets_through() {
            passing.keep(&BooleanChunked::full("keep".into(), false, height))?;
            return Ok(stay);
        }
        let column = self.dataset.key.first().map_or(String::new(), |name| name.text.clone());
        for (row, reason) in faults {
            if let Some(stays) = stay.get_mut(row) {
                *stays = false;
            }
            passing.faults.push(Fault {
                row,
                reason,
                column: column.clone(),
                made: None,
            });
        }
        Ok(stay)
    }

    /// The entities of the rows that have one. The others are faults from now on.
    pub(super) fn entities(&mut self, passing: &mut Passing, entities: &mut EntityIndex) -> Result<Vec<u32>, Error> {
        let mut codes = Vec::new();
        if self.dataset.kind == DatasetKind::Records {
            return Ok(codes);
        }
        let column = passing.typed.column(&self.dataset.entity.text)?.str()?;
        let names = Texts::new(column, &passing.codes);
        match (&mut self.joiner, self.dataset.kind) {
            (Some(joiner), _) => {
                let day = row_days(self.dataset, &passing.typed, &self.known.clock)?;
                let among = match entities.is_listed() {
                    true => entities,
                    false => &mut self.met,
                };
                joiner.codes(names, day, among, &mut codes);
            }
            (None, DatasetKind::Names) => entities.strangers(names, &mut codes),
            (None, kind) => entities.codes(names, kind == DatasetKind::Entities, &mut codes),
        }
        if self.joiner.is_none() && codes.contains(&EntityIndex::STRANGER) {
            let names = column.iter().zip(&codes);
            for name in names.filter_map(|(name, code)| name.filter(|_| *code == EntityIndex::STRANGER)) {
                match self.strangers.get_mut(name) {
                    Some(rows) => *rows += 1,
                    None => drop(self.strangers.insert(name.into(), 1)),
                }
            }
        }
        if codes.iter().any(|code| *code >= EntityIndex::SEVERAL) {
            let reason = |code: u32| match code {
                EntityIndex::STRANGER => Some(Reason::UnknownEntity),
                EntityIndex::SEVERAL => Some(Reason::AmbiguousIdentity),
                _ => None,
            };
            let column = &self.dataset.entity.text;
            passing
                .faults
                .extend(codes.iter().enumerate().filter_map(|(row, code)| {
                    Some(Fault {
                        row,
                        reason: reason(*code)?,
                        column: column.clone(),
                        made: None,
                    })
                }));
            codes.retain(|code| *code < EntityIndex::SEVERAL);
        }
        Ok(codes)
    }

    /// The numbers of entities that the joiner found.
    pub(super) fn known(&self, codes: Vec<u32>, entities: &mut EntityIndex) -> Vec<u32> {
        if self.joiner.is_none() || entities.is_listed() {
            return codes;
        }
        let mut numbers: FxHashMap<u32, u32> = FxHashMap::default();
        let mut number = |code: u32| {
            let met = self.met.names().get(code as usize).map(|name| &**name);
            let known = |name: &str| entities.code(name);
            *numbers
                .entry(code)
                .or_insert_with(|| met.map_or(EntityIndex::STRANGER, known))
        };
        codes.into_iter().map(&mut number).collect()
    }
}

/// The column of a frame that decides which row of a key stays.
fn deciding<'a>(keep: Option<&'a Keep>, frame: &DataFrame) -> Option<&'a str> {
    let column = keep?.column()?;
    match frame.column(DECIDING) {
        Ok(_) => Some(DECIDING),
        Err(_) => Some(&column.text),
    }
}
