//! Measures: what they read exists, and has the right type.

use super::{names, number, references, threshold, truth};
use crate::codes::Code;
use crate::context::Context;
use crate::decode::measure::{MeasureDraft, MeasureKindDraft};
use crate::decode::measure_across::AcrossDraft;
use crate::expr::{Library, Scope};
use crate::missing::Missing;
use crate::policy::Policy;
use crate::policy::dataset::{Dataset, DatasetKind};
use crate::policy::measure::{
    Absent, AcrossMeasure, Aggregate, Among, By, DaysMeasure, Measure, MeasureKind, RowMeasure, WindowMeasure,
};
use crate::section::Section;
use crate::text::{Condition, Name};
use crate::value::Type;
use std::sync::Arc;

/// A measure with its expressions. The datasets behind windows are filled in by [`super::order`].
pub(super) fn measure(draft: MeasureDraft, policy: &Policy, scope: &Scope, cx: &mut Context<'_>) -> Option<Measure> {
    let (ty, kind) = match draft.kind {
        MeasureKindDraft::Rows {
            aggregate,
            of,
            filter,
            absent,
            over,
        } => {
            let ty = names::row_type(aggregate, &of.text, policy);
            let rows = rows(aggregate, &of, filter, absent, policy, scope.library(), cx)?;
            (ty, MeasureKind::Rows(RowMeasure { over, ..rows }))
        }
        MeasureKindDraft::Window {
            aggregate,
            of,
            last,
            by,
            absent,
            minimum,
        } => {
            let of = match aggregate {
                Aggregate::Count => truth(&of, scope, cx)?,
                _ => number(&of, scope, cx)?,
            };
            let ty = match aggregate {
                Aggregate::Count => Type::Int,
                _ => Type::Float,
            };
            let absent = absent.unwrap_or(match by {
                By::Rows => Absent::Skip,
                By::Calendar => Absent::Unknown,
            });
            let minimum = minimum.unwrap_or(last);
            let window = WindowMeasure {
                aggregate,
                of,
                last,
                by,
                absent,
                minimum,
                datasets: Vec::new(),
            };
            (ty, MeasureKind::Window(window))
        }
        MeasureKindDraft::Days { within, except, on } => {
            for name in within.iter().chain(&except) {
                spells(name, policy, cx);
            }
            let days = DaysMeasure {
                within: within.map(|name| name.text),
                except: except.into_iter().map(|name| name.text).collect(),
                on: on.unwrap_or_else(|| policy.calendar.working_days.clone()),
            };
            (Type::Int, MeasureKind::Days(days))
        }
        MeasureKindDraft::Across(draft) => across(draft, scope, cx)?,
        MeasureKindDraft::Threshold { of, measure } => (Type::Int, threshold::pending(&of, &measure, policy, cx)),
        MeasureKindDraft::Value(condition) => {
            let expr = number(&condition, scope, cx)?;
            // Declared as floating-point so that rules may be read in any order; kept so, that the column's type is plain.
            (Type::Float, MeasureKind::Value(expr))
        }
    };
    Some(Measure {
        name: draft.name,
        about: draft.about,
        ty,
        kind,
    })
}

fn across(draft: AcrossDraft, scope: &Scope, cx: &mut Context<'_>) -> Option<(Type, MeasureKind)> {
    let (ty, of) = match draft.among {
        Among::Count => (Type::Int, truth(&draft.of, scope, cx)),
        _ => (Type::Float, number(&draft.of, scope, cx)),
    };
    let filter = match &draft.filter {
        Some(filter) => Some(truth(filter, scope, cx)?),
        None => None,
    };
    let across = AcrossMeasure {
        among: draft.among,
        of: of?,
        filter,
        least: draft.least,
        frozen: draft.frozen,
    };
    Some((ty, MeasureKind::Across(across)))
}

