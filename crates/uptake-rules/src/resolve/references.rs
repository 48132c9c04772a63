//! References from rule to rule: what is named exists.

use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::expr::{Expr, Scope};
use crate::missing::Missing;
use crate::near::nearest;
use crate::policy::Policy;
use crate::policy::dataset::{Dataset, DatasetKind};
use crate::policy::metric::MetricKind;
use crate::section::Section;
use crate::text::Name;
use crate::value::Type;

fn unknown<'a>(kind: &'a str, name: &'a Name, known: impl Iterator<Item = &'a str>, cx: &mut Context<'_>) {
    let missing = Missing::new(kind, &name.text).among(known);
    cx.diagnostics.push(missing.at(name.span));
}

/// What entities may be cut by, besides columns of their own.
const CUTS: &[&str] = &["columns", "ladders", "definitions"];
/// What the columns of judged rows are.
const JUDGED: &[&str] = &["columns", "measures", "definitions", "ladders"];
/// What has rows.
pub(super) const ROWS: &[&str] = &["datasets", "tables"];

/// `entities:` names a dataset with one row per entity.
pub(super) fn entities(name: &Name, policy: &Policy, cx: &mut Context<'_>) {
    cx.refers(name, Section::Datasets.keys());
    match policy.dataset(&name.text) {
        Some(dataset) if dataset.kind == DatasetKind::Entities => {}
        Some(_) => cx.error_help(
            Code::WrongValue,
            name.span,
            format!("the dataset `{}` doesn't list entities", name.text),
            "name a dataset with `kind: entities`, or write `entities: seen`",
        ),
        None if policy.declared.has(Section::Datasets, &name.text) => {}
        None => {
            let lists = policy
                .datasets
                .iter()
                .filter(|dataset| dataset.kind == DatasetKind::Entities);
            let known = lists
                .map(|dataset| dataset.name.text.as_str())
                .chain(std::iter::once("seen"));
            unknown("dataset", name, known, cx);
        }
    }
}

/// Columns name registers that exist.
pub(super) fn registers(policy: &Policy, cx: &mut Context<'_>) {
    for column in policy.datasets.iter().flat_map(|dataset| &dataset.columns) {
        let Some(name) = &column.register else { continue };
        declared(Section::Registers, name, policy, cx);
        if !matches!(column.ty, Type::Text | Type::Unknown) {
            cx.error(
                Code::WrongType,
                name.span,
                format!(
                    "a register looks up text, and the column `{}` is {}",
                    column.name.text,
                    column.ty.name()
                ),
            );
        }
    }
}

/// Columns refer to columns of records that exist, of the same type.
pub(super) fn records(policy: &Policy, cx: &mut Context<'_>) {
    for column in policy.datasets.iter().flat_map(|dataset| &dataset.columns) {
        let Some(to) = &column.references else { continue };
        cx.refers(&to.dataset, ROWS);
        let Some(dataset) = policy.dataset(&to.dataset.text) else {
            declared(Section::Datasets, &to.dataset, policy, cx);
            continue;
        };
        if dataset.kind != DatasetKind::Records {
            let message = format!("the rows of `{}` aren't records", to.dataset.text);
            let help = "name a dataset with `kind: records`, or remove `references`";
            cx.error_help(Code::WrongValue, to.dataset.span, message, help);
            continue;
        }
        match dataset.column(&to.column) {
            None => cx
                .diagnostics
                .push(dataset.missing_column(&to.column).at(to.dataset.span)),
            Some(theirs) if theirs.ty != column.ty && ![theirs.ty, column.ty].contains(&Type::Unknown) => {
                let message = format!(
                    "`{}` is {}, and `{}.{}` is {}: they are never equal",
                    column.name.text,
                    column.ty.name(),
                    to.dataset.text,
                    to.column,
                    theirs.ty.name()
                );
                let help = "refer to a column of the same type";
                cx.error_help(Code::TypeMismatch, to.dataset.span, message, help);
            }
            Some(_) => {}
        }
    }
}

