//! `constants:` — values and sets that expressions may name.

use super::limits::Limits;
use super::literal::literal;
use super::rule;
use crate::codes::Code;
use crate::context::Context;
use crate::section::Section;
use crate::syntax::fields::identifier;
use crate::syntax::{Key, Node, Value};
use crate::value::{Constant, Literal};

pub use uptake_expr::expr::library::{ConstantDraft, Direction};

/// Reads one constant: a value, or a list of values of one type. A text that is a day of the calendar is a date. Where it states what
/// its values may be, each is compared with that.
pub fn decode(key: &Key, node: &Node, cx: &mut Context<'_>) -> Option<ConstantDraft> {
    let name = identifier(key, "a constant", cx);
    let (mut about, mut tighten_only, mut limits) = (None, None, None);
    let node = match &node.value {
        Value::Map(_) => {
            let mut fields = rule::open(Section::Constants, key, node, "a constant", cx)?;
            about = fields.text("about", cx);
            let ways = [("higher", Direction::Higher), ("lower", Direction::Lower)];
            tighten_only = fields.choice("tighten_only", &ways, cx);
            limits = Some(Limits::read(&mut fields, &key.text, cx));
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
    if !limits.is_none_or(|limits| limits.hold(&value, node, &key.text, cx)) {
        return None;
    }
    Some(ConstantDraft {
        name,
        value,
        span: key.span,
        about,
        tighten_only,
    })
}
