//! Why a check has no verdict: which value is unknown, and what it would take.

use super::table::Group;
use super::values::Values;
use crate::judge::cube::Cube;
use crate::outcome::Missing;
use std::collections::BTreeSet;
use std::convert::Infallible;
use uptake_rules::expr::group::ColumnKind;
use uptake_rules::expr::group::given::Lack;
use uptake_rules::expr::{Expr as Rule, ExprKind, GroupFunction};
use uptake_rules::policy::check::Check;
use uptake_rules::policy::formula::Formula;
use uptake_rules::value::Literal;

/// The reasons. `denied` says that there is an answer, and it is no.
pub(super) fn why(
    word: &str,
    question: &Formula,
    denied: bool,
    check: &Check,
    cube: &Cube<'_>,
    values: &Values<'_>,
    group: usize,
) -> Vec<Missing> {
    let mut search = Search {
        check,
        cube,
        values,
        group,
        reasons: Vec::new(),
        seen: BTreeSet::new(),
    };
    let empty = values.groups().get(group).is_none_or(|group| group.rows.is_empty());
    if empty {
        search.add(Missing::NoRows);
    } else if denied {
        search.add(Missing::NotEnough {
            condition: written(question),
            numbers: Vec::new(),
        });
        search.undelivered(question);
    } else {
        search.expression(question);
        if search.reasons.is_empty() {
            search.add(Missing::Unknown { name: word.to_owned() });
        }
    }
    search.reasons
}

/// What a condition's author wrote.
pub(super) fn written(question: &Formula) -> String {
    question
        .written
        .as_ref()
        .map(|written| written.text.clone())
        .unwrap_or_default()
}

struct Search<'a> {
    check: &'a Check,
    cube: &'a Cube<'a>,
    values: &'a Values<'a>,
    group: usize,
    reasons: Vec<Missing>,
    seen: BTreeSet<String>,
}

impl Search<'_> {
    fn add(&mut self, reason: Missing) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// The datasets that an expression over the group reads and that no source provides. Of what they would tell there is
    /// a count, and it is 0.
    fn undelivered(&mut self, rule: &Rule) {
        let values = &self.check.values;
        let mut open = vec![rule];
        let mut seen = BTreeSet::new();
        let mut datasets = BTreeSet::new();
        while let Some(rule) = open.pop() {
            rule.visit(&mut |part| match &part.kind {
                ExprKind::Column(name) => {
                    let named = values.iter().find(|(known, _)| known.text == *name);
                    if let Some((_, value)) = named.filter(|_| seen.insert(name.as_str())) {
                        open.push(value);
                    }
                }
                ExprKind::Group(function, arguments) => {
                    let rows = arguments
                        .iter()
                        .zip(function.arguments())
                        .filter(|(_, taken)| taken.over_rows());
                    for name in rows.flat_map(|(argument, _)| argument.columns()) {
                        self.behind(name, &mut datasets, &mut BTreeSet::new());
                    }
                }
                _ => {}
            });
        }
        datasets.retain(|dataset| !self.delivered(dataset));
        for dataset in datasets {
            self.add(Missing::NoSource { dataset });
        }
    }

    /// What is unknown in an expression over the group.
    fn expression(&mut self, rule: &Rule) {
        match &rule.kind {
            ExprKind::Column(name) => self.value(name),
            ExprKind::Group(function, arguments) => self.call(rule, function, arguments),
            _ => {
                let _ = rule.with_parts::<Infallible>(&mut |part| {
                    self.expression(part);
                    Ok(part.clone())
                });
            }
        }
    }

    /// What is unknown in a call of a function of groups, or that its requirement isn't met.
    fn call(&mut self, call: &Rule, function: &GroupFunction, arguments: &[Rule]) {
        let before = self.reasons.len();
        for (argument, taken) in arguments.iter().zip(function.arguments()) {
            match taken.column() {
                Some(kind) => self.rows(argument, kind),
                None => self.expression(argument),
            }
        }
        if self.reasons.len() > before {
            return;
        }
        match self.values.answer(call, self.group) {
            Some(Err(Lack::Beyond)) => self.add(Missing::Beyond {
                call: function.signature(),
            }),
            // It takes whatever there is: then only its answer can be too large.
            Some(Err(Lack::Requirement)) if function.requires.is_empty() => self.add(Missing::Beyond {
                call: function.signature(),
            }),
            Some(Err(Lack::Requirement)) => {
                self.add(Missing::Requires {
                    call: function.signature(),
                    requires: function.requires,
                });
            }
            Some(Err(Lack::Nothing)) => self.add(Missing::NeverTogether {
                call: function.signature(),
            }),
            // A value of the group that is unknown was told above.
            Some(Err(Lack::Argument(_)) | Ok(_)) | None => {}
        }
    }

    /// A named value, if it is unknown: what it lacks, or it itself.
    fn value(&mut self, name: &str) {
        if self.values.value(name, self.group) != Literal::Unknown || !self.seen.insert(name.to_owned()) {
            return;
        }
        let before = self.reasons.len();
        if let Some((_, rule)) = self.check.values.iter().find(|(known, _)| known.text == name) {
            self.expression(rule);
        }
        if self.reasons.len() == before {
            self.add(Missing::Unknown { name: name.to_owned() });
        }
    }

    /// An expression over rows that is known nowhere: the datasets that it lacks, or its names.
    fn rows(&mut self, rule: &Rule, kind: ColumnKind) {
        let table = self.values.table();
        let rows = self
            .values
            .groups()
            .get(self.group)
            .map_or(&[][..], |group: &Group| group.rows.as_slice());
        let known = table
            .values(rule, kind)
            .is_ok_and(|values| rows.iter().any(|row| values.known(*row)));
        if known {
            return;
        }
        let mut datasets = BTreeSet::new();
        let mut names = BTreeSet::new();
        for name in rule.columns() {
            self.behind(name, &mut datasets, &mut names);
        }
        datasets.retain(|dataset| !self.delivered(dataset));
        if datasets.is_empty() {
            for name in rule.columns() {
                self.add(Missing::NothingKnown { name: name.to_owned() });
            }
        }
        for dataset in datasets {
            self.add(Missing::NoSource { dataset });
        }
    }

    fn delivered(&self, dataset: &str) -> bool {
        self.cube.reduced(dataset).is_some() || self.cube.data.spells.contains_key(dataset)
    }

    /// The datasets that a column of the cube comes from.
    fn behind(&self, name: &str, datasets: &mut BTreeSet<String>, seen: &mut BTreeSet<String>) {
        if !seen.insert(name.to_owned()) {
            return;
        }
        let policy = self.cube.policy;
        let mut read: Vec<&str> = Vec::new();
        if let Some(measure) = policy.measures.iter().find(|rule| rule.name.text == name) {
            datasets.extend(measure.kind.dataset().map(str::to_owned));
            read.extend(
                measure
                    .kind
                    .formulas()
                    .into_iter()
                    .flat_map(|formula| formula.columns()),
            );
        }
        if let Some(definition) = policy.definitions.iter().find(|rule| rule.name.text == name) {
            read.extend(definition.when.columns());
        }
        if let Some(ladder) = policy.ladders.iter().find(|rule| rule.name.text == name) {
            read.extend(
                ladder
                    .steps
                    .iter()
                    .filter_map(|step| step.when.as_deref())
                    .chain(&ladder.choice)
                    .flat_map(|when| when.columns()),
            );
        }
        for name in read {
            self.behind(name, datasets, seen);
        }
    }
}
