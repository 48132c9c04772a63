//! The values of one entity in one period.

use crate::compile::compile;
use crate::error::Error;
use crate::judge::checks::answer_cell;
use crate::judge::evaluate::evaluate as column;
use crate::judge::{Cube, window_answers};
use crate::judged::Judged;
use crate::names::{Kind, Private};
use crate::outcome::{Cell, ValueOutcome};
use polars::prelude::*;
use std::collections::BTreeMap;
use uptake_rules::expr::{Expr as Rule, ExprKind, evaluate};
use uptake_rules::hidden;
use uptake_rules::value::Literal;

/// An entity in the last judged period, or in one before it.
#[derive(Clone)]
pub(super) struct Row<'c, 'a> {
    pub(super) cube: &'c Cube<'a>,
    /// The number of its row in the cube.
    pub(super) number: usize,
    /// The overrides and versions that hold in it, by their places among all.
    pub(super) governed: Vec<usize>,
    /// The rows of the entity, a period each, with a column for each function over periods that was asked for.
    frame: DataFrame,
    /// The number of the period's row among them.
    at: usize,
    /// The functions over periods, without places, with their columns.
    windows: Vec<(Rule, String)>,
}

impl<'c, 'a> Row<'c, 'a> {
    /// The entity at a place among those that are judged.
    ///
    /// # Errors
    /// When a column can't be read.
    pub(super) fn last(judged: &'c Judged<'a>, place: usize) -> Result<Self, Error> {
        let cube = &judged.cube;
        let width = cube.periods();
        let start = place * width;
        let number = start + width.saturating_sub(1);
        Ok(Self {
            cube,
            number,
            governed: judged.governed.in_row(number),
            frame: cube.frame.rows(start..start + width)?,
            at: width.saturating_sub(1),
            windows: Vec::new(),
        })
    }

    /// The zone in which days begin.
    pub(super) fn zone(&self) -> &'a str {
        self.cube.policy.calendar.time_zone.as_str()
    }

    /// Its rows, a period each.
    pub(super) fn frame(&self) -> &DataFrame {
        &self.frame
    }

    /// The number of the period's row among them.
    pub(super) fn last_row(&self) -> usize {
        self.at
    }

    /// The entity so many periods before; nothing where the record begins later.
    pub(super) fn before(&self, periods: usize) -> Option<Self> {
        let at = self.at.checked_sub(periods)?;
        let number = self.number.checked_sub(periods)?;
        Some(Self {
            at,
            number,
            ..self.clone()
        })
    }

    /// How many periods before it are on record.
    pub(super) fn past(&self) -> usize {
        self.at
    }

    /// The value of a column.
    pub(super) fn value(&self, name: &str) -> Literal {
        let value = self.frame.column(name).and_then(|column| column.get(self.last_row()));
        value.map_or(Literal::Unknown, |value| literal(&value))
    }

    /// The values of all columns that an expression reads.
    pub(super) fn values(&self, rule: &Rule) -> BTreeMap<String, Literal> {
        let names = rule.columns().into_iter();
        names.map(|name| (name.to_owned(), self.value(name))).collect()
    }

    /// The value of an expression that is [ready](Self::ready).
    pub(super) fn evaluate(&self, rule: &Rule) -> Literal {
        evaluate(rule, self.zone(), &mut |name| self.value(name))
    }

    /// The truth of an expression that is [ready](Self::ready).
    pub(super) fn truth(&self, rule: &Rule) -> Option<bool> {
        truth(&self.evaluate(rule))
    }

    /// An expression with a column in the place of each function over periods.
    pub(super) fn ready(&mut self, rule: &Rule) -> Result<Rule, Error> {
        let rule = rule.with_parts(&mut |part| self.ready(part))?;
        let ExprKind::Window(window, of) = &rule.kind else {
            return Ok(rule);
        };
        let bare = rule.without_spans();
        let known = self.windows.iter().find(|(known, _)| *known == bare);
        let name = match known {
            Some((_, name)) => name.clone(),
            None => {
                let name = hidden::scratch("explained", self.windows.len());
                let operand = column(&self.frame, compile(of, self.zone()), &name)?;
                let operand = operand.as_materialized_series();
                let answers = window_answers(*window, operand, of.ty, self.frame.height())?;
                let answers = answers.cast(&crate::compile::data_type(rule.ty))?;
                self.frame
                    .with_column(answers.with_name(name.as_str().into()).into_column())?;
                self.windows.push((bare, name.clone()));
                name
            }
        };
        Ok(Rule {
            kind: ExprKind::Column(name),
            ..rule
        })
    }

    /// The function over periods that a column stands for.
    pub(super) fn window(&self, name: &str) -> Option<&Rule> {
        let found = self.windows.iter().find(|(_, column)| column == name);
        found.map(|(rule, _)| rule)
    }

    /// What people call a column.
    pub(super) fn called(&self, name: &str) -> String {
        match self.window(name) {
            Some(rule) => rule.to_string(),
            None => hidden::owner(name).to_owned(),
        }
    }

    /// The value of a column, as it is reported.
    pub(super) fn cell(&self, name: &str) -> Cell {
        told(&self.value(name), self.cube.columns().kind(name))
    }

    /// A column with its value.
    pub(super) fn named(&self, name: &str) -> ValueOutcome {
        ValueOutcome {
            name: self.called(name),
            value: self.cell(name),
        }
    }

    /// The label of a ladder.
    pub(super) fn label(&self, ladder: &str) -> Option<String> {
        match self.value(ladder) {
            Literal::Text(label) => Some(label),
            _ => None,
        }
    }
}

/// A value, as it is reported. What isn't a number is unknown.
pub(super) fn told(value: &Literal, kind: Kind) -> Cell {
    match value {
        Literal::Float(number) if !number.is_finite() => Cell::Unknown,
        value => answer_cell(value, |text| Private::new(kind, text)),
    }
}

/// The truth that a value is.
pub(super) fn truth(value: &Literal) -> Option<bool> {
    match value {
        Literal::Bool(held) => Some(*held),
        _ => None,
    }
}

/// A value of the frame as one of the language.
pub(super) fn literal(value: &AnyValue<'_>) -> Literal {
    match value {
        AnyValue::Boolean(held) => Literal::Bool(*held),
        AnyValue::Float64(number) => Literal::Float(*number),
        AnyValue::String(text) => Literal::Text((*text).to_owned()),
        AnyValue::StringOwned(text) => Literal::Text(text.to_string()),
        AnyValue::Date(day) => Literal::Date(crate::calendar::date(*day)),
        AnyValue::Datetime(at, _, _) => Literal::Datetime(*at),
        AnyValue::DatetimeOwned(at, _, _) => Literal::Datetime(*at),
        other => match other.extract::<i64>().filter(|_| other.is_integer()) {
            Some(number) => Literal::Int(number),
            None => Literal::Unknown,
        },
    }
}
