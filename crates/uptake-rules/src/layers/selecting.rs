//! `for: { column: value }` — whom an override or a waiver is for.

use crate::codes::Code;
use crate::context::Context;
use crate::policy::who::Selector;
use crate::syntax::fields::{Fields, name_of};
use crate::syntax::{Node, Value};
use crate::text::Name;
use std::collections::{BTreeMap, BTreeSet};

/// Reads the value of `for`; the columns with their places go to `columns`.
pub(super) fn selector(node: &Node, columns: &mut Vec<Name>, cx: &mut Context<'_>) -> Option<Selector> {
    let mut selected = BTreeMap::new();
    for (key, node) in Fields::open(node, "`for`", cx)?.rest(cx) {
        let one = std::slice::from_ref(node);
        let items = match &node.value {
            Value::List(items) => items.as_slice(),
            _ => one,
        };
        let values = items.iter().filter_map(|item| name_of(item, &key.text, cx));
        let values: BTreeSet<String> = values.map(|name| name.text).collect();
        if values.is_empty() {
            cx.error_help(
                Code::MissingKey,
                key.span,
                format!("`for` names no value of `{}`", key.text),
                format!("write `{}: VALUE`, or remove it", key.text),
            );
            return None;
        }
        columns.push(Name {
            text: key.text.clone(),
            span: key.span,
        });
        selected.insert(key.text.clone(), values);
    }
    Some(Selector::new(selected))
}
