//! Numbers of days that spells cover: whether some spells can leave as many as a case has, and what holds between them whatever the
//! spells are.

use super::leaves::{Leaf, LeafKind, Leaves};
use super::registers::nowhere;
use super::timeline::When;
use crate::expr::proof::Witness;
use crate::expr::{Binary, Expr, ExprKind, Function};
use crate::policy::measure::DaysMeasure;
use crate::value::{Literal, Type};
use jiff::ToSpan;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// More different outcomes of the days of a period than this aren't followed.
const MOST_OUTCOMES: usize = 20_000;

/// Whether spells can leave these days: those of the list as its columns say, all others wherever they like.
pub(super) fn days_fit(days: &[(&DaysMeasure, &Literal)], leaves: &Leaves, case: &Witness, when: When<'_>) -> bool {
    let known: BTreeSet<&str> = days
        .iter()
        .filter(|(_, value)| **value != Literal::Unknown)
        .flat_map(|(measure, _)| datasets(measure))
        .collect();
    let mut wanted: Vec<(&DaysMeasure, usize)> = Vec::new();
    for (measure, value) in days {
        match value {
            // One of what it reads doesn't cover the period.
            Literal::Unknown if datasets(measure).all(|name| known.contains(name)) => return false,
            Literal::Unknown => {}
            Literal::Int(number) => match usize::try_from(*number) {
                Ok(number) => wanted.push((measure, number)),
                Err(_) => return false,
            },
            _ => return false,
        }
    }
    if wanted.is_empty() {
        return true;
    }
    let list = leaves
        .listed
        .as_ref()
        .filter(|list| known.contains(list.dataset.as_str()));
    let names: Vec<&str> = known
        .iter()
        .copied()
        .filter(|name| list.is_none_or(|list| list.dataset != *name))
        .collect();
    if names.len() > 8 {
        return false;
    }
    let first = when.timeline.first(when.back);
    let all: Vec<Date> = (0..when.timeline.days(when.back))
        .map(|day| first.saturating_add(day.days()))
        .collect();
    let Some(list) = list else {
        return can_be(&wanted, &names, &all, &|_| None);
    };
    let Some(spells) = list.spells(case, &all) else {
        return false;
    };
    spells.iter().any(|(from, through)| {
        let on = |day: Date| {
            let within = from.is_none_or(|from| from <= day) && through.is_none_or(|through| day <= through);
            Some((list.dataset.as_str(), within))
        };
        can_be(&wanted, &names, &all, &on)
    })
}

/// Whether each measure can have its number where the list is as `on` says of a day, and everything else is free.
fn can_be<'a>(
    wanted: &[(&DaysMeasure, usize)],
    free: &[&str],
    all: &[Date],
    on: &dyn Fn(Date) -> Option<(&'a str, bool)>,
) -> bool {
    let goal: Vec<usize> = wanted.iter().map(|(_, number)| *number).collect();
    let mut reached: BTreeSet<Vec<usize>> = BTreeSet::from([vec![0; goal.len()]]);
    for day in all {
        let listed = on(*day);
        let ways: BTreeSet<Vec<bool>> = (0..1_usize << free.len())
            .map(|mask| {
                let covers = |name: &str| match listed {
                    Some((list, within)) if list == name => within,
                    _ => free
                        .iter()
                        .position(|known| *known == name)
                        .is_some_and(|at| mask & (1 << at) != 0),
                };
                let counts = |measure: &DaysMeasure| {
                    measure.on.contains(&day.weekday())
                        && measure.within.as_deref().is_none_or(covers)
                        && !measure.except.iter().any(|name| covers(name))
                };
                wanted.iter().map(|(measure, _)| counts(measure)).collect()
            })
            .collect();
        let mut next = BTreeSet::new();
        for outcome in &reached {
            for way in &ways {
                let sum: Vec<usize> = outcome
                    .iter()
                    .zip(way)
                    .map(|(number, one)| number + usize::from(*one))
                    .collect();
                if sum.iter().zip(&goal).all(|(number, most)| number <= most) {
                    next.insert(sum);
                }
            }
        }
        if next.len() > MOST_OUTCOMES {
            return false;
        }
        reached = next;
    }
    reached.contains(&goal)
}

