//! What keeps a check of a table from having a verdict: datasets that nobody delivers, columns that are empty, and too few rows.

use super::answers::answer_cell;
use super::broken;
use super::missing::written;
use super::needs::{self, Needs};
use super::values::Values;
use crate::error::Error;
use crate::judge::cube::Cube;
use crate::judge::tables::Derived;
use crate::names::{Kind, Private};
use crate::outcome::{Cell, Missing};
use std::collections::BTreeSet;
use uptake_rules::expr::{Expr as Rule, ExprKind};
use uptake_rules::policy::check::Check;
use uptake_rules::policy::formula::Formula;

/// What a check reads of its table, and what of it is known nowhere.
pub(super) struct Lacking<'a> {
    derived: &'a Derived<'a>,
    cube: &'a Cube<'a>,
    unknown: BTreeSet<&'a str>,
}

impl<'a> Lacking<'a> {
    /// Of all that the check rests on.
    pub(super) fn new(check: &'a Check, derived: &'a Derived<'a>, cube: &'a Cube<'a>) -> Self {
        let all = [&check.of, &check.enough, &check.fail, &check.warn];
        Self::of(all.into_iter().flatten(), check, derived, cube)
    }

    /// Of what one of its questions rests on.
    pub(super) fn behind(
        question: &'a Formula,
        check: &'a Check,
        derived: &'a Derived<'a>,
        cube: &'a Cube<'a>,
    ) -> Self {
        Self::of(check.of.iter().chain([question]), check, derived, cube)
    }

    fn of(
        questions: impl Iterator<Item = &'a Formula>,
        check: &'a Check,
        derived: &'a Derived<'a>,
        cube: &'a Cube<'a>,
    ) -> Self {
        let known = |name: &str| {
            let column = derived.frame.column(name);
            column.is_ok_and(|column| column.null_count() < column.len())
        };
        let read = read(questions.collect(), check);
        let unknown = read.into_iter().filter(|name| !known(name)).collect();
        Self { derived, cube, unknown }
    }

    /// The datasets that no source delivers behind what is known nowhere; if there are none, the columns there that no row has.
    pub(super) fn data(&self) -> Vec<Missing> {
        let undelivered = &self.derived.undelivered;
        let columns = self.unknown.iter().flat_map(|column| undelivered.behind(column));
        let datasets: BTreeSet<String> = columns.chain(undelivered.rows.iter().cloned()).collect();
        let needs = needs::behind(self.derived.table, self.unknown.iter().copied(), self.cube.policy);
        match datasets.is_empty() {
            true => self.empty(&needs),
            false => datasets
                .into_iter()
                .map(|dataset| self.undelivered(dataset, &needs))
                .collect(),
        }
    }

    /// A dataset, with the columns that a file of it has to have and those that the check reads.
    fn undelivered(&self, dataset: String, needs: &Needs) -> Missing {
        let records = self.cube.data.records.get(&dataset);
        if let Some(lost) = records.and_then(|records| records.lost.as_ref()) {
            return Missing::RowsLost {
                dataset,
                lost: lost.rows,
                of: lost.of,
                reason: lost.reason.as_str(),
            };
        }
        let contract = self.cube.policy.dataset(&dataset);
        let mut columns = needs.get(&dataset).cloned().unwrap_or_default();
        let all = contract.into_iter().flat_map(|contract| &contract.columns);
        let must = all.filter(|column| !column.optional);
        columns.extend(must.map(|column| column.name.text.clone()));
        Missing::NoRecords {
            columns: columns.into_iter().collect(),
            held_by: contract.and_then(|contract| contract.held_by.clone()),
            dataset,
        }
    }

    /// The columns of delivered datasets that are needed and that no row has.
    fn empty(&self, needs: &Needs) -> Vec<Missing> {
        let mut found = Vec::new();
        for (dataset, columns) in needs {
            let Some(records) = self.cube.data.records.get(dataset).filter(|records| records.delivered) else {
                continue;
            };
            let empty =
                |name: &&String| records.rows > 0 && records.column(name).is_some_and(|column| !column.any_known());
            let columns: Vec<String> = columns.iter().filter(empty).cloned().collect();
            if !columns.is_empty() {
                let contract = self.cube.policy.dataset(dataset);
                found.push(Missing::NoColumns {
                    dataset: dataset.clone(),
                    columns,
                    held_by: contract.and_then(|contract| contract.held_by.clone()),
                });
            }
        }
        found
    }

    /// That a group has too few rows, with its numbers.
    ///
    /// # Errors
    /// When a value can't be computed.
    pub(super) fn too_few(question: &Formula, values: &mut Values<'_>, group: usize) -> Result<Missing, Error> {
        let cell = |_: &str, value: &_| answer_cell(value, |text| Private::new(Kind::Derived, text));
        let mut parts = Vec::new();
        conjuncts(question, &mut parts);
        let mut conditions: Vec<String> = Vec::new();
        let mut broken = Vec::new();
        for part in parts {
            let found = broken::broken(part, false, values, group, &cell)?;
            if !found.is_empty() {
                conditions.push(match part.kind {
                    ExprKind::Or(_) | ExprKind::If(..) => format!("({part})"),
                    _ => part.to_string(),
                });
                broken.extend(found);
            }
        }
        let mut numbers: Vec<(String, String)> = Vec::new();
        for (name, value) in broken.into_iter().flat_map(|broken| broken.values) {
            let number = match value {
                Cell::Int(number) => number.to_string(),
                Cell::Float(number) => format!("{}", (number * 100.0).round() / 100.0),
                Cell::Unknown => "unknown".to_owned(),
                Cell::Bool(_) | Cell::Text(_) => continue,
            };
            if numbers.iter().all(|(known, _)| *known != name) {
                numbers.push((name, number));
            }
        }
        Ok(Missing::NotEnough {
            condition: match conditions.is_empty() {
                true => written(question),
                false => conditions.join(" && "),
            },
            numbers,
        })
    }
}

/// The conditions that all have to hold for a condition to hold.
fn conjuncts<'r>(rule: &'r Rule, parts: &mut Vec<&'r Rule>) {
    match &rule.kind {
        ExprKind::And(own) => own.iter().for_each(|part| conjuncts(part, parts)),
        _ => parts.push(rule),
    }
}

/// The names that questions rest on: those that they read, and through named values those that these read.
fn read<'a>(questions: Vec<&'a Formula>, check: &'a Check) -> BTreeSet<&'a str> {
    let mut open = questions;
    let mut seen: BTreeSet<&str> = check.by.iter().map(|by| by.text.as_str()).collect();
    let mut columns = seen.clone();
    while let Some(formula) = open.pop() {
        for name in formula.columns() {
            if seen.insert(name) {
                match check.values.iter().find(|(known, _)| known.text == name) {
                    Some((_, value)) => open.push(value),
                    None => {
                        columns.insert(name);
                    }
                }
            }
        }
    }
    columns
}
