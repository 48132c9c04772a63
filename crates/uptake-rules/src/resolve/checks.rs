//! Checks: what counts is read over rows, values and verdicts over groups of them.

use super::{formula, references, tables, truth};
use crate::codes::Code;
use crate::context::Context;
use crate::decode::check::{CheckDraft, EvidenceDraft};
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::constant::hidden_by;
use crate::expr::group::{NamedRule, VERDICTS};
use crate::expr::{Expr, ExprKind, Scope, Stated, answers};
use crate::missing::Missing;
use crate::policy::Policy;
use crate::policy::check::{Check, Evidence, Quoted};
use crate::policy::formula::Formula;
use crate::section::Section;
use crate::text::{Condition, Name};
use crate::value::Type;
use std::sync::Arc;

/// All checks without a fault; `judged` has the names of an entity in a period.
pub(super) fn resolve(drafts: Vec<CheckDraft>, policy: &Policy, judged: &Scope, cx: &mut Context<'_>) -> Vec<Check> {
    let rows = Arc::new(judged.clone().looking_back());
    let names: Vec<String> = drafts.iter().map(|draft| draft.name.text.clone()).collect();
    let checks: Vec<Check> = drafts
        .into_iter()
        .filter_map(|draft| {
            let own = match &draft.rows {
                None => Some(Arc::clone(&rows)),
                Some(table) => over_table(table, policy, judged, cx),
            };
            check(draft, policy, &own?, &names, cx)
        })
        .collect();
    circles(&checks, cx);
    checks
}

/// The names of the rows of a table.
fn over_table(name: &Name, policy: &Policy, judged: &Scope, cx: &mut Context<'_>) -> Option<Arc<Scope>> {
    cx.refers(name, Section::Tables.keys());
    let Some(table) = policy.table(&name.text) else {
        if !policy.declared.has(Section::Tables, &name.text) {
            let known = policy.tables.iter().map(|table| table.name.text.as_str());
            cx.diagnostics.push(
                Missing::new(Section::Tables.one(), &name.text)
                    .among(known)
                    .at(name.span),
            );
        }
        return None;
    };
    let mut scope = Scope::new(format!("the table `{}`", name.text))
        .over(Section::Tables.key(), name.text.clone())
        .with_library(Arc::clone(judged.library()));
    for (column, ty) in tables::columns_of(table, judged, policy) {
        scope.add(column, ty);
    }
    Some(Arc::new(scope))
}

/// Checks that read each other's verdicts.
fn circles(checks: &[Check], cx: &mut Context<'_>) {
    let mut open: Vec<&Check> = checks.iter().collect();
    loop {
        let waits = |check: &Check, open: &[&Check]| {
            let reads = check.verdicts();
            open.iter().any(|other| reads.contains(&other.name.text.as_str()))
        };
        let left: Vec<&Check> = open.iter().copied().filter(|check| waits(check, &open)).collect();
        if left.len() == open.len() {
            break;
        }
        open = left;
    }
    for check in &open {
        let reads = check.verdicts();
        let other = open.iter().find(|other| reads.contains(&other.name.text.as_str()));
        let other = other.map_or("", |other| other.name.text.as_str());
        let message = format!(
            "the check `{}` reads the verdict of `{other}`, which reads its own in turn",
            check.name.text
        );
        cx.error_help(
            Code::CyclicRule,
            check.name.span,
            message,
            "let one of them look at the rows instead",
        );
    }
}

