//! What rules state about the texts that names can be, and the numbers that are never negative: who compares them with something
//! else is warned.

use super::judged::Judged;
use crate::codes::Code;
use crate::context::Context;
use crate::decode::ladder::LadderForm;
use crate::decode::measure::MeasureKindDraft;
use crate::diagnostic::{Diagnostic, Severity};
use crate::expr::{Scope, Stated};
use crate::near::nearest;
use crate::policy::Policy;
use crate::policy::dataset::Dataset;
use crate::policy::measure::Aggregate;
use crate::policy::register::{FieldValue, Register};
use crate::policy::varying::Varying;
use crate::source::Span;
use crate::value::{Literal, Type};

/// The values that columns state, and what registers know of names.
pub(super) fn columns(dataset: &Dataset, registers: &[Register], scope: &mut Scope) {
    for column in &dataset.columns {
        let name = &column.name.text;
        if !column.values.is_empty() {
            scope.state(name, Stated::Only(column.values.clone(), "values that".to_owned()));
        }
        let Some(stated) = &column.register else { continue };
        let Some(register) = registers.iter().find(|register| register.name.text == stated.text) else {
            continue;
        };
        // What overrides say of an entry for some is one of the register's cases.
        let all = || std::iter::once(register).chain(register.cases.iter().map(|(_, register)| register));
        let entries = || all().flat_map(|register| &register.entries);
        let ids = unique(entries().map(|entry| entry.id.text.clone()));
        scope.state(format!("{name}.id"), Stated::Only(ids, "ids that".to_owned()));
        let spellings = entries().flat_map(|entry| {
            let aliases = entry.aliases.iter().map(|alias| alias.text.clone());
            let all = aliases
                .chain(entry.title.clone())
                .chain(std::iter::once(entry.id.text.clone()));
            all.map(|spelling| (spelling, entry.id.text.clone()))
        });
        if column.values.is_empty() {
            scope.state(name, Stated::Delivered(spellings.collect()));
        }
        for field in register.fields.iter().filter(|field| field.ty == Type::Text) {
            let known = entries()
                .flat_map(|entry| &entry.values)
                .filter(|(key, _)| *key == field.name.text);
            let texts = known.filter_map(|(_, value)| match value {
                FieldValue::Constant(Literal::Text(text)) => Some(text.clone()),
                FieldValue::Constant(_) | FieldValue::During { .. } => None,
            });
            let path = format!("{name}.{}", field.name.text);
            scope.state(path, Stated::Only(unique(texts), "values that".to_owned()));
        }
    }
}

/// The labels of ladders, and the measures that count.
pub(super) fn judged(judged: &Judged<'_>, policy: &Policy, scope: &mut Scope) {
    for ladder in judged.ladders {
        let labels = ladder.forms().flat_map(|form| match &form.form {
            LadderForm::Steps(steps) => steps.iter().map(|(label, _)| label.text.clone()).collect::<Vec<_>>(),
            LadderForm::Bands { bands, .. } => bands.iter().map(|band| band.label.text.clone()).collect(),
        });
        if let Some(main) = ladder.main() {
            scope.state(&main.name.text, Stated::Only(unique(labels), "labels that".to_owned()));
        }
    }
    for measure in judged.measures.iter().filter_map(Varying::main) {
        let counts = match &measure.kind {
            MeasureKindDraft::Rows { aggregate, of, .. } => {
                let dataset = of.text.split('.').next().unwrap_or_default();
                // A weight may be negative, as in a correction.
                let weighted = policy.dataset(dataset).is_none_or(|dataset| dataset.weight.is_some());
                match aggregate {
                    Aggregate::Count => !weighted,
                    Aggregate::Distinct | Aggregate::DistinctDays => true,
                    Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max => false,
                }
            }
            MeasureKindDraft::Window { aggregate, .. } => *aggregate == Aggregate::Count,
            MeasureKindDraft::Days { .. } => true,
            MeasureKindDraft::Across(_) | MeasureKindDraft::Value(_) | MeasureKindDraft::Threshold { .. } => false,
        };
        if counts {
            scope.add_count(&measure.name.text);
        }
    }
}

fn unique(texts: impl Iterator<Item = String>) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for text in texts {
        if !found.contains(&text) {
            found.push(text);
        }
    }
    found
}

/// Reports groups that nobody can be in, and rows of tables that are for no value.
pub(crate) fn groups(policy: &Policy, cx: &mut Context<'_>) {
    let Some(dataset) = policy.entity_dataset() else { return };
    for over in &policy.overrides {
        for (column, values) in over.selector.groups() {
            let span = over
                .columns
                .iter()
                .find(|name| name.text == column)
                .map_or(over.span, |name| name.span);
            let stated = dataset.column(column).map_or(&[][..], |column| &column.values);
            for value in values {
                unstated(value, column, stated, "nobody is in the group", span, cx);
            }
        }
    }
    fractions(policy, cx);
    for table in &policy.benchmarks {
        let Some(by) = &table.by else { continue };
        let ladder = policy.ladders.iter().find(|ladder| ladder.name.text == by.text);
        let stated = match (ladder, dataset.column(&by.text)) {
            (Some(ladder), _) => ladder.labels.as_slice(),
            (None, Some(column)) => &column.values,
            (None, None) => continue,
        };
        for row in &table.table {
            unstated(
                &row.value,
                &by.text,
                stated,
                &format!("no group gets the row of `{}`", table.name.text),
                by.span,
                cx,
            );
        }
    }
}

/// Bands of a metric in percent that all start below one percent: fractions were meant.
fn fractions(policy: &Policy, cx: &mut Context<'_>) {
    for metric in policy.metrics.iter().filter(|metric| metric.is_percent()) {
        let table = metric.benchmark.as_ref().and_then(|name| policy.benchmark(&name.text));
        let Some(table) = table else { continue };
        for row in &table.table {
            if row.starts.iter().all(|start| *start <= 0.0) || row.starts.iter().any(|start| *start > 1.0) {
                continue;
            }
            let join = |factor: f64| {
                let starts = row
                    .starts
                    .iter()
                    .map(|start| ((start * factor * 1e6).round() / 1e6).to_string());
                starts.collect::<Vec<_>>().join(", ")
            };
            let message = format!(
                "the bands of `{}` start at {} percent, since `{}` is in percent",
                row.value,
                join(1.0),
                metric.name.text
            );
            let help = format!("write `{}: [{}]`", row.value, join(100.0));
            let found = Diagnostic::error(Code::DoubtfulCondition, table.name.span, message);
            cx.diagnostics.push(found.severity(Severity::Warning).help(help));
        }
    }
}

fn unstated(value: &str, column: &str, stated: &[String], so: &str, span: Span, cx: &mut Context<'_>) {
    if stated.is_empty() || stated.iter().any(|known| known == value) {
        return;
    }
    let listed: Vec<String> = stated.iter().take(12).map(|value| format!("`{value}`")).collect();
    let help = match nearest(value, stated.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("available: {}", listed.join(", ")),
    };
    let message = format!("{so}: `{value}` isn't one of the values that `{column}` has");
    let found = Diagnostic::error(Code::UnknownValue, span, message);
    cx.diagnostics.push(found.severity(Severity::Warning).help(help));
}
