//! Numbers of all entities beside those of one: what they would be if that one had others.

use super::expand;
use super::row::Row;
use crate::calendar::day;
use crate::compile::compile;
use crate::error::Error;
use crate::judge::across_answer;
use crate::judge::evaluate::evaluate as column;
use crate::numbers::Numbers;
use polars::prelude::*;
use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use uptake_rules::expr::scalar::{to_float, to_int};
use uptake_rules::expr::{Expr as Rule, ExprKind, evaluate};
use uptake_rules::hidden_name;
use uptake_rules::policy::measure::{AcrossMeasure, MeasureKind};
use uptake_rules::value::{Literal, Type};

/// A measure across entities, as it follows from what one of them has.
pub(super) struct OfAll<'a> {
    /// Its name.
    pub(super) name: String,
    /// The columns of the entity that it follows from.
    pub(super) reads: Vec<String>,
    /// What of the entity counts, and whether it does.
    pub(super) own: Vec<Rule>,
    rule: &'a AcrossMeasure,
    ty: Type,
    zone: &'a str,
    /// The numbers of all others that count.
    others: Numbers,
    /// What was asked before: the number by what the entity adds.
    known: RefCell<BTreeMap<String, Literal>>,
}

/// A number of all entities that can't be told from what one of them has.
pub(super) struct Untold;

impl<'a> OfAll<'a> {
    /// A measure by its name; nothing if it is another one, or one that stays whatever the entity has.
    ///
    /// # Errors
    /// When something can't be computed.
    pub(super) fn of(name: &str, row: &Row<'_, 'a>) -> Result<Result<Option<Self>, Untold>, Error> {
        let policy = row.cube.policy;
        let measure = policy.measures.iter().find(|measure| measure.name.text == name);
        let Some((measure, MeasureKind::Across(rule))) = measure.map(|measure| (measure, &measure.kind)) else {
            return Ok(Ok(None));
        };
        if !moves(rule, row) {
            return Ok(Ok(None));
        }
        let formulas: Vec<&Rule> = std::iter::once::<&Rule>(&rule.of)
            .chain(rule.filter.as_deref())
            .collect();
        let mut special = false;
        formulas.iter().for_each(|formula| {
            formula.visit(&mut |part| special |= matches!(part.kind, ExprKind::Window(..) | ExprKind::Script(..)));
        });
        let read: BTreeSet<&str> = formulas.iter().flat_map(|formula| formula.columns()).collect();
        // What others have changes, too, where it rests on a number of all.
        if special || read.iter().any(|name| rests_on_all(name, row)) {
            return Ok(Err(Untold));
        }
        let own: Vec<Rule> = formulas.iter().map(|formula| expand::expanded(formula, row)).collect();
        let reads: BTreeSet<String> = own.iter().flat_map(Rule::columns).map(str::to_owned).collect();
        Ok(Ok(Some(Self {
            name: name.to_owned(),
            reads: reads.into_iter().collect(),
            own,
            rule,
            ty: measure.ty,
            zone: row.zone(),
            others: others(rule, &read, row)?,
            known: RefCell::default(),
        })))
    }

    /// The number where the entity's columns have other values than now.
    pub(super) fn value(&self, value: &mut dyn FnMut(&str) -> Literal) -> Literal {
        let mut own = self.own.iter().map(|rule| evaluate(rule, self.zone, value));
        let number = own.next().unwrap_or(Literal::Unknown);
        let counts = own.next().is_none_or(|counts| counts == Literal::Bool(true));
        let adds = match number {
            Literal::Bool(held) if counts => Literal::Int(i64::from(held)),
            Literal::Float(number) if counts && number.is_finite() => Literal::Float(number),
            Literal::Int(number) if counts => Literal::Int(number),
            _ => Literal::Unknown,
        };
        let key = format!("{adds:?}");
        if let Some(known) = self.known.borrow().get(&key) {
            return known.clone();
        }
        let answer = self.answer(&adds);
        self.known.borrow_mut().insert(key, answer.clone());
        answer
    }

