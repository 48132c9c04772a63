//! What can be done at a place: cures of findings, and cases at the edges of a rule.
#![allow(
    clippy::mutable_key_type,
    reason = "the protocol's type of edits has addresses as keys, which nothing changes"
)]

use crate::answer::{Answer, written};
use crate::cases;
use crate::client::ClientCan;
use crate::convert::{self, Lines};
use crate::documents::Documents;
use crate::roots::{Root, Roots};
use lsp_types::{CodeAction, CodeActionKind, CodeActionOrCommand, CodeActionParams, TextEdit, WorkspaceEdit};
use serde_json::Value;
use std::collections::HashMap;
use std::path::Path;

/// What can be done at a place.
pub(crate) fn at(params: &CodeActionParams, client: &ClientCan, roots: &mut Roots, documents: &Documents) -> Answer {
    let Some(path) = convert::path(&params.text_document.uri) else {
        return Ok(Value::Null);
    };
    let (Some(document), Some(root)) = (documents.get(&path), roots.of(&path)) else {
        return Ok(Value::Null);
    };
    let lines = Lines::new(&document.text);
    let mut actions = Vec::new();
    if wanted(params, &CodeActionKind::QUICKFIX) {
        actions.extend(cures(params, root, &path, &lines));
    }
    if client.resolve_edits && wanted(params, &CodeActionKind::REFACTOR) {
        actions.extend(cases::action(root, &path, lines.byte(params.range.start)));
    }
    let actions = actions.into_iter().map(CodeActionOrCommand::CodeAction);
    written(actions.collect::<Vec<_>>())
}

/// Whether the editor asks for a kind of actions.
fn wanted(params: &CodeActionParams, kind: &CodeActionKind) -> bool {
    let Some(only) = &params.context.only else { return true };
    only.iter().any(|asked| {
        let below = kind.as_str().strip_prefix(asked.as_str());
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    })
}

/// The cures that the findings at a place offer.
fn cures(params: &CodeActionParams, root: &mut Root, path: &Path, lines: &Lines<'_>) -> Vec<CodeAction> {
    if root.stale {
        root.check();
    }
    let found = root.findings.iter();
    let found = found.filter(|found| Path::new(&found.place.path) == path);
    let cures = found.filter_map(|found| {
        let range = lines.stretch(&found.place);
        let apart = range.end < params.range.start || range.start > params.range.end;
        let suggestion = found.suggestion.clone().filter(|_| !apart)?;
        let edits = vec![TextEdit::new(range, suggestion.clone())];
        let changes = HashMap::from([(params.text_document.uri.clone(), edits)]);
        let told = params.context.diagnostics.iter();
        let told = told.filter(|told| told.range == range).cloned();
        Some(CodeAction {
            title: format!("Replace by `{suggestion}`"),
            kind: Some(CodeActionKind::QUICKFIX),
            diagnostics: Some(told.collect()),
            edit: Some(WorkspaceEdit {
                changes: Some(changes),
                ..WorkspaceEdit::default()
            }),
            is_preferred: Some(true),
            ..CodeAction::default()
        })
    });
    cures.collect()
}