/// What entities may be grouped by.
fn cuts(policy: &Policy) -> Vec<&str> {
    let columns = policy.entity_dataset().into_iter().flat_map(|dataset| &dataset.columns);
    columns
        .map(|column| column.name.text.as_str())
        .chain(policy.declared.of(Section::Ladders))
        .chain(policy.declared.of(Section::Definitions))
        .collect()
}

/// Something to group entities by exists.
pub(super) fn cut(name: &Name, policy: &Policy, cx: &mut Context<'_>) {
    cx.refers(name, CUTS);
    let cuts = cuts(policy);
    if !cuts.contains(&name.text.as_str()) {
        unknown(
            "column, ladder or definition to group by",
            name,
            cuts.iter().copied(),
            cx,
        );
    }
}

/// A benchmark of that name exists.
pub(super) fn benchmark(name: &Name, policy: &Policy, cx: &mut Context<'_>) {
    declared(Section::Benchmarks, name, policy, cx);
}

/// A stage of that name exists.
pub(super) fn stage(name: &Name, policy: &Policy, cx: &mut Context<'_>) {
    declared(Section::Stages, name, policy, cx);
}

/// The checks that stages require exist.
pub(super) fn required(policy: &Policy, cx: &mut Context<'_>) {
    for name in policy.stages.iter().flat_map(|stage| &stage.requires) {
        cx.refers(name, Section::Checks.keys());
        let known = policy.checks.iter().map(|check| check.name.text.as_str());
        if !policy.declared.has(Section::Checks, &name.text) {
            cx.diagnostics.push(
                Missing::new(Section::Checks.one(), &name.text)
                    .among(known)
                    .at(name.span),
            );
        }
    }
}

/// A column of the judged rows exists.
pub(super) fn judged(name: &Name, rows: &Scope, cx: &mut Context<'_>) {
    cx.refers(name, JUDGED);
    if rows.find(&name.text).is_none() {
        unknown("column, measure, definition or ladder", name, rows.names(), cx);
    }
}

/// Metrics name definitions, measures, cuts and benchmarks that exist and fit.
pub(super) fn metrics(policy: &Policy, cx: &mut Context<'_>) {
    let cuts = cuts(policy);
    for metric in &policy.metrics {
        match &metric.kind {
            MetricKind::Share(share) => declared(Section::Definitions, share, policy, cx),
            MetricKind::Mean(measure) | MetricKind::Sum(measure) => {
                declared(Section::Measures, measure, policy, cx);
            }
            MetricKind::Ratio(ratio, to) => {
                declared(Section::Measures, ratio, policy, cx);
                declared(Section::Measures, to, policy, cx);
            }
        }
        if let Some(of) = &metric.of {
            declared(Section::Definitions, of, policy, cx);
        }
        if let Some(ladder) = &metric.excluded_by {
            declared(Section::Ladders, ladder, policy, cx);
        }
        if let Some(ladder) = &metric.moves {
            declared(Section::Ladders, ladder, policy, cx);
        }
        if let Some(other) = &metric.read_with {
            self::metric(&other.metric, policy, cx);
            if let Some(check) = &other.check {
                declared(Section::Checks, check, policy, cx);
            }
        }
        for cut in &metric.by {
            cx.refers(cut, CUTS);
            if !cuts.contains(&cut.text.as_str()) {
                unknown("column, ladder or definition to cut by", cut, cuts.iter().copied(), cx);
            }
        }
        if let Some(name) = &metric.benchmark {
            declared(Section::Benchmarks, name, policy, cx);
        }
    }
    for table in &policy.benchmarks {
        if let Some(by) = &table.by {
            cx.refers(by, CUTS);
        }
        if let Some(by) = &table.by
            && !cuts.contains(&by.text.as_str())
        {
            unknown("column, ladder or definition", by, cuts.iter().copied(), cx);
        }
    }
}

/// A rule of that name is declared, even if it has faults of its own.
fn declared(section: Section, name: &Name, policy: &Policy, cx: &mut Context<'_>) {
    cx.refers(name, section.keys());
    if !policy.declared.has(section, &name.text) {
        unknown(section.one(), name, policy.declared.of(section), cx);
    }
}

/// A metric of that name, or with that alias, exists.
pub(super) fn metric(name: &Name, policy: &Policy, cx: &mut Context<'_>) {
    cx.refers(name, Section::Metrics.keys());
    if policy.metric(&name.text).is_none() {
        declared(Section::Metrics, name, policy, cx);
    }
}

