//! Folders that a project file names, where something is written.

use crate::codes::Code;
use crate::context::Context;
use crate::syntax::{Fields, Value};
use crate::text::Name;

/// The folder under a key. What can't be meant as one is reported.
pub(super) fn folder(fields: &mut Fields<'_>, key: &'static str, cx: &mut Context<'_>) -> Option<Name> {
    let node = fields.take(key)?;
    let why = match &node.value {
        Value::Bool(_) => Some("is no folder".to_owned()),
        Value::Text(text) if text.trim().is_empty() => {
            Some("is empty: it would be the project's own folder".to_owned())
        }
        Value::Text(text) if text.contains("${") || text.starts_with('~') => Some(format!(
            "is `{text}` letter by letter: neither variables nor `~` are replaced in it"
        )),
        _ => None,
    };
    if let Some(why) = why {
        let help = format!("name a folder, from the project file, as in `{key}: {key}`");
        cx.error_help(Code::WrongValue, node.span, format!("`{key}` {why}"), help);
        return None;
    }
    fields.name(key, cx)
}
