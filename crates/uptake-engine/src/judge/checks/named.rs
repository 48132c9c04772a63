//! What checks ask of metrics and benchmarks by name, computed once for all checks.

use super::table::{Group, Table};
use crate::error::Error;
use crate::judge::bands::{Segments, Shared};
use crate::judge::cube::Cube;
use crate::judge::metrics;
use crate::judge::privacy::Hidden;
use crate::outcome::{MetricRow, Verdict};
use std::collections::BTreeMap;
use uptake_codes::RunCode;
use uptake_rules::expr::group::NamedRule;
use uptake_rules::expr::group::given::{Answer, Lack};
use uptake_rules::expr::scalar;
use uptake_rules::policy::check::Check;
use uptake_rules::text::Name;
use uptake_rules::value::Literal;

/// The metrics and benchmarks that some checks name.
pub(super) struct Named<'a> {
    metrics: BTreeMap<&'a str, Vec<MetricRow>>,
    benchmarks: BTreeMap<&'a str, Segments<'a>>,
    /// How many periods an entity has in the cube.
    /// The verdicts of checks so far.
    verdicts: BTreeMap<String, Verdict>,
    periods: usize,
}

impl<'a> Named<'a> {
    /// Those that these checks name.
    ///
    /// # Errors
    /// When one of them can't be computed.
    pub(super) fn of(
        checks: impl Iterator<Item = &'a Check>,
        cube: &Cube<'a>,
        hidden: &Hidden<'_>,
    ) -> Result<Self, Error> {
        let policy = cube.policy;
        let mut found = Self {
            metrics: BTreeMap::new(),
            benchmarks: BTreeMap::new(),
            verdicts: BTreeMap::new(),
            periods: cube.periods(),
        };
        for (kind, name) in checks.flat_map(names) {
            match kind {
                NamedRule::Metric if !found.metrics.contains_key(name) => {
                    let metric = policy.metric(name).ok_or_else(|| internal("metric", name))?;
                    found.metrics.insert(name, metrics::rows(metric, cube, hidden, None)?);
                }
                NamedRule::Benchmark if !found.benchmarks.contains_key(name) => {
                    let benchmark = policy.benchmark(name).ok_or_else(|| internal("benchmark", name))?;
                    let segments = Segments::of_table(benchmark, cube)?;
                    found.benchmarks.insert(name, segments);
                }
                NamedRule::Metric | NamedRule::Benchmark | NamedRule::Check => {}
            }
        }
        Ok(found)
    }

    /// Notes the verdict of a check.
    pub(super) fn judged(&mut self, name: &str, verdict: Verdict) {
        self.verdicts.insert(name.to_owned(), verdict);
    }

    /// The verdict of a check, if it has one.
    pub(super) fn verdict(&self, name: &str) -> Option<Verdict> {
        self.verdicts.get(name).copied()
    }

    /// Whether a check has its verdict.
    pub(super) fn has_verdict(&self, name: &str) -> bool {
        self.verdicts.contains_key(name)
    }

    /// What the rule that the first of the `values` names says of a group.
    ///
    /// # Errors
    /// When it is none of the rules that were looked up.
    pub(super) fn answer(
        &self,
        kind: NamedRule,
        values: &[&Literal],
        group: &Group,
        by: &[Name],
        table: &Table,
    ) -> Result<Answer, Error> {
        match (kind, values) {
            (NamedRule::Metric, [Literal::Text(name)]) => {
                let rows = self
                    .metrics
                    .get(name.as_str())
                    .ok_or_else(|| internal("metric", name))?;
                Ok(metric(rows, group, by))
            }
            (NamedRule::Benchmark, [Literal::Text(name), value]) => {
                let segments = self
                    .benchmarks
                    .get(name.as_str())
                    .ok_or_else(|| internal("benchmark", name))?;
                let shared = group.rows.iter().fold(Shared::Nobody, |shared, row| {
                    let members = group.members.get(row).zip(segments.origin);
                    let members = members.and_then(|(members, origin)| members.get(&origin));
                    let members: Option<Vec<usize>> = members.map(|members| members.iter().copied().collect());
                    segments.join(shared, table.cube_row(*row, self.periods), members.as_deref())
                });
                Ok(match number(value) {
                    None => Err(Lack::Argument(1)),
                    Some(value) => segments.band(shared, value).map(Literal::Text).ok_or(Lack::Requirement),
                })
            }
            (NamedRule::Check, [Literal::Text(name)]) => Ok(self
                .verdicts
                .get(name.as_str())
                .map(|verdict| Literal::Text(verdict.as_str().to_owned()))
                .ok_or(Lack::Requirement)),
            (NamedRule::Check, _) => Err(internal("check", "")),
            (NamedRule::Metric, _) => Err(internal("metric", "")),
            (NamedRule::Benchmark, _) => Err(internal("benchmark", "")),
        }
    }
}

/// A metric's value in the last period, whole or of the group.
fn metric(rows: &[MetricRow], group: &Group, by: &[Name]) -> Answer {
    let cut = by.first().map(|by| by.text.as_str());
    let last = rows.last().map(|row| row.period);
    let row = rows
        .iter()
        .find(|row| Some(row.period) == last && row.is_of(cut, group.names.first()));
    let value = row.and_then(|row| row.value).ok_or(Lack::Requirement)?;
    // A whole number that no float is, isn't a float that it is near to.
    value.exact().map(Literal::Float).ok_or(Lack::Beyond)
}

/// The rules that a check names.
pub(super) fn names(check: &Check) -> Vec<(NamedRule, &str)> {
    let questions = [&check.enough, &check.fail, &check.warn];
    let questions = questions.into_iter().flatten();
    let mut found = Vec::new();
    for expr in check.values.iter().map(|(_, expr)| expr).chain(questions) {
        expr.visit(&mut |part| found.extend(part.named_rule()));
    }
    found
}

/// A number as a float; `None` for all else.
pub(super) fn number(value: &Literal) -> Option<f64> {
    match value {
        Literal::Int(value) => Some(scalar::to_float(*value)),
        Literal::Float(value) => Some(*value),
        Literal::Unknown | Literal::Bool(_) | Literal::Text(_) | Literal::Date(_) | Literal::Datetime(_) => None,
    }
}

fn internal(kind: &str, name: &str) -> Error {
    Error::new(
        RunCode::Engine,
        format!("internal error: the {kind} `{name}` wasn't looked up"),
    )
}
