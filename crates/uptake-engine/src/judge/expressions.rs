//! Expressions over the rows of the cube.
//!
//! Windows and scripts look at more than the columns of their row, or in another way. Each becomes a column of its own
//! first, the innermost ones before those around them. What reads only what an entity has in all periods is computed once for each
//! entity. What is left is compiled. Equal ones are computed once.

use super::cube::Cube;
use super::evaluate::{evaluate, evaluate_rows};
use super::{alternatives, scripts, window_functions};
use crate::along::Along;
use crate::compile::{compile, data_type};
use crate::error::Error;
use crate::numbers::Numbers;
use crate::outcome::ScriptOutcome;
use crate::panel::Panel;
use polars::prelude::*;
use std::borrow::Cow;
use uptake_rules::expr::{Expr as Rule, ExprKind};
use uptake_rules::value::Type;
use uptake_rules::{hidden, hidden_name};

/// Of fewer rows, computing something for each costs less than planning it for each entity.
const MANY: usize = 1 << 14;

/// Whether a part of a rule computes something from what an entity has in all periods, and from nothing else.
fn is_of_entities(frame: &Panel, part: &Rule) -> bool {
    let computes = !matches!(
        part.kind,
        ExprKind::Literal(_) | ExprKind::Column(_) | ExprKind::Window(..) | ExprKind::Script(..)
    );
    let names = part.columns();
    let of_entities = |name: &&str| matches!(frame.held(name), Ok((Along::Entities, _)));
    computes && part.ty != Type::Unknown && !names.is_empty() && names.iter().all(of_entities)
}

/// Evaluates expressions for one run of the judge.
pub(crate) struct Expressions<'a> {
    zone: &'a str,
    /// Windows, scripts, and what is computed once for each entity, without places, and the columns that have their answers.
    computed: Vec<(Rule, String)>,
    scripts: Vec<ScriptOutcome>,
}

impl<'a> Expressions<'a> {
    /// With the zone in which days begin.
    pub(crate) fn new(zone: &'a str) -> Self {
        Self {
            zone,
            computed: Vec::new(),
            scripts: Vec::new(),
        }
    }

    /// The column with a rule's answers; `name` is the rule's, and the column's.
    pub(crate) fn column(&mut self, cube: &mut Cube<'_>, rule: &Rule, name: &str, ty: Type) -> Result<Column, Error> {
        let rule = self.plain(cube, rule, name)?;
        if let Some(column) = alternatives::column(&cube.frame, &rule, ty, name, self.zone)? {
            return Ok(column);
        }
        let rule = self.once_per_entity(cube, &rule)?;
        let expr = compile(&rule, self.zone).cast(data_type(ty));
        evaluate_rows(&cube.frame, &expr, name)
    }

    /// A rule as a Polars expression for [`evaluate_rows`].
    pub(super) fn by_row(&mut self, cube: &mut Cube<'_>, rule: &Rule, name: &str) -> Result<Expr, Error> {
        let rule = self.plain(cube, rule, name)?;
        let rule = self.once_per_entity(cube, &rule)?;
        Ok(compile(&rule, self.zone))
    }

    /// A rule with columns in place of its parts that read only what an entity has in all periods.
    fn once_per_entity<'r>(&mut self, cube: &mut Cube<'_>, rule: &'r Rule) -> Result<Cow<'r, Rule>, Error> {
        match cube.periods() > 1 && cube.frame.height() >= MANY {
            false => Ok(Cow::Borrowed(rule)),
            true => self.of_entities(cube, rule).map(Cow::Owned),
        }
    }

    fn of_entities(&mut self, cube: &mut Cube<'_>, rule: &Rule) -> Result<Rule, Error> {
        if !is_of_entities(&cube.frame, rule) {
            return rule.with_parts(&mut |part| self.of_entities(cube, part));
        }
        let bare = rule.without_spans();
        let known = self.computed.iter().find(|(known, _)| *known == bare);
        let column = match known {
            Some((_, column)) => column.clone(),
            None => {
                let column = hidden::scratch("computed", self.computed.len());
                let frame = cube.frame.of_entities(&rule.columns())?;
                let expr = compile(rule, self.zone).cast(data_type(rule.ty));
                cube.frame.put(Along::Entities, evaluate(&frame, expr, &column)?)?;
                self.computed.push((bare, column.clone()));
                column
            }
        };
        Ok(Rule {
            kind: ExprKind::Column(column),
            ..rule.clone()
        })
    }

