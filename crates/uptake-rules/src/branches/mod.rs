//! The branches of rules: what there is to try in them.
//!
//! A comparison can be true, false or unknown; a rung of a ladder is reached; an override or a version of a rule holds for somebody;
//! somebody doesn't count for a reason. They come from the typed trees, so the way in which a file is written makes no difference.
//!
//! - `conditions` finds the comparisons of a condition, each with what has to hold so that it is asked.
//! - `forms` finds the forms of a rule that differs between groups or over time.
//! - `passed_over` lists the rules whose conditions aren't among the branches, so that nobody takes them for tried.

mod conditions;
mod forms;
mod passed_over;
mod truth;

pub use passed_over::{PassedOver, PassedOverKind, passed_over};

use crate::expr::{Expr, ExprKind};
use crate::hidden;
use crate::policy::Policy;
use crate::policy::formula::Formula;
use crate::policy::governing::Changed;
use crate::policy::ladder::Ladder;
use crate::policy::measure::{Absent, Aggregate, Measure, MeasureKind, RowMeasure};
use crate::source::Span;
use crate::text::Name;
use crate::value::{Literal, Type};
use conditions::{comparisons, inner_conditions};
use forms::{Form, forms, forms_by_name};
use truth::truth;

/// A branch of a rule.
#[derive(Clone, Debug)]
pub struct Branch {
    /// The rule, as its author calls it.
    pub rule: String,
    /// What it is.
    pub kind: BranchKind,
    /// The comparison, the rung's label, the reason, or the rules that an override changes.
    pub text: String,
    /// Where it is.
    pub span: Span,
    /// For whom and when the form of the rule holds; always and for everybody if `None`.
    pub group: Option<Expr>,
    /// What has to hold in the form so that it is asked: no rung above holds, or an `if` goes this way.
    pub reach: Option<Expr>,
    /// What is asked.
    pub condition: Expr,
    /// The dataset whose rows are asked; entities in periods are if `None`.
    pub rows_of: Option<String>,
}

/// What a branch is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum BranchKind {
    /// A comparison.
    Comparison,
    /// A rung of a ladder.
    Rung,
    /// An override.
    Override,
    /// A version of a rule.
    Version,
    /// Why somebody doesn't count.
    Reason,
}

impl BranchKind {
    /// The answers that there are to try.
    #[must_use]
    pub fn answers(self) -> &'static [Option<bool>] {
        match self {
            BranchKind::Comparison => &[Some(true), Some(false), None],
            BranchKind::Rung | BranchKind::Override | BranchKind::Version | BranchKind::Reason => &[Some(true)],
        }
    }
}

/// All branches of a policy without errors.
#[must_use]
pub fn branches(policy: &Policy) -> Vec<Branch> {
    let mut found = Vec::new();
    let by_name = forms_by_name(policy);
    for rule in &policy.definitions {
        for form in forms(&rule.when.expr, &rule.name.text, policy) {
            add(&mut found, &rule.name.text, &form, None, form.rule, policy);
        }
    }
    for rule in policy.ladders.iter().filter(|rule| rule.choice.is_none()) {
        let group = by_name.get(rule.name.text.as_str()).cloned().flatten();
        rungs(&mut found, rule, group, policy);
    }
    for rule in &policy.measures {
        let name = rule.name.text.as_str();
        if policy.varied.contains_key(name) || forms::varies(policy, name) && !hidden::is_hidden(name) {
            continue;
        }
        let group = by_name.get(name).cloned().flatten();
        if let MeasureKind::Rows(rows) = &rule.kind {
            of_rows(&mut found, name, rows, policy);
        }
        let read: Vec<&Expr> = match &rule.kind {
            MeasureKind::Value(value) => vec![&value.expr],
            MeasureKind::Window(window) => vec![&window.of.expr],
            MeasureKind::Across(across) => across.filter.iter().chain([&across.of]).map(|of| &of.expr).collect(),
            MeasureKind::Rows(_) | MeasureKind::Days(_) => Vec::new(),
        };
        for expr in read {
            let form = Form {
                group: group.clone(),
                rule: expr,
            };
            add(&mut found, name, &form, None, expr, policy);
        }
    }
    governing(&mut found, policy);
    reasons(&mut found, policy);
    found
}

/// Adds the comparisons of a condition, or those by which a number is chosen.
fn add(found: &mut Vec<Branch>, name: &str, form: &Form<'_>, reach: Option<&Expr>, rule: &Expr, policy: &Policy) {
    let asked = match rule.ty {
        Type::Bool => comparisons(rule, reach, policy),
        Type::Int | Type::Float | Type::Text | Type::Date | Type::Datetime | Type::Unknown => {
            inner_conditions(rule, reach, policy)
        }
    };
    found.extend(asked.into_iter().map(|asked| Branch {
        rule: hidden::owner(name).to_owned(),
        kind: BranchKind::Comparison,
        text: asked.condition.to_string(),
        span: asked.condition.span,
        group: form.group.clone(),
        reach: asked.reach,
        condition: asked.condition.clone(),
        rows_of: None,
    }));
}

