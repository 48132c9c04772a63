//! What the editor can do, as it says it when it begins.

use serde_json::Value;

/// What the editor can do, and what it asks for.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct ClientCan {
    /// Whether the edit of a code action may come when it is chosen.
    pub(crate) resolve_edits: bool,
    /// Whether edits may create files.
    pub(crate) create_files: bool,
    /// Of which data figures are shown.
    pub(crate) figures: Figures,
}

/// Of which data figures are shown. Whoever opens a folder hasn't said that its programs may be run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Figures {
    /// Of files on this machine.
    #[default]
    Files,
    /// Of whatever the project says, which may run programs and ask services.
    All,
    /// Of none.
    None,
}

impl ClientCan {
    /// Out of the parameters of `initialize`.
    pub(crate) fn of(params: &Value) -> Self {
        let list = |pointer: &str, word: &str| {
            let words = params.pointer(pointer).and_then(Value::as_array);
            words.is_some_and(|words| words.iter().any(|known| known == word))
        };
        let workspace = "/capabilities/workspace/workspaceEdit";
        let changes = params.pointer(&format!("{workspace}/documentChanges"));
        Self {
            resolve_edits: list(
                "/capabilities/textDocument/codeAction/resolveSupport/properties",
                "edit",
            ),
            create_files: changes == Some(&Value::Bool(true))
                && list(&format!("{workspace}/resourceOperations"), "create"),
            figures: match params.pointer("/initializationOptions/figures").and_then(Value::as_str) {
                Some("all") => Figures::All,
                Some("none") => Figures::None,
                // What isn't known is no leave to run anything.
                Some(_) | None => Figures::Files,
            },
        }
    }
}
