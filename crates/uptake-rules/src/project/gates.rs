//! What must hold of the rows of a source, whatever the figures say.

use crate::context::Context;
use crate::source::Span;
use crate::syntax::fields::wrong_type;
use crate::syntax::{Fields, Value};
use crate::text::Name;

/// What must hold of the rows of a source. A gate that isn't stated holds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Gates {
    /// The greatest share of the delivered rows that may be set aside, from zero to one.
    pub most_set_aside: Option<Stated<f64>>,
    /// How many days the last used row may be older than the day of the figures.
    pub fresh_within: Option<Stated<u32>>,
    /// How many rows must be used.
    pub least_rows: Option<Stated<u32>>,
    /// Values of which each must stand in a used row, by column of the dataset.
    pub expect: Vec<(Name, Vec<Name>)>,
}

/// A limit and where it is stated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Stated<T> {
    /// The limit.
    pub value: T,
    /// Where it stands.
    pub span: Span,
}

/// Reads the gates of a source block.
pub(super) fn gates(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Gates {
    let most_set_aside = most_set_aside(fields, cx);
    let fresh_within = limit("fresh_within", "a number of days such as `7d`", days, fields, cx);
    let least_rows = fields.count("least_rows", 1, cx).zip(fields.key("least_rows"));
    let least_rows = least_rows.map(|(value, key)| Stated { value, span: key.span });
    let mut expect = Vec::new();
    for (key, node) in fields.map("expect", cx) {
        let name = Name {
            text: key.text.clone(),
            span: key.span,
        };
        let values = match &node.value {
            Value::List(items) => items
                .iter()
                .filter_map(|item| crate::syntax::fields::name_of(item, &key.text, cx))
                .collect(),
            _ => crate::syntax::fields::name_of(node, &key.text, cx)
                .into_iter()
                .collect(),
        };
        expect.push((name, values));
    }
    Gates {
        most_set_aside,
        fresh_within,
        least_rows,
        expect,
    }
}

/// The greatest share of the rows that may be set aside, of a source or of a contract.
pub(crate) fn most_set_aside(fields: &mut Fields<'_>, cx: &mut Context<'_>) -> Option<Stated<f64>> {
    limit("most_set_aside", "a share such as `1 %`", share, fields, cx)
}

fn limit<T>(
    key: &'static str,
    wanted: &str,
    read: impl Fn(&str) -> Option<T>,
    fields: &mut Fields<'_>,
    cx: &mut Context<'_>,
) -> Option<Stated<T>> {
    let node = fields.take(key)?;
    let text = fields.text(key, cx)?;
    match read(&text) {
        Some(value) => Some(Stated { value, span: node.span }),
        None => {
            wrong_type(node, key, wanted, cx);
            None
        }
    }
}

/// `1 %` as 0.01, from nothing to everything.
fn share(text: &str) -> Option<f64> {
    let percent: f64 = text.strip_suffix('%')?.trim_end().parse().ok()?;
    (0.0..=100.0).contains(&percent).then_some(percent / 100.0)
}

/// `7d` as 7; weeks are written `2w`.
pub(super) fn days(text: &str) -> Option<u32> {
    let number = |unit: &str| text.strip_suffix(unit)?.trim_end().parse::<u32>().ok();
    number("d").or_else(|| number("w")?.checked_mul(7))
}
