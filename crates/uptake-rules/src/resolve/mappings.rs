//! Mappings and stages: their names are those of a source, and of definitions.

use super::{formula, references, truth};
use crate::context::Context;
use crate::decode::mapping::MappingDraft;
use crate::decode::stage::StageDraft;
use crate::expr::{Library, Scope};
use crate::policy::Policy;
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
    })
}

/// A mapping, whose expressions name the columns of its input.
pub(super) fn mapping(
    draft: MappingDraft,
    policy: &Policy,
    library: &Arc<Library>,
    cx: &mut Context<'_>,
) -> Option<Mapping> {
    let mut scope = Scope::new(format!("the input of `{}`", draft.name.text)).with_library(Arc::clone(library));
    for column in &draft.input {
        scope.add(column.name.text.clone(), column.ty);
    }
    let dataset = references::mapped_dataset(&draft.dataset, policy, cx);
    if let Some(dataset) = dataset.filter(|_| draft.names_ignore.is_some()) {
        compares_names(dataset, draft.name.span, cx);
    }
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
