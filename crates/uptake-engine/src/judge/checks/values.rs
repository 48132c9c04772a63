//! Values of groups: the typed tree read for each group, functions of groups computed first.
//!
//! What is no number (`0.0 / 0.0`, an infinite value) is unknown here, so that no verdict rests on it.

use super::summary::{self, Given};
use super::table::{Group, Table};
use crate::judge::bands::{Segments, Shared};
use crate::judge::cube::Cube;
use crate::judge::metrics;
use crate::rewrite::with_parts;
use std::collections::BTreeMap;
use std::convert::Infallible;
use uptake_rules::decode::Name;
use uptake_rules::expr::group::GroupKind;
use uptake_rules::expr::{Expr as Rule, ExprKind, GroupFunction, evaluate};
use uptake_rules::value::{Literal, Type};

/// The values of all groups of a check.
pub(super) struct Values<'a> {
    table: &'a Table,
    groups: &'a [Group],
    cube: &'a Cube<'a>,
    by: &'a [Name],
    /// By name, for each group.
    known: BTreeMap<String, Vec<Literal>>,
}

impl<'a> Values<'a> {
    /// No values yet.
    pub(super) fn new(table: &'a Table, groups: &'a [Group], cube: &'a Cube<'a>, by: &'a [Name]) -> Self {
        Self {
            table,
            groups,
            cube,
            by,
            known: BTreeMap::new(),
        }
    }

    /// The groups.
    pub(super) fn groups(&self) -> &'a [Group] {
        self.groups
    }

    /// The rows that they are of.
    pub(super) fn table(&self) -> &'a Table {
        self.table
    }

    /// Names a value; `values` has one for each group.
    pub(super) fn give(&mut self, name: &str, values: Vec<Literal>) {
        self.known.insert(name.to_owned(), values);
    }

    /// A named value of a group.
    pub(super) fn value(&self, name: &str, group: usize) -> Literal {
        let values = self.known.get(name).and_then(|values| values.get(group));
        values.cloned().unwrap_or(Literal::Unknown)
    }

    /// What an expression is for each group.
    pub(super) fn of(&mut self, rule: &Rule) -> Vec<Literal> {
        let plain = self.plain(rule);
        self.read(&plain)
    }

    fn read(&self, rule: &Rule) -> Vec<Literal> {
        let zone = &self.cube.policy.calendar.time_zone;
        (0..self.groups.len())
            .map(|group| finite(evaluate(rule, zone, &mut |name| self.value(name, group))))
            .collect()
    }

    /// The same with names in place of functions of groups, and of arithmetic that may yield no number.
    fn plain(&mut self, rule: &Rule) -> Rule {
        if let ExprKind::Group(function, arguments) = &rule.kind {
            let answers = self.answers(function, arguments);
            return self.named(rule, answers);
        }
        let parts = with_parts::<Infallible>(rule, &mut |part| Ok(self.plain(part)));
        match parts {
            Ok(parts) if parts.ty == Type::Float && matches!(parts.kind, ExprKind::Binary(..)) => {
                let answers = self.read(&parts);
                self.named(rule, answers)
            }
            Ok(parts) => parts,
        }
    }

    fn named(&mut self, rule: &Rule, answers: Vec<Literal>) -> Rule {
        let name = format!("\u{1}{}", self.known.len());
        self.give(&name, answers);
        Rule {
            kind: ExprKind::Column(name),
            ..rule.clone()
        }
    }

    /// What a function of groups makes of each group.
    fn answers(&mut self, function: &GroupFunction, arguments: &[Rule]) -> Vec<Literal> {
        let values: Vec<Vec<Literal>> = arguments
            .iter()
            .zip(function.arguments)
            .map(|(argument, taken)| {
                if taken.over_rows() {
                    Vec::new()
                } else {
                    self.of(argument)
                }
            })
            .collect();
        if function.over_groups() {
            let numbers: Vec<Option<f64>> = values.iter().flatten().map(summary::number).collect();
            return summary::across(function.kind, &numbers);
        }
        (0..self.groups.len())
            .map(|number| {
                let group = self.groups.get(number)?;
                let given: Option<Vec<Given<'_>>> = arguments
                    .iter()
                    .zip(function.arguments)
                    .zip(&values)
                    .map(|((argument, taken), values)| {
                        if taken.over_rows() {
                            Some(Given::Rows(self.table.values(argument, *taken)?))
                        } else {
                            Some(Given::Value(values.get(number)?.clone()))
                        }
                    })
                    .collect();
                let given = given?;
                match function.kind {
                    GroupKind::Band => self.band(group, &given),
                    GroupKind::Metric => self.metric(group, &given),
                    kind => summary::summary(kind, self.table, group, &given),
                }
            })
            .map(|answer| answer.map_or(Literal::Unknown, finite))
            .collect()
    }

    /// A metric's value in the last period, whole or of the group.
    fn metric(&self, group: &Group, given: &[Given<'_>]) -> Option<Literal> {
        let [Given::Value(Literal::Text(name))] = given else {
            return None;
        };
        let metric = self.cube.policy.metric(name)?;
        let rows = metrics::rows(metric, self.cube).ok()?;
        let last = rows.last()?.period;
        let cut = self.by.first().map(|by| by.text.as_str());
        let row = rows.iter().find(|row| {
            row.period == last && row.cut.as_deref() == cut && row.cut_value.as_ref() == group.names.first()
        });
        row?.value.map(Literal::Float)
    }

    /// The band of a value, by the row of the benchmark that all of the group share.
    fn band(&self, group: &Group, given: &[Given<'_>]) -> Option<Literal> {
        let [Given::Value(Literal::Text(name)), Given::Value(value)] = given else {
            return None;
        };
        let benchmark = self.cube.policy.benchmark(name)?;
        let segments = Segments::of_table(benchmark, self.cube.policy, &self.cube.frame).ok()?;
        let rows = group
            .rows
            .iter()
            .map(|row| self.table.cube_row(*row, self.cube.periods()));
        let shared = rows.fold(Shared::Nobody, |shared, row| segments.join(shared, row));
        segments.band(shared, summary::number(value)?).map(Literal::Text)
    }
}

fn finite(value: Literal) -> Literal {
    match value {
        Literal::Float(number) if !number.is_finite() => Literal::Unknown,
        value => value,
    }
}
