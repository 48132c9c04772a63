//! Mappings and stages: their names are those of a source, and of definitions.

use super::{formula, references, truth};
use crate::codes::Code;
use crate::context::Context;
use crate::decode::dataset::deciding_types;
use crate::decode::mapping::MappingDraft;
use crate::decode::stage::StageDraft;
use crate::expr::{Library, Scope};
use crate::missing::Missing;
use crate::policy::Policy;
use crate::policy::dataset::Dataset;
use crate::policy::mapping::Mapping;
use crate::policy::stage::Stage;
use crate::project::compares_names;
use crate::section::Section;
use crate::value::Type;
use std::sync::Arc;

/// A stage, whose condition counts the entities for which definitions hold.
pub(super) fn stage(draft: StageDraft, policy: &Policy, library: &Arc<Library>, cx: &mut Context<'_>) -> Option<Stage> {
    let mut scope = Scope::new("a stage").with_library(Arc::clone(library));
    for definition in policy.declared.of(Section::Definitions) {
        scope.add(definition, Type::Int);
    }
    for track in &draft.track {
        references::metric(&track.metric, policy, cx);
    }
    let when = match &draft.when {
        Some(condition) => Some(truth(condition, &scope, cx)?),
        None => None,
    };
    Some(Stage {
        name: draft.name,
        about: draft.about,
        when,
        track: draft.track,
        requires: draft.requires,
    })
}

/// A mapping, whose expressions name the columns of its input.
pub(super) fn mapping(
    draft: MappingDraft,
    policy: &Policy,
    library: &Arc<Library>,
    cx: &mut Context<'_>,
) -> Option<Mapping> {
    let mut scope = Scope::new(format!("the input of `{}`", draft.name.text))
        .over(Section::Mappings.key(), draft.name.text.clone())
        .with_library(Arc::clone(library));
    for column in &draft.input {
        scope.add(column.name.text.clone(), column.ty);
    }
    let dataset = references::mapped_dataset(&draft.dataset, policy, cx);
    if let Some(dataset) = dataset.filter(|_| draft.names_ignore.is_some()) {
        compares_names(dataset, draft.name.span, cx);
    }
    lists(&draft, cx);
    kept(&draft, dataset, cx);
    // Looked at before anything is given up, so that the faults of the columns show in the same pass.
    let filter = draft.filter.as_ref().map(|condition| truth(condition, &scope, cx));
    references::unfilled(&draft.name, draft.columns.iter().map(|(name, _)| name), dataset, cx);
    let mut columns = Vec::with_capacity(draft.columns.len());
    for (name, condition) in draft.columns {
        if let Some(value) = formula(&condition, &scope, cx) {
            references::mapped_column(&name, &value, dataset, cx);
            columns.push((name, value));
        }
    }
    if matches!(filter, Some(None)) {
        return None;
    }
    Some(Mapping {
        name: draft.name,
        about: draft.about,
        source: draft.source,
        dataset: draft.dataset,
        identities: draft.identities,
        rows: draft.rows,
        explode: draft.explode,
        discriminator: draft.discriminator,
        keep: draft.keep,
        names_ignore: draft.names_ignore,
        input: draft.input,
        filter: filter.flatten(),
        columns,
    })
}

/// The column that decides which row of a key stays is one of the input, else of the dataset, and has an order.
fn kept(draft: &MappingDraft, dataset: Option<&Dataset>, cx: &mut Context<'_>) {
    let Some(keep) = &draft.keep else { return };
    // A mapping that many packs use states what stays of a key, whether or not a pack's contract has one.
    let Some((name, role, fitting)) = deciding_types(keep) else {
        return;
    };
    let of_input = draft.input.iter().find(|column| column.name.text == name.text);
    let column = of_input.or_else(|| dataset?.column(&name.text));
    match (column, dataset) {
        (Some(column), _) if column.ty != Type::Unknown && !fitting.contains(&column.ty) => {
            let wanted: Vec<&str> = fitting.iter().map(|ty| ty.name()).collect();
            let message = format!(
                "the `{role}` column must be {}, and `{}` is {}",
                wanted.join(" or "),
                name.text,
                column.ty.name()
            );
            cx.error(Code::WrongType, name.span, message);
        }
        (Some(_), _) => {}
        // That the dataset isn't known is reported already, and it may have the column.
        (None, None) => {}
        (None, Some(dataset)) => {
            let missing = Missing::new("column", &name.text).code(Code::UnknownColumn);
            let missing = missing.message(format!(
                "neither the input of `{}` nor the dataset `{}` has a column `{}`",
                draft.name.text, dataset.name.text, name.text
            ));
            let known = draft.input.iter().chain(&dataset.columns);
            let missing = missing.among(known.map(|column| column.name.text.as_str()));
            cx.diagnostics.push(missing.at(name.span));
        }
    }
}

/// The lists of a mapping are different ones, and the column that tells them apart is a text of its input.
fn lists(draft: &MappingDraft, cx: &mut Context<'_>) {
    for (at, list) in draft.explode.iter().enumerate() {
        if draft.explode.iter().take(at).any(|known| known.text == list.text) {
            let message = format!("duplicate list `{}` in `explode`", list.text);
            cx.error_help(Code::DuplicateKey, list.span, message, "remove one of the two");
        }
    }
    let Some(discriminator) = &draft.discriminator else {
        return;
    };
    let Some(column) = draft.input.iter().find(|column| column.name.text == discriminator.text) else {
        let missing = Missing::new("input column", &discriminator.text).code(Code::UnknownColumn);
        let missing = missing.among(draft.input.iter().map(|column| column.name.text.as_str()));
        let help = format!("declare it, as in `input: {{ {}: text }}`", discriminator.text);
        cx.diagnostics.push(missing.help(help).at(discriminator.span));
        return;
    };
    if column.ty != Type::Text {
        let message = format!(
            "`discriminator` should be a text column, but `{}` is {}",
            discriminator.text,
            column.ty.name()
        );
        cx.error(Code::TypeMismatch, column.name.span, message);
    }
    if draft.explode.is_empty() {
        cx.error_help(
            Code::KeyConflict,
            discriminator.span,
            "`discriminator` has no effect without `explode`",
            "list the lists whose elements become rows under `explode`, or remove it",
        );
    }
}
