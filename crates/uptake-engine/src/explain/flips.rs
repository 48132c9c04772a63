//! The smallest change that turns a verdict, or leads to another label of a ladder.

use super::expand;
use super::of_all::{OfAll, Untold, rests_on_all};
use super::over_periods::OverPeriods;
use super::possible::Together;
use super::row::{Row, told, truth};
use super::variables::{facts, variables};
use crate::error::Error;
use crate::names::Kind;
use crate::outcome::{FlipChange, NearestFlip, NoFlip, Turned};
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::expr::flip::{Change, Following, Follows, Freedom, Given, Nearest, Variable, nearest};
use uptake_rules::expr::{Binary, Expr as Rule, ExprKind, Function, evaluate};
use uptake_rules::policy::ladder::{Definition, Ladder};
use uptake_rules::value::{Literal, Type};

/// What is asked: a condition that would hold after a change, or fail, and of a ladder its label as an expression.
struct Asked {
    condition: Rule,
    to: bool,
    label: Option<Rule>,
}

/// The smallest change of what an entity's definition reads that turns it; of one that is unknown, that makes it hold. Or why none
/// is told.
///
/// # Errors
/// When a function over periods, or what others have, can't be computed.
pub(super) fn nearest_flip(
    definition: &Definition,
    row: &mut Row<'_, '_>,
) -> Result<Result<NearestFlip, NoFlip>, Error> {
    let name = definition.name.text.as_str();
    let form = expand::form(&definition.when, name, row);
    let asked = Asked {
        condition: expand::expanded(&form, row),
        to: truth(&row.value(name)) != Some(true),
        label: None,
    };
    turned(asked, row)
}

/// The label of who is on no rung. No ladder has it.
const NO_RUNG: &str = "\u{1}none";

/// The smallest change of what an entity's ladder reads that leads to another label, or to none; of one that is unknown, to any.
///
/// # Errors
/// When a function over periods, or what others have, can't be computed.
pub(super) fn nearest_label(ladder: &Ladder, row: &mut Row<'_, '_>) -> Result<Result<NearestFlip, NoFlip>, Error> {
    let rule = |kind, ty| Rule {
        kind,
        ty,
        span: ladder.name.span,
    };
    let name = &ladder.name.text;
    let mut label = expand::expanded(&rule(ExprKind::Column(name.clone()), Type::Text), row);
    // Nothing stands in its place where a script decides.
    if matches!(&label.kind, ExprKind::Column(same) if same == name) {
        return Ok(Err(NoFlip::Script));
    }
    no_rung(&mut label);
    let ready = row.ready(&label)?;
    let condition = match row.evaluate(&ready) {
        Literal::Unknown => ExprKind::Call(Function::IsKnown, vec![label.clone()]),
        now => {
            let now = rule(ExprKind::Literal(now), Type::Text);
            ExprKind::Binary(Binary::NotEqual, Box::new(label.clone()), Box::new(now))
        }
    };
    let asked = Asked {
        condition: rule(condition, Type::Bool),
        to: true,
        label: Some(label),
    };
    turned(asked, row)
}

/// Gives who is on no rung a label: that is known of them, other than of those of whom a condition is unknown.
fn no_rung(label: &mut Rule) {
    match &mut label.kind {
        ExprKind::If(_, _, otherwise) => no_rung(otherwise),
        kind @ ExprKind::Literal(Literal::Unknown) => *kind = ExprKind::Literal(Literal::Text(NO_RUNG.to_owned())),
        _ => {}
    }
}

fn turned(asked: Asked, row: &mut Row<'_, '_>) -> Result<Result<NearestFlip, NoFlip>, Error> {
    let to = asked.to;
    let condition = row.ready(&asked.condition)?;
    let label = asked.label.map(|label| row.ready(&label)).transpose()?;
    let mut scripted = false;
    condition.visit(&mut |part| scripted |= matches!(part.kind, ExprKind::Script(..)));
    if scripted {
        return Ok(Err(NoFlip::Script));
    }
    let periods = OverPeriods::all(&condition, row)?;
    let row = &*row;
    let mut of_all = Vec::new();
    let own = periods.iter().map(|follows| &follows.own);
    let names: BTreeSet<&str> = std::iter::once(&condition).chain(own).flat_map(Rule::columns).collect();
    for name in names {
        match OfAll::of(name, row)? {
            Ok(Some(found)) => of_all.push(found),
            Ok(None) if rests_on_all(name, row) => return Ok(Err(NoFlip::OfAll)),
            Ok(None) => {}
            Err(Untold) => return Ok(Err(NoFlip::OfAll)),
        }
    }
    let search = Search {
        condition: &condition,
        label: label.as_ref(),
        to,
        of_all: &of_all,
        periods: &periods,
        row,
    };
    // What one does in the judged period comes first: the periods before are over.
    Ok(Ok(match periods.is_empty() {
        true => search.flip(Before::IsFree),
        false => match search.flip(Before::Stays) {
            found if found.changes.is_some() => found,
            _ => search.flip(Before::IsFree),
        },
    }))
}

