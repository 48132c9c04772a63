//! The way in: nested values become columns, and columns get the types of the contract. It needs nothing of what the door has
//! seen before, so batches may enter beside each other.

use crate::error::Error;
use crate::intake::arrival::arrived;
use crate::intake::asked::Asked;
use crate::intake::cast::Zones;
use crate::intake::known::Known;
use crate::intake::outside::{Counted, Timed};
use crate::intake::passing::{Fault, Passing};
use crate::intake::places::Origin;
use crate::intake::refusal::Refusal;
use crate::intake::set_aside::Reason;
use crate::intake::typed::{From, Typed, stated, typed};
use crate::intake::unwrapped::{ROW, Tally, Unwrapped, tally, unwrap};
use polars::prelude::*;
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};
use uptake_adapter::{Batch, Codes};
use uptake_rules::policy::dataset::{Column as Rule, Dataset};
use uptake_rules::policy::mapping::Mapping;
use uptake_rules::text::Name;
use uptake_rules::value::Literal;

/// What a door is before anything has come to it.
pub(crate) struct Entrance<'a> {
    pub(super) dataset: &'a Dataset,
    pub(super) mapping: Option<&'a Mapping>,
    pub(super) asked: Asked<'a>,
    /// Columns whose value the project states.
    pub(super) set: Vec<(Name, Literal)>,
    /// The column of its time, where rows outside of the days are only counted.
    pub(super) timed: Option<Timed>,
    pub(super) known: Known,
    /// What its source is called.
    pub(super) label: String,
}

/// A batch as it comes.
pub(crate) struct Met {
    /// The documents in it.
    pub(super) documents: u64,
    /// The part that has them.
    pub(super) part: Arc<str>,
}

impl Met {
    /// Of a batch.
    pub(crate) fn of(batch: &Batch) -> Self {
        Self {
            documents: batch.frame.height() as u64,
            part: Arc::clone(&batch.part),
        }
    }

    /// How many documents it has.
    pub(crate) fn documents(&self) -> u64 {
        self.documents
    }
}

/// A batch that has entered.
pub(crate) struct Entered {
    /// Its rows in the types of the contract, or why they can't be.
    pub(super) passing: Result<Passing, Refusal>,
    /// How many rows it has, whatever becomes of them.
    pub(super) rows: u64,
    /// What a mapping found in its documents.
    pub(super) came: Option<Tally>,
    /// How many of its documents weren't known then and aren't read.
    pub(super) not_yet: u64,
    /// How many of its rows lie outside of the days that are measured, where that is all that is asked of them.
    pub(super) outside: Counted,
}

impl Entrance<'_> {
    /// A batch with its nested values as columns, and typed: as the mapping's input if there is one, else as the dataset.
    ///
    /// That a column is missing or as a whole of the wrong type is in the answer, since the rows came all the same.
    ///
    /// # Errors
    /// When nested values can't be read.
    pub(crate) fn enter(&self, batch: Batch) -> Result<Entered, Refusal> {
        let origin = Origin::of(&batch);
        let mut raw = batch.frame;
        let mut came = None;
        raw.with_column(numbers(raw.height()).with_name(ROW.into()).into_column())?;
        let mut derived = Vec::new();
        let mut codes = batch.codes;
        let (mut not_yet, mut unknown) = (0, BTreeMap::new());
        if let Some(through) = &self.known.through {
            let arrived = arrived(&raw, &self.label, through, &self.known.clock, &self.zones())?;
            raw = raw.filter(&arrived.keep)?;
            codes = codes.filter(&arrived.keep)?;
            (not_yet, unknown) = (arrived.later, arrived.unknown);
        }
        let mut outside = Counted::new();
        if let Some(timed) = &self.timed
            && let Some((keep, counted)) = timed.within(&raw, self.dataset, &self.known, &self.zones())?
            && !counted.is_empty()
        {
            raw = raw.filter(&keep)?;
            codes = codes.filter(&keep)?;
            outside = counted;
        }
        let documents = raw.height();
        let from = match self.mapping {
            None => From::Source,
            Some(mapping) => {
                let paths = self.asked.paths();
                // Elements of lists have rows of their own.
                if mapping.rows.is_some() || !mapping.explode.is_empty() {
                    codes = Codes::default();
                }
                Unwrapped { frame: raw, derived } = unwrap(raw, &self.label, mapping, &paths)?;
                came = Some(tally(documents, &raw, mapping, &self.asked.judged_paths())?);
                From::Unnested
            }
        };
        // What says when a row came is read to look back, and no part of what was delivered then.
        if let Some(through) = &self.known.through
            && !self.asked.request(self.mapping).contains(&through.column)
        {
            derived.push(through.column.clone());
        }
        let rows = raw.height() as u64;
        let passing = || -> Result<Passing, Refusal> {
            let Typed {
                frame: mut typed,
                codes,
                mut faults,
            } = self.typed((&raw, &codes, &*batch.part), &self.asked.inputs, from)?;
            if let Some(through) = self.known.through.as_ref().filter(|_| !unknown.is_empty()) {
                faults.splice(0..0, of_unknown_arrival(&raw, &unknown, &through.column)?);
            }
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
        };
        Ok(Entered {
            passing: passing(),
            rows,
            came,
            not_yet,
            outside,
        })
    }

    /// Columns of the types of the contract.
    pub(super) fn typed(
        &self,
        (raw, codes, part): (&DataFrame, &Codes, &str),
        columns: &[&Rule],
        from: From,
    ) -> Result<Typed, Refusal> {
        let is_shown = |name: &str| self.asked.is_shown(name);
        typed(
            (self.dataset, &self.label, part),
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

/// The numbers of so many rows. Most batches have as many, at most: they share the same numbers.
fn numbers(rows: usize) -> UInt32Chunked {
    static FIRST: LazyLock<UInt32Chunked> = LazyLock::new(|| counted(SHARED));
    match rows <= SHARED {
        true => FIRST.slice(0, rows),
        false => counted(rows),
    }
}

/// Numbers of rows that batches share.
const SHARED: usize = 1 << 16;

fn counted(rows: usize) -> UInt32Chunked {
    UInt32Chunked::from_iter_values(PlSmallStr::EMPTY, 0..u32::try_from(rows).unwrap_or(u32::MAX))
}

/// The rows of documents of which it can't be told when they came: they may not have been known.
fn of_unknown_arrival(raw: &DataFrame, unknown: &BTreeMap<u32, Reason>, column: &str) -> Result<Vec<Fault>, Error> {
    let documents = raw.column(ROW)?.u32()?;
    let faults = documents.iter().enumerate().filter_map(|(row, document)| {
        let reason = *unknown.get(&document?)?;
        Some(Fault {
            row,
            reason,
            column: column.to_owned(),
            made: None,
        })
    });
    Ok(faults.collect())
}
