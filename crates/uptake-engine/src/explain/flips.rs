//! The smallest change that turns a verdict, or leads to another label of a ladder.

use super::expand;
use super::of_all::{OfAll, Untold, rests_on_all};
use super::possible::Together;
use super::row::{Row, told, truth};
use crate::calendar::date;
use crate::error::Error;
use crate::names::Kind;
use crate::outcome::{FlipChange, NearestFlip, NoFlip, Turned};
use std::collections::BTreeMap;
use uptake_rules::expr::flip::{Change, Following, Follows, Freedom, Given, Nearest, Variable, nearest};
use uptake_rules::expr::proof::AtMost;
use uptake_rules::expr::{Binary, Expr as Rule, ExprKind, Function, Last, Take, Window, evaluate};
use uptake_rules::policy::ladder::{Definition, Ladder};
use uptake_rules::policy::measure::{Aggregate, DaysMeasure, MeasureKind, RowMeasure};
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
    let row = &*row;
    let mut of_all = Vec::new();
    for name in condition.columns() {
        match OfAll::of(name, row)? {
            Ok(Some(found)) => of_all.push(found),
            Ok(None) if rests_on_all(name, row) => return Ok(Err(NoFlip::OfAll)),
            Ok(None) => {}
            Err(Untold) => return Ok(Err(NoFlip::OfAll)),
        }
    }
    let read: Vec<&Rule> = std::iter::once(&condition)
        .chain(of_all.iter().flat_map(|of_all| &of_all.own))
        .collect();
    let values: BTreeMap<String, Literal> = read.iter().flat_map(|rule| row.values(rule)).collect();
    let variables = variables(&read, row);
    let facts = facts(&variables, row);
    let answers: Vec<Box<Following<'_>>> = of_all.iter().map(following).collect();
    let follows: Vec<Follows<'_>> = of_all
        .iter()
        .zip(&answers)
        .map(|(of_all, answer)| Follows {
            name: &of_all.name,
            reads: &of_all.reads,
            value: answer.as_ref(),
        })
        .collect();
    let together = Together::new(row);
    let given = Given {
        facts: &facts,
        follows: &follows,
        can_be: &|changes| together.can_be(&variables, changes),
        zone: row.zone(),
        value: &|name| values.get(name).cloned().unwrap_or(Literal::Unknown),
    };
    let (changes, proved) = match nearest(&condition, &variables, &given, to) {
        Nearest::Found(flip) => (Some(flip.changes), flip.proved),
        Nearest::Never => (None, true),
        Nearest::Undecided => (None, false),
    };
    let to = match label {
        Some(label) => Turned::Label(
            changes
                .as_ref()
                .and_then(|changes| label_after(&label, changes, &given)),
        ),
        None => Turned::Verdict(to),
    };
    let told = |changes: Vec<Change>| changes.iter().map(|change| changed(change, &variables, row)).collect();
    Ok(Ok(NearestFlip {
        to,
        changes: changes.map(told),
        proved,
    }))
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

/// What conditions read and may change. What is the same for everybody stays, such as the period and constants; a number of all
/// entities follows from the others.
fn variables(read: &[&Rule], row: &Row<'_, '_>) -> Vec<Variable> {
    let policy = row.cube.policy;
    let mut types: Vec<(&str, Type)> = Vec::new();
    for rule in read {
        rule.visit(&mut |part| {
            if let ExprKind::Column(name) = &part.kind
                && !types.iter().any(|(known, _)| known == name)
            {
                types.push((name.as_str(), part.ty));
            }
        });
    }
    let variable = |(name, ty): (&str, Type)| {
        if [policy.entity_column(), "period", "period_end"].contains(&name) || policy.varied.contains_key(name) {
            return None;
        }
        let (mut least, mut most, mut kind) = (None, None, Freedom::Measured);
        match (
            row.window(name).map(|rule| &rule.kind),
            policy.measures.iter().find(|rule| rule.name.text == name),
        ) {
            (Some(ExprKind::Window(window, _)), _) => (least, most) = of_window(*window),
            (_, Some(measure)) => match &measure.kind {
                MeasureKind::Across(_) => return None,
                MeasureKind::Rows(rows) => (least, most) = of_rows(rows, row),
                MeasureKind::Days(days) => (least, most) = (Some(0), Some(counted(days, row))),
                MeasureKind::Window(window) if window.aggregate == Aggregate::Count => {
                    (least, most) = (Some(0), Some(i64::from(window.last)));
                }
                MeasureKind::Window(_) | MeasureKind::Value(_) => {}
            },
            (_, None) => {
                let is_rule = policy.definitions.iter().any(|rule| rule.name.text == name)
                    || policy.ladders.iter().any(|rule| rule.name.text == name);
                if !is_rule {
                    kind = Freedom::Stated;
                }
            }
        }
        Some(Variable {
            name: name.to_owned(),
            ty,
            now: row.value(name),
            kind,
            least,
            most,
        })
    };
    types.into_iter().filter_map(variable).collect()
}