fn rows(
    aggregate: Aggregate,
    of: &Name,
    filter: Option<Condition>,
    absent: Option<Absent>,
    policy: &Policy,
    library: &Arc<Library>,
    cx: &mut Context<'_>,
) -> Option<RowMeasure> {
    let (dataset_name, column) = match of.text.split_once('.') {
        Some((dataset, column)) => (dataset, Some(column)),
        None => (of.text.as_str(), None),
    };
    let dataset = events(dataset_name, of, policy, cx)?;
    let needs_column = !matches!(aggregate, Aggregate::Count | Aggregate::DistinctDays);
    match column {
        None if needs_column => {
            cx.error_help(
                Code::WrongValue,
                of.span,
                format!("expected a column, found the dataset `{}`", of.text),
                format!("name a column, as in `{}.COLUMN`", of.text),
            );
            return None;
        }
        Some(column) if !needs_column => {
            let (key, what) = match aggregate {
                Aggregate::DistinctDays => ("distinct_days", "days with a row"),
                _ => ("count", "rows"),
            };
            let message = format!("`{key}` counts {what} of a dataset, and reads no column");
            let help = format!(
                "write `{key}: {dataset_name}`; to add the column up, `sum: {0}`; for different values, `distinct: {0}`",
                of.text
            );
            value_column(dataset, column, aggregate, of, cx)?;
            cx.error_help(Code::WrongValue, of.span, message, help);
            return None;
        }
        Some(column) => value_column(dataset, column, aggregate, of, cx)?,
        None => {}
    }
    if absent == Some(Absent::Skip) {
        cx.error_help(
            Code::WrongValue,
            of.span,
            "`absent: skip` is only for a window",
            "for rows, write `absent: zero` or `absent: unknown`",
        );
    }
    let filter = match filter {
        Some(condition) => Some(truth(
            &condition,
            &names::row_scope(dataset, &policy.registers, library),
            cx,
        )?),
        None => None,
    };
    let counts = matches!(
        aggregate,
        Aggregate::Count | Aggregate::Distinct | Aggregate::DistinctDays
    );
    Some(RowMeasure {
        dataset: dataset_name.to_owned(),
        aggregate,
        column: column.map(str::to_owned),
        filter,
        absent: absent.unwrap_or(if counts { Absent::Zero } else { Absent::Unknown }),
        over: None,
    })
}

fn value_column(dataset: &Dataset, column: &str, aggregate: Aggregate, of: &Name, cx: &mut Context<'_>) -> Option<()> {
    let Some(found) = dataset.column(column) else {
        let prefix = format!("{}.", dataset.name.text);
        let missing = dataset.missing_column(column).under(&prefix);
        cx.diagnostics.push(missing.at(of.span));
        return None;
    };
    let arithmetic = matches!(
        aggregate,
        Aggregate::Sum | Aggregate::Mean | Aggregate::Min | Aggregate::Max
    );
    if arithmetic && !found.ty.is_number() && found.ty != Type::Unknown {
        cx.error(
            Code::TypeMismatch,
            of.span,
            format!("expected numbers, and the column `{column}` is {}", found.ty.name()),
        );
        return None;
    }
    Some(())
}

/// The dataset of events of a name; reports when there is none.
fn events<'a>(name: &str, at: &Name, policy: &'a Policy, cx: &mut Context<'_>) -> Option<&'a Dataset> {
    cx.refers(at, references::ROWS);
    match policy.dataset(name) {
        Some(dataset) if dataset.kind == DatasetKind::Events => Some(dataset),
        Some(_) => {
            cx.error_help(
                Code::WrongValue,
                at.span,
                format!("the rows of `{name}` aren't events, so they have no time"),
                "measure a dataset with `kind: events`",
            );
            None
        }
        None if policy.declared.has(Section::Datasets, name) => None,
        None => {
            let missing = missing_dataset(name, policy).help("declare it under `datasets`");
            cx.diagnostics.push(missing.at(at.span));
            None
        }
    }
}

/// A dataset whose rows stretch over days.
fn spells(name: &Name, policy: &Policy, cx: &mut Context<'_>) {
    cx.refers(name, references::ROWS);
    match policy.dataset(&name.text) {
        Some(dataset) if (dataset.from.is_some() || dataset.end.is_some()) && dataset.kind != DatasetKind::Names => {}
        Some(_) => cx.error_help(
            Code::WrongValue,
            name.span,
            format!("the rows of `{}` don't span days", name.text),
            "add `from` and `through` to the dataset",
        ),
        None if policy.declared.has(Section::Datasets, &name.text) => {}
        None => cx.diagnostics.push(missing_dataset(&name.text, policy).at(name.span)),
    }
}

/// That there is no dataset of a name.
fn missing_dataset<'a>(name: &'a str, policy: &'a Policy) -> Missing<'a> {
    let known = policy.datasets.iter().map(|dataset| dataset.name.text.as_str());
    Missing::new(Section::Datasets.one(), name).among(known)
}
