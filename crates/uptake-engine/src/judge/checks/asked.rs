//! What checks tell of groups, before it is decided which groups are shown.

use super::grouping::groups;
use super::named;
use super::table::{Group, Table};
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::privacy::Told;
use std::collections::BTreeSet;
use uptake_rules::expr::ExprKind;
use uptake_rules::expr::group::NamedRule;
use uptake_rules::policy::check::Check;
use uptake_rules::policy::stage::Stage;

/// A check; of one with groups its rows, too.
type Question<'a> = (&'a Check, Option<(Table, Vec<Group>)>);

/// The checks of a stage, with the rows of those that have groups.
pub(crate) struct Questions<'a> {
    pub(super) checks: Vec<Question<'a>>,
    /// Those that this stage leaves out.
    pub(super) unasked: Vec<String>,
}

impl<'a> Questions<'a> {
    /// All that belong to the stage. The cube has all its columns.
    ///
    /// # Errors
    /// When an expression over rows can't be computed.
    pub(crate) fn of(cube: &mut Cube<'a>, stage: Option<&Stage>) -> Result<Self, Error> {
        let policy = cube.policy;
        let stage = stage.map(|stage| stage.name.text.as_str());
        let belongs = |check: &&Check| {
            check.stages.is_empty() || check.stages.iter().any(|name| Some(name.text.as_str()) == stage)
        };
        let (asked, unasked): (Vec<&Check>, Vec<&Check>) = policy.checks.iter().partition(belongs);
        let mut checks = Vec::with_capacity(asked.len());
        for check in asked {
            // The rows of the whole are read when it is asked: there is nothing to decide about it.
            let table = match check.by.is_empty() || check.rows.is_some() || policy.smallest_group.is_none() {
                true => None,
                false => {
                    let table = Table::of(check, cube)?;
                    let groups = groups(check, &table, cube)?;
                    Some((table, groups))
                }
            };
            checks.push((check, table));
        }
        Ok(Self {
            checks,
            unasked: unasked.iter().map(|check| check.name.text.clone()).collect(),
        })
    }

    /// The metrics that they name, and so tell of.
    pub(crate) fn metrics(&self) -> BTreeSet<&'a str> {
        let named = self.checks.iter().flat_map(|(check, _)| named::names(check));
        let metric = |(kind, name): (NamedRule, &'a str)| match kind {
            NamedRule::Metric => Some(name),
            NamedRule::Benchmark | NamedRule::Check => None,
        };
        named.filter_map(metric).collect()
    }

    /// Adds those with groups to what is told of groups.
    ///
    /// # Errors
    /// When a column can't be read.
    pub(crate) fn tell(&self, cube: &Cube<'_>, told: &mut Told<'a>) -> Result<(), Error> {
        let periods = cube.periods();
        for (check, table) in &self.checks {
            let Some((table, _)) = table else { continue };
            let by: Vec<&str> = check.by.iter().map(|by| by.text.as_str()).collect();
            let rows = table
                .counting()
                .into_iter()
                .map(|row| table.cube_row(row, periods))
                .collect();
            told.check(&check.name.text, &by, rows, read(check), table.width, cube)?;
        }
        Ok(())
    }
}

/// The columns whose values a check's numbers are made of.
fn read(check: &Check) -> BTreeSet<String> {
    let questions = [&check.enough, &check.fail, &check.warn];
    let questions = questions.into_iter().flatten();
    let mut columns = BTreeSet::new();
    for expr in check.values.iter().map(|(_, expr)| expr).chain(questions) {
        expr.visit(&mut |part| {
            if let ExprKind::Group(function, arguments) = &part.kind {
                let rows = arguments
                    .iter()
                    .zip(function.arguments())
                    .filter(|(_, taken)| taken.over_rows());
                columns.extend(rows.flat_map(|(argument, _)| argument.columns()).map(str::to_owned));
            }
        });
    }
    columns
}
