//! The benchmark band of a metric's value.

use crate::error::Error;
use crate::reduce::intern::Interner;
use polars::prelude::*;
use uptake_rules::policy::Policy;
use uptake_rules::policy::benchmark::Benchmark;
use uptake_rules::policy::metric::Metric;

/// For each row of the cube the benchmark's segment, as a number; `None` where it is unknown.
pub(super) struct Segments<'a> {
    benchmark: &'a Benchmark,
    codes: Vec<Option<u32>>,
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
        let Some(benchmark) = metric.benchmark.as_ref().and_then(|name| policy.benchmark(&name.text)) else {
            return Ok(None);
        };
        let Some(by) = &benchmark.by else {
            return Ok(Some(Self {
                benchmark,
                codes: Vec::new(),
                names: Vec::new(),
            }));
        };
        let column = frame.column(&by.text)?.cast(&DataType::String)?;
        let mut interner = Interner::default();
        let mut numbers = Vec::new();
        interner.codes(column.str()?, true, u32::MAX, &mut numbers);
        let names = interner.texts().iter().map(|text| text.to_string()).collect();
        let codes = numbers
            .into_iter()
            .map(|number| (number != u32::MAX).then_some(number))
            .collect();
        Ok(Some(Self {
            benchmark,
            codes,
            names,
        }))
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
        let segment = match shared {
            _ if self.benchmark.by.is_none() => None,
            Shared::One(code) => Some(self.names.get(code as usize)?.as_str()),
            Shared::Nobody | Shared::Mixed => return None,
        };
        self.benchmark.band(segment, value).map(str::to_owned)
    }
}
