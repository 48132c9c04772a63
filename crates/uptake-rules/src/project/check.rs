//! A project against the rules it names.

use super::blocks::blocks;
use super::written_secrets::written_secrets;
use super::{Project, SourcesFrom};
use crate::Diagnostics;
use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::Diagnostic;
use crate::missing::Missing;
use crate::policy::dataset::{Dataset, DatasetKind};
use crate::section::Section;
use crate::source::{Sources, Span};
use crate::text::Name;

/// Checks a project against the rules it names: datasets, mappings, stage; required datasets have a source.
pub fn check(project: &Project, policy: &crate::Policy, sources: &Sources, diagnostics: &mut Diagnostics) {
    let mut cx = Context { sources, diagnostics };
    let mut declared = |section: Section, name: &Name| {
        cx.refers(name, section.keys());
        if policy.declared.has(section, &name.text) {
            return;
        }
        let mut missing = Missing::new(section.one(), &name.text).among(policy.declared.of(section));
        if policy.declared.of(section).next().is_none() {
            missing = missing.help(format!("the packs declare no {}", section.one()));
        }
        cx.diagnostics.push(missing.at(name.span));
    };
    for source in &project.sources {
        declared(Section::Datasets, &source.dataset);
        if let Some(name) = &source.mapping {
            declared(Section::Mappings, name);
        }
    }
    if let Some(stage) = &project.stage {
        declared(Section::Stages, stage);
    }
    blocks(&project.sources, policy, &mut cx);
    written_secrets(project, &mut cx);
    for source in &project.sources {
        let Some(system) = &source.identities else { continue };
        let dataset = policy.dataset(&source.dataset.text);
        if let Some(dataset) = dataset
            && matches!(dataset.kind, DatasetKind::Entities | DatasetKind::Names)
        {
            let message = format!(
                "`identities` has no effect: the rows of `{}` are names themselves",
                dataset.name.text
            );
            let help = "remove it, or move it to a source of events or spells";
            cx.error_help(Code::KeyConflict, system.span, message, help);
        } else {
            systems(system, policy, &mut cx);
        }
    }
    for source in &project.sources {
        if let Some(dataset) = policy.dataset(&source.dataset.text) {
            gates(dataset, source, &mut cx);
        }
    }
    for source in &project.sources {
        let dataset = policy.dataset(&source.dataset.text);
        if let Some(dataset) = dataset.filter(|dataset| dataset.kind != DatasetKind::Events)
            && let Some(span) = source.pushdown
        {
            let message = format!(
                "`reduce` has no effect: the rows of `{}` aren't events",
                dataset.name.text
            );
            cx.error_help(
                Code::KeyConflict,
                span,
                message,
                "remove it: such rows are few, and read whole",
            );
        }
    }
    for source in &project.sources {
        let dataset = policy.dataset(&source.dataset.text);
        if let Some(dataset) = dataset.filter(|dataset| dataset.kind != DatasetKind::Events)
            && let Some(span) = source.outside_counted
        {
            let message = format!(
                "`rows_outside` has no effect: the rows of `{}` aren't events",
                dataset.name.text
            );
            cx.error_help(Code::KeyConflict, span, message, "remove it");
        }
    }
    for source in &project.sources {
        let dataset = policy.dataset(&source.dataset.text);
        if let Some(dataset) = dataset.filter(|dataset| dataset.kind == DatasetKind::Names)
            && let Some(span) = source.covers_span
        {
            let message = format!(
                "`covers` has no effect: a name in `{}` holds on the days that its row says",
                dataset.name.text
            );
            let help = "remove it; to end names, name their columns with `from` and `through` in the dataset";
            cx.error_help(Code::KeyConflict, span, message, help);
        }
    }
    for source in project.sources.iter().filter(|source| source.names_ignore.is_some()) {
        if let Some(dataset) = policy.dataset(&source.dataset.text) {
            compares_names(dataset, source.span, &mut cx);
        }
    }
    if let Some(first) = project.packs.first()
        && project.sources_from == SourcesFrom::Read
    {
        for dataset in &policy.datasets {
            let given = project
                .sources
                .iter()
                .any(|source| source.dataset.text == dataset.name.text);
            if !given && !dataset.optional {
                let message = format!("no source provides the dataset `{}`", dataset.name.text);
                let found = Diagnostic::error(Code::IncompletePolicy, first.span, message)
                    .help(format!("add `{}:` under `sources`", dataset.name.text))
                    .lacking(&dataset.name.text);
                cx.diagnostics.push(found);
            }
        }
    }
}

/// Names are compared with those on the list: a rule for it belongs to rows that name somebody on it.
pub(crate) fn compares_names(dataset: &Dataset, at: Span, cx: &mut Context<'_>) {
    let name = &dataset.name.text;
    let message = match dataset.kind {
        DatasetKind::Entities => {
            format!("`names_ignore` has no effect: `{name}` is the list that names are compared with")
        }
        DatasetKind::Spells if dataset.by.is_some() => {
            format!("`names_ignore` has no effect: the rows of `{name}` name groups, not entities")
        }
        DatasetKind::Records => {
            format!("`names_ignore` has no effect: the rows of `{name}` belong to no entity")
        }
        DatasetKind::Spells | DatasetKind::Events | DatasetKind::Names => return,
    };
    let help = "remove it, or move it to a source whose rows name entities";
    cx.error_help(Code::KeyConflict, at, message, help);
}

/// Expected values are of columns that the dataset has, and only events have a day that they are of.
fn gates(dataset: &crate::policy::dataset::Dataset, source: &super::SourceSpec, cx: &mut Context<'_>) {
    for (column, _) in &source.gates.expect {
        if dataset.column(&column.text).is_none() {
            let columns = dataset.columns.iter().map(|column| column.name.text.as_str());
            let missing = Missing::new("column", &column.text).among(columns);
            cx.diagnostics.push(missing.at(column.span));
        }
    }
    if let Some(fresh) = source.gates.fresh_within
        && dataset.kind != DatasetKind::Events
    {
        let message = format!(
            "`fresh_within` has no effect: the rows of `{}` aren't events",
            dataset.name.text
        );
        cx.error_help(Code::KeyConflict, fresh.span, message, "remove it");
    }
}

/// A source that says whose names its rows bear needs a dataset that tells the systems apart.
fn systems(system: &Name, policy: &crate::Policy, cx: &mut Context<'_>) {
    let mut names = policy.names().peekable();
    let help = match names.peek() {
        None => "no dataset has `kind: names`: declare one, or remove `identities`".to_owned(),
        Some(first) => format!(
            "name the column that has it in the dataset `{}`, as in `system: system`",
            first.name.text
        ),
    };
    if !names.any(|dataset| dataset.system.is_some()) {
        let message = format!("no dataset says which names belong to the system `{}`", system.text);
        let found = Diagnostic::error(Code::IncompletePolicy, system.span, message).help(help);
        cx.diagnostics.push(found.incomplete());
    }
}
