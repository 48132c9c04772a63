//! The way in: nested values become columns, and columns get the types of the contract.

use super::Door;
use crate::error::Error;
use crate::intake::cast::Zones;
use crate::intake::passing::Passing;
use crate::intake::places::Origin;
use crate::intake::refusal::Refusal;
use crate::intake::typed::{From, Typed, stated, typed};
use crate::intake::unwrapped::{ROW, Unwrapped, tally, unwrap};
use polars::prelude::*;
use std::sync::Arc;
use uptake_adapter::{Batch, Codes};
use uptake_rules::policy::dataset::Column as Rule;

impl Door<'_> {
    /// A batch with its nested values as columns, and typed: as the mapping's input if there is one, else as the dataset.
    pub(super) fn enter(&mut self, batch: Batch) -> Result<Passing, Refusal> {
        let origin = Origin::of(&batch);
        let mut raw = batch.frame;
        let documents = raw.height();
        self.report.documents += documents as u64;
        if self.of_files && self.report.source.is_some() && !self.report.files.contains(&origin.part) {
            self.report.files.insert(Arc::clone(&origin.part));
        }
        let rows = UInt32Chunked::from_iter_values(ROW.into(), 0..u32::try_from(raw.height()).unwrap_or(u32::MAX));
        raw.with_column(rows.into_column())?;
        let mut derived = Vec::new();
        let mut codes = batch.codes;
        let from = match self.mapping {
            None => From::Source,
            Some(mapping) => {
                let paths = self.asked.paths();
                // Elements of lists have rows of their own.
                if mapping.rows.is_some() || !mapping.explode.is_empty() {
                    codes = Codes::default();
                }
                Unwrapped { frame: raw, derived } = unwrap(raw, &self.report.label(), mapping, &paths)?;
                let came = tally(documents, &raw, mapping, &self.asked.judged_paths())?;
                self.report.documents_without_rows += came.without_rows;
                self.report.nothing_read += came.nothing_read;
                for (list, rows) in came.by_list {
                    *self.report.lists.entry(list).or_default() += rows;
                }
                From::Unnested
            }
        };
        self.report.rows += raw.height() as u64;
        let Typed {
            frame: mut typed,
            codes,
            faults,
        } = self.typed((&raw, &codes, &*batch.part), &self.asked.inputs, from)?;
        if self.mapping.is_none() {
            typed = self.completed(typed)?;
        }
        Ok(Passing {
            typed,
            codes,
            raw,
            derived,
            faults,
            origin,
        })
    }

    pub(super) fn typed(
        &self,
        (raw, codes, part): (&DataFrame, &Codes, &str),
        columns: &[&Rule],
        from: From,
    ) -> Result<Typed, Refusal> {
        let is_shown = |name: &str| self.asked.is_shown(name);
        typed(
            (self.dataset, &self.report.label(), part),
            (raw, codes),
            columns,
            &is_shown,
            from,
            &self.zones(),
        )
    }

    /// The dataset's columns, those among them whose value the project states.
    pub(super) fn completed(&self, frame: DataFrame) -> Result<DataFrame, Error> {
        if self.set.is_empty() {
            return Ok(frame);
        }
        let columns = self.asked.needed.iter().map(|rule| {
            let stated_value = self.set.iter().find(|(name, _)| name.text == rule.name.text);
            match stated_value {
                Some((_, value)) => stated(self.dataset, rule, value, frame.height()),
                None => Ok(frame.column(&rule.name.text)?.clone()),
            }
        });
        let columns = columns.collect::<Result<Vec<Column>, Error>>()?;
        Ok(DataFrame::new(frame.height(), columns)?)
    }

    fn zones(&self) -> Zones<'_> {
        Zones {
            calendar: &self.known.clock,
            source: self.known.source_zone.as_ref(),
            reading: &self.known.reading,
        }
    }
}
