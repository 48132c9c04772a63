//! Cases at the edges of a rule, as an action whose edit is made when it is chosen.

use crate::answer::{Answer, Refused, refused};
use crate::client::ClientCan;
use crate::convert::{self, Lines};
use crate::documents::Documents;
use crate::roots::Root;
use lsp_server::ErrorCode;
use lsp_types::{CodeAction, CodeActionKind};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use uptake_language::Outline;
use uptake_project::DraftedSuite;

/// The rule whose cases are meant, in the data of the action.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct Meant {
    /// The file that states it.
    pub(crate) file: PathBuf,
    /// The definition or ladder.
    pub(crate) rule: String,
}

/// The action at a definition or a ladder around a byte.
pub(crate) fn action(root: &mut Root, path: &Path, byte: usize) -> Option<CodeAction> {
    let outline = root.reading()?.symbols(&path.display().to_string());
    let rule = around(&outline, byte)?.name.clone();
    let title = format!("Write the cases at every boundary of `{rule}`");
    let meant = Meant {
        file: path.to_path_buf(),
        rule,
    };
    Some(CodeAction {
        title,
        kind: Some(CodeActionKind::REFACTOR),
        data: Some(serde_json::to_value(meant).ok()?),
        ..CodeAction::default()
    })
}

/// The definition or ladder around a byte.
fn around(outline: &[Outline], byte: usize) -> Option<&Outline> {
    let one = outline
        .iter()
        .find(|one| (one.place.start..=one.place.end).contains(&byte))?;
    match one.kind {
        "definition" | "ladder" => Some(one),
        _ => around(&one.parts, byte),
    }
}

/// The rule that an action is about.
pub(crate) fn meant(action: &Value) -> Result<Meant, Refused> {
    let data = action.get("data").cloned().unwrap_or_default();
    serde_json::from_value(data).map_err(|error| refused(ErrorCode::InvalidParams, error.to_string()))
}

/// The action with its edit: a new suite, or cases at the end of the one that is there.
pub(crate) fn resolved(mut action: Value, suite: &DraftedSuite, client: &ClientCan, documents: &Documents) -> Answer {
    let document = documents.get(&suite.path);
    let uri = document.map(|document| document.uri.clone());
    let uri = uri.or_else(|| convert::uri(&suite.path)).ok_or_else(|| {
        let message = format!("`{}` has no address", suite.path.display());
        refused(ErrorCode::RequestFailed, message)
    })?;
    let before = suite.before.as_deref().unwrap_or("");
    let end = Lines::new(before).position(before.len());
    let edits = json!([{ "range": { "start": end, "end": end }, "newText": suite.added }]);
    let edit = match client.create_files {
        true => {
            let version = document.map(|document| document.version);
            let edited = json!({ "textDocument": { "uri": uri, "version": version }, "edits": edits });
            let created = json!({ "kind": "create", "uri": uri, "options": { "ignoreIfExists": true } });
            match suite.before {
                None => json!({ "documentChanges": [created, edited] }),
                Some(_) => json!({ "documentChanges": [edited] }),
            }
        }
        false => json!({ "changes": { uri.as_str(): edits } }),
    };
    match &mut action {
        Value::Object(members) => members.insert("edit".to_owned(), edit),
        // Its data were read, so it has members.
        _ => return Err(refused(ErrorCode::InvalidParams, "not an action")),
    };
    Ok(action)
}