/// The comparisons of the `where` of a measure from rows: which rows it counts.
fn of_rows(found: &mut Vec<Branch>, name: &str, rows: &RowMeasure, policy: &Policy) {
    let Some(filter) = &rows.filter else { return };
    for asked in comparisons(&filter.expr, None, policy) {
        found.push(Branch {
            rule: hidden::owner(name).to_owned(),
            kind: BranchKind::Comparison,
            text: asked.condition.to_string(),
            span: asked.condition.span,
            group: None,
            reach: None,
            condition: asked.condition.clone(),
            rows_of: Some(rows.dataset.clone()),
        });
    }
}

/// The same policy with a measure for each condition over rows, so that each is asked of each row. They are hidden.
#[must_use]
pub fn asking_rows(policy: &Policy, branches: &[Branch]) -> Policy {
    let mut asking = policy.clone();
    for (number, branch) in branches.iter().enumerate() {
        let Some(dataset) = &branch.rows_of else { continue };
        asking.measures.push(Measure {
            name: Name {
                text: hidden::scratch("branch", number),
                span: branch.span,
            },
            about: None,
            ty: Type::Int,
            kind: MeasureKind::Rows(RowMeasure {
                dataset: dataset.clone(),
                aggregate: Aggregate::Count,
                column: None,
                filter: Some(Formula::made(branch.condition.clone())),
                absent: Absent::Zero,
                over: None,
            }),
        });
    }
    asking
}

/// The rungs of a ladder, each with its comparisons.
fn rungs(found: &mut Vec<Branch>, ladder: &Ladder, group: Option<Expr>, policy: &Policy) {
    let mut above: Vec<Expr> = Vec::new();
    for step in &ladder.steps {
        let reach = match above.is_empty() {
            true => None,
            false => Some(truth(ExprKind::And(above.clone()), step.label.span)),
        };
        let yes = truth(ExprKind::Literal(Literal::Bool(true)), step.label.span);
        let condition = step.when.as_ref().map_or(yes, |when| when.expr.clone());
        found.push(Branch {
            rule: hidden::owner(&ladder.name.text).to_owned(),
            kind: BranchKind::Rung,
            text: step.label.text.clone(),
            span: step.label.span,
            group: group.clone(),
            reach: reach.clone(),
            condition: condition.clone(),
            rows_of: None,
        });
        if let Some(when) = &step.when {
            let form = Form {
                group: group.clone(),
                rule: &when.expr,
            };
            add(found, &ladder.name.text, &form, reach.as_ref(), &when.expr, policy);
        }
        above.push(truth(ExprKind::Not(Box::new(condition)), step.label.span));
    }
}

/// Overrides and versions: that each holds for somebody.
fn governing(found: &mut Vec<Branch>, policy: &Policy) {
    for rule in &policy.governing {
        let changes: Vec<String> = rule.changes.iter().map(Changed::path).collect();
        let text = changes.join(", ");
        found.push(Branch {
            rule: text.clone(),
            kind: match rule.version {
                true => BranchKind::Version,
                false => BranchKind::Override,
            },
            text,
            span: rule.who.span,
            group: Some(rule.who.condition()),
            reach: None,
            condition: truth(ExprKind::Literal(Literal::Bool(true)), rule.who.span),
            rows_of: None,
        });
    }
}

/// The reasons for which somebody doesn't count in a metric. Metrics that ask the same share them.
fn reasons(found: &mut Vec<Branch>, policy: &Policy) {
    let mut seen = Vec::new();
    for metric in &policy.metrics {
        let (Some(of), Some(by)) = (&metric.of, &metric.excluded_by) else {
            continue;
        };
        if seen.contains(&(&of.text, &by.text)) {
            continue;
        }
        seen.push((&of.text, &by.text));
        let ladder = policy.ladders.iter().find(|rule| rule.name.text == by.text);
        let column = |name: &str, ty| Expr {
            kind: ExprKind::Column(name.to_owned()),
            ty,
            span: by.span,
        };
        for label in ladder.iter().flat_map(|ladder| &ladder.labels) {
            let its = ExprKind::In(
                Box::new(column(&by.text, Type::Text)),
                vec![Literal::Text(label.clone())],
            );
            let out = ExprKind::Not(Box::new(column(&of.text, Type::Bool)));
            found.push(Branch {
                rule: metric.name.text.clone(),
                kind: BranchKind::Reason,
                text: label.clone(),
                span: by.span,
                group: None,
                reach: None,
                condition: truth(ExprKind::And(vec![truth(out, by.span), truth(its, by.span)]), by.span),
                rows_of: None,
            });
        }
    }
}