    /// The numbers that a rule answers, or 1 and 0 for truths: whole numbers as they are.
    pub(super) fn numbers(&mut self, cube: &mut Cube<'_>, rule: &Rule, name: &str) -> Result<Numbers, Error> {
        let ty = match rule.ty {
            ty @ (Type::Bool | Type::Int) => ty,
            Type::Float | Type::Text | Type::Date | Type::Datetime | Type::Unknown => Type::Float,
        };
        Numbers::of(&self.column(cube, rule, name, ty)?)
    }

    /// A rule as a Polars expression over the cube's frame, which gets columns for the rule's windows and scripts.
    pub(crate) fn compiled(&mut self, cube: &mut Cube<'_>, rule: &Rule, name: &str) -> Result<Expr, Error> {
        let rule = self.plain(cube, rule, name)?;
        Ok(compile(&rule, self.zone))
    }

    /// A rule with columns in place of its windows and scripts.
    fn plain<'r>(&mut self, cube: &mut Cube<'_>, rule: &'r Rule, name: &str) -> Result<Cow<'r, Rule>, Error> {
        let mut special = false;
        rule.visit(&mut |part| special |= matches!(part.kind, ExprKind::Window(..) | ExprKind::Script(..)));
        match special {
            false => Ok(Cow::Borrowed(rule)),
            true => self.columns_instead(cube, rule, name).map(Cow::Owned),
        }
    }

    fn columns_instead(&mut self, cube: &mut Cube<'_>, rule: &Rule, name: &str) -> Result<Rule, Error> {
        let rule = rule.with_parts(&mut |part| self.columns_instead(cube, part, name))?;
        if !matches!(rule.kind, ExprKind::Window(..) | ExprKind::Script(..)) {
            return Ok(rule);
        }
        let bare = rule.without_spans();
        let known = self.computed.iter().find(|(known, _)| *known == bare);
        let column = match known {
            Some((_, column)) => column.clone(),
            None => {
                let column = hidden::scratch("computed", self.computed.len());
                let answers = self.answers(cube, &rule, name)?.with_name(column.as_str().into());
                cube.frame.with_column(answers.into_column())?;
                self.computed.push((bare, column.clone()));
                column
            }
        };
        Ok(Rule {
            kind: ExprKind::Column(column),
            ..rule
        })
    }

    /// The answers of a window or a script whose operands have none in them any more.
    fn answers(&mut self, cube: &Cube<'_>, rule: &Rule, name: &str) -> Result<Series, Error> {
        let operand =
            |operand: &Rule| evaluate_rows(&cube.frame, &compile(operand, self.zone), hidden_name!("operand"));
        let answers = match &rule.kind {
            ExprKind::Window(window, of) => {
                let operand = operand(of)?;
                let operand = operand.as_materialized_series();
                window_functions::answers(*window, operand, of.ty, cube.periods())?
            }
            ExprKind::Script(script, inputs) => {
                let inputs = inputs
                    .iter()
                    .map(|input| Ok((operand(input)?, input.ty)))
                    .collect::<Result<Vec<(Column, Type)>, Error>>()?;
                let (answers, outcome) = scripts::run(script, rule.ty, name, &inputs, cube, self.zone)?;
                self.scripts.push(outcome);
                answers
            }
            _ => {
                let frame = cube
                    .frame
                    .part(0..cube.frame.height(), &rule.columns().into_iter().collect())?;
                evaluate(&frame, compile(rule, self.zone), hidden_name!("operand"))?.take_materialized_series()
            }
        };
        Ok(answers.cast(&data_type(rule.ty))?)
    }

    /// Takes the columns that stood in for parts of rules out of the frame, and tells how the scripts went.
    pub(crate) fn finish(self, cube: &mut Cube<'_>) -> Vec<ScriptOutcome> {
        for (_, column) in &self.computed {
            cube.frame.remove(column);
        }
        self.scripts
    }
}
