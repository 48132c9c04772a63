//! `constants:` — values and sets that expressions may name.

use crate::codes::Code;
use crate::context::Context;
use crate::syntax::Fields;
use crate::syntax::fields::{identifier, wrong_type};
use crate::syntax::{Key, Node, Value};
use crate::value::{Constant, Literal};
use std::str::FromStr;

pub use uptake_expr::expr::library::{ConstantDraft, Direction};

/// Reads one constant: a value, or a list of values of one type. A text that is a day of the calendar is a date.
pub fn decode(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<ConstantDraft> {
    let name = identifier(key, "a constant", cx);
    let (mut about, mut tighten_only) = (None, None);
    let node = match &node.value {
        Value::Map(_) => {
            let mut fields = Fields::under(key, node, "a constant", cx)?;
            about = fields.text("about", cx);
            let ways = [("higher", Direction::Higher), ("lower", Direction::Lower)];
            tighten_only = fields.choice("tighten_only", &ways, cx);
            let value = fields.require("value");
            fields.finish(cx);
            value?
        }
        _ => node,
    };
    let value = match &node.value {
        Value::List(items) => {
            let items: Vec<Option<Literal>> = items.iter().map(|item| literal(item, &key.text, cx)).collect();
            let items: Vec<Literal> = items.into_iter().collect::<Option<_>>()?;
            if let Some(first) = items.first()
                && let Some(other) = items.iter().find(|item| item.ty() != first.ty())
            {
                cx.error_help(
                    Code::TypeMismatch,
                    key.span,
                    format!(
                        "the set `{}` mixes {} and {}",
                        key.text,
                        first.ty().name(),
                        other.ty().name()
                    ),
                    "use values of one type in a set",
                );
                return None;
            }
            Constant::Set(items)
        }
        _ => Constant::Value(literal(node, &key.text, cx)?),
    };
    Some(ConstantDraft {
        name,
        value,
        span: key.span,
        about,
        tighten_only,
    })
}

fn literal(node: &Node, key: &str, cx: &mut Context<'_>) -> Option<Literal> {
    Some(match &node.value {
        Value::Bool(value) => Literal::Bool(*value),
        Value::Int(value) => Literal::Int(*value),
        Value::Float(value) => Literal::Float(*value),
        Value::Text(text) => match jiff::civil::Date::from_str(text) {
            Ok(day) if text.len() == 10 => Literal::Date(day),
            _ => Literal::Text(text.clone()),
        },
        Value::Null | Value::List(_) | Value::Map(_) => {
            wrong_type(
                node,
                key,
                "a number, a text, a date, a truth value, or a list of them",
                cx,
            );
            return None;
        }
    })
}
