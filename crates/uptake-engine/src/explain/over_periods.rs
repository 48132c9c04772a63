//! Numbers over periods, as they follow from what an entity has in the last of them: the periods before are over.

use super::expand;
use super::row::{Row, literal};
use crate::compile::{compile, data_type};
use crate::error::Error;
use crate::judge::evaluate::evaluate as column;
use crate::judge::{OwnWindow, window_answers};
use crate::numbers::Numbers;
use polars::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::expr::flip::Following;
use uptake_rules::expr::scalar::to_int;
use uptake_rules::expr::{Expr as Rule, ExprKind, Window, evaluate};
use uptake_rules::hidden_name;
use uptake_rules::policy::measure::MeasureKind;
use uptake_rules::value::{Literal, Type};

/// A function or a measure over periods.
pub(super) struct OverPeriods<'a> {
    /// Its column.
    pub(super) name: String,
    /// The columns of the last period that it follows from, also by way of others.
    pub(super) reads: Vec<String>,
    /// What it makes of the last period.
    pub(super) own: Rule,
    of: Of<'a>,
    ty: Type,
    zone: &'a str,
    /// What was asked before: the answer by what the last period has.
    known: RefCell<BTreeMap<String, Literal>>,
}

enum Of<'a> {
    /// A function, with its operand in the periods before, and a row to put a value into.
    Function {
        window: Window,
        before: Series,
        row: DataFrame,
        ty: Type,
    },
    Measure(OwnWindow<'a>),
}

impl<'a> OverPeriods<'a> {
    /// Those that a condition reads, and that these read of the same period.
    ///
    /// # Errors
    /// When something can't be computed.
    pub(super) fn all(condition: &Rule, row: &mut Row<'_, 'a>) -> Result<Vec<Self>, Error> {
        let mut found: Vec<Self> = Vec::new();
        let mut seen: BTreeSet<String> = BTreeSet::new();
        let mut waiting = names(condition);
        while let Some(name) = waiting.pop() {
            if !seen.insert(name.clone()) {
                continue;
            }
            if let Some(made) = Self::of(&name, row)? {
                waiting.extend(names(&made.own));
                found.push(made);
            }
        }
        let direct: BTreeMap<String, Vec<String>> = found
            .iter()
            .map(|made| (made.name.clone(), made.reads.clone()))
            .collect();
        for made in &mut found {
            made.reads = by_way(&made.reads, &direct);
        }
        Ok(found)
    }

    /// Of a column; nothing if it is none of them, or doesn't rest on the last period.
    fn of(name: &str, row: &mut Row<'_, 'a>) -> Result<Option<Self>, Error> {
        let zone = row.zone();
        let policy = row.cube.policy;
        let function = match row.window(name).map(|rule| (&rule.kind, rule.ty)) {
            Some((ExprKind::Window(Window::Lag(1..), _), _)) => return Ok(None),
            Some((ExprKind::Window(window, of), ty)) => Some((*window, of.as_ref().clone(), ty)),
            Some(_) | None => None,
        };
        let measure = policy.measures.iter().find(|measure| measure.name.text == name);
        let (own, of, ty) = match (function, measure.map(|measure| (&measure.kind, measure.ty))) {
            (Some((window, of, ty)), _) => {
                let operand = column(row.frame(), compile(&of, zone), hidden_name!("operand"))?;
                let operand = operand.as_materialized_series().cast(&data_type(of.ty))?;
                let at = row.last_row();
                let of_function = Of::Function {
                    window,
                    before: operand.slice(0, at),
                    row: row.frame().slice(i64::try_from(at).unwrap_or(i64::MAX), 1),
                    ty: of.ty,
                };
                (of, of_function, ty)
            }
            (None, Some((MeasureKind::Window(rule), ty))) => {
                let of = row.ready(&rule.of)?;
                if expand::scripted(&of) {
                    return Ok(None);
                }
                let operand = column(row.frame(), compile(&of, zone), hidden_name!("operand"))?;
                let entity = row.cube.data.order.get(row.number / row.cube.periods().max(1));
                let Some(entity) = entity.copied() else { return Ok(None) };
                let window = OwnWindow::of(row.cube, rule, Numbers::of(&operand)?, entity);
                (rule.of.expr.clone(), Of::Measure(window), ty)
            }
            (None, _) => return Ok(None),
        };
        let own = expand::expanded(&own, row);
        let own = row.ready(&own)?;
        if expand::scripted(&own) {
            return Ok(None);
        }
        let made = Self {
            name: name.to_owned(),
            reads: names(&own),
            own,
            of,
            ty,
            zone,
            known: RefCell::default(),
        };
        let now = made.answer(&evaluate(&made.own, zone, &mut |name| row.value(name)))?;
        // What doesn't come out as it is can't be told by this way.
        Ok((now == row.value(name)).then_some(made))
    }

    /// How it follows from the last period.
    pub(super) fn following(&self) -> Box<Following<'_>> {
        Box::new(|value| self.value(value))
    }

    /// Its value where the columns of the last period have others than now.
    pub(super) fn value(&self, value: &mut dyn FnMut(&str) -> Literal) -> Literal {
        let own = evaluate(&self.own, self.zone, value);
        let key = format!("{own:?}");
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        // It was computed before with the value that there is, and another one of the same type is no harder.
        let answer = self.answer(&own).unwrap_or(Literal::Unknown);
        self.known.borrow_mut().insert(key, answer.clone());
        answer
    }

    fn answer(&self, own: &Literal) -> Result<Literal, Error> {
        match &self.of {
            Of::Function {
                window,
                before,
                row,
                ty,
            } => {
                let value = Rule {
                    kind: ExprKind::Literal(own.clone()),
                    ty: *ty,
                    span: self.own.span,
                };
                let name = hidden_name!("operand");
                let last = column(row, compile(&value, self.zone), name)?;
                let mut operand = before.clone();
                operand.append(&last.as_materialized_series().cast(before.dtype())?)?;
                let answers = window_answers(*window, &operand, *ty, operand.len())?.cast(&data_type(self.ty))?;
                Ok(literal(&answers.get(before.len())?))
            }
            Of::Measure(window) => Ok(match (window.answer(own), self.ty) {
                (None, _) => Literal::Unknown,
                (Some(number), Type::Int) => to_int(number).map_or(Literal::Unknown, Literal::Int),
                (Some(number), _) => Literal::Float(number),
            }),
        }
    }
}

fn names(rule: &Rule) -> Vec<String> {
    rule.columns().into_iter().map(str::to_owned).collect()
}

/// Some columns, with those from which they follow.
fn by_way(reads: &[String], direct: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let mut waiting = reads.to_vec();
    let mut found = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if let Some(further) = direct.get(&name).filter(|_| !found.contains(&name)) {
            waiting.extend(further.iter().cloned());
        }
        found.insert(name);
    }
    found.into_iter().collect()
}
