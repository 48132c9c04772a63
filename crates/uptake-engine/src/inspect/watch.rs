//! What is noticed about rows that came through the door.

use crate::calendar::{Day, ZoneClock};
use crate::error::Error;
use crate::intake::row_days;
use crate::names::{Private, value_kind};
use polars::prelude::*;
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use uptake_rules::policy::Policy;
use uptake_rules::policy::dataset::{Dataset, DatasetKind};

/// What is noticed about rows that came through the door.
pub(super) struct Watch<'a> {
    policy: &'a Policy,
    dataset: &'a Dataset,
    /// First and last day of them.
    pub(super) days: Option<(Day, Day)>,
    /// Names that the register of a column doesn't list, with their rows, by column.
    unlisted: BTreeMap<String, FxHashMap<String, u64>>,
}

impl<'a> Watch<'a> {
    /// Nothing yet.
    pub(super) fn new(policy: &'a Policy, dataset: &'a Dataset) -> Self {
        Self {
            policy,
            dataset,
            days: None,
            unlisted: BTreeMap::new(),
        }
    }

    /// Looks at rows.
    pub(super) fn see(&mut self, frame: &DataFrame, clock: &ZoneClock) -> Result<(), Error> {
        if matches!(self.dataset.kind, DatasetKind::Events | DatasetKind::Spells) {
            let day = row_days(self.dataset, frame, clock)?;
            for day in (0..frame.height()).filter_map(day) {
                let (low, high) = self.days.unwrap_or((day, day));
                self.days = Some((low.min(day), high.max(day)));
            }
        }
        for column in &self.dataset.columns {
            let named = column.register.as_ref();
            let Some(register) = named.and_then(|name| self.policy.register(&name.text)) else {
                continue;
            };
            let mut counts: FxHashMap<&str, u64> = FxHashMap::default();
            let texts = frame.column(&column.name.text)?.str()?;
            for text in texts.iter().flatten() {
                *counts.entry(text).or_default() += 1;
            }
            for (text, rows) in counts {
                if register.find(text).is_none() {
                    let unlisted = self.unlisted.entry(column.name.text.clone()).or_default();
                    *unlisted.entry(text.to_owned()).or_default() += rows;
                }
            }
        }
        Ok(())
    }

    /// Names that the register of a column doesn't list, with their rows, by column.
    pub(super) fn unlisted(self) -> BTreeMap<String, BTreeMap<Private, u64>> {
        let dataset = self.dataset;
        let private = |(column, names): (String, FxHashMap<String, u64>)| {
            let kind = value_kind(dataset, &column);
            let names = names.into_iter().map(|(name, rows)| (Private::new(kind, name), rows));
            (column, names.collect())
        };
        self.unlisted.into_iter().map(private).collect()
    }
}
