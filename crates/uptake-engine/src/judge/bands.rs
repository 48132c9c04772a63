//! The benchmark band of a metric's value.

use super::cube::Cube;
use super::evaluate::evaluate_rows;
use crate::compile::compile;
use crate::error::Error;
use crate::panel::Panel;
use crate::reduce::intern::Interner;
use polars::prelude::*;
use std::collections::BTreeMap;
use uptake_rules::hidden_name;
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
    /// The codes of each membership of a row, if it has several.
    members: BTreeMap<usize, Vec<Option<u32>>>,
    /// Which of the cube's spreads says who has several.
    pub(super) origin: Option<usize>,
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
    pub(super) fn of(metric: &Metric, cube: &Cube<'a>) -> Result<Option<Self>, Error> {
        let named = metric.benchmark.as_ref();
        let benchmark = named.and_then(|name| cube.policy.benchmark(&name.text));
        benchmark.map(|benchmark| Self::of_table(benchmark, cube)).transpose()
    }

    /// The segments that a benchmark asks for.
    pub(super) fn of_table(benchmark: &'a Benchmark, cube: &Cube<'a>) -> Result<Self, Error> {
        let (policy, frame) = (cube.policy, &cube.frame);
        let height = frame.height();
        let mut interner = Interner::default();
        let mut numbers = vec![0; height];
        if let Some(by) = &benchmark.by {
            numbers.clear();
            let (along, column) = frame.held(&by.text)?;
            interner.codes(column.cast(&DataType::String)?.str()?, true, u32::MAX, &mut numbers);
            numbers = frame.each_row(along, numbers);
        }
        let spread = benchmark.by.as_ref().and_then(|by| cube.spread(&by.text));
        let mut members = BTreeMap::new();
        if let (Some(by), Some((_, spread))) = (&benchmark.by, spread) {
            for row in spread.rows() {
                let texts: StringChunked = spread.texts(&by.text, row).into_iter().collect();
                let mut numbers = Vec::new();
                interner.codes(&texts, true, u32::MAX, &mut numbers);
                members.insert(row, numbers);
            }
        }
        let names: Vec<String> = interner.texts().iter().map(|text| text.to_string()).collect();
        let width = u32::try_from(names.len().max(1)).unwrap_or(u32::MAX);
        let tables: Vec<&Benchmark> = std::iter::once(benchmark)
            .chain(benchmark.cases.iter().map(|(_, table)| table))
            .collect();
        let forms = forms(benchmark, frame, &policy.calendar.time_zone)?;
        let code = |number: u32, form: Option<u32>| {
            Some(form?.saturating_mul(width) + (number != u32::MAX).then_some(number)?)
        };
        let members = members.into_iter().map(|(row, numbers)| {
            let form = forms.get(row).copied().flatten();
            (row, numbers.into_iter().map(|number| code(number, form)).collect())
        });
        let members = members.collect();
        let codes = numbers.into_iter().zip(forms).map(|(number, form)| code(number, form));
        Ok(Self {
            tables,
            codes: codes.collect(),
            names,
            members,
            origin: spread.map(|(origin, _)| origin),
        })
    }

    /// Whether everybody is in one segment.
    pub(super) fn is_plain(&self) -> bool {
        self.members.is_empty()
    }

    /// What a group shares once the entity of `row` is in it, with some of its memberships, or all.
    pub(super) fn join(&self, shared: Shared, row: usize, memberships: Option<&[usize]>) -> Shared {
        let Some(codes) = self.members.get(&row) else {
            return with(shared, self.codes.get(row).copied().flatten());
        };
        match memberships {
            None => codes.iter().fold(shared, |shared, code| with(shared, *code)),
            Some(members) => members
                .iter()
                .map(|member| codes.get(*member).copied().flatten())
                .fold(shared, with),
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

fn with(shared: Shared, code: Option<u32>) -> Shared {
    match (shared, code) {
        (Shared::Nobody, Some(code)) => Shared::One(code),
        (Shared::One(known), Some(code)) if known == code => shared,
        _ => Shared::Mixed,
    }
}

/// Which form of a table is in force for each row: 0 for the table itself, 1 for its first case.
fn forms(benchmark: &Benchmark, frame: &Panel, zone: &str) -> Result<Vec<Option<u32>>, Error> {
    let mut forms = vec![benchmark.otherwise.then_some(0); frame.height()];
    // From the last case to the first, so that the first one that holds stays.
    for (index, (condition, _)) in benchmark.cases.iter().enumerate().rev() {
        let number = u32::try_from(index + 1).unwrap_or(u32::MAX);
        let expr = compile(condition, zone).cast(DataType::Boolean);
        let holds = evaluate_rows(frame, &expr, hidden_name!("form"))?;
        for (form, holds) in forms.iter_mut().zip(holds.bool()?.iter()) {
            if holds == Some(true) {
                *form = Some(number);
            }
        }
    }
    Ok(forms)
}