fn check(
    draft: CheckDraft,
    policy: &Policy,
    rows: &Arc<Scope>,
    names: &[String],
    cx: &mut Context<'_>,
) -> Option<Check> {
    let before = cx.diagnostics.errors();
    for stage in &draft.stages {
        references::stage(stage, policy, cx);
    }
    for by in &draft.by {
        match draft.rows {
            None => references::cut(by, policy, cx),
            Some(_) => references::judged(by, rows, cx),
        }
    }
    let of = draft.of.as_ref().and_then(|of| truth(of, rows, cx));
    let mut scope = Scope::new(format!("the check `{}`", draft.name.text))
        .over(Section::Checks.key(), draft.name.text.clone())
        .with_library(Arc::clone(rows.library()))
        .of_groups(Arc::clone(rows), !draft.by.is_empty());
    for by in &draft.by {
        scope.add(by.text.clone(), Type::Text);
    }
    scope.add("stage", Type::Text);
    let stages: Vec<String> = policy.stages.iter().map(|stage| stage.name.text.clone()).collect();
    if !stages.is_empty() {
        scope.state("stage", Stated::Only(stages, "stages that".to_owned()));
    }
    scope.add("as_of", Type::Date);
    answers_of_rules(policy, names, rows, &mut scope);
    let mut values = Vec::new();
    // A value with a fault of its own is one all the same for the sentence that quotes it.
    let named_values: Vec<String> = draft.values.iter().map(|(name, _)| name.text.clone()).collect();
    for (name, condition) in draft.values {
        let value = condition.and_then(|condition| formula(&condition, &scope, cx));
        value.iter().for_each(|value| named(value, &draft.by, policy, cx));
        // What names a value with a fault makes no fault of its own.
        scope.add(
            name.text.clone(),
            value.as_ref().map_or(Type::Unknown, |value| value.ty),
        );
        if let Some(value) = &value {
            if let Some(stated) = answers::stated(value, &scope).cloned() {
                scope.state(name.text.clone(), stated);
            }
            if answers::in_percent(value, &scope) {
                scope.add_percent(name.text.clone());
            }
        }
        values.extend(value.map(|value| (name, value)));
    }
    let enough = question(draft.enough, &draft.by, policy, &scope, cx);
    let fail = question(draft.fail, &draft.by, policy, &scope, cx);
    let warn = question(draft.warn, &draft.by, policy, &scope, cx);
    if let (Some(fail), Some(warn)) = (&fail, &warn) {
        report_idle(fail, warn, cx);
    }
    let evidence = draft.evidence.map(|draft| evidence(draft, rows, cx));
    for asked in values
        .iter()
        .map(|(_, value)| value)
        .chain([&enough, &fail, &warn].into_iter().flatten())
    {
        verdicts(asked, names, cx);
        if draft.rows.is_some() {
            without_periods(asked, cx);
        }
    }
    let finding = draft
        .finding
        .as_ref()
        .map(|finding| quoting(finding, &named_values, &draft.by, policy, rows, cx));
    (cx.diagnostics.errors() == before).then_some(Check {
        name: draft.name,
        title: draft.title,
        topic: draft.topic,
        about: draft.about,
        source: draft.source,
        observational: draft.observational,
        stages: draft.stages,
        rows: draft.rows,
        last: draft.last,
        of,
        by: draft.by,
        values,
        enough,
        fail,
        warn,
        evidence,
        finding,
        why: draft.why,
        fix: draft.fix,
        called: draft.called,
    })
}

/// What other rules can answer, and what to write for names that stand for something else than a value of the group.
fn answers_of_rules(policy: &Policy, checks: &[String], rows: &Scope, scope: &mut Scope) {
    let verdicts = VERDICTS.iter().map(|verdict| (*verdict).to_owned()).collect();
    let stated = Stated::Only(verdicts, "verdicts that".to_owned());
    scope.state(answers::key(NamedRule::Check, ""), stated);
    for benchmark in &policy.benchmarks {
        let bands = std::iter::once(&benchmark.below).chain(&benchmark.bands);
        let stated = Stated::Only(bands.cloned().collect(), "bands that".to_owned());
        scope.state(answers::key(NamedRule::Benchmark, &benchmark.name.text), stated);
    }
    for metric in &policy.metrics {
        let name = &metric.name.text;
        if metric.is_percent() {
            scope.add_percent(answers::key(NamedRule::Metric, name));
        }
        scope.add_elsewhere(
            name.to_lowercase(),
            format!("it is a metric: write `metric(\"{name}\")`"),
        );
    }
    for name in checks {
        scope.add_elsewhere(
            name.to_lowercase(),
            format!("it is a check: write `verdict(\"{name}\")`"),
        );
    }
    for name in rows.names().filter(|name| !name.contains('.')) {
        let cure = match rows.find(name) {
            Some(Type::Bool) => format!("`share({name})`, or `count({name})`"),
            Some(ty) if ty.is_number() => format!("`mean({name})`, or `sum({name})`"),
            Some(Type::Text) => format!("`count({name} == \"…\")`"),
            _ => continue,
        };
        let help = format!("`{name}` is known of each row, not of the whole group: write {cure}");
        scope.add_elsewhere(name.to_lowercase(), help);
    }
}

/// Reports a `warn` that asks for what `fail` has caught already.
fn report_idle(fail: &Formula, warn: &Formula, cx: &mut Context<'_>) {
    if hidden_by(&warn.expr, &[&fail.expr], cx.sources).is_none() {
        return;
    }
    let span = |formula: &Formula| {
        formula
            .written
            .as_ref()
            .map_or(formula.expr.span, |written| written.span)
    };
    let message = "`warn` never decides: `fail` holds whenever it does";
    let found = Diagnostic::error(Code::Unreachable, span(warn), message).severity(Severity::Warning);
    let help = "let `warn` hold earlier than `fail`, or remove it";
    cx.diagnostics.push(found.help(help).related(span(fail), "holds first"));
}

fn question(
    condition: Option<Condition>,
    by: &[Name],
    policy: &Policy,
    scope: &Scope,
    cx: &mut Context<'_>,
) -> Option<Formula> {
    let question = truth(&condition?, scope, cx)?;
    named(&question, by, policy, cx);
    Some(question)
}

