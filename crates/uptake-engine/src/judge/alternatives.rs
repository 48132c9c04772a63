//! Chains of `if`, as overrides and versions make them: which value a row takes is found once for all rows that are alike, and
//! each value is computed for the rows that take it alone.

use super::classes::{Classes, rows};
use super::evaluate::evaluate;
use crate::compile::{compile, data_type};
use crate::error::Error;
use crate::panel::Panel;
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_rules::expr::{Expr as Rule, ExprKind};
use uptake_rules::value::Type;

/// A shorter chain is computed as it stands.
const FEWEST: usize = 3;
/// A chain with as many links is taken apart though nothing is won: as one expression it would be nested so deep that the stack overflows.
const DEEPEST: usize = 64;

/// The column of a rule that is a chain of `if`; nothing where it isn't, or where taking it apart wins nothing.
///
/// # Errors
/// When one of its parts can't be computed.
pub(super) fn column(frame: &Panel, rule: &Rule, ty: Type, name: &str, zone: &str) -> Result<Option<Column>, Error> {
    let (conditions, chosen) = links(rule);
    if conditions.len() < FEWEST {
        return Ok(None);
    }
    let read: BTreeSet<&str> = conditions.iter().flat_map(|condition| condition.columns()).collect();
    let classes = match Classes::of(frame, &read)? {
        Some(classes) => classes,
        None if conditions.len() < DEEPEST => return Ok(None),
        None => Classes::each(frame.height()),
    };
    let (values, of_link) = each_once(&chosen);
    let truths = classes.truths(frame, &conditions, zone)?;
    let taken: Vec<Option<usize>> = (0..classes.len())
        .map(|class| taken(class, &truths, &of_link))
        .collect();
    let mut takers: Vec<Vec<IdxSize>> = vec![Vec::new(); values.len()];
    for (row, class) in (0..).zip(classes.of_rows()) {
        let value = taken.get(*class as usize).copied().flatten();
        if let Some(takers) = value.and_then(|value| takers.get_mut(value)) {
            takers.push(row);
        }
    }
    // The answers one after another, the unknown one before all, and for each row the place of its own.
    let mut answers = Series::full_null(name.into(), 1, &data_type(ty));
    let mut places: Vec<IdxSize> = vec![0; frame.height()];
    for (value, takers) in values.into_iter().zip(takers).filter(|(_, takers)| !takers.is_empty()) {
        let first = IdxSize::try_from(answers.len()).unwrap_or(IdxSize::MAX);
        for (row, place) in takers.iter().zip(first..) {
            if let Some(own) = places.get_mut(*row as usize) {
                *own = place;
            }
        }
        let part = rows(frame, &value.columns(), &IdxCa::from_vec("rows".into(), takers))?;
        let expr = compile(value, zone).cast(data_type(rule.ty)).cast(data_type(ty));
        answers.append(evaluate(&part, expr, name)?.as_materialized_series())?;
    }
    let column = answers.take(&IdxCa::from_vec("places".into(), places))?;
    Ok(Some(column.with_name(name.into()).into_column()))
}

/// The conditions of a chain, and what is chosen by each; last what is left where none holds.
fn links(rule: &Rule) -> (Vec<&Rule>, Vec<&Rule>) {
    let (mut conditions, mut chosen) = (Vec::new(), Vec::new());
    let mut rest = rule;
    while let ExprKind::If(condition, then, otherwise) = &rest.kind {
        conditions.push(&**condition);
        chosen.push(&**then);
        rest = otherwise;
    }
    chosen.push(rest);
    (conditions, chosen)
}

/// Values that mean the same once, and which of them each link chooses.
fn each_once<'r>(chosen: &[&'r Rule]) -> (Vec<&'r Rule>, Vec<usize>) {
    let mut values = Vec::new();
    let mut bare: Vec<Rule> = Vec::new();
    let of_link = chosen.iter().map(|rule| {
        let own = rule.without_spans();
        bare.iter().position(|known| *known == own).unwrap_or_else(|| {
            values.push(*rule);
            bare.push(own);
            bare.len() - 1
        })
    });
    let of_link = of_link.collect();
    (values, of_link)
}

/// The value that a class takes: of the first condition that holds. One that is unknown ends the search.
fn taken(class: usize, truths: &[BooleanChunked], of_link: &[usize]) -> Option<usize> {
    for (truths, value) in truths.iter().zip(of_link) {
        match truths.get(class) {
            Some(true) => return Some(*value),
            Some(false) => {}
            None => return None,
        }
    }
    of_link.last().copied()
}

#[cfg(test)]
mod tests;
