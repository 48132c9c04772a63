//! One entity: what was counted of it, which conditions held, and which rules did.

use super::people;
use crate::calendar::date;
use crate::error::Error;
use crate::judge::checks::cell;
use crate::judge::expressions::Expressions;
use crate::judge::{Cube, governed};
use crate::judged::Judged;
use crate::names::{EntityId, Kind, Private, Sentence};
use crate::outcome::{Cell, PersonDefinition, PersonOutcome, PersonPart, PersonPeriod, ValueOutcome};
use polars::prelude::*;
use std::collections::BTreeSet;
use uptake_codes::RunCode;
use uptake_rules::expr::{Expr as Rule, ExprKind};
use uptake_rules::hidden;
use uptake_rules::near::nearest;
use uptake_rules::policy::ladder::Definition;
use uptake_rules::section::Section;
use uptake_rules::value::Type;

/// More names than this aren't suggested.
const MOST_SUGGESTED: usize = 5;

/// An entity in all reported periods.
///
/// # Errors
/// `unknown-person` if nobody has the name, with names that are near; or when a condition can't be computed.
pub fn person(judged: &mut Judged<'_>, name: &str) -> Result<PersonOutcome, Error> {
    let cube = &mut judged.cube;
    let place = find(cube, name)?;
    let conditions = Conditions::of(cube)?;
    let not_counted = people::reasons(cube)?;
    let width = cube.periods();
    let skipped = usize::try_from(cube.history.from - cube.history.first).unwrap_or(0);
    let mut periods = Vec::with_capacity(width.saturating_sub(skipped));
    for period in skipped..width {
        let row = place * width + period;
        let day = governed::first_day(cube, period);
        let policy = cube.policy;
        let shown = |names: &mut dyn Iterator<Item = &str>| values(cube, row, names);
        periods.push(PersonPeriod {
            period: day,
            label: cube.data.periods.label(cube.data.periods.of(crate::calendar::day(day))),
            listed: shown(&mut people::listed(cube, &[]).iter().map(String::as_str))?,
            measures: shown(&mut policy.measures.iter().map(|rule| rule.name.text.as_str()))?,
            definitions: policy
                .definitions
                .iter()
                .filter(|rule| !policy.is_hidden(&rule.name.text))
                .map(|rule| conditions.definition(cube, rule, row))
                .collect::<Result<_, _>>()?,
            ladders: shown(&mut policy.ladders.iter().map(|rule| rule.name.text.as_str()))?,
            not_counted: not_counted.of(row).map(str::to_owned),
            rules: judged.governed.in_row(row),
        });
    }
    let id = cube.data.order.get(place).copied().unwrap_or_default();
    Ok(PersonOutcome {
        entity: Private::entity(EntityId(id), &cube.data.names),
        periods,
    })
}

/// The place of an entity among those that are judged.
pub(crate) fn find(cube: &Cube<'_>, name: &str) -> Result<usize, Error> {
    let names = &cube.data.names;
    let known = |code: &u32| names.evaluated(EntityId(*code)).unwrap_or("");
    if let Some(place) = cube.data.order.iter().position(|code| known(code) == name) {
        return Ok(place);
    }
    let all = || cube.data.order.iter().map(known);
    let folded = name.to_lowercase();
    let mut near: Vec<&str> = nearest(name, all()).into_iter().collect();
    for other in all().filter(|other| !folded.is_empty() && other.to_lowercase().contains(&folded)) {
        if near.len() < MOST_SUGGESTED && !near.contains(&other) {
            near.push(other);
        }
    }
    let named = |text: &str| Private::new(Kind::Name, text);
    let error = Error::new(
        RunCode::UnknownPerson,
        Sentence::from("nobody is called `").quoting(named(name)).then("`"),
    );
    Err(match near.split_first() {
        None => error.help("write the name as the list of entities does"),
        Some((first, others)) => {
            let first = Sentence::from("did you mean `").quoting(named(first)).then("`");
            let all = others
                .iter()
                .fold(first, |help, other| help.then(", `").quoting(named(other)).then("`"));
            error.help(all.then("?"))
        }
    })
}

/// Columns of a row, those that are there and may be shown.
fn values(cube: &Cube<'_>, row: usize, names: &mut dyn Iterator<Item = &str>) -> Result<Vec<ValueOutcome>, Error> {
    let mut found = Vec::new();
    for name in names.filter(|name| !cube.policy.is_hidden(name)) {
        if cube.frame.has(name) {
            found.push(value(cube, row, name)?);
        }
    }
    Ok(found)
}

