//! What a rule means for an entity: forms that hold in place of those that don't, and conditions in place of their names.

use super::row::Row;
use uptake_rules::expr::{Expr as Rule, ExprKind};
use uptake_rules::hidden;
use uptake_rules::policy::Policy;
use uptake_rules::policy::ladder::Ladder;
use uptake_rules::policy::measure::{Measure, MeasureKind};
use uptake_rules::value::{Literal, Type};

/// The form of a rule that holds for the entity. The forms of one that differs are tried one after the other; which of them holds
/// isn't a part of it.
pub(super) fn form(rule: &Rule, name: &str, row: &Row<'_, '_>) -> Rule {
    let mut form = rule;
    let varies = varies(row.cube.policy, name) || chooses(rule, name);
    while let (true, ExprKind::If(condition, then, otherwise)) = (varies, &form.kind) {
        form = match row.truth(condition) {
            Some(true) => then,
            Some(false) | None => otherwise,
        };
    }
    form.clone()
}

/// The measure that holds for the entity: of one that differs, its form.
pub(super) fn measure<'a>(name: &str, row: &Row<'_, 'a>) -> Option<&'a Measure> {
    let policy: &'a Policy = row.cube.policy;
    let measure = policy.measures.iter().find(|measure| measure.name.text == name)?;
    if let MeasureKind::Value(formula) = &measure.kind
        && (varies(policy, name) || chooses(formula, name))
        && let ExprKind::Column(form) = self::form(formula, name, row).kind
    {
        // A form may have forms itself, as where a register that it asks is another one for some.
        return match form == name {
            true => Some(measure),
            false => self::measure(&form, row),
        };
    }
    Some(measure)
}

/// A condition of measures and columns of the list alone: definitions, ladders and values of other measures stand in place of
/// their names.
pub(super) fn expanded(rule: &Rule, row: &Row<'_, '_>) -> Rule {
    if let ExprKind::Column(name) = &rule.kind {
        return column(name, rule, row);
    }
    // What a function over periods reads belongs to other periods, too.
    if matches!(rule.kind, ExprKind::Window(..) | ExprKind::Script(..)) {
        return rule.clone();
    }
    let made: Result<Rule, std::convert::Infallible> = rule.with_parts(&mut |part| Ok(expanded(part, row)));
    match made {
        Ok(made) => made,
        Err(never) => match never {},
    }
}

fn column(name: &str, rule: &Rule, row: &Row<'_, '_>) -> Rule {
    let policy = row.cube.policy;
    if let Some(definition) = policy.definitions.iter().find(|other| other.name.text == name) {
        let form = form(&definition.when, name, row);
        return match scripted(&form) {
            true => rule.clone(),
            false => expanded(&form, row),
        };
    }
    if let Some(ladder) = policy.ladders.iter().find(|other| other.name.text == name) {
        return self::ladder(ladder, rule, row);
    }
    if policy.varied.contains_key(name) {
        return rule.clone();
    }
    let Some(measure) = measure(name, row) else {
        return rule.clone();
    };
    match &measure.kind {
        MeasureKind::Value(formula) => {
            let form = settled(&form(formula, name, row), row);
            match !scripted(&form) && of_measures(&form, policy) {
                true => expanded(&form, row),
                false => named(measure, rule),
            }
        }
        MeasureKind::Rows(_) | MeasureKind::Window(_) | MeasureKind::Days(_) | MeasureKind::Across(_) => {
            named(measure, rule)
        }
    }
}

fn named(measure: &Measure, rule: &Rule) -> Rule {
    Rule {
        kind: ExprKind::Column(measure.name.text.clone()),
        ..rule.clone()
    }
}

/// The branch of a value that holds, as far as what is said of the entity decides that: a number that is another one for some
/// groups is a number for this entity.
fn settled(rule: &Rule, row: &Row<'_, '_>) -> Rule {
    let mut branch = rule;
    while let ExprKind::If(condition, then, otherwise) = &branch.kind {
        let reads = condition.columns();
        if reads.iter().any(|name| is_rule(name, row.cube.policy)) {
            break;
        }
        branch = match row.truth(condition) {
            Some(true) => then,
            Some(false) => otherwise,
            None => break,
        };
    }
    branch.clone()
}

/// The label of a ladder as an expression: an unknown condition leaves it unknown.
fn ladder(ladder: &Ladder, rule: &Rule, row: &Row<'_, '_>) -> Rule {
    let name = ladder.name.text.as_str();
    if let Some(choice) = &ladder.choice {
        let form = form(choice, name, row);
        return match form.kind {
            ExprKind::Column(_) => expanded(&form, row),
            _ => rule.clone(),
        };
    }
    let conditions = ladder.steps.iter().filter_map(|step| step.when.as_deref());
    if conditions.clone().any(scripted) {
        return rule.clone();
    }
    let text = |kind| Rule {
        kind,
        ty: Type::Text,
        span: rule.span,
    };
    let unknown = text(ExprKind::Literal(Literal::Unknown));
    ladder.steps.iter().rev().fold(unknown, |below, step| {
        let label = text(ExprKind::Literal(Literal::Text(step.label.text.clone())));
        match &step.when {
            None => label,
            Some(when) => {
                let when = expanded(&form(when, name, row), row);
                text(ExprKind::If(Box::new(when), Box::new(label), Box::new(below)))
            }
        }
    })
}

/// Whether a value is made of measures alone: then it changes with them.
fn of_measures(rule: &Rule, policy: &Policy) -> bool {
    rule.columns().iter().all(|name| is_rule(name, policy))
}

/// Whether a name is that of a measure, a definition or a ladder.
fn is_rule(name: &str, policy: &Policy) -> bool {
    policy.measures.iter().any(|measure| measure.name.text == name)
        || policy.definitions.iter().any(|other| other.name.text == name)
        || policy.ladders.iter().any(|other| other.name.text == name)
}

/// Whether a script is part of it.
pub(super) fn scripted(rule: &Rule) -> bool {
    let mut found = false;
    rule.visit(&mut |part| found |= matches!(part.kind, ExprKind::Script(..)));
    found
}

/// Whether a value is a choice among forms of the measure itself, as where something that it reads differs between groups.
fn chooses(rule: &Rule, name: &str) -> bool {
    let is_form = |rule: &Rule| match &rule.kind {
        ExprKind::Column(form) => hidden::is_hidden(form) && form != name && hidden::owner(form) == hidden::owner(name),
        ExprKind::If(..) => chooses(rule, name),
        _ => false,
    };
    match &rule.kind {
        ExprKind::If(_, then, otherwise) => is_form(then) && is_form(otherwise),
        _ => false,
    }
}

/// Whether a rule differs between groups or over time, so that its condition chooses among forms.
fn varies(policy: &Policy, name: &str) -> bool {
    let mut changes = policy.governing.iter().flat_map(|governing| &governing.changes);
    changes.any(|changed| changed.name.text == uptake_rules::hidden::owner(name))
}
