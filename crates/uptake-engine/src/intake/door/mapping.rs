//! The mapping's turn: columns of the source become those of the dataset, and rows that it doesn't want are left out.

use super::{DECIDING, Door, PLACE};
use crate::compile::compile;
use crate::error::Error;
use crate::intake::contract;
use crate::intake::passing::{Fault, Passing};
use crate::intake::refusal::Refusal;
use crate::intake::traced::traced;
use crate::intake::typed::From;
use polars::prelude::*;
use uptake_rules::expr::ExprKind;
use uptake_rules::hidden_name;
use uptake_rules::policy::dataset::DatasetKind;
use uptake_rules::policy::keep::Keep;
use uptake_rules::policy::mapping::Mapping;

/// The column with the truth of a mapping's `where`. No rule can name it.
const KEEP: &str = hidden_name!("keep");

impl Door<'_> {
    /// The dataset's columns from the mapping's input. Rows for which `where` doesn't hold are left out; they come back where
    /// they hold their keys.
    pub(super) fn map(&mut self, mapping: &Mapping, passing: &mut Passing) -> Result<Option<DataFrame>, Refusal> {
        let holds = self.keep.is_some() && self.keys.is_some();
        let mut counts = None;
        if let Some(filter) = &mapping.filter {
            let before = passing.typed.clone();
            let keep = passing
                .typed
                .clone()
                .lazy()
                .with_columns([compile(filter, self.known.clock.name())
                    .cast(DataType::Boolean)
                    .alias(KEEP)])
                .select([col(KEEP)])
                .collect()?;
            let keep = keep.column(KEEP)?.bool()?.fill_null_with_values(false)?;
            let left_out = before.height() as u64 - u64::from(keep.sum().unwrap_or(0));
            self.report.left_out += left_out;
            if left_out > 0
                && self.dataset.kind == DatasetKind::Events
                && let Some(witness) = &mut self.witness
            {
                // What isn't true is left out, unknown or not.
                let others = traced(self.dataset, mapping, before.filter(&!&keep)?, &self.known)?;
                witness.left_out(self.dataset, &others, &self.known)?;
            }
            match holds {
                true => counts = Some(keep),
                false => passing.keep(&keep)?,
            }
        }
        self.columns(mapping, passing)?;
        let Some(keep) = counts else { return Ok(None) };
        let places = UInt32Chunked::from_iter_values(PLACE.into(), 0..u32::try_from(keep.len()).unwrap_or(u32::MAX));
        passing.typed.with_column(places.into_column())?;
        let left_out = passing.typed.filter(&!&keep)?;
        passing.faults = kept(std::mem::take(&mut passing.faults), &keep);
        passing.keep(&keep)?;
        Ok(Some(self.on_their_days(left_out)?))
    }

    /// The dataset's columns, and the one of the input that decides which row stays.
    fn columns(&self, mapping: &Mapping, passing: &mut Passing) -> Result<(), Refusal> {
        let zone = self.known.clock.name();
        let filled = self.asked.filled();
        let needed = |name: &str| filled.iter().any(|column| column.name.text == name);
        let (mut columns, mut names): (Vec<Expr>, Vec<Expr>) = mapping
            .columns
            .iter()
            .filter(|(name, _)| needed(&name.text))
            .map(|(name, expr)| (compile(expr, zone).alias(name.text.as_str()), col(name.text.as_str())))
            .unzip();
        let decides = mapping
            .keep
            .as_ref()
            .and_then(Keep::column)
            .filter(|_| self.keys.is_some());
        let of_input = decides.filter(|name| passing.typed.column(&name.text).is_ok());
        if let Some(name) = of_input {
            columns.push(col(name.text.as_str()).alias(DECIDING));
            names.push(col(DECIDING));
        }
        // `with_columns` spreads constants over the rows; the input's own columns go afterwards.
        let before = std::mem::take(&mut passing.typed);
        let mapped = match names.is_empty() {
            true => DataFrame::new(before.height(), Vec::new())?,
            false => before.lazy().with_columns(columns).select(names).collect()?,
        };
        let codes = passing.codes.renamed(plain(mapping));
        let entrance = self.entrance();
        let typed = entrance.typed((&mapped, &codes, &*passing.origin.part), &filled, From::Mapping)?;
        passing.typed = entrance.completed(typed.frame)?;
        (passing.codes, passing.faults) = (typed.codes, typed.faults);
        if of_input.is_some() {
            passing.typed.with_column(mapped.column(DECIDING)?.clone())?;
        }
        Ok(())
    }

    /// Of rows that are left out those that hold their keys: all but those dated where they would be set aside.
    fn on_their_days(&self, left_out: DataFrame) -> Result<DataFrame, Error> {
        let mut faults = Vec::new();
        contract::in_time(self.dataset, &left_out, &self.known, &mut faults)?;
        let mut hold = vec![true; left_out.height()];
        for fault in faults {
            if let Some(holds) = hold.get_mut(fault.row) {
                *holds = false;
            }
        }
        Ok(left_out.filter(&BooleanChunked::from_iter_values("hold".into(), hold.into_iter()))?)
    }
}

/// The columns that a mapping fills with a column of its input as it is: the names of that one and of the column.
fn plain(mapping: &Mapping) -> impl Iterator<Item = (&str, &str)> {
    mapping.columns.iter().filter_map(|(name, expr)| match &expr.kind {
        ExprKind::Column(input) => Some((input.as_str(), name.text.as_str())),
        _ => None,
    })
}

/// The faults of the rows that are kept, by their new places.
fn kept(faults: Vec<Fault>, keep: &BooleanChunked) -> Vec<Fault> {
    if faults.is_empty() {
        return faults;
    }
    let mut places = Vec::with_capacity(keep.len());
    let mut next = 0;
    for keeps in keep.iter() {
        let keeps = keeps == Some(true);
        places.push(keeps.then_some(next));
        next += usize::from(keeps);
    }
    let placed = |fault: Fault| {
        let row = (*places.get(fault.row)?)?;
        Some(Fault { row, ..fault })
    };
    faults.into_iter().filter_map(placed).collect()
}
