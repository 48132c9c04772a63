//! Registers and benchmarks that differ: tables with other tables below them.

use super::{chain, column, compare_bounds, unknown};
use crate::context::Context;
use crate::expr::ExprKind;
use crate::hidden;
use crate::policy::Policy;
use crate::policy::benchmark::Benchmark;
use crate::policy::formula::Formula;
use crate::policy::measure::{Measure, MeasureKind, RowMeasure};
use crate::policy::register::Register;
use crate::policy::varying::Varying;
use crate::policy::who::Who;
use crate::resolve::tighten;
use crate::text::Name;

/// The register for everybody else, with the others below it.
pub(crate) fn register(mut rule: Varying<Register>, cx: &mut Context<'_>) -> Option<Register> {
    compare_bounds(&rule, cx, |bound, form, mark, at, cx| {
        tighten::register(bound, form, mark, at, cx)
    });
    // One for everybody, always, is the register: what counts names without asking who has them reads it.
    if let Some(always) = rule.cases.iter().position(|case| case.who.is_always()) {
        let mut rest = rule.cases.split_off(always).into_iter();
        rule.otherwise = rest.next().map(|case| case.form);
    }
    // Where none is in force nothing is listed.
    let nothing = rule.cases.first().map(|case| Register {
        entries: Vec::new(),
        ..case.form.clone()
    });
    let cases = rule.cases.into_iter().map(|case| (case.who, case.form));
    Some(Register {
        cases: cases.collect(),
        ..rule.otherwise.or(nothing)?
    })
}

/// The table for everybody else, with the others below it.
pub(crate) fn benchmark(rule: Varying<Benchmark>, cx: &mut Context<'_>) -> Option<Benchmark> {
    compare_bounds(&rule, cx, |bound, form, mark, at, cx| {
        tighten::benchmark(bound, form, mark, at, cx)
    });
    let otherwise = rule.otherwise.is_some();
    let first = rule.cases.first().map(|case| case.form.clone());
    let cases = rule.cases.into_iter().map(|case| (case.who.condition(), case.form));
    Some(Benchmark {
        cases: cases.collect(),
        otherwise,
        ..rule.otherwise.or(first)?
    })
}

/// A measure whose rows ask a register that differs: one form for each of the register's, and the choice between them.
///
/// An event is counted before it is known who asks, since an entity's columns may change with the period. So the rows are
/// counted once per form of the register, all in the same pass, and the measure picks the count that holds for the entity in
/// the period.
pub(crate) fn by_register(measure: Measure, policy: &Policy) -> Vec<Measure> {
    let MeasureKind::Rows(rows) = &measure.kind else {
        return vec![measure];
    };
    let forms = forms(rows, policy);
    if forms.len() == 1 {
        return vec![measure];
    }
    let (ty, span) = (measure.ty, measure.name.span);
    let mut cases = Vec::new();
    let mut otherwise = unknown(ty, span);
    let mut measures = Vec::with_capacity(forms.len() + 1);
    for (number, (who, rows)) in forms.into_iter().enumerate() {
        let name = hidden::form(&measure.name.text, format_args!("register{number}"));
        let value = column(&name, ty, span);
        match who {
            Some(who) => cases.push((who.condition(), value)),
            None => otherwise = value,
        }
        measures.push(Measure {
            name: Name { text: name, span },
            about: None,
            ty,
            kind: MeasureKind::Rows(rows),
        });
    }
    measures.push(Measure {
        kind: MeasureKind::Value(Formula::made(chain(cases, otherwise))),
        ..measure
    });
    measures
}

/// The rows as they are counted with each form of the registers that they ask, the narrowest group first; last for everybody
/// else, with the registers themselves.
fn forms(rows: &RowMeasure, policy: &Policy) -> Vec<(Option<Who>, RowMeasure)> {
    let mut forms: Vec<(Option<Who>, RowMeasure)> = vec![(None, rows.clone())];
    let columns = policy.dataset(&rows.dataset).map(|dataset| &dataset.columns);
    for asked in columns.into_iter().flatten() {
        let Some(register) = asked.register.as_ref().and_then(|name| policy.register(&name.text)) else {
            continue;
        };
        let prefix = format!("{}.", asked.name.text);
        let reads = rows
            .filter
            .as_ref()
            .is_some_and(|filter| filter.columns().iter().any(|name| name.starts_with(&prefix)));
        if register.cases.is_empty() || !reads {
            continue;
        }
        let mut more = Vec::new();
        for (number, (who, _)) in register.cases.iter().enumerate() {
            let hidden = hidden::form(&asked.name.text, number);
            for (other, rows) in &forms {
                let both = match other {
                    Some(other) => other.meet(who),
                    None => Some(who.clone()),
                };
                if let Some(both) = both {
                    more.push((Some(both), asking(rows, &prefix, &hidden)));
                }
            }
        }
        more.extend(forms);
        forms = more;
    }
    forms
}

/// The rows, asking another form of a register: `prefix` is the column with a dot, `hidden` the form's name for it.
fn asking(rows: &RowMeasure, prefix: &str, hidden: &str) -> RowMeasure {
    let mut rows = rows.clone();
    if let Some(filter) = &mut rows.filter {
        filter.expr.visit_mut(&mut |part| {
            if let ExprKind::Column(name) = &mut part.kind
                && let Some(field) = name.strip_prefix(prefix)
            {
                *name = format!("{hidden}.{field}");
            }
        });
    }
    rows
}
