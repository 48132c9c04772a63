//! `for: { column: value }` — whom an override or a waiver is for.

use crate::codes::Code;
use crate::context::Context;
use crate::diagnostic::{Diagnostic, Severity};
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
        let names: Vec<Name> = items.iter().filter_map(|item| name_of(item, &key.text, cx)).collect();
        for name in &names {
            report_pattern(&key.text, name, cx);
        }
        let values: BTreeSet<String> = names.into_iter().map(|name| name.text).collect();
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

/// A value that is probably several, all, or all but one: a group is named value by value.
fn report_pattern(column: &str, name: &Name, cx: &mut Context<'_>) {
    let text = name.text.trim();
    let (message, help) = if text.contains(',') {
        let each: Vec<&str> = text.split(',').map(str::trim).collect();
        (
            format!("`{text}` is one value of `{column}`"),
            format!("for several values, write `{column}: [{}]`", each.join(", ")),
        )
    } else if text.contains('*') || matches!(text, "all" | "any" | "everybody") {
        (
            format!("`{text}` is one value of `{column}`, not a pattern"),
            format!("leave `{column}` out for everybody, or list the values: `{column}: [A, B]`"),
        )
    } else if let Some(other) = text.strip_prefix(['!', '-']) {
        (
            format!("`{text}` is one value of `{column}`, and excludes nothing"),
            format!(
                "list the values that are meant: `{column}: [A, B]`, without `{}`",
                other.trim()
            ),
        )
    } else {
        return;
    };
    let found = Diagnostic::error(Code::DoubtfulCondition, name.span, message).severity(Severity::Warning);
    cx.diagnostics.push(found.help(help));
}