/// What a change may say of the periods before the judged one.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    /// They stay, and numbers over periods follow from those of the judged one.
    Stays,
    /// A number over periods may be another one by itself.
    IsFree,
}

struct Search<'s, 'c, 'a> {
    condition: &'s Rule,
    label: Option<&'s Rule>,
    to: bool,
    of_all: &'s [OfAll<'a>],
    periods: &'s [OverPeriods<'a>],
    row: &'s Row<'c, 'a>,
}

impl Search<'_, '_, '_> {
    fn flip(&self, before: Before) -> NearestFlip {
        let row = self.row;
        let periods: &[OverPeriods<'_>] = if before == Before::Stays { self.periods } else { &[] };
        let read: Vec<&Rule> = std::iter::once(self.condition)
            .chain(periods.iter().map(|follows| &follows.own))
            .chain(self.of_all.iter().flat_map(|of_all| &of_all.own))
            .collect();
        let values: BTreeMap<String, Literal> = read.iter().flat_map(|rule| row.values(rule)).collect();
        let names: Vec<&str> = periods.iter().map(|follows| follows.name.as_str()).collect();
        let variables = variables(&read, &names, row);
        let facts = facts(&variables, row);
        let of_all: Vec<Box<Following<'_>>> = self.of_all.iter().map(following).collect();
        let of_periods: Vec<Box<Following<'_>>> = periods.iter().map(OverPeriods::following).collect();
        let of_all = self.of_all.iter().zip(&of_all).map(|(of_all, answer)| Follows {
            name: &of_all.name,
            reads: &of_all.reads,
            value: answer.as_ref(),
        });
        let of_periods = periods.iter().zip(&of_periods).map(|(follows, answer)| Follows {
            name: &follows.name,
            reads: &follows.reads,
            value: answer.as_ref(),
        });
        let follows: Vec<Follows<'_>> = of_all.chain(of_periods).collect();
        let together = Together::new(row);
        let given = Given {
            facts: &facts,
            follows: &follows,
            can_be: &|changes| {
                (before == Before::Stays || self.moves_nothing_else(changes)) && together.can_be(&variables, changes)
            },
            zone: row.zone(),
            value: &|name| values.get(name).cloned().unwrap_or(Literal::Unknown),
        };
        let (changes, proved) = match nearest(self.condition, &variables, &given, self.to) {
            Nearest::Found(flip) => (Some(flip.changes), flip.proved),
            Nearest::Never => (None, true),
            Nearest::Undecided => (None, false),
        };
        let to = match self.label {
            Some(label) => Turned::Label(changes.as_ref().and_then(|changes| label_after(label, changes, &given))),
            None => Turned::Verdict(self.to),
        };
        let told = |changes: Vec<Change>| changes.iter().map(|change| changed(change, &variables, row)).collect();
        NearestFlip {
            to,
            changes: changes.map(told),
            proved,
        }
    }

    /// Whether a change names each number over periods that it moves: one that isn't named stays as it is.
    fn moves_nothing_else(&self, changes: &[(&str, &Literal)]) -> bool {
        let mut value = |name: &str| match changes.iter().find(|(changed, _)| *changed == name) {
            Some((_, value)) => (*value).clone(),
            None => self.row.value(name),
        };
        let mut unnamed = self
            .periods
            .iter()
            .filter(|follows| !changes.iter().any(|(name, _)| *name == follows.name));
        unnamed.all(|follows| follows.value(&mut value) == self.row.value(&follows.name))
    }
}
/// A ladder's label after some changes.
fn label_after(label: &Rule, changes: &[Change], given: &Given<'_>) -> Option<String> {
    match evaluate(label, given.zone, &mut |name| value_after(name, changes, given)) {
        Literal::Text(label) if label != NO_RUNG => Some(label),
        _ => None,
    }
}

fn value_after(name: &str, changes: &[Change], given: &Given<'_>) -> Literal {
    if let Some(change) = changes.iter().find(|change| change.name == name) {
        // Another text than all that are named.
        return change.to.clone().unwrap_or_else(|| Literal::Text(String::new()));
    }
    match given.follows.iter().find(|follows| follows.name == name) {
        Some(follows) => (follows.value)(&mut |name| value_after(name, changes, given)),
        None => (given.value)(name),
    }
}

/// How a number of all entities follows from those of one.
fn following<'o>(of_all: &'o OfAll<'_>) -> Box<Following<'o>> {
    Box::new(move |value| of_all.value(value))
}

fn changed(change: &Change, variables: &[Variable], row: &Row<'_, '_>) -> FlipChange {
    let kind = row.cube.columns().kind(&change.name);
    let variable = variables.iter().find(|variable| variable.name == change.name);
    FlipChange {
        name: row.called(&change.name),
        measured: variable.is_some_and(|variable| variable.kind == Freedom::Measured),
        from: told(&change.from, kind),
        // A value that a condition names stands in the rules.
        to: change.to.as_ref().map(|to| told(to, Kind::Value)),
    }
}
