//! Which names there are, and which stand twice.

use super::judged::Judged;
use super::{elsewhere, stated};
use crate::codes::Code;
use crate::context::Context;
use crate::decode::Draft;
use crate::decode::measure::{MeasureDraft, MeasureKindDraft};
use crate::decode::measure_across::AcrossDraft;
use crate::diagnostic::Diagnostic;
use crate::expr::{Library, Scope};
use crate::policy::Policy;
use crate::policy::dataset::Dataset;
use crate::policy::measure::{Aggregate, Among};
use crate::policy::register::Register;
use crate::policy::varying::Varying;
use crate::section::Section;
use crate::source::{FileId, Span};
use crate::text::Name;
use crate::value::Type;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Names that the engine itself gives.
pub(super) const BUILT_IN: &[(&str, Type)] = &[("period", Type::Date), ("period_end", Type::Date)];

/// Reports rules of one kind, or columns of the answer, that share a name.
pub(super) fn report_duplicates(draft: &Draft, cx: &mut Context<'_>) {
    let constants = draft.constants.iter().filter_map(Varying::main);
    let registers = draft.registers.iter().filter_map(Varying::main);
    let benchmarks = draft.benchmarks.iter().filter_map(Varying::main);
    unique("constants", constants.map(|rule| &rule.name), cx);
    unique("registers", registers.map(|rule| &rule.name), cx);
    unique("metrics", draft.metrics.iter().map(|rule| &rule.name), cx);
    report_shared_aliases(draft, cx);
    unique("benchmarks", benchmarks.map(|rule| &rule.name), cx);
    unique("stages", draft.stages.iter().map(|rule| &rule.name), cx);
    unique("checks", draft.checks.iter().map(|rule| &rule.name), cx);
    let records = draft.datasets.iter().map(|rule| &rule.name);
    unique(
        "datasets and tables",
        records.chain(draft.tables.iter().map(|rule| &rule.name)),
        cx,
    );
    unique("mappings", draft.mappings.iter().map(|rule| &rule.name), cx);
    // Measures, definitions and ladders become columns of one table, so they share their names.
    let measures = draft.measures.iter().filter_map(Varying::main);
    let definitions = draft.definitions.iter().filter_map(Varying::main);
    let ladders = draft.ladders.iter().filter_map(Varying::main);
    let judged: Vec<&Name> = measures
        .map(|rule| &rule.name)
        .chain(definitions.map(|rule| &rule.name))
        .chain(ladders.map(|rule| &rule.name))
        .collect();
    unique("rules", judged.iter().copied(), cx);
    fold_copies(cx);
    report_hiding_constants(draft, &judged, cx);
    report_taken(draft, &judged, cx);
}

/// From so many names on that two files share, one is a copy of the other.
const COPY: usize = 3;

/// Makes one error of many names that two files share: each of them would be told with the same two files.
fn fold_copies(cx: &mut Context<'_>) {
    let pair = |found: &Diagnostic| {
        let (first, _) = found.related.first()?;
        let span = found.span.filter(|span| span.file != first.file)?;
        (found.code == Code::DuplicateId).then_some((span, *first))
    };
    let mut shared: BTreeMap<(FileId, FileId), Vec<(Span, Span)>> = BTreeMap::new();
    cx.diagnostics.retain(|found| {
        if let Some((span, first)) = pair(found) {
            let files = (span.file.min(first.file), span.file.max(first.file));
            shared.entry(files).or_default().push((span, first));
        }
        true
    });
    shared.retain(|_, places| places.len() >= COPY);
    let path = |file: FileId| {
        cx.sources
            .get(file)
            .map_or("", |source| source.path.as_str())
            .to_owned()
    };
    let folded = shared.values().filter_map(|places| {
        let (span, first) = places.first()?;
        let message = format!(
            "`{}` and `{}` have {} names in common",
            path(first.file),
            path(span.file),
            places.len()
        );
        let help = "if one is a copy, move it out of the folder; otherwise a name may stand in one of them alone";
        Some(
            Diagnostic::error(Code::DuplicateId, *span, message)
                .help(help)
                .related(*first, "first here"),
        )
    });
    let folded: Vec<Diagnostic> = folded.collect();
    cx.diagnostics.retain(|found| {
        let files = pair(found).map(|(span, first)| (span.file.min(first.file), span.file.max(first.file)));
        files.is_none_or(|files| !shared.contains_key(&files))
    });
    for found in folded {
        cx.diagnostics.push(found);
    }
}