fn of_window(window: Window) -> (Option<i64>, Option<i64>) {
    match window {
        Window::Streak | Window::Since => (Some(0), None),
        Window::Last(Last {
            periods,
            take: Take::Count | Take::Known,
            ..
        }) => (Some(0), Some(i64::from(periods))),
        Window::Last(_) | Window::Lag(_) | Window::First => (None, None),
    }
}

fn of_rows(rows: &RowMeasure, row: &Row<'_, '_>) -> (Option<i64>, Option<i64>) {
    match rows.aggregate {
        Aggregate::Count | Aggregate::Distinct => (Some(0), None),
        Aggregate::DistinctDays => {
            let last = row.cube.history.last;
            let back = rows.over.map_or(1, |window| window.last);
            let first = last.saturating_sub(i32::try_from(back).unwrap_or(i32::MAX).saturating_sub(1));
            let periods = &row.cube.data.periods;
            let days = i64::from(periods.last_day(last)) - i64::from(periods.first_day(first)) + 1;
            (Some(0), Some(days))
        }
        Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => (None, None),
    }
}

/// On how many days of the period somebody can be counted.
fn counted(days: &DaysMeasure, row: &Row<'_, '_>) -> i64 {
    let (first, last) = row.cube.data.periods.span(row.cube.history.last);
    let on = (first..=last).filter(|day| days.on.contains(&date(*day).weekday()));
    i64::try_from(on.count()).unwrap_or(i64::MAX)
}

/// What holds between counts of the same rows: no more days or different values than rows, and no more where fewer rows count.
fn facts(variables: &[Variable], row: &Row<'_, '_>) -> Vec<AtMost> {
    let policy = row.cube.policy;
    let counts: Vec<(&str, &RowMeasure)> = variables
        .iter()
        .filter_map(|variable| {
            let measure = policy
                .measures
                .iter()
                .find(|measure| measure.name.text == variable.name)?;
            match &measure.kind {
                MeasureKind::Rows(rows) => Some((variable.name.as_str(), rows)),
                _ => None,
            }
        })
        .collect();
    let mut facts = Vec::new();
    for (less, narrow) in &counts {
        for (more, wide) in &counts {
            let of_kind = match (narrow.aggregate, wide.aggregate) {
                (one, other) if one == other => {
                    matches!(one, Aggregate::Count | Aggregate::Distinct | Aggregate::DistinctDays)
                        && narrow.column == wide.column
                }
                // A row that stands for no events makes no day and no value, and none stands for fewer.
                (Aggregate::DistinctDays | Aggregate::Distinct, Aggregate::Count) => true,
                _ => false,
            };
            let same = narrow.dataset == wide.dataset && narrow.over == wide.over;
            if less != more && same && of_kind && narrower(narrow.filter.as_deref(), wide.filter.as_deref()) {
                facts.push(AtMost {
                    less: (*less).to_owned(),
                    more: (*more).to_owned(),
                    together: true,
                });
            }
        }
    }
    facts
}

/// Whether one condition has all parts of another.
fn narrower(narrow: Option<&Rule>, wide: Option<&Rule>) -> bool {
    let parts = |rule: Option<&Rule>| -> Vec<Rule> {
        match rule.map(|rule| (&rule.kind, rule)) {
            None => Vec::new(),
            Some((ExprKind::And(parts), _)) => parts.iter().map(Rule::without_spans).collect(),
            Some((_, rule)) => vec![rule.without_spans()],
        }
    };
    let (narrow, wide) = (parts(narrow), parts(wide));
    wide.iter().all(|part| narrow.contains(part))
}