fn datasets(measure: &DaysMeasure) -> impl Iterator<Item = &str> {
    measure.within.iter().chain(&measure.except).map(String::as_str)
}

/// Conditions that never fail between numbers of days, and the columns of the list, each with a sentence.
pub(super) fn together(found: &[&Leaf], columns: &BTreeSet<&str>, leaves: &Leaves) -> Vec<(Expr, String)> {
    let mut facts = Vec::new();
    let days: Vec<(&Leaf, &DaysMeasure)> = found
        .iter()
        .filter_map(|leaf| match &leaf.kind {
            LeafKind::Days(measure, _) => Some((*leaf, measure)),
            LeafKind::Rows(_) | LeafKind::Derived(_) => None,
        })
        .collect();
    for (leaf, measure) in &days {
        let known = truth(ExprKind::Call(Function::IsKnown, vec![column(&leaf.column, Type::Int)]));
        if datasets(measure).next().is_none() {
            facts.push((
                known.clone(),
                format!("`{}` is always known: no spells are asked", leaf.column),
            ));
        }
        for (other, theirs) in &days {
            if other.column != leaf.column && datasets(measure).all(|name| datasets(theirs).any(|also| also == name)) {
                let was = truth(ExprKind::Call(
                    Function::IsKnown,
                    vec![column(&other.column, Type::Int)],
                ));
                let said = format!(
                    "`{}` is known wherever `{}` is: it rests on nothing else",
                    leaf.column, other.column
                );
                facts.push((either(not(was), known.clone()), said));
            }
        }
        let Some(list) = leaves.listed.as_ref().filter(|list| list.once) else {
            continue;
        };
        if measure.within.as_ref() != Some(&list.dataset) {
            continue;
        }
        let some = surely(compared(Binary::GreaterEqual, column(&leaf.column, Type::Int), one()));
        let mut none = |outside: Expr, why: &str| {
            let said = format!("`{}` is 0 for whoever {why}", leaf.column);
            facts.push((either(not(some.clone()), not(surely(outside))), said));
        };
        let date = |name: &str| column(name, Type::Date);
        if let Some((end, until)) = &list.end
            && columns.contains(end.as_str())
            && columns.contains("period")
        {
            let op = if *until { Binary::LessEqual } else { Binary::Less };
            none(compared(op, date(end), date("period")), "left before the period");
        }
        if let Some(from) = &list.from
            && columns.contains(from.as_str())
            && columns.contains("period_end")
        {
            none(
                compared(Binary::Greater, date(from), date("period_end")),
                "comes after the period",
            );
        }
    }
    facts
}

fn surely(condition: Expr) -> Expr {
    truth(ExprKind::Coalesce(vec![
        condition,
        truth(ExprKind::Literal(Literal::Bool(false))),
    ]))
}

fn not(condition: Expr) -> Expr {
    truth(ExprKind::Not(Box::new(condition)))
}

fn either(one: Expr, other: Expr) -> Expr {
    truth(ExprKind::Or(vec![one, other]))
}

fn compared(op: Binary, left: Expr, right: Expr) -> Expr {
    truth(ExprKind::Binary(op, Box::new(left), Box::new(right)))
}

fn one() -> Expr {
    of(ExprKind::Literal(Literal::Int(1)), Type::Int)
}

fn column(name: &str, ty: Type) -> Expr {
    of(ExprKind::Column(name.to_owned()), ty)
}

fn truth(kind: ExprKind) -> Expr {
    of(kind, Type::Bool)
}

fn of(kind: ExprKind, ty: Type) -> Expr {
    Expr {
        kind,
        ty,
        span: nowhere(),
    }
}