fn value(cube: &Cube<'_>, row: usize, name: &str) -> Result<ValueOutcome, Error> {
    let value = cube.frame.value(name, row)?;
    // A day is a number in the frame, and a text to read.
    let cell = match value {
        AnyValue::Date(day) => Cell::Text(Private::new(Kind::Open, date(day).to_string())),
        value => cell(&value, cube.columns().kind(name)),
    };
    Ok(ValueOutcome {
        name: hidden::owner(name).to_owned(),
        value: cell,
    })
}

/// The conditions within definitions, each with its column of truths.
struct Conditions {
    truths: Vec<(Rule, BooleanChunked)>,
}

impl Conditions {
    /// All that the definitions of a cube consist of.
    fn of(cube: &mut Cube<'_>) -> Result<Self, Error> {
        let policy = cube.policy;
        let mut expressions = Expressions::new(policy.calendar.time_zone.as_str());
        let mut truths: Vec<(Rule, BooleanChunked)> = Vec::new();
        for definition in &policy.definitions {
            let mut leaves = Vec::new();
            all_leaves(&definition.when, &mut leaves);
            for leaf in leaves {
                let bare = leaf.without_spans();
                if truths.iter().any(|(known, _)| *known == bare) {
                    continue;
                }
                let column = match &leaf.kind {
                    // A script has run already, and may say that it did.
                    ExprKind::Script(..) => cube.frame.column(&definition.name.text)?,
                    _ => expressions.column(cube, leaf, &definition.name.text, Type::Bool)?,
                };
                truths.push((bare, column.bool()?.clone()));
            }
        }
        expressions.finish(cube);
        Ok(Self { truths })
    }

    fn holds(&self, condition: &Rule, row: usize) -> Option<bool> {
        let bare = condition.without_spans();
        let found = self.truths.iter().find(|(known, _)| *known == bare);
        found.and_then(|(_, truths)| truths.get(row))
    }

    /// A definition for the entity and period of a row.
    fn definition(&self, cube: &Cube<'_>, definition: &Definition, row: usize) -> Result<PersonDefinition, Error> {
        let name = &definition.name.text;
        let varies = cube.policy.governing.iter().flat_map(|governing| &governing.changes);
        let mut varies = varies.filter(|changed| changed.section == Section::Definitions);
        let varies = varies.any(|changed| changed.name.text == *name);
        // The forms of a rule that differs are tried one after the other; which one holds isn't a part of it.
        let mut form: &Rule = &definition.when;
        while let (true, ExprKind::If(condition, then, otherwise)) = (varies, &form.kind) {
            form = match self.holds(condition, row) {
                Some(true) => then,
                Some(false) | None => otherwise,
            };
        }
        let mut parts = Vec::new();
        self.parts(form, row, &mut parts);
        let parts = parts.into_iter().map(|part| {
            let names: BTreeSet<&str> = part.columns();
            let read = names.into_iter().filter(|name| cube.frame.has(name));
            Ok(PersonPart {
                condition: part.to_string(),
                holds: self.holds(part, row),
                values: read.map(|name| value(cube, row, name)).collect::<Result<_, Error>>()?,
            })
        });
        Ok(PersonDefinition {
            name: name.clone(),
            about: definition.about.clone(),
            holds: match cube.frame.value(name, row)? {
                AnyValue::Boolean(held) => Some(held),
                _ => None,
            },
            condition: form.to_string(),
            parts: parts.collect::<Result<_, Error>>()?,
        })
    }

    /// The conditions that decide a row, in the order in which they are written.
    fn parts<'a>(&self, condition: &'a Rule, row: usize, found: &mut Vec<&'a Rule>) {
        match &condition.kind {
            ExprKind::And(parts) | ExprKind::Or(parts) => {
                for part in parts {
                    self.parts(part, row, found);
                }
            }
            ExprKind::If(asked, then, otherwise) => {
                self.parts(asked, row, found);
                match self.holds(asked, row) {
                    Some(true) => self.parts(then, row, found),
                    Some(false) => self.parts(otherwise, row, found),
                    None => {}
                }
            }
            // What is always so is no condition.
            ExprKind::Literal(_) => {}
            _ => found.push(condition),
        }
    }
}

/// Every condition within one: what `if` asks is among them, whole and in its parts.
fn all_leaves<'a>(condition: &'a Rule, found: &mut Vec<&'a Rule>) {
    match &condition.kind {
        ExprKind::And(parts) | ExprKind::Or(parts) => parts.iter().for_each(|part| all_leaves(part, found)),
        ExprKind::If(asked, then, otherwise) => {
            found.push(asked);
            for part in [asked, then, otherwise] {
                all_leaves(part, found);
            }
        }
        ExprKind::Literal(_) => {}
        _ => found.push(condition),
    }
}