/// The dataset that a mapping fills. A pack of mappings alone knows no datasets, and isn't wrong for it.
pub(super) fn mapped_dataset<'a>(name: &Name, policy: &'a Policy, cx: &mut Context<'_>) -> Option<&'a Dataset> {
    cx.refers(name, Section::Datasets.keys());
    let found = policy.dataset(&name.text);
    if policy.declared.of(Section::Datasets).next().is_some() {
        declared(Section::Datasets, name, policy, cx);
    }
    found
}

/// A mapping fills every column that its dataset needs.
pub(super) fn unfilled<'a>(
    mapping: &Name,
    filled: impl Iterator<Item = &'a Name>,
    dataset: Option<&Dataset>,
    cx: &mut Context<'_>,
) {
    let filled: Vec<&str> = filled.map(|name| name.text.as_str()).collect();
    for column in dataset.into_iter().flat_map(|dataset| &dataset.columns) {
        let name = column.name.text.as_str();
        // A column that was merely misspelt is reported as such.
        if column.optional
            || filled
                .iter()
                .any(|filled| *filled == name || nearest(filled, [name]).is_some())
        {
            continue;
        }
        cx.diagnostics.push(
            Diagnostic::error(
                Code::MissingKey,
                mapping.span,
                format!("the mapping `{}` doesn't fill the column `{name}`", mapping.text),
            )
            .help(format!(
                "add `{name}: …` under `columns`, or declare the column `optional: true`"
            ))
            .related(column.name.span, "the column"),
        );
    }
}

/// A column that a mapping fills exists, and its type fits. Text may become anything: it is read by the contract.
pub(super) fn mapped_column(name: &Name, expr: &Expr, dataset: Option<&Dataset>, cx: &mut Context<'_>) {
    let Some(dataset) = dataset else { return };
    let Some(column) = dataset.column(&name.text) else {
        cx.diagnostics.push(dataset.missing_column(&name.text).at(name.span));
        return;
    };
    let fits = column.ty == expr.ty
        || matches!(expr.ty, Type::Text | Type::Unknown)
        || column.ty == Type::Unknown
        || (column.ty.is_number() && expr.ty.is_number())
        || matches!((column.ty, expr.ty), (Type::Datetime, Type::Date))
        || (column.ty == Type::Text && expr.ty == Type::Int);
    if !fits {
        cx.error(
            Code::TypeMismatch,
            expr.span,
            format!(
                "the column `{}` is {}, and this is {}",
                name.text,
                column.ty.name(),
                expr.ty.name()
            ),
        );
    }
}

/// Columns that spells set are columns of the entities, with the same type.
pub(super) fn updates(policy: &Policy, cx: &mut Context<'_>) {
    let entities = policy.entity_dataset();
    for dataset in &policy.datasets {
        if let Some(by) = &dataset.by {
            let known = entities.into_iter().flat_map(|entities| &entities.columns);
            let known: Vec<&str> = known.map(|column| column.name.text.as_str()).collect();
            if !known.contains(&by.text.as_str()) {
                unknown("column of the entities", by, known.into_iter(), cx);
            }
        }
        for update in &dataset.updates {
            let Some(own) = dataset.column(&update.text) else {
                continue;
            };
            let Some(entities) = entities else {
                let message = format!("`{}` can't be set for entities that no dataset lists", update.text);
                let help = "name the dataset that lists them under `entities`";
                cx.error_help(Code::UnknownColumn, update.span, message, help);
                continue;
            };
            match entities.column(&update.text) {
                Some(column) if column.ty == own.ty => {}
                Some(column) => {
                    let message = format!(
                        "`{}` is {} here and {} in `{}`",
                        update.text,
                        own.ty.name(),
                        column.ty.name(),
                        entities.name.text
                    );
                    cx.error_help(Code::TypeMismatch, update.span, message, "give both the same type");
                }
                None => {
                    let missing = entities
                        .missing_column(&update.text)
                        .help("spells set columns that the entities have");
                    cx.diagnostics.push(missing.at(update.span));
                }
            }
        }
    }
}