/// Reports constants that have the name of a rule or a column.
fn report_hiding_constants(draft: &Draft, judged: &[&Name], cx: &mut Context<'_>) {
    for constant in draft.constants.iter().filter_map(Varying::main) {
        let rule = judged.iter().find(|name| name.text == constant.name.text);
        let column = draft
            .datasets
            .iter()
            .find_map(|dataset| dataset.column(&constant.name.text));
        let other = match (rule, column) {
            (Some(rule), _) => (rule.span, "the rule"),
            (None, Some(column)) => (column.name.span, "the column"),
            (None, None) => continue,
        };
        let message = format!("the constant `{}` hides another name", constant.name.text);
        cx.diagnostics.push(
            Diagnostic::error(Code::DuplicateId, constant.name.span, message)
                .help("give the constant another name, so that expressions are unambiguous")
                .related(other.0, other.1),
        );
    }
}

/// Reports rules and columns with names that the entities or the engine have already.
fn report_taken(draft: &Draft, judged: &[&Name], cx: &mut Context<'_>) {
    let listed = draft
        .entities
        .as_ref()
        .and_then(|name| draft.datasets.iter().find(|dataset| dataset.name.text == name.text));
    for (name, _) in BUILT_IN {
        if let Some(column) = listed.and_then(|dataset| dataset.column(name)) {
            let message = format!("every period already has the name `{name}`");
            cx.error_help(
                Code::DuplicateId,
                column.name.span,
                message,
                "give the column another name, and its own under `column`",
            );
        }
    }
    for name in judged {
        let column = listed.and_then(|dataset| dataset.column(&name.text));
        if let Some(column) = column {
            cx.diagnostics.push(
                Diagnostic::error(
                    Code::DuplicateId,
                    name.span,
                    format!("`{}` is already a column of the entities", name.text),
                )
                .help("give the rule another name")
                .related(column.name.span, "the column"),
            );
        }
        if BUILT_IN.iter().any(|(built_in, _)| *built_in == name.text) {
            cx.error_help(
                Code::DuplicateId,
                name.span,
                format!("every period already has the name `{}`", name.text),
                "give the rule another name",
            );
        }
    }
}

fn unique<'a>(what: &str, names: impl Iterator<Item = &'a Name>, cx: &mut Context<'_>) {
    let mut seen: BTreeMap<&str, Span> = BTreeMap::new();
    for name in names {
        match seen.get(name.text.as_str()) {
            // A key that stands twice in one mapping was already reported as such.
            Some(first) if first.file == name.span.file && duplicate_key_reported(cx, name.span) => {}
            Some(first) => cx.diagnostics.push(
                Diagnostic::error(
                    Code::DuplicateId,
                    name.span,
                    format!("duplicate name `{}` among {what}", name.text),
                )
                .help(match what {
                    "rules" => "measures, definitions and ladders share their names; rename one of them, or remove it",
                    _ => "rename one of them, or remove it",
                })
                .related(*first, "first here"),
            ),
            None => {
                seen.insert(&name.text, name.span);
            }
        }
    }
}

/// Two metrics may not answer to one name: a question for it would get the figure of either.
fn report_shared_aliases(draft: &Draft, cx: &mut Context<'_>) {
    let mut owners: BTreeMap<String, &Name> = BTreeMap::new();
    for metric in &draft.metrics {
        for known in metric.names() {
            match owners.get(&known.to_ascii_lowercase()) {
                Some(first) if first.text != metric.name.text => cx.diagnostics.push(
                    Diagnostic::error(
                        Code::DuplicateId,
                        metric.name.span,
                        format!(
                            "both `{}` and `{}` have the name `{known}`",
                            first.text, metric.name.text
                        ),
                    )
                    .help("upper and lower case are treated alike; keep the name in one metric")
                    .related(first.span, "first here"),
                ),
                Some(_) => {}
                None => {
                    owners.insert(known.to_ascii_lowercase(), &metric.name);
                }
            }
        }
    }
}