/// Bands are of benchmarks that exist, figures of metrics, both named by a constant. A metric that is cut by other columns has
/// no figure of a group.
fn named(expr: &Expr, by: &[Name], policy: &Policy, cx: &mut Context<'_>) {
    expr.visit(&mut |part| {
        let ExprKind::Group(function, arguments) = &part.kind else {
            return;
        };
        let Some(first) = arguments.first().filter(|_| function.names_a_rule().is_some()) else {
            return;
        };
        let Some((kind, text)) = part.named_rule() else {
            let message = format!("`{}` expects a constant name here", function.name);
            cx.error(Code::UnsupportedExpression, first.span, message);
            return;
        };
        let name = Name {
            text: text.to_owned(),
            span: first.span,
        };
        match kind {
            NamedRule::Benchmark => references::benchmark(&name, policy, cx),
            NamedRule::Metric => figure(&name, by, policy, cx),
            NamedRule::Check => {}
        }
    });
}

/// The checks whose verdicts are read exist.
fn verdicts(expr: &Expr, names: &[String], cx: &mut Context<'_>) {
    expr.visit(&mut |part| {
        if let (Some((NamedRule::Check, name)), ExprKind::Group(_, arguments)) = (part.named_rule(), &part.kind)
            && !names.iter().any(|known| known == name)
        {
            let span = arguments.first().map_or(part.span, |argument| argument.span);
            let missing = Missing::new(Section::Checks.one(), name).among(names.iter().map(String::as_str));
            cx.diagnostics.push(missing.at(span));
        }
    });
}

/// Rows of a table belong to no entity and to no period.
fn without_periods(expr: &Expr, cx: &mut Context<'_>) {
    expr.visit(&mut |part| {
        if let ExprKind::Group(function, _) = &part.kind
            && function.needs_periods()
        {
            let message = format!(
                "`{}` is about entities in periods, which the rows of a table aren't",
                function.name
            );
            let help = "count with `count()` or `distinct(COLUMN)`; of time, compare columns of days";
            cx.error_help(Code::UnsupportedExpression, part.span, message, help);
        }
    });
}

/// A metric that exists, and that is cut by what the groups are.
fn figure(name: &Name, by: &[Name], policy: &Policy, cx: &mut Context<'_>) {
    references::metric(name, policy, cx);
    let Some(metric) = policy.metric(&name.text) else {
        return;
    };
    let cut = |by: &Name| metric.by.iter().any(|cut| cut.text == by.text);
    if by.len() > 1 || !by.iter().all(cut) {
        let groups: Vec<String> = by.iter().map(|by| format!("`{}`", by.text)).collect();
        let message = format!("the metric `{}` isn't cut by {}", name.text, groups.join(" and "));
        let help = "name one of its cuts under `by`, or compute the figure from the rows";
        cx.error_help(Code::UnsupportedExpression, name.span, message, help);
    }
}

/// A sentence with its values in braces. Constants are put in later, as in every text.
fn quoting(
    text: &Name,
    values: &[String],
    by: &[Name],
    policy: &Policy,
    rows: &Scope,
    cx: &mut Context<'_>,
) -> Vec<Quoted> {
    let own = || {
        values
            .iter()
            .map(String::as_str)
            .chain(by.iter().map(|name| name.text.as_str()))
    };
    let mut parts = Vec::new();
    let mut words = String::new();
    let mut rest = text.text.as_str();
    while let Some((before, after)) = rest.split_once('{') {
        words.push_str(before);
        let Some((name, tail)) = after.split_once('}') else {
            let message = "a `{` without its `}`";
            cx.error_help(Code::WrongValue, text.span, message, "close it, as in `{value}`");
            return parts;
        };
        if own().any(|known| known == name) {
            parts.push(Quoted::Words(std::mem::take(&mut words)));
            parts.push(Quoted::Value(name.to_owned()));
        } else if rows.library().constants.contains_key(name) || policy.declared.has(Section::Measures, name) {
            words.push_str(&format!("{{{name}}}"));
        } else {
            let constants = rows.library().constants.keys().map(String::as_str);
            let missing = Missing::new("value of the check", name).among(own().chain(constants));
            cx.diagnostics.push(missing.at(text.span));
        }
        rest = tail;
    }
    words.push_str(rest);
    parts.push(Quoted::Words(words));
    parts
}

fn evidence(draft: EvidenceDraft, rows: &Scope, cx: &mut Context<'_>) -> Evidence {
    for name in &draft.show {
        references::judged(name, rows, cx);
    }
    Evidence {
        filter: draft.filter.as_ref().and_then(|filter| truth(filter, rows, cx)),
        show: draft.show,
        most: draft.most,
    }
}
