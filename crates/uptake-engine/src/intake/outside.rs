//! Rows outside of the days that are measured, where the project has them counted and not listed: they are taken out before anything
//! else is looked at, so that a source which knows of their times need not give them.

use super::cast::{Zones, cast, cast_of};
use super::contract::in_time;
use super::known::Known;
use super::refusal::Refusal;
use super::set_aside::Reason;
use polars::prelude::*;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use uptake_adapter::Spare;
use uptake_rules::expr::ExprKind;
use uptake_rules::policy::dataset::{Dataset, DatasetKind};
use uptake_rules::policy::mapping::Mapping;
use uptake_rules::value::Type;

/// The column of a source that has the time of its events as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Timed {
    column: String,
    /// As what it is read.
    input: Type,
    /// As what the dataset has it.
    own: Type,
}

/// Rows that were taken out, by reason.
pub(super) type Counted = BTreeMap<Reason, u64>;

impl Timed {
    /// That of a dataset's source, with a mapping and columns whose value the project states; nothing where the time isn't a column of it.
    pub(crate) fn of(dataset: &Dataset, mapping: Option<&Mapping>, set: &BTreeSet<String>) -> Option<Self> {
        let time = dataset.time.as_ref().filter(|_| dataset.kind == DatasetKind::Events)?;
        let rule = dataset.column(&time.text)?;
        if set.contains(&time.text) {
            return None;
        }
        let input = match mapping {
            None => rule,
            Some(mapping) if mapping.rows.is_some() || !mapping.explode.is_empty() => return None,
            Some(mapping) => {
                let (_, expr) = mapping.columns.iter().find(|(name, _)| name.text == time.text)?;
                let ExprKind::Column(input) = &expr.kind else {
                    return None;
                };
                mapping.input.iter().find(|column| column.name.text == *input)?
            }
        };
        let column = input.source_name();
        let nested = mapping.is_some() && column.contains('.');
        let of_time = matches!(input.ty, Type::Datetime | Type::Date);
        (of_time && !nested).then(|| Self {
            column: column.to_owned(),
            input: input.ty,
            own: rule.ty,
        })
    }

    /// What a source needn't give.
    pub(super) fn spare(&self, known: &Known) -> Spare {
        Spare {
            column: self.column.clone(),
            stretches: stretches(known).into_iter().map(|(stretch, _)| stretch).collect(),
        }
    }

    /// Which rows of a batch are within the days, or may be, and how many aren't. Nothing where the batch lacks the column: then it is told
    /// where it is missed.
    ///
    /// # Errors
    /// When the column can't be read as times.
    pub(super) fn within(
        &self,
        raw: &DataFrame,
        dataset: &Dataset,
        known: &Known,
        zones: &Zones<'_>,
    ) -> Result<Option<(BooleanChunked, Counted)>, Refusal> {
        let (Ok(column), Some(time)) = (raw.column(&self.column), &dataset.time) else {
            return Ok(None);
        };
        let (mut times, _) = cast_of(raw, column, self.input, zones)?;
        if self.own != self.input {
            times = cast(&times, self.own, zones)?.0;
        }
        times.rename(time.text.as_str().into());
        let mut faults = Vec::new();
        in_time(dataset, &DataFrame::new(raw.height(), vec![times])?, known, &mut faults)?;
        let mut keep = vec![true; raw.height()];
        let mut counted = Counted::new();
        for fault in faults {
            *counted.entry(fault.reason).or_default() += 1;
            if let Some(keep) = keep.get_mut(fault.row) {
                *keep = false;
            }
        }
        let keep = BooleanChunked::from_iter_values("keep".into(), keep.into_iter());
        Ok(Some((keep, counted)))
    }
}

/// The stretches of time outside of the days, with the reason why their rows aren't used: the same reasons that [`in_time`] finds.
pub(super) fn stretches(known: &Known) -> Vec<(Range<i64>, Reason)> {
    let start = |day| known.clock.start_of(day);
    let end = start(known.as_of + 1);
    let mut all = Vec::new();
    if let Some(from) = known.not_before {
        all.push((i64::MIN..start(from).min(end), Reason::BeforeCoverage));
    }
    if let Some(last) = known.not_after {
        all.push((start(last + 1)..end, Reason::AfterCoverage));
    }
    all.push((end..i64::MAX, Reason::FromTheFuture));
    all.retain(|(stretch, _)| !stretch.is_empty());
    all
}
