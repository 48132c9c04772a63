//! Settings of adapters, flat.

use crate::codes::Code;
use crate::context::Context;
use crate::source::Span;
use crate::syntax::{Fields, Key, Node, Value};
use crate::text::Name;

/// A setting of an adapter. Nested mappings and lists are flat: `auth: { kind: basic }` is the setting `auth.kind`, and
/// `command: [a, b]` is `command.0` and `command.1`.
#[derive(Clone, Debug, PartialEq)]
pub struct Setting {
    /// Its name.
    pub key: Name,
    /// Its value as text.
    pub value: String,
    /// Whether the value was written as a number or a truth value, and not as text.
    pub plain: bool,
    /// Where the value stands.
    pub span: Span,
}

/// The entries without a key's second standing, which is told already.
pub(super) fn once(entries: Vec<&(Key, Node)>) -> impl Iterator<Item = &(Key, Node)> {
    let mut seen = std::collections::BTreeSet::new();
    entries
        .into_iter()
        .filter(move |(key, _)| seen.insert(key.text.as_str()))
}

/// Adds a setting, or each setting that a mapping or a list holds, under its dotted key.
pub(super) fn flatten(key: &str, span: Span, node: &Node, settings: &mut Vec<Setting>, cx: &mut Context<'_>) {
    match &node.value {
        Value::Map(_) => {
            let Some(fields) = Fields::open(node, "a setting", cx) else {
                return;
            };
            for (below, node) in once(fields.rest(cx)) {
                flatten(&format!("{key}.{}", below.text), below.span, node, settings, cx);
            }
        }
        Value::List(items) => {
            for (index, item) in items.iter().enumerate() {
                flatten(&format!("{key}.{index}"), span, item, settings, cx);
            }
        }
        scalar => {
            let plain = matches!(scalar, Value::Int(_) | Value::Float(_) | Value::Bool(_));
            let Some(value) = crate::syntax::fields::name_of(node, key, cx) else {
                return;
            };
            if settings.iter().any(|setting: &Setting| setting.key.text == key) {
                let message = format!("duplicate setting `{key}`");
                cx.error_help(Code::DuplicateKey, span, message, "keep one of them");
                return;
            }
            settings.push(Setting {
                key: Name {
                    text: key.to_owned(),
                    span,
                },
                value: value.text,
                plain,
                span: value.span,
            });
        }
    }
}
