//! The benchmark band of a metric's value.

use super::expressions::evaluate;
use crate::compile::compile;
use crate::error::Error;
use crate::reduce::intern::Interner;
use polars::prelude::*;
use uptake_rules::hidden_name;
use uptake_rules::policy::Policy;
use uptake_rules::policy::benchmark::Benchmark;
use uptake_rules::policy::metric::Metric;

/// For each row of the cube the benchmark's segment, and which form of the table is in force, as one number; `None` where
/// the segment is unknown or no table is in force.
pub(super) struct Segments<'a> {
    /// The forms of the table.
    tables: Vec<&'a Benchmark>,
    codes: Vec<Option<u32>>,
    /// The segments; a code is a table's number times their count, and the segment's number.
    names: Vec<String>,
}

/// What the entities of a group have in common.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Shared {
    /// Nobody was counted yet.
    #[default]
    Nobody,
    /// All of one segment.
    One(u32),
    /// Several segments, or an unknown one: no row of the table is theirs.
    Mixed,
}

impl<'a> Segments<'a> {
    /// The segments that a metric's benchmark asks for.
    pub(super) fn of(metric: &Metric, policy: &'a Policy, frame: &DataFrame) -> Result<Option<Self>, Error> {
        let benchmark = metric.benchmark.as_ref().and_then(|name| policy.benchmark(&name.text));
        benchmark
            .map(|benchmark| Self::of_table(benchmark, policy, frame))
            .transpose()
    }

    /// The segments that a benchmark asks for.
    pub(super) fn of_table(benchmark: &'a Benchmark, policy: &Policy, frame: &DataFrame) -> Result<Self, Error> {
        let height = frame.height();
        let mut interner = Interner::default();
        let mut numbers = vec![0; height];
        if let Some(by) = &benchmark.by {
            numbers.clear();
            let column = frame.column(&by.text)?.cast(&DataType::String)?;
            interner.codes(column.str()?, true, u32::MAX, &mut numbers);
        }
        let names: Vec<String> = interner.texts().iter().map(|text| text.to_string()).collect();
        let width = u32::try_from(names.len().max(1)).unwrap_or(u32::MAX);
        let tables: Vec<&Benchmark> = std::iter::once(benchmark)
            .chain(benchmark.cases.iter().map(|(_, table)| table))
            .collect();
        let forms = forms(benchmark, frame, &policy.calendar.time_zone)?;
        let codes = numbers
            .into_iter()
            .zip(forms)
            .map(|(number, form)| Some(form?.saturating_mul(width) + (number != u32::MAX).then_some(number)?))
            .collect();
        Ok(Self { tables, codes, names })
    }

    /// What a group shares once the entity of `row` is in it.
    pub(super) fn join(&self, shared: Shared, row: usize) -> Shared {
        match (shared, self.codes.get(row).copied().flatten()) {
            (Shared::Nobody, Some(code)) => Shared::One(code),
            (Shared::One(known), Some(code)) if known == code => shared,
            _ => Shared::Mixed,
        }
    }

    /// The band of a value for a group; `None` where the group mixes segments.
    pub(super) fn band(&self, shared: Shared, value: f64) -> Option<String> {
        let Shared::One(code) = shared else { return None };
        let width = self.names.len().max(1);
        let table = self.tables.get(code as usize / width)?;
        let segment = self.names.get(code as usize % width).map(String::as_str);
        table.band(segment, value).map(str::to_owned)
    }
}

/// Which form of a table is in force for each row: 0 for the table itself, 1 for its first case.
fn forms(benchmark: &Benchmark, frame: &DataFrame, zone: &str) -> Result<Vec<Option<u32>>, Error> {
    let mut forms = vec![benchmark.otherwise.then_some(0); frame.height()];
    // From the last case to the first, so that the first one that holds stays.
    for (index, (condition, _)) in benchmark.cases.iter().enumerate().rev() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let holds = evaluate(
            frame,
            compile(condition, zone).cast(DataType::Boolean),
            hidden_name!("form"),
        )?;
        for (form, holds) in forms.iter_mut().zip(holds.bool()?.iter()) {
            if holds == Some(true) {
                *form = Some(number);
            }
        }
    }
    Ok(forms)
}
