//! What the value of a constant may be: at least this, at most that, or one of a list.

use super::literal::literal;
use crate::codes::Code;
use crate::context::Context;
use crate::expr::scalar::order_numbers;
use crate::syntax::{Fields, Node, Value};
use crate::value::{Constant, Literal};
use std::cmp::Ordering;

/// What values may be; everything where nothing is stated.
#[derive(Default)]
pub(super) struct Limits {
    least: Option<Literal>,
    most: Option<Literal>,
    among: Vec<Literal>,
}

impl Limits {
    /// Reads `least`, `most` and `among` of the constant `name`. A bound that can't be read is reported and is none.
    pub(super) fn read(fields: &mut Fields<'_>, name: &str, cx: &mut Context<'_>) -> Self {
        let mut bound = |key: &'static str| fields.take(key).and_then(|node| literal(node, key, cx));
        let (least, most) = (bound("least"), bound("most"));
        let among = fields.list("among", cx).unwrap_or_default();
        let among = among.iter().filter_map(|node| literal(node, "among", cx)).collect();
        if let (Some(low), Some(high)) = (&least, &most)
            && !matches!(order(low, high), Some(Ordering::Less | Ordering::Equal))
            && let Some(key) = fields.key("most")
        {
            let message = format!(
                "no value of `{name}` is at least {} and at most {}",
                shown(low),
                shown(high)
            );
            cx.error_help(
                Code::WrongValue,
                key.span,
                message,
                "write the smaller bound under `least`",
            );
        }
        Self { least, most, among }
    }

    /// Whether a constant has only values that it may have; one that it may not have is reported where it stands.
    pub(super) fn hold(&self, constant: &Constant, node: &Node, name: &str, cx: &mut Context<'_>) -> bool {
        let (values, nodes) = match (constant, &node.value) {
            (Constant::Set(values), Value::List(nodes)) => (values.as_slice(), nodes.as_slice()),
            (Constant::Set(values), _) => (values.as_slice(), std::slice::from_ref(node)),
            (Constant::Value(value), _) => (std::slice::from_ref(value), std::slice::from_ref(node)),
        };
        let mut all = true;
        for (value, node) in values.iter().zip(nodes) {
            if self.allows(value) {
                continue;
            }
            all = false;
            let message = format!("`{name}` can't be {}: it is {}", shown(value), self.in_words());
            let help = "take such a value, or change what the constant states of its values";
            cx.error_help(Code::WrongValue, node.span, message, help);
        }
        all
    }

    fn allows(&self, value: &Literal) -> bool {
        let at_least = |least: &Literal| matches!(order(value, least), Some(Ordering::Greater | Ordering::Equal));
        let at_most = |most: &Literal| matches!(order(value, most), Some(Ordering::Less | Ordering::Equal));
        self.least.as_ref().is_none_or(at_least)
            && self.most.as_ref().is_none_or(at_most)
            && (self.among.is_empty() || self.among.iter().any(|one| order(value, one) == Some(Ordering::Equal)))
    }

    fn in_words(&self) -> String {
        let mut words = Vec::new();
        words.extend(self.least.as_ref().map(|least| format!("at least {}", shown(least))));
        words.extend(self.most.as_ref().map(|most| format!("at most {}", shown(most))));
        if !self.among.is_empty() {
            let all: Vec<String> = self.among.iter().map(shown).collect();
            words.push(format!("one of {}", all.join(", ")));
        }
        words.join(" and ")
    }
}

/// The order of two values of one kind: numbers exactly, however large; days; texts and truths by whether they are the same.
fn order(a: &Literal, b: &Literal) -> Option<Ordering> {
    match (a, b) {
        (Literal::Date(a), Literal::Date(b)) => Some(a.cmp(b)),
        (Literal::Text(a), Literal::Text(b)) => (a == b).then_some(Ordering::Equal),
        (Literal::Bool(a), Literal::Bool(b)) => (a == b).then_some(Ordering::Equal),
        _ => order_numbers(a, b),
    }
}

fn shown(value: &Literal) -> String {
    match value {
        Literal::Bool(truth) => truth.to_string(),
        Literal::Int(number) => number.to_string(),
        Literal::Float(number) => number.to_string(),
        Literal::Text(text) => format!("`{text}`"),
        Literal::Date(day) => day.to_string(),
        Literal::Datetime(instant) => instant.to_string(),
        Literal::Unknown => "unknown".to_owned(),
    }
}
