//! Values of groups: the typed tree read for each group, functions of groups computed first.
//!
//! What is no number (`0.0 / 0.0`, an infinite value) is unknown here, so that no verdict rests on it.

use super::named::{Named, number};
use super::table::{Group, Table};
use crate::error::Error;
use std::collections::BTreeMap;
use uptake_codes::RunCode;
use uptake_rules::expr::group::Compute;
use uptake_rules::expr::group::compute::OfGroup;
use uptake_rules::expr::group::given::{Answer, Given, Lack, Taken};
use uptake_rules::expr::{Expr as Rule, ExprKind, GroupFunction, evaluate};
use uptake_rules::hidden;
use uptake_rules::text::Name;
use uptake_rules::value::{Literal, Type};

/// The values of all groups of a check.
pub(super) struct Values<'a> {
    table: &'a Table,
    groups: &'a [Group],
    /// The rows of all groups.
    whole: Vec<usize>,
    named: &'a Named<'a>,
    by: &'a [Name],
    /// The zone in which days begin.
    zone: &'a str,
    /// By name, for each group.
    known: BTreeMap<String, Vec<Literal>>,
    /// Calls of functions of groups, without places, with their answers for each group.
    asked: Vec<(Rule, Vec<Answer>)>,
}

impl<'a> Values<'a> {
    /// No values yet.
    pub(super) fn new(
        table: &'a Table,
        groups: &'a [Group],
        named: &'a Named<'a>,
        by: &'a [Name],
        zone: &'a str,
    ) -> Self {
        Self {
            table,
            groups,
            whole: table.counting(),
            named,
            by,
            zone,
            known: BTreeMap::new(),
            asked: Vec::new(),
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

    /// What a call of a function of groups gave for a group; `None` if it wasn't asked.
    pub(super) fn answer(&self, call: &Rule, group: usize) -> Option<&Answer> {
        let bare = call.without_spans();
        let (_, answers) = self.asked.iter().find(|(known, _)| *known == bare)?;
        answers.get(group)
    }

    /// What an expression is for each group.
    ///
    /// # Errors
    /// When a metric or a benchmark that it names can't be computed.
    pub(super) fn of(&mut self, rule: &Rule) -> Result<Vec<Literal>, Error> {
        let plain = self.plain(rule)?;
        Ok(self.read(&plain))
    }

    fn read(&self, rule: &Rule) -> Vec<Literal> {
        (0..self.groups.len())
            .map(|group| finite(evaluate(rule, self.zone, &mut |name| self.value(name, group))))
            .collect()
    }

    /// The same with names in place of functions of groups, and of arithmetic that may yield no number.
    fn plain(&mut self, rule: &Rule) -> Result<Rule, Error> {
        if let ExprKind::Group(function, arguments) = &rule.kind {
            let answers = self.call(rule, function, arguments)?;
            let values = answers.into_iter().map(|answer| answer.unwrap_or(Literal::Unknown));
            return Ok(self.named(rule, values.collect()));
        }
        let parts = rule.with_parts(&mut |part| self.plain(part))?;
        if parts.ty == Type::Float && matches!(parts.kind, ExprKind::Binary(..)) {
            let answers = self.read(&parts);
            return Ok(self.named(rule, answers));
        }
        Ok(parts)
    }

    fn named(&mut self, rule: &Rule, answers: Vec<Literal>) -> Rule {
        let name = hidden::scratch("answer", self.known.len());
        self.give(&name, answers);
        Rule {
            kind: ExprKind::Column(name),
            ..rule.clone()
        }
    }

    /// The answers of a call, one for each group. A call that stands several times is computed once.
    fn call(&mut self, call: &Rule, function: &GroupFunction, arguments: &[Rule]) -> Result<Vec<Answer>, Error> {
        let bare = call.without_spans();
        if let Some((_, answers)) = self.asked.iter().find(|(known, _)| *known == bare) {
            return Ok(answers.clone());
        }
        let answers = self.answers(function, arguments)?;
        self.asked.push((bare, answers.clone()));
        Ok(answers)
    }

    fn answers(&mut self, function: &GroupFunction, arguments: &[Rule]) -> Result<Vec<Answer>, Error> {
        let mut values = Vec::with_capacity(arguments.len());
        for (argument, taken) in arguments.iter().zip(function.arguments()) {
            values.push(match taken.over_rows() {
                true => Vec::new(),
                false => self.of(argument)?,
            });
        }
        match &function.compute {
            Compute::Groups(form) => {
                let numbers: Vec<Option<f64>> = values.iter().flatten().map(number).collect();
                Ok(form.answers(&numbers))
            }
            Compute::Group(form) => (0..self.groups.len())
                .map(|group| self.of_group(form, function, arguments, &values, group))
                .collect(),
            Compute::Rule(kind) => (0..self.groups.len())
                .map(|number| {
                    let group = self.groups.get(number).ok_or_else(|| internal(function))?;
                    let values: Vec<&Literal> = values.iter().filter_map(|values| values.get(number)).collect();
                    self.named.answer(*kind, &values, group, self.by, self.table)
                })
                .collect(),
        }
    }

    /// The answer for a group, from its rows and values.
    fn of_group(
        &self,
        form: &OfGroup,
        function: &GroupFunction,
        arguments: &[Rule],
        values: &[Vec<Literal>],
        group: usize,
    ) -> Result<Answer, Error> {
        let rows = self.groups.get(group).map_or(&[][..], |group| group.rows.as_slice());
        let mut taken = Vec::with_capacity(arguments.len());
        for ((argument, takes), values) in arguments.iter().zip(function.arguments()).zip(values) {
            if let Some(kind) = takes.column()
                && self.table.is_beyond(argument, kind, rows)?
            {
                return Ok(Err(Lack::Beyond));
            }
            taken.push(match takes.column() {
                Some(kind) => Taken::Rows(self.table.values(argument, kind)?),
                None => Taken::Value(values.get(group).cloned().unwrap_or(Literal::Unknown)),
            });
        }
        let given = Given {
            rows,
            whole: &self.whole,
            periods: self.table.width,
            arguments: &taken,
        };
        form.answer(&given).map_err(|_| internal(function))
    }
}

fn internal(function: &GroupFunction) -> Error {
    let message = format!(
        "internal error: `{}` got arguments that it doesn't accept",
        function.name
    );
    Error::new(RunCode::Engine, message)
}

fn finite(value: Literal) -> Literal {
    match value {
        Literal::Float(number) if !number.is_finite() => Literal::Unknown,
        value => value,
    }
}