fn duplicate_key_reported(cx: &Context<'_>, span: Span) -> bool {
    cx.diagnostics
        .any(|d| d.code == Code::DuplicateKey && d.span == Some(span))
}

/// The names that a condition about an entity in a period may use.
pub(super) fn entity_scope(policy: &Policy, judged: &Judged<'_>) -> Scope {
    let mut scope = Scope::new("an entity in a period");
    for constant in judged.varied {
        scope.add(constant.name.text.clone(), constant.ty);
    }
    for draft in judged.measures.iter().filter_map(Varying::main) {
        scope.add(draft.name.text.clone(), measure_type(draft, policy));
    }
    for draft in judged.definitions.iter().filter_map(Varying::main) {
        scope.add(draft.name.text.clone(), Type::Bool);
    }
    for draft in judged.ladders.iter().filter_map(Varying::main) {
        scope.add(draft.name.text.clone(), Type::Text);
    }
    // Rules that couldn't be read, as what they most likely are: their own fault is enough.
    for (section, ty) in [
        (Section::Measures, Type::Float),
        (Section::Definitions, Type::Bool),
        (Section::Ladders, Type::Text),
    ] {
        for name in policy.declared.of(section) {
            scope.add(name, ty);
        }
    }
    if let Some(dataset) = policy.entity_dataset() {
        for column in &dataset.columns {
            scope.add(column.name.text.clone(), column.ty);
        }
        stated::columns(dataset, &policy.registers, &mut scope);
    }
    stated::judged(judged, policy, &mut scope);
    for (name, ty) in BUILT_IN {
        scope.add(*name, *ty);
    }
    elsewhere::of_entities(policy, &mut scope);
    scope
}

/// The type that a measure will have. Values that are computed from others count as floating-point numbers
/// until they are resolved; that is enough to type what reads them.
fn measure_type(draft: &MeasureDraft, policy: &Policy) -> Type {
    match &draft.kind {
        MeasureKindDraft::Rows { aggregate, of, .. } => row_type(*aggregate, &of.text, policy),
        MeasureKindDraft::Window {
            aggregate: Aggregate::Count,
            ..
        }
        | MeasureKindDraft::Days { .. }
        | MeasureKindDraft::Threshold { .. }
        | MeasureKindDraft::Across(AcrossDraft {
            among: Among::Count, ..
        }) => Type::Int,
        MeasureKindDraft::Window { .. } | MeasureKindDraft::Value(_) | MeasureKindDraft::Across(_) => Type::Float,
    }
}

/// The type of an aggregate of `dataset` or `dataset.column`.
pub(super) fn row_type(aggregate: Aggregate, of: &str, policy: &Policy) -> Type {
    let column = of
        .split_once('.')
        .and_then(|(dataset, column)| policy.dataset(dataset)?.column(column));
    match aggregate {
        Aggregate::Count | Aggregate::Distinct | Aggregate::DistinctDays => Type::Int,
        Aggregate::Mean => Type::Float,
        Aggregate::Sum | Aggregate::Min | Aggregate::Max => column.map_or(Type::Float, |column| column.ty),
    }
}

/// The names that a `where` over a dataset's rows may use: its columns, and the fields of their registers.
pub(super) fn row_scope(dataset: &Dataset, registers: &[Register], library: &Arc<Library>) -> Scope {
    let mut scope = Scope::new(format!("the dataset `{}`", dataset.name.text))
        .over(Section::Datasets.key(), dataset.name.text.clone())
        .with_library(Arc::clone(library));
    for column in &dataset.columns {
        scope.add(column.name.text.clone(), column.ty);
    }
    stated::columns(dataset, registers, &mut scope);
    elsewhere::headings(dataset, &mut scope);
    for column in &dataset.columns {
        let Some(name) = &column.register else { continue };
        let Some(register) = registers.iter().find(|register| register.name.text == name.text) else {
            // That there is no such register was said at the column.
            scope.add_open(format!("{}.", column.name.text));
            continue;
        };
        let path = |field: &str| format!("{}.{field}", column.name.text);
        scope.add(path("listed"), Type::Bool);
        scope.add(path("id"), Type::Text);
        for field in &register.fields {
            scope.add(path(&field.name.text), field.ty);
        }
    }
    scope
}