    fn answer(&self, adds: &Literal) -> Literal {
        let floats = || {
            let floats: Vec<Option<f64>> = match &self.others {
                Numbers::Whole(others) => others.iter().map(|number| number.map(to_float)).collect(),
                Numbers::Float(others) => others.clone(),
            };
            floats.into_iter().flatten()
        };
        let (least, among) = (self.rule.least as usize, self.rule.among);
        let enough = |count: usize| count >= least;
        let found = match (&self.others, adds) {
            (Numbers::Whole(others), Literal::Int(_) | Literal::Unknown) => {
                let own = match adds {
                    Literal::Int(number) => Some(*number),
                    _ => None,
                };
                let all: Vec<i64> = others.iter().copied().flatten().chain(own).collect();
                enough(all.len()).then(|| across_answer(among, &all))
            }
            _ => {
                let own = match adds {
                    Literal::Int(number) => Some(to_float(*number)),
                    Literal::Float(number) => Some(*number),
                    _ => None,
                };
                let all: Vec<f64> = floats().chain(own).collect();
                enough(all.len()).then(|| across_answer(among, &all))
            }
        };
        match (found.flatten(), self.ty) {
            (None, _) => Literal::Unknown,
            (Some(number), Type::Int) => to_int(number).map_or(Literal::Unknown, Literal::Int),
            (Some(number), _) => Literal::Float(number),
        }
    }
}

/// Whether a number of all is another one where an entity has another number in the judged period: one that stays from an earlier
/// day isn't.
fn moves(rule: &AcrossMeasure, row: &Row<'_, '_>) -> bool {
    let cube = row.cube;
    rule.frozen
        .is_none_or(|frozen| cube.data.periods.of(day(frozen)) == cube.history.last)
}

/// Whether a column rests on a number of all that changes with one's own.
pub(super) fn rests_on_all(name: &str, row: &Row<'_, '_>) -> bool {
    let policy = row.cube.policy;
    let mut waiting: Vec<String> = match row.window(name) {
        Some(rule) => rule.columns().into_iter().map(str::to_owned).collect(),
        None => vec![name.to_owned()],
    };
    let mut seen = BTreeSet::new();
    while let Some(name) = waiting.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        let mut read = |rule: &Rule| waiting.extend(rule.columns().into_iter().map(str::to_owned));
        if let Some(measure) = policy.measures.iter().find(|measure| measure.name.text == name) {
            if matches!(&measure.kind, MeasureKind::Across(rule) if moves(rule, row)) {
                return true;
            }
            measure.kind.formulas().into_iter().for_each(|formula| read(formula));
        } else if let Some(rule) = policy.definitions.iter().find(|rule| rule.name.text == name) {
            read(&rule.when);
        } else if let Some(rule) = policy.ladders.iter().find(|rule| rule.name.text == name) {
            rule.steps
                .iter()
                .filter_map(|step| step.when.as_deref())
                .for_each(&mut read);
            rule.choice.iter().for_each(read);
        }
    }
    false
}

/// What all others add in the judged period.
fn others(rule: &AcrossMeasure, read: &BTreeSet<&str>, row: &Row<'_, '_>) -> Result<Numbers, Error> {
    let cube = row.cube;
    let width = cube.periods().max(1);
    let last = (width - 1..cube.frame.height()).step_by(width);
    let rows: Vec<IdxSize> = last
        .filter(|number| *number != row.number)
        .filter_map(|number| IdxSize::try_from(number).ok())
        .collect();
    // A formula may read nothing, and a frame without columns has no rows.
    let mut columns: Vec<&str> = read.iter().copied().collect();
    if columns.is_empty() {
        columns.push("period");
    }
    let rows = IdxCa::from_vec(PlSmallStr::EMPTY, rows);
    let columns = columns.into_iter().map(|name| cube.frame.taken(name, &rows));
    let frame = DataFrame::new(rows.len(), columns.collect::<PolarsResult<_>>()?)?;
    let numbers = Numbers::of(&column(&frame, compile(&rule.of, row.zone()), hidden_name!("adds"))?)?;
    let Some(filter) = rule.filter.as_deref() else {
        return Ok(numbers);
    };
    let counts = column(&frame, compile(filter, row.zone()), hidden_name!("counts"))?;
    let counts = counts.bool()?;
    let kept = |place: usize| counts.get(place) == Some(true);
    Ok(match numbers {
        Numbers::Whole(all) => Numbers::Whole(keep(all, &kept)),
        Numbers::Float(all) => Numbers::Float(keep(all, &kept)),
    })
}

fn keep<T>(all: Vec<Option<T>>, kept: &dyn Fn(usize) -> bool) -> Vec<Option<T>> {
    let all = all.into_iter().enumerate();
    all.map(|(place, number)| number.filter(|_| kept(place))).collect()
}
